//! The vocabulary of a log: what one record says, before anybody judges it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the server wrote in the level column, folded into four.
///
/// `fatal`, `severe` and `critical` count as errors; `verbose`, `debug` and words that nobody knows as other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something failed.
    Error,
    /// Something may fail.
    Warning,
    /// Ordinary work.
    Info,
    /// Detail, or a level that is not known.
    Other,
}

impl Level {
    /// Number of levels: the length of an array indexed by [`Level::index`].
    pub const COUNT: usize = 4;
    /// All levels, in the order of their index.
    pub const ALL: [Level; Level::COUNT] =
        [Level::Error, Level::Warning, Level::Info, Level::Other];

    /// Position in an array of counts.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The word used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
            Level::Other => "other",
        }
    }

    /// The level that a word of a log stands for; lower case, as nlserver writes it.
    #[must_use]
    pub fn from_word(word: &[u8]) -> Level {
        match word {
            b"info" => Level::Info,
            b"error" | b"fatal" | b"severe" | b"critical" => Level::Error,
            b"warning" => Level::Warning,
            _ => Level::Other,
        }
    }

    /// Errors and warnings become events; the rest only feeds the activity.
    #[must_use]
    pub const fn is_event(self) -> bool {
        matches!(self, Level::Error | Level::Warning)
    }
}

/// A point in time: microseconds since the Unix epoch, UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Microseconds in a second.
    pub const PER_SECOND: i64 = 1_000_000;

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(Self::PER_SECOND)
    }

    /// The point `seconds` after the epoch.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * Self::PER_SECOND)
    }
}

/// A time as a line gives it: the wall clock, and the offset when one was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Microseconds of the wall clock, as if it were UTC.
    pub local_micros: i64,
    /// Minutes east of UTC; `None` when the line names no zone.
    pub offset_minutes: Option<i16>,
}

impl Stamp {
    /// The instant, when the zone is written on the line.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        let offset = i64::from(self.offset_minutes?);
        Some(Timestamp(self.local_micros - offset * 60 * Timestamp::PER_SECOND))
    }
}

/// The time field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// A valid date and time.
    At(Stamp),
    /// The form has no date (console), or the line leaves it out.
    Missing,
    /// It has the shape of a time stamp, but no such moment exists.
    Impossible,
}

/// One logical entry of a log; fields borrow from the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// When it was written.
    pub time: Time,
    /// What the server wrote, folded.
    pub level: Level,
    /// `log`, `wdbc`, `soap` …; empty where the form has none.
    pub category: &'a [u8],
    /// Process id or thread id as written (hexadecimal, opaque); empty where the form has none.
    pub thread: &'a [u8],
    /// The message of the first line, without its line end.
    pub message: &'a [u8],
}

/// Where a record lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// Name of the source.
    pub source: String,
    /// Offset of the record's first byte in the decoded source.
    pub offset: u64,
    /// Line number, the first line is 1.
    pub line: u64,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
