//! How many instructions a byte of log costs, counted by valgrind: the same on a busy machine and on a quiet one.
//!
//! ```text
//! cargo bench --bench instructions                     compare with figures.tsv; exit 1 when something got dearer
//! cargo bench --bench instructions -- --write          write figures.tsv anew
//! cargo bench --bench instructions -- --only outage    the cases whose name holds a word
//! ```
//!
//! Cases without a slash run the whole program: `start` on a log of one line, the others on 4 MiB, and what `start` costs is
//! taken off. Cases with a slash are one stage in this process, and what stands around it is not counted. The profile
//! of each stays below `target/tmp/instructions`, for `callgrind_annotate`.
//!
//! What is paid once and not at the start (tables that are filled, the report and its JSON) is in a figure, so a byte of a
//! larger log costs less than these say. Instructions are not time: they know no cache, no branch that was guessed wrongly
//! and no kernel. They are there to say that a change made something dearer; `cargo bench --bench compare` says how long it
//! takes.

#![expect(unreachable_pub, reason = "nobody else can reach into a program")]

use std::{io, io::Write, path::Path, process::ExitCode};

use clap::Parser;

mod callgrind;
mod cases;
mod figures;
#[path = "../loggen/mod.rs"]
mod loggen;
mod stages;

use callgrind::Callgrind;
use figures::{Figure, Figures};

/// Where the figures are kept.
const FIGURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions/figures.tsv");
/// Where logs and profiles are written.
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/instructions");

/// Counts instructions, and compares them with the figures that are kept.
#[derive(Parser)]
struct Args {
    /// Write the figures anew
    #[arg(long)]
    write: bool,
    /// Only cases whose name holds this
    #[arg(long, value_name = "WORD", default_value = "", conflicts_with = "write")]
    only: String,
    /// Run one stage on a log: what the cases with a slash do under valgrind
    #[arg(long, hide = true, num_args = 2, value_names = ["STAGE", "LOG"])]
    stage: Option<Vec<String>>,
    /// Cargo says so to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.stage.as_deref() {
        Some([stage, log]) => stages::run(stage, Path::new(log)).map(|()| true),
        _ => compare(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // Nobody is left to tell if this fails too.
            let _ = writeln!(io::stderr(), "instructions: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Counts, shows, and says whether all is as it should be.
fn compare(args: &Args) -> io::Result<bool> {
    let folder = Path::new(FOLDER);
    let logs = cases::write_logs(folder)?;
    let callgrind = Callgrind::new(folder)?;
    let kept = Figures::read(Path::new(FIGURES))?;
    let mut now = Figures::new(callgrind.machine());
    let mut out = io::stdout().lock();
    writeln!(out, "{}", figures::HEADER)?;
    for case in cases::all(&args.only) {
        let log = &logs[case.log];
        let counted = callgrind.count(case.name, &case.command(log))?;
        // The start is the same for every log, and would hide what a byte costs.
        let start = if case.is_program() { now.instructions(cases::START) } else { 0 };
        let figure = Figure::new(case.name, log.bytes, counted.saturating_sub(start));
        let verdict = kept.judge(&figure, now.machine());
        writeln!(out, "{}", figures::row(&figure, &verdict))?;
        out.flush()?;
        now.add(figure, verdict);
    }
    if args.write {
        now.write(Path::new(FIGURES))?;
        writeln!(out, "\nwritten: benches/instructions/figures.tsv")?;
        return Ok(true);
    }
    let verdict = now.worst();
    writeln!(out, "\n{}", kept.advice(verdict, now.machine()))?;
    Ok(!verdict.is_failure())
}
