//! What the modules wrote: their table, and errors over time.

use std::io;

use super::{
    super::{
        escape,
        text::{cut, left, number, right, width},
    },
    Page,
    table::NARROW,
};
use crate::{
    lang::word::{self, Word},
    record::Level,
    report::{Issue, Report},
};

/// Modules with their errors and the first issue that their logs hold.
pub(super) fn table(page: &mut Page<'_>) -> io::Result<()> {
    let mut rows: Vec<(&str, u64, u64)> = Vec::new();
    for module in &page.report.modules {
        match rows.iter_mut().find(|row| row.0 == module.module) {
            Some(row) => {
                row.1 += module.errors;
                row.2 += module.warnings;
            }
            None => rows.push((&module.module, module.errors, module.warnings)),
        }
    }
    rows.retain(|row| row.1 + row.2 > 0);
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| b.2.cmp(&a.2)).then_with(|| a.0.cmp(b.0)));
    if rows.is_empty() {
        return Ok(());
    }
    let lang = page.style.lang;
    let room = |word: Word, least: usize| (width(lang.say(word)) + 2).max(least);
    let errors_width = room(word::ERRORS, 9);
    let warnings_width = if page.width < NARROW { 0 } else { room(word::WARNINGS, 10) };
    let warnings = |text: &str| {
        if warnings_width == 0 { String::new() } else { right(text, warnings_width) }
    };
    page.heading(&format!(
        "{}{}{}  {}",
        left(lang.say(word::MODULE), 14),
        right(lang.say(word::ERRORS), errors_width),
        warnings(lang.say(word::WARNINGS)),
        lang.say(word::FIRST_ISSUE),
    ))?;
    let limit = page.style.top.unwrap_or(usize::MAX);
    let report = page.report;
    for (module, errors, warned) in rows.into_iter().take(limit) {
        let is_logged =
            |issue: &&Issue| !issue.is_finding() && issue.logged_by.iter().any(|by| by == module);
        let first = report.issues.iter().find(is_logged).map_or("-", |issue| &issue.title);
        let room = page.width.saturating_sub(14 + errors_width + warnings_width + 2);
        let line = format!(
            "{}{}{}  {}",
            left(&escape::line(module), 14),
            right(&number(errors), errors_width),
            warnings(&number(warned)),
            cut(&escape::line(first), room),
        );
        page.line(&line)?;
    }
    Ok(())
}

/// Errors over the whole time of the logs, one sign a step; empty when nothing has a time.
pub(super) fn sparkline(report: &Report, columns: usize) -> String {
    const SIGNS: [char; 6] = ['_', '.', ':', '|', '#', '@'];
    let errors = report.timeline.series.iter().filter(|series| series.level == Level::Error);
    let buckets =
        report.timeline.series.iter().map(|series| series.counts.len()).max().unwrap_or(0);
    if buckets == 0 || columns == 0 {
        return String::new();
    }
    let columns = columns.min(buckets);
    let mut counts = vec![0u64; columns];
    for series in errors {
        for (bucket, count) in series.counts.iter().enumerate() {
            counts[bucket * columns / buckets] += count;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let sign = |count: &u64| {
        // A logarithmic scale: a flood must not hide the trickle before it.
        let height = (*count as f64 + 1.0).ln() / (most + 1.0).ln();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 5")]
        let step = (height * (SIGNS.len() - 1) as f64).ceil() as usize;
        SIGNS[step.min(SIGNS.len() - 1)]
    };
    counts.iter().map(sign).collect()
}
