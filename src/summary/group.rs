//! Events that are one issue: counts, times, names, evidence.

use std::{collections::BTreeMap, sync::Arc};

use litemap::LiteMap;

use super::{
    bottom::{Bottom, Seen},
    buckets::Buckets,
    cell::Count,
    crowd::Room,
    excerpts::Excerpts,
    places::Places,
    sketch::Sketch,
};
use crate::{
    code::Code,
    input::Identity,
    knowledge::{EntityKind, RuleIndex},
    record::Timestamp,
    redact::Redacted,
};

/// What makes events one issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKey {
    /// A rule explains them.
    Rule(RuleIndex),
    /// No rule, but a code of a known family.
    Family(Code),
    /// Neither: the fingerprint of their template.
    Template(u128),
    /// Templates beyond the limit that begin alike: the hash of their code and first words.
    Coarse(u128),
    /// Everything beyond that.
    Rest,
}

/// Where a template goes when there are too many of them: to those that begin with the same two words. A product code
/// is one of these words.
pub(super) fn coarse(template: &[u8]) -> u128 {
    let second = memchr::memchr_iter(b' ', template).nth(1).unwrap_or(template.len());
    xxhash_rust::xxh3::xxh3_128(&template[..second])
}

/// Distinct templates that a group remembers.
pub(super) const TEMPLATES_KEPT: usize = 64;
/// Distinct values that a group remembers at most for each sort of entity.
pub(super) const VALUES_KEPT: usize = 256;

/// The events of one issue. All parts merge exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Where it goes when there are too many templates: a hash of how its template begins.
    pub coarse: u128,
    /// Records of level error.
    pub errors: u64,
    /// Records of level warning.
    pub warnings: u64,
    /// Errors that call themselves fatal.
    pub fatal: u64,
    /// Earliest time.
    pub first: Option<Timestamp>,
    /// Latest time.
    pub last: Option<Timestamp>,
    /// Dated events over time.
    pub over_time: Buckets<Count>,
    /// The threads that wrote them, and when.
    pub sketch: Sketch,
    /// Events by where they were logged.
    pub origins: BTreeMap<Arc<Identity>, u64>,
    /// Records by the codes they hold.
    pub codes: BTreeMap<Code, u64>,
    /// The shapes of their messages.
    pub templates: Bottom<TEMPLATES_KEPT>,
    /// The things they name.
    pub entities: LiteMap<EntityKind, Bottom<VALUES_KEPT, Redacted, Seen>>,
    /// Evidence.
    pub excerpts: Excerpts,
    /// Where each of them lies, for logs that are mended line by line.
    pub places: Places,
}

impl Group {
    /// Errors and warnings.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.errors + self.warnings
    }

    /// Adds the events of another part.
    pub fn merge(&mut self, other: Group) {
        let Group {
            coarse,
            errors,
            warnings,
            fatal,
            first,
            last,
            over_time,
            sketch,
            origins,
            codes,
            templates,
            entities,
            excerpts,
            places,
        } = other;
        // Groups of one key begin alike; a rule's group or a coarse one does not ask.
        self.coarse = self.coarse.max(coarse);
        self.errors += errors;
        self.warnings += warnings;
        self.fatal += fatal;
        self.first = earliest(self.first, first);
        self.last = self.last.max(last);
        self.over_time.merge(over_time);
        self.sketch.merge(&sketch);
        add_counts(&mut self.origins, origins);
        add_counts(&mut self.codes, codes);
        self.templates.merge(templates);
        for (kind, values) in entities {
            self.entities.entry(kind).or_default().merge(values);
        }
        self.excerpts.merge(excerpts);
        self.places.merge(places);
    }

    /// Forgets what there is no room for.
    pub(super) fn shrink_to(&mut self, room: Room) {
        for (_, names) in self.entities.iter_mut() {
            names.shrink_to(room.names);
        }
        self.templates.shrink_to(room.templates);
        self.over_time.shrink_to(room.cells);
        self.excerpts.shrink_to(room.excerpts);
    }
}

/// The earlier of two times, where either may be missing.
pub(super) fn earliest(one: Option<Timestamp>, two: Option<Timestamp>) -> Option<Timestamp> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}

/// Adds counts by key.
pub(super) fn add_counts<K: Ord>(sums: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
    for (key, count) in more {
        *sums.entry(key).or_default() += count;
    }
}
