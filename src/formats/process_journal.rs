//! The log journal of a process, as the Monitoring tab shows it: `2026-11-18 21:42:07 message`.
//!
//! The stamp has no fraction and no zone, there are no ids and no level: the level follows from the message.

use nom::{
    IResult, Parser,
    character::complete::one_of,
    combinator::{map, verify},
    sequence::terminated,
};

use super::{Format, ModuleLog, parts, text, tomcat};
use crate::record::{Level, Record, Time};

/// The form of a process's log journal.
#[derive(Debug)]
pub struct ProcessJournal;

/// `2026-11-18 21:42:07`
const STAMP_LEN: usize = 19;

impl Format for ProcessJournal {
    fn name(&self) -> &'static str {
        "process-journal"
    }

    fn about(&self) -> &'static str {
        "the log journal of a process, pasted or exported: stamp, message"
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let (message, time) = header(line).ok()?;
        let level = tomcat::level_of_inline(message).or_else(|| text::level_of(message));
        let level = level.unwrap_or(Level::Info);
        Some(Record { time, level, category: b"", thread: b"", message })
    }

    /// A damaged module log has such lines too; it stays a module log.
    fn sniff(&self, line: &[u8]) -> bool {
        header(line).is_ok() && ModuleLog.parse(line).is_none()
    }
}

/// A stamp of 19 bytes, a blank or a TAB, and something to say.
fn header(line: &[u8]) -> IResult<&[u8], Time> {
    let stamp = verify(parts::stamp_with_len, |(_, len)| *len == STAMP_LEN);
    let head = terminated(map(stamp, |(time, _)| time), one_of(" \t"));
    let (rest, time) = terminated(head, parts::blanks0).parse(line)?;
    if rest.is_empty() {
        return Err(nom::Err::Error(nom::error::Error::new(rest, nom::error::ErrorKind::Eof)));
    }
    Ok((rest, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(line: &str) -> Option<Level> {
        ProcessJournal.parse(line.as_bytes()).map(|record| record.level)
    }

    #[test]
    fn the_level_follows_from_the_message() {
        let coded = "2026-11-18 05:56:17 INT-150012 The HTTP query returned a '' type error (500) (iRc=-53)";
        assert_eq!(level(coded), Some(Level::Error));
        assert_eq!(
            level("2026-11-18 05:56:17 Error during synchronization process"),
            Some(Level::Info)
        );
        let tomcat =
            r"2026-11-18 06:01:13 Nov 18, 2026 6:01:13 AM org.example.Config load\nSEVERE: no";
        assert_eq!(level(tomcat), Some(Level::Error));
        assert_eq!(level(&tomcat.replace("SEVERE", "INFO")), Some(Level::Info));
    }

    #[test]
    fn stamps_with_fraction_or_zone_are_somebody_elses() {
        assert_eq!(level("2026-11-18 05:56:17.123 x"), None);
        assert_eq!(level("2026-11-18 05:56:17Z x"), None);
        assert_eq!(level("2026-11-18 05:56:17 "), None);
    }
}
