//! The events of one issue in one range, with raw text: it is redacted when the range ends.

use std::collections::BTreeMap;

use crate::{
    code::Code,
    input::Identity,
    knowledge::EntityKind,
    record::{Location, Timestamp},
    redact::Redactor,
    summary::{
        Bottom, Buckets, Cell, Count, Excerpt, Excerpts, Group, KEPT,
        group::{TEMPLATES_KEPT, VALUES_KEPT, earliest},
    },
};

/// Bytes of a message that are kept as evidence.
const EXCERPT_LEN: usize = 1_200;
/// Bytes that are held back for it until the range ends.
const RAW_LEN: usize = 2_048;
/// Bytes of a template or an entity that are kept.
const TEXT_LEN: usize = 512;

/// The events of one issue in one range.
#[derive(Debug, Default)]
pub(super) struct TallyGroup {
    pub(super) coarse: u128,
    pub(super) levels: [u64; 2],
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) over_time: Buckets<Count>,
    pub(super) minute: (i64, Count),
    pub(super) codes: Vec<(Code, u64)>,
    pub(super) templates: Bottom<TEMPLATES_KEPT, Vec<u8>>,
    pub(super) entities: BTreeMap<EntityKind, Bottom<VALUES_KEPT, Vec<u8>>>,
    pub(super) earliest: Vec<Raw>,
    pub(super) latest: Vec<Raw>,
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

impl TallyGroup {
    pub(super) fn count_at(&mut self, at: Timestamp) {
        self.first = earliest(self.first, Some(at));
        self.last = self.last.max(Some(at));
        let minute = at.seconds().div_euclid(60);
        if minute != self.minute.0 {
            self.write_minute();
            self.minute.0 = minute;
        }
        self.minute.1.add(&Count { count: 1, first: at });
    }

    pub(super) fn write_minute(&mut self) {
        let (_, count) = std::mem::take(&mut self.minute);
        if count.count > 0 {
            self.over_time.add(count.first, &count);
        }
    }

    /// Adds another group of the same range.
    pub(super) fn merge(&mut self, mut other: TallyGroup) {
        other.write_minute();
        self.coarse = self.coarse.max(other.coarse);
        for (sum, count) in self.levels.iter_mut().zip(other.levels) {
            *sum += count;
        }
        self.first = earliest(self.first, other.first);
        self.last = self.last.max(other.last);
        self.over_time.merge(&other.over_time);
        for (code, count) in other.codes {
            self.add_code(code, count);
        }
        self.templates.merge(other.templates);
        for (kind, values) in other.entities {
            self.entities.entry(kind).or_default().merge(values);
        }
        for raw in other.earliest.iter().chain(&other.latest) {
            self.keep_evidence(raw.at, raw.offset, raw.line, &raw.text);
        }
    }

    pub(super) fn add_code(&mut self, code: Code, count: u64) {
        match self.codes.iter_mut().find(|(known, _)| *known == code) {
            Some((_, sum)) => *sum += count,
            None => self.codes.push((code, count)),
        }
    }

    /// Holds the text of the earliest and the latest few back.
    pub(super) fn keep_evidence(
        &mut self,
        at: Option<Timestamp>,
        offset: u64,
        line: u64,
        text: &[u8],
    ) {
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

    pub(super) fn into_group(
        mut self,
        source: &str,
        identity: &Identity,
        redactor: Redactor,
    ) -> Group {
        self.write_minute();
        let [errors, warnings] = self.levels;
        let mut group = Group {
            coarse: self.coarse,
            errors,
            warnings,
            first: self.first,
            last: self.last,
            over_time: self.over_time,
            origins: [(identity.clone(), errors + warnings)].into(),
            codes: self.codes.into_iter().collect(),
            ..Group::default()
        };
        let keep = |text: Vec<u8>| redactor.keep(&text, TEXT_LEN);
        group.templates = self.templates.map(keep);
        for (kind, values) in self.entities {
            group.entities.insert(kind, values.map(keep));
        }
        let mut excerpts = Excerpts::default();
        for raw in self.earliest.iter().chain(&self.latest) {
            excerpts.add(raw.excerpt(source, redactor));
        }
        group.excerpts = excerpts;
        group
    }
}
