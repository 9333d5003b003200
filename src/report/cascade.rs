//! Symptoms under causes, and why they stand there.
//!
//! Four ways to a cause, the surest first: a rule declares it, or a silence has an error beside it (`declared`); the same
//! threads wrote both within seconds (`threads`); both name the same workflow, delivery or operator (`names`). Order in
//! time alone never makes a cause. To add a way: a file that gives edges, and a line in [`fold`].

mod declared;
mod names;
mod near;
mod threads;

use std::cmp::{Ordering, Reverse};

use super::{How, Issue, Link, rank::round, timeline::Grid};
use crate::{
    knowledge::{KnowledgeBase, Role, Severity},
    record::Timestamp,
    summary::Group,
};

/// How far apart two issues may lie and still belong together, in seconds: a pool that ran dry is felt for a while.
const SLACK_SECONDS: i64 = 600;
/// Least part of what a symptom shares with its cause, where nothing but what they share speaks for it.
const MIN_SHARE: f64 = 0.6;
/// How many times as much that must be as chance would give.
const MIN_LIFT: f64 = 3.0;
/// Issues that may be a cause without a rule that says so: with the gravest ones the cost does not grow by the square.
const MAX_CAUSES: usize = 200;

/// Sets `caused_by` and `link` of every issue that is a symptom of another one. `groups` are those that the first issues
/// were made of, in the same order.
pub(super) fn fold(
    issues: &mut [Issue],
    groups: &[&Group],
    knowledge: &KnowledgeBase,
    grid: Option<&Grid>,
) {
    let mut tree = Tree::of(issues);
    let near = near::Near::of(issues, grid);
    let declared = declared::Declared::of(issues, knowledge, near);
    for index in 0..issues.len() {
        tree.hang(index, declared.cause(index).into_iter().collect());
    }
    let causes = gravest(issues, groups);
    let symptoms = || (0..groups.len()).filter(|index| may_be_a_symptom(&issues[*index]));
    let threads = threads::Threads::of(issues, groups, &causes);
    for index in symptoms() {
        if tree.is_root(index) {
            tree.hang(index, threads.causes(index));
        }
    }
    let names = names::Names::of(issues, groups, &causes);
    for index in symptoms() {
        if tree.is_root(index) {
            tree.hang(index, names.causes(index));
        }
    }
    let links: Vec<_> = tree.edges.into_iter().map(|edge| edge.map(Edge::named)).collect();
    let ids: Vec<_> = issues.iter().map(|issue| issue.id.clone()).collect();
    for (issue, link) in issues.iter_mut().zip(links) {
        if let Some((cause, link)) = link {
            issue.caused_by = Some(ids[cause].clone());
            issue.link = Some(link);
        }
    }
}

/// A cause of an issue, and what speaks for it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    /// Index of the issue.
    cause: usize,
    how: How,
    /// Nothing where a rule says so.
    likeness: Option<Likeness>,
}

/// How much a symptom shares with its cause.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Likeness {
    share: f64,
    /// The share divided by that of chance.
    lift: f64,
    samples: u64,
}

impl Likeness {
    /// The likeness, if it is more than chance would give. Fewer than eight samples must be alike in four of five: with
    /// the largest chance that the lift allows (0.2, 0.27) three of five happen once in 17 times, four of five once in 50,
    /// and five of eight once in 100.
    fn of(shared: u64, samples: u64, chance: f64) -> Option<Self> {
        const FEWEST: u64 = 5;
        const ENOUGH: u64 = 8;
        const SHARE_OF_FEW: f64 = 0.8;
        let share = shared as f64 / samples.max(1) as f64;
        let lift = share / chance.max(f64::MIN_POSITIVE);
        let least = if samples < ENOUGH { SHARE_OF_FEW } else { MIN_SHARE };
        (samples >= FEWEST && share >= least && lift >= MIN_LIFT).then_some(Self {
            share,
            lift,
            samples,
        })
    }
}

impl Edge {
    fn of_rule(cause: usize, how: How) -> Self {
        Self { cause, how, likeness: None }
    }

    /// The cause, and the link as the report has it.
    fn named(self) -> (usize, Link) {
        let of = |value: fn(Likeness) -> f64| self.likeness.map(|likeness| round(value(likeness)));
        let link = Link {
            how: self.how,
            share: of(|likeness| likeness.share),
            lift: of(|likeness| likeness.lift),
            samples: self.likeness.map(|likeness| likeness.samples),
        };
        (self.cause, link)
    }
}

/// The cause of each issue, by index; never a circle.
struct Tree<'a> {
    issues: &'a [Issue],
    edges: Vec<Option<Edge>>,
}

impl<'a> Tree<'a> {
    fn of(issues: &'a [Issue]) -> Self {
        Self { issues, edges: vec![None; issues.len()] }
    }

    fn is_root(&self, index: usize) -> bool {
        self.edges[index].is_none()
    }

    /// Hangs an issue under the best of some causes that does not lead back to it.
    fn hang(&mut self, index: usize, mut edges: Vec<Edge>) {
        edges.sort_by(|a, b| self.preferred(a, b));
        self.edges[index] = edges.into_iter().find(|edge| !self.leads_to(edge.cause, index));
    }

    /// The one that shares most; then the severest, the earliest, by id.
    fn preferred(&self, a: &Edge, b: &Edge) -> Ordering {
        let share = |edge: &Edge| edge.likeness.map_or(1.0, |likeness| likeness.share);
        let rest = |edge: &Edge| {
            let cause = &self.issues[edge.cause];
            (Reverse(cause.severity), cause.first_seen, &cause.id, edge.how)
        };
        share(b).total_cmp(&share(a)).then_with(|| rest(a).cmp(&rest(b)))
    }

    /// Whether following causes from one issue ends at another: then the edge back would close a circle.
    fn leads_to(&self, from: usize, to: usize) -> bool {
        let mut at = Some(from);
        while let Some(index) = at {
            if index == to {
                return true;
            }
            at = self.edges[index].map(|edge| edge.cause);
        }
        false
    }
}

/// The gravest issues that may be a cause although no rule says so: by severity, score, count, id.
fn gravest(issues: &[Issue], groups: &[&Group]) -> Vec<usize> {
    let may_be_a_cause = |issue: &Issue| {
        let is_grave = issue.severity >= Severity::Medium && issue.errors > 0;
        issue.role == Role::Cause && is_grave && is_one_thing(issue) && issue.first_seen.is_some()
    };
    let mut causes: Vec<_> =
        (0..groups.len()).filter(|index| may_be_a_cause(&issues[*index])).collect();
    causes.sort_by(|a, b| {
        let (a, b) = (&issues[*a], &issues[*b]);
        let gravity = b.severity.cmp(&a.severity).then_with(|| b.score.total_cmp(&a.score));
        gravity.then_with(|| b.count.cmp(&a.count)).then_with(|| a.id.cmp(&b.id))
    });
    causes.truncate(MAX_CAUSES);
    causes
}

fn may_be_a_symptom(issue: &Issue) -> bool {
    issue.role != Role::Noise && is_one_thing(issue)
}

/// Messages that were summed because there were too many of them have no cause in common.
fn is_one_thing(issue: &Issue) -> bool {
    !matches!(issue.kind.as_str(), "coarse" | "rest")
}

/// What a rule calls a cause does not stand under a message that nobody knows.
fn is_less_known(cause: &Issue, symptom: &Issue) -> bool {
    let is_known_cause = symptom.rule.is_some() && symptom.role == Role::Cause;
    is_known_cause && cause.rule.is_none()
}

/// By the onset where both have one, else by the first event. At the same moment only what cannot be a cause itself, or
/// is less severe, comes second.
fn began_before(cause: &Issue, symptom: &Issue) -> bool {
    let onsets = cause.onset.zip(symptom.onset).map(|(cause, symptom)| cause.cmp(&symptom));
    let order = onsets.unwrap_or(Ordering::Equal);
    match order.then_with(|| cause.first_seen.cmp(&symptom.first_seen)) {
        Ordering::Less => true,
        Ordering::Equal => symptom.role != Role::Cause || cause.severity > symptom.severity,
        Ordering::Greater => false,
    }
}

/// Whether two issues may have to do with each other; without a time nobody knows.
pub(super) fn is_at_the_same_time(a: &Issue, b: &Issue) -> bool {
    are_close(a, b).unwrap_or(true)
}

/// Whether two issues happened at about the same time; `None` when one of them has no time.
fn are_close(a: &Issue, b: &Issue) -> Option<bool> {
    let span = |issue: &Issue| Some((issue.first_seen?.timestamp(), issue.last_seen?.timestamp()));
    let (a, b) = (span(a)?, span(b)?);
    let slack = SLACK_SECONDS * Timestamp::PER_SECOND;
    Some(a.0.0 <= b.1.0.saturating_add(slack) && b.0.0 <= a.1.0.saturating_add(slack))
}

#[cfg(test)]
mod tests;
