//! What `nlserver` prints when it runs in a terminal: `21:42:07 >>> message`.
//!
//! One chevron is info, two are a warning, three an error. There is no date, so these records stay undated. Output that
//! lost its chevrons (a copy through a web page), or has a dash instead (old package installer), is read when nothing
//! else fits; its level then follows from the text.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while_m_n},
    character::complete::char,
    combinator::{map, recognize, verify},
    sequence::preceded,
};

use super::{Format, parts, text};
use crate::record::{Level, Record, Time};

/// The form that a terminal shows.
#[derive(Debug)]
pub struct Console;

impl Format for Console {
    fn name(&self) -> &'static str {
        "console"
    }

    fn about(&self) -> &'static str {
        "what nlserver prints in a terminal: time, one to three chevrons, message"
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let (message, level) = header(line).ok()?;
        Some(undated(level, message))
    }

    fn sniff(&self, line: &[u8]) -> bool {
        self.parse(line).is_some() || bare_clock(line).is_ok()
    }

    fn salvage<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let (message, ()) = bare_clock(line).ok()?;
        Some(undated(text::level_of(message).unwrap_or(Level::Info), message))
    }
}

fn undated(level: Level, message: &[u8]) -> Record<'_> {
    Record { time: Time::Missing, level, category: b"", thread: b"", message }
}

/// `21:42:07 >>  ` with one to three chevrons.
fn header(input: &[u8]) -> IResult<&[u8], Level> {
    let chevrons =
        map(take_while_m_n(1, 3, |byte| byte == b'>'), |chevrons: &[u8]| match chevrons.len() {
            1 => Level::Info,
            2 => Level::Warning,
            _ => Level::Error,
        });
    let mut head = preceded((valid_clock, char(' ')), chevrons);
    let end = |rest: &[u8]| rest.is_empty() || rest[0] == b' ';
    let (rest, level) = head.parse(input)?;
    if !end(rest) {
        return Err(nom::Err::Error(nom::error::Error::new(rest, nom::error::ErrorKind::Verify)));
    }
    let (message, _) = parts::blanks0(rest)?;
    Ok((message, level))
}

/// `21:42:07  ` or `21:42:07 - `
fn bare_clock(input: &[u8]) -> IResult<&[u8], ()> {
    let gap =
        alt((recognize((tag(" - "), parts::blanks0)), recognize((tag("  "), parts::blanks0))));
    map((parts::copy_marks, valid_clock, gap), |_| ()).parse(input)
}

/// `21:42:07`, a time that exists.
fn valid_clock(input: &[u8]) -> IResult<&[u8], (u32, u32, u32)> {
    verify(parts::clock, |&(hour, minute, second)| hour < 24 && minute < 60 && second <= 60)
        .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(line: &str) -> Option<Level> {
        Console.parse(line.as_bytes()).map(|record| record.level)
    }

    #[test]
    fn chevrons_are_levels() {
        assert_eq!(level("15:16:55 >   Tomcat started"), Some(Level::Info));
        assert_eq!(level("15:16:55 >>  Slow start"), Some(Level::Warning));
        assert_eq!(level("15:16:55 >>> No port"), Some(Level::Error));
        assert_eq!(level("15:16:55 >>>> four"), None);
        assert_eq!(level("25:16:55 >   no such hour"), None);
    }

    #[test]
    fn lost_chevrons_are_salvaged_with_a_level_from_the_text() {
        let record =
            Console.salvage(b"03:47:24  Cannot create folder 'x' (iRc=-52)").expect("read");
        assert_eq!(
            (record.level, record.message),
            (Level::Error, &b"Cannot create folder 'x' (iRc=-52)"[..])
        );
        let record = Console.salvage(b"16:02:10 - Generating schemas...").expect("read");
        assert_eq!((record.level, record.message), (Level::Info, &b"Generating schemas..."[..]));
    }
}
