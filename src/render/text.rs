//! Figures, times and lines of text as people read them; shared by the renderers for people.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;
use crate::{
    knowledge::{Role, Severity},
    lang::{
        Lang, LangId,
        word::{self, Counted, Word},
    },
    redact::Redacted,
    report::{Found, Issue, Module, Moment, Report, RerunItem},
};

/// Modules whose loss is put in words.
pub(super) const IMPACTS_SHOWN: usize = 3;
/// Without an error for so long, it is over.
pub(super) const QUIET_SECONDS: i64 = 600;

/// `41,207`
pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `61.3 GB`, in powers of ten.
pub(super) fn bytes(value: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "kB", "MB", "GB", "TB"];
    let mut scaled = value as f64;
    let mut unit = 0;
    while scaled >= 999.95 && unit + 1 < UNITS.len() {
        scaled /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{value} bytes") } else { format!("{scaled:.1} {}", UNITS[unit]) }
}

/// `1 h 28 m`, `51 s`: two units at most.
pub(super) fn duration(seconds: i64) -> String {
    match seconds {
        s if s < 60 => format!("{s} s"),
        s if s < 3_600 => format!("{} m", s / 60),
        s if s < 86_400 => format!("{} h {:02} m", s / 3_600, s % 3_600 / 60),
        s => format!("{} d {} h", s / 86_400, s % 86_400 / 3_600),
    }
}

/// `1 log`, `2 logs`
pub(super) fn counted(lang: &Lang, count: u64, what: Counted) -> String {
    lang.fill(what.of(count), &[("n", &number(count))])
}

/// A severity, a risk of an issue or the risk of a step, as the JSON names it, in the language of the reader.
#[must_use]
pub fn degree<'a>(lang: &'a Lang, name: &'a str) -> &'a str {
    match name {
        "critical" => lang.say(word::CRITICAL),
        "high" => lang.say(word::HIGH),
        "medium" => lang.say(word::MEDIUM),
        "low" => lang.say(word::LOW),
        "none" => lang.say(word::NONE),
        other => other,
    }
}

/// A role in the language of the reader.
#[must_use]
pub fn role(lang: &Lang, role: Role) -> &str {
    lang.say(match role {
        Role::Cause => word::CAUSE,
        Role::Symptom => word::SYMPTOM,
        Role::Wrapper => word::WRAPPER,
        Role::Noise => word::NOISE,
    })
}

/// Whether a possible cause was found, in the language of the reader.
pub(super) fn found(lang: &Lang, found: Found) -> &str {
    lang.say(match found {
        Found::Yes => word::CHECK_FOUND,
        Found::No => word::CHECK_NOT_FOUND,
        Found::Unknown => word::CHECK_UNKNOWN,
    })
}

/// What is lost without a module, in the language of the reader.
pub(super) fn impact<'a>(lang: &'a Lang, module: &'a Module) -> &'a str {
    let translated = lang.module(&module.module).map(|words| words.impact.as_str());
    translated.filter(|text| !text.is_empty()).unwrap_or(&module.impact)
}

/// The modules whose logs hold something grave, most errors first; each once.
pub(super) fn hit<'a>(report: &'a Report, style: &Style) -> Vec<&'a Module> {
    let is_grave = |module: &Module| {
        report.issues.iter().any(|issue| {
            // A finding is felt where its causes are; they speak for themselves.
            let is_real = issue.role != Role::Noise && !issue.is_finding() && style.shows(issue);
            is_real && issue.severity >= Severity::High && issue.logged_by.contains(&module.module)
        })
    };
    let is_hit = |module: &&Module| {
        (module.errors > 0 || !module.silent.is_empty()) && !module.impact.is_empty()
    };
    let mut modules: Vec<_> = report.modules.iter().filter(is_hit).collect();
    modules.retain(|module| is_grave(module));
    modules.sort_by(|a, b| b.errors.cmp(&a.errors).then_with(|| a.module.cmp(&b.module)));
    let mut seen = Vec::new();
    modules.retain(|module| {
        let is_new = !seen.contains(&&module.module);
        seen.push(&module.module);
        is_new
    });
    modules
}

/// Share of lines in per cent, with enough digits to tell it from none.
pub(super) fn share(part: u64, whole: u64) -> String {
    if part == 0 || whole == 0 {
        return "0 %".to_owned();
    }
    let percent = part as f64 * 100.0 / whole as f64;
    if percent < 0.01 { "< 0.01 %".to_owned() } else { format!("{percent:.2} %") }
}

/// Columns that a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Cuts a text to at most `columns`, on a character boundary: in the middle, so that its end is still seen, and at the
/// end where the middle is too short to tell anything.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    // The beginning says what it is; a text that is only a little too long loses only its end.
    let is_close = width(text) <= columns + columns / 4;
    let tail_room = if is_close { 0 } else { room / 4 };
    let head = take(text.chars(), room - tail_room);
    let tail: String = take(text.chars().rev(), tail_room).chars().rev().collect();
    format!("{head}…{tail}")
}

fn take(characters: impl Iterator<Item = char>, columns: usize) -> String {
    let mut used = 0;
    characters
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= columns
        })
        .collect()
}

/// Breaks a text into lines of at most `columns`: at blanks, and where the script has none, where it may be broken. A
/// longer word stands alone and is broken anywhere.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for (index, piece) in pieces(word).enumerate() {
            add(&mut lines, piece, index == 0, columns);
        }
    }
    lines
}

/// Adds a piece of text to the last line, or to a new one; a blank stands before it where a word begins.
fn add(lines: &mut Vec<String>, piece: &str, is_word: bool, columns: usize) {
    let mut piece = piece;
    loop {
        let Some(line) = lines.last_mut() else { return };
        let gap = usize::from(is_word && !line.is_empty());
        if width(line) + gap + width(piece) <= columns {
            line.extend(std::iter::repeat_n(' ', gap));
            line.push_str(piece);
            return;
        }
        if line.is_empty() {
            let head = take(piece.chars(), columns);
            let head_len = if head.is_empty() { piece.len() } else { head.len() };
            line.push_str(&piece[..head_len]);
            piece = &piece[head_len..];
            if piece.is_empty() {
                return;
            }
        }
        lines.push(String::new());
    }
}

/// A word, cut where its script allows a line to end (UAX 14). Words of narrow letters are left whole: a path or a name
/// that is broken at its marks cannot be copied.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let has_wide = word.chars().any(|character| character.width() == Some(2));
    let mut start = 0;
    let ends = has_wide.then(|| unicode_linebreak::linebreaks(word).map(|(end, _)| end));
    let ends = ends.into_iter().flatten().filter(|end| *end > 0).collect::<Vec<_>>();
    let ends = if ends.is_empty() { vec![word.len()] } else { ends };
    ends.into_iter().map(move |end| {
        let piece = &word[start..end];
        start = end;
        piece
    })
}

/// Pads to the right; a text that is too wide stays.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Pads to the left.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// What all times of the logs and all errors span.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    /// First and last record.
    pub(super) logs: Option<(Moment, Moment)>,
    /// First and last error that is no noise.
    pub(super) errors: Option<(Moment, Moment)>,
}

impl Spans {
    pub(super) fn of(report: &Report) -> Self {
        let widen = |span: Option<(Moment, Moment)>, (first, last): (Moment, Moment)| {
            Some(span.map_or((first, last), |span| (span.0.min(first), span.1.max(last))))
        };
        let sources = report.coverage.sources.iter();
        let logs = sources.filter_map(|source| Some((source.first_seen?, source.last_seen?)));
        let judged =
            report.issues.iter().filter(|issue| issue.errors > 0 && issue.role != Role::Noise);
        let errors = judged.filter_map(|issue| Some((issue.first_seen?, issue.last_seen?)));
        let timeline = timeline_span(report);
        let cut = |span: Option<(Moment, Moment)>| match (span, timeline) {
            (Some(span), Some((begin, end))) => Some((span.0.max(begin), span.1.min(end))),
            (span, _) => span,
        };
        Self { logs: cut(logs.fold(None, widen)), errors: cut(errors.fold(None, widen)) }
    }
}

/// What the timeline spans; stamps out of all time are not on it.
fn timeline_span(report: &Report) -> Option<(Moment, Moment)> {
    let begin = report.timeline.from?;
    let buckets = report.timeline.series.iter().map(|series| series.counts.len()).max()?;
    let seconds = report.timeline.bucket_seconds.saturating_mul(i64::try_from(buckets).ok()?);
    Some((begin, begin.after(seconds)))
}

/// What is odd about the times of the logs, a sentence each.
pub(super) fn odd_times(report: &Report, lang: &Lang) -> Vec<String> {
    let coverage = &report.coverage;
    let mut notes = Vec::new();
    for step in &coverage.clock_steps {
        let values = [
            ("source", &*step.source),
            ("n", &*number(step.count)),
            ("duration", &*duration(step.seconds)),
            ("offset", &*number(step.offset)),
        ];
        notes.push(lang.fill(word::CLOCK_BACK, &values));
    }
    if coverage.offsets.len() > 1 {
        let list: Vec<_> = coverage.offsets.iter().map(|one| one.offset.as_str()).collect();
        let values = [("list", &*list.join(", ")), ("zone", &*report.run.timezone)];
        notes.push(lang.fill(word::SEVERAL_OFFSETS, &values));
    }
    for old in &coverage.ended_before {
        let values = [("module", &*old.module), ("time", &old.latest.format("%Y-%m-%d %H:%M"))];
        notes.push(lang.fill(word::ENDED_BEFORE, &values));
    }
    if let Some(odd) = &coverage.outlying {
        let values = [
            ("n", &*number(odd.records)),
            ("from", &*odd.from.format("%Y-%m-%d")),
            ("to", &*odd.to.format("%Y-%m-%d")),
        ];
        notes.push(lang.fill(word::OUTLYING, &values));
    }
    notes
}

/// `18 Nov 21:42:03 - 23:09:59`; the day is said twice only when it changes, the year only when that does. Where the
/// names of months would be English, the date is in figures.
pub(super) fn span(lang: &Lang, first: Moment, last: Moment) -> String {
    let is_same = |format: &str| first.format(format) == last.format(format);
    let format = match (lang.id(), is_same("%Y")) {
        (LangId::En, true) => "%d %b %H:%M:%S",
        (LangId::En, false) => "%d %b %Y %H:%M:%S",
        _ => "%Y-%m-%d %H:%M:%S",
    };
    let end = if is_same("%Y-%m-%d") { "%H:%M:%S" } else { format };
    format!("{} - {}", first.format(format), last.format(end))
}

/// Day and time as a table shows them.
pub(super) fn day_time(lang: &Lang, at: Moment) -> String {
    at.format(if lang.id() == LangId::En { "%d %b %H:%M:%S" } else { "%m-%d %H:%M:%S" })
}

/// Whether it is over, how much worse than usual it was, and what else there was; a sentence each.
pub(super) fn verdict(report: &Report, lang: &Lang) -> Vec<String> {
    let spans = Spans::of(report);
    let Some((_, latest)) = spans.errors else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let outage = report.outage.as_ref();
    let last = outage.map_or(latest, |outage| outage.to);
    if let Some((_, end)) = spans.logs {
        let quiet = (end.timestamp().0 - last.timestamp().0) / 1_000_000;
        let is_over = outage.map_or(quiet >= QUIET_SECONDS, |outage| outage.over);
        let clock = |at: Moment| at.format("%H:%M:%S");
        let values =
            [("time", clock(last)), ("last", clock(latest)), ("duration", duration(quiet))];
        lines.push(if is_over && latest > last {
            lang.fill(word::OVER_SINCE, &values)
        } else if is_over {
            lang.fill(word::LAST_ERROR, &values)
        } else {
            lang.fill(word::GOING_ON, &[("time", &end.format("%H:%M:%S"))])
        });
    }
    let restart = report.daily_restart.as_ref().filter(|restart| restart.records > 0);
    let set_aside = restart.map(|restart| {
        let values = [("time", &*restart.time), ("n", &*number(restart.records))];
        lang.fill(word::DAILY_RESTART, &values)
    });
    let Some(outage) = outage else {
        lines.push(lang.say(word::NO_OUTAGE).to_owned());
        lines.extend(set_aside);
        return lines;
    };
    let ratio = outage.ratio.map_or(String::new(), |ratio| format!(" ({})", times(ratio)));
    let (before, during) = (outage.errors_per_minute_before, outage.errors_per_minute_during);
    let values = [("before", &*decimal(before)), ("during", &decimal(during)), ("ratio", &ratio)];
    lines.push(lang.fill(word::RATE, &values));
    for other in report.outages.iter().filter(|other| *other != outage) {
        let span = span(lang, other.from, other.to);
        lines.push(lang.fill(word::MORE_OUTAGES, &[("span", &span)]));
    }
    lines.extend(set_aside);
    lines
}

/// The modules to restart in their order, when there are several.
pub(super) fn restart_order(report: &Report, lang: &Lang) -> Option<String> {
    let order = &report.restart_order;
    let modules: Vec<_> = order.iter().map(|step| step.module.as_str()).collect();
    (modules.len() > 1).then(|| lang.fill(word::RESTART_ORDER, &[("list", &modules.join(", "))]))
}

/// A piece of work to run again, in one line: what, where, why, and what became of it since.
pub(super) fn rerun_item(lang: &Lang, sort: &str, item: &RerunItem, id: &str) -> String {
    let instance = item.instance.as_ref().map_or(String::new(), |name| format!(" ({name})"));
    let said = |word: Word, name: &Option<Redacted>| {
        let name = name.as_ref().map(Redacted::as_str);
        name.map_or(String::new(), |name| format!(", {} {name}", lang.say(word)))
    };
    let activity = said(word::ACTIVITY, &item.activity);
    let operator = said(word::OPERATOR, &item.operator);
    let finished = item.finished.map_or(String::new(), |end| {
        format!("; {}", lang.fill(word::FINISHED_SINCE, &[("time", &day_time(lang, end))]))
    });
    format!("{sort} {id}{instance}{activity}{operator}: {}{finished}", item.reason)
}

/// `x244`, `x3.1`
pub(super) fn times(ratio: f64) -> String {
    if ratio >= 10.0 { format!("x{ratio:.0}") } else { format!("x{ratio:.1}") }
}

/// `512`, `2.1`, `0.03`
pub(super) fn decimal(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 1.0 || v == 0.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}

/// How an issue's rate in the outage compares with the rest of the time: `new`, `x12`, or `-`.
pub(super) fn change(lang: &Lang, issue: &Issue) -> String {
    if issue.count_in_outage.unwrap_or(0) == 0 {
        return "-".to_owned();
    }
    match (issue.terms.novelty, issue.terms.rate_ratio) {
        (Some(novelty), _) if novelty >= 1.0 => lang.say(word::NEW).to_owned(),
        (_, Some(ratio)) => times(ratio),
        (_, None) => "-".to_owned(),
    }
}

/// The last part of a path.
pub(super) fn file_name(source: &str) -> &str {
    source.rsplit(['/', '\\']).next().unwrap_or(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(
            (number(0), number(999), number(1_234_567)),
            ("0".into(), "999".into(), "1,234,567".into())
        );
        assert_eq!((bytes(999), bytes(61_300_000_000)), ("999 bytes".into(), "61.3 GB".into()));
        assert_eq!(
            (duration(51), duration(5_280), duration(90_000)),
            ("51 s".into(), "1 h 28 m".into(), "1 d 1 h".into())
        );
        assert_eq!(
            (share(0, 9), share(1, 100_000), share(1, 50)),
            ("0 %".into(), "< 0.01 %".into(), "2.00 %".into())
        );
    }

    #[test]
    fn texts_are_cut_in_the_middle_and_wrapped_by_columns() {
        assert_eq!(cut("abcdefghij", 7), "abcde…j");
        assert_eq!(cut("abcdefgh", 7), "abcdef…");
        assert_eq!(width(&cut("日本語日本語日本語", 9)), 9);
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(
            wrap("日本語、です。web を再起動", 8),
            ["日本語、", "です。", "web を再", "起動"]
        );
    }
}
