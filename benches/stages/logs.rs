//! The logs that the stages work on.

use std::{
    fmt,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use divan::counter::BytesCount;
use nltriage::formats::{Line, ModuleLog, read_line};

use super::loggen;

/// Bytes of a log that is scanned from end to end: four ranges of the default size.
const LARGE: usize = 32 << 20;
/// Bytes of a log that one stage works on: more than any cache of one core.
pub const SMALL: usize = 4 << 20;

/// Where the large logs are written; it goes away with `main`.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Says where; once, and before anything else.
pub fn keep_in(folder: &Path) {
    FOLDER.get_or_init(|| folder.to_owned());
}

/// What a log is full of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// A healthy week: nearly all lines are info.
    Typical,
    /// Six bad hours: two lines of five are errors, of about 600 codes.
    Outage,
    /// One record, and then only lines that no form reads.
    NoneMatch,
    /// Only errors that a rule explains.
    AllMatch,
    /// Errors of 64 KiB each: a statement that was logged in full.
    LongLines,
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Log::Typical => "typical",
            Log::Outage => "outage",
            Log::NoneMatch => "none match",
            Log::AllMatch => "all match",
            Log::LongLines => "long lines",
        })
    }
}

pub const LOGS: [Log; 5] =
    [Log::Typical, Log::Outage, Log::NoneMatch, Log::AllMatch, Log::LongLines];

impl Log {
    /// At most `len` bytes, whole lines.
    pub fn bytes(self, len: usize) -> Vec<u8> {
        match self {
            Log::Typical => loggen::bulk(loggen::Kind::Typical, len, loggen::SEED),
            Log::Outage => loggen::bulk(loggen::Kind::Outage, len, loggen::SEED),
            Log::NoneMatch => {
                let frame = "\tat org.example.pool.Connections.take(Connections.java:118)\n";
                let mut log = error(0, "a trace that does not end");
                log.push_str(&frame.repeat((len - log.len()) / frame.len()));
                log.into_bytes()
            }
            Log::AllMatch => errors(
                len,
                "PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already (iRc=-2006)",
            ),
            Log::LongLines => {
                let values = "'value', ".repeat((64 << 10) / 9);
                errors(
                    len,
                    &format!(
                        "WDB-200001 SQL statement 'INSERT INTO t VALUES ({values})' could not be executed. (iRc=-2006)"
                    ),
                )
            }
        }
    }

    /// The log as a file of [`LARGE`] bytes, written when it is first asked for.
    pub fn file(self) -> PathBuf {
        let folder = FOLDER.get().expect("main comes first");
        let path = folder.join(format!("{self:?}.log"));
        if !path.exists() {
            File::create(&path)
                .and_then(|mut file| file.write_all(&self.bytes(LARGE)))
                .expect("room for a log");
        }
        path
    }
}

/// A line of a module log at a second of one day.
fn error(second: usize, message: &str) -> String {
    let (hour, minute, second) = (second / 3600 % 24, second / 60 % 60, second % 60);
    format!(
        "2026-11-18 {hour:02}:{minute:02}:{second:02}.118+01:00\t000021A4\t000021B1\t1\terror\tlog\t{message}\n"
    )
}

fn errors(len: usize, message: &str) -> Vec<u8> {
    let count = len / error(0, message).len();
    (0..count).flat_map(|n| error(n, message).into_bytes()).collect()
}

/// The lines of a log, without their line ends.
pub fn lines(log: &[u8]) -> Vec<&[u8]> {
    log.split(|byte| *byte == b'\n').collect()
}

/// What follows the headers of the errors and warnings of a log.
pub fn messages(log: &[u8]) -> Vec<&[u8]> {
    let message = |line| match read_line(&ModuleLog, line) {
        Line::Record(record, _) if record.level.is_event() => Some(record.message),
        _ => None,
    };
    lines(log).into_iter().filter_map(message).collect()
}

/// How long texts are together, for the figures of a bench.
pub fn sum(texts: &[&[u8]]) -> BytesCount {
    BytesCount::new(texts.iter().map(|text| text.len()).sum::<usize>())
}
