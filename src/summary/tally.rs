//! Counts of one range of one source, before they are kept.
//!
//! A tally may hold raw log text for a moment; [`Tally::into_summary`] redacts what stays. Nothing here allocates for a
//! line that is no event.

mod absorb;
mod codes;
mod event;
mod evidence;
mod folding;
mod group;
mod groups;
mod life;
mod limit;
mod minutes;

use std::{collections::BTreeMap, sync::Arc};

pub use self::event::Event;
use self::{
    evidence::{Raw, Record},
    group::TallyGroup,
    groups::Groups,
    life::TallyLives,
    limit::Limit,
    minutes::Minutes,
};
use super::{
    Account, Batch, Bottom, FINISHED_KEPT, GroupKey, Inventory, Levels, MAX_UNPARSED, Seen,
    Summary, crowd::Crowd, group::coarse,
};
use crate::{
    input::Identity,
    knowledge::{Announcement, Entity, EntityKind, Template},
    record::{Level, Timestamp},
    redact::Redactor,
};

/// Longest name of a piece of work, in bytes.
const NAME_LEN: usize = 512;
/// Bytes of an instance's name that are kept.
const INSTANCE_LEN: usize = 64;

/// The counts of one range.
#[derive(Debug, Default)]
pub struct Tally {
    /// The books of the range.
    pub account: Account,
    activity: Minutes<Levels>,
    groups: Groups,
    /// How many groups of templates there are, and from where on they are folded.
    templates: Limit,
    /// The same for coarse groups.
    coarse: Limit,
    /// How many groups there are, which says how much is kept of each.
    crowd: Crowd,
    unparsed: Vec<Raw>,
    lives: TallyLives,
    finished: BTreeMap<EntityKind, Bottom<FINISHED_KEPT, Vec<u8>, Seen>>,
    inventory: Inventory,
}

impl Tally {
    /// An empty one for more ranges of the same source, to be absorbed later. It folds at once what this one would.
    #[must_use]
    pub fn part(&self) -> Self {
        let (templates, coarse) = (self.templates.of_part(), self.coarse.of_part());
        Self { templates, coarse, ..Self::default() }
    }

    /// Counts a dated record for the timeline.
    pub fn active(&mut self, at: Timestamp, level: Level) {
        let mut one = Levels::default();
        one.0[level.index()] = 1;
        self.activity.add(at, &one);
        self.account.saw(at);
    }

    /// Counts records that were read by their layout.
    pub fn batch(&mut self, batch: &Batch) {
        self.account.batch(batch);
        self.activity.add(batch.first, &batch.levels);
    }

    /// Keeps an unparsed line as evidence, the first ones of a range.
    pub fn unparsed(&mut self, offset: u64, line: u64, text: &[u8]) {
        if self.unparsed.len() < MAX_UNPARSED {
            let mut raw = Raw::default();
            raw.set(&Record { at: None, offset, line, text });
            self.unparsed.push(raw);
        }
    }

    /// Notes that a process starts or stops.
    pub fn announced(
        &mut self,
        announcement: &Announcement<'_>,
        at: Timestamp,
        offset: u64,
        line: u64,
        text: &[u8],
    ) {
        self.lives.add(announcement, at, offset, line, text);
    }

    /// Notes that a piece of work finished.
    pub fn finished(&mut self, work: Entity<'_>, at: Timestamp) {
        let hash = xxhash_rust::xxh3::xxh3_128(work.value);
        let seen = Seen { count: 1, last: Some(at) };
        self.finished.entry(work.kind).or_default().add(hash, seen, || work.value.to_vec());
    }

    /// Notes that a module is said to run on an instance. A name that must not be kept as it is names no folder either.
    pub fn running(&mut self, module: &'static str, instance: &[u8]) {
        // A copy, since text in a map may change while it is redacted.
        let instance = instance.to_vec();
        let kept = Redactor::ON.keep(&instance, INSTANCE_LEN);
        if kept.as_str().as_bytes() == instance {
            let instance = Some(kept.as_str().to_owned());
            self.inventory.runs(Identity { instance, module: module.to_owned() });
        }
    }

    /// Counts an event.
    pub fn event(&mut self, event: &Event<'_>) {
        // Nearly all come again, and a group that is there is not beyond a limit.
        if let Some(group) = self.groups.get_mut(&event.key) {
            return group.count(event, self.crowd.room(event.key).names);
        }
        // Its text is asked for more than once.
        let text = event.template.text();
        let event =
            &Event { template: Template::masked(event.template.fingerprint, &text), ..*event };
        let key = self.place(event);
        let new = || {
            let coarse = match key {
                GroupKey::Template(_) => coarse(&event.template.text()),
                GroupKey::Coarse(hash) => hash,
                GroupKey::Rule(_) | GroupKey::Family(_) | GroupKey::Rest => 0,
            };
            Box::new(TallyGroup { coarse, ..TallyGroup::default() })
        };
        let room = self.crowd.room(key);
        if let Some(group) = self.groups.get_mut(&key) {
            return group.count(event, room.names);
        }
        let group = self.groups.insert(key, new());
        group.shrink_to(room);
        group.count(event, room.names);
        self.make_room();
    }

    /// What is kept of it, redacted.
    #[must_use]
    pub fn into_summary(
        self,
        source: &str,
        identity: &Arc<Identity>,
        redactor: Redactor,
    ) -> Summary {
        let mut summary = Summary::default();
        self.add_to(&mut summary, source, identity, redactor);
        summary.settle_times();
        summary
    }

    /// Adds what is kept of it to what is kept of other sources, redacted; that is to be settled or merged before it is read. It
    /// is untouched until all that could fail on an odd text is done.
    pub fn add_to(
        self,
        summary: &mut Summary,
        source: &str,
        identity: &Arc<Identity>,
        redactor: Redactor,
    ) {
        let Self { mut account, activity, groups, unparsed, lives, finished, inventory, .. } = self;
        account.identity = Some(Arc::clone(identity));
        let mut part = Summary {
            inventory,
            lifecycles: lives.into_lifecycles(source, identity, redactor),
            accounts: [(source.to_owned(), Box::new(account))].into(),
            ..Summary::default()
        };
        for raw in unparsed {
            let place = (source.to_owned(), raw.offset);
            if summary.has_room_for_unparsed(&place) {
                part.unparsed.insert(place, raw.excerpt(source, redactor));
            }
        }
        let activity = activity.into_buckets();
        if !activity.is_empty() {
            part.activity.insert(Identity::clone(identity), activity);
        }
        for (kind, names) in finished {
            let keep = |name: Vec<u8>| redactor.keep(&name, NAME_LEN);
            part.finished.insert(kind, names.map_beside(summary.finished.get(&kind), keep));
        }
        // Their order does not matter: each goes to its own place.
        let groups: Vec<_> = groups
            .into_vec()
            .into_iter()
            .map(|(key, group)| {
                (key, group.into_group(summary.groups.get(&key), source, identity, redactor))
            })
            .collect();
        for (code, count) in groups.iter().flat_map(|(_, group)| &group.codes) {
            *part.code_counts.entry(*code).or_default() += count;
        }
        summary.add_groups(groups);
        summary.add(part);
    }
}
