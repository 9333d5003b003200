//! Records held back as evidence while a range is read: the earliest and the latest few, raw.

use crate::{
    record::{Location, Timestamp},
    redact::Redactor,
    summary::{Excerpt, Excerpts, KEPT},
};

/// Bytes of a message that are kept as evidence.
const EXCERPT_LEN: usize = 1_200;
/// Bytes that are held back for it until the range ends.
const RAW_LEN: usize = 2_048;

/// The earliest and the latest few records.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    earliest: Vec<Raw>,
    latest: Vec<Raw>,
}

impl Evidence {
    /// Holds a record back when it is one of them.
    pub(super) fn keep(&mut self, at: Option<Timestamp>, offset: u64, line: u64, text: &[u8]) {
        let has = |list: &[Raw]| list.iter().any(|raw| raw.offset == offset);
        if has(&self.earliest) || has(&self.latest) {
            return;
        }
        let new = (at.is_none(), at, offset);
        let key = |raw: &Raw| (raw.at.is_none(), raw.at, raw.offset);
        if self.earliest.len() < KEPT || self.earliest.last().is_some_and(|last| new < key(last)) {
            let mut raw = if self.earliest.len() < KEPT {
                Raw::default()
            } else {
                self.earliest.pop().unwrap_or_default()
            };
            raw.set(at, offset, line, text);
            let place = self.earliest.partition_point(|kept| key(kept) < new);
            self.earliest.insert(place, raw);
        }
        let new = (at, offset);
        let key = |raw: &Raw| (raw.at, raw.offset);
        if self.latest.len() < KEPT || self.latest.first().is_some_and(|first| new > key(first)) {
            let mut raw =
                if self.latest.len() < KEPT { Raw::default() } else { self.latest.remove(0) };
            raw.set(at, offset, line, text);
            let place = self.latest.partition_point(|kept| key(kept) < new);
            self.latest.insert(place, raw);
        }
    }

    /// Holds back what another one of the same range does.
    pub(super) fn merge(&mut self, other: &Evidence) {
        for raw in other.earliest.iter().chain(&other.latest) {
            self.keep(raw.at, raw.offset, raw.line, &raw.text);
        }
    }

    /// What may be kept of them.
    pub(super) fn excerpts(&self, source: &str, redactor: Redactor) -> Excerpts {
        let mut excerpts = Excerpts::default();
        for raw in self.earliest.iter().chain(&self.latest) {
            excerpts.add(raw.excerpt(source, redactor));
        }
        excerpts
    }
}

/// A record held back as evidence.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    pub(super) at: Option<Timestamp>,
    pub(super) offset: u64,
    pub(super) line: u64,
    pub(super) text: Vec<u8>,
}

impl Raw {
    pub(super) fn set(&mut self, at: Option<Timestamp>, offset: u64, line: u64, text: &[u8]) {
        (self.at, self.offset, self.line) = (at, offset, line);
        self.text.clear();
        self.text.extend_from_slice(&text[..text.len().min(RAW_LEN)]);
    }

    pub(super) fn excerpt(&self, source: &str, redactor: Redactor) -> Excerpt {
        let location = Location { source: source.to_owned(), offset: self.offset, line: self.line };
        Excerpt { at: self.at, location, text: redactor.keep(&self.text, EXCERPT_LEN) }
    }
}
