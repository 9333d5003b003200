//! Rows of cells: how buckets are filled, and how they widen.

use super::buckets::{Buckets, Cell, LADDER};

/// Cells while they come, which is nearly in the order of time: a row that is put in order whenever its room is full, and not a
/// tree in which each is looked for. A row that is in order already costs one look at each of its cells then, and one of any
/// order is sorted as a whole.
#[derive(Debug)]
pub(super) struct Row<C> {
    step: usize,
    /// First some in order, each once, and then others as they came.
    cells: Vec<(i64, C)>,
}

impl<C> Default for Row<C> {
    fn default() -> Self {
        Self { step: 0, cells: Vec::new() }
    }
}

impl<C: Cell> Row<C> {
    /// Adds a cell of a minute, by its index since the epoch.
    pub(super) fn push(&mut self, minute: i64, cell: C) {
        let index = minute.div_euclid(LADDER[self.step] / LADDER[0]);
        if let Some((_, sum)) = self.cells.last_mut().filter(|(last, _)| *last == index) {
            return sum.add(&cell);
        }
        if self.cells.len() == self.cells.capacity() {
            self.tidy();
            // Half as many more, so that this is done seldom.
            self.cells.reserve_exact((self.cells.len() / 2).max(4));
            return self.push(minute, cell);
        }
        self.cells.push((index, cell));
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, mut other: Self) {
        coarsen(&mut self.cells, &mut self.step, other.step);
        coarsen(&mut other.cells, &mut other.step, self.step);
        self.cells.append(&mut other.cells);
        self.tidy();
    }

    fn tidy(&mut self) {
        if !self.cells.is_sorted_by(|(one, _), (other, _)| one < other) {
            self.cells.sort_by_key(|(index, _)| *index);
            unite(&mut self.cells);
        }
        widen(&mut self.cells, &mut self.step);
    }

    pub(super) fn into_buckets(mut self) -> Buckets<C> {
        self.tidy();
        self.cells.shrink_to_fit();
        Buckets { step: self.step, cells: self.cells }
    }
}

/// Widens the buckets of cells in order until they are within the budget.
pub(super) fn widen<C: Cell>(cells: &mut Vec<(i64, C)>, step: &mut usize) {
    while cells.len() > C::BUDGET && *step + 1 < LADDER.len() {
        coarsen(cells, step, *step + 1);
    }
}

/// Widens the buckets of cells to those of another step, if that is wider. Where cells were in order, they are so again.
pub(super) fn coarsen<C: Cell>(cells: &mut Vec<(i64, C)>, step: &mut usize, to: usize) {
    if to <= *step {
        return;
    }
    let factor = LADDER[to] / LADDER[*step];
    *step = to;
    for (index, _) in &mut *cells {
        *index = index.div_euclid(factor);
    }
    unite(cells);
    cells.shrink_to_fit();
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
