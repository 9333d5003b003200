//! The tables of a Markdown report: issues, what changed since the baseline, modules.

use std::io;

use super::{
    super::{
        against,
        links::Links,
        sentences::{degree, more, role},
        text::{day_time, number},
    },
    Page, shown,
};
use crate::{
    lang::{Lang, word},
    report::{GoneIssue, Issue, Moment, Status},
};

/// The cells of a row.
type Row = Vec<String>;

/// All issues that are shown, and why symptoms stand where they do.
pub(super) fn issues(page: &mut Page<'_>) -> io::Result<()> {
    if page.issues.is_empty() {
        return Ok(());
    }
    let lang = page.lang;
    let limit = page.style.top.unwrap_or(usize::MAX);
    page.heading(word::MD_ISSUES)?;
    let says = |word| lang.say(word);
    let columns = [
        ("#", true),
        (says(word::RISK), false),
        (says(word::WHAT), false),
        (says(word::MD_ROLE), false),
        (says(word::ERRORS), true),
        (says(word::WARNINGS), true),
        (says(word::FIRST), false),
        (says(word::MD_LAST), false),
        (says(word::WHERE), false),
    ];
    let rows: Vec<_> = page.issues.iter().map(|issue| row(issue, lang)).collect();
    table(page, &columns, &rows, limit)?;
    let links = Links::of(page.report);
    let reasons = page.issues.iter().take(limit).filter_map(|issue| {
        let why = links.why(issue, lang)?;
        Some(format!("{}: {}", issue.rank, shown(&why)))
    });
    let reasons: Vec<_> = reasons.collect();
    if !reasons.is_empty() {
        writeln!(page.out)?;
    }
    reasons.iter().try_for_each(|reason| page.item(reason))
}

fn row(issue: &Issue, lang: &Lang) -> Row {
    let time = |at: Option<Moment>| at.map_or_else(|| "-".to_owned(), |at| day_time(lang, at));
    let arrow = if issue.is_symptom() { "↳ " } else { "" };
    vec![
        issue.rank.to_string(),
        degree(lang, issue.risk.name()).to_owned(),
        format!("{arrow}{}", shown(&issue.title)),
        role(lang, issue.role).to_owned(),
        number(issue.errors),
        number(issue.warnings),
        time(issue.first_seen),
        time(issue.last_seen),
        shown(&[issue.instances.join(", "), issue.logged_by.join(", ")].join(": ")),
    ]
}

/// What is new, up, down and gone; what is the same is only counted.
pub(super) fn baseline(page: &mut Page<'_>) -> io::Result<()> {
    let lang = page.lang;
    let Some(comparison) = &page.report.baseline else {
        return Ok(());
    };
    page.heading(word::MD_BASELINE)?;
    for line in against::lines(comparison, lang) {
        page.item(&line)?;
    }
    let mut rows = Vec::new();
    for status in [Status::New, Status::Up, Status::Down] {
        let issues = page.issues.iter().filter(|issue| issue.status == status);
        rows.extend(issues.map(|issue| compared_row(issue, lang)));
    }
    let gone = comparison.gone_issues.iter().filter(|issue| page.style.shows_gone(issue));
    rows.extend(gone.map(|issue| gone_row(issue, lang)));
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(page.out)?;
    let columns = [
        (lang.say(word::MD_CHANGE), false),
        (lang.say(word::WHAT), false),
        (lang.say(word::MD_THEN), true),
        (lang.say(word::MD_NOW), true),
        (lang.say(word::MD_RATES), true),
    ];
    let limit = page.style.top.map_or(usize::MAX, |top| top.saturating_mul(2));
    table(page, &columns, &rows, limit)
}

/// An issue whose rate has changed.
fn compared_row(issue: &Issue, lang: &Lang) -> Row {
    let (then, ratio) = issue.baseline.as_ref().map_or((0, String::new()), |compared| {
        let is_new = issue.status == Status::New;
        (compared.count, if is_new { "-".to_owned() } else { against::ratio(compared) })
    });
    vec![
        against::mark(lang, issue.status).to_owned(),
        titled(&issue.title, issue.responsible()),
        number(then),
        number(issue.count),
        ratio,
    ]
}

/// An issue that only the baseline has.
fn gone_row(issue: &GoneIssue, lang: &Lang) -> Row {
    vec![
        against::mark(lang, Status::Gone).to_owned(),
        titled(&issue.title, issue.responsible()),
        number(issue.count),
        number(0),
        "-".to_owned(),
    ]
}

fn titled(title: &str, responsible: &str) -> String {
    format!("{} ({})", shown(title), shown(responsible))
}

/// What each module wrote.
pub(super) fn modules(page: &mut Page<'_>) -> io::Result<()> {
    let lang = page.lang;
    page.heading(word::MD_MODULES)?;
    let lines = lang.fill(word::LINES.of(2), &[("n", "")]);
    let columns = [
        (lang.say(word::MODULE), false),
        (lang.say(word::MD_INSTANCE), false),
        (lines.trim(), true),
        (lang.say(word::ERRORS), true),
        (lang.say(word::WARNINGS), true),
    ];
    let rows = page.report.modules.iter().map(|module| {
        vec![
            shown(&module.module),
            shown(module.instance.as_deref().unwrap_or("-")),
            number(module.lines),
            number(module.errors),
            number(module.warnings),
        ]
    });
    table(page, &columns, &rows.collect::<Vec<_>>(), usize::MAX)
}

/// The first rows below the names of the columns, in lower case, each with whether it holds figures.
fn table(
    page: &mut Page<'_>,
    columns: &[(&str, bool)],
    rows: &[Row],
    limit: usize,
) -> io::Result<()> {
    let names: Vec<_> = columns.iter().map(|(name, _)| name.to_lowercase()).collect();
    let rules: Vec<_> =
        columns.iter().map(|(_, is_figure)| if *is_figure { "--:" } else { "---" }).collect();
    writeln!(page.out, "| {} |\n|{}|", names.join(" | "), rules.join("|"))?;
    for row in rows.iter().take(limit) {
        writeln!(page.out, "| {} |", row.join(" | "))?;
    }
    more(page.lang, rows.len(), limit).map_or(Ok(()), |more| writeln!(page.out, "\n{more}"))
}
