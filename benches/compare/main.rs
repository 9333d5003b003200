//! nltriage beside other tools, and beside itself on logs that grow, as tables in Markdown.
//!
//! ```text
//! cargo bench --bench compare                              everything; 15 minutes and 8 GiB of disk
//! cargo bench --bench compare -- --write                   the same, into benches/RESULTS.md
//! cargo bench --bench compare -- --mib 64 --rounds 3       smaller
//! cargo bench --bench compare -- --only growth             sections whose name holds a word
//! cargo bench --bench compare -- --only peers WEB.log      a log of yours instead of generated ones
//! ```
//!
//! Every command runs once a round, after its input was read once; ratios are taken round by round, so they hold on
//! a machine that does other things as well, while seconds do not. What is not installed is left out, and named.

#![expect(unreachable_pub, reason = "nobody else can reach into a program")]

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

mod growth;
mod inflate;
#[path = "../loggen/mod.rs"]
mod loggen;
mod machine;
mod measure;
mod peers;
mod rounds;
mod sections;
mod table;

use sections::Bench;

/// Where the tables are kept.
const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/RESULTS.md");

/// Compares nltriage with other tools, and with itself on logs that grow.
#[derive(Parser)]
struct Args {
    /// Logs to compare on, in place of generated ones
    #[arg(value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// Size of the generated logs; those that grow go from 1 MiB to four times this
    #[arg(long, value_name = "N", default_value_t = 1024)]
    mib: u64,
    /// How often each command runs
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,
    /// Only sections whose name holds this: peers, cold, group, gzip, files, growth-size …
    #[arg(long, value_name = "WORD", default_value = "")]
    only: String,
    /// Write benches/RESULTS.md
    #[arg(long, conflicts_with_all = ["only", "logs"])]
    write: bool,
    /// Cargo says so to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    let is = |argument| words.first().is_some_and(|word| word == argument);
    let done = match words.as_slice() {
        [_, words @ ..] if is(measure::ARGUMENT) => measure::measure_here(words),
        [_, log] if is(inflate::ARGUMENT) => inflate::inflate_here(Path::new(log)),
        _ => compare(&Args::parse()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if this fails too.
            let _ = writeln!(io::stderr(), "compare: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench writes its own results")]
fn compare(args: &Args) -> io::Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut bench = Bench::new(folder.path(), args.mib, args.rounds.max(1), &args.only);
    let mut text = machine::introduction(args.rounds);
    write!(io::stdout(), "{text}")?;
    let mut show = |part: String| {
        text.push_str(&part);
        write!(io::stdout(), "{part}")
    };
    if args.logs.is_empty() {
        bench.on_generated_logs(&mut show)?;
        growth::all(&mut bench, &mut show)?;
        show(bench.goals())?;
    }
    for log in &args.logs {
        bench.peers(&log.display().to_string(), log, &mut show)?;
    }
    show(bench.missing())?;
    if args.write {
        fs::write(RESULTS, text)?;
    }
    Ok(())
}
