//! Findings: what the business notices, put together from issues, with a list of what may be behind it.
//!
//! A finding is there when one of its causes is found, or a rule that speaks for it. It counts no records: it is a symptom
//! of the first of the causes that were found, or stands alone when none was. What belongs to what is data
//! (`knowledge/findings.toml`).

use std::{collections::BTreeSet, fmt::Write as _};

use serde::{Deserialize, Serialize};

use super::{EntityCount, Issue, Terms, actions, cascade, issues, rank};
use crate::{
    input::Identity,
    knowledge::{EntityKind, Finding, KnowledgeBase, PossibleCause, Role, Severity},
    summary::Summary,
};

/// Files that are named in a check.
const FILES_NAMED: usize = 3;

/// Something that may be behind a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name, which stays: `corrupted-lines`.
    pub id: String,
    /// What it is, in a few words.
    pub cause: String,
    /// Whether the logs say so.
    pub found: Found,
    /// Id of the issue that says so, the first one by rank.
    pub issue: Option<String>,
    /// What speaks for it, what was read in vain, or where to look.
    pub text: String,
}

/// Whether something is to be seen in the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Found {
    /// The logs say so.
    Yes,
    /// The logs that would say so are there and do not.
    No,
    /// The logs that would say so are not there.
    Unknown,
}

impl Found {
    /// The word in reports for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// Ranked issues with the findings that they make, ranked again.
pub(super) fn add(issues: Vec<Issue>, summary: &Summary, knowledge: &KnowledgeBase) -> Vec<Issue> {
    let read = modules_read(summary);
    let findings = knowledge.findings().iter();
    let found: Vec<_> = findings.filter_map(|finding| find(finding, &issues, &read)).collect();
    if found.is_empty() {
        return issues;
    }
    rank::rank(issues.into_iter().chain(found).collect())
}

/// The modules whose logs were read.
fn modules_read(summary: &Summary) -> BTreeSet<&str> {
    let identities = summary.accounts.values().filter_map(|account| account.identity.as_ref());
    identities
        .map(|identity| identity.module.as_str())
        .filter(|m| *m != Identity::UNKNOWN)
        .collect()
}

/// The issue of a finding, if anything speaks for it.
fn find(finding: &Finding, issues: &[Issue], read: &BTreeSet<&str>) -> Option<Issue> {
    let speaks = |issue: &&Issue| {
        let is_cause = finding.causes.iter().any(|cause| says(cause, issue));
        is_cause || has_rule(issue, &finding.speaks)
    };
    let speaking: Vec<&Issue> = issues.iter().filter(speaks).collect();
    if speaking.is_empty() {
        return None;
    }
    let causes: Vec<Vec<&Issue>> =
        finding.causes.iter().map(|cause| found(cause, issues, &speaking)).collect();
    let checks = finding.causes.iter().zip(&causes);
    let checks = checks.map(|(cause, found)| check(cause, found, read)).collect();
    // Issues come by rank, so the first one is the best.
    let is_found = |issue: &&Issue| causes.iter().flatten().any(|found| found.id == issue.id);
    let first = issues.iter().find(is_found);
    let instance = speaking.iter().flat_map(|issue| &issue.instances).find(|i| *i != "default");
    let names = actions::Names::of_instance(instance.cloned());
    let terms = Terms::of_impact(finding.severity.impact());
    let distinct = |values: fn(&Issue) -> &Vec<String>| -> Vec<String> {
        let all: BTreeSet<_> = speaking.iter().flat_map(|issue| values(issue)).collect();
        all.into_iter().cloned().collect()
    };
    Some(Issue {
        id: issues::id(&finding.id, ""),
        kind: finding.id.clone(),
        title: finding.title.clone(),
        module: Some(finding.module.clone()),
        role: if first.is_some() { Role::Symptom } else { Role::Cause },
        first_seen: speaking.iter().filter_map(|issue| issue.first_seen).min(),
        last_seen: speaking.iter().filter_map(|issue| issue.last_seen).max(),
        instances: distinct(|issue| &issue.instances),
        logged_by: distinct(|issue| &issue.logged_by),
        caused_by: first.map(|issue| issue.id.clone()),
        meaning: finding.meaning.clone(),
        steps: finding.steps.iter().map(|step| names.fill(step)).collect(),
        verify: names.fill_text(&finding.verify),
        references: finding.references.clone(),
        checks,
        ..Issue::weighing(finding.severity, terms)
    })
}

/// Whether an issue alone says that a cause is there, and speaks for the finding with it.
fn says(cause: &PossibleCause, issue: &Issue) -> bool {
    let is_of = |kind: &str, modules: &[String]| {
        issue.kind == kind && modules.iter().any(|module| issue.id == issues::id(kind, module))
    };
    has_rule(issue, &cause.rules)
        || is_of("silence", &cause.silences)
        || is_of("missing-log", &cause.missing)
        || names_workflow(issue, &cause.workflows)
}

/// Whether one of the rules explains it, as a cause of some weight.
fn has_rule(issue: &Issue, rules: &[String]) -> bool {
    let is_grave = issue.role == Role::Cause && issue.severity >= Severity::Medium;
    is_grave && issue.rule.as_ref().is_some_and(|rule| rules.contains(rule))
}

/// Whether it is an error of one of the workflows.
fn names_workflow(issue: &Issue, workflows: &[String]) -> bool {
    let is_grave = issue.role != Role::Noise && issue.severity >= Severity::Medium;
    let mut named = issue.entities.get(EntityKind::Workflow.name()).into_iter().flatten();
    let is_one = |entity: &EntityCount| workflows.iter().any(|name| name == entity.value.as_str());
    issue.errors > 0 && is_grave && named.any(is_one)
}

/// The issues that say that a cause is there, by rank.
fn found<'i>(cause: &PossibleCause, issues: &'i [Issue], speaking: &[&Issue]) -> Vec<&'i Issue> {
    let is_also = |issue: &Issue| {
        let is_near =
            |other: &&Issue| other.id != issue.id && cascade::is_at_the_same_time(issue, other);
        has_rule(issue, &cause.also) && speaking.iter().any(is_near)
    };
    issues.iter().filter(|issue| says(cause, issue) || is_also(issue)).collect()
}

/// A cause and what the logs say about it.
fn check(cause: &PossibleCause, found: &[&Issue], read: &BTreeSet<&str>) -> Check {
    let logs: Vec<&str> =
        cause.logs.iter().map(String::as_str).filter(|module| read.contains(module)).collect();
    let (state, text) = if let Some(first) = found.first() {
        (Found::Yes, evidence(first, found.len() - 1))
    } else if logs.is_empty() {
        let wanted: Vec<String> = cause.logs.iter().map(|module| log_name(module)).collect();
        let text = format!("Not among the logs: {}. {}", wanted.join(", "), cause.look);
        (Found::Unknown, text)
    } else {
        let logs: Vec<String> = logs.into_iter().map(log_name).collect();
        (Found::No, format!("Nothing of the kind in {}.", logs.join(", ")))
    };
    Check {
        id: cause.id.clone(),
        cause: cause.title.clone(),
        found: state,
        issue: found.first().map(|issue| issue.id.clone()),
        text,
    }
}

fn log_name(module: &str) -> String {
    if module == "redirection" { "redirection logs".to_owned() } else { format!("{module}.log") }
}

/// What speaks for a cause: the first issue that says so, and how many more there are.
fn evidence(issue: &Issue, more: usize) -> String {
    let mut text = issue.title.clone();
    if issue.count > 0 {
        let records = if issue.count == 1 { "record" } else { "records" };
        let _ = write!(text, ": {} {records}", issue.count);
    }
    if let Some(first) = issue.first_seen {
        let _ = write!(text, ", since {}", first.format("%Y-%m-%d %H:%M:%S"));
    }
    let files: BTreeSet<&str> = issue.places.iter().map(|place| place.source.as_str()).collect();
    if !files.is_empty() {
        let named: Vec<&str> = files.iter().copied().take(FILES_NAMED).collect();
        let rest = files.len() - named.len();
        let rest = if rest == 0 { String::new() } else { format!(" and {rest} more") };
        let _ = write!(text, ", in {}{rest}", named.join(", "));
    }
    if more > 0 {
        let _ = write!(text, "; {more} more");
    }
    text.push('.');
    text
}
