//! What to do: the first step for each of the first issues, and the work that must be run again.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use super::{
    super::{
        escape,
        sentences::{self, degree, more},
        text::{file_name, number, span},
    },
    Page,
};
use crate::{
    knowledge::{Role, Severity},
    lang::word,
    report::{Action, Found, Issue},
};

/// Actions shown on the first screen.
const ACTIONS_SHOWN: usize = 5;
/// Names of each sort of work to run again.
const RERUN_SHOWN: usize = 3;

/// The first step for each of the first issues. What is cosmetic asks for nothing to be done first.
pub(super) fn first_steps(page: &mut Page<'_>) -> io::Result<()> {
    let (report, style) = (page.report, page.style);
    let shown = chosen(page);
    if shown.is_empty() {
        return Ok(());
    }
    let lang = style.lang;
    let more = more(lang, shown.len(), ACTIONS_SHOWN);
    page.heading(lang.say(word::DO_FIRST))?;
    for (place, (action, issue)) in (1..).zip(shown.into_iter().take(ACTIONS_SHOWN)) {
        let risk = degree(lang, action.risk.name());
        let values = [("module", &*escape::line(&action.module)), ("risk", risk)];
        let risk = lang.fill(word::ACTION_RISK, &values);
        page.paragraph(&format!("{place}. "), &format!("{risk} {}", escape::line(&action.text)))?;
        page.command("     ", &action.command)?;
        if let Some(words) = lang.module(&action.module)
            && !words.cure.is_empty()
        {
            page.labelled(word::IN_SHORT, &words.cure)?;
        }
        page.labelled(word::WHY, &why(page, issue))?;
        if place == 1 {
            page.labelled(word::CHECK, &escape::line(&action.verify))?;
        }
    }
    if let Some(more) = more {
        page.line(&format!("   {more}"))?;
    }
    if let Some(order) = sentences::restart_order(report, lang) {
        page.paragraph("   ", &escape::line(&order))?;
    }
    Ok(())
}

/// The first action of each issue that is shown and asks for one.
fn chosen<'a>(page: &Page<'a>) -> Vec<(&'a Action, &'a Issue)> {
    let (report, style) = (page.report, page.style);
    let is_shown = |issue: &&Issue| {
        style.shows(issue) && (style.has_details || issue.severity > Severity::Low)
    };
    let issues = report.issues.iter().filter(is_shown);
    let issues: BTreeMap<&str, &Issue> = issues.map(|issue| (issue.id.as_str(), issue)).collect();
    let mut seen = BTreeSet::new();
    let actions = report.actions.iter();
    actions
        .filter_map(|action| Some((action, *issues.get(action.issue.as_str())?)))
        .filter(|(action, _)| seen.insert(&action.issue))
        .collect()
}

/// Counts, times and place: what the order rests on.
fn why(page: &Page<'_>, issue: &Issue) -> String {
    let lang = page.style.lang;
    let stretch = match (issue.is_silence(), issue.is_restart()) {
        (true, _) => Some(word::SILENT),
        (_, true) => Some(word::STARTS_AGAIN),
        _ => None,
    };
    if let (Some(word), Some(from), Some(to)) = (stretch, issue.first_seen, issue.last_seen) {
        return lang.fill(word, &[("span", span(lang, from, to))]);
    }
    if issue.is_missing_log() {
        return lang.say(word::NO_LOG).to_owned();
    }
    if issue.is_finding() {
        let are = |found| issue.checks.iter().filter(|check| check.found == found).count();
        let [n, found, unknown] = [issue.checks.len(), are(Found::Yes), are(Found::Unknown)]
            .map(|count| number(count as u64));
        return lang
            .fill(word::CAUSES_CHECKED, &[("n", n), ("found", found), ("unknown", unknown)]);
    }
    records(page, issue)
}

/// `PGS-220000, 44 times since 21:42:03, see wfserver.log:81`
fn records(page: &Page<'_>, issue: &Issue) -> String {
    let lang = page.style.lang;
    let code = issue.codes.first().map_or(String::new(), |code| format!("{code}, "));
    let at = issue.first_seen.map(|at| page.clock.second(at));
    let word = match (issue.count, &at) {
        (1, Some(_)) => word::ONCE_AT,
        (1, None) => word::ONCE,
        (_, Some(_)) => word::TIMES_SINCE,
        (_, None) => word::TIMES,
    };
    let times = lang.fill(word, &[("n", number(issue.count)), ("time", at.unwrap_or_default())]);
    let place = issue.excerpts.first().map_or(String::new(), |excerpt| {
        let place = format!("{}:{}", file_name(&excerpt.source), excerpt.line);
        format!(", {}", lang.fill(word::SEE_PLACE, &[("place", place)]))
    });
    let role = match issue.role {
        Role::Wrapper => format!(" {}", lang.say(word::ONLY_WRAPPER)),
        Role::Cause | Role::Symptom | Role::Noise => String::new(),
    };
    escape::line(&format!("{code}{times}{place}{role}"))
}

/// Work that failed, by name.
pub(super) fn rerun(page: &mut Page<'_>) -> io::Result<()> {
    let lang = page.style.lang;
    let sorts = sentences::rerun(&page.report.rerun);
    if sorts.iter().all(|(_, items, _)| items.is_empty()) {
        return Ok(());
    }
    page.heading(&lang.say(word::MD_RERUN).to_uppercase())?;
    let limit = if page.style.has_details { usize::MAX } else { RERUN_SHOWN };
    for (sort, items, unlisted) in sorts {
        for item in items.iter().take(limit) {
            let text = sentences::rerun_item(lang, sort, item);
            page.paragraph("- ", &escape::line(&text))?;
        }
        if let Some(item) = items.first().filter(|item| !item.advice.is_empty()) {
            page.paragraph("  ", &escape::line(&item.advice))?;
        }
        if let Some(more) = more(lang, items.len(), limit) {
            page.line(&format!("  {}: {more}", lang.say(sort)))?;
        }
        if let Some(more) = sentences::not_listed(lang, unlisted) {
            page.line(&format!("  {}: {more}", lang.say(sort)))?;
        }
    }
    Ok(())
}
