//! Lines of the system's own log, as `journalctl` and syslog write them: why nlserver did not start, who was killed.
//!
//! ```text
//! Nov 18 21:42:07 app1 systemd[1]: nlserver.service: Failed with result 'exit-code'.     no year: undated
//! 2026-11-18T21:42:07+0100 app1 kernel: Out of memory: Killed process 2273 (nlserver)
//! nlenv[7868]: nlserver: error while loading shared libraries: libicuuc.so.50: …         copied without its head
//! ```
//! Such a file speaks of everything on the machine: only lines on Campaign, memory and disks can be errors here.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while_m_n},
    character::complete::{char, digit1},
    combinator::{map, opt, recognize, value},
    sequence::{delimited, terminated},
};

use super::{Format, parts, text, tomcat};
use crate::record::{Level, Record, Time};

/// The form of the system's log.
#[derive(Debug)]
pub struct Systemd;

impl Format for Systemd {
    fn name(&self) -> &'static str {
        "systemd"
    }

    fn about(&self) -> &'static str {
        "lines of the system's log (journalctl, syslog); those on nlserver, memory and disks count"
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let (rest, time) = alt((headed, bare)).parse(line).ok()?;
        let level = level(rest);
        Some(Record { time, level, category: b"", thread: b"", message: rest })
    }
}

/// Texts that make a line ours.
const RELEVANT: [&str; 12] = [
    "nlserver",
    "nlenv",
    "neolane",
    "Adobe Campaign",
    "Out of memory",
    "oom-kill",
    "oom_reaper",
    "I/O error",
    "No space left",
    "Remounting filesystem read-only",
    "segfault",
    "bad ownership or modes",
];
/// What a process left behind that did not end well, without an error word.
const ENDED_BADLY: [&str; 7] = [
    "code=killed",
    "code=dumped",
    "status=127",
    "status=203",
    "Out of memory",
    "oom-kill",
    "segfault",
];

fn level(message: &[u8]) -> Level {
    let holds = |text: &&str| memchr::memmem::find(message, text.as_bytes()).is_some();
    if !RELEVANT.iter().any(holds) {
        return Level::Other;
    }
    if ENDED_BADLY.iter().any(holds) {
        return Level::Error;
    }
    text::level_of_prose(message).unwrap_or(Level::Info)
}

/// Stamp, host, and up to the name of the process, which belongs to the message.
fn headed(input: &[u8]) -> IResult<&[u8], Time> {
    let no_year =
        value(Time::Missing, (tomcat::month, char(' '), parts::blanks0, day, parts::clock));
    let stamp = alt((no_year, parts::stamp));
    let (rest, time) = terminated(stamp, (char(' '), word, char(' '))).parse(input)?;
    process(rest)?;
    Ok((rest, time))
}

/// `systemd[1]: ` right at the start: only names that are surely meant so.
fn bare(input: &[u8]) -> IResult<&[u8], Time> {
    let known = alt((
        tag("systemd"),
        tag("nlenv"),
        tag("nlserver7"),
        tag("nlserver6"),
        tag("nlserver"),
        tag("sshd"),
        tag("kernel"),
    ));
    map((known, pid, tag(": ")), |_| Time::Missing).parse(input).map(|(_, time)| (input, time))
}

/// `systemd[1]: `, `kernel: `
fn process(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let name = take_while_m_n(1, 48, |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | b'/')
    });
    recognize((name, opt(pid), tag(": "))).parse(input)
}

/// `[786882]`; copies through a web page have blanks in it.
fn pid(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let digits = delimited(parts::blanks0, digit1, parts::blanks0);
    recognize((char('['), digits, char(']'), parts::blanks0)).parse(input)
}

/// `18 `, ` 8 `
fn day(input: &[u8]) -> IResult<&[u8], &[u8]> {
    terminated(parts::small_number, char(' ')).parse(input)
}

/// `app1`
fn word(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while_m_n(1, 128, |byte: u8| byte.is_ascii_graphic()).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(Level, bool)> {
        let record = Systemd.parse(line.as_bytes())?;
        Some((record.level, matches!(record.time, Time::At(_))))
    }

    #[test]
    fn lines_on_campaign_memory_and_disks_can_be_errors() {
        for (line, expected) in [
            (
                "Nov 18 21:42:07 app1 systemd[1]: nlserver.service: Failed with result 'exit-code'.",
                (Level::Error, false),
            ),
            (
                "2026-11-18T21:42:07+0100 app1 kernel: Out of memory: Killed process 2273 (nlserver)",
                (Level::Error, true),
            ),
            (
                "nlenv[ 7868] : nlserver: error while loading shared libraries: x",
                (Level::Error, false),
            ),
            ("Nov  8 21:42:07 app1 systemd[1]: Started nlserver.service.", (Level::Info, false)),
            ("Nov 18 21:42:07 app1 cron[77]: job failed", (Level::Other, false)),
            (
                "systemd[1]: nlserver.service: Control process exited, code=exited status=127",
                (Level::Error, false),
            ),
        ] {
            assert_eq!(read(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn prose_with_a_colon_is_none_of_it() {
        assert_eq!(read("note[1]: something"), None);
        assert_eq!(read("Nov 18 21:42:07 app1 and more text without a process"), None);
    }
}
