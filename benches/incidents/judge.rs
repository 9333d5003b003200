//! One report against one label.

use std::cmp::Reverse;

use nltriage::report::{Issue, Moment, Report};

use super::loggen::outages::{Kind, Outage, Part};

/// An order of the issues of a report. The second and third are what people do without a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// That of the report.
    Ours,
    /// Errors in the whole log.
    Count,
    /// Errors before warnings, then how many there are.
    LevelThenCount,
}

pub const ORDERS: [Order; 3] = [Order::Ours, Order::Count, Order::LevelThenCount];

impl Order {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "nltriage",
            Self::Count => "count of errors",
            Self::LevelThenCount => "level, then count",
        }
    }

    fn sort(self, report: &Report) -> Vec<&Issue> {
        let mut issues: Vec<&Issue> = report.issues.iter().collect();
        // The id makes both plain orders total.
        match self {
            Self::Ours => issues.sort_by_key(|issue| issue.rank),
            Self::Count => issues.sort_by_key(|issue| (Reverse(issue.errors), &issue.id)),
            Self::LevelThenCount => {
                issues.sort_by_key(|issue| (issue.errors == 0, Reverse(issue.count), &issue.id));
            }
        }
        issues
    }
}

/// How a report did on one case.
#[derive(Debug)]
pub struct Verdict {
    pub kind: &'static Kind,
    pub seed: u64,
    /// The place of the cause, from 1, in each of [`ORDERS`]; `None` when no issue names it.
    pub ranks: [Option<usize>; 3],
    /// Whether the main outage of the report overlaps the true one.
    pub is_found: bool,
    /// Common time of both windows, divided by the time that either covers; 0 without an outage.
    pub overlap: f64,
    /// Between the true onset of the cause and what its issue says, in minutes.
    pub onset_error: Option<f64>,
    /// The first issues of the report.
    pub first: Vec<String>,
    /// What stands first, without its figures.
    pub leader: String,
    /// Why the first is not the cause, if it can be told; empty when it is.
    pub why: String,
}

pub fn judge(outage: &Outage, report: &Report) -> Verdict {
    let kind = outage.kind;
    let names_cause = |issue: &&Issue| kind.accepted.contains(&label(issue).as_str());
    let rank = |order: Order| order.sort(report).iter().position(&names_cause).map(|n| n + 1);
    let ours = Order::Ours.sort(report);
    let cause = ours.iter().copied().find(names_cause);
    let overlap = overlap(outage, report);
    Verdict {
        kind,
        seed: outage.seed,
        ranks: ORDERS.map(rank),
        is_found: overlap > 0.0,
        overlap,
        onset_error: cause.and_then(|issue| onset_error(outage, issue)),
        leader: ours.first().map_or_else(|| "nothing".to_owned(), |issue| name(outage, issue)),
        first: ours.iter().take(5).map(|issue| describe(outage, issue)).collect(),
        why: why(outage, report, ours.first().copied(), cause, overlap),
    }
}

/// What the issue is, in the words of [`Kind::accepted`].
fn label(issue: &Issue) -> String {
    match (&issue.rule, &issue.module) {
        (Some(rule), _) => rule.clone(),
        (None, Some(module)) => format!("{}/{module}", issue.kind),
        (None, None) => issue.kind.clone(),
    }
}

/// What an issue is in truth.
fn part(outage: &Outage, issue: &Issue) -> Option<Part> {
    let rule = issue.rule.as_deref()?;
    let parts = outage.parts.iter().filter(|(_, said)| said.rule == rule);
    parts.map(|&(part, _)| part).min()
}

/// `web/xtk-session (a symptom)`
fn name(outage: &Outage, issue: &Issue) -> String {
    let label = label(issue);
    part(outage, issue).map_or_else(|| label.clone(), |part| format!("{label} ({})", part.name()))
}

/// `web/xtk-session (a symptom), 812 records, score 71.4`
fn describe(outage: &Outage, issue: &Issue) -> String {
    format!("{}, {} records, score {:.1}", name(outage, issue), issue.count, issue.score)
}

fn ms(moment: Moment) -> i64 {
    moment.timestamp().0 / 1000
}

/// Intersection over union of the true window and that of the report.
fn overlap(outage: &Outage, report: &Report) -> f64 {
    let Some(found) = &report.outage else { return 0.0 };
    let (from, to) = (ms(found.from), ms(found.to));
    let common = (to.min(outage.to.unix_ms()) - from.max(outage.from.unix_ms())).max(0);
    let either = (to - from) + (outage.to.unix_ms() - outage.from.unix_ms()) - common;
    if either > 0 { common as f64 / either as f64 } else { 0.0 }
}

fn onset_error(outage: &Outage, cause: &Issue) -> Option<f64> {
    let said = ms(cause.onset.or(cause.first_seen)?);
    Some((said - outage.from.unix_ms()).abs() as f64 / 60_000.0)
}

/// What kept the cause from the first place, as far as the report tells.
fn why(
    outage: &Outage,
    report: &Report,
    first: Option<&Issue>,
    cause: Option<&Issue>,
    overlap: f64,
) -> String {
    let Some(cause) = cause else {
        return "no issue names the cause".to_owned();
    };
    let first = first.expect("a report with the cause has a first issue");
    if first.id == cause.id {
        return String::new();
    }
    let mut reasons = Vec::new();
    if let Some(parent) = &cause.caused_by {
        let parent = report.issues.iter().find(|issue| &issue.id == parent);
        reasons.push(format!("the cause stands under {}", parent.map_or_else(String::new, label)));
    }
    match part(outage, first) {
        Some(part) => reasons.push(format!("{} is first", part.name())),
        None if first.rule.is_none() => reasons.push(format!("a {} is first", first.kind)),
        None => reasons.push("something else is first".to_owned()),
    }
    reasons.push(match &report.outage {
        None => "no outage found".to_owned(),
        Some(_) if overlap == 0.0 => "an outage at another time".to_owned(),
        Some(_) => format!("window {:.0} % right", 100.0 * overlap),
    });
    reasons.push(format!("score {:.1} against {:.1}", cause.score, first.score));
    reasons.join("; ")
}
