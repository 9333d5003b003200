//! What is counted in a bucket, and how it is written down in few bytes.

use crate::{
    packed::{read, write},
    record::{Level, Timestamp},
};

/// What a cell holds; adding must be commutative and associative.
pub trait Cell: Copy + Default + PartialEq {
    /// Most cells before the buckets widen.
    const BUDGET: usize;
    /// So many are put to their places together where they come in order.
    const TOGETHER: usize;

    /// Adds another cell of the same bucket.
    fn add(&mut self, other: &Self);

    /// Appends it to bytes; `start` is that of its bucket.
    fn write(&self, start: Timestamp, bytes: &mut Vec<u8>);

    /// Takes from bytes what was written to them.
    fn read(start: Timestamp, bytes: &mut &[u8]) -> Self;
}

/// Appends an instant of a bucket, which is a small number as long as it is counted from its start: most logs tell the time by the
/// millisecond, and the lowest bit says whether microseconds follow.
pub(super) fn write_instant(at: Timestamp, start: Timestamp, bytes: &mut Vec<u8>) {
    let micros = at.0.wrapping_sub(start.0).cast_unsigned();
    let (millis, rest) = (micros / 1_000, micros % 1_000);
    write(millis << 1 | u64::from(rest > 0), bytes);
    if rest > 0 {
        write(rest, bytes);
    }
}

/// Takes an instant from bytes.
pub(super) fn read_instant(start: Timestamp, bytes: &mut &[u8]) -> Timestamp {
    let millis = read(bytes);
    let rest = if millis & 1 == 1 { read(bytes) } else { 0 };
    let micros = (millis >> 1).wrapping_mul(1_000).wrapping_add(rest);
    Timestamp(start.0.wrapping_add(micros.cast_signed()))
}

/// How many events, and the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Number of events.
    pub count: u64,
    /// The earliest instant within the bucket.
    pub first: Timestamp,
}

impl Default for Count {
    fn default() -> Self {
        Self { count: 0, first: Timestamp(i64::MAX) }
    }
}

impl Cell for Count {
    /// A group's time is only drawn, and there are many groups. Two days of minutes.
    const BUDGET: usize = 3_000;
    /// Many groups are counted at a time.
    const TOGETHER: usize = 32;

    fn add(&mut self, other: &Self) {
        let Self { count, first } = other;
        self.count += count;
        self.first = self.first.min(*first);
    }

    fn write(&self, start: Timestamp, bytes: &mut Vec<u8>) {
        write(self.count, bytes);
        write_instant(self.first, start, bytes);
    }

    fn read(start: Timestamp, bytes: &mut &[u8]) -> Self {
        Self { count: read(bytes), first: read_instant(start, bytes) }
    }
}

/// How many records of each level, indexed by [`Level::index`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Levels(pub [u64; Level::COUNT]);

impl Levels {
    /// Records of all levels.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.0.iter().sum()
    }
}

impl Cell for Levels {
    /// What a module wrote shows its silences as long as it is told by the minute: for five weeks, more than most servers keep.
    const BUDGET: usize = 35 * 24 * 60;
    /// Of one module at a time: what a short log holds need not be written down only to be read again.
    const TOGETHER: usize = 128;

    fn add(&mut self, other: &Self) {
        for (sum, count) in self.0.iter_mut().zip(other.0) {
            *sum += count;
        }
    }

    /// Most minutes have records of one level: a bit for each level that is there, and then their counts.
    fn write(&self, _: Timestamp, bytes: &mut Vec<u8>) {
        let (at, mut is_there) = (bytes.len(), 0);
        bytes.push(is_there);
        for (level, count) in self.0.iter().enumerate().filter(|(_, count)| **count > 0) {
            is_there |= 1 << level;
            write(*count, bytes);
        }
        bytes[at] = is_there;
    }

    fn read(_: Timestamp, bytes: &mut &[u8]) -> Self {
        let is_there = bytes.split_off_first().copied().unwrap_or_default();
        let count = |level| if is_there >> level & 1 == 1 { read(bytes) } else { 0 };
        Self(std::array::from_fn(count))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{knowledge::Sign, summary::Announced};

    fn is_read_as_written<C: Cell + std::fmt::Debug>(cell: C, start: Timestamp) {
        let mut bytes = vec![];
        cell.write(start, &mut bytes);
        let mut rest = &bytes[..];
        assert_eq!(C::read(start, &mut rest), cell);
        assert!(rest.is_empty(), "{cell:?}");
    }

    proptest! {
        #[test]
        fn cells_are_read_as_they_were_written(start: i64, after: u32, counts: [u64; Sign::COUNT]) {
            let (start, at) = (Timestamp(start), Timestamp(start.saturating_add(after.into())));
            is_read_as_written(Count { count: counts[0], first: at }, start);
            is_read_as_written(Count::default(), start);
            is_read_as_written(Levels(std::array::from_fn(|level| counts[level] & counts[5])), start);
            is_read_as_written(Announced { signs: counts, first: start, first_start: at }, start);
            is_read_as_written(Announced::default(), start);
        }
    }

    #[test]
    fn a_usual_cell_takes_few_bytes() {
        let mut bytes = vec![];
        Levels([0, 0, 100, 0]).write(Timestamp(0), &mut bytes);
        assert_eq!(bytes.len(), 2);
        Count { count: 1, first: Timestamp(30_000_000) }.write(Timestamp(0), &mut bytes);
        assert_eq!(bytes.len(), 2 + 1 + 3);
        Count { count: 1, first: Timestamp(30_000_001) }.write(Timestamp(0), &mut bytes);
        assert_eq!(bytes.len(), 6 + 1 + 3 + 1);
    }
}
