//! Work that failed and must be run again: workflows, deliveries, imports, exports, by the names in the messages.

use std::collections::BTreeMap;

use super::{Issue, Rerun, RerunItem};
use crate::knowledge::Role;

/// The work named by errors of the outage; by all errors when there is none. Each once, with the gravest reason, most
/// recent first.
pub(super) fn rerun(issues: &[Issue], has_outage: bool) -> Rerun {
    let is_meant = |issue: &&Issue| {
        let is_inside = !has_outage || issue.count_in_outage.is_none_or(|count| count > 0);
        issue.errors > 0 && issue.role != Role::Noise && is_inside
    };
    let failed: Vec<&Issue> = issues.iter().filter(is_meant).collect();
    Rerun {
        workflows: named(&failed, "workflow"),
        deliveries: named(&failed, "delivery"),
        imports: named(&failed, "import"),
        exports: named(&failed, "export"),
    }
}

fn named(issues: &[&Issue], kind: &str) -> Vec<RerunItem> {
    let mut items = BTreeMap::<&str, RerunItem>::new();
    for issue in issues {
        let instance = issue.instances.iter().find(|name| *name != "default");
        for entity in issue.entities.get(kind).into_iter().flatten() {
            let item = items.entry(entity.value.as_str()).or_insert_with(|| RerunItem {
                id: entity.value.clone(),
                instance: instance.cloned(),
                // Issues come by rank, so the first that names it is the gravest.
                reason: issue.title.clone(),
                last_seen: issue.last_seen,
            });
            item.last_seen = item.last_seen.max(issue.last_seen);
        }
    }
    let mut items: Vec<_> = items.into_values().collect();
    // Stable, so equal times stay in the order of their names.
    items.sort_by_key(|item| std::cmp::Reverse(item.last_seen));
    items
}
