//! Lines of one range into one tally: the loop that everything waits for.

mod line_end;
mod open;
mod quick;
mod record;
mod waiting;

use crate::{
    formats::{Format, HEAD_LEN, Line, read_line},
    input::{MAX_LINE, Piece, Units, Watched, Window as Lines},
    knowledge::{Classification, Classifier, Memo},
    summary::{Edge, GroupKey, SkipReason, Tally, Writer},
    window::Window,
};

use self::{
    open::{Habits, OpenEvent},
    quick::Quick,
    waiting::Waiting,
};
use super::{Plan, ScanOptions};

/// Bytes of a record that are looked at: its message and the lines that continue it.
pub(super) const TEXT_LEN: usize = 16 * 1024;

/// Reads the lines of one range.
pub(super) struct Fold<'a> {
    plan: &'a Plan,
    classifier: &'a Classifier,
    window: Window,
    /// Whether nothing is done the short way.
    is_plain: bool,
    /// The instance that wrote the source, if its path says.
    writer: Writer,
    /// Start of the range in the source.
    range: u64,
    /// Lines of the range so far.
    lines: u64,
    has_record: bool,
    memo: &'a mut Memo,
    /// What this range and others of the source add up to.
    tally: &'a mut Tally,
    /// The event that is still growing: its text ends where the next record starts.
    open: Option<OpenEvent>,
    /// What the form asks for: kept, since every line asks.
    habits: Habits,
    /// The clock of the range, where a time before the last one is news.
    clock: Option<Edge>,
    quick: Quick,
    /// The first line of the record at hand, for forms whose lines need it.
    first: Vec<u8>,
    waiting: Waiting,
}

impl<'a> Fold<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        classifier: &'a Classifier,
        options: &ScanOptions,
        instance: Option<&'a str>,
        range: u64,
        memo: &'a mut Memo,
        tally: &'a mut Tally,
    ) -> Self {
        Self {
            plan,
            classifier,
            window: options.window,
            // The short way takes a byte for a byte.
            is_plain: options.is_plain || plan.writing.units() != Units::Bytes,
            writer: Writer::of(instance),
            range,
            lines: 0,
            has_record: false,
            memo,
            tally,
            open: None,
            habits: Habits::of(plan.format),
            clock: None,
            quick: Quick::default(),
            first: Vec::new(),
            waiting: Waiting::default(),
        }
    }

    /// Ends the range and says how many lines it has.
    pub(super) fn finish(self) -> u64 {
        if let Some(edge) = self.clock {
            self.tally.account.clock(self.range, edge);
        }
        self.lines
    }

    pub(super) fn piece(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Lines(lines) => self.lines(lines),
            Piece::OverLong { offset, bytes } => self.tally.account.over_long(*offset, *bytes),
            Piece::Nul { offset, bytes } => self.tally.account.nul(*offset, *bytes),
        }
    }

    /// A piece of a file of which the disk may not have given all: that was read as zeros.
    pub(super) fn piece_of(&mut self, piece: &Piece<'_>, file: &Watched) {
        let Piece::Nul { offset, bytes } = *piece else { return self.piece(piece) };
        let (mut at, end) = (offset, offset + bytes);
        let account = &mut self.tally.account;
        for block in file.unreadable(offset..end) {
            account.nul(at, block.start - at);
            at = block.end;
            account.lost(block.start, block.end - block.start);
        }
        account.nul(at, end - at);
    }

    fn lines(&mut self, lines: &Lines<'_>) {
        let own = &lines.bytes[..lines.own];
        let mut start = self.run(lines, 0);
        while start < own.len() {
            let next = match self.quick(lines, start) {
                Some(end) => end + 1,
                None if own[start] == b'\n' && !self.is_plain => self.empty(lines, start),
                None => self.slow(lines, start),
            };
            start = self.run(lines, next);
        }
        self.close_behind(lines);
        self.judge_waiting();
        self.count_quick();
    }

    /// The empty lines at `start` at once, which a damaged file may hold by the million; says where they end.
    fn empty(&mut self, lines: &Lines<'_>, start: usize) -> usize {
        let rest = &lines.bytes[start..lines.own];
        let count = rest.iter().position(|byte| *byte != b'\n').unwrap_or(rest.len());
        self.lines += count as u64;
        self.tally.account.skip_empty(lines.offset + start as u64, count as u64);
        start + count
    }

    /// The line at `start` by the grammar; says where the following one begins.
    fn slow(&mut self, lines: &Lines<'_>, start: usize) -> usize {
        let own = &lines.bytes[..lines.own];
        let line_end = memchr::memchr(b'\n', &own[start..]).map(|end| start + end);
        let (end, next) = line_end.map_or((own.len(), own.len()), |end| (end, end + 1));
        self.line(lines, start, end, next);
        next
    }

    /// One line: `start..end` without its line end, `next` where the following one begins.
    fn line(&mut self, lines: &Lines<'_>, start: usize, end: usize, next: usize) {
        self.lines += 1;
        let offset = lines.offset + start as u64;
        let mut bytes = lines.units.count(&lines.bytes[start..next]);
        let mut text = &lines.bytes[start..end];
        if next - start > MAX_LINE {
            // What is cut is decoded text, and what is counted are bytes of the source.
            text = &text[..MAX_LINE];
            let kept = lines.units.count(text);
            self.tally.account.over_long(offset + kept, bytes - kept);
            bytes = kept;
        }
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        match read_line(self.plan.format, text) {
            Line::Record(_, format) if self.continues(format, text) => {
                self.tally.account.continuation(bytes);
            }
            Line::Record(record, format) => {
                self.count_quick();
                if self.is_own(format) && !self.is_plain {
                    self.quick.learn(format.layout(text, &record));
                }
                self.close(lines, start);
                if self.habits.is_sequential && self.is_own(format) {
                    self.first.clear();
                    self.first.extend_from_slice(&text[..text.len().min(HEAD_LEN)]);
                }
                self.record(&record, format, offset, bytes, start + text.len(), start);
            }
            Line::Blank => self.tally.account.skip(SkipReason::Blank, offset, bytes),
            Line::Continuation if self.has_record => self.tally.account.continuation(bytes),
            Line::Continuation => self.tally.account.head(self.range, offset, bytes),
            Line::Unparsed => {
                self.close(lines, start);
                self.tally.account.skip(SkipReason::Unparsed, offset, bytes);
                self.tally.unparsed(offset, self.lines, text);
            }
        }
    }

    /// Whether a line that looks like a record belongs to the one at hand.
    fn continues(&self, format: &'static dyn Format, line: &[u8]) -> bool {
        if !self.habits.is_sequential || self.first.is_empty() || !self.is_own(format) {
            return false;
        }
        self.plan.format.continues(&self.first, &line[..line.len().min(HEAD_LEN)])
    }

    /// Whether a record is of the file's own form. What interrupts it is neither sequential nor assembled.
    fn is_own(&self, format: &'static dyn Format) -> bool {
        format.name() == self.plan.format.name()
    }
}

/// Whether the header of a record, what stands before its message, says `fatal`.
fn is_fatal(header: &[u8]) -> bool {
    header.split(|byte| matches!(byte, b'\t' | b' ')).any(|word| word == b"fatal")
}

fn key(found: &Classification, fingerprint: u128) -> GroupKey {
    match (found.rule, found.code) {
        (Some(rule), _) => GroupKey::Rule(rule),
        (None, Some(code)) if found.is_family => GroupKey::Family(code),
        (None, _) => GroupKey::Template(fingerprint),
    }
}
