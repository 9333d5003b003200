//! Causes that a rule declares (`symptom_of`), and those of a module's silence.

use std::cmp::Reverse;

use super::{Edge, How, are_close, near::Near};
use crate::{
    knowledge::{KnowledgeBase, Role, Rule, Severity},
    report::Issue,
};

/// What a rule says when a module that starts again and again explains it.
const RESTARTS: &str = "restart/*";

/// What the rules say about the issues of a report.
pub(super) struct Declared<'a> {
    issues: &'a [Issue],
    /// The rule of each issue, where one explains it.
    rules: Vec<Option<&'a Rule>>,
    /// Issues that a rule explains, and crash loops: only these can be named.
    known: Vec<usize>,
    near: Near<'a>,
}

impl<'a> Declared<'a> {
    pub(super) fn of(issues: &'a [Issue], knowledge: &'a KnowledgeBase, near: Near<'a>) -> Self {
        let rule = |issue: &Issue| {
            let id = issue.rule.as_ref()?;
            knowledge.rules().iter().find(|rule| rule.id == *id)
        };
        let rules: Vec<_> = issues.iter().map(rule).collect();
        let known = (0..issues.len()).filter(|index| may_be_named(&issues[*index])).collect();
        Self { issues, rules, known, near }
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
                && targets.iter().any(|target| is_meant(target, cause, symptom))
                && are_one_story(symptom, cause)
                && self.near.explains(*other, index)
        });
        // Severity and evidence in one: a single grave record by the way explains less than what rose with it.
        let best = candidates.min_by(|one, other| {
            let key = |index: usize| {
                let cause = &self.issues[index];
                let is_named = targets.iter().any(|target| Some(target) == cause.rule.as_ref());
                (cause.first_seen.is_none(), !is_named)
            };
            let (a, b) = (&self.issues[*one], &self.issues[*other]);
            let score = || b.score.total_cmp(&a.score);
            let rest = || (a.first_seen, &a.id).cmp(&(b.first_seen, &b.id));
            key(*one).cmp(&key(*other)).then_with(score).then_with(rest)
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
            let is_above = match module {
                Some("syslogd") => true,
                // The watchdog speaks of all processes.
                Some("watchdog") => names(cause, silence),
                _ => false,
            };
            let has_logged =
                silence.module.as_ref().is_some_and(|own| cause.logged_by.contains(own));
            let is_below = cause.area.is_some() && cause.severity >= Severity::High && has_logged;
            cause.role == Role::Cause && cause.errors > 0 && (is_its || is_above || is_below)
        };
        (0..self.issues.len())
            .filter(|other| *other != index && is_meant(&self.issues[*other]))
            .filter(|other| are_close(silence, &self.issues[*other]) == Some(true))
            .filter(|other| self.near.explains(*other, index))
            .min_by_key(|other| {
                let cause = &self.issues[*other];
                (Reverse(cause.severity), cause.first_seen, &cause.id)
            })
    }
}

fn may_be_named(issue: &Issue) -> bool {
    issue.rule.is_some() || issue.is_restart()
}

/// Whether the records of an issue name the module of another one.
fn names(cause: &Issue, silence: &Issue) -> bool {
    let module = silence.module.as_deref().unwrap_or_default();
    let is_everybody = module == "syslogd" || module == "watchdog";
    is_everybody || cause.excerpts.iter().any(|excerpt| excerpt.text.as_str().contains(module))
}

/// Whether a target names an issue: by its rule's id, or as `area/*`, which means causes of some weight only.
fn is_meant(target: &str, cause: &Issue, symptom: &Issue) -> bool {
    if cause.is_restart() {
        let is_its = symptom.module.is_some() && symptom.module == cause.module;
        return target == RESTARTS && (is_its || names(symptom, cause));
    }
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
