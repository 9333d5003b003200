//! Symptoms under causes, as far as the rules declare it (`symptom_of`).
//!
//! An issue stands under another only when a rule says that it may, and when both happened at about the same time; order in
//! time alone never makes a cause.

use super::Issue;
use crate::{
    knowledge::{KnowledgeBase, Role, Severity},
    record::Timestamp,
};

/// How far apart two issues may lie and still belong together, in seconds: a pool that ran dry is felt for a while.
const SLACK_SECONDS: i64 = 600;

/// Sets `caused_by` of every issue that is a symptom of another one.
pub(super) fn fold(issues: &mut [Issue], knowledge: &KnowledgeBase) {
    for index in 0..issues.len() {
        let cause = best_cause(issues, index, knowledge);
        if let Some(cause) = cause
            && !leads_to(issues, cause, index)
        {
            issues[index].caused_by = Some(issues[cause].id.clone());
        }
    }
}

/// The issue that explains another one best: one whose time is known, one that the rule names itself, the most severe,
/// the earliest, by id.
fn best_cause(issues: &[Issue], index: usize, knowledge: &KnowledgeBase) -> Option<usize> {
    let symptom = &issues[index];
    if symptom.is_silence() || symptom.is_restart() {
        return cause_of_stretch(issues, index);
    }
    let rule = knowledge.rules().iter().find(|rule| Some(&rule.id) == symptom.rule.as_ref())?;
    let targets = &rule.entry.symptom_of;
    let candidates = (0..issues.len()).filter(|other| {
        let cause = &issues[*other];
        *other != index
            && targets.iter().any(|target| is_meant(target, cause))
            && is_at_the_same_time(symptom, cause)
    });
    candidates.min_by_key(|other| {
        let cause = &issues[*other];
        let is_named = targets.iter().any(|target| Some(target) == cause.rule.as_ref());
        let severity = std::cmp::Reverse(cause.severity);
        (cause.first_seen.is_none(), !is_named, severity, cause.first_seen, &cause.id)
    })
}

/// The issue of a module's own, or of those that start it and write for it, or of something grave below it that it
/// logged itself, that explains why it writes nothing or starts again and again: the gravest, the earliest, by id.
fn cause_of_stretch(issues: &[Issue], index: usize) -> Option<usize> {
    let silence = &issues[index];
    let is_meant = |cause: &Issue| {
        let module = cause.module.as_deref();
        let is_its = module.is_some() && module == silence.module.as_deref();
        let is_above = matches!(module, Some("watchdog" | "syslogd"));
        let has_logged = silence.module.as_ref().is_some_and(|own| cause.logged_by.contains(own));
        let is_below = cause.area.is_some() && cause.severity >= Severity::High && has_logged;
        cause.role == Role::Cause && cause.errors > 0 && (is_its || is_above || is_below)
    };
    (0..issues.len())
        .filter(|other| *other != index && is_meant(&issues[*other]))
        .filter(|other| issues[*other].first_seen.is_some())
        .filter(|other| is_at_the_same_time(silence, &issues[*other]))
        .min_by_key(|other| {
            let cause = &issues[*other];
            (std::cmp::Reverse(cause.severity), cause.first_seen, &cause.id)
        })
}

/// Whether a target names an issue: by its rule's id, or as `area/*`, which means causes of some weight only.
fn is_meant(target: &str, cause: &Issue) -> bool {
    let Some(rule) = &cause.rule else {
        return false;
    };
    match target.strip_suffix('*') {
        Some(subject) => {
            rule.starts_with(subject)
                && cause.role == Role::Cause
                && cause.severity >= Severity::Medium
        }
        None => rule == target,
    }
}

/// Whether two issues may have to do with each other; without a time nobody knows.
pub(super) fn is_at_the_same_time(a: &Issue, b: &Issue) -> bool {
    let span = |issue: &Issue| Some((issue.first_seen?.timestamp(), issue.last_seen?.timestamp()));
    let (Some(a), Some(b)) = (span(a), span(b)) else {
        return true;
    };
    let slack = SLACK_SECONDS * Timestamp::PER_SECOND;
    a.0.0 <= b.1.0.saturating_add(slack) && b.0.0 <= a.1.0.saturating_add(slack)
}

/// Whether following causes from one issue ends at another: then the edge back would close a circle.
fn leads_to(issues: &[Issue], from: usize, to: usize) -> bool {
    let mut at = from;
    for _ in 0..=issues.len() {
        if at == to {
            return true;
        }
        let Some(next) = &issues[at].caused_by else {
            return false;
        };
        let Some(next) = issues.iter().position(|issue| issue.id == *next) else {
            return false;
        };
        at = next;
    }
    true
}
