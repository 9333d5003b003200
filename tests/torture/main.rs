//! Hostile logs, and what the program makes of them, as a table.
//!
//! ```text
//! cargo test --release --test torture                     all cases; a minute or two, and 2 GiB of disk
//! cargo test --release --test torture -- gzip names       cases whose name holds one of these words
//! cargo test --release --test torture -- --list           what there is
//! cargo test --release --test torture -- --keep DIR       leave the inputs there
//! cargo test --release --test torture -- --program FILE   another build of the program
//! ```
//!
//! A case is a folder of files (`cases/`) and what has to come of it; what holds for all of them is in `judge.rs`. Nothing here
//! runs with the other tests: it takes time and disk. To add a case, add a row to a table in `cases/`.

#![expect(unreachable_pub, reason = "nobody else can reach into a program")]
#![expect(
    clippy::disallowed_methods,
    reason = "it makes files, reads them, and looks at the clock"
)]

mod case;
mod cases;
mod judge;
mod run;

use std::{
    fs,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use case::{Case, Dir};

/// What was typed.
struct Arguments {
    words: Vec<String>,
    is_list: bool,
    keep: Option<PathBuf>,
    program: PathBuf,
}

impl Arguments {
    fn read() -> Self {
        let mut typed = std::env::args().skip(1);
        let mut arguments = Self {
            words: Vec::new(),
            is_list: false,
            keep: None,
            program: env!("CARGO_BIN_EXE_nltriage").into(),
        };
        while let Some(word) = typed.next() {
            match word.as_str() {
                "--list" => arguments.is_list = true,
                "--keep" => arguments.keep = typed.next().map(PathBuf::from),
                "--program" => arguments.program = typed.next().expect("a file").into(),
                _ => arguments.words.push(word),
            }
        }
        arguments
    }

    fn wants(&self, case: &Case) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| case.name.contains(word.as_str()))
    }
}

fn main() -> io::Result<ExitCode> {
    let arguments = Arguments::read();
    let mut out = io::stdout();
    let wanted: Vec<&Case> = cases::all().filter(|case| arguments.wants(case)).collect();
    if arguments.is_list {
        for case in wanted {
            writeln!(out, "{:<28} {}", case.name, case.about)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let temporary = tempfile::tempdir()?;
    let folder = arguments.keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    fs::create_dir_all(&folder)?;
    let folder = fs::canonicalize(folder)?;
    writeln!(out, "| case | exit | s | MiB | verdict |\n|---|--:|--:|--:|---|")?;
    let runs = wanted.iter().flat_map(|case| case.ways().iter().map(move |way| (case, *way)));
    let (mut count, mut failed) = (0, 0);
    for (case, way) in runs {
        let name = [case.name, way].join(" ").trim_end().to_owned();
        let dir = Dir::new(&folder.join(name.replace(' ', "")))?;
        (case.make)(&dir)?;
        let run = run::run(&arguments.program, case, way, &dir)?;
        let wrong = judge::judge(case, &dir, &run)?;
        count += 1;
        failed += usize::from(!wrong.is_empty());
        let verdict = if wrong.is_empty() { "pass".to_owned() } else { wrong.join("; ") };
        let exit = run.code.map_or("signal".to_owned(), |code| code.to_string());
        writeln!(out, "| {name} | {exit} | {:.2} | {} | {verdict} |", run.seconds, run.mib)?;
        if arguments.keep.is_none() {
            dir.make_removable()?;
            fs::remove_dir_all(&dir.root)?;
        }
    }
    writeln!(out, "\n{} of {count} runs pass, of {} cases.", count - failed, wanted.len())?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
