//! A record from its header to its end: counted at once, and kept open while lines may still continue it.

use super::{Fold, TEXT_LEN, open::OpenEvent};
use crate::{
    formats::{Format, HEAD_LEN, Line, read_line},
    input::Window as Lines,
    knowledge::{announcement, finished},
    record::{Level, Record, Time, Timestamp},
    summary::{Edge, SkipReason},
};

impl Fold<'_> {
    /// A record whose text ends at `end` and whose line starts at `start`, positions in the window.
    pub(super) fn record(
        &mut self,
        record: &Record<'_>,
        format: &'static dyn Format,
        offset: u64,
        bytes: u64,
        end: usize,
        start: usize,
    ) {
        self.has_record = true;
        let account = &mut self.tally.account;
        account.starts(offset);
        let mut at = None;
        match record.time {
            Time::At(stamp) => {
                at = self.plan.zone.instant(stamp);
                *account.offsets.entry(stamp.offset_minutes).or_default() += 1;
                if let Some(at) = at.filter(|_| self.habits.is_chronological) {
                    let edge = self.clock.get_or_insert(Edge { first: at, offset, last: at });
                    account.steps.add(std::mem::replace(&mut edge.last, at), at, offset);
                }
            }
            Time::Impossible => account.impossible_time(offset),
            Time::Missing => {
                if let Some((module, instance)) = format.running(record) {
                    self.tally.running(module, instance);
                }
            }
        }
        let account = &mut self.tally.account;
        if !self.window.contains(at) {
            account.skip(SkipReason::OutOfRange, offset, bytes);
            return;
        }
        let mut level = None;
        if !(self.habits.is_assembled && self.is_own(format)) {
            self.count(record.level, at, offset, bytes);
            if !record.level.is_event() {
                self.note(record.message, at, offset);
                return;
            }
            level = Some(record.level);
        }
        // A message is always the end of its line.
        let message = end - record.message.len();
        let thread = self.writer.thread(record.thread);
        let (line, label) = (self.lines, format.label(record));
        self.open = Some(OpenEvent {
            start,
            message,
            level,
            at,
            thread,
            line,
            bytes,
            format,
            label,
            may_be_fatal: true,
        });
    }

    /// Notes starts and stops of processes and the end of work, which are no events.
    pub(super) fn note(&mut self, message: &[u8], at: Option<Timestamp>, offset: u64) {
        let Some(at) = at else { return };
        if let Some(found) = announcement(message) {
            self.tally.announced(&found, at, offset, self.lines, message);
        } else if let Some(work) = finished(message) {
            self.tally.finished(work, at);
        }
    }

    /// Counts a record whose level is known.
    pub(super) fn count(&mut self, level: Level, at: Option<Timestamp>, offset: u64, bytes: u64) {
        self.tally.account.record(level, offset, bytes);
        if let Some(at) = at {
            self.tally.active(at, level);
        }
    }

    /// Ends the open event where another record starts.
    pub(super) fn close(&mut self, lines: &Lines<'_>, end: usize) {
        if let Some(open) = self.open.take() {
            self.event(lines, &open, end);
        }
    }

    /// Ends the open event of a window: the lines that continue it may stand behind the window's own.
    pub(super) fn close_behind(&mut self, lines: &Lines<'_>) {
        let Some(open) = self.open.take() else { return };
        let bytes = lines.bytes;
        let mut end = lines.own;
        let is_cut = bytes[..end].last() != Some(&b'\n');
        while !is_cut && end < bytes.len() && end < open.start + TEXT_LEN {
            let line_end = memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |at| end + at);
            let head = &bytes[end..line_end.min(end + HEAD_LEN)];
            let head = head.strip_suffix(b"\r").unwrap_or(head);
            match read_line(self.plan.format, head) {
                Line::Record(_, format) if !self.continues(format, head) => break,
                Line::Unparsed => break,
                Line::Record(..) | Line::Blank | Line::Continuation => {
                    end = bytes.len().min(line_end + 1);
                }
            }
        }
        self.event(lines, &open, end);
    }
}
