//! The table of issues.

use std::io;

use super::{
    super::{
        against::mark,
        escape,
        sentences::{change, degree},
        text::{cut, left, number, right, width},
    },
    Page, baseline,
    paint::Hue,
};
use crate::{
    lang::word::{self, Word},
    report::Issue,
};

/// Widths of the columns of the issue table; what they leave belongs to the text.
struct Widths {
    number: usize,
    risk: usize,
    count: usize,
    change: usize,
    status: usize,
    first: usize,
    place: usize,
    what: usize,
}

/// Below this many columns a column is left out.
pub(super) const NARROW: usize = 60;
/// And below this many that of the baseline, which the line above the table sums up.
const ROOMY: usize = 72;
/// Issues whose share of the outage is told.
const PARETO_ISSUES: usize = 5;
const RISK: usize = 9;

/// The words of the second column, whatever it holds.
const DEGREES: [Word; 7] = [
    word::SEVERITY,
    word::RISK,
    word::CRITICAL,
    word::HIGH,
    word::MEDIUM,
    word::LOW,
    word::SYMPTOM,
];

impl Widths {
    fn of(issues: &[&Issue], page: &Page<'_>) -> Self {
        let (lang, total) = (page.style.lang, page.width);
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| width(&text)).max().unwrap_or(0)
        };
        let number_width =
            1 + widest(&mut issues.iter().map(|issue| issue.rank.to_string())).max(1);
        let count = widest(&mut issues.iter().map(|issue| number(issue.count)));
        let count = count.max(width(lang.say(word::COUNT)));
        // Without an outage, and on a narrow terminal, there is nothing to compare or no room for it.
        let change = match page.report.outage {
            Some(_) if total >= NARROW => {
                1 + widest(&mut issues.iter().map(|issue| change(lang, issue)))
            }
            _ => 0,
        };
        let status = match page.report.baseline {
            Some(_) if total >= ROOMY => {
                let marks = issues.iter().map(|issue| mark(lang, issue.status).to_owned());
                1 + widest(&mut marks.chain([lang.say(word::AGAINST_COLUMN).to_owned()]))
            }
            _ => 0,
        };
        let risk = DEGREES.map(|word| width(lang.say(word)) + 1).into_iter().fold(RISK, usize::max);
        let first = widest(&mut issues.iter().map(|issue| first_seen(issue, page)));
        let first = 1 + first.max(width(lang.say(word::FIRST)));
        // On a narrow terminal the text needs the room more than the place does.
        let place = match total {
            0..NARROW => 0,
            _ => widest(&mut issues.iter().map(|issue| where_felt(issue))).clamp(5, total / 4),
        };
        let taken = number_width + risk + 1 + count + change + status + 1 + first + place;
        let what = total.saturating_sub(taken).max(12);
        Self { number: number_width, risk, count, change, status, first, place, what }
    }
}

/// Issues by rank; symptoms stand indented under their cause, without a number.
pub(super) fn issues(page: &mut Page<'_>) -> io::Result<()> {
    let (report, lang) = (page.report, page.style.lang);
    let chosen: Vec<_> = report.issues.iter().filter(|issue| page.style.shows(issue)).collect();
    if chosen.is_empty() {
        let is_filtered = !report.issues.is_empty();
        writeln!(page.out)?;
        let text = if is_filtered { word::NONE_PASSES } else { word::NO_ISSUES };
        return page.line(lang.say(text));
    }
    let shown = &chosen[..chosen.len().min(page.style.top.unwrap_or(usize::MAX))];
    let widths = Widths::of(shown, page);
    let head = format!(
        "{}{}{} {}{}{} {}{}",
        left("#", widths.number),
        left(
            lang.say(if report.outage.is_some() { word::RISK } else { word::SEVERITY }),
            widths.risk
        ),
        left(lang.say(word::WHAT), widths.what),
        right(lang.say(word::COUNT), widths.count),
        right(if widths.change > 0 { "x" } else { "" }, widths.change),
        right(if widths.status > 0 { lang.say(word::AGAINST_COLUMN) } else { "" }, widths.status),
        left(lang.say(word::FIRST), widths.first),
        if widths.place > 0 { lang.say(word::WHERE) } else { "" },
    );
    page.heading(&head)?;
    for issue in shown {
        row(page, issue, &widths)?;
    }
    pareto(page)?;
    let all: u64 = report.issues.iter().map(|issue| issue.count).sum();
    let sum: u64 = shown.iter().map(|issue| issue.count).sum();
    if shown.len() < report.issues.len() && all > 0 {
        let percent = sum as f64 * 100.0 / all as f64;
        let more = lang.fill(
            word::SHOWN_OF,
            &[
                ("shown", &number(shown.len() as u64)),
                ("all", &number(report.issues.len() as u64)),
                ("percent", &format!("{percent:.1}")),
            ],
        );
        page.paragraph("", &more)?;
    }
    Ok(())
}

/// How few issues hold most of the outage.
fn pareto(page: &mut Page<'_>) -> io::Result<()> {
    let report = page.report;
    let inside = |issue: &Issue| issue.count_in_outage.unwrap_or(0);
    let all: u64 = report.issues.iter().map(inside).sum();
    // A finding holds no records.
    let counted = || report.issues.iter().filter(|issue| !issue.is_finding());
    let limit = PARETO_ISSUES.min(report.issues.len());
    if report.outage.is_none() || all == 0 || counted().count() <= limit {
        return Ok(());
    }
    let first: u64 = counted().take(limit).map(inside).sum();
    let percent = format!("{:.1}", first as f64 * 100.0 / all as f64);
    let values = [("n", number(limit as u64)), ("percent", percent)];
    let line = page.style.lang.fill(word::PARETO, &values);
    page.paragraph("", &line)
}

fn row(page: &mut Page<'_>, issue: &Issue, widths: &Widths) -> io::Result<()> {
    let title = escape::line(&issue.title);
    let lang = page.style.lang;
    let (label, risk, title, hue) = if issue.is_symptom() {
        (String::new(), lang.say(word::SYMPTOM).to_owned(), format!("+ {title}"), Hue::Dim)
    } else {
        // Without an outage there is no evidence, and the risk says no more than the severity, only lower.
        let (word, hue) = match page.report.outage {
            Some(_) => (issue.risk.name(), Hue::of(issue.risk)),
            None => (issue.severity.name(), Hue::of_severity(issue.severity)),
        };
        (issue.rank.to_string(), degree(lang, word).to_uppercase(), title, hue)
    };
    let risk = page.paint.hue(hue, &left(&risk, widths.risk));
    let line = format!(
        "{}{risk}{} {}{}{} {}{}",
        left(&label, widths.number),
        left(&cut(&title, widths.what), widths.what),
        right(&if issue.count == 0 { "-".to_owned() } else { number(issue.count) }, widths.count),
        right(&if widths.change > 0 { change(lang, issue) } else { String::new() }, widths.change),
        right(if widths.status > 0 { mark(lang, issue.status) } else { "" }, widths.status),
        left(&first_seen(issue, page), widths.first),
        cut(&where_felt(issue), widths.place),
    );
    page.line(&line)?;
    if page.style.explains_rank {
        let terms = terms(issue);
        page.paragraph("            ", &terms)?;
        if let Some(terms) = baseline::terms(page.report, issue) {
            page.paragraph("            ", &terms)?;
        }
    }
    Ok(())
}

fn first_seen(issue: &Issue, page: &Page<'_>) -> String {
    let Some(at) = issue.first_seen else { return "-".to_owned() };
    if page.width < ROOMY { page.clock.minute_or_day(at) } else { page.clock.minute(at) }
}

/// The log that holds most of it, and how many more.
fn where_felt(issue: &Issue) -> String {
    let first = issue.logged_by.first().map_or("-", String::as_str);
    let more = issue.logged_by.len().saturating_sub(1);
    escape::line(&if more == 0 { first.to_owned() } else { format!("{first}+{more}") })
}

/// The score, so that it can be computed again by hand.
fn terms(issue: &Issue) -> String {
    let terms = &issue.terms;
    let shown = |term: Option<f64>| term.map_or_else(|| "none".to_owned(), |t| format!("{t:.2}"));
    let evidence = match terms.evidence {
        None => "none".to_owned(),
        Some(evidence) => format!(
            "{evidence:.2} = (1 - (1 - 0.45 * surge {}) * (1 - 0.25 * novelty {}) * (1 - 0.20 * onset {})) / 0.67; {} in the outage, {} before it, rate ratio {}, at least {}",
            shown(terms.surge),
            shown(terms.novelty),
            shown(terms.onset),
            issue.count_in_outage.unwrap_or(0),
            issue.count_before.unwrap_or(0),
            shown(terms.rate_ratio),
            shown(terms.rate_ratio_low),
        ),
    };
    let inherited = terms
        .inherited_score
        .map_or_else(String::new, |score| format!("; from its symptoms {score:.2}"));
    let floor =
        terms.floor.map_or_else(String::new, |least| format!("; fatal, at least {least:.2}"));
    format!(
        "score {:.2} = 100 * {}/4 * (0.35 + 0.65 * E), evidence E: {evidence}{floor}{inherited}",
        issue.score, terms.impact
    )
}
