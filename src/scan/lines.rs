//! Numbers of lines: each range counts its own, and only when all are read does one know how many stand before it.

use std::{collections::BTreeMap, sync::Mutex};

use litemap::LiteMap;

/// Lines of each range, by source and start of the range, from which line numbers follow at the end. Without those of sources
/// that are one range.
#[derive(Debug, Default)]
pub(super) struct Lines(Mutex<BTreeMap<String, LiteMap<u64, u64>>>);

impl Lines {
    /// Notes how many lines a range has.
    pub(super) fn add(&self, source: &str, range: u64, lines: u64) {
        let mut all = self.0.lock().expect("no thread panics while it counts");
        all.entry(source.to_owned()).or_default().insert(range, lines);
    }

    /// How many lines stand before each range.
    pub(super) fn into_sums(self) -> Sums {
        let mut all = self.0.into_inner().expect("no thread panics while it counts");
        for ranges in all.values_mut() {
            let mut sum = 0;
            for (_, lines) in ranges.iter_mut() {
                sum += std::mem::replace(lines, sum);
            }
        }
        Sums(all)
    }
}

/// How many lines stand before each range, by source and start of the range.
pub(super) struct Sums(BTreeMap<String, LiteMap<u64, u64>>);

impl Sums {
    /// The lines before the range of a source that holds an offset.
    pub(super) fn before(&self, source: &str, offset: u64) -> Option<u64> {
        let ranges = self.0.get(source)?;
        let range = match ranges.find_index(&offset) {
            Ok(range) => range,
            Err(next) => next.checked_sub(1)?,
        };
        ranges.get_indexed(range).map(|(_, lines)| *lines)
    }
}
