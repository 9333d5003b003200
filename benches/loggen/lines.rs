//! The documented line forms. Pure: a moment and words go in, bytes come out.

use std::io::Write;

use jiff::{ToSpan, civil::date};

use super::names::{push_decimal, push_hex};
use super::random::Random;

/// Milliseconds since 2026-11-01 00:00:00.000 at `+01:00`, the zone of the invented servers.
/// A form in UTC can be written from 2 November on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

impl Moment {
    /// Before and after everything that is written.
    pub const FIRST: Self = Self(0);
    pub const LAST: Self = Self(u64::MAX);

    /// `hour:minute:second` of 18 November 2026, the day of all samples.
    pub const fn at(hour: u64, minute: u64, second: u64) -> Self {
        Self((((17 * 24 + hour) * 60 + minute) * 60 + second) * 1000)
    }

    pub const fn plus_ms(self, ms: u64) -> Self {
        Self(self.0 + ms)
    }

    /// Milliseconds from `earlier` to this; 0 if it is not earlier.
    pub const fn ms_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn unix_ms(self) -> i64 {
        /// 2026-11-01 00:00:00 at `+01:00`.
        const START: i64 = 1_793_487_600_000;
        START + self.0.cast_signed()
    }

    /// `2026-11-18 21:42:07.123`, at `+01:00`.
    pub fn clock(self) -> String {
        let mut text = Vec::new();
        push_time(self, b' ', &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Whole seconds, to notice a change cheaply.
    pub const fn second(self) -> u64 {
        self.0 / 1000
    }

    /// The milliseconds within the second.
    pub const fn millisecond(self) -> u64 {
        self.0 % 1000
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A form of the header that is attested for some build. TAB between all fields.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `2026-11-18 21:42:07.123+01:00`, two ids of 8 hex digits, level 1.
    Current,
    /// `2026-11-18T20:42:07.123Z`, two short ids.
    IsoUtc,
    /// `2026-11-18 20:42:07.123Z`, the thread id only, level right-aligned in 3 columns.
    OneId,
    /// `2026-11-18 15:42:07.123-05`, two ids.
    ShortZone,
}

/// Appends the header up to and including the TAB before the message.
pub fn push_header(
    form: Form,
    at: Moment,
    (pid, tid): (u32, u32),
    level: Level,
    out: &mut Vec<u8>,
) {
    let (separator, behind_ms, zone) = match form {
        Form::Current => (b' ', 0, "+01:00"),
        Form::IsoUtc => (b'T', 3_600_000, "Z"),
        Form::OneId => (b' ', 3_600_000, "Z"),
        Form::ShortZone => (b' ', 6 * 3_600_000, "-05"),
    };
    push_time(Moment(at.0 - behind_ms), separator, out);
    out.extend_from_slice(zone.as_bytes());
    out.push(b'\t');
    match form {
        Form::IsoUtc => {
            push_decimal(out, pid);
            out.push(b'\t');
            push_decimal(out, tid);
        }
        Form::OneId => push_hex(out, tid),
        Form::Current | Form::ShortZone => {
            push_hex(out, pid);
            out.push(b'\t');
            push_hex(out, tid);
        }
    }
    let column = if form == Form::OneId { "\t  1\t" } else { "\t1\t" };
    out.extend_from_slice(column.as_bytes());
    out.extend_from_slice(level.name().as_bytes());
    out.extend_from_slice(b"\tlog\t");
}

/// `2026-11-18 21:42:07.123`, 23 bytes.
pub fn push_time(at: Moment, separator: u8, out: &mut Vec<u8>) {
    let (second, ms) = (at.second(), at.millisecond());
    let (days, hour, minute) = (second / 86_400, second / 3600 % 24, second / 60 % 60);
    let day = date(2026, 11, 1) + days.cast_signed().days();
    write!(out, "{day}{}{hour:02}:{minute:02}:{:02}.{ms:03}", char::from(separator), second % 60)
        .expect("writing to memory cannot fail");
}

/// `21:42:07 >>  text`: what a console shows; `chevrons` is `>`, `>>` or `>>>`.
pub fn console(at: Moment, chevrons: &str, text: &str) -> Vec<u8> {
    let second = at.second();
    let (hour, minute, second) = (second / 3600 % 24, second / 60 % 60, second % 60);
    format!("{hour:02}:{minute:02}:{second:02} {chevrons:<4}{text}\n").into_bytes()
}

const BROWSERS: [&str; 3] = [
    "Mozilla/5.0 (X11; Linux x86_64) ExampleBrowser/12.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ExampleMail/4",
    "ExampleProxy/2.0 (image fetcher)",
];
const PAGES: [&str; 4] = ["offers", "stores", "account", "news"];

/// A line of a redirection log, 11 fields, by the validity expression of the documentation:
/// `log id, time, message, delivery, url (hex), kind, visitor, page, referrer, agent, address`.
pub fn redirection(random: &mut Random, id: u32, at: Moment) -> Vec<u8> {
    let mut line = format!("50x{id:016X}\t").into_bytes();
    push_time(at, b'T', &mut line);
    line.pop(); // The documented fraction has two digits.
    let page = random.pick(&PAGES);
    writeln!(
        line,
        "\t{:x}\t{:x}\t{:x}\t{}\t{:08x}-{:04x}\thttps://www.shop.example/{page}\t-\t{}\t192.0.2.{}",
        7_864_000 + random.below(90_000),
        8_412_075 + 131 * random.below(24),
        random.between(1, 60),
        random.pick(&["click", "open"]),
        random.word() as u32,
        random.below(65_536),
        random.pick(&BROWSERS),
        random.between(1, 254),
    )
    .expect("writing to memory cannot fail");
    line
}

/// A redirection line in which a writer lost the end of one field and the TAB after it.
pub fn corrupted_redirection(random: &mut Random, id: u32, at: Moment) -> Vec<u8> {
    let good = redirection(random, id, at);
    let text = String::from_utf8_lossy(&good);
    let glued = text.replacen("\tclick\t", "\tclExampleBrowser/12.1 (Linux", 1);
    glued.replacen("\topen\t", "\topExampleProxy/2.0 (image", 1).into_bytes()
}
