//! Everything that is kept about each issue: `--all`.

use std::io;

use super::{
    super::{escape, text::number},
    Page,
};
use crate::report::Issue;

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
    page.line(&format!(
        "   {rule}   {} error, {} warning   severity {}, risk {}, {}",
        number(issue.errors),
        number(issue.warnings),
        issue.severity.name(),
        issue.risk.name(),
        issue.role.name(),
    ))?;
    page.paragraph("   ", &escape::line(&issue.meaning))?;
    page.paragraph("   shape: ", &escape::line(issue.template.as_str()))?;
    for (kind, values) in &issue.entities {
        let values: Vec<_> = values
            .iter()
            .take(8)
            .map(|value| escape::line(&format!("{} ({})", value.value.as_str(), value.count)))
            .collect();
        page.paragraph(&format!("   {kind}: "), &values.join(", "))?;
    }
    for step in &issue.steps {
        page.paragraph(
            "   - ",
            &format!("[risk: {}] {}", step.risk.name(), escape::line(&step.text)),
        )?;
        page.command("       ", &step.command)?;
    }
    page.paragraph("   check: ", &escape::line(&issue.verify))?;
    for reference in &issue.references {
        page.paragraph("   see: ", &escape::line(reference))?;
    }
    for excerpt in &issue.excerpts {
        let at = excerpt.at.map_or_else(|| "undated".to_owned(), |at| at.to_string());
        page.line(&escape::line(&format!("   {}:{}  {at}", excerpt.source, excerpt.line)))?;
        page.paragraph("       ", &escape::line(excerpt.text.as_str()))?;
    }
    Ok(())
}
