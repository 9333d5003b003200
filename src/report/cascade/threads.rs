//! Causes by thread: where a symptom was written, the same thread wrote its cause within the same ten seconds.
//!
//! Measured on the sketches of the groups: the *share* of the symptom's slots that are slots of the cause, too, and the
//! *lift*, that share against the part of all slots that are the cause's. A cause that is everywhere has a large share
//! in everything and no lift.

use hashbrown::HashMap;

use super::{Edge, How, Likeness, MIN_SHARE, began_before, is_less_known};
use crate::{
    knowledge::Role,
    report::Issue,
    summary::{Group, Sketch},
};

/// Least part of the shared slots in which the cause comes first, or at the same time.
const MIN_LEAD: f64 = 0.6;

/// The threads of the issues that may be causes.
pub(super) struct Threads<'a> {
    issues: &'a [Issue],
    groups: &'a [&'a Group],
    causes: &'a [usize],
    /// Causes by the slots that their sketches keep, as their place in the list.
    by_slot: HashMap<u64, Vec<usize>>,
    /// Slots of all groups together.
    all: f64,
}

impl<'a> Threads<'a> {
    pub(super) fn of(issues: &'a [Issue], groups: &'a [&'a Group], causes: &'a [usize]) -> Self {
        let mut by_slot = HashMap::<u64, Vec<usize>>::new();
        for (place, cause) in causes.iter().enumerate() {
            for hash in groups[*cause].sketch.hashes() {
                by_slot.entry(hash).or_default().push(place);
            }
        }
        let mut union = Sketch::default();
        for group in groups {
            union.merge(&group.sketch);
        }
        Self { issues, groups, causes, by_slot, all: union.distinct() }
    }

    /// All issues whose threads explain another one.
    pub(super) fn causes(&self, index: usize) -> Vec<Edge> {
        let mut met = vec![0; self.causes.len()];
        for hash in self.groups[index].sketch.hashes() {
            for place in self.by_slot.get(&hash).into_iter().flatten() {
                met[*place] += 1;
            }
        }
        let met = self.causes.iter().copied().zip(met);
        let others = met.filter(|(cause, met)| *met > 0 && *cause != index);
        others.filter_map(|(cause, met)| self.edge(index, cause, met)).collect()
    }

    /// The edge to a cause that keeps `met` of the slots that an issue keeps.
    fn edge(&self, index: usize, cause: usize, met: usize) -> Option<Edge> {
        let (symptom, carrier) = (&self.issues[index], &self.issues[cause]);
        let is_wrapped = is_what_it_wraps(carrier, symptom);
        if is_less_known(carrier, symptom) || !(is_wrapped || began_before(carrier, symptom)) {
            return None;
        }
        let (own, other) = (&self.groups[index].sketch, &self.groups[cause].sketch);
        // No more than these can be shared, and most causes share too little.
        if met as f64 / (own.samples(other).max(1) as f64) < MIN_SHARE {
            return None;
        }
        let overlap = own.overlap(other);
        let chance = other.distinct() / self.all;
        let likeness = Likeness::of(overlap.shared as u64, overlap.samples as u64, chance)?;
        let comes_first = is_wrapped || overlap.lead() >= MIN_LEAD;
        comes_first.then_some(Edge { cause, how: How::Thread, likeness: Some(likeness) })
    }
}

/// A wrapper says that something inside failed, before or after it. It is never a cause itself, so beside what a rule calls
/// a cause the order does not matter.
fn is_what_it_wraps(cause: &Issue, symptom: &Issue) -> bool {
    symptom.role == Role::Wrapper && cause.rule.is_some()
}
