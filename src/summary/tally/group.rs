//! The events of one issue in one range, with raw text: it is redacted when the range ends.

use std::collections::BTreeMap;

use super::evidence::Evidence;
use crate::{
    code::Code,
    input::Identity,
    knowledge::EntityKind,
    record::{Location, Timestamp},
    redact::Redactor,
    summary::{
        Bottom, Buckets, Cell, Count, Group, Places, Seen, Sketch,
        group::{TEMPLATES_KEPT, VALUES_KEPT, earliest},
    },
};

/// Bytes of a template or an entity that are kept.
const TEXT_LEN: usize = 512;

/// The events of one issue in one range.
#[derive(Debug, Default)]
pub(super) struct TallyGroup {
    pub(super) coarse: u128,
    pub(super) levels: [u64; 2],
    pub(super) fatal: u64,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) over_time: Buckets<Count>,
    pub(super) minute: (i64, Count),
    pub(super) sketch: Sketch,
    pub(super) codes: Vec<(Code, u64)>,
    pub(super) templates: Bottom<TEMPLATES_KEPT, Vec<u8>>,
    pub(super) entities: BTreeMap<EntityKind, Bottom<VALUES_KEPT, Vec<u8>, Seen>>,
    pub(super) evidence: Evidence,
    /// Offset and line of each event, for logs that are mended line by line.
    pub(super) places: Places<(u64, u64)>,
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
        self.fatal += other.fatal;
        self.first = earliest(self.first, other.first);
        self.last = self.last.max(other.last);
        self.over_time.merge(&other.over_time);
        self.sketch.merge(&other.sketch);
        for (code, count) in other.codes {
            self.add_code(code, count);
        }
        self.templates.merge(other.templates);
        for (kind, values) in other.entities {
            self.entities.entry(kind).or_default().merge(values);
        }
        self.places.merge(other.places);
        self.evidence.merge(&other.evidence);
    }

    pub(super) fn add_code(&mut self, code: Code, count: u64) {
        match self.codes.iter_mut().find(|(known, _)| *known == code) {
            Some((_, sum)) => *sum += count,
            None => self.codes.push((code, count)),
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
            fatal: self.fatal,
            first: self.first,
            last: self.last,
            over_time: self.over_time,
            sketch: self.sketch,
            origins: [(identity.clone(), errors + warnings)].into(),
            codes: self.codes.into_iter().collect(),
            ..Group::default()
        };
        let keep = |text: Vec<u8>| redactor.keep(&text, TEXT_LEN);
        group.templates = self.templates.map(keep);
        for (kind, values) in self.entities {
            group.entities.insert(kind, values.map(keep));
        }
        group.excerpts = self.evidence.excerpts(source, redactor);
        group.places =
            self.places.map(|(offset, line)| Location { source: source.to_owned(), offset, line });
        group
    }
}
