//! What a scan found: small, owned, mergeable.
//!
//! The laws: [`Summary::merge`] is associative and commutative, and `default()` is neutral. Everything in here is a sum, a
//! minimum or maximum, the k smallest of something, or buckets whose width follows from the set of buckets. Where a limit
//! is needed (a million templates), what is beyond it folds into coarser groups and the sums stay exact.

mod account;
mod block;
mod bottom;
mod buckets;
mod cell;
mod crowd;
mod excerpts;
mod group;
mod inventory;
mod lifecycle;
mod places;
mod ranges;
mod settle;
mod sketch;
mod steps;
mod tally;

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

pub use account::{Account, Batch, SkipReason, Skipped};
pub use bottom::{Bottom, Occurrences, Seen};
pub use buckets::Buckets;
pub use cell::{Cell, Count, Levels};
pub use excerpts::{Excerpt, Excerpts, KEPT};
pub use group::{Group, GroupKey};
pub use inventory::Inventory;
pub use lifecycle::{Announced, Lifecycle};
pub use places::{PLACES_KEPT, Places};
pub use ranges::Edge;
pub use sketch::{Overlap, SLOT_SECONDS, SLOTS_KEPT, Sketch, Thread, Writer};
pub use steps::{Step, Steps};
pub use tally::{Event, Tally};

use self::crowd::Crowd;
use crate::{
    code::Code, input::Identity, knowledge::EntityKind, problem::Problem, redact::Redacted,
};

/// Templates that are told apart exactly; rules and families are never limited.
pub const MAX_TEMPLATES: usize = 2_000;
/// Coarse groups beyond that.
pub const MAX_COARSE: usize = 200;
/// Names of finished work that are kept, of each kind.
pub const FINISHED_KEPT: usize = 2_000;
/// Names of files that are no logs, of each kind.
pub const MAX_UNREAD: usize = 50;
/// Modules whose starts and stops are kept: those with the smallest names.
pub const MAX_LIVES: usize = 500;
/// Unparsed lines that are kept as evidence, per source and in all.
pub const MAX_UNPARSED: usize = 100;

/// Files that are no log, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unread {
    /// How many.
    pub files: u64,
    /// Their bytes on disk.
    pub bytes: u64,
    /// The first of them by name, at most [`MAX_UNREAD`].
    pub names: BTreeSet<String>,
}

/// What a scan found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Errors and warnings by issue.
    pub groups: BTreeMap<GroupKey, Group>,
    /// Every dated record of every module, by level.
    pub activity: BTreeMap<Identity, Buckets<Levels>>,
    /// Starts and stops of every module.
    pub lifecycles: BTreeMap<Identity, Lifecycle>,
    /// Work that finished, by its name.
    pub finished: BTreeMap<EntityKind, Bottom<FINISHED_KEPT, Redacted, Seen>>,
    /// Records by the codes they hold, errors and warnings only.
    pub code_counts: BTreeMap<Code, u64>,
    /// The books, by name of the source. In boxes, since a tree of thousands moves what it holds.
    pub accounts: BTreeMap<String, Box<Account>>,
    /// Files that were not read because they are no logs.
    pub unread: BTreeMap<&'static str, Unread>,
    /// The first unparsed lines, by source and offset.
    pub unparsed: BTreeMap<(String, u64), Excerpt>,
    /// What went wrong.
    pub problems: BTreeSet<Problem>,
    /// Which logs were there, and which modules are said to run.
    pub inventory: Inventory,
    /// Sources that were not read because others hold the same: the name of the other one, and their bytes.
    pub duplicates: BTreeMap<String, (String, u64)>,
}

impl Summary {
    /// Both together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.add(other);
        self.settle_times();
        self
    }

    fn add(&mut self, other: Self) {
        let Self {
            groups,
            activity,
            lifecycles,
            finished,
            code_counts,
            accounts,
            unread,
            unparsed,
            problems,
            inventory,
            duplicates,
        } = other;
        self.add_groups(groups);
        self.add_activity(activity);
        for (identity, lifecycle) in lifecycles {
            self.lifecycles.entry(identity).or_default().merge(lifecycle);
        }
        while self.lifecycles.len() > MAX_LIVES {
            self.lifecycles.pop_last();
        }
        for (kind, names) in finished {
            self.finished.entry(kind).or_default().merge(names);
        }
        group::add_counts(&mut self.code_counts, code_counts);
        for (name, account) in accounts {
            match self.accounts.entry(name) {
                Entry::Vacant(place) => _ = place.insert(account),
                Entry::Occupied(mut known) => known.get_mut().merge(*account),
            }
        }
        for (kind, more) in unread {
            self.add_unread(kind, more);
        }
        self.unparsed.extend(unparsed);
        while self.unparsed.len() > MAX_UNPARSED {
            self.unparsed.pop_last();
        }
        self.problems.extend(problems);
        self.inventory.merge(inventory);
        self.duplicates.extend(duplicates);
    }

    /// Adds what modules wrote; of very many less is told by the minute.
    fn add_activity(&mut self, more: BTreeMap<Identity, Buckets<Levels>>) {
        let before = crowd::cells_of_module(self.activity.len());
        for (identity, buckets) in more {
            let known = self.activity.entry(identity).or_default();
            known.merge(buckets);
            known.shrink_to(before);
        }
        let now = crowd::cells_of_module(self.activity.len());
        if now < before {
            self.activity.values_mut().for_each(|buckets| buckets.shrink_to(now));
        }
    }

    /// Counts a source that another one says all of.
    pub fn add_copy(&mut self, name: &str, identity: &Arc<Identity>, same_as: String, bytes: u64) {
        let account = self.accounts.entry(name.to_owned()).or_default();
        account.identity = Some(Arc::clone(identity));
        account.copy(bytes);
        self.duplicates.insert(name.to_owned(), (same_as, bytes));
    }

    /// Counts files that are no log.
    pub fn add_unread(&mut self, kind: &'static str, more: Unread) {
        let sum = self.unread.entry(kind).or_default();
        sum.files += more.files;
        sum.bytes += more.bytes;
        sum.names.extend(more.names);
        while sum.names.len() > MAX_UNREAD {
            sum.names.pop_last();
        }
    }

    /// Whether an unparsed line would be one of the first.
    fn has_room_for_unparsed(&self, place: &(String, u64)) -> bool {
        let is_full = self.unparsed.len() >= MAX_UNPARSED;
        !is_full || self.unparsed.last_key_value().is_some_and(|(last, _)| place < last)
    }

    /// Adds groups; when there are many, less is kept of each, and templates beyond the limit are folded.
    fn add_groups(&mut self, more: impl IntoIterator<Item = (GroupKey, Group)>) {
        let before = Crowd::of(self.groups.len());
        for (key, group) in more {
            let known = match self.groups.entry(key) {
                Entry::Vacant(place) => place.insert(group),
                Entry::Occupied(place) => {
                    let known = place.into_mut();
                    known.merge(group);
                    known
                }
            };
            known.shrink_to(before.room(key));
        }
        let now = Crowd::of(self.groups.len());
        if now > before {
            for (key, group) in &mut self.groups {
                group.shrink_to(now.room(*key));
            }
        }
        self.limit_templates();
    }

    /// Folds templates beyond the limit into coarser groups, those with the largest fingerprints first: a group that
    /// stays was never folded in any part, so its figures are exact.
    fn limit_templates(&mut self) {
        if self.groups.len() <= MAX_COARSE {
            return;
        }
        let templates = GroupKey::Template(0)..GroupKey::Coarse(0);
        let many = self.groups.len() > MAX_TEMPLATES;
        let count = if many { self.groups.range(templates).count() } else { 0 };
        for _ in MAX_TEMPLATES..count {
            let largest = self.groups.range(GroupKey::Template(0)..GroupKey::Coarse(0)).next_back();
            let Some(key) = largest.map(|(key, _)| *key) else {
                break;
            };
            let group = self.groups.remove(&key).expect("just found");
            self.groups.entry(GroupKey::Coarse(group.coarse)).or_default().merge(group);
        }
        let coarse = GroupKey::Coarse(0)..GroupKey::Rest;
        let count = self.groups.range(coarse).count();
        for _ in MAX_COARSE..count {
            let largest = self.groups.range(GroupKey::Coarse(0)..GroupKey::Rest).next_back();
            let Some(key) = largest.map(|(key, _)| *key) else {
                break;
            };
            let group = self.groups.remove(&key).expect("just found");
            self.groups.entry(GroupKey::Rest).or_default().merge(group);
        }
    }
}

#[cfg(test)]
mod tests;
