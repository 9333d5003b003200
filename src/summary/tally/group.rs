//! The events of one issue in one range, with raw text: it is redacted when the range ends.

use std::sync::Arc;

use super::{Event, codes::Codes, evidence::Evidence, minutes::Minutes};
use crate::{
    input::Identity,
    knowledge::{EntityKind, Named},
    record::{Level, Location, Timestamp},
    redact::Redactor,
    summary::{
        Bottom, Count, Group, Places, Seen, Sketch,
        crowd::Room,
        group::{TEMPLATES_KEPT, VALUES_KEPT, earliest},
    },
};

/// Bytes of a template or an entity that are kept.
const TEXT_LEN: usize = 512;

/// Names as they stand in the log.
pub(super) type RawNames = Bottom<VALUES_KEPT, Vec<u8>, Seen>;

/// The events of one issue in one range.
#[derive(Debug, Default)]
pub(super) struct TallyGroup {
    pub(super) coarse: u128,
    pub(super) levels: [u64; 2],
    pub(super) fatal: u64,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) over_time: Minutes<Count>,
    pub(super) sketch: Sketch,
    pub(super) codes: Codes,
    pub(super) templates: Bottom<TEMPLATES_KEPT, Vec<u8>>,
    /// Few, so each is looked for one by one.
    pub(super) entities: Vec<(EntityKind, RawNames)>,
    pub(super) evidence: Evidence,
    /// Offset and line of each event, for logs that are mended line by line.
    pub(super) places: Places<(u64, u64)>,
}

impl TallyGroup {
    /// Forgets what there is no room for.
    pub(super) fn shrink_to(&mut self, room: Room) {
        for (_, names) in &mut self.entities {
            names.shrink_to(room.names);
        }
        self.templates.shrink_to(room.templates);
        self.over_time.shrink_to(room.cells);
        self.evidence.shrink_to(room.excerpts);
    }

    /// Counts an event; a sort of names that is new has so much room.
    pub(super) fn count(&mut self, event: &Event<'_>, room: usize) {
        self.levels[usize::from(event.level == Level::Warning)] += 1;
        self.fatal += u64::from(event.is_fatal);
        if let Some(at) = event.at {
            self.count_at(at);
            if let Some(thread) = event.thread {
                self.sketch.see(thread, at);
            }
        }
        for code in event.codes {
            self.codes.add(*code, 1);
        }
        let template = event.template;
        self.templates.add(template.fingerprint, 1, || template.text().into_owned());
        for (index, named) in event.named.iter().enumerate() {
            let name = named.name(event.message);
            let is_same =
                |other: &Named| other.kind == named.kind && other.name(event.message) == name;
            if event.named[..index].iter().any(is_same) {
                continue;
            }
            let seen = Seen { count: 1, last: event.at };
            let names = self.names(named.kind, room);
            names.add(named.hash(event.message), seen, || name.to_vec());
        }
        if event.is_placed {
            self.places.add((event.offset, event.line));
        }
        self.evidence.keep(event.at, event.offset, event.line, event.text);
    }

    /// The names of a sort; so much room is made for one that is new.
    fn names(&mut self, kind: EntityKind, room: usize) -> &mut RawNames {
        let place = self.entities.iter().position(|(known, _)| *known == kind);
        let place = place.unwrap_or_else(|| {
            if self.entities.is_empty() {
                self.entities.reserve_exact(1);
            }
            self.entities.push((kind, Bottom::with_room(room)));
            self.entities.len() - 1
        });
        &mut self.entities[place].1
    }

    fn count_at(&mut self, at: Timestamp) {
        self.first = earliest(self.first, Some(at));
        self.last = self.last.max(Some(at));
        self.over_time.add(at, &Count { count: 1, first: at });
    }

    /// Adds another group of the same range.
    pub(super) fn merge(&mut self, other: TallyGroup) {
        self.coarse = self.coarse.max(other.coarse);
        for (sum, count) in self.levels.iter_mut().zip(other.levels) {
            *sum += count;
        }
        self.fatal += other.fatal;
        self.first = earliest(self.first, other.first);
        self.last = self.last.max(other.last);
        self.over_time.merge(other.over_time);
        self.sketch.merge(&other.sketch);
        self.codes.merge(other.codes);
        self.templates.merge(other.templates);
        for (kind, values) in other.entities {
            self.names(kind, VALUES_KEPT).merge(values);
        }
        self.places.merge(other.places);
        self.evidence.merge(&other.evidence);
    }

    /// What is kept of it, to be merged into what is `known` from other sources: texts that are not kept there are not
    /// redacted, which is what costs most where there are many sources.
    pub(super) fn into_group(
        self,
        known: Option<&Group>,
        source: &str,
        identity: &Arc<Identity>,
        redactor: Redactor,
    ) -> Group {
        let [errors, warnings] = self.levels;
        let keep = |text: Vec<u8>| redactor.keep(&text, TEXT_LEN);
        let entities = self.entities.into_iter().map(|(kind, values)| {
            let known = known.and_then(|known| known.entities.get(&kind));
            (kind, values.map_beside(known, keep))
        });
        let location = |(offset, line)| Location { source: source.to_owned(), offset, line };
        Group {
            coarse: self.coarse,
            errors,
            warnings,
            fatal: self.fatal,
            first: self.first,
            last: self.last,
            over_time: self.over_time.into_buckets(),
            sketch: self.sketch,
            origins: [(Arc::clone(identity), errors + warnings)].into(),
            codes: self.codes.into_counts().into_iter().collect(),
            templates: self.templates.map_beside(known.map(|known| &known.templates), keep),
            entities: entities.collect(),
            excerpts: self.evidence.excerpts(known.map(|known| &known.excerpts), source, redactor),
            places: self.places.map(location),
        }
    }
}
