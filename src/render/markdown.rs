//! Markdown to paste into a ticket or a postmortem. Plain tables; all text of a log is escaped.

use std::{collections::BTreeSet, io};

use super::{
    Renderer, Style,
    escape::{markdown as shown, markdown_code as code},
    text::{Spans, bytes, counted, duration, number},
};
use crate::report::{Issue, Report};

/// Issues in the table when `--all` is not given.
const EVIDENCE_ISSUES: usize = 3;

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
        let issues: Vec<_> = report.issues.iter().filter(|issue| style.shows(issue)).collect();
        summary(report, &issues, out)?;
        cause(&issues, out)?;
        actions(report, &issues, out)?;
        rerun(report, out)?;
        table(&issues, style, out)?;
        modules(report, out)?;
        coverage(report, out)?;
        writeln!(out, "\n## How to reproduce\n\n{}", code(&report.run.command))
    }
}

fn summary(report: &Report, issues: &[&Issue], out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "# Campaign log triage\n")?;
    if !report.run.redacted {
        writeln!(out, "**CONTAINS PERSONAL DATA: redaction was switched off.**\n")?;
    }
    let totals = &report.totals;
    let spans = Spans::of(report);
    match spans.errors {
        None => writeln!(out, "- No errors.")?,
        Some((first, last)) => {
            let seconds = (last.timestamp().0 - first.timestamp().0) / 1_000_000;
            let end = spans.logs.map_or(String::new(), |(_, end)| {
                let quiet = (end.timestamp().0 - last.timestamp().0) / 1_000_000;
                if quiet >= 600 {
                    format!("; none in the {} after it", duration(quiet))
                } else {
                    "; still going on when the logs end".to_owned()
                }
            });
            writeln!(
                out,
                "- Errors from {} to {} ({}){end}",
                first.format("%Y-%m-%d %H:%M:%S"),
                last.format("%Y-%m-%d %H:%M:%S"),
                duration(seconds)
            )?;
        }
    }
    if let Some(first) = issues.first() {
        writeln!(
            out,
            "- Likely first cause: {} ({})",
            shown(&first.title),
            shown(first.responsible())
        )?;
    }
    writeln!(
        out,
        "- {} and {} in {} records of {} ({}); times in {}",
        counted(totals.error, "error", "errors"),
        counted(totals.warning, "warning", "warnings"),
        number(totals.records),
        counted(totals.sources, "log", "logs"),
        bytes(totals.bytes),
        shown(&report.run.timezone),
    )
}

/// The first issue with its evidence.
fn cause(issues: &[&Issue], out: &mut dyn io::Write) -> io::Result<()> {
    let Some(first) = issues.first() else {
        return Ok(());
    };
    writeln!(
        out,
        "\n## Likely first cause\n\n**{}**: {}\n",
        shown(&first.title),
        shown(&first.meaning)
    )?;
    for issue in issues.iter().take(EVIDENCE_ISSUES) {
        let Some(excerpt) = issue.excerpts.first() else {
            continue;
        };
        let at = excerpt.at.map_or_else(|| "undated".to_owned(), |at| at.to_string());
        writeln!(
            out,
            "- {at}, {}:{}: {} ({})",
            shown(&excerpt.source),
            excerpt.line,
            shown(excerpt.text.as_str()),
            counted(issue.count, "record", "records"),
        )?;
    }
    Ok(())
}

/// Actions as boxes to tick.
fn actions(report: &Report, issues: &[&Issue], out: &mut dyn io::Write) -> io::Result<()> {
    let ids: BTreeSet<&str> = issues.iter().map(|issue| issue.id.as_str()).collect();
    let actions = report.actions.iter().filter(|action| ids.contains(action.issue.as_str()));
    writeln!(out, "\n## Actions\n")?;
    let mut issue = "";
    for action in actions {
        let command = if action.command.is_empty() {
            String::new()
        } else {
            format!(" {}", code(&action.command))
        };
        writeln!(
            out,
            "- [ ] **{}** (risk: {}) {}{command}",
            shown(&action.module),
            action.risk.name(),
            shown(&action.text)
        )?;
        if action.issue != issue && !action.verify.is_empty() {
            writeln!(out, "  - check: {}", shown(&action.verify))?;
        }
        issue = &action.issue;
    }
    Ok(())
}

fn rerun(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let rerun = &report.rerun;
    let sorts = [
        ("workflow", &rerun.workflows),
        ("delivery", &rerun.deliveries),
        ("import", &rerun.imports),
        ("export", &rerun.exports),
    ];
    if sorts.iter().all(|(_, items)| items.is_empty()) {
        return Ok(());
    }
    writeln!(out, "\n## To run again\n")?;
    for (sort, items) in sorts {
        for item in items {
            writeln!(out, "- [ ] {sort} {}: {}", shown(item.id.as_str()), shown(&item.reason))?;
        }
    }
    Ok(())
}

fn table(issues: &[&Issue], style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if issues.is_empty() {
        return Ok(());
    }
    let limit = style.top.unwrap_or(usize::MAX);
    writeln!(
        out,
        "\n## Issues\n\n| # | risk | what | role | errors | warnings | first | last | where |"
    )?;
    writeln!(out, "|--:|---|---|---|--:|--:|---|---|---|")?;
    for issue in issues.iter().take(limit) {
        let time = |at: Option<crate::report::Moment>| {
            at.map_or_else(|| "-".to_owned(), |at| at.format("%d %b %H:%M:%S"))
        };
        let title = if issue.is_symptom() {
            format!("↳ {}", shown(&issue.title))
        } else {
            shown(&issue.title)
        };
        writeln!(
            out,
            "| {} | {} | {title} | {} | {} | {} | {} | {} | {} |",
            issue.rank,
            issue.risk.name(),
            issue.role.name(),
            number(issue.errors),
            number(issue.warnings),
            time(issue.first_seen),
            time(issue.last_seen),
            shown(&[issue.instances.join(", "), issue.logged_by.join(", ")].join(": ")),
        )?;
    }
    let more = issues.len().saturating_sub(limit);
    if more > 0 {
        writeln!(out, "\n{} more with `--all`.", number(more as u64))?;
    }
    Ok(())
}

fn modules(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "\n## Modules\n\n| module | instance | lines | errors | warnings |\n|---|---|--:|--:|--:|"
    )?;
    for module in &report.modules {
        writeln!(
            out,
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

fn coverage(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let (totals, coverage) = (&report.totals, &report.coverage);
    writeln!(
        out,
        "\n## Coverage\n\n- {} lines: {} records, {} continuation lines, {} skipped",
        number(totals.lines),
        number(totals.records),
        number(totals.continuation),
        number(totals.skipped),
    )?;
    for skip in &coverage.skips {
        writeln!(
            out,
            "- skipped as {}: {}, {}",
            shown(&skip.reason),
            counted(skip.lines, "line", "lines"),
            bytes(skip.bytes)
        )?;
    }
    for problem in &coverage.problems {
        let offset = problem.offset.map_or(String::new(), |offset| format!(" at byte {offset}"));
        writeln!(out, "- {}{offset}: {}", shown(&problem.source), shown(&problem.message))?;
    }
    for line in coverage.unparsed.iter().take(5) {
        writeln!(
            out,
            "- unparsed {}:{}: {}",
            shown(&line.source),
            line.line,
            shown(line.text.as_str())
        )?;
    }
    Ok(())
}
