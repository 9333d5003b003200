//! Accounts of parts of a source become one.

use super::{Account, SkipReason, smaller};
use crate::summary::cell::Cell as _;

impl Account {
    /// Adds the account of another part of the same source.
    pub fn merge(&mut self, other: Account) {
        let Account {
            identity,
            format,
            compression,
            encoding,
            bytes,
            lines,
            records,
            continuation,
            bytes_records,
            bytes_continuation,
            skipped,
            over_long,
            levels,
            first,
            last,
            impossible_times,
            first_impossible,
            offsets,
            first_record,
            steps,
            ranges,
        } = other;
        self.identity = self.identity.take().or(identity);
        self.format = if self.format.is_empty() { format } else { self.format };
        self.compression = self.compression.or(compression);
        self.encoding = if self.encoding.is_empty() { encoding } else { self.encoding };
        self.bytes += bytes;
        self.lines += lines;
        self.records += records;
        self.continuation += continuation;
        self.bytes_records += bytes_records;
        self.bytes_continuation += bytes_continuation;
        for (reason, more) in skipped {
            self.add_skipped(reason, more);
        }
        self.over_long += over_long;
        self.levels.add(&levels);
        first.into_iter().chain(last).for_each(|at| self.saw(at));
        self.impossible_times += impossible_times;
        for (offset, count) in offsets {
            *self.offsets.entry(offset).or_default() += count;
        }
        self.first_record = smaller(self.first_record, first_record);
        self.first_impossible = smaller(self.first_impossible, first_impossible);
        self.steps.merge(steps);
        if let Some(more) = ranges {
            self.ranges().merge(*more);
        }
    }

    /// Decides about the lines at the start of ranges: a range before the first record holds orphans. And about the clock
    /// between ranges.
    pub fn settle(&mut self) {
        let ranges = self.ranges.take().unwrap_or_default();
        for (last, edge) in ranges.seams() {
            self.steps.add(last, edge.first, edge.offset);
        }
        for (range, head) in ranges.heads() {
            if self.first_record.is_some_and(|first| first < range) {
                self.continuation += head.lines;
                self.bytes_continuation += head.bytes;
            } else {
                self.add_skipped(SkipReason::Orphan, head);
            }
        }
    }
}
