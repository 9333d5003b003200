//! Cells beside each other in few bytes: a minute of a module takes three of them and not forty.

use super::cell::Cell;
use crate::{packed, record::Timestamp};

/// Most cells of a block, which is read as a whole when one comes between them.
const FULL: usize = 128;

/// Some cells in order, each once, by the index of their bucket since the epoch in units of its width.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Index of the first cell.
    pub(super) first: i64,
    /// Index of the last one.
    pub(super) last: i64,
    pub(super) len: usize,
    /// Of each cell how far it is from the one before it, and what it holds.
    bytes: Vec<u8>,
}

impl Block {
    /// A block without cells, of which the first one will be of a bucket; with room for so many bytes.
    fn starting(index: i64, room: usize) -> Self {
        Self { first: index, last: index, len: 0, bytes: Vec::with_capacity(room) }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
    }

    /// Appends a cell that is after all others; `width` is that of a bucket in seconds.
    fn push<C: Cell>(&mut self, index: i64, cell: &C, width: i64) {
        packed::write(index.abs_diff(self.last), &mut self.bytes);
        cell.write(Timestamp::from_seconds(index * width), &mut self.bytes);
        self.last = index;
        self.len += 1;
    }

    /// The cells with their indices, in order.
    pub(super) fn cells<C: Cell>(&self, width: i64) -> impl Iterator<Item = (i64, C)> {
        let (mut bytes, mut index) = (&self.bytes[..], self.first);
        (0..self.len).map(move |_| {
            index = index.wrapping_add_unsigned(packed::read(&mut bytes));
            (index, C::read(Timestamp::from_seconds(index * width), &mut bytes))
        })
    }
}

/// Appends a cell to the last block, or begins another one with it.
pub(super) fn push<C: Cell>(blocks: &mut Vec<Block>, index: i64, cell: &C, width: i64) {
    if blocks.last().is_none_or(|block| block.len >= FULL) {
        if let Some(full) = blocks.last_mut() {
            full.shrink_to_fit();
        }
        // It will be as full, most likely.
        blocks.push(Block::starting(index, 6 * FULL));
    }
    if let Some(block) = blocks.last_mut() {
        block.push(index, cell, width);
    }
}

/// The cells of two rows of blocks of the same width, each bucket once.
pub(super) fn interleave<C: Cell>(one: &[Block], other: &[Block], width: i64) -> Vec<(i64, C)> {
    let other = all(other, width);
    let (mut rest, mut cells) = (&other[..], Vec::new());
    for (index, mut cell) in all::<C>(one, width) {
        let before = rest.iter().take_while(|(other, _)| *other < index).count();
        let (before, from) = rest.split_at(before);
        cells.extend_from_slice(before);
        rest = from;
        if let Some(((_, same), behind)) = rest.split_first().filter(|(first, _)| first.0 == index)
        {
            cell.add(same);
            rest = behind;
        }
        cells.push((index, cell));
    }
    cells.extend_from_slice(rest);
    cells
}

/// The cells of some blocks, in order.
pub(super) fn all<C: Cell>(blocks: &[Block], width: i64) -> Vec<(i64, C)> {
    let mut cells = Vec::with_capacity(blocks.iter().map(|block| block.len).sum());
    for block in blocks {
        cells.extend(block.cells(width));
    }
    cells
}

/// Writes down cells in order, in blocks of one size.
pub(super) fn pack<C: Cell>(cells: &[(i64, C)], width: i64) -> impl Iterator<Item = Block> {
    let count = cells.len().div_ceil(FULL).max(1);
    cells.chunks(cells.len().div_ceil(count).max(1)).map(move |cells| {
        let mut block = Block::starting(cells[0].0, 6 * cells.len());
        for (index, cell) in cells {
            block.push(*index, cell, width);
        }
        block.bytes.shrink_to_fit();
        block
    })
}
