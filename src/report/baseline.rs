//! What changed since an earlier report: which issues are new, gone, up, down, or the same.
//!
//! Two reports never cover the same length of time, so rates are compared and not counts: events a minute of the time that
//! the logs of each report cover. A rate has changed only when the 95 % interval of the rate ratio says so by a clear
//! margin. What the baseline says may come from anybody: its texts pass the redactor again.

mod comparison;
mod covered;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::{Coverage, Issue, Moment, Outage, Status, dense::Ratio, evidence, rank::round};
use crate::{knowledge::KnowledgeBase, redact::Redactor};

pub use comparison::{Compared, Comparison, GoneIssue};

use covered::Covered;

/// A rate has changed when it is at least so many times higher, or lower, by the near end of the interval. Events of a log
/// come in bursts, which the interval knows nothing of; half as much again keeps ordinary days apart from news.
const MARGIN: f64 = 1.5;
/// Fewer events are no rate: the interval, an approximation, is too narrow for one or two.
const MIN_EVENTS: u64 = 3;
/// Longest text that is taken from a baseline, in bytes.
const MAX_TEXT: usize = 200;

/// An earlier report, as far as it is needed to compare with it.
#[derive(Debug, Clone)]
pub struct Baseline {
    version: String,
    knowledge_digest: String,
    generated_at: Option<Moment>,
    covered: Option<Covered>,
    /// Its issues by id.
    issues: BTreeMap<String, GoneIssue>,
}

/// What a comparison needs to know about this report, beside its issues.
pub(super) struct Now<'a> {
    pub(super) knowledge: &'a KnowledgeBase,
    pub(super) coverage: &'a Coverage,
    pub(super) outage: Option<&'a Outage>,
    pub(super) zone: &'a TimeZone,
    pub(super) redactor: Redactor,
}

impl Baseline {
    /// Gives every issue its status and what follows from it for its novelty.
    pub(super) fn compare(&self, issues: &mut [Issue], now: &Now<'_>) -> Comparison {
        let spans = now.coverage.sources.iter();
        let here =
            Covered::of(spans.filter_map(|source| Some((source.first_seen?, source.last_seen?))));
        let same_knowledge = self.knowledge_digest == now.knowledge.digest();
        let tells_new = same_knowledge && self.is_as_long_as(now.outage);
        let mut rest = self.issues.clone();
        let matches = self.matches(issues, now.knowledge);
        let mut counts = BTreeMap::<Status, u64>::new();
        for (issue, known) in issues.iter_mut().zip(matches) {
            let known = known.and_then(|id| rest.remove(id));
            let (status, compared) = self.status(issue.count, known.as_ref(), here);
            *counts.entry(status).or_default() += 1;
            issue.status = status;
            issue.baseline = Some(compared);
            if let Some(novelty) = novelty(status, issue.count_in_outage, tells_new) {
                issue.terms.take_novelty(novelty);
                issue.score = issue.terms.own_score;
            }
        }
        let count = |status| counts.get(&status).copied().unwrap_or(0);
        let text = |text: &str| now.redactor.keep(text.as_bytes(), MAX_TEXT).as_str().to_owned();
        Comparison {
            version: text(&self.version),
            generated_at: self.generated_at.map(|at| Moment::new(at.timestamp(), now.zone)),
            from: self.covered.map(|covered| Moment::new(covered.from, now.zone)),
            to: self.covered.map(|covered| Moment::new(covered.to, now.zone)),
            minutes: self.minutes(),
            minutes_here: here.map(|here| round(here.minutes)),
            knowledge_digest: text(&self.knowledge_digest),
            same_knowledge,
            new: count(Status::New),
            gone: rest.len() as u64,
            up: count(Status::Up),
            down: count(Status::Down),
            same: count(Status::Same),
            gone_issues: gone(rest, text),
        }
    }

    /// The id that each issue has in the baseline: its own, else that of an issue of the same rule, whose id may have
    /// changed since (an alias).
    fn matches(&self, issues: &[Issue], knowledge: &KnowledgeBase) -> Vec<Option<&String>> {
        let here: BTreeSet<&str> = issues.iter().map(|issue| issue.id.as_str()).collect();
        let others = self.issues.iter().filter(|(id, _)| !here.contains(id.as_str()));
        let by_rule: BTreeMap<&str, &String> =
            others.filter_map(|(id, known)| Some((known.rule.as_deref()?, id))).collect();
        let aliases: BTreeMap<&str, &[String]> = knowledge
            .rules()
            .iter()
            .map(|rule| (rule.id.as_str(), rule.entry.aliases.as_slice()))
            .collect();
        let of_rule = |rule: &str| {
            let old = aliases.get(rule).copied().unwrap_or_default().iter().map(String::as_str);
            std::iter::once(rule).chain(old).find_map(|rule| by_rule.get(rule).copied())
        };
        let known = |issue: &Issue| {
            let own = self.issues.get_key_value(&issue.id).map(|(id, _)| id);
            own.or_else(|| of_rule(issue.rule.as_deref()?))
        };
        issues.iter().map(known).collect()
    }

    /// Without times on both sides there are no rates: then an issue that both have counts as the same.
    fn status(
        &self,
        count: u64,
        known: Option<&GoneIssue>,
        here: Option<Covered>,
    ) -> (Status, Compared) {
        let before = known.map_or(0, |known| known.count);
        let ratio = match (here, self.covered) {
            (Some(here), Some(then)) if count > 0 || before > 0 => {
                Ratio::of(count, here.minutes, before, then.minutes)
            }
            _ => None,
        };
        let status = match (known, ratio) {
            (None, _) => Status::New,
            (_, Some(ratio)) if ratio.low > MARGIN && count >= MIN_EVENTS => Status::Up,
            (_, Some(ratio)) if ratio.high < 1.0 / MARGIN && before >= MIN_EVENTS => Status::Down,
            _ => Status::Same,
        };
        let compared = Compared {
            count: before,
            minutes: self.minutes(),
            rate_ratio: ratio.map(|ratio| round(ratio.value)),
            rate_ratio_low: ratio.map(|ratio| round(ratio.low)),
            rate_ratio_high: ratio.map(|ratio| round(ratio.high)),
        };
        (status, compared)
    }

    fn minutes(&self) -> Option<f64> {
        self.covered.map(|covered| round(covered.minutes))
    }

    /// A baseline shorter than the outage may have missed what is usual.
    fn is_as_long_as(&self, outage: Option<&Outage>) -> bool {
        let (Some(outage), Some(covered)) = (outage, self.covered) else {
            return false;
        };
        let outage = outage.to.timestamp().seconds() - outage.from.timestamp().seconds();
        covered.minutes * 60.0 >= outage as f64
    }
}

/// What a status says about the novelty of an issue; `None` where the logs themselves have the word.
fn novelty(status: Status, in_outage: Option<u64>, tells_new: bool) -> Option<f64> {
    match status {
        // Something new outside the outage, or once or twice in it, says nothing about the outage.
        Status::New if tells_new && in_outage >= Some(evidence::MIN_NEW) => Some(1.0),
        Status::Same | Status::Down => Some(0.0),
        Status::New | Status::Up | Status::Gone | Status::Unknown => None,
    }
}

/// The severest first, then the most frequent.
fn gone(rest: BTreeMap<String, GoneIssue>, text: impl Fn(&str) -> String) -> Vec<GoneIssue> {
    let shown = |known: GoneIssue| GoneIssue {
        kind: text(&known.kind),
        rule: known.rule.as_deref().map(&text),
        title: text(&known.title),
        module: known.module.as_deref().map(&text),
        area: known.area.as_deref().map(&text),
        ..known
    };
    let mut gone: Vec<_> = rest.into_values().map(shown).collect();
    gone.sort_by(|a, b| {
        let by_weight = (b.severity, b.count).cmp(&(a.severity, a.count));
        by_weight.then_with(|| a.id.cmp(&b.id))
    });
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Option<f64> = Some(1_440.0);
    const HOUR: Option<f64> = Some(60.0);

    /// The status of an issue with a count in so many minutes here, and another one in a baseline of a day.
    fn status(count: u64, minutes: Option<f64>, before: u64) -> Status {
        let covered = |minutes| Covered { minutes, ..Covered::default() };
        let baseline = Baseline {
            version: String::new(),
            knowledge_digest: String::new(),
            generated_at: None,
            covered: DAY.map(covered),
            issues: BTreeMap::new(),
        };
        let json = format!(r#"{{"id": "", "severity": "low", "count": {before}}}"#);
        let known: GoneIssue = serde_json::from_str(&json).expect("an issue");
        baseline.status(count, Some(&known), minutes.map(covered)).0
    }

    #[test]
    fn rates_are_compared_and_not_counts() {
        assert_eq!(status(240, DAY, 240), Status::Same);
        assert_eq!(status(10, HOUR, 240), Status::Same);
        assert_eq!(status(240, HOUR, 240), Status::Up);
        assert_eq!(status(240, DAY, 10), Status::Up);
        assert_eq!(status(10, DAY, 240), Status::Down);
    }

    #[test]
    fn a_few_events_more_or_less_are_no_news() {
        for (count, before) in [(1, 3), (3, 1), (8, 3), (3, 8), (120, 100), (100, 120), (0, 0)] {
            assert_eq!(status(count, DAY, before), Status::Same, "{before} -> {count}");
        }
        // Two in an hour would be many in a day, but two are no rate.
        assert_eq!((status(2, HOUR, 1), status(3, HOUR, 1)), (Status::Same, Status::Up));
    }

    #[test]
    fn without_times_what_both_have_is_the_same() {
        assert_eq!(status(1_000_000, None, 1), Status::Same);
    }

    #[test]
    fn no_count_is_too_large() {
        for (count, before) in [(u64::MAX, 1), (1, u64::MAX), (u64::MAX, u64::MAX)] {
            let _ = status(count, HOUR, before);
        }
    }

    #[test]
    fn a_baseline_speaks_for_novelty_only_where_it_can() {
        assert_eq!(novelty(Status::New, Some(3), true), Some(1.0));
        for (in_outage, tells_new) in [(Some(2), true), (None, true), (Some(3), false)] {
            assert_eq!(novelty(Status::New, in_outage, tells_new), None);
        }
        for status in [Status::Same, Status::Down] {
            assert_eq!(novelty(status, Some(9), false), Some(0.0));
        }
        assert_eq!(novelty(Status::Up, Some(9), true), None);
    }
}
