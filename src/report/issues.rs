//! One issue from one group.

use jiff::tz::TimeZone;

use super::{
    EntityCount, Excerpt, Issue, Moment, Terms, actions, rank,
    silence::{self, Silence},
};
use crate::{
    input::Identity,
    knowledge::{Family, Guide, KnowledgeBase, Role, Severity, Step, StepRisk, SubjectKind},
    module::FREQUENT,
    record::Timestamp,
    redact::Redacted,
    summary::{Group, GroupKey},
};

/// Checks of a guide that a silence asks for, before the restart.
const SILENCE_CHECKS: usize = 3;
/// Longest title that is made of a message, in characters.
const TITLE_LEN: usize = 60;

/// The part of an issue that follows from what explains it.
struct Explanation<'k> {
    kind: &'static str,
    /// What the id is made of: rule id, code, or template.
    identity: String,
    rule: Option<&'k str>,
    title: String,
    module: Option<String>,
    area: Option<String>,
    severity: Severity,
    role: Role,
    meaning: String,
    steps: Vec<Step>,
    verify: String,
    references: Vec<String>,
}

/// Turns a group into an issue; rank, causes and scores of others come later.
pub(super) fn issue(
    key: GroupKey,
    group: &Group,
    knowledge: &KnowledgeBase,
    zone: &TimeZone,
) -> Issue {
    let template = group.templates.first().map(|(text, _)| text.clone()).unwrap_or_default();
    let found = explain(key, group, knowledge, &template);
    let is_fatal = group.fatal > 0 && found.role != Role::Noise;
    let terms = Terms::of_impact(rank::impact(found.severity, found.role)).with_floor(is_fatal);
    let names = actions::Names::of(group);
    let moment = |at: Option<Timestamp>| at.map(|at| Moment::new(at, zone));
    let mut codes: Vec<_> = group.codes.iter().collect();
    codes.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let entities = group.entities.iter().map(|(kind, values)| {
        let mut counts: Vec<_> = values
            .iter()
            .map(|(value, seen)| EntityCount {
                value: value.clone(),
                count: seen.count,
                last_seen: moment(seen.last),
            })
            .collect();
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        (kind.name().to_owned(), counts)
    });
    Issue {
        id: id(found.kind, &found.identity),
        kind: found.kind.to_owned(),
        rule: found.rule.map(str::to_owned),
        title: found.title,
        module: found.module,
        area: found.area,
        role: found.role,
        codes: codes.iter().map(|(code, _)| code.as_str().to_owned()).collect(),
        template,
        count: group.count(),
        errors: group.errors,
        warnings: group.warnings,
        first_seen: moment(group.first),
        last_seen: moment(group.last),
        instances: distinct(group, |identity| identity.instance.clone()),
        logged_by: distinct(group, |identity| Some(identity.module.clone())),
        entities: entities.collect(),
        meaning: found.meaning,
        steps: found.steps.iter().map(|step| names.fill(step)).collect(),
        verify: names.fill_text(&found.verify),
        references: found.references,
        excerpts: group
            .excerpts
            .all()
            .into_iter()
            .map(|excerpt| self::excerpt(excerpt, zone))
            .collect(),
        ..Issue::weighing(found.severity, terms)
    }
}

/// What a silence is called, and who is responsible for it.
pub(super) struct Silent<'a> {
    /// The module whose log is silent, or that of everybody's silence: its id is made of it.
    pub(super) identity: &'a str,
    /// The responsible module.
    pub(super) module: &'a str,
    pub(super) title: &'a str,
}

/// Silences of one module as an issue. It has no records, so its places are those of the module's logs.
pub(super) fn silence(
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
        "No record for {} minutes{until}; its next longest pause is {} minutes, and about {expected:.0} minutes with records were to be expected. {}",
        longest / 60,
        usual / 60,
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

/// The last step for a module that does not answer.
pub(super) fn restart(guide: &Guide) -> Option<Step> {
    let restart = guide.restart.iter().find(|restart| !restart.command.is_empty())?;
    Some(Step {
        text: format!("It does not run or does not answer: restart it. {}", restart.cancels),
        command: restart.command.clone(),
        risk: restart.risk,
    })
}

pub(super) fn excerpt(excerpt: &crate::summary::Excerpt, zone: &TimeZone) -> Excerpt {
    Excerpt {
        source: excerpt.location.source.clone(),
        line: excerpt.location.line,
        offset: excerpt.location.offset,
        at: excerpt.at.map(|at| Moment::new(at, zone)),
        text: excerpt.text.clone(),
    }
}

/// Values of the origins, the one with most events first.
fn distinct(group: &Group, value: impl Fn(&Identity) -> Option<String>) -> Vec<String> {
    let mut counts = std::collections::BTreeMap::<String, u64>::new();
    for (identity, count) in &group.origins {
        if let Some(value) = value(identity) {
            *counts.entry(value).or_default() += count;
        }
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values.into_iter().map(|(value, _)| value).collect()
}

/// Each once, in order.
pub(super) fn sorted(values: impl Iterator<Item = String>) -> Vec<String> {
    values.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// A fixed, versioned hash of what makes the issue: the same in every run on every machine.
pub(super) fn id(kind: &str, identity: &str) -> String {
    format!(
        "{:032x}",
        xxhash_rust::xxh3::xxh3_128(format!("issue/1\0{kind}\0{identity}").as_bytes())
    )
}

fn explain<'k>(
    key: GroupKey,
    group: &Group,
    knowledge: &'k KnowledgeBase,
    template: &Redacted,
) -> Explanation<'k> {
    match key {
        GroupKey::Rule(index) => by_rule(knowledge, index),
        GroupKey::Family(code) => match knowledge.family(code) {
            Some(family) => by_family(family, code.as_str()),
            None => unexplained("family", code.as_str().to_owned(), group, knowledge, template),
        },
        GroupKey::Template(fingerprint) => {
            unexplained("template", format!("{fingerprint:032x}"), group, knowledge, template)
        }
        GroupKey::Coarse(hash) => {
            let mut found =
                unexplained("coarse", format!("{hash:032x}"), group, knowledge, template);
            found.title = cut(&format!("{} … and others like it", first_words(template)));
            found
        }
        GroupKey::Rest => {
            let mut found = unexplained("rest", String::new(), group, knowledge, template);
            "All other messages".clone_into(&mut found.title);
            found
        }
    }
}

fn by_rule(knowledge: &KnowledgeBase, index: crate::knowledge::RuleIndex) -> Explanation<'_> {
    let rule = knowledge.rule(index);
    let subject = knowledge.subject_of(rule);
    let entry = &rule.entry;
    let is_module = subject.kind == SubjectKind::Module;
    let kind = if rule.id == "tracking/corrupted-line" { "corrupt-tracking-log" } else { "rule" };
    Explanation {
        kind,
        identity: rule.id.clone(),
        rule: Some(&rule.id),
        title: entry.title.clone(),
        module: is_module.then(|| subject.id.clone()),
        area: (!is_module).then(|| subject.id.clone()),
        severity: entry.severity,
        role: entry.role,
        meaning: entry.cause.clone(),
        steps: entry.steps.clone(),
        verify: entry.verify.clone(),
        references: entry.references.clone(),
    }
}

fn by_family(family: &Family, code: &str) -> Explanation<'static> {
    let step =
        |text: &str| Step { text: text.to_owned(), command: String::new(), risk: StepRisk::None };
    Explanation {
        kind: "family",
        identity: code.to_owned(),
        rule: None,
        title: cut(&format!("{code}, a code of the {} family not known here", family.prefix)),
        module: family.module.clone(),
        area: family.area.clone(),
        severity: family.severity,
        role: Role::Cause,
        meaning: family.about.clone(),
        steps: vec![step(&family.look_in), step(&family.send)],
        verify: format!("Run nltriage on the logs since then and expect no {code}."),
        references: Vec::new(),
    }
}

/// Nothing is known: the message speaks for itself, and the module that logged it is responsible.
fn unexplained(
    kind: &'static str,
    identity: String,
    group: &Group,
    knowledge: &KnowledgeBase,
    template: &Redacted,
) -> Explanation<'static> {
    let logged_by = distinct(group, |identity| Some(identity.module.clone()));
    let module = logged_by.first().cloned().unwrap_or_else(|| Identity::UNKNOWN.to_owned());
    let known = Some(module.as_str()).filter(|module| *module != Identity::UNKNOWN);
    let subject = known.and_then(|module| knowledge.subject(module));
    let checks = subject.and_then(|subject| subject.guide.checks.first());
    let read = Step {
        text:
            "Read the records around the first one shown here; nothing is known about this message."
                .to_owned(),
        command: String::new(),
        risk: StepRisk::None,
    };
    let suspicious = group.codes.keys().find(|code| {
        let has_prefix = knowledge.families().iter().any(|family| family.prefix == code.prefix());
        has_prefix && knowledge.family(**code).is_none()
    });
    let meaning = match suspicious {
        Some(code) => format!(
            "Nothing is known about this message. Its code {code:?} looks suspicious: the digits do not belong to the prefix."
        ),
        None => "Nothing is known about this message.".to_owned(),
    };
    Explanation {
        kind,
        identity,
        rule: None,
        title: cut(template.as_str()),
        module: Some(module),
        area: None,
        severity: rank::severity_without_rule(group),
        role: Role::Cause,
        meaning,
        steps: [read].into_iter().chain(checks.cloned()).collect(),
        verify: "Run nltriage on the logs since then and expect this message no more.".to_owned(),
        references: Vec::new(),
    }
}

fn first_words(template: &Redacted) -> String {
    template.as_str().split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// A title that fits a table.
pub(super) fn cut(text: &str) -> String {
    if text.chars().count() <= TITLE_LEN {
        return text.to_owned();
    }
    text.chars().take(TITLE_LEN - 1).chain(['…']).collect()
}
