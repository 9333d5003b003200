//! A report from a summary: each part by its own function, in the order in which they need each other.

use jiff::tz::TimeZone;

use super::{
    Baseline, Given, Issue, Moment, Report, Run, SCHEMA_VERSION, actions, baseline, cascade,
    coverage, crash_loop,
    daily_restart::Restarts,
    evidence, findings, issues, missing, outage, places, rank, rerun, restart_order,
    silence::{self, Silence},
    timeline, times,
};
use crate::{
    knowledge::{KnowledgeBase, Role},
    lang::word,
    record::Timestamp,
    redact::Redactor,
    summary::{Group, GroupKey, Summary},
};

/// What a report needs to know beside the summary.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReportOptions {
    /// Zone of the report; by default that of the logs, else UTC.
    pub timezone: Option<TimeZone>,
    /// The outage, when it is given and not to be found.
    pub outage: Option<Given>,
    /// The hour of the daily restart on the server's clock, in seconds since midnight; else it is found.
    pub restart_time: Option<i64>,
    /// An earlier report to compare with.
    pub baseline: Option<Baseline>,
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
        let zone = options.timezone.clone().unwrap_or_else(|| times::zone_of_the_logs(summary));
        let grid = timeline::Grid::of(summary);
        let restarts = Restarts::find(summary, grid.as_ref(), options.restart_time);
        let mut found = events(summary, knowledge, grid.as_ref(), &restarts, &zone);
        let pairs = summary.groups.values().zip(&found);
        let errors = grid.map(|grid| outage::Errors::of(pairs, grid, &restarts));
        let outages = outage::Outages::of(summary, errors.as_ref(), options.outage, &zone);
        if let Some(main) = outages.main() {
            for issue in &mut found {
                main.judge(issue);
            }
        }
        let silences = silence::find(summary, grid.as_ref());
        found.extend(stretches(summary, &silences, &restarts, outages.main(), knowledge, &zone));
        found.extend(missing::issues(&missing::expected(summary), summary, knowledge));
        let outage = outages.main().map(|main| &main.outage);
        let coverage = coverage::coverage(summary, outage, grid.as_ref(), &zone);
        let redactor = if options.is_redacted { Redactor::ON } else { Redactor::OFF };
        let now = baseline::Now { knowledge, coverage: &coverage, outage, zone: &zone, redactor };
        let groups: Vec<_> = summary.groups.values().collect();
        cascade::fold(&mut found, &groups, knowledge, grid.as_ref());
        let mut issues = findings::add(rank::rank(found), summary, knowledge);
        let baseline = options.baseline.as_ref();
        let baseline = baseline.map(|baseline| baseline.compare(&mut issues, &now));
        if baseline.is_some() {
            // What is known from before weighs less.
            issues = rank::rank(issues);
        }
        let totals = coverage::totals(summary);
        let set_aside = issues.iter().filter(|issue| issue.daily_restart).map(|issue| issue.count);
        let set_aside = set_aside.sum();
        let actions = restart_order::sort(actions::actions(&issues), &issues, knowledge);
        Report {
            schema_version: SCHEMA_VERSION,
            run: run(options, &zone, knowledge, totals.bytes),
            outage: outage.cloned(),
            outages: outages.list(),
            daily_restart: restarts.shown(set_aside, &zone),
            restart_order: restart_order::steps(&actions, &issues, knowledge),
            actions,
            rerun: rerun::rerun(&issues, outage.is_some(), summary, knowledge, &zone),
            issues,
            modules: coverage::modules(summary, knowledge, &silences, &zone),
            timeline: timeline::timeline(summary, grid.as_ref(), &zone),
            coverage,
            code_counts: summary
                .code_counts
                .iter()
                .map(|(code, count)| (code.as_str().to_owned(), *count))
                .collect(),
            totals,
            baseline,
        }
    }
}

/// Silences and crash loops: issues that no error tells.
fn stretches(
    summary: &Summary,
    silences: &[Silence],
    restarts: &Restarts,
    outage: Option<&outage::Placed>,
    knowledge: &KnowledgeBase,
    zone: &TimeZone,
) -> Vec<Issue> {
    let loops = crash_loop::find(summary, restarts);
    let mut issues = silence::issues(summary, silences, knowledge, zone);
    issues.extend(crash_loop::issues(summary, &loops, knowledge, zone));
    for issue in &mut issues {
        match outage {
            Some(outage) => outage.judge_stretch(issue),
            None => issue.take(&evidence::of_habits()),
        }
    }
    issues
}

/// An issue for each group of errors and warnings, in the order of the groups.
fn events(
    summary: &Summary,
    knowledge: &KnowledgeBase,
    grid: Option<&timeline::Grid>,
    restarts: &Restarts,
    zone: &TimeZone,
) -> Vec<Issue> {
    let event = |(key, group): (&GroupKey, &Group)| {
        let mut issue = issues::issue(*key, group, knowledge, zone);
        issue.series = grid.map(|grid| grid.sparse(&group.over_time)).unwrap_or_default();
        places::add(&mut issue, group, summary);
        if restarts.explains(group, summary) {
            issue.daily_restart = true;
            issue.role = Role::Noise;
        }
        issue
    };
    summary.groups.iter().map(event).collect()
}

fn run(options: &ReportOptions, zone: &TimeZone, knowledge: &KnowledgeBase, bytes: u64) -> Run {
    let timezone = match (zone.iana_name(), zone.to_fixed_offset()) {
        (Some(name), _) => name.to_owned(),
        (None, Ok(offset)) => times::offset_name(offset),
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
        stamp: (!options.is_redacted).then(|| word::PERSONAL_DATA.english().to_owned()),
    }
}
