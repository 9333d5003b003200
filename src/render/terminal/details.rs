//! Everything that is kept about each issue: `--all`.

use std::io;

use super::{
    super::{
        escape,
        text::{counted, degree, role},
    },
    Page,
};
use crate::{lang::word, report::Issue};

/// One section for each issue that passes the filters.
pub(super) fn issues(page: &mut Page<'_>) -> io::Result<()> {
    let report = page.report;
    for issue in report.issues.iter().filter(|issue| page.style.shows(issue)) {
        one(page, issue)?;
    }
    Ok(())
}

fn one(page: &mut Page<'_>, issue: &Issue) -> io::Result<()> {
    page.heading(&format!("{} {}", issue.rank, escape::line(&issue.title)))?;
    let rule = issue.rule.as_deref().unwrap_or(&issue.kind);
    let lang = page.style.lang;
    let facts = lang.fill(
        word::ISSUE_FACTS,
        &[
            ("errors", &counted(lang, issue.errors, word::N_ERRORS)),
            ("warnings", &counted(lang, issue.warnings, word::N_WARNINGS)),
            ("severity", degree(lang, issue.severity.name())),
            ("risk", degree(lang, issue.risk.name())),
            ("role", role(lang, issue.role)),
        ],
    );
    page.paragraph("   ", &format!("{rule}   {facts}"))?;
    page.paragraph("   ", &escape::line(&issue.meaning))?;
    page.labelled(word::SHAPE, &escape::line(issue.template.as_str()))?;
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
    for excerpt in &issue.excerpts {
        let at = excerpt.at.map_or_else(|| lang.say(word::UNDATED).to_owned(), |at| at.to_string());
        page.line(&escape::line(&format!("   {}:{}  {at}", excerpt.source, excerpt.line)))?;
        page.paragraph("       ", &escape::line(excerpt.text.as_str()))?;
    }
    Ok(())
}
