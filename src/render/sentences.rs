//! What a report says in the same words on the terminal and in Markdown.

use std::collections::BTreeSet;

use super::{
    Style,
    clock::Clock,
    stretch::{errors_span, failures, logs_span, seconds_between},
    text::{counted, day_time, decimal, duration, number, span, times},
};
use crate::{
    knowledge::{Role, Severity},
    lang::{
        Lang,
        word::{self, Word},
    },
    redact::Redacted,
    report::{
        Coverage, Found, Issue, Module, Moment, Outage, ProblemReport, Report, Rerun, RerunItem,
    },
};

/// Modules whose loss is put in words.
const IMPACTS_SHOWN: usize = 3;
/// Without an error for so long, it is over.
const QUIET_SECONDS: i64 = 600;

// Single words

/// A severity, a risk of an issue or the risk of a step, as the JSON names it, in the language of the reader.
#[must_use]
pub fn degree<'a>(lang: &'a Lang, name: &'a str) -> &'a str {
    match name {
        "critical" => lang.say(word::CRITICAL),
        "high" => lang.say(word::HIGH),
        "medium" => lang.say(word::MEDIUM),
        "low" => lang.say(word::LOW),
        "none" => lang.say(word::NONE),
        other => other,
    }
}

/// A role in the language of the reader.
#[must_use]
pub fn role(lang: &Lang, role: Role) -> &str {
    lang.say(match role {
        Role::Cause => word::CAUSE,
        Role::Symptom => word::SYMPTOM,
        Role::Wrapper => word::WRAPPER,
        Role::Noise => word::NOISE,
    })
}

/// Whether a possible cause was found, in the language of the reader.
pub(super) fn found(lang: &Lang, found: Found) -> &str {
    lang.say(match found {
        Found::Yes => word::CHECK_FOUND,
        Found::No => word::CHECK_NOT_FOUND,
        Found::Unknown => word::CHECK_UNKNOWN,
    })
}

/// How an issue's rate in the outage compares with the rest of the time: `new`, `x12`, or `-`.
pub(super) fn change(lang: &Lang, issue: &Issue) -> String {
    if issue.count_in_outage.unwrap_or(0) == 0 {
        return "-".to_owned();
    }
    match (issue.terms.novelty, issue.terms.rate_ratio) {
        (Some(novelty), _) if novelty >= 1.0 => lang.say(word::NEW).to_owned(),
        (_, Some(ratio)) => times(ratio),
        (_, None) => "-".to_owned(),
    }
}

/// How many of all are not among the first `limit`; nothing when none is left out.
pub(super) fn more(lang: &Lang, all: usize, limit: usize) -> Option<String> {
    let more = all.saturating_sub(limit);
    (more > 0).then(|| lang.fill(word::MORE, &[("n", number(more as u64))]))
}

// How bad it was

/// `2 errors, undated`, where errors have no time at all.
pub(super) fn undated_errors(report: &Report, lang: &Lang) -> Option<String> {
    let errors: u64 = failures(report).map(|issue| issue.errors).sum();
    let count = || counted(lang, errors, word::N_ERRORS);
    (errors > 0).then(|| format!("{}, {}", count(), lang.say(word::UNDATED)))
}

/// Whether it is over, how much worse than usual it was, and what else there was; a sentence each.
pub(super) fn verdict(report: &Report, lang: &Lang) -> Vec<String> {
    let Some((_, latest)) = errors_span(report) else {
        return Vec::new();
    };
    let mut lines = Vec::from_iter(end(report, latest, lang));
    if let Some(outage) = &report.outage {
        lines.push(rate(outage, lang));
        let others = report.outages.iter().filter(|other| *other != outage);
        lines.extend(others.map(|other| {
            lang.fill(word::MORE_OUTAGES, &[("span", span(lang, other.from, other.to))])
        }));
    } else {
        lines.push(lang.say(word::NO_OUTAGE).to_owned());
    }
    let restart = report.daily_restart.as_ref().filter(|restart| restart.records > 0);
    lines.extend(restart.map(|restart| {
        let values = [("time", &restart.time), ("n", &number(restart.records))];
        lang.fill(word::DAILY_RESTART, &values)
    }));
    lines
}

/// Whether it is over; nothing when no log tells the time of its end.
fn end(report: &Report, latest: Moment, lang: &Lang) -> Option<String> {
    let span = logs_span(report)?;
    let (_, end) = span;
    let outage = report.outage.as_ref();
    // A given outage may end long after the last error.
    let last = outage.map_or(latest, |outage| outage.to.min(latest));
    let quiet = seconds_between((last, end));
    if quiet < 0 {
        // Its stamp is out of all time, and there is no other.
        return None;
    }
    let clock = Clock::of(Some(span), lang);
    if !outage.map_or(quiet >= QUIET_SECONDS, |outage| outage.over) {
        return Some(lang.fill(word::GOING_ON, &[("time", clock.second(end))]));
    }
    let word = if latest > last { word::OVER_SINCE } else { word::LAST_ERROR };
    let (time, latest) = (clock.second(last), clock.second(latest));
    let values = [("time", time), ("last", latest), ("duration", duration(quiet))];
    Some(lang.fill(word, &values))
}

fn rate(outage: &Outage, lang: &Lang) -> String {
    let ratio = outage.ratio.map_or(String::new(), |ratio| format!(" ({})", times(ratio)));
    let (before, during) = (outage.errors_per_minute_before, outage.errors_per_minute_during);
    let values = [("before", decimal(before)), ("during", decimal(during)), ("ratio", ratio)];
    lang.fill(word::RATE, &values)
}

/// What the business lost, by the modules that were hit most: each with its name.
pub(super) fn impacts(report: &Report, style: &Style) -> Vec<String> {
    let impact = |module: &Module| {
        let translated = style.lang.module(&module.module).map(|words| words.impact.as_str());
        let impact = translated.filter(|text| !text.is_empty()).unwrap_or(&module.impact);
        format!("{}: {impact}", module.module)
    };
    hit(report, style).into_iter().take(IMPACTS_SHOWN).map(impact).collect()
}

/// The modules whose logs hold something grave, most errors first; each once.
fn hit<'a>(report: &'a Report, style: &Style) -> Vec<&'a Module> {
    let is_grave = |module: &Module| {
        report.issues.iter().any(|issue| {
            // A finding is felt where its causes are; they speak for themselves.
            let is_real = issue.role != Role::Noise && !issue.is_finding() && style.shows(issue);
            is_real && issue.severity >= Severity::High && issue.logged_by.contains(&module.module)
        })
    };
    let is_hit = |module: &&Module| {
        (module.errors > 0 || !module.silent.is_empty()) && !module.impact.is_empty()
    };
    let mut modules: Vec<_> = report.modules.iter().filter(is_hit).collect();
    modules.retain(|module| is_grave(module));
    modules.sort_by(|a, b| b.errors.cmp(&a.errors).then_with(|| a.module.cmp(&b.module)));
    let mut seen = BTreeSet::new();
    modules.retain(|module| seen.insert(&module.module));
    modules
}

// What to do

/// The modules to restart in their order, when there are several.
pub(super) fn restart_order(report: &Report, lang: &Lang) -> Option<String> {
    let order = &report.restart_order;
    let modules: Vec<_> = order.iter().map(|step| step.module.as_str()).collect();
    (modules.len() > 1).then(|| lang.fill(word::RESTART_ORDER, &[("list", modules.join(", "))]))
}

/// What must be run again, by sort, and how many more there are than are listed.
pub(super) fn rerun(rerun: &Rerun) -> [(Word, &[RerunItem], u64); 4] {
    let more = |list: &str| rerun.not_listed.get(list).copied().unwrap_or_default();
    [
        (word::WORKFLOW, &rerun.workflows, more("workflows")),
        (word::DELIVERY, &rerun.deliveries, more("deliveries")),
        (word::IMPORT, &rerun.imports, more("imports")),
        (word::EXPORT, &rerun.exports, more("exports")),
    ]
}

/// Says that a list is not complete, if it is not.
pub(super) fn not_listed(lang: &Lang, more: u64) -> Option<String> {
    (more > 0).then(|| lang.fill(word::NOT_LISTED, &[("n", number(more))]))
}

/// A piece of work to run again, in one line: what, where, why, and what became of it since.
pub(super) fn rerun_item(lang: &Lang, sort: Word, item: &RerunItem) -> String {
    let (sort, id) = (lang.say(sort), item.id.as_str());
    let instance = item.instance.as_ref().map_or(String::new(), |name| format!(" ({name})"));
    let said = |word: Word, name: &Option<Redacted>| {
        let name = name.as_ref().map(Redacted::as_str);
        name.map_or(String::new(), |name| format!(", {} {name}", lang.say(word)))
    };
    let activity = said(word::ACTIVITY, &item.activity);
    let operator = said(word::OPERATOR, &item.operator);
    let finished = item.finished.map_or(String::new(), |end| {
        format!("; {}", lang.fill(word::FINISHED_SINCE, &[("time", day_time(lang, end))]))
    });
    format!("{sort} {id}{instance}{activity}{operator}: {}{finished}", item.reason)
}

// What was not seen

/// What went wrong while reading.
pub(super) fn problem(lang: &Lang, problem: &ProblemReport) -> String {
    let ProblemReport { source, message, .. } = problem;
    match problem.offset {
        Some(offset) => {
            let values = [("source", source), ("offset", &number(offset)), ("message", message)];
            lang.fill(word::AT_BYTE, &values)
        }
        None => format!("{source}: {message}"),
    }
}

/// What is odd about the times of the logs, a sentence each.
pub(super) fn odd_times(report: &Report, lang: &Lang) -> Vec<String> {
    let coverage = &report.coverage;
    let mut notes = Vec::new();
    for step in &coverage.clock_steps {
        let values = [
            ("source", &step.source),
            ("n", &number(step.count)),
            ("duration", &duration(step.seconds)),
            ("offset", &number(step.offset)),
        ];
        let note = if step.count == 1 { word::CLOCK_BACK_ONCE } else { word::CLOCK_BACK };
        notes.push(lang.fill(note, &values));
    }
    if coverage.offsets.len() > 1 {
        let list: Vec<_> = coverage.offsets.iter().map(|one| one.offset.as_str()).collect();
        let values = [("list", &list.join(", ")), ("zone", &report.run.timezone)];
        notes.push(lang.fill(word::SEVERAL_OFFSETS, &values));
    }
    for old in &coverage.ended_before {
        let values = [("module", &old.module), ("time", &old.latest.format("%Y-%m-%d %H:%M"))];
        notes.push(lang.fill(word::ENDED_BEFORE, &values));
    }
    if let Some(odd) = &coverage.outlying {
        let values = [
            ("n", number(odd.records)),
            ("from", odd.from.format("%Y-%m-%d")),
            ("to", odd.to.format("%Y-%m-%d")),
        ];
        let note = if odd.records == 1 { word::OUTLYING_ONE } else { word::OUTLYING };
        notes.push(lang.fill(note, &values));
    }
    notes
}

/// Files that were not read, and what was taken for granted about the others.
pub(super) fn not_read(coverage: &Coverage, lang: &Lang) -> Vec<String> {
    let mut notes = Vec::new();
    for kind in coverage.not_logs.iter().filter(|kind| kind.bytes > 0) {
        let files = counted(lang, kind.files, word::FILES);
        let values = [("files", &files), ("kind", &kind.kind), ("example", &kind.example)];
        notes.push(lang.fill(word::NOT_READ, &values));
    }
    if let Some(first) = coverage.assumed_utc.first() {
        let files = counted(lang, coverage.assumed_utc.len() as u64, word::LOGS);
        notes.push(lang.fill(word::TAKEN_AS_UTC, &[("files", &files), ("example", first)]));
    }
    if coverage.is_capped {
        notes.push(lang.say(word::CAPPED).to_owned());
    }
    notes
}
