//! What went wrong with a source without stopping the run.

use serde::{Deserialize, Serialize};

/// A source that failed, was damaged, or was left out; shown with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Name of the source or path.
    pub source: String,
    /// Offset in the decoded bytes where it happened, if that means anything.
    pub offset: Option<u64>,
    /// What sort of problem.
    pub kind: ProblemKind,
    /// A sentence fragment for people.
    pub message: String,
}

/// Sorts of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ProblemKind {
    /// A path on the command line that does not exist.
    NotFound,
    /// It could not be opened or read.
    Unreadable,
    /// Compressed data that does not decode to its end.
    Damaged,
    /// Packed in a way that is not read: compressed twice, an archive in an archive, encrypted.
    Unsupported,
    /// A link that was not followed.
    Link,
    /// Neither a file nor a directory.
    Special,
    /// A file of that name says crash: a core file or a minidump.
    CrashDump,
    /// A file named on the command line that is no log.
    NotALog,
    /// Time stamps of moments that do not exist; their records are kept without a time.
    ImpossibleTime,
    /// Text that is not written in single bytes, or lines without a line feed: it is read all the same.
    Encoding,
    /// The same as another source, so it is counted once.
    Duplicate,
    /// Zeros where nothing was ever written; they are passed over.
    Nul,
    /// A line longer than any log has; its beginning is kept.
    OverLong,
    /// It was truncated while it was read.
    Shrank,
    /// It was truncated while it was read, and holds something else now.
    Rewritten,
    /// It was written to in place while it was read: some of it may be old, some new.
    Modified,
    /// It became longer while it was read; what came is not in the report.
    Grew,
    /// The figures do not add up: a bug of this program.
    Internal,
}

impl ProblemKind {
    /// Whether the report misses something because of it (exit code 1). The others are remarks.
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        match self {
            Self::NotFound
            | Self::Unreadable
            | Self::Damaged
            | Self::Unsupported
            | Self::Shrank
            | Self::Rewritten
            | Self::Modified
            | Self::Internal => true,
            Self::Link
            | Self::Special
            | Self::CrashDump
            | Self::NotALog
            | Self::Grew
            | Self::ImpossibleTime
            | Self::Encoding
            | Self::Nul
            | Self::Duplicate
            | Self::OverLong => false,
        }
    }

    /// Whether a log was there and is gone, or cannot be read: a report without a record is then no sign of a wrong path.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Shrank | Self::Rewritten | Self::Unreadable)
    }

    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Unreadable => "unreadable",
            Self::Damaged => "damaged",
            Self::Unsupported => "unsupported",
            Self::Link => "link",
            Self::Special => "special",
            Self::CrashDump => "crash-dump",
            Self::NotALog => "not-a-log",
            Self::ImpossibleTime => "impossible-time",
            Self::Encoding => "encoding",
            Self::Duplicate => "duplicate",
            Self::Nul => "nul",
            Self::OverLong => "over-long",
            Self::Shrank => "shrank",
            Self::Rewritten => "rewritten",
            Self::Modified => "modified",
            Self::Grew => "grew",
            Self::Internal => "internal",
        }
    }
}
