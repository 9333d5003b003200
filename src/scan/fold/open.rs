//! A record whose end is not yet known, and what its form asks for meanwhile.

use crate::{
    formats::Format,
    record::{Level, Timestamp},
    summary::Thread,
};

/// What a form asks for beside the line itself.
#[derive(Clone, Copy)]
pub(super) struct Habits {
    /// The neighbours of a line.
    pub(super) is_sequential: bool,
    /// All lines of a record.
    pub(super) is_assembled: bool,
    /// The time of the record before.
    pub(super) is_chronological: bool,
}

impl Habits {
    pub(super) fn of(format: &dyn Format) -> Self {
        Self {
            is_sequential: format.is_sequential(),
            is_assembled: format.is_assembled(),
            is_chronological: format.is_chronological(),
        }
    }
}

/// An event whose end is not yet known; positions are within the current window.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenEvent {
    pub(super) start: usize,
    pub(super) message: usize,
    /// `None` until all lines of the record are known.
    pub(super) level: Option<Level>,
    pub(super) at: Option<Timestamp>,
    pub(super) thread: Option<Thread>,
    pub(super) line: u64,
    /// Bytes of its first line, with the line end.
    pub(super) bytes: u64,
    pub(super) format: &'static dyn Format,
    pub(super) label: Option<&'static str>,
    /// Whether its level may be a worse word than `error`, which a layout does not read.
    pub(super) may_be_fatal: bool,
}

impl OpenEvent {
    /// What is judged of a text: what its form says of the record, if it says anything.
    pub(super) fn message_of<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        self.label.map_or(text, str::as_bytes)
    }
}
