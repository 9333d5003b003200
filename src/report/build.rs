//! A report from a summary: each part by its own function, in the order in which they need each other.

use std::collections::BTreeMap;

use jiff::tz::{Offset, TimeZone};

use super::{
    Given, Issue, Moment, Report, Run, SCHEMA_VERSION, actions, cascade, coverage, issues, outage,
    rank, rerun, silence, timeline,
};
use crate::{knowledge::KnowledgeBase, record::Timestamp, summary::Summary};

/// What a report needs to know beside the summary.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReportOptions {
    /// Zone of the report; by default that of the logs, else UTC.
    pub timezone: Option<TimeZone>,
    /// The outage, when it is given and not to be found.
    pub outage: Option<Given>,
    /// The command line.
    pub command: String,
    /// The time of the run, if it is to be told.
    pub generated_at: Option<Timestamp>,
    /// How long reading took, in milliseconds.
    pub elapsed_ms: u64,
    /// Whether personal data was replaced.
    pub is_redacted: bool,
}

impl Report {
    /// Judges a summary.
    #[must_use]
    pub fn build(summary: &Summary, knowledge: &KnowledgeBase, options: &ReportOptions) -> Report {
        let zone = options.timezone.clone().unwrap_or_else(|| zone_of_the_logs(summary));
        let grid = timeline::Grid::of(summary);
        let mut found: Vec<Issue> = Vec::with_capacity(summary.groups.len());
        for (key, group) in &summary.groups {
            let mut issue = issues::issue(*key, group, knowledge, &zone);
            issue.series = grid.map_or_else(Vec::new, |grid| grid.sparse(&group.over_time));
            found.push(issue);
        }
        let outages = outage::Outages::of(summary, &found, grid.as_ref(), options.outage, &zone);
        if let Some(main) = outages.main() {
            for issue in &mut found {
                main.judge(issue);
            }
        }
        let silences = silence::find(summary);
        for mut issue in silence::issues(summary, &silences, knowledge, &zone) {
            if let Some(main) = outages.main() {
                main.judge_silence(&mut issue);
            }
            found.push(issue);
        }
        cascade::fold(&mut found, knowledge);
        let issues = rank::rank(found);
        let totals = coverage::totals(summary);
        Report {
            schema_version: SCHEMA_VERSION,
            run: run(options, &zone, knowledge, totals.bytes),
            outage: outages.main().map(|main| main.outage.clone()),
            outages: outages.list(),
            actions: actions::actions(&issues),
            rerun: rerun::rerun(&issues, outages.main().is_some()),
            issues,
            modules: coverage::modules(summary, knowledge, &silences, &zone),
            timeline: timeline::timeline(summary, grid.as_ref(), &zone),
            coverage: coverage::coverage(summary, outages.main().map(|main| &main.outage), &zone),
            code_counts: summary
                .code_counts
                .iter()
                .map(|(code, count)| (code.as_str().to_owned(), *count))
                .collect(),
            totals,
        }
    }
}

fn run(options: &ReportOptions, zone: &TimeZone, knowledge: &KnowledgeBase, bytes: u64) -> Run {
    let timezone = match (zone.iana_name(), zone.to_fixed_offset()) {
        (Some(name), _) => name.to_owned(),
        (None, Ok(offset)) => offset_name(offset),
        (None, Err(_)) => "unknown".to_owned(),
    };
    Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: options.command.clone(),
        generated_at: options.generated_at.map(|at| Moment::new(at, zone)),
        elapsed_ms: options.elapsed_ms,
        bytes_per_second: bytes.saturating_mul(1000).checked_div(options.elapsed_ms).unwrap_or(0),
        timezone,
        knowledge_digest: knowledge.digest().to_owned(),
        redacted: options.is_redacted,
    }
}

/// `+01:00`
fn offset_name(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The offset that most records are written with; on a tie the smaller one.
#[must_use]
pub fn zone_of_the_logs(summary: &Summary) -> TimeZone {
    let mut counts = BTreeMap::<i16, u64>::new();
    for account in summary.accounts.values() {
        for (offset, count) in &account.offsets {
            if let Some(offset) = offset {
                *counts.entry(*offset).or_default() += count;
            }
        }
    }
    let most = counts.into_iter().max_by_key(|(offset, count)| (*count, -offset));
    let seconds = most.map_or(0, |(offset, _)| i32::from(offset) * 60);
    match seconds {
        0 => TimeZone::UTC,
        _ => Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed),
    }
}
