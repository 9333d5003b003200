//! What the line before leaves to be read of a stamp: most lines are of the minute before, and nearly all of the day before.

use super::words::{each, seconds};
use crate::{formats::parts, record::Timestamp};

/// `2026-11-18 21:42`, which changes once a minute.
pub(super) const MINUTE_LEN: usize = 16;
/// `2026-11-18 ` of it, which changes once a day.
const DAY_LEN: usize = 11;
/// Microseconds.
pub(super) const MINUTE: i64 = 60 * Timestamp::PER_SECOND;

/// What lines of one layout mostly have in common with the line before: the minute, and the ids.
#[derive(Debug, Clone, Copy)]
pub struct LastLine {
    /// What its stamp begins with.
    pub(super) minute: [u8; MINUTE_LEN],
    /// When that minute began; `None` before the first line.
    pub(super) began: Option<Timestamp>,
    /// When its day began.
    midnight: Timestamp,
    pub(super) ids: [u64; 2],
    pub(super) clock: Clock,
}

/// `:07.123` and what follows, as a number that grows with the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(pub(super) u64);

impl LastLine {
    /// Goes on to a quiet line, which has this clock.
    #[inline]
    pub fn goes_on(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// When its minute began.
    #[must_use]
    pub fn began(&self) -> Option<Timestamp> {
        self.began
    }

    /// Whether a line begins with the same minute.
    #[inline]
    #[must_use]
    pub fn has_minute_of(&self, line: &[u8]) -> bool {
        line.starts_with(&self.minute)
    }

    /// Its time.
    #[must_use]
    pub fn at(&self) -> Option<Timestamp> {
        Some(Timestamp(self.began?.0 + seconds(self.clock.0.swap_bytes())?))
    }

    /// Reads `2026-11-18 21:42`.
    #[cold]
    pub(super) fn change_minute(
        &mut self,
        text: [u8; MINUTE_LEN],
        offset_minutes: i16,
    ) -> Option<Timestamp> {
        let is_same_day = self.began.is_some() && text[..DAY_LEN] == self.minute[..DAY_LEN];
        let midnight = if is_same_day { self.midnight } else { midnight(text, offset_minutes)? };
        let began = Timestamp(midnight.0 + minute_of_day(text)? * MINUTE);
        (self.minute, self.began, self.midnight) = (text, Some(began), midnight);
        self.began
    }
}

impl Default for LastLine {
    fn default() -> Self {
        let (minute, midnight) = ([0; MINUTE_LEN], Timestamp(0));
        Self { minute, began: None, midnight, ids: [each(b'0'); 2], clock: Clock(0) }
    }
}

/// When the day of `2026-11-18 21:42` began.
#[cold]
fn midnight(text: [u8; MINUTE_LEN], offset_minutes: i16) -> Option<Timestamp> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b' ' | b'T', ..] = text else {
        return None;
    };
    let date = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let local_micros = parts::local_micros(date, (0, 0, 0), 0)?;
    Some(Timestamp(local_micros - i64::from(offset_minutes) * MINUTE))
}

/// Minutes since midnight of `2026-11-18 21:42`.
fn minute_of_day(text: [u8; MINUTE_LEN]) -> Option<i64> {
    let [.., h1, h2, b':', n1, n2] = text else { return None };
    let (hour, minute) = (number(&[h1, h2])?, number(&[n1, n2])?);
    (hour < 24 && minute < 60).then(|| i64::from(hour * 60 + minute))
}

/// `042`: digits as a number, and `None` if they are none.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| {
        digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0'))
    })
}
