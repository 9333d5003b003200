//! The score of an issue and its terms.
//!
//! `score = 100 · (I / 4) · (0.35 + 0.65 · E)`: impact I, 1 to 4, from the rule; evidence E, 0 to 1, that it belongs to
//! this outage. Where no outage was found there is no evidence, so the score is `100 · (I / 4) · 0.35`. The floor keeps
//! something severe with weak evidence above something trivial with strong evidence.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::{
    Issue,
    evidence::{self, Evidence},
};
use crate::{
    input::Identity,
    knowledge::{Role, Severity},
    summary::Group,
};

/// Part of the score that needs no evidence.
const FLOOR: f64 = 0.35;
/// From where on a score is of medium risk.
const MEDIUM: f64 = 25.0;
/// How much of its loudest symptom's score a quiet cause inherits.
const INHERITED: f64 = 0.9;

/// Band of a score.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Below 25.
    #[default]
    Low,
    /// From 25.
    Medium,
    /// From 45.
    High,
    /// From 70.
    Critical,
}

impl Risk {
    /// The band that a score is in.
    #[must_use]
    pub fn of(score: f64) -> Risk {
        match score {
            s if s >= 70.0 => Risk::Critical,
            s if s >= 45.0 => Risk::High,
            s if s >= MEDIUM => Risk::Medium,
            _ => Risk::Low,
        }
    }

    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// Every term of a score. A term that could not be judged is `None` and counts as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Impact, 1 to 4.
    pub impact: u8,
    /// Least score, of what calls itself fatal: rare as it may be, it is no low risk.
    #[serde(default)]
    pub floor: Option<f64>,
    /// Its rate in the outage divided by its rate outside.
    #[serde(default)]
    pub rate_ratio: Option<f64>,
    /// The lower 95 % bound of that.
    #[serde(default)]
    pub rate_ratio_low: Option<f64>,
    /// How much its rate rose in the outage, 0 to 1: `ln(rate_ratio_low) / ln 20`.
    pub surge: Option<f64>,
    /// Whether it is new, 0 to 1.
    pub novelty: Option<f64>,
    /// How early it began, 0 to 1.
    pub onset: Option<f64>,
    /// The three together, 0 to 1.
    pub evidence: Option<f64>,
    /// The score by its own terms.
    pub own_score: f64,
    /// The score that it inherits from its symptoms.
    pub inherited_score: Option<f64>,
}

impl Terms {
    /// Terms of an issue without evidence.
    #[must_use]
    pub(super) fn of_impact(impact: u8) -> Self {
        let mut terms = Self { impact, ..Self::default() };
        terms.own_score = terms.score();
        terms
    }

    /// The same with the least score of what is fatal.
    #[must_use]
    pub(super) fn with_floor(mut self, is_fatal: bool) -> Self {
        self.floor = is_fatal.then_some(MEDIUM);
        self.own_score = self.score();
        self
    }

    /// Takes the evidence of an outage in.
    pub(super) fn take(&mut self, evidence: &Evidence) {
        self.rate_ratio = evidence.ratio.map(|ratio| round(ratio.value));
        self.rate_ratio_low = evidence.ratio.map(|ratio| round(ratio.low));
        self.surge = evidence.surge.map(round);
        self.novelty = evidence.novelty;
        self.onset = Some(round(evidence.onset));
        self.evidence = Some(round(evidence.value));
        self.own_score = self.score();
    }

    /// Takes the word of a baseline for the novelty; without an outage there is none to be judged.
    pub(super) fn take_novelty(&mut self, novelty: f64) {
        if self.evidence.is_none() || self.novelty == Some(novelty) {
            return;
        }
        self.novelty = Some(novelty);
        self.evidence = Some(round(evidence::combined([self.surge, self.novelty, self.onset])));
        self.own_score = self.score();
    }

    fn score(&self) -> f64 {
        let evidence = self.evidence.unwrap_or(0.0);
        let score =
            round(100.0 * f64::from(self.impact) / 4.0 * (FLOOR + (1.0 - FLOOR) * evidence));
        score.max(self.floor.unwrap_or(0.0))
    }
}

/// Two decimals: the same on every machine, and enough to recompute by hand.
pub(super) fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The impact of the score: one less for what follows from something else, so that it never goes before a cause that means
/// the same.
pub(super) fn impact(severity: Severity, role: Role) -> u8 {
    let less = u8::from(matches!(role, Role::Symptom | Role::Wrapper));
    (severity.impact() - less).max(1)
}

/// What an issue without a rule means, by who logged it: the watchdog and web carry everything else.
pub(super) fn severity_without_rule(group: &Group) -> Severity {
    if group.errors == 0 {
        return Severity::Low;
    }
    if group.fatal > 0 {
        return Severity::Critical;
    }
    let weighs = |identity: &Identity| matches!(identity.module.as_str(), "watchdog" | "web");
    if group.origins.keys().any(|origin| weighs(origin)) {
        Severity::High
    } else {
        Severity::Medium
    }
}

/// Gives causes what they inherit from their symptoms, sets risks, and orders: roots by rank, each followed by its
/// symptoms. The order is total, so the same issues always come out the same; ranked issues may be ranked again.
pub(super) fn rank(mut issues: Vec<Issue>) -> Vec<Issue> {
    for issue in &mut issues {
        issue.score = issue.terms.own_score;
        issue.terms.inherited_score = None;
    }
    inherit(&mut issues);
    for issue in &mut issues {
        issue.risk = Risk::of(issue.score);
    }
    issues.sort_by(order);
    let (roots, symptoms): (Vec<_>, Vec<_>) =
        issues.into_iter().partition(|issue| !issue.is_symptom());
    let mut ranked = Vec::with_capacity(roots.len() + symptoms.len());
    let mut open = BTreeMap::<String, Vec<Issue>>::new();
    for symptom in symptoms {
        let cause = symptom.caused_by.clone().unwrap_or_default();
        open.entry(cause).or_default().push(symptom);
    }
    let mut symptom_rank = u32::try_from(roots.len()).unwrap_or(u32::MAX);
    for (index, mut root) in roots.into_iter().enumerate() {
        root.rank = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let id = root.id.clone();
        ranked.push(root);
        take_symptoms(&id, &mut open, &mut ranked, &mut symptom_rank);
    }
    ranked
}

/// Moves the symptoms of an issue, and theirs, from `open` to `ranked`.
fn take_symptoms(
    cause: &str,
    open: &mut BTreeMap<String, Vec<Issue>>,
    ranked: &mut Vec<Issue>,
    rank: &mut u32,
) {
    for mut symptom in open.remove(cause).unwrap_or_default() {
        *rank += 1;
        symptom.rank = *rank;
        let id = symptom.id.clone();
        ranked.push(symptom);
        take_symptoms(&id, open, ranked, rank);
    }
}

fn inherit(issues: &mut [Issue]) {
    let places: BTreeMap<String, usize> =
        issues.iter().enumerate().map(|(place, issue)| (issue.id.clone(), place)).collect();
    let cause = |issue: &Issue| places.get(issue.caused_by.as_ref()?).copied();
    // A chain of causes passes its score on link by link; it is never longer than there are issues.
    for _ in 0..issues.len().min(16) {
        let gift = |issue: &Issue| Some((cause(issue)?, round(issue.score * INHERITED)));
        let gifts: Vec<(usize, f64)> = issues.iter().filter_map(gift).collect();
        let mut changed = false;
        for (cause, score) in gifts {
            let issue = &mut issues[cause];
            if score > issue.score {
                issue.score = score;
                issue.terms.inherited_score = Some(score);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
}

/// Noise last; then by score, impact, wrappers after the rest, count, first seen, id.
fn order(a: &Issue, b: &Issue) -> Ordering {
    let is_noise = |issue: &Issue| issue.role == Role::Noise;
    let is_wrapper = |issue: &Issue| issue.role == Role::Wrapper;
    is_noise(a)
        .cmp(&is_noise(b))
        .then_with(|| b.score.total_cmp(&a.score))
        .then_with(|| b.terms.impact.cmp(&a.terms.impact))
        .then_with(|| is_wrapper(a).cmp(&is_wrapper(b)))
        .then_with(|| b.count.cmp(&a.count))
        .then_with(|| {
            (a.first_seen.is_none(), a.first_seen).cmp(&(b.first_seen.is_none(), b.first_seen))
        })
        .then_with(|| a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_evidence_the_score_is_the_floor_of_the_impact() {
        let scores: Vec<_> = (1..=4).map(|impact| Terms::of_impact(impact).own_score).collect();
        assert_eq!(scores, [8.75, 17.5, 26.25, 35.0]);
    }

    #[test]
    fn what_is_grave_is_never_below_medium_however_rare() {
        assert_eq!(Risk::of(Terms::of_impact(Severity::Critical.impact()).own_score), Risk::Medium);
        let symptom = impact(Severity::Critical, Role::Symptom);
        assert_eq!(Risk::of(Terms::of_impact(symptom).own_score), Risk::Medium);
        assert_eq!(impact(Severity::Low, Role::Wrapper), 1);
    }

    #[test]
    fn bands_of_the_score() {
        for (score, risk) in [
            (100.0, Risk::Critical),
            (70.0, Risk::Critical),
            (69.9, Risk::High),
            (45.0, Risk::High),
            (25.0, Risk::Medium),
            (24.9, Risk::Low),
        ] {
            assert_eq!(Risk::of(score), risk, "{score}");
        }
    }
}
