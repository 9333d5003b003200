//! Counts over time, in buckets that widen when there are too many.

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
    /// By the index of the bucket since the epoch, in units of its width: in order, each once. In a row, since they are made
    /// of rows, most are merged with rows of the same times, and nothing takes less room.
    cells: Vec<(i64, C)>,
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

    /// Cells by their minutes, in any order.
    pub(super) fn of_minutes(mut cells: Vec<(i64, C)>) -> Self {
        add_up(&mut cells);
        cells.shrink_to_fit();
        let mut buckets = Self { step: 0, cells };
        buckets.widen();
        buckets
    }

    /// Adds a cell at an instant. What is there may be moved for it, so many are added otherwise.
    pub fn add(&mut self, at: Timestamp, cell: &C) {
        self.merge(Self::of_minutes(vec![(at.seconds().div_euclid(LADDER[0]), cell.clone())]));
    }

    /// Adds all cells of another.
    pub fn merge(&mut self, mut other: Self) {
        self.coarsen_to(other.step);
        other.coarsen_to(self.step);
        if self.cells.is_empty() {
            self.cells = other.cells;
            return;
        }
        let mut new = other.cells;
        self.add_known(&mut new);
        if !new.is_empty() {
            self.cells.reserve_exact(new.len().max(self.cells.len() / 8));
            self.cells.append(&mut new);
            // Two rows that are in order: they are told and put together in one pass.
            self.cells.sort_by_key(|(index, _)| *index);
            self.widen();
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
        for (index, _) in &mut self.cells {
            *index = index.div_euclid(factor);
        }
        unite(&mut self.cells);
        self.cells.shrink_to_fit();
    }
}

/// Puts cells in order and adds up those of the same place. What is in order takes one look at each, and two rows that are
/// two.
pub(super) fn add_up<C: Cell>(cells: &mut Vec<(i64, C)>) {
    if cells.is_sorted_by(|(one, _), (other, _)| one < other) {
        return;
    }
    cells.sort_by_key(|(index, _)| *index);
    unite(cells);
}

/// Adds up cells of the same place, which are beside each other.
fn unite<C: Cell>(cells: &mut Vec<(i64, C)>) {
    cells.dedup_by(|(index, cell), (first, sum)| {
        let is_same = index == first;
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
        let cell = |minute: &i64| {
            (*minute, Count { count: 1, first: Timestamp::from_seconds(minute * 60) })
        };
        Buckets::of_minutes(minutes.iter().map(cell).collect())
    }

    #[test]
    fn too_many_cells_widen_and_nothing_is_lost() {
        let minutes: Vec<_> = (0..20_000).collect();
        let buckets = of(&minutes);
        assert_eq!(buckets.seconds(), 600);
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
        assert_eq!(buckets, of(&minutes));
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
