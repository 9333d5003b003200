//! Markdown to paste into a ticket or a postmortem. Plain tables; all text of a log is escaped.

use std::{collections::BTreeSet, io};

use super::{
    Renderer, Style, against,
    escape::{markdown as shown, markdown_code as code},
    links::Links,
    text::{
        IMPACTS_SHOWN, Spans, bytes, counted, day_time, degree, duration, found, hit, impact,
        number, rerun_item, restart_order, role, verdict,
    },
};
use crate::{
    lang::{
        Lang,
        word::{self, Counted, Word},
    },
    report::{GoneIssue, Issue, Moment, Report, Status},
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
        page.table()?;
        page.baseline()?;
        page.modules()?;
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

    /// Head of a table: words in lower case, and whether each column holds figures.
    fn columns(&mut self, columns: &[(&str, bool)]) -> io::Result<()> {
        let names: Vec<_> = columns.iter().map(|(name, _)| name.to_lowercase()).collect();
        let rules: Vec<_> =
            columns.iter().map(|(_, is_figure)| if *is_figure { "--:" } else { "---" }).collect();
        writeln!(self.out, "| {} |\n|{}|", names.join(" | "), rules.join("|"))
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
            let (title, module) = (shown(&first.title), shown(first.responsible()));
            let values = [("title", &*title), ("module", &*module)];
            self.item(&lang.fill(word::MD_FIRST_CAUSE_IS, &values))?;
        }
        for module in hit(report, self.style).into_iter().take(IMPACTS_SHOWN) {
            let impact = shown(impact(lang, module));
            self.item(&format!("{}: {impact}", shown(&module.module)))?;
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
            let values = [("title", &*shown(&finding.title))];
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
        let rerun = &self.report.rerun;
        let sorts = [
            (word::WORKFLOW, &rerun.workflows),
            (word::DELIVERY, &rerun.deliveries),
            (word::IMPORT, &rerun.imports),
            (word::EXPORT, &rerun.exports),
        ];
        if sorts.iter().all(|(_, items)| items.is_empty()) {
            return Ok(());
        }
        self.heading(word::MD_RERUN)?;
        for (sort, items) in sorts {
            let sort = self.lang.say(sort);
            for item in items {
                let text = rerun_item(self.lang, sort, item, item.id.as_str());
                self.item(&format!("[ ] {}", shown(&text)))?;
            }
            if let Some(item) = items.first().filter(|item| !item.advice.is_empty()) {
                self.item(&shown(&item.advice))?;
            }
        }
        Ok(())
    }

    fn table(&mut self) -> io::Result<()> {
        if self.issues.is_empty() {
            return Ok(());
        }
        let lang = self.lang;
        let limit = self.style.top.unwrap_or(usize::MAX);
        self.heading(word::MD_ISSUES)?;
        let says = |word| lang.say(word);
        self.columns(&[
            ("#", true),
            (says(word::RISK), false),
            (says(word::WHAT), false),
            (says(word::MD_ROLE), false),
            (says(word::ERRORS), true),
            (says(word::WARNINGS), true),
            (says(word::FIRST), false),
            (says(word::MD_LAST), false),
            (says(word::WHERE), false),
        ])?;
        for issue in self.issues.iter().take(limit) {
            writeln!(self.out, "{}", row(issue, lang))?;
        }
        let more = self.issues.len().saturating_sub(limit);
        if more > 0 {
            let more = lang.fill(word::MORE, &[("n", &number(more as u64))]);
            writeln!(self.out, "\n{more}")?;
        }
        self.links(limit)
    }

    /// Why symptoms stand where they do.
    fn links(&mut self, limit: usize) -> io::Result<()> {
        let links = Links::of(self.report);
        let shown_issues = self.issues.iter().take(limit);
        let why = shown_issues.filter_map(|issue| Some((issue.rank, links.why(issue, self.lang)?)));
        let items: Vec<_> = why.map(|(rank, why)| format!("{rank}: {}", shown(&why))).collect();
        if !items.is_empty() {
            writeln!(self.out)?;
        }
        items.iter().try_for_each(|item| self.item(item))
    }

    /// What is new, up, down and gone; what is the same is only counted.
    fn baseline(&mut self) -> io::Result<()> {
        let (report, lang) = (self.report, self.lang);
        let Some(comparison) = &report.baseline else {
            return Ok(());
        };
        self.heading(word::MD_BASELINE)?;
        for line in against::lines(comparison, lang) {
            self.item(&line)?;
        }
        let mut rows = Vec::new();
        for status in [Status::New, Status::Up, Status::Down] {
            let issues = self.issues.iter().filter(|issue| issue.status == status);
            rows.extend(issues.map(|issue| compared_row(issue, lang)));
        }
        let gone = comparison.gone_issues.iter().filter(|issue| self.style.shows_gone(issue));
        rows.extend(gone.map(|issue| gone_row(issue, lang)));
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(self.out)?;
        self.columns(&[
            (lang.say(word::MD_CHANGE), false),
            (lang.say(word::WHAT), false),
            (lang.say(word::MD_THEN), true),
            (lang.say(word::MD_NOW), true),
            (lang.say(word::MD_RATES), true),
        ])?;
        let limit = self.style.top.map_or(usize::MAX, |top| top.saturating_mul(2));
        for row in rows.iter().take(limit) {
            writeln!(self.out, "{row}")?;
        }
        let more = rows.len().saturating_sub(limit);
        if more > 0 {
            let more = lang.fill(word::MORE, &[("n", &number(more as u64))]);
            writeln!(self.out, "\n{more}")?;
        }
        Ok(())
    }

    fn modules(&mut self) -> io::Result<()> {
        let lang = self.lang;
        self.heading(word::MD_MODULES)?;
        let lines = lang.fill(word::LINES.of(2), &[("n", "")]);
        self.columns(&[
            (lang.say(word::MODULE), false),
            (lang.say(word::MD_INSTANCE), false),
            (lines.trim(), true),
            (lang.say(word::ERRORS), true),
            (lang.say(word::WARNINGS), true),
        ])?;
        for module in &self.report.modules {
            writeln!(
                self.out,
                "| {} | {} | {} | {} | {} |",
                shown(&module.module),
                shown(module.instance.as_deref().unwrap_or("-")),
                number(module.lines),
                number(module.errors),
                number(module.warnings),
            )?;
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
            let (reason, lines) = (shown(&skip.reason), self.counted(skip.lines, word::LINES));
            let bytes = bytes(skip.bytes);
            let values = [("reason", &*reason), ("lines", &lines), ("bytes", &bytes)];
            self.item(&lang.fill(word::MD_SKIPPED, &values))?;
        }
        for late in &coverage.overwritten {
            let (module, time) = (shown(&late.module), late.earliest.to_string());
            let values = [("module", &*module), ("time", &*time)];
            self.item(&lang.fill(word::OVERWRITTEN, &values))?;
        }
        for problem in &coverage.problems {
            let (source, message) = (shown(&problem.source), shown(&problem.message));
            let offset = problem.offset.map_or_else(String::new, number);
            let values = [("source", &*source), ("offset", &offset), ("message", &message)];
            let text = match problem.offset {
                Some(_) => lang.fill(word::AT_BYTE, &values),
                None => format!("{source}: {message}"),
            };
            self.item(&text)?;
        }
        for line in coverage.unparsed.iter().take(UNPARSED_SHOWN) {
            let place = format!("{}:{}", shown(&line.source), line.line);
            let values = [("place", &*place), ("text", &*shown(line.text.as_str()))];
            self.item(&lang.fill(word::MD_UNPARSED, &values))?;
        }
        Ok(())
    }
}

/// When it broke, and whether it is over.
fn when(report: &Report, lang: &Lang) -> Vec<String> {
    let Some(errors) = Spans::of(report).errors else {
        return vec![lang.say(word::MD_NO_ERRORS).to_owned()];
    };
    let outage = report.outage.as_ref();
    let (first, last) = outage.map_or(errors, |outage| (outage.from, outage.to));
    let seconds = (last.timestamp().0 - first.timestamp().0) / 1_000_000;
    let mut lines = verdict(report, lang);
    let end = if lines.is_empty() { String::new() } else { lines.remove(0) };
    let values = [
        ("from", first.format("%Y-%m-%d %H:%M:%S")),
        ("to", last.format("%Y-%m-%d %H:%M:%S")),
        ("duration", duration(seconds)),
        ("end", end),
    ];
    let word = if outage.is_some() { word::MD_OUTAGE } else { word::MD_ERRORS };
    lines.insert(0, lang.fill(word, &values));
    lines
}

/// One issue as a row of the table.
fn row(issue: &Issue, lang: &Lang) -> String {
    let time = |at: Option<Moment>| at.map_or_else(|| "-".to_owned(), |at| day_time(lang, at));
    let arrow = if issue.is_symptom() { "↳ " } else { "" };
    format!(
        "| {} | {} | {arrow}{} | {} | {} | {} | {} | {} | {} |",
        issue.rank,
        degree(lang, issue.risk.name()),
        shown(&issue.title),
        role(lang, issue.role),
        number(issue.errors),
        number(issue.warnings),
        time(issue.first_seen),
        time(issue.last_seen),
        shown(&[issue.instances.join(", "), issue.logged_by.join(", ")].join(": ")),
    )
}

/// An issue whose rate has changed, as a row.
fn compared_row(issue: &Issue, lang: &Lang) -> String {
    let (then, ratio) = issue.baseline.as_ref().map_or((0, String::new()), |compared| {
        let is_new = issue.status == Status::New;
        (compared.count, if is_new { "-".to_owned() } else { against::ratio(compared) })
    });
    format!(
        "| {} | {} | {} | {} | {ratio} |",
        against::mark(lang, issue.status),
        titled(&issue.title, issue.responsible()),
        number(then),
        number(issue.count),
    )
}

/// An issue that only the baseline has, as a row.
fn gone_row(issue: &GoneIssue, lang: &Lang) -> String {
    let what = titled(&issue.title, issue.responsible());
    let status = against::mark(lang, Status::Gone);
    format!("| {status} | {what} | {} | 0 | - |", number(issue.count))
}

fn titled(title: &str, responsible: &str) -> String {
    format!("{} ({})", shown(title), shown(responsible))
}
