//! Counts over time, in buckets that widen when there are too many.

use super::row::{Row, coarsen, widen};
use crate::record::{Level, Timestamp};

/// Widths of a bucket in seconds: a minute, five, half an hour, two hours, six, a day. Each divides the next, and with
/// [`Count::BUDGET`] none is wider than what can be drawn (`report/timeline.rs`) of a log that goes on all the time.
pub const LADDER: [i64; 6] = [60, 300, 1_800, 7_200, 21_600, 86_400];

/// So many cells are put to their places one by one.
const FEW: usize = 8;

/// What a cell holds; adding must be commutative and associative.
pub trait Cell: Default + Clone {
    /// Most cells before the buckets widen.
    const BUDGET: usize;

    /// Adds another cell of the same bucket.
    fn add(&mut self, other: &Self);
}

/// Cells by the start of their bucket. Merging adds.
///
/// The width is the smallest of the [`LADDER`] that keeps the cells within the budget. It depends on the set of buckets
/// alone: a part that had to widen is contained in every whole, so any order of merging ends at the same width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buckets<C> {
    pub(super) step: usize,
    /// By the index of the bucket since the epoch, in units of its width: in order, each once. In a row, since they are made
    /// of rows, most are merged with rows of the same times, and nothing takes less room.
    pub(super) cells: Vec<(i64, C)>,
}

impl<C> Default for Buckets<C> {
    fn default() -> Self {
        Self { step: 0, cells: Vec::new() }
    }
}

impl<C: Cell> Buckets<C> {
    /// Width of a bucket in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        LADDER[self.step]
    }

    /// Start of each bucket that is not empty with its cell, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, &C)> {
        let width = self.seconds();
        self.cells.iter().map(move |(index, cell)| (Timestamp::from_seconds(index * width), cell))
    }

    /// Adds a cell at an instant. What is there may be moved for it, so many are added otherwise.
    pub fn add(&mut self, at: Timestamp, cell: &C) {
        let mut row = Row::default();
        row.push(at.seconds().div_euclid(LADDER[0]), cell.clone());
        self.merge(row.into_buckets());
    }

    /// Adds all cells of another.
    pub fn merge(&mut self, mut other: Self) {
        coarsen(&mut self.cells, &mut self.step, other.step);
        coarsen(&mut other.cells, &mut other.step, self.step);
        if self.cells.is_empty() {
            self.cells = other.cells;
            return;
        }
        let mut new = other.cells;
        self.add_known(&mut new);
        if !new.is_empty() {
            self.put(new);
            widen(&mut self.cells, &mut self.step);
        }
    }

    /// Puts cells in order between those that are there, none of which is of the same place.
    fn put(&mut self, mut new: Vec<(i64, C)>) {
        self.cells.reserve_exact(new.len().max(self.cells.len() / 8));
        if new.len() <= FEW {
            for (index, cell) in new {
                let place = self.cells.partition_point(|(own, _)| *own < index);
                self.cells.insert(place, (index, cell));
            }
        } else {
            self.cells.append(&mut new);
            // Two rows that are in order: they are told and put together in one pass.
            self.cells.sort_by_key(|(index, _)| *index);
        }
    }

    /// Adds cells in order to those that are there, and leaves the others.
    fn add_known(&mut self, cells: &mut Vec<(i64, C)>) {
        let is_small = cells.len() < self.cells.len() / 8;
        let mut from = 0;
        cells.retain(|(index, cell)| {
            let rest = &mut self.cells[from..];
            let at = if is_small {
                rest.partition_point(|(own, _)| own < index)
            } else {
                rest.iter().take_while(|(own, _)| own < index).count()
            };
            from += at;
            match rest.get_mut(at).filter(|(own, _)| own == index) {
                Some((_, sum)) => {
                    sum.add(cell);
                    false
                }
                None => true,
            }
        });
    }
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

    fn add(&mut self, other: &Self) {
        let Self { count, first } = other;
        self.count += count;
        self.first = self.first.min(*first);
    }
}

/// How many records of each level, indexed by [`Level::index`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Levels(pub [u64; Level::COUNT]);

impl Cell for Levels {
    /// What a module wrote shows its silences as long as it is told by the minute: for a week.
    const BUDGET: usize = 7 * 24 * 60;

    fn add(&mut self, other: &Self) {
        for (sum, count) in self.0.iter_mut().zip(other.0) {
            *sum += count;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// The slow, plain way: the smallest width whose buckets are few enough.
    pub(in crate::summary) fn plain(times: &[Timestamp]) -> (i64, Vec<(Timestamp, Count)>) {
        let of_width = |width: i64| {
            let mut cells = BTreeMap::<i64, Count>::new();
            for at in times {
                let index = at.seconds().div_euclid(width);
                cells.entry(index).or_default().add(&Count { count: 1, first: *at });
            }
            let start = |(index, cell)| (Timestamp::from_seconds(index * width), cell);
            (width, cells.into_iter().map(start).collect::<Vec<_>>())
        };
        let few = LADDER.into_iter().map(of_width).find(|(_, cells)| cells.len() <= Count::BUDGET);
        few.unwrap_or_else(|| of_width(86_400))
    }

    pub(in crate::summary) fn read(buckets: &Buckets<Count>) -> (i64, Vec<(Timestamp, Count)>) {
        (buckets.seconds(), buckets.iter().map(|(at, cell)| (at, *cell)).collect())
    }

    fn of(minutes: &[i64]) -> Buckets<Count> {
        let cell = |minute: &i64| {
            (*minute, Count { count: 1, first: Timestamp::from_seconds(minute * 60) })
        };
        let mut row = Row::default();
        minutes.iter().map(cell).for_each(|(minute, cell)| row.push(minute, cell));
        row.into_buckets()
    }

    #[test]
    fn too_many_cells_widen_and_nothing_is_lost() {
        let minutes: Vec<_> = (0..20_000).collect();
        let buckets = of(&minutes);
        assert_eq!(buckets.seconds(), 1_800);
        assert_eq!(buckets.iter().map(|(_, cell)| cell.count).sum::<u64>(), 20_000);
    }

    #[test]
    fn what_is_added_one_by_one_is_as_all_at_once() {
        let minutes: Vec<_> = (0..3_000).map(|n| n * 1_009 % 1_999 * 7).collect();
        let mut buckets = Buckets::default();
        for minute in &minutes {
            let at = Timestamp::from_seconds(minute * 60 + 30);
            buckets.add(at, &Count { count: 1, first: Timestamp::from_seconds(minute * 60) });
        }
        let times: Vec<_> = minutes.iter().map(|n| Timestamp::from_seconds(n * 60)).collect();
        assert_eq!(read(&buckets), plain(&times));
    }

    proptest! {
        #[test]
        fn any_order_of_merging_ends_the_same(
            starts in proptest::collection::vec((-50_000i64..50_000, 1i64..6_000), 1..5), cut in 0usize..5,
        ) {
            let runs: Vec<Vec<i64>> =
                starts.iter().map(|(start, len)| (*start..start + len).collect()).collect();
            let whole = of(&runs.concat());
            let (left, right) = runs.split_at(cut.min(runs.len()));
            let mut one = of(&left.concat());
            one.merge(of(&right.concat()));
            let mut two = of(&right.concat());
            two.merge(of(&left.concat()));
            prop_assert_eq!(&one, &whole);
            prop_assert_eq!(&two, &whole);
            let times = runs.concat().into_iter().map(|n| Timestamp::from_seconds(n * 60));
            prop_assert_eq!(read(&whole), plain(&times.collect::<Vec<_>>()));
        }
    }
}
