//! Where the columns of a file's lines stand: learnt from a record that nom read, checked on every line after it.
//!
//! Nearly all lines of a log begin alike, so their header need not be parsed: it is compared with the layout, a word at a
//! time. A line that does not fit goes to nom. The layout must never say something that nom would not: learning asks nom,
//! and a property test holds the two together.

mod bounds;
mod last_line;
mod words;

pub use self::last_line::{Clock, LastLine};
use self::{
    bounds::Bounds,
    last_line::{MINUTE, MINUTE_LEN},
    words::{Word, are_hexadecimal, seconds, word},
};
use crate::record::{Level, Record, Stamp, Time, Timestamp};

/// `:07.123` follows; then the zone.
const ZONE_AT: usize = 23;
/// Digits of an id.
const ID_LEN: usize = 8;
/// Longest category.
const CATEGORY_LEN: usize = 32;
/// Bytes that are read of a line up to its category: what stands at most at 63, and eight bytes from there.
const REACH: usize = 72;
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
    /// What quiet lines say between their minute and their message.
    quiet: Bounds,
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
        let layout = Self {
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
            quiet: Bounds::ALL,
        };
        matches!(separator, b'\t' | b' ').then(|| Self { quiet: layout.quiet(), ..layout })
    }

    /// What stands between the minute and the message of a quiet line; in the places of ids that is anything.
    fn quiet(&self) -> Bounds {
        let [(level, _), ..] = self.levels;
        let mut bounds = Bounds::ALL;
        bounds.narrow(MINUTE_LEN, b":00.000", b":59.999");
        bounds.narrow_to(ZONE_AT, self.zone);
        let first_id_end = ZONE_AT + self.zone.len + ID_LEN;
        for at in [first_id_end, self.level_at - 3, self.level_at - 1] {
            bounds.narrow(at, &[self.separator], &[self.separator]);
        }
        bounds.narrow(self.level_at - 2, b"0", b"9");
        bounds.narrow_to(self.level_at, level);
        bounds.narrow_to(self.level_at + level.len, self.category);
        bounds
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

    /// What a line of this layout says of a time.
    #[must_use]
    pub fn stamp(&self, at: Timestamp) -> Time {
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
            _ => last.change_minute(*head.first_chunk()?, self.offset_minutes)?,
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
        last.clock = Clock(word(head, MINUTE_LEN).swap_bytes());
        let at = Timestamp(began.0 + micros_of_minute);
        Some(Header { level: *value, at, micros_of_minute, message })
    }

    /// Whether [`Layout::read_quiet`] may say something of a line: a look at the first letter of its level.
    #[inline]
    #[must_use]
    pub fn may_be_quiet(&self, bytes: &[u8]) -> bool {
        bytes.get(self.level_at) == Some(&b'i')
    }

    /// Where the message begins in a line of no importance: of the minute of the line before and not earlier than that
    /// line, with the commonest level and category; and its clock, for [`LastLine::goes_on`]. It says so of no line that
    /// [`Layout::read`] reads otherwise.
    #[inline]
    #[must_use]
    pub fn read_quiet(&self, bytes: &[u8], last: &LastLine) -> Option<(usize, Clock)> {
        let head: &[u8; REACH] = bytes.first_chunk()?;
        let clock = Clock(word(head, MINUTE_LEN).swap_bytes());
        // All of it is tested before anything is decided. Where a line has one id, that is tested twice.
        let is_later = clock >= last.clock;
        let is_quiet = self.quiet.hold(head, last.minute)
            & is_later
            & are_hexadecimal(word(head, ZONE_AT + self.zone.len))
            & are_hexadecimal(word(head, self.thread().start));
        if !is_quiet {
            return None;
        }
        let [(level, _), ..] = self.levels;
        let mut message = self.level_at + level.len + self.category.len;
        while matches!(bytes.get(message), Some(b'\t' | b' ')) {
            message += 1;
        }
        Some((message, clock))
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
