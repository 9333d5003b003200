//! Causes that a rule declares (`symptom_of`), and those of a module's silence.

use std::cmp::Reverse;

use super::{Edge, How, are_close};
use crate::{
    knowledge::{KnowledgeBase, Role, Rule, Severity},
    report::Issue,
};

/// What the rules say about the issues of a report.
pub(super) struct Declared<'a> {
    issues: &'a [Issue],
    /// The rule of each issue, where one explains it.
    rules: Vec<Option<&'a Rule>>,
    /// Issues that a rule explains: only these can be named.
    known: Vec<usize>,
}

impl<'a> Declared<'a> {
    pub(super) fn of(issues: &'a [Issue], knowledge: &'a KnowledgeBase) -> Self {
        let rule = |issue: &Issue| {
            let id = issue.rule.as_ref()?;
            knowledge.rules().iter().find(|rule| rule.id == *id)
        };
        let rules: Vec<_> = issues.iter().map(rule).collect();
        let known = (0..issues.len()).filter(|index| issues[*index].rule.is_some()).collect();
        Self { issues, rules, known }
    }

    /// The issue that explains another one best: one whose time is known, one that the rule names itself, the most
    /// severe, the earliest, by id.
    pub(super) fn cause(&self, index: usize) -> Option<Edge> {
        let symptom = &self.issues[index];
        if symptom.is_silence() || symptom.is_restart() {
            let cause = self.cause_of_stretch(index)?;
            return Some(Edge::of_rule(cause, How::Silence));
        }
        let targets = &self.rules[index]?.entry.symptom_of;
        let candidates = self.known.iter().copied().filter(|other| {
            let cause = &self.issues[*other];
            *other != index
                && targets.iter().any(|target| is_meant(target, cause))
                && are_one_story(symptom, cause)
        });
        let best = candidates.min_by_key(|other| {
            let cause = &self.issues[*other];
            let is_named = targets.iter().any(|target| Some(target) == cause.rule.as_ref());
            let severity = Reverse(cause.severity);
            (cause.first_seen.is_none(), !is_named, severity, cause.first_seen, &cause.id)
        });
        Some(Edge::of_rule(best?, How::Declared))
    }

    /// The issue of a module's own, or of those that start it and write for it, or of something grave below it that it
    /// logged itself, that explains why it writes nothing or starts again and again: the gravest, the earliest, by id.
    fn cause_of_stretch(&self, index: usize) -> Option<usize> {
        let silence = &self.issues[index];
        let is_meant = |cause: &Issue| {
            let module = cause.module.as_deref();
            let is_its = module.is_some() && module == silence.module.as_deref();
            let is_above = matches!(module, Some("watchdog" | "syslogd"));
            let has_logged =
                silence.module.as_ref().is_some_and(|own| cause.logged_by.contains(own));
            let is_below = cause.area.is_some() && cause.severity >= Severity::High && has_logged;
            cause.role == Role::Cause && cause.errors > 0 && (is_its || is_above || is_below)
        };
        (0..self.issues.len())
            .filter(|other| *other != index && is_meant(&self.issues[*other]))
            .filter(|other| are_close(silence, &self.issues[*other]) == Some(true))
            .min_by_key(|other| {
                let cause = &self.issues[*other];
                (Reverse(cause.severity), cause.first_seen, &cause.id)
            })
    }
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

/// Whether what a rule declares may have happened here: at about the same time. Where one of them has no time at all, only
/// the place is left: a console dump or a pasted text is one sitting, two files without dates may be years apart.
fn are_one_story(symptom: &Issue, cause: &Issue) -> bool {
    are_close(symptom, cause).unwrap_or_else(|| {
        let is_beside = |source: &str| cause.excerpts.iter().any(|other| other.source == source);
        symptom.excerpts.iter().any(|excerpt| is_beside(&excerpt.source))
    })
}
