//! What the scan says of an error or a warning.

use crate::{
    code::Code,
    knowledge::{Named, Template},
    record::{Level, Timestamp},
    summary::{GroupKey, Thread},
};

/// A classified record, as the scan hands it over.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Which issue it belongs to.
    pub key: GroupKey,
    /// Error or warning.
    pub level: Level,
    /// When, if it says.
    pub at: Option<Timestamp>,
    /// The thread that wrote it, if it says.
    pub thread: Option<Thread>,
    /// Its codes, each once.
    pub codes: &'a [Code],
    /// Its template.
    pub template: Template<'a>,
    /// What it says, without what its form adds.
    pub message: &'a [u8],
    /// The things it names in the message; what is named twice counts once.
    pub named: &'a [Named],
    /// Offset in the source.
    pub offset: u64,
    /// Line within the range, the first is 1.
    pub line: u64,
    /// Whether its place is kept, as that of all others like it.
    pub is_placed: bool,
    /// Whether the line calls itself fatal, which counts as an error.
    pub is_fatal: bool,
    /// Its message with the lines that continue it.
    pub text: &'a [u8],
}
