//! nom leaf parsers that the formats share: dates, times, zones, ids, words.
//!
//! Each takes what its comment shows and nothing else. All are total: bytes in, a piece or a refusal out.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take, take_while, take_while_m_n},
    character::complete::{char, one_of},
    combinator::{consumed, map, opt, recognize, value, verify},
    multi::many0_count,
    sequence::{pair, preceded},
};

use crate::record::{Stamp, Time, Timestamp};

type Bytes<'a> = &'a [u8];

/// One or more TABs or spaces: on disk it is a TAB, in copies it is often blanks. No more than a column is wide, so
/// that a header always lies in the first [`super::HEAD_LEN`] bytes of its line.
pub(super) fn blanks(input: Bytes<'_>) -> IResult<Bytes<'_>, Bytes<'_>> {
    take_while_m_n(1, 40, |byte| byte == b'\t' || byte == b' ').parse(input)
}

/// Any number of TABs or spaces.
pub(super) fn blanks0(input: Bytes<'_>) -> IResult<Bytes<'_>, Bytes<'_>> {
    take_while(|byte| byte == b'\t' || byte == b' ').parse(input)
}

/// `2572`, `001FF206`: an id in hexadecimal, opaque.
pub(super) fn hex_id(input: Bytes<'_>) -> IResult<Bytes<'_>, Bytes<'_>> {
    take_while_m_n(1, 16, |byte: u8| byte.is_ascii_hexdigit()).parse(input)
}

/// `1`, `12`: the verbosity column.
pub(super) fn small_number(input: Bytes<'_>) -> IResult<Bytes<'_>, Bytes<'_>> {
    take_while_m_n(1, 2, |byte: u8| byte.is_ascii_digit()).parse(input)
}

/// `error`: a level word.
pub(super) fn level_word(input: Bytes<'_>) -> IResult<Bytes<'_>, Bytes<'_>> {
    take_while_m_n(1, 16, |byte: u8| byte.is_ascii_lowercase()).parse(input)
}

/// `log`, `wdbc`, `SMPP`: a category.
pub(super) fn category(input: Bytes<'_>) -> IResult<Bytes<'_>, Bytes<'_>> {
    recognize(pair(
        take_while_m_n(1, 1, |byte: u8| byte.is_ascii_alphabetic()),
        take_while_m_n(0, 31, |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_'),
    ))
    .parse(input)
}

/// `21`: two digits as a number.
fn two_digits(input: Bytes<'_>) -> IResult<Bytes<'_>, u32> {
    digits(2, input)
}

/// `2026`: so many digits as a number. They are taken first and looked at then, which compilers make short work of.
pub(super) fn digits(count: usize, input: Bytes<'_>) -> IResult<Bytes<'_>, u32> {
    let digits = verify(take(count), |digits: Bytes<'_>| digits.iter().all(u8::is_ascii_digit));
    map(digits, number).parse(input)
}

/// `21:42:07`: hours, minutes, seconds, not yet checked.
pub(super) fn clock(input: Bytes<'_>) -> IResult<Bytes<'_>, (u32, u32, u32)> {
    (two_digits, preceded(char(':'), two_digits), preceded(char(':'), two_digits)).parse(input)
}

/// `2026-11-18`: year, month, day, not yet checked.
fn date(input: Bytes<'_>) -> IResult<Bytes<'_>, (u32, u32, u32)> {
    (|input| digits(4, input), preceded(char('-'), two_digits), preceded(char('-'), two_digits))
        .parse(input)
}

/// `.123`, `,5`, or nothing: the fraction in microseconds; digits after the sixth are dropped.
fn fraction(input: Bytes<'_>) -> IResult<Bytes<'_>, u32> {
    let digits = take_while_m_n(0, 9, |byte: u8| byte.is_ascii_digit());
    map(opt(preceded(one_of(".,"), digits)), |digits: Option<Bytes<'_>>| {
        let digits = digits.unwrap_or_default();
        (0..6)
            .fold(0, |sum, place| sum * 10 + digits.get(place).map_or(0, |digit| value_of(*digit)))
    })
    .parse(input)
}

/// `Z`, `+01`, `-0530`, `+05:30`: minutes east of UTC.
fn zone(input: Bytes<'_>) -> IResult<Bytes<'_>, i16> {
    let sign = alt((value(1, char('+')), value(-1, char('-'))));
    let minutes = opt(preceded(opt(char(':')), two_digits));
    let offset = map((sign, two_digits, minutes), |(sign, hours, minutes): (i16, u32, _)| {
        let total = hours * 60 + minutes.unwrap_or(0);
        sign * i16::try_from(total).expect("at most 99 * 60 + 99")
    });
    alt((value(0, tag("Z")), offset)).parse(input)
}

/// `2026-11-18 21:42:07.123+01:00`, with `T` or a blank, zone and fraction optional.
///
/// The shape decides whether it is a stamp; a moment that does not exist (month 13) is [`Time::Impossible`].
pub(super) fn stamp(input: Bytes<'_>) -> IResult<Bytes<'_>, Time> {
    map(
        (date, preceded(one_of(" T"), clock), fraction, opt(zone)),
        |(date, clock, micros, offset_minutes)| match local_micros(date, clock, micros) {
            Some(local_micros) if offset_minutes.is_none_or(|minutes| minutes.abs() <= 18 * 60) => {
                Time::At(Stamp { local_micros, offset_minutes })
            }
            _ => Time::Impossible,
        },
    )
    .parse(input)
}

/// ` `, `*`, `<br>` before a line that was copied from a page.
pub(super) fn copy_marks(input: Bytes<'_>) -> IResult<Bytes<'_>, usize> {
    many0_count(alt((tag(" "), tag("*"), tag("<br>")))).parse(input)
}

/// [`stamp`], and how many bytes it has.
pub(super) fn stamp_with_len(input: Bytes<'_>) -> IResult<Bytes<'_>, (Time, usize)> {
    map(consumed(stamp), |(taken, time)| (time, taken.len())).parse(input)
}

/// `AAAA-MM-DD HH:MM:SS.749Z`: a stamp whose digits somebody hid before passing the log on.
pub(super) fn hidden_stamp(input: Bytes<'_>) -> IResult<Bytes<'_>, Time> {
    const SHAPE: &[u8] = b"AAAA-AA-AA AA:AA:AA";
    let fits = |input: &Bytes<'_>| {
        SHAPE.iter().zip(*input).all(|(shape, byte)| match shape {
            b'A' => byte.is_ascii_uppercase(),
            other => other == byte,
        })
    };
    let shape = verify(take(SHAPE.len()), fits);
    value(Time::Missing, (shape, fraction, opt(zone))).parse(input)
}

/// `042`: digits as a number.
pub(super) fn number(digits: Bytes<'_>) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + value_of(*digit))
}

/// The value of a digit. A mapped file may have another byte there by now, of which nothing is kept: that is some value, too.
fn value_of(digit: u8) -> u32 {
    u32::from(digit & 0x0f).min(9)
}

/// Microseconds since the epoch of a wall clock taken as UTC; `None` when there is no such moment.
///
/// The day count is the usual one for the proleptic Gregorian calendar, with the year begun in March so that the
/// leap day is its last. A leap second (`:60`) is taken as the second after.
pub(super) fn local_micros(
    (year, month, day): (u32, u32, u32),
    (hour, minute, second): (u32, u32, u32),
    micros: u32,
) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let month_days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if year == 0 || day == 0 || day > month_days || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (march_year, march_month) =
        if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    let days =
        march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 + day_of_year
            - 719_468;
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some((days * 86_400 + seconds) * Timestamp::PER_SECOND + i64::from(micros))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn instant(text: &str) -> Option<i64> {
        match stamp(text.as_bytes()) {
            Ok((_, Time::At(stamp))) => stamp.instant().map(|at| at.0),
            _ => None,
        }
    }

    #[test]
    fn all_confirmed_spellings_of_one_instant_agree() {
        let expected = Some(1_795_034_527_500_000);
        for text in [
            "2026-11-18 20:42:07.5Z",
            "2026-11-18T20:42:07.500Z",
            "2026-11-18 21:42:07,500000+01",
            "2026-11-18 15:42:07.5-05",
            "2026-11-19 02:12:07.5+05:30",
            "2026-11-19 02:12:07.500000123+0530",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
    }

    #[test]
    fn impossible_moments_have_the_shape_but_no_time() {
        for text in [
            "2026-13-01 00:00:00Z",
            "2026-02-29 00:00:00Z",
            "2026-01-01 24:00:00Z",
            "0000-01-01 00:00:00Z",
        ] {
            assert_eq!(stamp(text.as_bytes()).expect("shape").1, Time::Impossible, "{text}");
        }
        assert!(stamp(b"26-01-01 00:00:00Z").is_err());
    }

    proptest! {
        #[test]
        fn days_agree_with_a_calendar_library(
            year in 1i16..=9999, month in 1i8..=12, day in 1i8..=31, hour in 0i8..24, minute in 0i8..60, second in 0i8..60,
        ) {
            let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z");
            let expected = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0)
                .ok()
                .and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok())
                .map(|at| at.timestamp().as_microsecond());
            prop_assert_eq!(instant(&text), expected);
        }
    }
}
