//! Large logs of one module, made record by record into a small buffer.

use std::io::{self, Write};

use super::lines::{Form, Level, Moment, push_header};
use super::names::{Template, push_hex};
use super::random::Random;
use super::shapes;

/// Bytes collected before a write.
const BLOCK: usize = 256 << 10;

/// Frames of a stack trace, on average; their number is 5 to 11.
const FRAMES: u32 = 8;

/// What a large log looks like. Shares are of lines, the newline counts as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A healthy week: lines of 117 bytes, 95.9 % info, 2.5 % warning, 0.5 % error, 1.1 % continuation.
    Typical,
    /// Six bad hours: lines of 152 bytes, 50.3 % info, 7.7 % warning, 38.8 % error, 3.2 % continuation;
    /// about 600 codes.
    Outage,
}

impl Kind {
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "typical" => Some(Self::Typical),
            "outage" => Some(Self::Outage),
            _ => None,
        }
    }

    /// What a log of this kind covers when nothing else is asked for.
    pub const fn hours(self) -> u64 {
        self.profile().hours
    }

    const fn profile(self) -> Profile {
        match self {
            Self::Typical => {
                Profile { warnings: 250, errors: 50, frames: 110, line: 117, hours: 168 }
            }
            Self::Outage => {
                Profile { warnings: 770, errors: 3880, frames: 320, line: 152, hours: 6 }
            }
        }
    }
}

/// Lines in 10,000 by sort (the rest is info), mean bytes of a line, hours that the log covers.
struct Profile {
    warnings: u32,
    errors: u32,
    frames: u32,
    line: u64,
    hours: u64,
}

/// Writes records that cover `hours`, until the next one would not fit into `bytes`.
pub fn write(kind: Kind, hours: u64, bytes: u64, seed: u64, out: impl Write) -> io::Result<()> {
    let mut log = Log::new(kind, hours, bytes, seed);
    fill(bytes, out, |block| log.push_record(block))
}

/// Writes what `push_record` adds in blocks, until the next record would not fit into `bytes`.
pub fn fill(
    bytes: u64,
    mut out: impl Write,
    mut push_record: impl FnMut(&mut Vec<u8>),
) -> io::Result<()> {
    let mut block = Vec::with_capacity(2 * BLOCK);
    let mut left = bytes;
    loop {
        let before = block.len();
        push_record(&mut block);
        if block.len() as u64 > left {
            block.truncate(before);
            return out.write_all(&block);
        }
        if block.len() >= BLOCK {
            out.write_all(&block)?;
            left -= block.len() as u64;
            block.clear();
        }
    }
}

/// Large logs begin after the daily restart of the day of the samples.
pub const START: Moment = Moment::at(6, 0, 0);

struct Log {
    random: Random,
    profile: Profile,
    shapes: Shapes,
    threads: Vec<(u32, u32)>,
    header: Header,
    /// Microseconds since the start of the log; a millisecond is too coarse for the mean step.
    elapsed_us: u64,
    /// Steps are below this, half of it on average.
    step_bound_us: u32,
}

impl Log {
    fn new(kind: Kind, hours: u64, bytes: u64, seed: u64) -> Self {
        let profile = kind.profile();
        let mut random = Random::new(seed);
        let pid = random.between(0x900, 0x7F00);
        let threads = (0..24).map(|n| (pid, pid + 13 * n)).collect();
        // The span is the same for every size, so steps grow in small logs; at most a minute on average.
        let records = (bytes / profile.line).max(1);
        let step = (hours * 3_600_000_000 / records).min(60_000_000);
        Self {
            random,
            profile,
            shapes: Shapes::new(),
            threads,
            header: Header::default(),
            elapsed_us: 0,
            step_bound_us: 2 * step as u32,
        }
    }

    fn push_record(&mut self, out: &mut Vec<u8>) {
        let Profile { warnings, errors, frames, .. } = self.profile;
        self.elapsed_us += u64::from(self.random.below(self.step_bound_us));
        let draw = self.random.below(10_000 - frames);
        let level = match draw {
            _ if draw < errors => Level::Error,
            _ if draw < errors + warnings => Level::Warning,
            _ => Level::Info,
        };
        self.push_header(level, out);
        match level {
            Level::Info => push_line(&self.shapes.info, &mut self.random, out),
            Level::Warning => push_line(&self.shapes.warning, &mut self.random, out),
            Level::Error => self.push_error(out),
        }
        // A trace under an error now and then, so that frames have their share.
        if level == Level::Error && self.random.below(errors * FRAMES) < frames {
            for _ in 0..self.random.between(FRAMES - 3, FRAMES + 3) {
                push_line(&self.shapes.frames, &mut self.random, out);
            }
        }
    }

    fn push_header(&mut self, level: Level, out: &mut Vec<u8>) {
        let at = START.plus_ms(self.elapsed_us / 1000);
        let ids = *self.random.pick(&self.threads);
        self.header.push(at, ids, level, out);
    }

    /// Two errors of three come from the head, the others from the tail of codes.
    fn push_error(&mut self, out: &mut Vec<u8>) {
        let Self { shapes, random, .. } = self;
        if random.below(3) < 2 {
            return push_line(&shapes.head, random, out);
        }
        // The product of two draws favours small numbers, as code counts in real logs do.
        let bound = shapes.codes.len() as u32;
        let place = (random.below(bound) * random.below(bound) / bound) as usize;
        out.extend_from_slice(shapes.codes[place].as_bytes());
        shapes.tail[place % shapes.tail.len()].fill(random, out);
        out.push(b'\n');
    }
}

/// One of `shapes`, filled, and the line end.
fn push_line(shapes: &[Template], random: &mut Random, out: &mut Vec<u8>) {
    random.pick(shapes).fill(random, out);
    out.push(b'\n');
}

/// The templates of `shapes.rs`, taken apart.
struct Shapes {
    info: Vec<Template<'static>>,
    warning: Vec<Template<'static>>,
    head: Vec<Template<'static>>,
    tail: Vec<Template<'static>>,
    frames: Vec<Template<'static>>,
    /// 25 codes of each family, with the blank behind; code `n` belongs to `tail[n % tail.len()]`.
    codes: Vec<String>,
}

impl Shapes {
    fn new() -> Self {
        let all = |texts: &[&'static str]| texts.iter().map(|text| Template::new(text)).collect();
        let families = shapes::FAMILIES;
        let code =
            |k: u32| families.map(|(prefix, number, _)| format!("{prefix}-{number:02}{k:04} "));
        Self {
            info: all(&shapes::INFO),
            warning: all(&shapes::WARNING),
            head: all(&shapes::HEAD),
            tail: all(&families.map(|(_, _, text)| text)),
            frames: all(&shapes::FRAMES),
            codes: (30..55).flat_map(code).collect(),
        }
    }
}

/// Writes headers of [`Form::Current`]; what changes rarely is kept from the last one.
#[derive(Default)]
pub struct Header {
    /// The header of the last second, written by [`push_header`].
    template: Vec<u8>,
    second: u64,
}

impl Header {
    /// Where the milliseconds and the ids begin, and the length up to the level.
    const MS: usize = 20;
    const IDS: usize = 30;
    const LEVEL: usize = 50;

    pub fn push(&mut self, at: Moment, (pid, tid): (u32, u32), level: Level, out: &mut Vec<u8>) {
        if self.second != at.second() || self.template.is_empty() {
            self.second = at.second();
            self.template.clear();
            push_header(Form::Current, at, (pid, tid), level, &mut self.template);
        }
        let ms = at.millisecond() as u32;
        let digits = [ms / 100, ms / 10 % 10, ms % 10].map(|digit| b'0' + digit as u8);
        out.extend_from_slice(&self.template[..Self::MS]);
        out.extend_from_slice(&digits);
        out.extend_from_slice(&self.template[Self::MS + 3..Self::IDS + 9]);
        push_hex(out, tid);
        out.extend_from_slice(&self.template[Self::IDS + 17..Self::LEVEL]);
        out.extend_from_slice(level.name().as_bytes());
        out.extend_from_slice(b"\tlog\t");
    }
}
