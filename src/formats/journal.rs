//! The journal of a workflow, as the client console shows and exports it: date, activity, message.
//!
//! ```text
//! 02/15/2026 11:37:29 AM <TAB> js <TAB> SCR-160012 JavaScript: error while evaluating script 'WKF471/js'.
//! 15/02/2026 11:37:29 <TAB> <TAB> Workflow 'WKF471' is being run
//! ```
//! The date is written as the operator's country does, so that some dates can be read in two ways: one row of the file that
//! can be read in one way only decides for all, else `--date-order`, else they stay undated. There is no level and no zone.
//! The rows of one moment and activity belong together (a wrapper and its cause, the trace of a transfer), so they are one
//! record. A long message is cut into rows of 254 characters, in the middle of words; many exports have the newest row
//! first, and then the end of a message stands above its beginning.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while_m_n},
    character::complete::char,
    combinator::{map, opt, value, verify},
    multi::many0_count,
    sequence::{preceded, terminated},
};

use super::{Format, parts, text};
use crate::record::{Level, Record, Stamp, Time};

/// Characters of a row after which the server cuts.
const CUT: usize = 254;

/// Which number of a date is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 31/12/2026
    DayFirst,
    /// 12/31/2026
    MonthFirst,
}

/// The form of a workflow journal, as far as it is known how the file at hand writes it.
#[derive(Debug)]
pub struct Journal {
    order: Option<DateOrder>,
    newest_first: bool,
}

impl Journal {
    /// What is known before a file was looked at.
    pub const UNKNOWN: Journal = Journal { order: None, newest_first: false };
}

/// Every way to write a journal.
static VARIANTS: [Journal; 6] = [
    Journal { order: None, newest_first: false },
    Journal { order: None, newest_first: true },
    Journal { order: Some(DateOrder::DayFirst), newest_first: false },
    Journal { order: Some(DateOrder::DayFirst), newest_first: true },
    Journal { order: Some(DateOrder::MonthFirst), newest_first: false },
    Journal { order: Some(DateOrder::MonthFirst), newest_first: true },
];

impl Format for Journal {
    fn name(&self) -> &'static str {
        "workflow-journal"
    }

    fn about(&self) -> &'static str {
        "the journal of a workflow, pasted or exported: date, activity, message"
    }

    fn module(&self) -> Option<&'static str> {
        Some("runwf")
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let (message, row) = row(line).ok()?;
        let time = row.moment.time(self.order);
        Some(Record { time, level: Level::Info, category: b"", thread: b"", message })
    }

    fn learn(&self, head: &[u8], order: Option<DateOrder>) -> Option<&'static dyn Format> {
        let rows: Vec<_> =
            head.split(|byte| *byte == b'\n').filter_map(|line| row(line).ok()).collect();
        let order = order.or_else(|| date_order(&rows));
        let newest_first = is_newest_first(&rows, order);
        let variant = VARIANTS
            .iter()
            .find(|variant| variant.order == order && variant.newest_first == newest_first)?;
        Some(variant)
    }

    fn is_sequential(&self) -> bool {
        true
    }

    fn continues(&self, first: &[u8], line: &[u8]) -> bool {
        match (row(first), row(line)) {
            (Ok((_, first)), Ok((_, row))) => first == row,
            _ => false,
        }
    }

    fn is_assembled(&self) -> bool {
        true
    }

    fn assemble(&self, text: &[u8], message: &mut Vec<u8>) -> Level {
        let mut pieces: Vec<&[u8]> = text
            .split(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
            .map(|line| row(line).map_or(line, |(message, _)| message))
            .collect();
        if self.newest_first {
            pieces.reverse();
        }
        for (index, piece) in pieces.iter().enumerate() {
            message.extend_from_slice(piece);
            if index + 1 < pieces.len() {
                message.extend_from_slice(glue(piece));
            }
        }
        text::level_of(message).unwrap_or(Level::Info)
    }
}

/// What stands between a row and the next: nothing where the server cut, a blank where a copy lost the one at the cut.
fn glue(piece: &[u8]) -> &'static [u8] {
    match length(piece) {
        CUT => b"",
        length if length + 1 == CUT => b" ",
        _ => b"\n",
    }
}

/// Characters of a text, for counting cuts: bytes that begin one.
fn length(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// Where a row belongs.
#[derive(Debug, PartialEq, Eq)]
struct Row<'a> {
    moment: Moment,
    activity: &'a [u8],
}

/// A date as written, and a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    first: u32,
    second: u32,
    year: u32,
    clock: (u32, u32, u32),
}

impl Moment {
    /// The order that this date alone allows.
    fn order(self) -> Option<DateOrder> {
        match (self.first > 12, self.second > 12) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    fn time(self, order: Option<DateOrder>) -> Time {
        let (month, day) = match order {
            None => return Time::Missing,
            Some(DateOrder::DayFirst) => (self.second, self.first),
            Some(DateOrder::MonthFirst) => (self.first, self.second),
        };
        parts::local_micros((self.year, month, day), self.clock, 0)
            .map_or(Time::Impossible, |local_micros| {
                Time::At(Stamp { local_micros, offset_minutes: None })
            })
    }
}

/// The order that the rows agree on.
fn date_order(rows: &[(&[u8], Row<'_>)]) -> Option<DateOrder> {
    let mut orders = rows.iter().filter_map(|(_, row)| row.moment.order());
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

/// Whether the rows go back in time; when all are of one moment, whether a cut row has its end above it.
fn is_newest_first(rows: &[(&[u8], Row<'_>)], order: Option<DateOrder>) -> bool {
    let key = |moment: Moment| match moment.time(order.or(Some(DateOrder::MonthFirst))) {
        Time::At(stamp) => stamp.local_micros,
        _ => 0,
    };
    let steps = rows.windows(2).map(|pair| key(pair[1].1.moment).cmp(&key(pair[0].1.moment)));
    let (mut back, mut forth) = (0, 0);
    for step in steps {
        back += usize::from(step.is_lt());
        forth += usize::from(step.is_gt());
    }
    let is_cut = |row: Option<&(&[u8], Row<'_>)>| row.is_some_and(|(text, _)| glue(text) != b"\n");
    back > forth || (back == forth && is_cut(rows.last()) && !is_cut(rows.first()))
}

/// A whole row up to its message; copies through a web page may have marks before it.
fn row(line: &[u8]) -> IResult<&[u8], Row<'_>> {
    let (rest, moment) = preceded(parts::copy_marks, moment).parse(line)?;
    let (message, activity) = alt((tabbed_activity, map(gap, |()| &b""[..]))).parse(rest)?;
    Ok((message, Row { moment, activity }))
}

/// `<TAB> js <TAB>`, `<TAB> <TAB>`, or the activity between wide gaps of a copy.
fn tabbed_activity(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let name = take_while_m_n(0, 64, |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
    });
    preceded(char('\t'), terminated(name, char('\t'))).parse(input)
}

/// Blanks, TABs and non-breaking blanks, at least one.
fn gap(input: &[u8]) -> IResult<&[u8], ()> {
    value((), verify(many0_count(blank), |count: &usize| *count > 0)).parse(input)
}

fn blank(input: &[u8]) -> IResult<&[u8], &[u8]> {
    alt((tag("\t"), tag(" "), tag("\u{a0}"))).parse(input)
}

/// `02/15/2026 11:37:29 AM`, `15/02/2026 11:37:29`
fn moment(input: &[u8]) -> IResult<&[u8], Moment> {
    let half = opt(preceded(char(' '), alt((value(false, tag("AM")), value(true, tag("PM"))))));
    let date = (
        terminated(parts::small_number, char('/')),
        terminated(parts::small_number, char('/')),
        |input| parts::digits(4, input),
    );
    let clock = (
        terminated(parts::small_number, char(':')),
        terminated(parts::small_number, char(':')),
        parts::small_number,
    );
    let (rest, ((first, second, year), clock, is_afternoon)) =
        (terminated(date, char(' ')), clock, half).parse(input)?;
    let hour = match (parts::number(clock.0), is_afternoon) {
        (12, Some(false)) => 0,
        (hour, Some(true)) if hour < 12 => hour + 12,
        (hour, _) => hour,
    };
    let clock = (hour, parts::number(clock.1), parts::number(clock.2));
    let [first, second] = [first, second].map(parts::number);
    Ok((rest, Moment { first, second, year, clock }))
}

#[cfg(test)]
mod tests;
