//! What syslogd writes for each module: the main form.
//!
//! ```text
//! 2026-11-18 21:42:07.123+01:00 <TAB> 00002572 <TAB> 00007D6C <TAB> 1 <TAB> error <TAB> log <TAB> message
//! stamp                          [process id]  thread id   verbosity  level    category   message
//! ```
//! Old builds print one id and pad the level; a stamp may be cut off. A record is one physical line (a line end inside
//! a message is written as `\n`, two characters), but a stack trace may follow: lines without a header continue.

use nom::{
    IResult, Parser,
    branch::alt,
    combinator::{map, opt},
    sequence::terminated,
};

use super::{Format, Layout, parts};
use crate::record::{Level, Record, Time};

/// The form that syslogd writes.
#[derive(Debug)]
pub struct ModuleLog;

impl Format for ModuleLog {
    fn name(&self) -> &'static str {
        "module-log"
    }

    fn about(&self) -> &'static str {
        "what syslogd writes for each module: stamp, ids, verbosity, level, category, message"
    }

    fn is_chronological(&self) -> bool {
        true
    }

    fn is_unmistakable(&self) -> bool {
        true
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        header(line).ok().map(|(_, record)| record)
    }

    fn layout(&self, line: &[u8], record: &Record<'_>) -> Option<Layout> {
        Layout::learn(line, record)
    }
}

/// Everything up to the message: stamp, ids, verbosity, level, category. The stamp may be missing, the ids may not.
fn header(input: &[u8]) -> IResult<&[u8], Record<'_>> {
    // Most lines of a stack trace end here: neither a digit nor a hexadecimal id.
    let stamp = alt((parts::stamp, parts::hidden_stamp));
    let (rest, time) = opt(terminated(stamp, parts::blanks)).parse(input)?;
    let (rest, (thread, level, category)) = alt((two_ids, one_id)).parse(rest)?;
    let (message, _) = parts::blanks0(rest)?;
    let is_ended = rest.len() != message.len() || message.is_empty();
    if !is_ended || (time.is_none() && thread.len() != UNDATED_ID_LEN) {
        return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Verify)));
    }
    let time = time.unwrap_or(Time::Missing);
    Ok((message, Record { time, level, category, thread, message }))
}

/// Without a stamp, only ids of eight digits tell a header from prose that happens to begin like one.
const UNDATED_ID_LEN: usize = 8;

type Columns<'a> = (&'a [u8], Level, &'a [u8]);

/// `00002572 00007D6C 1 error log`
fn two_ids(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    map((terminated(parts::hex_id, parts::blanks), one_id), |(_, columns)| columns).parse(input)
}

/// `B67B28C0 1 error log`
fn one_id(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    map(
        (
            terminated(parts::hex_id, parts::blanks),
            terminated(parts::small_number, parts::blanks),
            terminated(parts::level_word, parts::blanks),
            parts::category,
        ),
        |(thread, _, level, category)| (thread, Level::from_word(level), category),
    )
    .parse(input)
}

#[cfg(test)]
mod tests;
