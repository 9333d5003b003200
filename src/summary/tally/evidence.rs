//! Records held back as evidence while a range is read: the earliest and the latest few, raw.

use std::cmp::Reverse;

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
    /// The earliest first.
    earliest: Vec<Raw>,
    /// The latest first.
    latest: Vec<Raw>,
}

impl Evidence {
    /// Holds a record back when it is one of them.
    pub(super) fn keep(&mut self, at: Option<Timestamp>, offset: u64, line: u64, text: &[u8]) {
        let record = Record { at, offset, line, text };
        offer(&mut self.earliest, &record, |at, offset| (at.is_none(), at, offset));
        offer(&mut self.latest, &record, |at, offset| (Reverse(at), Reverse(offset)));
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

/// A record that may be held back.
struct Record<'a> {
    at: Option<Timestamp>,
    offset: u64,
    line: u64,
    text: &'a [u8],
}

/// Puts a record among the few with the smallest keys, which are in order, if it is one of them.
fn offer<K: Ord>(
    list: &mut Vec<Raw>,
    record: &Record<'_>,
    key: impl Fn(Option<Timestamp>, u64) -> K,
) {
    let &Record { at, offset, line, text } = record;
    let own = key(at, offset);
    let is_full = list.len() >= KEPT;
    // Most records are not, or are the very first: both is soon told.
    if is_full && list.last().is_some_and(|last| own >= key(last.at, last.offset)) {
        return;
    }
    let place = list.iter().position(|raw| own <= key(raw.at, raw.offset)).unwrap_or(list.len());
    if list.get(place).is_some_and(|raw| raw.offset == offset) {
        return;
    }
    if !is_full {
        list.push(Raw::default());
    }
    // The last one goes, and its room is used again.
    list[place..].rotate_right(1);
    list[place].set(at, offset, line, text);
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
