//! Standard output and standard error, without a way to panic.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

use super::output::NotWritten;
use crate::{redact::Redactor, render::escape_line};

/// Longest line of a message.
const MAX_LINE: usize = 16 << 10;

/// Where a run talks to people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    /// What becomes of personal data in messages.
    pub(super) redactor: Redactor,
}

impl Console {
    /// A message on standard error: names of files may hold anything. A standard error that takes nothing is no reason to stop.
    pub(super) fn complain(self, message: &str) {
        let named = |line: &str| format!("nltriage: {line}\n");
        let text: String = message.lines().map(named).collect();
        Self::tell(&shown(&text, self.redactor));
    }

    /// Puts a text on standard error in one piece.
    pub(super) fn tell(text: &str) {
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }

    /// Writes to standard output. A reader that has gone away is success.
    ///
    /// # Errors
    /// Any other reason why it takes no more.
    pub(super) fn print(
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), NotWritten> {
        let mut out = io::BufWriter::with_capacity(64 * 1024, io::stdout().lock());
        let outcome = write(&mut out).and_then(|()| out.flush());
        // What is still buffered has nowhere to go.
        let _ = out.into_parts();
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            outcome => {
                outcome.map_err(|error| NotWritten::new(Path::new("standard output"), &error))
            }
        }
    }

    pub(super) fn is_stdout_a_terminal() -> bool {
        io::stdout().is_terminal()
    }
}

/// Lines that may hold anything as what may be shown.
pub(super) fn shown(text: &str, redactor: Redactor) -> String {
    let shown = |line: &str| {
        let line = redactor.keep(line.as_bytes(), MAX_LINE);
        escape_line(line.as_str()) + "\n"
    };
    text.lines().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_hold_no_addresses_and_no_escapes() {
        let text = "in/jo.doe@mail.example: gone\n\x1b[2J\tx";
        assert_eq!(shown(text, Redactor::ON), "in/<email>: gone\n\\x1b[2J x\n");
        assert!(shown(text, Redactor::OFF).starts_with("in/jo.doe@mail.example"));
    }
}
