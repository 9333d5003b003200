//! One issue from one group.

mod explain;
mod silent;

use jiff::tz::TimeZone;

use self::explain::explain;
pub(super) use self::silent::{Silent, silence};
use super::{EntityCount, Excerpt, Issue, Moment, Terms, actions, rank};
use crate::{
    input::Identity,
    knowledge::{Guide, KnowledgeBase, Role, Step},
    record::Timestamp,
    summary::{Group, GroupKey},
};

/// Longest title that is made of a message, in characters.
const TITLE_LEN: usize = 60;

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

/// A title that fits a table.
pub(super) fn cut(text: &str) -> String {
    if text.chars().count() <= TITLE_LEN {
        return text.to_owned();
    }
    text.chars().take(TITLE_LEN - 1).chain(['…']).collect()
}
