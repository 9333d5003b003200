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
#[derive(Debug)]
pub(super) struct Evidence {
    /// The earliest first.
    earliest: Vec<Raw>,
    /// Empty as long as the earliest are all that there are: they are the latest, too.
    latest: Latest,
    /// How many there is room for at each end.
    room: usize,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { earliest: Vec::new(), latest: Latest::default(), room: KEPT }
    }
}

impl Evidence {
    /// Leaves room for at most so many at each end, and for one at least.
    pub(super) fn shrink_to(&mut self, room: usize) {
        if room >= self.room {
            return;
        }
        let before = std::mem::replace(&mut self.room, room);
        if self.earliest.len() <= room {
            return;
        }
        self.latest.start_with(&self.earliest, before);
        self.latest.shrink_to(room);
        self.earliest.truncate(room);
        self.earliest.shrink_to_fit();
    }

    /// Holds a record back when it is one of them.
    pub(super) fn keep(&mut self, at: Option<Timestamp>, offset: u64, line: u64, text: &[u8]) {
        let record = Record { at, offset, line, text };
        if self.earliest.len() < self.room {
            return self.keep_earliest(&record);
        }
        self.latest.start_with(&self.earliest, self.room);
        self.keep_earliest(&record);
        self.latest.keep(&record, self.room);
    }

    /// Puts a record among the earliest few, which are in order, if it is one of them.
    fn keep_earliest(&mut self, record: &Record<'_>) {
        let list = &mut self.earliest;
        let key = |at: Option<Timestamp>, offset: u64| (at.is_none(), at, offset);
        let own = key(record.at, record.offset);
        let is_full = list.len() >= self.room;
        // Most records are not: that is soon told.
        if is_full && list.last().is_some_and(|last| own >= key(last.at, last.offset)) {
            return;
        }
        let is_before = |raw: &Raw| key(raw.at, raw.offset) < own;
        let place = list.partition_point(is_before);
        if list.get(place).is_some_and(|raw| raw.offset == record.offset) {
            return;
        }
        if !is_full {
            push(list);
        }
        // The last one goes, and its room is used again.
        list[place..].rotate_right(1);
        list[place].set(record);
    }

    /// Holds back what another one of the same range does.
    pub(super) fn merge(&mut self, other: &Evidence) {
        self.shrink_to(other.room);
        for raw in other.all() {
            self.keep(raw.at, raw.offset, raw.line, &raw.text);
        }
    }

    /// All of them; one that is early and late comes twice.
    fn all(&self) -> impl Iterator<Item = &Raw> {
        self.earliest.iter().chain(&self.latest.ring)
    }

    /// What may be kept of them, to be merged into what is `known`: what finds no room there is not redacted.
    pub(super) fn excerpts(
        &self,
        known: Option<&Excerpts>,
        source: &str,
        redactor: Redactor,
    ) -> Excerpts {
        let mut excerpts = Excerpts::default();
        excerpts.shrink_to(self.room);
        for &Raw { at, offset, line, ref text } in self.all() {
            if known.is_none_or(|known| known.has_room(at, source, offset, line)) {
                let text = || redactor.keep(text, EXCERPT_LEN);
                excerpts.offer(at, source, offset, line, text);
            }
        }
        excerpts
    }
}

/// The latest few, as a ring: nearly each record is the latest so far, and takes the place of the one that goes.
#[derive(Debug, Default)]
struct Latest {
    ring: Vec<Raw>,
    /// Where the latest one is; behind it comes the earliest. The last place, as long as the ring is not full.
    newest: usize,
}

impl Latest {
    /// Takes those that are all so far, if it has none.
    fn start_with(&mut self, all: &[Raw], room: usize) {
        if self.ring.is_empty() {
            for &Raw { at, offset, line, ref text } in all {
                self.keep(&Record { at, offset, line, text }, room);
            }
        }
    }

    fn keep(&mut self, record: &Record<'_>, room: usize) {
        let own = (record.at, record.offset);
        if self.ring.get(self.newest).is_some_and(|newest| own <= (newest.at, newest.offset)) {
            return self.keep_between(record, room);
        }
        if self.ring.len() < room {
            self.newest = self.ring.len();
            push(&mut self.ring);
        } else {
            self.newest = if self.newest + 1 < room { self.newest + 1 } else { 0 };
        }
        self.ring[self.newest].set(record);
    }

    /// Leaves the latest of them.
    fn shrink_to(&mut self, room: usize) {
        self.ring.rotate_left(self.newest + 1);
        self.ring.drain(..self.ring.len().saturating_sub(room));
        self.ring.shrink_to_fit();
        self.newest = self.ring.len() - 1;
    }

    /// Puts a record before the latest one, if it is one of the latest.
    fn keep_between(&mut self, record: &Record<'_>, room: usize) {
        self.ring.rotate_left(self.newest + 1);
        self.newest = self.ring.len() - 1;
        let own = (record.at, record.offset);
        let place = self.ring.partition_point(|raw| (raw.at, raw.offset) < own);
        let is_full = self.ring.len() >= room;
        let is_there = self.ring.get(place).is_some_and(|raw| raw.offset == record.offset);
        if is_there || is_full && place == 0 {
            return;
        }
        if is_full {
            // The earliest one goes, and its room is used again.
            self.ring[..place].rotate_left(1);
            self.ring[place - 1].set(record);
        } else {
            push(&mut self.ring);
            self.ring[place..].rotate_right(1);
            self.ring[place].set(record);
            self.newest += 1;
        }
    }
}

/// Makes room for one more: for one at first, since most groups of a log with many have one record.
fn push(list: &mut Vec<Raw>) {
    if list.is_empty() {
        list.reserve_exact(1);
    }
    list.push(Raw::default());
}

/// A record that may be held back.
pub(super) struct Record<'a> {
    pub(super) at: Option<Timestamp>,
    pub(super) offset: u64,
    pub(super) line: u64,
    pub(super) text: &'a [u8],
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
    pub(super) fn set(&mut self, record: &Record<'_>) {
        let &Record { at, offset, line, text } = record;
        (self.at, self.offset, self.line) = (at, offset, line);
        self.text.clear();
        self.text.extend_from_slice(&text[..text.len().min(RAW_LEN)]);
    }

    pub(super) fn excerpt(&self, source: &str, redactor: Redactor) -> Excerpt {
        let location = Location { source: source.to_owned(), offset: self.offset, line: self.line };
        Excerpt { at: self.at, location, text: redactor.keep(&self.text, EXCERPT_LEN) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_earliest_and_the_latest_are_held_back_in_any_order(
            records in proptest::collection::vec((proptest::option::of(0i64..20), 0u64..60), 0..40),
            room in 1..=KEPT, few_from in 0usize..40,
        ) {
            // One place holds one record, whatever its time.
            let mut places = std::collections::BTreeSet::new();
            let mut records = records;
            records.retain(|(_, offset)| places.insert(*offset));
            let mut held = Evidence::default();
            let mut plain = Excerpts::default();
            for (number, (at, offset)) in records.into_iter().enumerate() {
                if number == few_from {
                    held.shrink_to(room);
                }
                let (at, text) = (at.map(Timestamp), offset.to_string());
                held.keep(at, offset, offset + 1, text.as_bytes());
                let keep = || Redactor::ON.keep(text.as_bytes(), EXCERPT_LEN);
                plain.offer(at, "web.log", offset, offset + 1, keep);
            }
            held.shrink_to(room);
            plain.shrink_to(room);
            prop_assert_eq!(&held.excerpts(None, "web.log", Redactor::ON), &plain);
            // Beside those of another source.
            for other in ["mta.log", "xml.log"] {
                let mut known = Excerpts::default();
                known.offer(Some(Timestamp(7)), other, 5, 6, || Redactor::ON.keep(b"x", 9));
                let mut whole = known.clone();
                whole.merge(plain.clone());
                known.shrink_to(room);
                let more = held.excerpts(Some(&known), "web.log", Redactor::ON);
                known.merge(more);
                prop_assert_eq!(known, whole);
            }
        }
    }
}
