//! The command line: the only code that knows arguments, environment, clock, terminal and exit codes.

mod analyse;
mod args;
mod baseline;
mod console;
mod exit;
mod explain;
mod output;
mod progress;
mod rules;
mod when;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Verb};
use console::Console;
use exit::Exit;

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let mut console = Console::default();
    let exit = match Args::try_parse() {
        Ok(args) => run(args, &mut console),
        // Help and version come this way, too. That they could not be printed changes nothing.
        Err(error) => {
            let _ = error.print();
            if error.use_stderr() { Exit::Usage } else { Exit::Complete }
        }
    };
    exit.into()
}

fn run(args: Args, console: &mut Console) -> Exit {
    let outcome = match args.verb {
        None => analyse::run(&args.analyse, console),
        Some(Verb::Explain(explain)) => explain::run(&explain, console),
        Some(Verb::Rules(verb)) => rules::run(&verb, console),
    };
    outcome.unwrap_or_else(|error| {
        Console::complain(&format!("{error:#}"));
        Exit::of_error(&error)
    })
}
