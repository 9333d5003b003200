//! Markdown to paste into a ticket or a postmortem. Plain tables; all text of a log is escaped.

mod tables;

use std::{collections::BTreeSet, io};

use super::{
    Renderer, Style,
    escape::{markdown as shown, markdown_code as code},
    links::Links,
    sentences::{self, degree, found, impacts, restart_order},
    stretch,
    text::{bytes, counted, number},
};
use crate::{
    lang::{
        Lang,
        word::{self, Counted, Word},
    },
    report::{Issue, Report},
};

/// Issues whose first record is shown as evidence.
const EVIDENCE_ISSUES: usize = 3;
/// Unparsed lines that are shown.
const UNPARSED_SHOWN: usize = 5;

/// Text for a ticket.
#[derive(Debug)]
pub struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn suffix(&self) -> Option<&'static str> {
        Some("md")
    }

    fn render(&self, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let issues = report.issues.iter().filter(|issue| style.shows(issue)).collect();
        let mut page = Page { report, issues, style, lang: style.lang, out };
        page.summary()?;
        page.cause()?;
        page.checks()?;
        page.actions()?;
        page.rerun()?;
        tables::issues(&mut page)?;
        tables::baseline(&mut page)?;
        tables::modules(&mut page)?;
        page.coverage()?;
        page.heading(word::MD_REPRODUCE)?;
        writeln!(page.out, "{}", code(&report.run.command))
    }
}

/// What the sections write on.
struct Page<'a> {
    report: &'a Report,
    issues: Vec<&'a Issue>,
    style: &'a Style,
    lang: &'a Lang,
    out: &'a mut dyn io::Write,
}

impl Page<'_> {
    fn heading(&mut self, word: Word) -> io::Result<()> {
        writeln!(self.out, "\n## {}\n", self.lang.say(word))
    }

    fn item(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "- {text}")
    }

    fn counted(&self, count: u64, what: Counted) -> String {
        counted(self.lang, count, what)
    }

    fn summary(&mut self) -> io::Result<()> {
        let (report, lang) = (self.report, self.lang);
        writeln!(self.out, "# {}\n", lang.say(word::MD_TITLE))?;
        if !report.run.redacted {
            writeln!(self.out, "**{}**\n", lang.say(word::PERSONAL_DATA))?;
        }
        for line in when(report, lang) {
            self.item(&line)?;
        }
        if let Some(first) = self.issues.first() {
            let values = [("title", shown(&first.title)), ("module", shown(first.responsible()))];
            self.item(&lang.fill(word::MD_FIRST_CAUSE_IS, &values))?;
        }
        for impact in impacts(report, self.style) {
            self.item(&shown(&impact))?;
        }
        let totals = &report.totals;
        let values = [
            ("errors", self.counted(totals.error, word::N_ERRORS)),
            ("warnings", self.counted(totals.warning, word::N_WARNINGS)),
            ("records", self.counted(totals.records, word::RECORDS)),
            ("logs", self.counted(totals.sources, word::LOGS)),
            ("bytes", bytes(totals.bytes)),
            ("zone", shown(&report.run.timezone)),
        ];
        self.item(&lang.fill(word::MD_TOTALS, &values))
    }

    /// The first issue with its evidence.
    fn cause(&mut self) -> io::Result<()> {
        let Some(&first) = self.issues.first() else {
            return Ok(());
        };
        let text = format!("**{}**: {}\n", shown(&first.title), shown(&first.meaning));
        self.heading(word::MD_FIRST_CAUSE)?;
        writeln!(self.out, "{text}")?;
        if let Some(evidence) = Links::of(self.report).evidence(first, self.lang) {
            writeln!(self.out, "{}\n", shown(&evidence))?;
        }
        let issues = self.issues.iter().copied().filter(|issue| !issue.is_finding());
        for issue in issues.take(EVIDENCE_ISSUES).collect::<Vec<_>>() {
            let Some(excerpt) = issue.excerpts.first() else {
                continue;
            };
            let undated = || self.lang.say(word::UNDATED).to_owned();
            let at = excerpt.at.map_or_else(undated, |at| at.to_string());
            self.item(&format!(
                "{at}, {}:{}: {} ({})",
                shown(&excerpt.source),
                excerpt.line,
                shown(excerpt.text.as_str()),
                self.counted(issue.count, word::RECORDS),
            ))?;
        }
        Ok(())
    }

    /// What may be behind each finding, and what the logs say about it.
    fn checks(&mut self) -> io::Result<()> {
        let findings: Vec<&Issue> =
            self.issues.iter().copied().filter(|issue| issue.is_finding()).collect();
        for finding in findings {
            let values = [("title", shown(&finding.title))];
            writeln!(self.out, "\n## {}\n", self.lang.fill(word::MD_CAUSES, &values))?;
            for check in &finding.checks {
                let found = found(self.lang, check.found);
                let (cause, text) = (shown(&check.cause), shown(&check.text));
                self.item(&format!("**{found}**: {cause}. {text}"))?;
            }
        }
        Ok(())
    }

    /// Actions as boxes to tick.
    fn actions(&mut self) -> io::Result<()> {
        let (report, lang) = (self.report, self.lang);
        let ids: BTreeSet<&str> = self.issues.iter().map(|issue| issue.id.as_str()).collect();
        let actions = report.actions.iter().filter(|action| ids.contains(action.issue.as_str()));
        self.heading(word::MD_ACTIONS)?;
        let mut issue = "";
        for action in actions {
            let command = if action.command.is_empty() {
                String::new()
            } else {
                format!(" {}", code(&action.command))
            };
            let risk = degree(lang, action.risk.name());
            let risk = lang.fill(word::MD_ACTION_RISK, &[("risk", risk)]);
            let (module, text) = (shown(&action.module), shown(&action.text));
            self.item(&format!("[ ] **{module}** {risk} {text}{command}"))?;
            if action.issue != issue {
                let cure = lang.module(&action.module).map_or("", |words| &words.cure);
                for (label, text) in [(word::IN_SHORT, cure), (word::CHECK, &action.verify)] {
                    if !text.is_empty() {
                        writeln!(self.out, "  - {} {}", lang.say(label), shown(text))?;
                    }
                }
            }
            issue = &action.issue;
        }
        if let Some(order) = restart_order(self.report, self.lang) {
            self.item(&shown(&order))?;
        }
        Ok(())
    }

    fn rerun(&mut self) -> io::Result<()> {
        let sorts = sentences::rerun(&self.report.rerun);
        if sorts.iter().all(|(_, items, _)| items.is_empty()) {
            return Ok(());
        }
        self.heading(word::MD_RERUN)?;
        for (sort, items, unlisted) in sorts {
            for item in items {
                let text = sentences::rerun_item(self.lang, sort, item);
                self.item(&format!("[ ] {}", shown(&text)))?;
            }
            if let Some(item) = items.first().filter(|item| !item.advice.is_empty()) {
                self.item(&shown(&item.advice))?;
            }
            if let Some(more) = sentences::not_listed(self.lang, unlisted) {
                self.item(&format!("{}: {more}", self.lang.say(sort)))?;
            }
        }
        Ok(())
    }

    fn coverage(&mut self) -> io::Result<()> {
        let (report, lang) = (self.report, self.lang);
        let (totals, coverage) = (&report.totals, &report.coverage);
        self.heading(word::MD_COVERAGE)?;
        let values = [
            ("lines", self.counted(totals.lines, word::LINES)),
            ("records", self.counted(totals.records, word::RECORDS)),
            ("continuation", number(totals.continuation)),
            ("skipped", number(totals.skipped)),
        ];
        self.item(&lang.fill(word::MD_LINES, &values))?;
        for skip in &coverage.skips {
            let values = [
                ("reason", shown(&skip.reason)),
                ("lines", self.counted(skip.lines, word::LINES)),
                ("bytes", bytes(skip.bytes)),
            ];
            self.item(&lang.fill(word::MD_SKIPPED, &values))?;
        }
        for late in &coverage.overwritten {
            let values = [("module", shown(&late.module)), ("time", late.earliest.to_string())];
            self.item(&lang.fill(word::OVERWRITTEN, &values))?;
        }
        for problem in &coverage.problems {
            self.item(&shown(&sentences::problem(lang, problem)))?;
        }
        let notes = sentences::odd_times(report, lang);
        for note in notes.into_iter().chain(sentences::not_read(coverage, lang)) {
            self.item(&shown(&note))?;
        }
        for line in coverage.unparsed.iter().take(UNPARSED_SHOWN) {
            let place = format!("{}:{}", shown(&line.source), line.line);
            let values = [("place", place), ("text", shown(line.text.as_str()))];
            self.item(&lang.fill(word::MD_UNPARSED, &values))?;
        }
        Ok(())
    }
}

/// When it broke, and whether it is over.
fn when(report: &Report, lang: &Lang) -> Vec<String> {
    let Some(trouble) = stretch::trouble(report) else {
        let undated = sentences::undated_errors(report, lang);
        return vec![undated.unwrap_or_else(|| lang.say(word::MD_NO_ERRORS).to_owned())];
    };
    let mut lines = sentences::verdict(report, lang);
    let end = if lines.is_empty() { String::new() } else { lines.remove(0) };
    let [from, to] = [trouble.0, trouble.1].map(|at| at.format("%Y-%m-%d %H:%M:%S"));
    let length = stretch::length(trouble);
    let values = [("from", from), ("to", to), ("duration", length), ("end", end)];
    let word = if report.outage.is_some() { word::MD_OUTAGE } else { word::MD_ERRORS };
    lines.insert(0, lang.fill(word, &values));
    lines
}
