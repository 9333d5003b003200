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
        let mut items = named(&failed, kind, &ends(summary, kind, zone), advice);
        if items.len() > LISTED {
            not_listed.insert(name.to_owned(), (items.len() - LISTED) as u64);
            items.truncate(LISTED);
        }
        items
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

fn named(
    issues: &[&Issue],
    kind: EntityKind,
    ends: &BTreeMap<&str, Moment>,
    advice: &str,
) -> Vec<RerunItem> {
    let mut items = BTreeMap::<&str, RerunItem>::new();
    for issue in issues {
        for entity in issue.entities.get(kind.name()).into_iter().flatten() {
            // Issues come by rank, so the first that names it is the gravest.
            let item = items
                .entry(entity.value.as_str())
                .or_insert_with(|| item(issue, kind, entity, advice));
            item.last_seen = item.last_seen.max(entity.last_seen);
        }
    }
    for (name, item) in &mut items {
        item.finished = ends.get(name).copied().filter(|end| Some(*end) > item.last_seen);
    }
    let mut items: Vec<_> = items.into_values().collect();
    // Stable, so equal times stay in the order of their names.
    items.sort_by_key(|item| (item.finished.is_some(), std::cmp::Reverse(item.last_seen)));
    items
}

fn item(issue: &Issue, kind: EntityKind, entity: &EntityCount, advice: &str) -> RerunItem {
    // Names of one message are not kept in pairs: they belong together when there is only one of one sort.
    let has_one =
        |kind: EntityKind| issue.entities.get(kind.name()).is_some_and(|all| all.len() == 1);
    let beside = |other: EntityKind| -> Option<Redacted> {
        let only = issue.entities.get(other.name()).filter(|all| all.len() == 1 || has_one(kind));
        only.and_then(|all| all.first()).map(|one| one.value.clone())
    };
    RerunItem {
        id: entity.value.clone(),
        instance: issue.instances.iter().find(|name| *name != "default").cloned(),
        reason: issue.title.clone(),
        last_seen: entity.last_seen,
        activity: (kind == EntityKind::Workflow).then(|| beside(EntityKind::Activity)).flatten(),
        operator: beside(EntityKind::Operator),
        finished: None,
        advice: advice.to_owned(),
    }
}
