//! What was not seen, or not understood.

use std::io;

use super::{
    super::{
        clock::Clock,
        escape, sentences,
        text::{bytes, counted},
    },
    Page,
};
use crate::{
    lang::{Lang, word},
    report::{Report, Skip},
};

/// Notes on the first screen; the files of a report have all of them.
const SHOWN: usize = 8;

/// The first notes, or all.
pub(super) fn coverage(page: &mut Page<'_>) -> io::Result<()> {
    let lang = page.style.lang;
    let notes = notes(page.report, lang, page.clock);
    if notes.is_empty() {
        return Ok(());
    }
    page.heading(lang.say(word::NOT_SEEN))?;
    let limit = page.style.top.map_or(usize::MAX, |_| SHOWN);
    for note in notes.iter().take(limit) {
        page.paragraph("- ", &escape::line(note))?;
    }
    if let Some(more) = sentences::more(lang, notes.len(), limit) {
        page.line(&format!("  {more}"))?;
    }
    Ok(())
}

/// A sentence each.
fn notes(report: &Report, lang: &Lang, clock: Clock) -> Vec<String> {
    let coverage = &report.coverage;
    let mut notes: Vec<_> =
        coverage.problems.iter().map(|problem| sentences::problem(lang, problem)).collect();
    notes.extend(coverage.skips.iter().filter_map(|skip| skipped(report, skip, lang)));
    for late in &coverage.overwritten {
        let values = [("module", &late.module), ("time", &clock.second(late.earliest))];
        notes.push(lang.fill(word::OVERWRITTEN, &values));
    }
    notes.extend(sentences::odd_times(report, lang));
    notes.extend(sentences::not_read(coverage, lang));
    notes
}

/// Lines that were passed over; nothing for those that nobody misses.
fn skipped(report: &Report, skip: &Skip, lang: &Lang) -> Option<String> {
    let first = report.coverage.unparsed.first();
    let (word, place) = match (skip.reason.as_str(), first) {
        ("unparsed", Some(line)) => (word::UNKNOWN_FORM, format!("{}:{}", line.source, line.line)),
        ("orphan", _) => (word::ORPHAN, String::new()),
        ("out-of-range", _) => (word::OUT_OF_RANGE, String::new()),
        _ => return None,
    };
    let lines = counted(lang, skip.lines, word::LINES);
    Some(lang.fill(word, &[("lines", lines), ("bytes", bytes(skip.bytes)), ("place", place)]))
}
