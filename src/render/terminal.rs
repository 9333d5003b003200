//! The first screen: is it over, when, what first, why, what was not seen. At 80 columns, or as wide as the terminal;
//! piped it is the same text without colour.

mod details;
mod paint;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io,
};

use paint::{Hue, Painter};

use super::{
    Renderer, Style, escape,
    text::{self, Spans, bytes, counted, duration, number, share, wrap},
};
use crate::{
    knowledge::{Role, Severity},
    report::{Action, Issue, Report},
};

/// Actions shown on the first screen.
const ACTIONS_SHOWN: usize = 5;
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
        table::issues(&mut page)?;
        table::modules(&mut page)?;
        page.actions()?;
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
        let title = format!(
            "nltriage {}: {}, {}, {}",
            report.run.version,
            counted(totals.sources, "log", "logs"),
            counted(modules.len() as u64, "module", "modules"),
            counted(instances.len() as u64, "instance", "instances"),
        );
        for line in wrap(&title, self.width) {
            let line = self.paint.bold(&line);
            self.line(&line)?;
        }
        let mut read = format!("{}, {} lines", bytes(totals.bytes), number(totals.lines));
        if report.run.elapsed_ms > 0 {
            let seconds = report.run.elapsed_ms as f64 / 1000.0;
            let speed = bytes(report.run.bytes_per_second);
            let _ = write!(read, " in {seconds:.2} s ({speed}/s)");
        }
        self.paragraph("", &read)?;
        let skips = &report.coverage.skips;
        let unparsed =
            skips.iter().find(|skip| skip.reason == "unparsed").map_or(0, |skip| skip.lines);
        let span = match Spans::of(report).logs {
            Some((first, last)) => format!(
                "logs {} - {} {}",
                first.format("%Y-%m-%d %H:%M"),
                last.format("%Y-%m-%d %H:%M"),
                report.run.timezone
            ),
            None => "logs without any time stamp".to_owned(),
        };
        self.paragraph("", &format!("{span}, unparsed {}", share(unparsed, totals.lines)))?;
        if !report.run.redacted {
            let stamp =
                self.paint.hue(Hue::Red, "CONTAINS PERSONAL DATA: redaction was switched off");
            self.line(&stamp)?;
        }
        Ok(())
    }

    /// Is it over, and when was it.
    fn verdict(&mut self) -> io::Result<()> {
        let report = self.report;
        writeln!(self.out)?;
        let spans = Spans::of(report);
        let Some((first, last)) = spans.errors else {
            let calm = if report.totals.error + report.totals.warning == 0 {
                "No errors and no warnings."
            } else {
                "No errors, only warnings or noise."
            };
            let calm = self.paint.hue(Hue::Green, calm);
            return self.line(&calm);
        };
        let seconds = (last.timestamp().0 - first.timestamp().0) / 1_000_000;
        let span = format!("{} ({})", text::span(first, last), duration(seconds));
        for (index, line) in wrap(&span, self.width - 9).iter().enumerate() {
            let start = if index == 0 { self.paint.hue(Hue::Red, "ERRORS") } else { " ".repeat(6) };
            self.line(&format!("{start}   {line}"))?;
        }
        if let Some((_, end)) = spans.logs {
            let quiet = (end.timestamp().0 - last.timestamp().0) / 1_000_000;
            let verdict = if quiet >= 600 {
                format!(
                    "last error {}, then none for {} until the logs end",
                    last.format("%H:%M:%S"),
                    duration(quiet)
                )
            } else {
                format!("still going on when the logs end ({})", end.format("%H:%M:%S"))
            };
            self.paragraph("         ", &verdict)?;
        }
        let spark = table::sparkline(report, self.width.saturating_sub(10));
        if !spark.is_empty() {
            self.line(&format!("errors   {spark}"))?;
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
        self.heading("DO FIRST")?;
        for (number, (action, issue)) in shown.into_iter().take(ACTIONS_SHOWN).enumerate() {
            let start = format!("{}. ", number + 1);
            let risk = format!("[{}, risk: {}] ", escape::line(&action.module), action.risk.name());
            self.paragraph(&start, &format!("{risk}{}", escape::line(&action.text)))?;
            self.command("     ", &action.command)?;
            self.paragraph("   why: ", &why(issue))?;
            if number == 0 {
                self.paragraph("   check: ", &escape::line(&action.verify))?;
            }
        }
        if more > 0 {
            self.line(&format!("   {} more with --all", number(more as u64)))?;
        }
        Ok(())
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
        let coverage = &self.report.coverage;
        let mut notes = Vec::new();
        for problem in &coverage.problems {
            let offset = problem
                .offset
                .map_or(String::new(), |offset| format!(" at byte {}", number(offset)));
            notes.push(escape::line(&format!("{}{offset}: {}", problem.source, problem.message)));
        }
        if let Some(first) = coverage.unparsed.first() {
            let skip = coverage.skips.iter().find(|skip| skip.reason == "unparsed");
            let lines = counted(skip.map_or(0, |skip| skip.lines), "line", "lines");
            notes.push(escape::line(&format!(
                "{lines} of no known form, the first at {}:{}",
                first.source, first.line
            )));
        }
        for skip in coverage
            .skips
            .iter()
            .filter(|skip| matches!(skip.reason.as_str(), "orphan" | "out-of-range"))
        {
            notes.push(format!(
                "{} ({}) {}",
                counted(skip.lines, "line", "lines"),
                bytes(skip.bytes),
                skip.reason
            ));
        }
        for kind in coverage.not_logs.iter().filter(|kind| kind.bytes > 0) {
            let files = counted(kind.files, "file", "files");
            notes.push(escape::line(&format!(
                "{files} not read ({}), such as {}",
                kind.kind, kind.example
            )));
        }
        if let Some(first) = coverage.assumed_utc.first() {
            let files = counted(coverage.assumed_utc.len() as u64, "log names", "logs name");
            notes.push(escape::line(&format!(
                "{files} no zone: taken as UTC (--input-tz), such as {first}"
            )));
        }
        if coverage.is_capped {
            notes.push("more distinct messages than are told apart; the rest is summed".to_owned());
        }
        if notes.is_empty() {
            return Ok(());
        }
        self.heading("NOT SEEN")?;
        let limit = self.style.top.map_or(usize::MAX, |_| 8);
        let more = notes.len().saturating_sub(limit);
        for note in notes.iter().take(limit) {
            self.paragraph("- ", note)?;
        }
        if more > 0 {
            self.line(&format!("  {} more with --all", number(more as u64)))?;
        }
        Ok(())
    }
}

/// Counts, times and place: what the order rests on.
fn why(issue: &Issue) -> String {
    let code = issue.codes.first().map_or(String::new(), |code| format!("{code}, "));
    let times = match (issue.count, issue.first_seen) {
        (1, Some(at)) => format!("once, at {}", at.format("%H:%M:%S")),
        (1, None) => "once".to_owned(),
        (count, Some(at)) => format!("{} times since {}", number(count), at.format("%H:%M:%S")),
        (count, None) => format!("{} times", number(count)),
    };
    let place = issue.excerpts.first().map_or(String::new(), |excerpt| {
        format!(", see {}:{}", text::file_name(&excerpt.source), excerpt.line)
    });
    let role = match issue.role {
        Role::Wrapper => " (only a wrapper: its cause was not found)",
        Role::Cause | Role::Symptom | Role::Noise => "",
    };
    escape::line(&format!("{code}{times}{place}{role}"))
}
