//! The command line: the only code that knows arguments, environment, clock, terminal and exit codes.

mod analyse;
mod args;
mod baseline;
mod bug;
mod console;
mod environment;
mod exit;
mod explain;
mod interrupt;
mod isolation;
mod names;
mod nothing;
mod output;
mod progress;
mod rules;
mod when;

use std::process::ExitCode;

use clap::Parser as _;

use crate::redact::Redactor;
use args::{Args, Verb};
use console::Console;
use exit::Exit;
use interrupt::Interrupt;

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    isolation::no_core_dumps();
    bug::tell_places_only();
    let interrupt = Interrupt::listen();
    bug::caught(|| start(&interrupt)).into()
}

fn start(interrupt: &Interrupt) -> Exit {
    match Args::try_parse() {
        Ok(args) => run(args, interrupt),
        // Help and version come this way, too.
        Err(said) => say(&said)
            .unwrap_or_else(|error| fail(Console { redactor: Redactor::ON }, &error.into())),
    }
}

fn run(args: Args, interrupt: &Interrupt) -> Exit {
    let shows = args.verb.is_none() && args.analyse.show_personal_data;
    let console = Console { redactor: if shows { Redactor::OFF } else { Redactor::ON } };
    let outcome = match args.verb {
        None => analyse::run(&args.analyse, console, interrupt),
        Some(Verb::Explain(explain)) => explain::run(&explain),
        Some(Verb::Rules(verb)) => rules::run(&verb),
    };
    outcome.unwrap_or_else(|error| fail(console, &error))
}

fn fail(console: Console, error: &anyhow::Error) -> Exit {
    console.complain(&format!("{error:#}"));
    Exit::of_error(error)
}

/// Prints what the parser of arguments has to say. What was typed may be the name of a file, which a glob brought.
fn say(said: &clap::Error) -> Result<Exit, output::NotWritten> {
    let text = said.render();
    if said.use_stderr() {
        Console::tell(&console::shown(&text.to_string(), Redactor::ON));
        return Ok(Exit::Usage);
    }
    let has_color = environment::wants_color(Console::is_stdout_a_terminal());
    let text = if has_color { text.ansi().to_string() } else { text.to_string() };
    Console::print(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Complete)
}
