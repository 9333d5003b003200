//! Writes the sample logs and the large logs of the benches.
//!
//! ```text
//! cargo run --release --example loggen -- samples samples/
//! cargo run --release --example loggen -- bulk typical 1024 OUT.log
//! cargo run --release --example loggen -- bulk outage 1024 OUT.log
//! cargo run --release --example loggen -- templates 100000 256 OUT.log
//! cargo run --release --example loggen -- days 365 256 OUT.log
//! cargo run --release --example loggen -- files 20000 256 OUT/
//! cargo run --release --example loggen -- outages
//! cargo run --release --example loggen -- outage db-down 7 OUT/
//! ```
//!
//! `templates`, `days` and `files` write a log that is large in one thing only: distinct messages, days, or files over which
//! the MiB are spread. `outages` lists the labelled outages; `outage` writes the logs of one, and says what the truth about
//! them is. The first six forms take one more number, the seed. The same seed gives the same bytes on every machine.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

#[path = "mod.rs"]
mod loggen;

use loggen::{Kind, SEED, SampleFile, growth, outages};

const USAGE: &str = "usage: loggen samples DIRECTORY [SEED]
       loggen bulk typical|outage MEBIBYTES FILE [SEED]
       loggen templates COUNT MEBIBYTES FILE [SEED]
       loggen days COUNT MEBIBYTES FILE [SEED]
       loggen messages DAYS MEBIBYTES FILE [SEED]
       loggen files COUNT MEBIBYTES DIRECTORY [SEED]
       loggen instances COUNT MEBIBYTES DIRECTORY [SEED]
       loggen outages
       loggen outage NAME SEED DIRECTORY";

/// Logs that are large in one thing.
const GROWN: [&str; 5] = ["templates", "days", "messages", "files", "instances"];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if this fails too.
            let _ = writeln!(io::stderr(), "loggen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<(), Box<dyn Error>> {
    match *words {
        ["samples", dir] => write_samples(Path::new(dir), SEED),
        ["samples", dir, seed] => write_samples(Path::new(dir), seed.parse()?),
        ["bulk", kind, size, file] => write_bulk(kind, size, file, SEED),
        ["bulk", kind, size, file, seed] => write_bulk(kind, size, file, seed.parse()?),
        [what, count, size, path] if GROWN.contains(&what) => {
            write_grown(what, count.parse()?, size.parse()?, Path::new(path), SEED)
        }
        [what, count, size, path, seed] if GROWN.contains(&what) => {
            write_grown(what, count.parse()?, size.parse()?, Path::new(path), seed.parse()?)
        }
        ["outages"] => list_outages(),
        ["outage", name, seed, dir] => write_outage(name, seed.parse()?, Path::new(dir)),
        _ => Err(USAGE.into()),
    }
}

/// Writes every sample file below `dir`. Overwrites; never deletes, so a file that is
/// no longer generated has to be removed by hand.
fn write_samples(dir: &Path, seed: u64) -> Result<(), Box<dyn Error>> {
    write_files(dir, &loggen::samples(seed))
}

fn write_files(dir: &Path, files: &[SampleFile]) -> Result<(), Box<dyn Error>> {
    for file in files {
        let path = dir.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        File::create(&path)
            .and_then(|mut out| out.write_all(&file.bytes))
            .map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

/// Streams a large log of at most `size` MiB to `file`.
fn write_bulk(kind: &str, size: &str, file: &str, seed: u64) -> Result<(), Box<dyn Error>> {
    let kind = Kind::parse(kind).ok_or(USAGE)?;
    let mebibytes: u64 = size.parse()?;
    let out = File::create(file).map_err(|e| format!("{file}: {e}"))?;
    loggen::bulk_to(kind, mebibytes << 20, seed, out)?;
    Ok(())
}

/// Writes a log of at most `size` MiB that is large in one thing.
fn write_grown(
    what: &str,
    count: u64,
    size: u64,
    path: &Path,
    seed: u64,
) -> Result<(), Box<dyn Error>> {
    let bytes = size << 20;
    match what {
        "templates" => growth::templates(count, bytes, seed, File::create(path)?)?,
        "days" => growth::days(count, bytes, seed, File::create(path)?)?,
        "messages" => growth::messages(count, bytes, seed, File::create(path)?)?,
        "instances" => growth::instances(count, bytes, seed, path)?,
        _ => growth::files(count, bytes, seed, path)?,
    }
    Ok(())
}

fn list_outages() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for kind in outages::kinds() {
        writeln!(out, "{:<20} {}", kind.name, kind.story)?;
    }
    Ok(())
}

/// Writes the logs of a labelled outage below `dir`, and its label to standard output.
fn write_outage(name: &str, seed: u64, dir: &Path) -> Result<(), Box<dyn Error>> {
    let kind = outages::kinds().find(|kind| kind.name == name);
    let kind = kind.ok_or_else(|| format!("no outage of the name `{name}`; see `outages`"))?;
    let case = outages::case(kind, seed);
    write_files(dir, &case.files)?;
    writeln!(io::stdout(), "{}", case.outage)?;
    Ok(())
}
