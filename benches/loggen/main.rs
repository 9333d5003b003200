//! Writes the sample logs and the large logs of the benches.
//!
//! ```text
//! cargo run --release --example loggen -- samples samples/
//! cargo run --release --example loggen -- bulk typical 1024 OUT.log
//! cargo run --release --example loggen -- bulk outage 1024 OUT.log
//! ```
//!
//! Each form takes one more number, the seed. The same seed gives the same bytes on every machine.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

#[path = "mod.rs"]
mod loggen;

use loggen::{Kind, SEED};

const USAGE: &str = "usage: loggen samples DIRECTORY [SEED]
       loggen bulk typical|outage MEBIBYTES FILE [SEED]";

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
        _ => Err(USAGE.into()),
    }
}

/// Writes every sample file below `dir`. Overwrites; never deletes, so a file that is
/// no longer generated has to be removed by hand.
fn write_samples(dir: &Path, seed: u64) -> Result<(), Box<dyn Error>> {
    for file in loggen::samples(seed) {
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
