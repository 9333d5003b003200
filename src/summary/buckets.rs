//! Counts over time, in buckets that widen when there are too many.

use std::collections::BTreeMap;

use crate::record::{Level, Timestamp};

/// Widths of a bucket in seconds: a minute, ten minutes, an hour, a day.
pub const LADDER: [i64; 4] = [60, 600, 3_600, 86_400];

/// Most cells before the buckets widen: a week of minutes.
const CELL_BUDGET: usize = 7 * 24 * 60;

/// What a cell holds; adding must be commutative and associative.
pub trait Cell: Default + Clone {
    /// Adds another cell of the same bucket.
    fn add(&mut self, other: &Self);
}

/// Cells by the start of their bucket. Merging adds.
///
/// The width is the smallest of the [`LADDER`] that keeps the cells within the budget. It depends on the set of buckets
/// alone: a part that had to widen is contained in every whole, so any order of merging ends at the same width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buckets<C> {
    step: usize,
    /// Index of the bucket since the epoch, in units of its width.
    cells: BTreeMap<i64, C>,
}

impl<C> Default for Buckets<C> {
    fn default() -> Self {
        Self { step: 0, cells: BTreeMap::new() }
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

    /// Adds a cell at an instant.
    pub fn add(&mut self, at: Timestamp, cell: &C) {
        let index = at.seconds().div_euclid(self.seconds());
        self.cells.entry(index).or_default().add(cell);
        self.widen();
    }

    /// Adds all cells of another.
    pub fn merge(&mut self, mut other: Self) {
        self.coarsen_to(other.step);
        other.coarsen_to(self.step);
        if self.cells.is_empty() {
            self.cells = other.cells;
        } else if self.cells.len() > 8 * other.cells.len() {
            for (index, cell) in other.cells {
                self.cells.entry(index).or_default().add(&cell);
            }
        } else {
            self.walk(other.cells);
        }
        self.widen();
    }

    /// Adds cells of about as many buckets, of which most are here already: modules write at the same times.
    fn walk(&mut self, cells: BTreeMap<i64, C>) {
        let mut own = self.cells.iter_mut().peekable();
        let mut new = Vec::new();
        for (index, cell) in cells {
            while own.next_if(|(own, _)| **own < index).is_some() {}
            match own.next_if(|(own, _)| **own == index) {
                Some((_, sum)) => sum.add(&cell),
                None => new.push((index, cell)),
            }
        }
        if new.len() > self.cells.len() / 8 {
            self.put(new);
        } else {
            self.cells.extend(new);
        }
    }

    /// Adds many cells at once, in any order. All that are there are moved, so more than a few should come.
    pub fn add_all(&mut self, cells: impl IntoIterator<Item = (Timestamp, C)>) {
        let width = self.seconds();
        self.put(cells.into_iter().map(|(at, cell)| (at.seconds().div_euclid(width), cell)));
        self.widen();
    }

    /// Adds cells by the index of their bucket.
    fn put(&mut self, cells: impl IntoIterator<Item = (i64, C)>) {
        let mut all: Vec<_> = std::mem::take(&mut self.cells).into_iter().collect();
        all.extend(cells);
        add_up(&mut all);
        self.cells = all.into_iter().collect();
    }

    fn widen(&mut self) {
        while self.cells.len() > CELL_BUDGET && self.step + 1 < LADDER.len() {
            self.coarsen_to(self.step + 1);
        }
    }

    fn coarsen_to(&mut self, step: usize) {
        if step <= self.step {
            return;
        }
        let factor = LADDER[step] / LADDER[self.step];
        self.step = step;
        for (index, cell) in std::mem::take(&mut self.cells) {
            self.cells.entry(index.div_euclid(factor)).or_default().add(&cell);
        }
    }
}

/// Puts cells in order and adds up those of the same place. What is in order takes one look at each, and two rows that are
/// two.
pub(super) fn add_up<K: Ord, C: Cell>(cells: &mut Vec<(K, C)>) {
    if cells.is_sorted_by(|(one, _), (other, _)| one < other) {
        return;
    }
    cells.sort_by(|(one, _), (other, _)| one.cmp(other));
    cells.dedup_by(|(place, cell), (first, sum)| {
        let is_same = place == first;
        if is_same {
            sum.add(cell);
        }
        is_same
    });
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
    fn add(&mut self, other: &Self) {
        for (sum, count) in self.0.iter_mut().zip(other.0) {
            *sum += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(minutes: &[i64]) -> Buckets<Count> {
        let mut buckets = Buckets::default();
        for minute in minutes {
            let at = Timestamp::from_seconds(minute * 60);
            buckets.add(at, &Count { count: 1, first: at });
        }
        buckets
    }

    #[test]
    fn too_many_cells_widen_and_nothing_is_lost() {
        let minutes: Vec<_> = (0..20_000).collect();
        let buckets = of(&minutes);
        assert_eq!(buckets.seconds(), 600);
        assert_eq!(buckets.iter().map(|(_, cell)| cell.count).sum::<u64>(), 20_000);
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
        }
    }
}
