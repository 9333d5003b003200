//! Counts of one range of one source, before they are kept.
//!
//! A tally may hold raw log text for a moment; [`Tally::into_summary`] redacts what stays. Nothing here allocates for a
//! line that is no event.

mod absorb;
mod evidence;
mod group;
mod life;
mod limit;
mod minutes;

use std::{collections::BTreeMap, sync::Arc};

use hashbrown::HashMap;

use self::{
    evidence::{Raw, Record},
    group::TallyGroup,
    life::TallyLives,
    limit::Limit,
    minutes::Minutes,
};
use super::{
    Account, Batch, Bottom, FINISHED_KEPT, GroupKey, Inventory, Levels, MAX_COARSE, MAX_TEMPLATES,
    MAX_UNPARSED, Seen, Summary, Thread, crowd::Crowd, group::coarse,
};

use crate::{
    code::Code,
    input::Identity,
    knowledge::{Announcement, Entity, EntityKind, Named, Template},
    record::{Level, Timestamp},
    redact::Redactor,
};

/// Longest name of a piece of work, in bytes.
const NAME_LEN: usize = 512;
/// Bytes of an instance's name that are kept.
const INSTANCE_LEN: usize = 64;

/// A classified record, as the scan hands it over.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Which issue it belongs to.
    pub key: GroupKey,
    /// Error or warning.
    pub level: Level,
    /// When, if it says.
    pub at: Option<Timestamp>,
    /// The thread that wrote it, if it says.
    pub thread: Option<Thread>,
    /// Its codes, each once.
    pub codes: &'a [Code],
    /// Its template.
    pub template: Template<'a>,
    /// What it says, without what its form adds.
    pub message: &'a [u8],
    /// The things it names in the message; what is named twice counts once.
    pub named: &'a [Named],
    /// Offset in the source.
    pub offset: u64,
    /// Line within the range, the first is 1.
    pub line: u64,
    /// Whether its place is kept, as that of all others like it.
    pub is_placed: bool,
    /// Whether the line calls itself fatal, which counts as an error.
    pub is_fatal: bool,
    /// Its message with the lines that continue it.
    pub text: &'a [u8],
}

/// The counts of one range.
#[derive(Debug, Default)]
pub struct Tally {
    /// The books of the range.
    pub account: Account,
    activity: Minutes<Levels>,
    /// Boxed, so that a table that grows moves no more than their addresses.
    groups: HashMap<GroupKey, Box<TallyGroup>>,
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
        let group = self.groups.entry(key).or_insert_with(new);
        group.shrink_to(room);
        group.count(event, room.names);
        self.make_room();
    }

    /// Forgets some of each group when they have become many. What is beyond the limit here is so in the whole.
    fn make_room(&mut self) {
        let now = Crowd::of(self.groups.len());
        if now > self.crowd {
            self.crowd = now;
            for (key, group) in &mut self.groups {
                group.shrink_to(now.room(*key));
            }
        }
    }

    /// The group that an event goes to, folding groups when there are too many. A template that is beyond the limit in
    /// this range is beyond it in the whole, so folding here loses nothing that merging would keep.
    fn place(&mut self, event: &Event<'_>) -> GroupKey {
        let GroupKey::Template(fingerprint) = event.key else { return event.key };
        if !self.templates.is_beyond(fingerprint) {
            if self.templates.grows(!self.groups.contains_key(&event.key), MAX_TEMPLATES) {
                self.fold_templates();
                return self.place(event);
            }
            return event.key;
        }
        let hash = coarse(&event.template.text());
        if self.coarse.is_beyond(hash) {
            return GroupKey::Rest;
        }
        let key = GroupKey::Coarse(hash);
        if self.coarse.grows(!self.groups.contains_key(&key), MAX_COARSE) {
            self.fold_coarse();
            return self.place(event);
        }
        key
    }

    /// Folds the templates with the largest fingerprints into coarser groups, as merging summaries does.
    fn fold_templates(&mut self) {
        let hash = |key: &GroupKey| match key {
            GroupKey::Template(fingerprint) => Some(*fingerprint),
            _ => None,
        };
        for fingerprint in self.templates.beyond(self.groups.keys().filter_map(hash), MAX_TEMPLATES)
        {
            if let Some(group) = self.groups.remove(&GroupKey::Template(fingerprint)) {
                let key = GroupKey::Coarse(group.coarse);
                let is_new = !self.groups.contains_key(&key);
                self.groups.entry(key).or_default().merge(*group);
                self.coarse.grows(is_new, usize::MAX / 2);
            }
        }
        self.fold_coarse();
    }

    /// Folds the coarse groups with the largest hashes into one.
    fn fold_coarse(&mut self) {
        let hash = |key: &GroupKey| match key {
            GroupKey::Coarse(hash) => Some(*hash),
            _ => None,
        };
        for hash in self.coarse.beyond(self.groups.keys().filter_map(hash), MAX_COARSE) {
            if let Some(group) = self.groups.remove(&GroupKey::Coarse(hash)) {
                self.groups.entry(GroupKey::Rest).or_default().merge(*group);
            }
        }
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
        // The order of the hash map does not matter: each goes to its own place.
        let groups: Vec<_> = groups
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
