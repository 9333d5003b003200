//! Causes by name: what the records of a symptom name failed before, in the records of its cause.
//!
//! Measured on the counted values of the groups: the *share* of the symptom's naming records whose value the cause names,
//! too, and the *lift*, that share against the part of everybody's naming records. Only values whose hashes both groups
//! have room for are compared, as with the slots of threads.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::{Edge, How, Likeness, are_close, began_before, is_less_known};
use crate::{
    knowledge::EntityKind,
    report::Issue,
    summary::{Bottom, Group},
};

/// What can be a cause by being named: work, and who does it. Hosts, paths and codes are shared by everything.
const SORTS: [(EntityKind, How); 3] = [
    (EntityKind::Workflow, How::Workflow),
    (EntityKind::Delivery, How::Delivery),
    (EntityKind::Operator, How::Operator),
];

/// The names of the issues that may be causes.
pub(super) struct Names<'a> {
    issues: &'a [Issue],
    groups: &'a [&'a Group],
    sorts: Vec<Sort>,
}

impl<'a> Names<'a> {
    pub(super) fn of(issues: &'a [Issue], groups: &'a [&'a Group], causes: &[usize]) -> Self {
        let sorts = SORTS.iter().map(|(kind, how)| Sort::of(*kind, *how, groups, causes)).collect();
        Self { issues, groups, sorts }
    }

    /// All issues whose names explain another one.
    pub(super) fn causes(&self, index: usize) -> Vec<Edge> {
        let symptom = &self.issues[index];
        let is_fit = |edge: &Edge| {
            let cause = &self.issues[edge.cause];
            let is_first = !is_less_known(cause, symptom) && began_before(cause, symptom);
            is_first && are_close(cause, symptom) == Some(true)
        };
        let edges = self.sorts.iter().flat_map(|sort| sort.edges(index, self.groups[index]));
        edges.filter(is_fit).collect()
    }
}

/// The values of one kind.
struct Sort {
    kind: EntityKind,
    how: How,
    /// Records of all groups by the value that they name.
    all: Sums,
    /// Causes by the values that they name.
    causes: HashMap<u128, Vec<usize>>,
    /// For the values of a cause, how many records of all groups name them; by cause.
    named: HashMap<usize, Sums>,
}

impl Sort {
    fn of(kind: EntityKind, how: How, groups: &[&Group], causes: &[usize]) -> Self {
        let mut all = BTreeMap::<u128, u64>::new();
        for (hash, count) in groups.iter().flat_map(|group| values(group, kind)) {
            *all.entry(hash).or_default() += count;
        }
        let mut by_value = HashMap::<u128, Vec<usize>>::new();
        let mut named = HashMap::new();
        for cause in causes {
            for (hash, _) in values(groups[*cause], kind) {
                by_value.entry(hash).or_default().push(*cause);
            }
            let everybody = values(groups[*cause], kind).map(|(hash, _)| (hash, all[&hash]));
            named.insert(*cause, Sums::of(everybody, bound(groups[*cause], kind)));
        }
        let all = Sums::of(all.into_iter(), u128::MAX);
        Self { kind, how, all, causes: by_value, named }
    }

    fn edges(&self, index: usize, group: &Group) -> Vec<Edge> {
        let mut shared = BTreeMap::<usize, u64>::new();
        for (hash, count) in values(group, self.kind) {
            for cause in self.causes.get(&hash).into_iter().flatten() {
                *shared.entry(*cause).or_default() += count;
            }
        }
        shared.remove(&index);
        if shared.is_empty() {
            return Vec::new();
        }
        let own = Sums::of(values(group, self.kind), bound(group, self.kind));
        let edge = |(cause, shared): (usize, u64)| {
            let named = &self.named[&cause];
            let bound = own.bound.min(named.bound);
            let chance = named.up_to(bound) as f64 / self.all.up_to(bound).max(1) as f64;
            let likeness = Likeness::of(shared, own.up_to(bound), chance)?;
            Some(Edge { cause, how: self.how, likeness: Some(likeness) })
        };
        shared.into_iter().filter_map(edge).collect()
    }
}

/// Hashes of the values that a group keeps with their records, sorted by hash.
fn values(group: &Group, kind: EntityKind) -> impl Iterator<Item = (u128, u64)> {
    group.entities.get(&kind).into_iter().flat_map(Bottom::counts)
}

/// The largest hash up to which a group keeps every value.
fn bound(group: &Group, kind: EntityKind) -> u128 {
    group.entities.get(&kind).map_or(u128::MAX, Bottom::bound)
}

/// Counts by hash, added up from the smallest one.
struct Sums {
    sums: Vec<(u128, u64)>,
    bound: u128,
}

impl Sums {
    /// From counts that are sorted by hash.
    fn of(counts: impl Iterator<Item = (u128, u64)>, bound: u128) -> Self {
        let mut sum = 0u64;
        let add = |(hash, count)| {
            sum += count;
            (hash, sum)
        };
        Self { sums: counts.map(add).collect(), bound }
    }

    fn up_to(&self, bound: u128) -> u64 {
        let place = self.sums.partition_point(|(hash, _)| *hash <= bound);
        place.checked_sub(1).map_or(0, |last| self.sums[last].1)
    }
}
