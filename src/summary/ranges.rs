//! What is only known of a source when all of its ranges are in.

use std::collections::BTreeMap;

use litemap::LiteMap;

use super::account::{Skipped, add_to};
use crate::record::Timestamp;

/// The clock at the ends of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Time of its first record.
    pub first: Timestamp,
    /// Where that is.
    pub offset: u64,
    /// Time of its last record.
    pub last: Timestamp,
}

/// How ranges begin and end, by their starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ranges {
    /// First and last time: whether the clock went back between two ranges is known when all are in.
    edges: LiteMap<u64, Edge>,
    /// Lines without a header before the first record: whether they continue a record of the range before or are orphans
    /// is known when all are in.
    heads: BTreeMap<u64, Skipped>,
}

impl Ranges {
    pub(super) fn clock(&mut self, range: u64, edge: Edge) {
        self.edges.insert(range, edge);
    }

    pub(super) fn head(&mut self, range: u64, lines: Skipped) {
        add_to(&mut self.heads, range, lines);
    }

    pub(super) fn merge(&mut self, other: Self) {
        let Self { edges, heads } = other;
        self.edges.extend(edges);
        for (range, lines) in heads {
            self.head(range, lines);
        }
    }

    /// The last time of each range and the clock of the next one.
    pub(super) fn seams(&self) -> impl Iterator<Item = (Timestamp, Edge)> {
        let edges = || self.edges.iter().map(|(_, edge)| *edge);
        edges().zip(edges().skip(1)).map(|(before, after)| (before.last, after))
    }

    /// Lines without a header at the start of a range.
    pub(super) fn heads(&self) -> impl Iterator<Item = (u64, Skipped)> {
        self.heads.iter().map(|(range, lines)| (*range, *lines))
    }
}
