//! The lines that make a log long: records that lie as the layout says, in the order of their time.
//!
//! They are counted here without a look at what stands in them beyond their header, and the counts are written down when
//! the minute changes. Nearly all of them tell of ordinary work in the minute of the line before: those are passed in
//! runs, and of each only its head and its end are looked at. Whatever is unusual about a line sends it the longer way,
//! so this decides about speed alone.

use super::{Fold, line_end::line_end, open::OpenEvent};
use crate::{
    formats::{LastLine, Layout},
    input::{MAX_LINE, Window as Lines},
    knowledge::{NEAR, announcement, finished, is_ordinary},
    record::{Level, Timestamp},
    summary::{Batch, Levels},
};

/// The layout that was learnt, and what was counted by it since the last change of the minute.
#[derive(Debug, Default)]
pub(super) struct Quick {
    layout: Option<Layout>,
    last_line: LastLine,
    batch: Option<Batch>,
    /// When the minute of the batch ends.
    until: Timestamp,
    /// Whether all of that minute is to be counted.
    is_within: bool,
}

impl Quick {
    /// Takes over the layout of a line that the layout so far did not read.
    pub(super) fn learn(&mut self, layout: Option<Layout>) {
        if layout.is_some() && layout != self.layout {
            self.layout = layout;
            self.last_line = LastLine::default();
        }
    }
}

impl Fold<'_> {
    /// Passes over the lines of ordinary work that stand at `start`, and says where they end: there where they began if
    /// there is none.
    #[inline]
    pub(super) fn run(&mut self, lines: &Lines<'_>, start: usize) -> usize {
        let Quick { layout: Some(layout), last_line, batch: Some(batch), until, is_within: true } =
            &mut self.quick
        else {
            return start;
        };
        // Events and, in a log with few lines, a minute of its own for each are soon told.
        let rest = &lines.bytes[start..];
        if !layout.may_be_quiet(rest) {
            return start;
        }
        if last_line.began().is_none_or(|began| began.0 + MINUTE != until.0)
            || !last_line.has_minute_of(rest)
        {
            return start;
        }
        let (mut next, mut count) = (start, 0);
        while let Some(end) = ordinary(lines, next, layout, last_line) {
            next = end + 1;
            count += 1;
        }
        if count == 0 {
            return start;
        }
        batch.levels.0[Level::Info.index()] += count;
        batch.bytes += (next - start) as u64;
        if let (Some(at), Some(clock)) = (last_line.at(), &mut self.clock) {
            (batch.last, clock.last) = (at, at);
        }
        self.lines += count;
        self.close(lines, start);
        next
    }

    /// Counts the line at `start` if that is quickly done, and says where its line end is. Nothing has happened when it
    /// returns `None`.
    #[inline]
    pub(super) fn quick(&mut self, lines: &Lines<'_>, start: usize) -> Option<usize> {
        let (Some(layout), Some(clock)) = (&self.quick.layout, &mut self.clock) else {
            return None;
        };
        let header = layout.read(&lines.bytes[start..], &mut self.quick.last_line)?;
        let (at, level, message) = (header.at, header.level, start + header.message);
        let end = message + memchr::memchr(b'\n', lines.bytes.get(message..lines.own)?)?;
        let bytes = end + 1 - start;
        if at < clock.last || bytes > MAX_LINE || !self.window.contains(Some(at)) {
            return None;
        }
        clock.last = at;
        let thread = layout.thread();
        self.lines += 1;
        self.count_one(level.index(), bytes as u64, at, header.micros_of_minute);
        self.close(lines, start);
        let offset = lines.offset + start as u64;
        if level.is_event() {
            let thread = &lines.bytes[start + thread.start..start + thread.end];
            self.open = Some(OpenEvent {
                start,
                message,
                level: Some(level),
                at: Some(at),
                thread: self.writer.thread(thread),
                line: self.lines,
                bytes: bytes as u64,
                format: self.plan.format,
                label: None,
                may_be_fatal: false,
            });
        } else {
            let text = &lines.bytes[message..end];
            self.note(text.strip_suffix(b"\r").unwrap_or(text), Some(at), offset);
        }
        Some(end)
    }

    #[inline]
    fn count_one(&mut self, level: usize, bytes: u64, at: Timestamp, micros_of_minute: i64) {
        let quick = &mut self.quick;
        if at >= quick.until || quick.batch.is_none() {
            self.count_quick();
            self.start(at, micros_of_minute);
        }
        if let Some(batch) = &mut self.quick.batch {
            batch.levels.0[level] += 1;
            batch.bytes += bytes;
            batch.last = at;
        }
    }

    /// Begins to count the minute of a record.
    #[cold]
    fn start(&mut self, at: Timestamp, micros_of_minute: i64) {
        let quick = &mut self.quick;
        let offset_minutes = quick.layout.as_ref().map_or(0, Layout::offset_minutes);
        let began = Timestamp(at.0 - micros_of_minute);
        quick.until = Timestamp(began.0 + MINUTE);
        let last = Timestamp(quick.until.0 - 1);
        quick.is_within = [began, last].into_iter().all(|at| self.window.contains(Some(at)));
        let levels = Levels::default();
        quick.batch = Some(Batch { levels, bytes: 0, offset_minutes, first: at, last: at });
    }

    /// Writes down what was counted.
    pub(super) fn count_quick(&mut self) {
        if let Some(batch) = self.quick.batch.take() {
            self.tally.batch(&batch);
        }
    }
}

/// Microseconds.
const MINUTE: i64 = 60 * Timestamp::PER_SECOND;

/// The line end of the line at `start`, if it tells of ordinary work: no event, and nothing to be noted.
#[inline]
fn ordinary(
    lines: &Lines<'_>,
    start: usize,
    layout: &Layout,
    last_line: &mut LastLine,
) -> Option<usize> {
    let line = &lines.bytes[start..lines.own];
    let (message, clock) = layout.read_quiet(line, last_line)?;
    let rest = line.get(message..)?;
    let near = rest.first_chunk::<NEAR>();
    let near_end = near.and_then(|near| line_end(near).filter(|end| is_ordinary(near, *end)));
    let end = near_end.or_else(|| far_end(rest))?;
    last_line.goes_on(clock);
    Some(start + message + end)
}

/// The same of a message that is long, the last of its window, or one that may have to be noted.
#[inline(never)]
fn far_end(rest: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b'\n', rest)?;
    let text = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
    let is_noted = announcement(text).is_some() || finished(text).is_some();
    (end <= MAX_LINE / 2 && !is_noted).then_some(end)
}
