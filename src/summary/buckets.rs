//! Counts over time, in buckets that widen when there are too many.

use super::{
    block::{self, Block},
    cell::Cell,
};
use crate::record::Timestamp;

/// Widths of a bucket in seconds: a minute to a day, and 30 and 300 days for stamps of all centuries. Each divides the next, and
/// all but these two are widths of what is drawn (`report/timeline.rs`). So what goes on all the time of a log is drawn no
/// less finely for being told in 3,000 buckets, and in 1,501 only where it would be drawn by two minutes, which are left
/// out here: they divide no five.
const LADDER: [i64; 11] =
    [60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 30 * 86_400, 300 * 86_400];

/// The year 0 in seconds since the epoch: no stamp is older, so no bucket begins before.
const YEAR_0: i64 = -62_167_219_200;

/// So many cells are put to their places together where they do not come in order, or more where there are many: what they
/// come between is written anew.
const MANY: usize = 128;
/// Cells that are worth being written down in few bytes.
const FEW: usize = 32;
/// And one for so many that are there.
const SHARE: usize = 4;

/// Cells by the start of their bucket. Merging adds.
///
/// The width is the smallest of the ladder that keeps the cells within the budget. It depends on the set of buckets
/// alone: a part that had to widen is contained in every whole, so any order of merging ends at the same width.
///
/// Most is written down in few bytes. What came last is not, so that many small parts cost little, and so that no order of time
/// costs much. It has no place before all is settled, and only then may be read.
#[derive(Debug, Clone)]
pub struct Buckets<C> {
    /// The width, on the [`LADDER`].
    step: usize,
    /// Most cells, where that is less than their budget.
    room: usize,
    /// Number of cells that have a place.
    len: usize,
    /// In order, none of them empty. Where one ends and the next begins depends on how the cells came.
    blocks: Vec<Block>,
    /// What came last, in any order, by the index of the bucket since the epoch in units of its width.
    recent: Vec<(i64, C)>,
}

impl<C> Default for Buckets<C> {
    fn default() -> Self {
        Self { step: 0, room: usize::MAX, len: 0, blocks: Vec::new(), recent: Vec::new() }
    }
}

impl<C: Cell> PartialEq for Buckets<C> {
    fn eq(&self, other: &Self) -> bool {
        self.step == other.step && self.len == other.len && self.cells().eq(other.cells())
    }
}

impl<C: Cell + Eq> Eq for Buckets<C> {}

impl<C: Cell> Buckets<C> {
    /// Width of a bucket in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        LADDER[self.step]
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.recent.is_empty()
    }

    /// Start of each bucket that is not empty with its cell, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, C)> {
        let width = self.seconds();
        self.cells()
            .map(move |(index, cell)| (Timestamp::from_seconds((index * width).max(YEAR_0)), cell))
    }

    fn cells(&self) -> impl Iterator<Item = (i64, C)> {
        debug_assert!(self.recent.is_empty(), "all is settled before it is read");
        self.packed()
    }

    fn packed(&self) -> impl Iterator<Item = (i64, C)> {
        let width = self.seconds();
        self.blocks.iter().flat_map(move |block| block.cells(width))
    }

    /// Adds a cell at an instant and settles all.
    #[cfg(test)]
    pub(crate) fn add(&mut self, at: Timestamp, cell: &C) {
        self.push(at, cell);
        self.settle();
    }

    /// Adds a cell at an instant.
    pub(super) fn push(&mut self, at: Timestamp, cell: &C) {
        self.recent.push((at.seconds().div_euclid(self.seconds()), *cell));
        self.settle_many();
    }

    /// Adds all cells of another. There is room for as many as in the smaller one.
    pub(super) fn merge(&mut self, mut other: Self) {
        let is_first = self.is_empty();
        self.room = self.room.min(other.room);
        self.coarsen_to(other.step);
        other.coarsen_to(self.step);
        if self.blocks.is_empty() {
            (self.len, self.blocks) = (other.len, other.blocks);
        } else if other.len < self.len / SHARE {
            self.recent.extend(other.packed());
        } else {
            let cells = block::interleave::<C>(&self.blocks, &other.blocks, self.seconds());
            self.len = cells.len();
            self.blocks = block::pack(&cells, self.seconds()).collect();
        }
        if self.recent.is_empty() {
            self.recent = other.recent;
        } else {
            self.recent.append(&mut other.recent);
        }
        // Nothing may come after it.
        if is_first && self.recent.len() >= FEW && self.is_next() {
            self.settle();
        } else {
            self.settle_many();
        }
        self.widen();
    }

    /// Gives back memory that only more cells would need.
    pub(super) fn shrink_to_fit(&mut self) {
        self.blocks.shrink_to_fit();
        self.blocks.last_mut().into_iter().for_each(Block::shrink_to_fit);
        self.recent.shrink_to_fit();
    }

    /// Leaves room for at most so many cells.
    pub(super) fn shrink_to(&mut self, room: usize) {
        self.room = self.room.min(room);
        self.widen();
    }

    /// Settles what came last when it is much, or in order after all others.
    fn settle_many(&mut self) {
        let is_much = self.recent.len() >= MANY.max(self.len / SHARE);
        if is_much || self.recent.len() == C::TOGETHER && self.is_next() {
            self.settle();
        }
    }

    /// Whether what came last is in order and after all others.
    fn is_next(&self) -> bool {
        let end = self.blocks.last().map(|block| block.last);
        self.recent.first().is_some_and(|(first, _)| end.is_none_or(|end| *first > end))
            && self.recent.is_sorted_by(|(one, _), (other, _)| one < other)
    }

    /// Puts what came last to its place, and widens the buckets until there is room for them.
    pub(super) fn settle(&mut self) {
        if self.recent.is_empty() {
            return;
        }
        if !self.is_next() {
            self.recent.sort_by_key(|(index, _)| *index);
            unite(&mut self.recent);
        }
        let (new, width) = (std::mem::take(&mut self.recent), self.seconds());
        let Some(end) = self.blocks.last().map(|block| block.last) else {
            self.len = new.len();
            self.blocks = block::pack(&new, width).collect();
            return self.widen();
        };
        let mut new = new.into_iter().peekable();
        let mut number = 0;
        while new.peek().is_some_and(|(index, _)| *index <= end) {
            number = self.put(&mut new, number);
        }
        for (index, cell) in new {
            block::push(&mut self.blocks, index, &cell, width);
            self.len += 1;
        }
        self.widen();
    }

    /// Adds the next cells that belong to one block, which is written anew; none belongs to a block before the one with the
    /// number `from`. The number of the block is given back.
    fn put(
        &mut self,
        new: &mut std::iter::Peekable<impl Iterator<Item = (i64, C)>>,
        from: usize,
    ) -> usize {
        let Some((index, _)) = new.peek() else { return from };
        let before = self.blocks[from..].partition_point(|block| block.first <= *index);
        // What is before all of them goes to the first one.
        let number = from + before.saturating_sub(1);
        let end = self.blocks.get(number + 1).map(|block| block.first);
        let mut cells: Vec<_> = self.blocks[number].cells(self.seconds()).collect();
        self.len -= cells.len();
        while let Some(cell) = new.next_if(|(index, _)| end.is_none_or(|end| *index < end)) {
            cells.push(cell);
        }
        // Two rows that are in order: they are told and put together in one pass.
        cells.sort_by_key(|(index, _)| *index);
        unite(&mut cells);
        self.len += cells.len();
        self.blocks.splice(number..=number, block::pack(&cells, LADDER[self.step]));
        number
    }

    /// Widens the buckets until there is room for them.
    fn widen(&mut self) {
        while self.len > self.room.min(C::BUDGET) && self.step + 1 < LADDER.len() {
            self.coarsen_to(self.step + 1);
        }
    }

    /// Widens the buckets to those of another step, if that is wider.
    fn coarsen_to(&mut self, step: usize) {
        if step <= self.step {
            return;
        }
        let factor = LADDER[step] / LADDER[self.step];
        let mut cells = block::all::<C>(&self.blocks, self.seconds());
        for (index, _) in cells.iter_mut().chain(&mut self.recent) {
            *index = index.div_euclid(factor);
        }
        unite(&mut cells);
        self.step = step;
        self.len = cells.len();
        self.blocks = block::pack(&cells, LADDER[step]).collect();
    }
}

/// Adds up cells of the same bucket, which are beside each other.
fn unite<C: Cell>(cells: &mut Vec<(i64, C)>) {
    cells.dedup_by(|(index, cell), (first, sum)| {
        let is_same = index == first;
        if is_same {
            sum.add(cell);
        }
        is_same
    });
}

#[cfg(test)]
pub(super) mod tests;
