//! What explains a group: a rule, a family of codes, or nothing but its own message.

use super::{cut, distinct};
use crate::{
    input::Identity,
    knowledge::{Family, KnowledgeBase, Role, RuleIndex, Severity, Step, StepRisk, SubjectKind},
    redact::Redacted,
    report::rank,
    summary::{Group, GroupKey},
};

/// The part of an issue that follows from what explains it.
pub(super) struct Explanation<'k> {
    pub(super) kind: &'static str,
    /// What the id is made of: rule id, code, or template.
    pub(super) identity: String,
    pub(super) rule: Option<&'k str>,
    pub(super) title: String,
    pub(super) module: Option<String>,
    pub(super) area: Option<String>,
    pub(super) severity: Severity,
    pub(super) role: Role,
    pub(super) meaning: String,
    pub(super) steps: Vec<Step>,
    pub(super) verify: String,
    pub(super) references: Vec<String>,
}

/// Says what explains a group.
pub(super) fn explain<'k>(
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

fn by_rule(knowledge: &KnowledgeBase, index: RuleIndex) -> Explanation<'_> {
    let rule = knowledge.rule(index);
    let subject = knowledge.subject_of(rule);
    let (entry, advice) = (&rule.entry, rule.advice());
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
        meaning: advice.cause.clone(),
        steps: advice.steps.clone(),
        verify: advice.verify.clone(),
        references: advice.references.clone(),
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
