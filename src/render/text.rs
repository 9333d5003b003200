//! Figures, times and lines of text as people read them; shared by the renderers for people.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::{Moment, Report};

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
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
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
pub(super) fn width(text: &str) -> usize {
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

/// Breaks a text at blanks into lines of at most `columns`; a longer word stands alone and is broken.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        loop {
            let Some(line) = lines.last_mut() else { return lines };
            let gap = usize::from(!line.is_empty());
            if width(line) + gap + width(word) <= columns {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                break;
            }
            if line.is_empty() {
                let head = take(word.chars(), columns);
                let head_len = if head.is_empty() { word.len() } else { head.len() };
                line.push_str(&word[..head_len]);
                word = &word[head_len..];
                if word.is_empty() {
                    break;
                }
            }
            lines.push(String::new());
        }
    }
    lines
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
        let judged = report
            .issues
            .iter()
            .filter(|issue| issue.errors > 0 && issue.role != crate::knowledge::Role::Noise);
        let errors = judged.filter_map(|issue| Some((issue.first_seen?, issue.last_seen?)));
        Self { logs: logs.fold(None, widen), errors: errors.fold(None, widen) }
    }
}

/// `18 Nov 21:42:03 - 23:09:59`; the day is said twice only when it changes, the year only when that does.
pub(super) fn span(first: Moment, last: Moment) -> String {
    let is_same = |format: &str| first.format(format) == last.format(format);
    let format = if is_same("%Y") { "%d %b %H:%M:%S" } else { "%d %b %Y %H:%M:%S" };
    let end = if is_same("%Y-%m-%d") { "%H:%M:%S" } else { format };
    format!("{} - {}", first.format(format), last.format(end))
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
    }
}
