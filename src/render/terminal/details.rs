//! Everything that is kept about each issue: `--all`.

use std::io;

use super::{
    super::{
        escape,
        links::Links,
        sentences::{degree, found, role},
        text::{counted, number},
    },
    Page,
};
use crate::{lang::word, report::Issue};

/// Lines that are named; all of them are in the tables and in JSON.
const PLACES_SHOWN: usize = 20;

/// One section for each issue that passes the filters.
pub(super) fn issues(page: &mut Page<'_>) -> io::Result<()> {
    let report = page.report;
    let links = Links::of(report);
    for issue in report.issues.iter().filter(|issue| page.style.shows(issue)) {
        one(page, issue, &links)?;
    }
    Ok(())
}

fn one(page: &mut Page<'_>, issue: &Issue, links: &Links<'_>) -> io::Result<()> {
    page.heading(&format!("{} {}", issue.rank, escape::line(&issue.title)))?;
    let rule = issue.rule.as_deref().unwrap_or(&issue.kind);
    let lang = page.style.lang;
    let facts = lang.fill(
        word::ISSUE_FACTS,
        &[
            ("errors", &*counted(lang, issue.errors, word::N_ERRORS)),
            ("warnings", &counted(lang, issue.warnings, word::N_WARNINGS)),
            ("severity", degree(lang, issue.severity.name())),
            ("risk", degree(lang, issue.risk.name())),
            ("role", role(lang, issue.role)),
        ],
    );
    page.paragraph("   ", &format!("{rule}   {facts}"))?;
    for place in links.why(issue, lang).into_iter().chain(links.evidence(issue, lang)) {
        page.paragraph("   ", &escape::line(&place))?;
    }
    page.paragraph("   ", &escape::line(&issue.meaning))?;
    checks(page, issue)?;
    if issue.count > 0 {
        page.labelled(word::SHAPE, &escape::line(issue.template.as_str()))?;
    }
    for (kind, values) in &issue.entities {
        let values: Vec<_> = values
            .iter()
            .take(8)
            .map(|value| escape::line(&format!("{} ({})", value.value.as_str(), value.count)))
            .collect();
        page.paragraph(&format!("   {kind}: "), &values.join(", "))?;
    }
    for step in &issue.steps {
        let risk = lang.fill(word::STEP_RISK, &[("risk", degree(lang, step.risk.name()))]);
        page.paragraph("   - ", &format!("{risk} {}", escape::line(&step.text)))?;
        page.command("       ", &step.command)?;
    }
    page.labelled(word::CHECK, &escape::line(&issue.verify))?;
    for reference in &issue.references {
        page.labelled(word::SEE, &escape::line(reference))?;
    }
    places(page, issue)?;
    for excerpt in &issue.excerpts {
        let at = excerpt.at.map_or_else(|| lang.say(word::UNDATED).to_owned(), |at| at.to_string());
        page.line(&escape::line(&format!("   {}:{}  {at}", excerpt.source, excerpt.line)))?;
        page.paragraph("       ", &escape::line(excerpt.text.as_str()))?;
    }
    Ok(())
}

/// What may be behind a finding, each with what the logs say about it.
fn checks(page: &mut Page<'_>, issue: &Issue) -> io::Result<()> {
    let lang = page.style.lang;
    if issue.is_finding() {
        page.line(&format!("   {}", lang.say(word::CAUSES)))?;
    }
    for check in &issue.checks {
        let found = found(lang, check.found);
        let text =
            format!("{found}: {} - {}", escape::line(&check.cause), escape::line(&check.text));
        page.paragraph("   - ", &text)?;
    }
    Ok(())
}

/// The first of the lines that must be mended, as `file:line`.
fn places(page: &mut Page<'_>, issue: &Issue) -> io::Result<()> {
    if issue.places.is_empty() {
        return Ok(());
    }
    page.line(&format!("   {}", page.style.lang.say(word::AT_LINES)))?;
    for place in issue.places.iter().take(PLACES_SHOWN) {
        page.line(&escape::line(&format!("     {}:{}", place.source, place.line)))?;
    }
    let more = issue.places_count.saturating_sub(PLACES_SHOWN as u64);
    if more > 0 {
        let more = page.style.lang.fill(word::MORE_LINES, &[("n", &number(more))]);
        page.line(&format!("     {more}"))?;
    }
    Ok(())
}
