//! The first screen: is it over, when, what first, why, what was not seen. At 80 columns, or as wide as the terminal;
//! piped it is the same text without colour.

mod actions;
mod baseline;
mod details;
mod modules;
mod notes;
mod paint;
mod table;

use std::{collections::BTreeSet, io};

use paint::{Hue, Painter};

use super::{
    Renderer, Style,
    clock::Clock,
    escape, sentences, stretch,
    text::{self, bytes, counted, share, wrap},
};
use crate::{
    lang::word::{self, Word},
    report::Report,
};

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
        let (paint, clock) =
            (Painter { is_on: style.has_color }, Clock::of(stretch::logs_span(report), style.lang));
        let mut page = Page { report, style, width, paint, clock, out };
        page.head()?;
        page.verdict()?;
        baseline::news(&mut page)?;
        table::issues(&mut page)?;
        modules::table(&mut page)?;
        actions::first_steps(&mut page)?;
        actions::rerun(&mut page)?;
        if style.has_details {
            details::issues(&mut page)?;
        }
        notes::coverage(&mut page)
    }
}

/// What the sections write on.
struct Page<'a> {
    report: &'a Report,
    style: &'a Style,
    width: usize,
    paint: Painter,
    clock: Clock,
    out: &'a mut dyn io::Write,
}

impl Page<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    /// A paragraph behind a margin.
    fn paragraph(&mut self, first: &str, text: &str) -> io::Result<()> {
        let margin = text::width(first);
        for (index, line) in wrap(text, self.width.saturating_sub(margin)).iter().enumerate() {
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
        let instances: BTreeSet<_> = instances.filter(|name| *name != "default").collect();
        let modules: BTreeSet<_> = report.modules.iter().map(|module| &module.module).collect();
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
        let span = match stretch::logs_span(report) {
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
        let trouble = stretch::trouble(report).map(|trouble| {
            let span = self.clock.stretch(trouble, lang);
            format!("{span} ({})", stretch::length(trouble))
        });
        let Some(trouble) = trouble.or_else(|| sentences::undated_errors(report, lang)) else {
            let is_clean = report.totals.error + report.totals.warning == 0;
            let calm = if is_clean { word::NO_TROUBLE } else { word::ONLY_WARNINGS };
            let calm = self.paint.hue(Hue::Green, lang.say(calm));
            return self.line(&calm);
        };
        let head = if report.outage.is_some() { word::OUTAGE } else { word::ERRORS };
        let labels = [head, word::ERRORS_OVER_TIME, word::IMPACT].map(|word| lang.say(word));
        let margin = labels.map(text::width).into_iter().max().unwrap_or(0);
        let margin = (margin + 2).max(9);
        let [head, over_time, impact] = labels.map(|label| text::left(label, margin));
        let blank = " ".repeat(margin);
        for (index, line) in wrap(&trouble, self.width.saturating_sub(margin)).iter().enumerate() {
            let start = self.paint.hue(Hue::Red, if index == 0 { &head } else { &blank });
            self.line(&format!("{start}{line}"))?;
        }
        for line in sentences::verdict(report, lang) {
            self.paragraph(&blank, &line)?;
        }
        let spark = modules::sparkline(report, self.width.saturating_sub(margin + 1));
        if !spark.is_empty() {
            self.line(&format!("{over_time}{spark}"))?;
        }
        for (index, line) in sentences::impacts(report, self.style).iter().enumerate() {
            self.paragraph(if index == 0 { &impact } else { &blank }, &escape::line(line))?;
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
}
