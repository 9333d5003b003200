//! Standard output and standard error, without a way to panic.

use std::io::{self, IsTerminal, Write};

use crate::render::escape_line;

/// Where a run talks to people.
#[derive(Debug, Default)]
pub(super) struct Console {
    is_stdout_closed: bool,
}

impl Console {
    /// A message on standard error. A standard error that takes nothing is no reason to stop.
    pub(super) fn complain(message: &str) {
        let mut stderr = io::stderr().lock();
        for line in message.lines() {
            let _ = writeln!(stderr, "nltriage: {}", escape_line(line));
        }
    }

    /// Writes to standard output. A reader that has gone away is success.
    pub(super) fn print(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.is_stdout_closed {
            return Ok(());
        }
        let mut out = io::BufWriter::with_capacity(64 * 1024, io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_stdout_closed = true;
                // What is still buffered has nowhere to go.
                let _ = out.into_parts();
                Ok(())
            }
            outcome => outcome,
        }
    }

    pub(super) fn is_stdout_a_terminal() -> bool {
        io::stdout().is_terminal()
    }
}
