//! The lines that make a log long: records that lie as the layout says, in the order of their time.
//!
//! They are counted here without a look at what stands in them beyond their header, and the counts are written down when
//! the minute changes. Whatever is unusual about a line sends it the long way, so this decides about speed alone.

use super::{Fold, OpenEvent};
use crate::{
    formats::{LastLine, Layout},
    input::{MAX_LINE, Window as Lines},
    record::Timestamp,
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
    /// Counts the line `start..end` if that is quickly done. Nothing has happened when it returns false.
    #[inline]
    pub(super) fn quick(&mut self, lines: &Lines<'_>, start: usize, end: usize) -> bool {
        let (Some(layout), Some(clock)) = (&self.quick.layout, &mut self.clock) else {
            return false;
        };
        let Some(header) = layout.read(&lines.bytes[start..], &mut self.quick.last_line) else {
            return false;
        };
        let bytes = end + 1 - start;
        let at = header.at;
        let (level, message) = (header.level, start + header.message);
        if at < clock.last || bytes > MAX_LINE || !self.window.contains(Some(at)) {
            return false;
        }
        // The bytes of a map may have changed since the line end was found.
        if message > end {
            return false;
        }
        clock.last = at;
        let thread = layout.thread();
        self.lines += 1;
        self.count_one(level.index(), bytes as u64, at, header.micros_of_minute);
        if self.open.is_some() {
            self.close(lines, start);
        }
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
            });
        } else {
            let text = &lines.bytes[message..end];
            self.note(text.strip_suffix(b"\r").unwrap_or(text), Some(at), offset);
        }
        true
    }

    #[inline]
    fn count_one(&mut self, level: usize, bytes: u64, at: Timestamp, micros_of_minute: i64) {
        let quick = &mut self.quick;
        if at >= quick.until || quick.batch.is_none() {
            self.count_quick();
            self.quick.start(at, micros_of_minute);
        }
        if let Some(batch) = &mut self.quick.batch {
            batch.levels.0[level] += 1;
            batch.bytes += bytes;
            batch.last = at;
        }
    }

    /// Writes down what was counted.
    pub(super) fn count_quick(&mut self) {
        if let Some(batch) = self.quick.batch.take() {
            self.tally.batch(&batch);
        }
    }
}

impl Quick {
    /// Begins to count the minute of a record.
    #[cold]
    fn start(&mut self, at: Timestamp, micros_of_minute: i64) {
        let offset_minutes = self.layout.as_ref().map_or(0, Layout::offset_minutes);
        self.until = Timestamp(at.0 - micros_of_minute + 60 * Timestamp::PER_SECOND);
        self.batch = Some(Batch {
            levels: Levels::default(),
            bytes: 0,
            offset_minutes,
            first: at,
            last: at,
        });
    }
}
