//! Exit codes: a promise to scripts.

use std::process::ExitCode;

use super::{interrupt::Stopped, output::NotWritten};

/// How a run ended. Errors *found in the logs* do not change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Everything was read and written.
    Complete,
    /// Finished, but some input was missing or damaged; each is named.
    Incomplete,
    /// Wrong usage, or nothing to analyse; nothing was written.
    Usage,
    /// A report could not be written, or standard output. Report files are all old or all new: standard output is the last.
    NotWritten,
    /// A bug; the result is incomplete.
    Internal,
    /// `--fail-on` was met.
    RiskFound,
    /// Somebody stopped it. Report files are all old or all new.
    Stopped(Stopped),
}

impl Exit {
    /// The code for an error that stopped the run.
    pub(super) fn of_error(error: &anyhow::Error) -> Exit {
        match error.downcast_ref::<Stopped>() {
            Some(stopped) => Exit::Stopped(*stopped),
            None if error.is::<NotWritten>() => Exit::NotWritten,
            None => Exit::Usage,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Complete => 0,
            Exit::Incomplete => 1,
            Exit::Usage => 2,
            Exit::NotWritten => 3,
            Exit::Internal => 4,
            Exit::RiskFound => 10,
            // As shells have it.
            Exit::Stopped(stopped) => 128 + stopped.signal,
        })
    }
}
