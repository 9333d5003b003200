//! The header of almost every line, read at fixed places.
//!
//! nom reads every form of the header; this reads only the commonest and gives up on anything else. It must never say
//! something that nom would not: a property test holds the two together.

use super::parts;
use crate::record::{Level, Record, Stamp, Time};

/// `2026-11-18 21:42:07.123`, before the zone.
const CLOCK_LEN: usize = 23;
/// Digits of an id.
const ID_LEN: usize = 8;

/// The record on a line of the commonest form: milliseconds, a zone, one or two ids of eight digits, a verbosity of one
/// digit, `info`, `warning` or `error`, single separators.
pub(super) fn record(line: &[u8]) -> Option<Record<'_>> {
    let (clock, rest) = line.split_first_chunk::<CLOCK_LEN>()?;
    let local_micros = clock_micros(clock)?;
    let (offset_minutes, rest) = zone(rest)?;
    let (mut thread, mut rest) = id(rest)?;
    if let Some((second, after)) = id(rest) {
        (thread, rest) = (second, after);
    }
    let [verbosity, b'\t' | b' ', rest @ ..] = rest else { return None };
    if !verbosity.is_ascii_digit() {
        return None;
    }
    let (level, rest) = level(rest)?;
    let category_len = rest.iter().take(33).position(|byte| matches!(byte, b'\t' | b' '))?;
    let (category, message) = rest.split_at(category_len);
    let is_category = category.first().is_some_and(u8::is_ascii_alphabetic)
        && category.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if !is_category {
        return None;
    }
    let time = Time::At(Stamp { local_micros, offset_minutes: Some(offset_minutes) });
    let blanks = message.iter().take_while(|byte| matches!(byte, b'\t' | b' ')).count();
    Some(Record { time, level, category, thread, message: &message[blanks..] })
}

fn clock_micros(clock: &[u8; CLOCK_LEN]) -> Option<i64> {
    let marks = clock[4] == b'-'
        && clock[7] == b'-'
        && matches!(clock[10], b' ' | b'T')
        && clock[13] == b':'
        && clock[16] == b':'
        && clock[19] == b'.';
    let mut are_digits = true;
    let mut number = |at: usize, len: usize| {
        clock[at..at + len].iter().fold(0, |sum, byte| {
            let digit = byte.wrapping_sub(b'0');
            are_digits &= digit <= 9;
            sum * 10 + u32::from(digit)
        })
    };
    let date = (number(0, 4), number(5, 2), number(8, 2));
    let time = (number(11, 2), number(14, 2), number(17, 2));
    let millis = number(20, 3);
    if marks && are_digits { parts::local_micros(date, time, millis * 1000) } else { None }
}

/// `Z`, `+01`, `+01:00` and one separator.
fn zone(text: &[u8]) -> Option<(i16, &[u8])> {
    let digits = |tens: u8, ones: u8| {
        let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
        is_number.then(|| i16::from(tens - b'0') * 10 + i16::from(ones - b'0'))
    };
    let (minutes, rest) = match text {
        [b'Z', b'\t' | b' ', rest @ ..] => (0, rest),
        [sign @ (b'+' | b'-'), h1, h2, b'\t' | b' ', rest @ ..] => {
            (signed(*sign, digits(*h1, *h2)? * 60), rest)
        }
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2, b'\t' | b' ', rest @ ..] => {
            (signed(*sign, digits(*h1, *h2)? * 60 + digits(*m1, *m2)?), rest)
        }
        _ => return None,
    };
    (minutes.abs() <= 18 * 60).then_some((minutes, rest))
}

fn signed(sign: u8, minutes: i16) -> i16 {
    if sign == b'-' { -minutes } else { minutes }
}

/// `00002572` and one separator.
fn id(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (id, rest) = text.split_at_checked(ID_LEN)?;
    let [b'\t' | b' ', rest @ ..] = rest else { return None };
    id.iter().all(u8::is_ascii_hexdigit).then_some((id, rest))
}

/// The three levels that are written, and one separator.
fn level(text: &[u8]) -> Option<(Level, &[u8])> {
    match text {
        [b'i', b'n', b'f', b'o', b'\t' | b' ', rest @ ..] => Some((Level::Info, rest)),
        [b'e', b'r', b'r', b'o', b'r', b'\t' | b' ', rest @ ..] => Some((Level::Error, rest)),
        [b'w', b'a', b'r', b'n', b'i', b'n', b'g', b'\t' | b' ', rest @ ..] => {
            Some((Level::Warning, rest))
        }
        _ => None,
    }
}
