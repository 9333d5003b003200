//! The first screen: is it over, when, what first, why, what was not seen. At 80 columns, or as wide as the terminal;
//! piped it is the same text without colour.

mod baseline;
mod details;
mod paint;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use paint::{Hue, Painter};

use super::{
    Renderer, Style, escape,
    text::{self, IMPACTS_SHOWN, Spans, bytes, counted, duration, number, share, wrap},
};
use crate::{
    knowledge::{Role, Severity},
    lang::{
        Lang,
        word::{self, Word},
    },
    report::{Action, Found, Issue, Report, Skip},
};

/// Actions shown on the first screen.
const ACTIONS_SHOWN: usize = 5;
/// Names of each sort of work to run again.
const RERUN_SHOWN: usize = 3;
/// Narrowest width that is laid out; below it lines simply run on.
const MIN_WIDTH: usize = 40;
/// Widest: beyond it a line is hard to follow.
const MAX_WIDTH: usize = 120;

/// Text for the person on call.
#[derive(Debug)]
pub struct Terminal;

impl Renderer for Terminal {
    fn name(&self) -> &'static str {
        "terminal"
    }

    fn suffix(&self) -> Option<&'static str> {
        None
    }

    fn render(&self, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let width = style.width.clamp(MIN_WIDTH, MAX_WIDTH);
        let mut page =
            Page { report, style, width, paint: Painter { is_on: style.has_color }, out };
        page.head()?;
        page.verdict()?;
        baseline::news(&mut page)?;
        table::issues(&mut page)?;
        table::modules(&mut page)?;
        page.actions()?;
        page.rerun()?;
        if style.has_details {
            details::issues(&mut page)?;
        }
        page.coverage()
    }
}

/// What the sections write on.
struct Page<'a> {
    report: &'a Report,
    style: &'a Style,
    width: usize,
    paint: Painter,
    out: &'a mut dyn io::Write,
}

impl Page<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    /// A paragraph behind a margin.
    fn paragraph(&mut self, first: &str, text: &str) -> io::Result<()> {
        let margin = text::width(first);
        for (index, line) in wrap(text, self.width - margin).iter().enumerate() {
            let start = if index == 0 { first.to_owned() } else { " ".repeat(margin) };
            self.line(&format!("{start}{line}"))?;
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        let painted = self.paint.bold(text);
        writeln!(self.out)?;
        self.line(&painted)
    }

    /// What was read, and how well.
    fn head(&mut self) -> io::Result<()> {
        let report = self.report;
        let totals = &report.totals;
        let instances = report.modules.iter().filter_map(|module| module.instance.as_deref());
        let mut instances: Vec<_> = instances.filter(|name| *name != "default").collect();
        instances.sort_unstable();
        instances.dedup();
        let mut modules: Vec<_> = report.modules.iter().map(|module| &module.module).collect();
        modules.dedup();
        let lang = self.style.lang;
        let title = lang.fill(
            word::TITLE,
            &[
                ("version", &report.run.version),
                ("logs", &counted(lang, totals.sources, word::LOGS)),
                ("modules", &counted(lang, modules.len() as u64, word::MODULES)),
                ("instances", &counted(lang, instances.len() as u64, word::INSTANCES)),
            ],
        );
        for line in wrap(&title, self.width) {
            let line = self.paint.bold(&line);
            self.line(&line)?;
        }
        let seconds = format!("{:.2}", report.run.elapsed_ms as f64 / 1000.0);
        let read = lang.fill(
            if report.run.elapsed_ms > 0 { word::READ_IN } else { word::READ },
            &[
                ("bytes", &bytes(totals.bytes)),
                ("lines", &counted(lang, totals.lines, word::LINES)),
                ("seconds", &seconds),
                ("speed", &bytes(report.run.bytes_per_second)),
            ],
        );
        self.paragraph("", &read)?;
        let skips = &report.coverage.skips;
        let unparsed =
            skips.iter().find(|skip| skip.reason == "unparsed").map_or(0, |skip| skip.lines);
        let share = share(unparsed, totals.lines);
        let span = match Spans::of(report).logs {
            Some((first, last)) => lang.fill(
                word::LOGS_SPAN,
                &[
                    ("from", &first.format("%Y-%m-%d %H:%M")),
                    ("to", &last.format("%Y-%m-%d %H:%M")),
                    ("zone", &report.run.timezone),
                    ("share", &share),
                ],
            ),
            None => lang.fill(word::LOGS_UNDATED, &[("share", &share)]),
        };
        self.paragraph("", &span)?;
        if !report.run.redacted {
            let stamp = self.paint.hue(Hue::Red, lang.say(word::PERSONAL_DATA));
            self.line(&stamp)?;
        }
        Ok(())
    }

    /// Is it over, and when was it.
    fn verdict(&mut self) -> io::Result<()> {
        let (report, lang) = (self.report, self.style.lang);
        writeln!(self.out)?;
        let spans = Spans::of(report);
        let Some((first, last)) = spans.errors else {
            let is_clean = report.totals.error + report.totals.warning == 0;
            let calm = if is_clean { word::NO_TROUBLE } else { word::ONLY_WARNINGS };
            let calm = self.paint.hue(Hue::Green, lang.say(calm));
            return self.line(&calm);
        };
        let outage = report.outage.as_ref();
        let (first, last) = outage.map_or((first, last), |outage| (outage.from, outage.to));
        let seconds = (last.timestamp().0 - first.timestamp().0) / 1_000_000;
        let span = format!("{} ({})", text::span(lang, first, last), duration(seconds));
        let head = lang.say(if outage.is_some() { word::OUTAGE } else { word::ERRORS });
        let (over_time, impact) = (lang.say(word::ERRORS_OVER_TIME), lang.say(word::IMPACT));
        let margin = [head, over_time, impact].map(text::width).into_iter().max().unwrap_or(0);
        let margin = (margin + 2).max(9);
        for (index, line) in wrap(&span, self.width - margin).iter().enumerate() {
            let start = text::left(if index == 0 { head } else { "" }, margin);
            let start = self.paint.hue(Hue::Red, &start);
            self.line(&format!("{start}{line}"))?;
        }
        for line in text::verdict(report, lang) {
            self.paragraph(&" ".repeat(margin), &line)?;
        }
        let spark = table::sparkline(report, self.width.saturating_sub(margin + 1));
        if !spark.is_empty() {
            self.line(&format!("{}{spark}", text::left(over_time, margin)))?;
        }
        self.impact(&text::left(impact, margin))
    }

    /// What the business lost, by the modules that were hit most.
    fn impact(&mut self, label: &str) -> io::Result<()> {
        let modules = text::hit(self.report, self.style);
        let margin = " ".repeat(text::width(label));
        for (index, module) in modules.into_iter().take(IMPACTS_SHOWN).enumerate() {
            let impact = text::impact(self.style.lang, module);
            let line = escape::line(&format!("{}: {impact}", module.module));
            self.paragraph(if index == 0 { label } else { &margin }, &line)?;
        }
        Ok(())
    }

    /// The first step for each of the first issues. What is cosmetic asks for nothing to be done first.
    fn actions(&mut self) -> io::Result<()> {
        let is_shown = |issue: &&Issue| {
            self.style.shows(issue) && (self.style.has_details || issue.severity > Severity::Low)
        };
        let issues: BTreeMap<&str, &Issue> = self
            .report
            .issues
            .iter()
            .filter(is_shown)
            .map(|issue| (issue.id.as_str(), issue))
            .collect();
        let mut seen = BTreeSet::new();
        let shown: Vec<(&Action, &Issue)> = self
            .report
            .actions
            .iter()
            .filter_map(|action| Some((action, *issues.get(action.issue.as_str())?)))
            .filter(|(action, _)| seen.insert(&action.issue))
            .collect();
        if shown.is_empty() {
            return Ok(());
        }
        let more = shown.len().saturating_sub(ACTIONS_SHOWN);
        let lang = self.style.lang;
        self.heading(lang.say(word::DO_FIRST))?;
        for (number, (action, issue)) in shown.into_iter().take(ACTIONS_SHOWN).enumerate() {
            let start = format!("{}. ", number + 1);
            let risk = text::degree(lang, action.risk.name());
            let values = [("module", &*escape::line(&action.module)), ("risk", risk)];
            let risk = lang.fill(word::ACTION_RISK, &values);
            self.paragraph(&start, &format!("{risk} {}", escape::line(&action.text)))?;
            self.command("     ", &action.command)?;
            if let Some(words) = lang.module(&action.module)
                && !words.cure.is_empty()
            {
                self.labelled(word::IN_SHORT, &words.cure)?;
            }
            self.labelled(word::WHY, &why(lang, issue))?;
            if number == 0 {
                self.labelled(word::CHECK, &escape::line(&action.verify))?;
            }
        }
        if more > 0 {
            let more = lang.fill(word::MORE, &[("n", &number(more as u64))]);
            self.line(&format!("   {more}"))?;
        }
        if let Some(order) = text::restart_order(self.report, lang) {
            self.paragraph("   ", &escape::line(&order))?;
        }
        Ok(())
    }

    /// Work that failed, by name.
    fn rerun(&mut self) -> io::Result<()> {
        let (rerun, lang) = (&self.report.rerun, self.style.lang);
        let sorts = [
            (word::WORKFLOW, &rerun.workflows),
            (word::DELIVERY, &rerun.deliveries),
            (word::IMPORT, &rerun.imports),
            (word::EXPORT, &rerun.exports),
        ];
        if sorts.iter().all(|(_, items)| items.is_empty()) {
            return Ok(());
        }
        self.heading(&lang.say(word::MD_RERUN).to_uppercase())?;
        let limit = if self.style.has_details { usize::MAX } else { RERUN_SHOWN };
        for (sort, items) in sorts {
            let sort = lang.say(sort);
            for item in items.iter().take(limit) {
                let text = text::rerun_item(lang, sort, item, item.id.as_str());
                self.paragraph("- ", &escape::line(&text))?;
            }
            if let Some(item) = items.first().filter(|item| !item.advice.is_empty()) {
                self.paragraph("  ", &escape::line(&item.advice))?;
            }
            let more = items.len().saturating_sub(limit);
            if more > 0 {
                let more = lang.fill(word::MORE, &[("n", &number(more as u64))]);
                self.line(&format!("  {sort}: {more}"))?;
            }
        }
        Ok(())
    }

    /// A paragraph behind a word.
    fn labelled(&mut self, label: Word, text: &str) -> io::Result<()> {
        let label = self.style.lang.say(label);
        self.paragraph(&format!("   {label} "), text)
    }

    /// A command on a line of its own, whole: it is there to be copied.
    fn command(&mut self, margin: &str, command: &str) -> io::Result<()> {
        if command.is_empty() {
            return Ok(());
        }
        let command = self.paint.hue(Hue::Cyan, &escape::line(command));
        self.line(&format!("{margin}{command}"))
    }

    /// What was not seen.
    fn coverage(&mut self) -> io::Result<()> {
        let lang = self.style.lang;
        let notes = notes(self.report, lang);
        if notes.is_empty() {
            return Ok(());
        }
        self.heading(lang.say(word::NOT_SEEN))?;
        let limit = self.style.top.map_or(usize::MAX, |_| 8);
        let more = notes.len().saturating_sub(limit);
        for note in notes.iter().take(limit) {
            self.paragraph("- ", note)?;
        }
        if more > 0 {
            let more = lang.fill(word::MORE, &[("n", &number(more as u64))]);
            self.line(&format!("  {more}"))?;
        }
        Ok(())
    }
}

/// What was not seen, one sentence each.
fn notes(report: &Report, lang: &Lang) -> Vec<String> {
    let coverage = &report.coverage;
    let lines = |skip: &Skip| counted(lang, skip.lines, word::LINES);
    let mut notes = Vec::new();
    for problem in &coverage.problems {
        let values = [
            ("source", problem.source.clone()),
            ("offset", problem.offset.map_or_else(String::new, number)),
            ("message", problem.message.clone()),
        ];
        notes.push(match problem.offset {
            Some(_) => lang.fill(word::AT_BYTE, &values),
            None => format!("{}: {}", problem.source, problem.message),
        });
    }
    for skip in &coverage.skips {
        let place = coverage.unparsed.first().map(|line| format!("{}:{}", line.source, line.line));
        let (word, place) = match (skip.reason.as_str(), place) {
            ("unparsed", Some(place)) => (word::UNKNOWN_FORM, place),
            ("orphan", _) => (word::ORPHAN, String::new()),
            ("out-of-range", _) => (word::OUT_OF_RANGE, String::new()),
            _ => continue,
        };
        let values = [("lines", &*lines(skip)), ("bytes", &bytes(skip.bytes)), ("place", &place)];
        notes.push(lang.fill(word, &values));
    }
    for late in &coverage.overwritten {
        let values = [("module", &*late.module), ("time", &late.earliest.format("%H:%M:%S"))];
        notes.push(lang.fill(word::OVERWRITTEN, &values));
    }
    notes.extend(text::odd_times(report, lang));
    for kind in coverage.not_logs.iter().filter(|kind| kind.bytes > 0) {
        let files = counted(lang, kind.files, word::FILES);
        let values = [("files", &*files), ("kind", &kind.kind), ("example", &kind.example)];
        notes.push(lang.fill(word::NOT_READ, &values));
    }
    if let Some(first) = coverage.assumed_utc.first() {
        let files = counted(lang, coverage.assumed_utc.len() as u64, word::LOGS);
        notes.push(lang.fill(word::TAKEN_AS_UTC, &[("files", &files), ("example", first)]));
    }
    if coverage.is_capped {
        notes.push(lang.say(word::CAPPED).to_owned());
    }
    notes.iter().map(|note| escape::line(note)).collect()
}

/// Counts, times and place: what the order rests on.
fn why(lang: &Lang, issue: &Issue) -> String {
    let stretch = match (issue.is_silence(), issue.is_restart()) {
        (true, _) => Some(word::SILENT),
        (_, true) => Some(word::STARTS_AGAIN),
        _ => None,
    };
    if let (Some(word), Some(from), Some(to)) = (stretch, issue.first_seen, issue.last_seen) {
        return lang.fill(word, &[("span", &text::span(lang, from, to))]);
    }
    if issue.is_missing_log() {
        return lang.say(word::NO_LOG).to_owned();
    }
    if issue.is_finding() {
        let are = |found| issue.checks.iter().filter(|check| check.found == found).count();
        let [n, found, unknown] = [issue.checks.len(), are(Found::Yes), are(Found::Unknown)]
            .map(|count| number(count as u64));
        let values = [("n", &*n), ("found", &found), ("unknown", &unknown)];
        return lang.fill(word::CAUSES_CHECKED, &values);
    }
    let code = issue.codes.first().map_or(String::new(), |code| format!("{code}, "));
    let at = issue.first_seen.map(|at| at.format("%H:%M:%S"));
    let word = match (issue.count, &at) {
        (1, Some(_)) => word::ONCE_AT,
        (1, None) => word::ONCE,
        (_, Some(_)) => word::TIMES_SINCE,
        (_, None) => word::TIMES,
    };
    let values = [("n", &*number(issue.count)), ("time", at.as_deref().unwrap_or_default())];
    let times = lang.fill(word, &values);
    let place = issue.excerpts.first().map_or(String::new(), |excerpt| {
        let place = format!("{}:{}", text::file_name(&excerpt.source), excerpt.line);
        format!(", {}", lang.fill(word::SEE_PLACE, &[("place", &place)]))
    });
    let role = match issue.role {
        Role::Wrapper => format!(" {}", lang.say(word::ONLY_WRAPPER)),
        Role::Cause | Role::Symptom | Role::Noise => String::new(),
    };
    escape::line(&format!("{code}{times}{place}{role}"))
}
