//! Where every byte and every line of a source went.

mod merge;
mod skip;

use std::{collections::BTreeMap, sync::Arc};

use litemap::LiteMap;

pub(super) use self::skip::add_to;
pub use self::skip::{SkipReason, Skipped};
use super::{
    cell::{Cell, Levels},
    ranges::{Edge, Ranges},
    steps::Steps,
};
use crate::{
    input::Identity,
    record::{Level, Timestamp},
};

/// The books of one source. Every line is a record, a continuation or a skip; every byte belongs to one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Instance and module from the path.
    pub identity: Option<Arc<Identity>>,
    /// Name of the line form.
    pub format: &'static str,
    /// `gzip`, or another of the compressions, or nothing.
    pub compression: Option<&'static str>,
    /// How its characters are written; the empty word means bytes.
    pub encoding: &'static str,
    /// Decoded bytes, as they were before UTF-16 became UTF-8.
    pub bytes: u64,
    /// Line ends, and one more for an unfinished last line.
    pub lines: u64,
    /// Records.
    pub records: u64,
    /// Lines that continue a record.
    pub continuation: u64,
    /// Bytes of the first lines of records.
    pub bytes_records: u64,
    /// Bytes of continuation lines.
    pub bytes_continuation: u64,
    /// What was passed over.
    pub skipped: BTreeMap<SkipReason, Skipped>,
    /// Records by level.
    pub levels: Levels,
    /// Lines that were cut.
    pub over_long: u64,
    /// Earliest time of a record.
    pub first: Option<Timestamp>,
    /// Latest time of a record.
    pub last: Option<Timestamp>,
    /// Stamps of a moment that does not exist.
    pub impossible_times: u64,
    /// Offset of the first of them.
    pub first_impossible: Option<u64>,
    /// Records by the offset from UTC that they were written with, in minutes; `None` where none was written.
    pub offsets: LiteMap<Option<i16>, u64>,
    /// Offset of the first record, once one is seen.
    pub first_record: Option<u64>,
    /// Times that went back.
    pub steps: Steps,
    /// How its ranges begin and end, until all are in. In a box, since there may be thousands of sources.
    ranges: Option<Box<Ranges>>,
}

impl Account {
    /// Counts the first line of a record.
    pub fn record(&mut self, level: Level, offset: u64, bytes: u64) {
        self.records += 1;
        self.levels.0[level.index()] += 1;
        self.bytes_records += bytes;
        self.line(bytes);
        self.starts(offset);
    }

    /// Counts records that were read by their layout; they lie behind the first record of their source.
    pub fn batch(&mut self, batch: &Batch) {
        let records = batch.levels.sum();
        self.records += records;
        self.lines += records;
        self.levels.add(&batch.levels);
        self.bytes += batch.bytes;
        self.bytes_records += batch.bytes;
        *self.offsets.entry(Some(batch.offset_minutes)).or_default() += records;
        self.saw(batch.first);
        self.saw(batch.last);
    }

    /// Counts a line that continues a record of the same range.
    pub fn continuation(&mut self, bytes: u64) {
        self.continuation += 1;
        self.bytes_continuation += bytes;
        self.line(bytes);
    }

    /// Counts a line without a header before the first record of a range that starts at `range`.
    pub fn head(&mut self, range: u64, offset: u64, bytes: u64) {
        self.ranges().head(range, Skipped { lines: 1, bytes, first: offset });
        self.line(bytes);
    }

    /// Counts a line that is passed over.
    pub fn skip(&mut self, reason: SkipReason, offset: u64, bytes: u64) {
        self.add_skipped(reason, Skipped { lines: 1, bytes, first: offset });
        self.line(bytes);
    }

    /// Counts lines that are nothing but their line end, of one byte each.
    pub fn skip_empty(&mut self, offset: u64, lines: u64) {
        self.add_skipped(SkipReason::Blank, Skipped { lines, bytes: lines, first: offset });
        self.lines += lines;
        self.bytes += lines;
    }

    /// Counts the rest of a line that was cut; the line itself is counted where it begins.
    pub fn over_long(&mut self, offset: u64, bytes: u64) {
        self.add_skipped(SkipReason::OverLong, Skipped { lines: 0, bytes, first: offset });
        self.bytes += bytes;
        self.over_long += 1;
    }

    /// Counts bytes at the end that are no whole character.
    pub fn torn(&mut self, offset: u64, bytes: u64) {
        self.add_skipped(SkipReason::Unparsed, Skipped { lines: 0, bytes, first: offset });
        self.bytes += bytes;
    }

    /// Counts what another source holds as well.
    pub fn copy(&mut self, bytes: u64) {
        self.add_skipped(SkipReason::Duplicate, Skipped { lines: 0, bytes, first: 0 });
        self.bytes += bytes;
    }

    /// Counts a span of zeros.
    pub fn nul(&mut self, offset: u64, bytes: u64) {
        if bytes > 0 {
            self.add_skipped(SkipReason::Nul, Skipped { lines: 0, bytes, first: offset });
            self.bytes += bytes;
        }
    }

    /// Counts bytes that were gone before they were read, or that the disk did not give, from the first of them on.
    pub fn lost(&mut self, offset: u64, bytes: u64) {
        self.add_skipped(SkipReason::Lost, Skipped { lines: 0, bytes, first: offset });
        self.bytes += bytes;
    }

    /// Counts bytes that were dropped because of a bug, wherever they were.
    pub fn dropped(&mut self, bytes: u64) {
        if bytes > 0 {
            self.add_skipped(SkipReason::Internal, Skipped { lines: 0, bytes, first: 0 });
            self.bytes += bytes;
        }
    }

    /// Notes that a record starts here, whether it is counted or out of range.
    pub fn starts(&mut self, offset: u64) {
        self.first_record = smaller(self.first_record, Some(offset));
    }

    /// Takes the clock of a range that starts at `range` in: its first and last time, and where the first record is.
    pub fn clock(&mut self, range: u64, edge: Edge) {
        self.ranges().clock(range, edge);
    }

    fn ranges(&mut self) -> &mut Ranges {
        self.ranges.get_or_insert_default()
    }

    /// Counts a stamp of a moment that does not exist.
    pub fn impossible_time(&mut self, offset: u64) {
        self.impossible_times += 1;
        self.first_impossible = smaller(self.first_impossible, Some(offset));
    }

    /// Widens the span of time.
    pub fn saw(&mut self, at: Timestamp) {
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }

    fn line(&mut self, bytes: u64) {
        self.lines += 1;
        self.bytes += bytes;
    }

    fn add_skipped(&mut self, reason: SkipReason, more: Skipped) {
        add_to(&mut self.skipped, reason, more);
    }

    /// All skips together: lines and bytes.
    #[must_use]
    pub fn total_skipped(&self) -> (u64, u64) {
        self.skipped.values().fold((0, 0), |sum, skip| (sum.0 + skip.lines, sum.1 + skip.bytes))
    }

    /// Whether the books of a settled account balance; if not, the two figures that differ.
    #[must_use]
    pub fn imbalance(&self) -> Option<String> {
        let (lines, bytes) = self.total_skipped();
        for (what, total, parts) in [
            ("lines", self.lines, self.records + self.continuation + lines),
            ("bytes", self.bytes, self.bytes_records + self.bytes_continuation + bytes),
            ("records by level", self.records, self.levels.0.iter().sum()),
        ] {
            if total != parts {
                return Some(format!("{what}: {total} in all, {parts} accounted for"));
            }
        }
        None
    }
}

/// Records of one minute whose times do not go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// How many of each level.
    pub levels: Levels,
    /// Their bytes.
    pub bytes: u64,
    /// Minutes east of UTC of their stamps.
    pub offset_minutes: i16,
    /// Time of the first one.
    pub first: Timestamp,
    /// Time of the last one.
    pub last: Timestamp,
}

/// The smaller of two offsets, where either may be missing.
fn smaller(one: Option<u64>, two: Option<u64>) -> Option<u64> {
    one.into_iter().chain(two).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_at_the_start_of_a_range_are_judged_by_the_whole_source() {
        let mut first = Account::default();
        first.head(0, 0, 10);
        first.record(Level::Info, 10, 5);
        let mut second = Account::default();
        second.head(100, 100, 7);
        let mut backwards = second.clone();
        backwards.merge(first.clone());
        first.merge(second);
        for mut account in [first, backwards] {
            account.settle();
            assert_eq!((account.continuation, account.bytes_continuation), (1, 7));
            assert_eq!(
                account.skipped[&SkipReason::Orphan],
                Skipped { lines: 1, bytes: 10, first: 0 }
            );
            assert_eq!(account.imbalance(), None);
        }
    }

    #[test]
    fn an_account_that_does_not_balance_says_so() {
        let account = Account { lines: 3, ..Account::default() };
        assert_eq!(account.imbalance().as_deref(), Some("lines: 3 in all, 0 accounted for"));
    }
}
