//! Work that failed and must be run again: workflows, deliveries, imports, exports, by the names in the messages.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{EntityCount, Issue, Moment, Rerun, RerunItem};
use crate::{
    knowledge::{EntityKind, KnowledgeBase, Role},
    redact::Redacted,
    summary::{Bottom, Summary},
};

/// Most entries of a list: who has more to run again asks the database, and a report stays readable.
const LISTED: usize = 1_000;

/// The work named by errors of the outage; by all errors when there is none. Each once, with the gravest reason: first
/// what did not finish since, most recent first.
pub(super) fn rerun(
    issues: &[Issue],
    has_outage: bool,
    summary: &Summary,
    knowledge: &KnowledgeBase,
    zone: &TimeZone,
) -> Rerun {
    let is_meant = |issue: &&Issue| {
        let is_inside = !has_outage || issue.count_in_outage.is_none_or(|count| count > 0);
        // What the daily restart cut off is lost as well, although it is no trouble.
        let is_real = issue.role != Role::Noise || issue.daily_restart;
        issue.errors > 0 && is_real && (is_inside || issue.daily_restart)
    };
    let failed: Vec<&Issue> = issues.iter().filter(is_meant).collect();
    let mut not_listed = BTreeMap::new();
    let mut list = |name: &str, kind: EntityKind, module: &str| {
        let advice = knowledge.subject(module).map_or("", |subject| subject.guide.rerun.as_str());
        let failures = failures(&failed, kind, &ends(summary, kind, zone));
        if failures.len() > LISTED {
            not_listed.insert(name.to_owned(), (failures.len() - LISTED) as u64);
        }
        failures.iter().take(LISTED).map(|failure| item(failure, kind, advice)).collect()
    };
    let (workflows, deliveries, imports, exports) = (
        list("workflows", EntityKind::Workflow, "wfserver"),
        list("deliveries", EntityKind::Delivery, "mta"),
        list("imports", EntityKind::Import, "import"),
        list("exports", EntityKind::Export, "export"),
    );
    Rerun { workflows, deliveries, imports, exports, not_listed }
}

/// When work last finished, by name.
fn ends<'a>(summary: &'a Summary, kind: EntityKind, zone: &TimeZone) -> BTreeMap<&'a str, Moment> {
    let names = summary.finished.get(&kind).into_iter().flat_map(Bottom::iter);
    names.filter_map(|(name, seen)| Some((name.as_str(), Moment::new(seen.last?, zone)))).collect()
}

/// A piece of work that failed; there may be many more than are listed.
struct Failure<'a> {
    /// The gravest issue that names it.
    issue: &'a Issue,
    name: &'a Redacted,
    last_seen: Option<Moment>,
    finished: Option<Moment>,
}

/// The work of one sort that issues name, in the order of the list.
fn failures<'a>(
    issues: &[&'a Issue],
    kind: EntityKind,
    ends: &BTreeMap<&str, Moment>,
) -> Vec<Failure<'a>> {
    let named = |issue: &'a Issue| {
        let entities = issue.entities.get(kind.name()).into_iter().flatten();
        entities.map(move |EntityCount { value, last_seen, .. }| Failure {
            issue,
            name: value,
            last_seen: *last_seen,
            finished: None,
        })
    };
    let mut failures: Vec<_> = issues.iter().flat_map(|issue| named(issue)).collect();
    // Stable, and issues come by rank: of those that name it the first is the gravest.
    failures.sort_by_key(|failure| failure.name.as_str());
    failures.dedup_by(|other, first| {
        let is_same = other.name.as_str() == first.name.as_str();
        if is_same {
            first.last_seen = first.last_seen.max(other.last_seen);
        }
        is_same
    });
    for failure in &mut failures {
        let end = ends.get(failure.name.as_str()).copied();
        failure.finished = end.filter(|end| Some(*end) > failure.last_seen);
    }
    // Equal times stay in the order of their names.
    failures
        .sort_by_key(|failure| (failure.finished.is_some(), std::cmp::Reverse(failure.last_seen)));
    failures
}

fn item(failure: &Failure<'_>, kind: EntityKind, advice: &str) -> RerunItem {
    let Failure { issue, name, last_seen, finished } = *failure;
    // Names of one message are not kept in pairs: they belong together when there is only one of one sort.
    let has_one =
        |kind: EntityKind| issue.entities.get(kind.name()).is_some_and(|all| all.len() == 1);
    let beside = |other: EntityKind| -> Option<Redacted> {
        let only = issue.entities.get(other.name()).filter(|all| all.len() == 1 || has_one(kind));
        only.and_then(|all| all.first()).map(|one| one.value.clone())
    };
    RerunItem {
        id: name.clone(),
        instance: issue.instances.iter().find(|name| *name != "default").cloned(),
        reason: issue.title.clone(),
        last_seen,
        activity: (kind == EntityKind::Workflow).then(|| beside(EntityKind::Activity)).flatten(),
        operator: beside(EntityKind::Operator),
        finished,
        advice: advice.to_owned(),
    }
}
