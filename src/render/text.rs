//! Figures, times and lines of text as people read them; shared by the renderers for people.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::{
    lang::{Lang, LangId, word::Counted},
    report::Moment,
};

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

/// The form of a day without its year: in figures, too, where the names of months would be English.
pub(super) fn day(lang: &Lang) -> &'static str {
    if lang.id() == LangId::En { "%d %b" } else { "%m-%d" }
}

/// Day and time as a table shows them.
pub(super) fn day_time(lang: &Lang, at: Moment) -> String {
    at.format(&format!("{} %H:%M:%S", day(lang)))
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
