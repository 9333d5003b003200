//! An issue from silences of one module.

use jiff::tz::TimeZone;

use super::{id, restart, sorted};
use crate::{
    knowledge::{KnowledgeBase, Severity},
    module::FREQUENT,
    report::{
        Issue, Moment, Terms, actions, moment,
        silence::{self, Silence},
    },
};

/// Checks of a guide that a silence asks for, before the restart.
const SILENCE_CHECKS: usize = 3;
/// What a silence is called, and who is responsible for it.
pub(in crate::report) struct Silent<'a> {
    /// The module whose log is silent, or that of everybody's silence: its id is made of it.
    pub(in crate::report) identity: &'a str,
    /// The responsible module.
    pub(in crate::report) module: &'a str,
    pub(in crate::report) title: &'a str,
}

/// Silences of one module as an issue. It has no records, so its places are those of the module's logs.
pub(in crate::report) fn silence(
    what: &Silent<'_>,
    silences: &[&Silence],
    knowledge: &KnowledgeBase,
    zone: &TimeZone,
) -> Issue {
    let module = what.module;
    let (from, to, longest) = silence::span(silences).unwrap_or_default();
    let subject = knowledge.subject(module);
    let guide = subject.map(|subject| subject.guide.clone()).unwrap_or_default();
    let severity = if FREQUENT.contains(&module) { Severity::High } else { Severity::Medium };
    let terms = Terms::of_impact(severity.impact());
    let instances = || silences.iter().filter_map(|silence| silence.identity.instance.clone());
    let names = actions::Names::of_instance(instances().find(|name| name != "default"));
    let usual = silences.iter().map(|silence| silence.usual).max().unwrap_or(0);
    let expected: f64 = silences.iter().map(|silence| silence.expected).sum();
    let until = if silences.iter().any(|silence| silence.is_open) {
        ", to the end of the logs"
    } else {
        ""
    };
    let meaning = format!(
        "No record for {}{until}; its next longest pause is {}, and about {expected:.0} minutes with records were to be expected. {}",
        moment::minutes(longest / 60),
        moment::minutes(usual / 60),
        guide.silence
    );
    let checks = guide.checks.iter().take(SILENCE_CHECKS).cloned();
    let steps: Vec<_> = checks.chain(restart(&guide)).collect();
    Issue {
        id: id("silence", what.identity),
        kind: "silence".to_owned(),
        title: what.title.to_owned(),
        module: Some(module.to_owned()),
        first_seen: Some(Moment::new(from, zone)),
        last_seen: Some(Moment::new(to, zone)),
        instances: sorted(instances()),
        logged_by: sorted(silences.iter().map(|silence| silence.identity.module.clone())),
        meaning,
        steps: steps.iter().map(|step| names.fill(step)).collect(),
        verify: names
            .fill_text("Its log grows again, and nltriage --since -30m shows no silence of it."),
        ..Issue::weighing(severity, terms)
    }
}
