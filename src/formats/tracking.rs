//! Redirection tracking logs, `redir/log/0x<16 hex>.log`: one hit a line, eleven or twelve TAB separated fields.
//!
//! The grammar is the validity check that the product's own documentation publishes. A line that does not fit it is
//! *corrupted*: one such line can stop the Tracking workflow, so it becomes a warning of its own.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{take_while, take_while_m_n},
    character::complete::char,
    combinator::{all_consuming, opt, recognize},
    sequence::preceded,
};

use super::{Format, parts};
use crate::record::{Level, Record, Time};

/// What a corrupted line is called: the text by which its rule knows it.
const CORRUPTED: &str = "Corrupted redirection log line";

/// The form of the redirection logs.
#[derive(Debug)]
pub struct Tracking;

impl Format for Tracking {
    fn name(&self) -> &'static str {
        "tracking"
    }

    fn about(&self) -> &'static str {
        "redirection logs: one hit a line, fields between TABs; lines off the grammar are corrupted"
    }

    /// Also a corrupted line counts, as long as its first field is a log id; a copy may have blanks for TABs.
    fn sniff(&self, line: &[u8]) -> bool {
        (log_id, alt((char('\t'), char(' ')))).parse(line).is_ok()
    }

    fn module(&self) -> Option<&'static str> {
        Some("redirection")
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let (_, time) = hit(line).ok()?;
        Some(Record { time, level: Level::Info, category: b"", thread: b"", message: line })
    }

    fn salvage<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let time = (log_id, char('\t'), time_field)
            .parse(line)
            .map_or(Time::Missing, |(_, found)| found.2);
        Some(Record { time, level: Level::Warning, category: b"", thread: b"", message: line })
    }

    /// The raw line is data, not a message.
    fn label(&self, record: &Record<'_>) -> Option<&'static str> {
        (record.level == Level::Warning).then_some(CORRUPTED)
    }

    fn is_mended_by_line(&self) -> bool {
        true
    }
}

/// `50x000000000FD7EC86`: two alphanumerics, an `x`, more of them.
fn log_id(input: &[u8]) -> IResult<&[u8], &[u8]> {
    recognize((
        take_while_m_n(2, 2, |byte: u8| byte.is_ascii_alphanumeric()),
        char('x'),
        take_while(|byte: u8| byte.is_ascii_alphanumeric()),
    ))
    .parse(input)
}

/// `2026-11-18T21:42:07.96`: digits and marks; a moment when it is one.
fn time_field(input: &[u8]) -> IResult<&[u8], Time> {
    let (after, field) =
        take_while(|byte: u8| byte.is_ascii_digit() || b"T:.-".contains(&byte)).parse(input)?;
    let time = match parts::stamp(field) {
        Ok(([], time)) => time,
        _ => Time::Missing,
    };
    Ok((after, time))
}

/// A whole valid line.
fn hit(input: &[u8]) -> IResult<&[u8], Time> {
    let (input, (_, time)) = (log_id, tabbed(time_field)).parse(input)?;
    let (input, _) = (tabbed(hex), tabbed(hex), tabbed(hex)).parse(input)?;
    let (input, _) = (tabbed(alphanumerics), tabbed(dashed)).parse(input)?;
    let (input, _) = (tabbed(print), tabbed(print), tabbed(print)).parse(input)?;
    let more = recognize(opt((alt((char('\t'), char(','))), print)));
    all_consuming((tabbed(address), more)).parse(input)?;
    Ok((b"", time))
}

fn tabbed<'a, O>(
    field: impl Parser<&'a [u8], Output = O, Error = nom::error::Error<&'a [u8]>>,
) -> impl Parser<&'a [u8], Output = O, Error = nom::error::Error<&'a [u8]>> {
    preceded(char('\t'), field)
}

fn hex(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte: u8| byte.is_ascii_hexdigit()).parse(input)
}

fn alphanumerics(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte: u8| byte.is_ascii_alphanumeric()).parse(input)
}

fn dashed(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte: u8| byte.is_ascii_alphanumeric() || byte == b'-').parse(input)
}

/// Printable text; bytes above ASCII count as printable, as they do in a UTF-8 locale.
fn print(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte: u8| (b' '..=b'~').contains(&byte) || byte >= 0x80).parse(input)
}

/// `192.0.2.7`, `2001:db8::1`, or nothing.
fn address(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte: u8| byte.is_ascii_hexdigit() || byte == b'.' || byte == b':').parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: &[u8] = b"50x00000000000A1C86\t2026-11-18T21:00:50.96\t1f\t2a\t3b\tr\tab12-cd34\tMozilla/5.0 (X11)\thttps://www.example\ten\t192.0.2.7";

    #[test]
    fn a_valid_hit_is_info_with_its_time() {
        let record = Tracking.parse(VALID).expect("valid");
        assert_eq!(record.level, Level::Info);
        assert!(matches!(record.time, Time::At(stamp) if stamp.offset_minutes.is_none()));
        let proxied = [VALID, b", 198.51.100.2"].concat();
        assert!(Tracking.parse(&proxied).is_some());
    }

    #[test]
    fn a_line_off_the_grammar_is_corrupted() {
        let glued = String::from_utf8_lossy(VALID).replace("\tr\t", "Mozilla\tr\t");
        assert_eq!(Tracking.parse(glued.as_bytes()), None);
        let record = Tracking.salvage(glued.as_bytes()).expect("always");
        assert_eq!(Tracking.label(&record), Some(CORRUPTED));
        assert!(matches!(record.time, Time::At(_)));
        assert!(Tracking.sniff(glued.as_bytes()) && !Tracking.sniff(b"2026-11-18 21:00:50Z text"));
    }
}
