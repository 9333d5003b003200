//! What was passed over, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Why lines or bytes were passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// Nothing but blanks.
    Blank,
    /// Before the first record of the source: the end of a record that is not there.
    Orphan,
    /// Text that no form explains.
    Unparsed,
    /// The rest of a line that was cut.
    OverLong,
    /// A copy of another source: its bytes are counted and not read again.
    Duplicate,
    /// A span of zeros: nothing was ever written there.
    Nul,
    /// Outside `--since` and `--until`.
    OutOfRange,
    /// A file that is no log: its bytes were not read.
    NotALog,
    /// There when the file was opened, and gone before it was read.
    Lost,
    /// What a bug of this program took away.
    Internal,
}

impl SkipReason {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Orphan => "orphan",
            Self::Unparsed => "unparsed",
            Self::OverLong => "over-long",
            Self::Duplicate => "duplicate",
            Self::Nul => "nul",
            Self::OutOfRange => "out-of-range",
            Self::NotALog => "not-a-log",
            Self::Lost => "lost",
            Self::Internal => "internal",
        }
    }
}

/// Lines and bytes that were passed over for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// Number of lines.
    pub lines: u64,
    /// Number of bytes, line ends included.
    pub bytes: u64,
    /// Offset of the first of them.
    pub first: u64,
}

/// Adds lines and bytes under a key.
pub(in super::super) fn add_to<K: Ord>(sums: &mut BTreeMap<K, Skipped>, key: K, more: Skipped) {
    let add = |sum: &mut Skipped| {
        sum.lines += more.lines;
        sum.bytes += more.bytes;
        sum.first = sum.first.min(more.first);
    };
    sums.entry(key).and_modify(add).or_insert(more);
}
