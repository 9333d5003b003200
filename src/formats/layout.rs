//! Where the columns of a file's lines stand: learnt from a record that nom read, checked on every line after it.
//!
//! Nearly all lines of a log begin alike, so their header need not be parsed: it is compared with the layout, a word at a
//! time. A line that does not fit goes to nom. The layout must never say something that nom would not: learning asks nom,
//! and a property test holds the two together.

use super::parts;
use crate::record::{Level, Record, Stamp, Time, Timestamp};

/// `2026-11-18 21:42`, which changes once a minute.
const MINUTE_LEN: usize = 16;
/// `:07.123` follows; then the zone.
const ZONE_AT: usize = 23;
/// Digits of an id.
const ID_LEN: usize = 8;
/// Longest category.
const CATEGORY_LEN: usize = 32;
/// Bytes that are read of a line up to its category: what stands at most at 63, and eight bytes from there.
const REACH: usize = 72;
/// Microseconds.
const MINUTE: i64 = 60 * Timestamp::PER_SECOND;

/// Columns of the usual header: milliseconds, a zone, one or two ids of eight digits, a verbosity of one digit, a level,
/// all parted by one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The zone with the sign behind it; it is the same on all lines.
    zone: Word,
    /// What the zone means, in minutes east of UTC.
    offset_minutes: i16,
    /// TAB or blank.
    separator: u8,
    has_two_ids: bool,
    /// Where the level begins.
    level_at: usize,
    /// The levels that a log consists of, each with the sign behind it.
    levels: [(Word, Level); 3],
    /// The commonest category, with the sign behind it.
    category: Word,
}

/// What lines of one layout mostly have in common with the line before: the minute, and the ids.
#[derive(Debug, Clone, Copy)]
pub struct LastLine {
    /// What its stamp begins with.
    minute: [u8; MINUTE_LEN],
    /// When that minute began; `None` before the first line.
    began: Option<Timestamp>,
    ids: [u64; 2],
}

impl Default for LastLine {
    fn default() -> Self {
        Self { minute: [0; MINUTE_LEN], began: None, ids: [each(b'0'); 2] }
    }
}

/// What a line says before its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What the server wrote, folded.
    pub level: Level,
    /// When.
    pub at: Timestamp,
    /// Microseconds since the minute began.
    pub micros_of_minute: i64,
    /// Where the message begins.
    pub message: usize,
}

impl Layout {
    /// The layout of a line, when nom read from it what the layout reads.
    pub(super) fn learn(line: &[u8], record: &Record<'_>) -> Option<Self> {
        let zones = [2, 4, 7].into_iter();
        let layouts = zones.flat_map(|zone_len| {
            [true, false].into_iter().filter_map(move |ids| Self::new(line, record, zone_len, ids))
        });
        // More lines follow a short one, as a rule.
        let bytes = [line, &[b'\n'; REACH]].concat();
        let mut fits = layouts.filter(|layout| {
            layout.read(&bytes, &mut LastLine::default()).is_some_and(|header| {
                layout.stamp(header.at) == record.time
                    && header.level == record.level
                    && line.get(layout.thread()) == Some(record.thread)
                    && line.get(header.message..) == Some(record.message)
            })
        });
        fits.next()
    }

    /// A layout with a zone of so many bytes (the sign behind it included) that may be that of the line.
    fn new(line: &[u8], record: &Record<'_>, zone_len: usize, has_two_ids: bool) -> Option<Self> {
        let zone = line.get(ZONE_AT..ZONE_AT + zone_len)?;
        let separator = *zone.last()?;
        let Time::At(Stamp { offset_minutes: Some(offset_minutes), .. }) = record.time else {
            return None;
        };
        let ids = if has_two_ids { 2 } else { 1 };
        let level = |word: &[u8]| Word::new(&[word, &[separator]].concat());
        matches!(separator, b'\t' | b' ').then(|| Self {
            zone: Word::new(zone),
            offset_minutes,
            separator,
            has_two_ids,
            level_at: ZONE_AT + zone_len + ids * (ID_LEN + 1) + 2,
            levels: [
                (level(b"info"), Level::Info),
                (level(b"error"), Level::Error),
                (level(b"warning"), Level::Warning),
            ],
            category: level(b"log"),
        })
    }

    /// Where the thread id stands.
    #[must_use]
    pub fn thread(&self) -> std::ops::Range<usize> {
        let end = self.level_at - 3;
        end - ID_LEN..end
    }

    /// Minutes east of UTC of every stamp.
    #[must_use]
    pub fn offset_minutes(&self) -> i16 {
        self.offset_minutes
    }

    /// What the line says of a time.
    pub(super) fn stamp(&self, at: Timestamp) -> Time {
        let offset_minutes = self.offset_minutes;
        let local_micros = at.0 + i64::from(offset_minutes) * MINUTE;
        Time::At(Stamp { local_micros, offset_minutes: Some(offset_minutes) })
    }

    /// Reads the header of the line that `bytes` begin with; they may go on behind the line, since no line end fits into
    /// a header. `None` for any line that is not of this layout, and for the last few of a file. `last` must come from
    /// lines of the same layout.
    #[inline]
    #[must_use]
    pub fn read(&self, bytes: &[u8], last: &mut LastLine) -> Option<Header> {
        let head: &[u8; REACH] = bytes.first_chunk()?;
        let began = match last.began {
            Some(began) if head[..MINUTE_LEN] == last.minute => began,
            _ => self.change_minute(*head.first_chunk()?, last)?,
        };
        let micros_of_minute = seconds(word(head, MINUTE_LEN))?;
        if !self.zone.begins(word(head, ZONE_AT)) {
            return None;
        }
        let mut at = ZONE_AT + self.zone.len;
        if self.has_two_ids {
            self.id(head, at, &mut last.ids[0])?;
            at += ID_LEN + 1;
        }
        self.id(head, at, &mut last.ids[1])?;
        let [verbosity, after, ..] = word(head, at + ID_LEN + 1).to_le_bytes();
        if !verbosity.is_ascii_digit() || after != self.separator {
            return None;
        }
        let start = word(head, self.level_at);
        let (level, value) = self.levels.iter().find(|(level, _)| level.begins(start))?;
        let category = self.level_at + level.len;
        let mut message = if self.category.begins(word(head, category)) {
            category + self.category.len
        } else {
            category + other_category(bytes, category)?
        };
        while matches!(bytes.get(message), Some(b'\t' | b' ')) {
            message += 1;
        }
        let at = Timestamp(began.0 + micros_of_minute);
        Some(Header { level: *value, at, micros_of_minute, message })
    }

    /// Whether an id stands at a place, with the sign behind it.
    #[inline]
    fn id(&self, head: &[u8; REACH], at: usize, last: &mut u64) -> Option<()> {
        let id = word(head, at);
        if id != *last {
            if !are_hexadecimal(id) {
                return None;
            }
            *last = id;
        }
        let [after, ..] = word(head, at + ID_LEN).to_le_bytes();
        (after == self.separator).then_some(())
    }

    /// Reads `2026-11-18 21:42`.
    #[cold]
    fn change_minute(&self, text: [u8; MINUTE_LEN], last: &mut LastLine) -> Option<Timestamp> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b' ' | b'T', h1, h2, b':', n1, n2] = text
        else {
            return None;
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |sum, digit| {
                digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0'))
            })
        };
        let date = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
        let time = (number(&[h1, h2])?, number(&[n1, n2])?, 0);
        let local_micros = parts::local_micros(date, time, 0)?;
        let began = Timestamp(local_micros - i64::from(self.offset_minutes) * MINUTE);
        (last.minute, last.began) = (text, Some(began));
        last.began
    }
}

/// Length of a category with the sign behind it.
#[cold]
fn other_category(bytes: &[u8], at: usize) -> Option<usize> {
    let text = bytes.get(at..)?;
    let is_end = |byte: &u8| matches!(byte, b'\t' | b' ');
    let len = text.iter().take(CATEGORY_LEN + 1).position(is_end)?;
    let is_category = text[0].is_ascii_alphabetic()
        && text[..len].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    is_category.then_some(len + 1)
}

/// A few bytes that are compared at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    bytes: u64,
    mask: u64,
    len: usize,
}

impl Word {
    /// Of at most eight bytes.
    fn new(text: &[u8]) -> Self {
        let pad = |fill: &dyn Fn(u8) -> u8| {
            let mut bytes = [0; 8];
            bytes.iter_mut().zip(text).for_each(|(to, from)| *to = fill(*from));
            u64::from_le_bytes(bytes)
        };
        Self { bytes: pad(&|byte| byte), mask: pad(&|_| 0xff), len: text.len().min(8) }
    }

    #[inline]
    fn begins(self, text: u64) -> bool {
        text & self.mask == self.bytes
    }
}

/// Eight bytes of a header, the first is the lowest. No place in a header is beyond 63.
#[inline]
fn word(head: &[u8; REACH], at: usize) -> u64 {
    let at = at & 63;
    u64::from_le_bytes(*head[at..at + 8].first_chunk().expect("eight bytes"))
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The top bit of every byte that is at least `low`; the bytes of `text` are below 128.
#[inline]
fn at_least(text: u64, low: u8) -> u64 {
    text + each(0x80 - low)
}

/// Whether eight bytes are hexadecimal digits, all of them tested at once.
#[inline]
fn are_hexadecimal(text: u64) -> bool {
    let top = each(0x80);
    let lower = text & !top | each(0x20);
    let digit = at_least(text & !top, b'0') & !at_least(text & !top, b'9' + 1);
    let letter = at_least(lower, b'a') & !at_least(lower, b'f' + 1);
    (digit | letter) & !text & top == top
}

/// Microseconds of `:07.123`, the eighth byte is anything.
#[inline]
fn seconds(text: u64) -> Option<i64> {
    const MARKS: u64 = u64::from_le_bytes([0xff, 0, 0, 0xff, 0, 0, 0, 0]);
    const DIGITS: u64 = u64::from_le_bytes([0, 0xff, 0xff, 0, 0xff, 0xff, 0xff, 0]);
    if text & MARKS != u64::from_le_bytes(*b":\0\0.\0\0\0\0") {
        return None;
    }
    // A digit becomes its value, 0 to 9; six more would carry what is larger into the upper half.
    let values = (text & DIGITS) ^ (each(b'0') & DIGITS);
    if (values | (values + (each(6) & DIGITS))) & each(0xf0) != 0 {
        return None;
    }
    let [_, s1, s2, _, m1, m2, m3, _] = values.to_le_bytes().map(i64::from);
    let second = s1 * 10 + s2;
    // A leap second is left to nom.
    (second < 60).then_some(second * 1_000_000 + (m1 * 100 + m2 * 10 + m3) * 1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn eight_bytes_at_once_are_tested_as_each_alone(text in any::<[u8; 8]>()) {
            let plain = text.iter().all(u8::is_ascii_hexdigit);
            prop_assert_eq!(are_hexadecimal(u64::from_le_bytes(text)), plain);
        }

        #[test]
        fn hexadecimal_digits_are(text in "[0-9A-Fa-f]{7}[0-9A-Fa-f/:@G`g]") {
            let plain = text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let bytes = *text.as_bytes().first_chunk().expect("eight");
            prop_assert_eq!(are_hexadecimal(u64::from_le_bytes(bytes)), plain);
        }

        #[test]
        fn the_clock_is_read(text in ":[0-9:/][0-9][.][0-9][0-9:/][0-9]Z") {
            let number = |text: &str| text.parse::<i64>().ok();
            let plain = number(&text[1..3]).zip(number(&text[4..7])).filter(|(second, _)| *second < 60);
            let bytes = *text.as_bytes().first_chunk().expect("eight");
            let plain = plain.map(|(second, milli)| second * 1_000_000 + milli * 1_000);
            prop_assert_eq!(seconds(u64::from_le_bytes(bytes)), plain);
        }
    }
}
