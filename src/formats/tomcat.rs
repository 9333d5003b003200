//! Tomcat's own logs (`catalina.2026-11-18.log`), as java.util.logging writes them.
//!
//! ```text
//! Nov 18, 2026 6:01:13 AM org.apache.catalina.startup.ContextConfig processResourceJARs      two lines a record;
//! SEVERE: Failed to process JAR …                                                            the level is in the second
//! 18-Nov-2026 06:01:13.123 SEVERE [main] org.apache.catalina.core.StandardService.start …    one line a record
//! ```
//! Java writes the words of levels and months in the language of the server.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while_m_n},
    character::complete::char,
    combinator::{map, map_opt, opt, value},
    sequence::{delimited, preceded, terminated},
};

use super::{Format, parts};
use crate::record::{Level, Record, Stamp, Time};

/// The form of Tomcat's logs.
#[derive(Debug)]
pub struct Tomcat;

impl Format for Tomcat {
    fn name(&self) -> &'static str {
        "tomcat"
    }

    fn about(&self) -> &'static str {
        "Tomcat's own log: stamp, class, level and message on one line or on two"
    }

    fn module(&self) -> Option<&'static str> {
        Some("web")
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let one = map(one_line, |(time, level)| (time, level));
        let two = map(two_lines, |time| (time, Level::Info));
        let (message, (time, level)) = alt((one, two)).parse(line).ok()?;
        Some(Record { time, level, category: b"", thread: b"", message })
    }

    fn is_assembled(&self) -> bool {
        true
    }

    fn assemble(&self, text: &[u8], message: &mut Vec<u8>) -> Level {
        if let Ok((rest, (_, level))) = one_line(text) {
            message.extend_from_slice(rest);
            return level;
        }
        let rest = two_lines(text).map_or(text, |(rest, _)| rest);
        message.extend_from_slice(rest);
        let second = rest.splitn(3, |byte| *byte == b'\n').nth(1).unwrap_or_default();
        level(second).unwrap_or(Level::Info)
    }
}

/// The level of a two-line record that stands on one line of another log, its line end written as `\n`; `None` when the
/// message is none.
pub(super) fn level_of_inline(message: &[u8]) -> Option<Level> {
    let (rest, _) = two_lines(message).ok()?;
    let at = memchr::memmem::find(rest, br"\n")?;
    level(&rest[at + 2..])
}

/// `Nov 18, 2026 6:01:13 AM `, up to the class.
fn two_lines(input: &[u8]) -> IResult<&[u8], Time> {
    let date = (month, delimited(char(' '), parts::small_number, tag(", ")), year);
    let half = preceded(char(' '), alt((value(0, tag("AM")), value(12, tag("PM")))));
    let clock = (parts::small_number, preceded(char(':'), two), preceded(char(':'), two));
    let (rest, ((month, day, year), (hour, minute, second), half)) =
        (terminated(date, char(' ')), clock, terminated(half, char(' '))).parse(input)?;
    let day = parts::number(day);
    let clock = (parts::number(hour) % 12 + half, minute, second);
    Ok((rest, time((year, month, day), clock, 0)))
}

/// `18-Nov-2026 06:01:13.123 SEVERE `, up to the thread.
fn one_line(input: &[u8]) -> IResult<&[u8], (Time, Level)> {
    let date = (two, delimited(char('-'), month, char('-')), year);
    let clock = (two, preceded(char(':'), two), preceded(char(':'), two));
    let millis = opt(preceded(char('.'), take_while_m_n(3, 3, |byte: u8| byte.is_ascii_digit())));
    let word = map_opt(take_while_m_n(2, 32, |byte: u8| byte > b' '), level_word);
    let (rest, ((day, month, year), clock, millis, level)) = (
        terminated(date, char(' ')),
        clock,
        terminated(millis, char(' ')),
        terminated(word, char(' ')),
    )
        .parse(input)?;
    let micros = millis.map_or(0, parts::number) * 1000;
    Ok((rest, (time((year, month, day), clock, micros), level)))
}

fn time(date: (u32, u32, u32), clock: (u32, u32, u32), micros: u32) -> Time {
    parts::local_micros(date, clock, micros).map_or(Time::Impossible, |local_micros| {
        Time::At(Stamp { local_micros, offset_minutes: None })
    })
}

fn two(input: &[u8]) -> IResult<&[u8], u32> {
    map(take_while_m_n(2, 2, |byte: u8| byte.is_ascii_digit()), parts::number).parse(input)
}

fn year(input: &[u8]) -> IResult<&[u8], u32> {
    map(take_while_m_n(4, 4, |byte: u8| byte.is_ascii_digit()), parts::number).parse(input)
}

/// `Nov`: the number of a month.
pub(super) fn month(input: &[u8]) -> IResult<&[u8], u32> {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let word = take_while_m_n(3, 3, |byte: u8| byte.is_ascii_alphabetic());
    map_opt(word, |word: &[u8]| (1..).zip(MONTHS).find(|(_, name)| *name == word).map(|(n, _)| n))
        .parse(input)
}

/// `SEVERE: ` at the start of a line.
fn level(line: &[u8]) -> Option<Level> {
    level_word(&line[..memchr::memchr(b':', line)?])
}

/// Levels as Java names them, in English, French, German and Japanese.
const LEVELS: [(Level, &[&str]); 4] = [
    (Level::Error, &["SEVERE", "GRAVE", "SCHWERWIEGEND", "重大"]),
    (Level::Warning, &["WARNING", "AVERTISSEMENT", "WARNUNG", "警告"]),
    (Level::Info, &["INFO", "INFOS", "INFORMATION", "情報"]),
    (Level::Other, &["CONFIG", "FINE", "FINER", "FINEST", "DEBUG"]),
];

/// The level that a word names, as bytes: those of a map are no text that could be relied on.
fn level_word(word: &[u8]) -> Option<Level> {
    let names = |(_, names): &&(Level, &[&str])| names.iter().any(|name| name.as_bytes() == word);
    LEVELS.iter().find(names).map(|(level, _)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_of_two_lines_is_in_the_second() {
        let text =
            "Nov 18, 2026 6:01:13 PM org.example.Config load\nSEVERE: no jar\n\tat org.example";
        let time = Tomcat.parse(text.as_bytes()).expect("a record").time;
        let expected = parts::local_micros((2026, 11, 18), (18, 1, 13), 0).expect("exists");
        assert_eq!(time, Time::At(Stamp { local_micros: expected, offset_minutes: None }));
        let mut message = Vec::new();
        assert_eq!(Tomcat.assemble(text.as_bytes(), &mut message), Level::Error);
        assert!(message.starts_with(b"org.example.Config load\nSEVERE: no jar"));
    }

    #[test]
    fn one_line_is_read_in_any_language_of_its_level() {
        for (line, level) in [
            (
                "18-Nov-2026 06:01:13.123 SEVERE [main] org.example.Service.start no port",
                Level::Error,
            ),
            (
                "18-Nov-2026 06:01:13.123 AVERTISSEMENT [main] org.example.Service.start x",
                Level::Warning,
            ),
            ("18-Nov-2026 06:01:13 情報 [main] org.example.Service.start x", Level::Info),
        ] {
            assert_eq!(Tomcat.parse(line.as_bytes()).map(|record| record.level), Some(level));
        }
        assert!(Tomcat.parse(b"18-Nov-2026 06:01:13.123 LOUD [main] x").is_none());
        assert!(Tomcat.parse(b"Foo 18, 2026 6:01:13 PM org.example.Config load").is_none());
    }
}
