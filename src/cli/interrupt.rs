//! Ctrl-C and its relatives: who stops a run finds the reports as they were or all of the new ones, and no other file.
//!
//! While logs are read there is nothing to take away, so the first signal ends the process where it is, even in a read that
//! never returns. While reports are written it is noted, and whoever writes looks, until they have their names. The second one ends the process in
//! any case. A signal that the caller ignores (`nohup`, a job in the background) stays ignored.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// The run was stopped by a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped by signal {signal}")]
pub(super) struct Stopped {
    /// Its number.
    pub(super) signal: u8,
}

/// What is known of signals.
#[derive(Debug)]
pub(super) struct Interrupt {
    /// Whether the next signal may end the process at once.
    at_once: Arc<AtomicBool>,
    /// The number of the last signal, 0 without one.
    noted: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Nobody has stopped anything.
    fn none() -> Self {
        Self { at_once: Arc::new(AtomicBool::new(true)), noted: Arc::default() }
    }

    /// Answers signals from now on. Where that cannot be had, they do what they do to any program.
    pub(super) fn listen() -> Self {
        let interrupt = Self::none();
        #[cfg(unix)]
        interrupt.register();
        interrupt
    }

    #[cfg(unix)]
    fn register(&self) {
        use signal_hook::{
            consts::signal::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ},
            flag,
        };
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let number = usize::try_from(signal).unwrap_or(0);
            if is_ignored(number) {
                continue;
            }
            // In this order: a signal ends the process if it may, and else is noted, and lets the next one do so.
            let at_once = || Arc::clone(&self.at_once);
            let _ = flag::register_conditional_shutdown(signal, 128 + signal, at_once());
            let _ = flag::register_usize(signal, Arc::clone(&self.noted), number);
            let _ = flag::register(signal, at_once());
        }
        // A file larger than the limit: the write fails then, and says why.
        let _ = flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    }

    /// Signals are noted until the guard is dropped.
    pub(super) fn hold(&self) -> Held<'_> {
        self.at_once.store(false, Ordering::SeqCst);
        Held(self)
    }

    /// The signal that came meanwhile.
    pub(super) fn stopped(&self) -> Option<u8> {
        u8::try_from(self.noted.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}

/// While it lives a first signal is noted.
pub(super) struct Held<'a>(&'a Interrupt);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.at_once.store(true, Ordering::SeqCst);
    }
}

/// Whether the process was started with this signal ignored, as far as the system tells.
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "no log: what the system says of this process")]
fn is_ignored(signal: usize) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    mask(&status).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// `SigIgn: 0000000000001000`: a bit for each signal.
#[cfg(unix)]
fn mask(status: &str) -> Option<u64> {
    let digits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(digits.trim(), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_noted_while_it_is_held_and_lets_go_afterwards() {
        let interrupt = Interrupt::none();
        let held = interrupt.hold();
        assert!(!interrupt.at_once.load(Ordering::SeqCst));
        assert_eq!(interrupt.stopped(), None);
        interrupt.noted.store(15, Ordering::SeqCst);
        assert_eq!(interrupt.stopped(), Some(15));
        drop(held);
        assert!(interrupt.at_once.load(Ordering::SeqCst));
    }

    #[cfg(unix)]
    #[test]
    fn ignored_signals_are_read_as_the_system_writes_them() {
        let status = "Name:\tx\nSigIgn:\t0000000000001001\nSigCgt:\t00\n";
        let mask = mask(status).expect("a mask");
        assert_eq!((mask & 1, mask >> 12 & 1, mask >> 1 & 1), (1, 1, 0));
    }
}
