//! What changed since the baseline: counts on the first screen, and with all details what is gone.

use std::io;

use super::{super::against, Page, escape, text};
use crate::{
    lang::word,
    report::{Issue, Report, Status},
};

/// The counts, and against which logs; nothing without a baseline.
pub(super) fn news(page: &mut Page<'_>) -> io::Result<()> {
    let (report, lang) = (page.report, page.style.lang);
    let Some(comparison) = &report.baseline else {
        return Ok(());
    };
    let label = lang.say(word::BASELINE);
    // As wide as the labels of the verdict above it, where the language allows it.
    let label = text::left(label, (text::width(label) + 1).max(9));
    let margin = " ".repeat(text::width(&label));
    for (index, line) in against::lines(comparison, lang).iter().enumerate() {
        page.paragraph(if index == 0 { &label } else { &margin }, line)?;
    }
    if page.style.has_details {
        let shown = comparison.gone_issues.iter().filter(|issue| page.style.shows_gone(issue));
        for issue in shown {
            let status = against::mark(lang, Status::Gone);
            let text = format!("{} ({})", issue.title, issue.responsible());
            page.paragraph(&format!("- {status}: "), &escape::line(&text))?;
        }
    }
    Ok(())
}

/// How the rate of an issue compares, so that its status can be computed again by hand.
pub(super) fn terms(report: &Report, issue: &Issue) -> Option<String> {
    let (compared, comparison) = (issue.baseline.as_ref()?, report.baseline.as_ref()?);
    let shown = |minutes: Option<f64>| {
        minutes.map_or_else(|| "none".to_owned(), |minutes| format!("{minutes:.2}"))
    };
    Some(format!(
        "against the baseline {}: {} in {} minutes there, {} in {} here, rate ratio {}",
        issue.status.name(),
        compared.count,
        shown(compared.minutes),
        issue.count,
        shown(comparison.minutes_here),
        against::ratio(compared),
    ))
}
