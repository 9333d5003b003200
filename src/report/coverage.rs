//! What was read, what was not, and the figures of the whole.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{
    Coverage, Duplicate, Module, Moment, NotLogs, Outage, ProblemReport, Skip, SourceCoverage,
    Totals, crash_loop, issues,
    silence::{self, Silence},
    timeline::{self, Grid},
    times,
};
use crate::{
    input::Identity,
    knowledge::KnowledgeBase,
    record::Level,
    summary::{Account, Cell, GroupKey, SkipReason, Summary},
};

/// Figures of the whole input, files that are no logs included.
pub(super) fn totals(summary: &Summary) -> Totals {
    let mut totals = Totals { sources: summary.accounts.len() as u64, ..Totals::default() };
    for account in summary.accounts.values() {
        let (lines, bytes) = account.total_skipped();
        totals.bytes += account.bytes;
        totals.lines += account.lines;
        totals.records += account.records;
        totals.continuation += account.continuation;
        totals.skipped += lines;
        totals.bytes_records += account.bytes_records;
        totals.bytes_continuation += account.bytes_continuation;
        totals.bytes_skipped += bytes;
        let level = |level: Level| account.levels.0[level.index()];
        totals.info += level(Level::Info);
        totals.warning += level(Level::Warning);
        totals.error += level(Level::Error);
        totals.other += level(Level::Other);
    }
    let unread: u64 = summary.unread.values().map(|unread| unread.bytes).sum();
    totals.bytes += unread;
    totals.bytes_skipped += unread;
    totals
}

/// Source by source, and what went wrong.
pub(super) fn coverage(
    summary: &Summary,
    outage: Option<&Outage>,
    grid: Option<&Grid>,
    zone: &TimeZone,
) -> Coverage {
    let problems = summary.problems.iter().map(|problem| ProblemReport {
        source: problem.source.clone(),
        offset: problem.offset,
        kind: problem.kind,
        message: problem.message.clone(),
    });
    let not_logs = summary.unread.iter().map(|(kind, unread)| NotLogs {
        kind: (*kind).to_owned(),
        files: unread.files,
        bytes: unread.bytes,
        example: unread.names.first().cloned().unwrap_or_default(),
    });
    let duplicates = summary.duplicates.iter().map(|(source, (same_as, bytes))| Duplicate {
        source: source.clone(),
        same_as: same_as.clone(),
        bytes: *bytes,
    });
    let has_no_zone = |account: &Account| {
        account.offsets.contains_key(&None) && account.offsets.keys().all(Option::is_none)
    };
    let unzoned = summary.accounts.iter().filter(|(_, account)| has_no_zone(account));
    Coverage {
        sources: summary
            .accounts
            .iter()
            .map(|(name, account)| source(name, account, zone))
            .collect(),
        problems: problems.collect(),
        unparsed: summary.unparsed.values().map(|line| issues::excerpt(line, zone)).collect(),
        duplicates: duplicates.collect(),
        overwritten: outage.map_or_else(Vec::new, |one| times::overwritten(summary, one, zone)),
        skips: skips(summary),
        not_logs: not_logs.collect(),
        assumed_utc: unzoned.map(|(name, _)| name.clone()).collect(),
        clock_steps: times::clock_steps(summary, zone),
        offsets: times::offsets(summary),
        ended_before: outage.map_or_else(Vec::new, |one| times::ended_before(summary, one, zone)),
        outlying: timeline::outlying(summary, grid, zone),
        is_capped: summary
            .groups
            .keys()
            .any(|key| matches!(key, GroupKey::Coarse(_) | GroupKey::Rest)),
    }
}

fn source(name: &str, account: &Account, zone: &TimeZone) -> SourceCoverage {
    let (skipped, bytes_skipped) = account.total_skipped();
    let identity = account.identity.as_ref();
    SourceCoverage {
        name: name.to_owned(),
        format: account.format.into(),
        module: identity.map_or(Identity::UNKNOWN, |identity| &identity.module).to_owned(),
        instance: identity.and_then(|identity| identity.instance.clone()),
        bytes: account.bytes,
        lines: account.lines,
        records: account.records,
        continuation: account.continuation,
        skipped,
        bytes_records: account.bytes_records,
        bytes_continuation: account.bytes_continuation,
        bytes_skipped,
        errors: account.levels.0[Level::Error.index()],
        warnings: account.levels.0[Level::Warning.index()],
        first_seen: account.first.map(|at| Moment::new(at, zone)),
        last_seen: account.last.map(|at| Moment::new(at, zone)),
        encoding: if account.encoding.is_empty() { "utf-8" } else { account.encoding }.into(),
        compression: account.compression.map(Into::into),
        impossible_times: account.impossible_times,
    }
}

fn skips(summary: &Summary) -> Vec<Skip> {
    let mut sums = BTreeMap::<SkipReason, (u64, u64)>::new();
    for account in summary.accounts.values() {
        for (reason, skipped) in &account.skipped {
            let sum = sums.entry(*reason).or_default();
            sum.0 += skipped.lines;
            sum.1 += skipped.bytes;
        }
    }
    for unread in summary.unread.values().filter(|unread| unread.bytes > 0) {
        sums.entry(SkipReason::NotALog).or_default().1 += unread.bytes;
    }
    let skip = |(reason, (lines, bytes)): (SkipReason, _)| Skip {
        reason: reason.name().to_owned(),
        lines,
        bytes,
    };
    sums.into_iter().map(skip).collect()
}

/// Modules by instance, as their logs show them.
pub(super) fn modules(
    summary: &Summary,
    knowledge: &KnowledgeBase,
    silences: &[Silence],
    zone: &TimeZone,
) -> Vec<Module> {
    let mut by_identity = BTreeMap::<(&str, Option<&str>), Account>::new();
    for account in summary.accounts.values() {
        let identity = account.identity.as_ref();
        let module = identity.map_or(Identity::UNKNOWN, |identity| &identity.module);
        let instance = identity.and_then(|identity| identity.instance.as_deref());
        let sum = by_identity.entry((module, instance)).or_default();
        sum.lines += account.lines;
        sum.levels.add(&account.levels);
        account.first.into_iter().chain(account.last).for_each(|at| sum.saw(at));
    }
    let moment = |at| Moment::new(at, zone);
    let module = |((module, instance), account): ((&str, Option<&str>), Account)| Module {
        module: module.to_owned(),
        instance: instance.map(str::to_owned),
        lines: account.lines,
        errors: account.levels.0[Level::Error.index()],
        warnings: account.levels.0[Level::Warning.index()],
        first_seen: account.first.map(moment),
        last_seen: account.last.map(moment),
        silent: silence::spans(silences, module, instance, zone),
        restarts: crash_loop::starts(summary, module, instance, zone),
        impact: knowledge.subject(module).map_or_else(String::new, |s| s.guide.impact.clone()),
    };
    by_identity.into_iter().map(module).collect()
}
