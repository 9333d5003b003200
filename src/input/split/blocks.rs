//! A buffer that walks over a reader, and finds whole lines in it.

use std::{io, ops::Range};

use memchr::{memchr, memrchr};

use super::{
    super::{
        nul::{self, Bytes},
        text::Units,
    },
    LOOKAHEAD, MAX_LINE, Piece, Window,
    buffer::Buffer,
};

/// Bytes that nearly each line is shorter than.
const USUAL_LINE: u64 = 4 << 10;

/// A buffer that walks over a reader.
pub(super) struct Blocks<R> {
    reader: R,
    buffer: Buffer,
    /// Offset of the first byte of the buffer.
    pub(super) offset: u64,
    pub(super) units: Units,
    is_at_end: bool,
    /// Bytes of a block without its look-ahead.
    block: usize,
    /// The failure that ended the reading.
    failure: Option<io::Error>,
}

impl<R: Bytes> Blocks<R> {
    /// Bytes from `offset` on, in blocks of a size, and in room that may be there. As far as anybody knows there are no more than
    /// `left`.
    pub(super) fn new(reader: R, offset: u64, block: usize, left: u64, room: Vec<u8>) -> Self {
        let block = block.max(1);
        // With one more there is no need of room to see that it ends.
        let left = usize::try_from(left).map_or(usize::MAX, |left| left.saturating_add(1));
        let buffer = Buffer::in_room(room, left.min(block + LOOKAHEAD));
        Self { reader, buffer, offset, units: Units::Bytes, is_at_end: false, block, failure: None }
    }

    /// The room, to be used again.
    pub(super) fn into_room(self) -> Vec<u8> {
        self.buffer.into_room()
    }

    /// Reads until the buffer holds `wanted` bytes or the source ends. A failure counts as the end, and is kept.
    fn fill(&mut self, wanted: usize) {
        while !self.is_at_end && self.buffer.len() < wanted {
            match self.buffer.read_from(&mut self.reader, wanted) {
                Ok(0) => self.is_at_end = true,
                Ok(_) => {}
                Err(error) => {
                    self.is_at_end = true;
                    self.failure = Some(error);
                }
            }
        }
    }

    /// Drops the first bytes of the buffer.
    fn advance(&mut self, count: usize) {
        self.offset += self.units.count(&self.buffer[..count]);
        self.buffer.drop_first(count);
    }

    /// Goes to the first line or span that begins in a range; the buffer begins before it, by a span or at the start.
    pub(super) fn skip_to_line(&mut self, range: &Range<u64>) {
        let before = usize::try_from(range.start - self.offset).expect("a span at most");
        self.fill(before + nul::SPAN);
        let before = before.min(self.buffer.len());
        let (behind, ahead) = self.buffer.split_at(before);
        let zeros = match nul::trailing(behind) {
            0 => 0,
            zeros => zeros + nul::leading(ahead),
        };
        let is_at_line = behind.last() == Some(&b'\n');
        self.advance(before);
        if zeros >= nul::SPAN {
            // It belongs to the range that holds its first byte, as a line does.
            self.skip_nuls(range.end);
        } else if !is_at_line {
            self.skip_line(range.end);
        }
    }

    /// Passes over everything up to and with the next line end, up to the next span, or until no line can begin before
    /// `end`; returns how many bytes that was.
    fn skip_line(&mut self, end: u64) -> u64 {
        let start = self.offset;
        while self.offset < end {
            self.fill(self.block.max(2 * nul::SPAN));
            let span = nul::span(&self.buffer);
            let text = span.unwrap_or(self.buffer.len());
            if let Some(line_end) = memchr(b'\n', &self.buffer[..text]) {
                self.advance(line_end + 1);
                break;
            }
            if span.is_some() || self.is_at_end {
                self.advance(text);
                break;
            }
            // What is left may be the beginning of a span.
            self.advance(text + 1 - nul::SPAN);
        }
        self.offset - start
    }

    /// Passes over zeros, at least until no line can begin before `end`.
    fn skip_nuls(&mut self, end: u64) {
        loop {
            self.advance(nul::leading(&self.buffer));
            if !self.buffer.is_empty() || self.offset >= end {
                return;
            }
            self.offset += self.reader.pass_hole();
            self.fill(self.block);
            if self.buffer.is_empty() {
                return;
            }
        }
    }

    /// Gives every line that begins before `end`.
    pub(super) fn give_lines(
        &mut self,
        end: u64,
        sink: &mut dyn FnMut(Piece<'_>),
    ) -> Result<(), (u64, io::Error)> {
        let mut room = self.room_before(end);
        while self.offset < end {
            self.fill(room + LOOKAHEAD);
            if self.buffer.is_empty() {
                break;
            }
            let text = nul::span(&self.buffer);
            if text == Some(0) {
                let offset = self.offset;
                self.skip_nuls(u64::MAX);
                sink(Piece::Nul { offset, bytes: self.offset - offset });
                continue;
            }
            let Some(own) = self.whole_lines(end, text) else {
                if room < MAX_LINE {
                    room = MAX_LINE.min(self.block.max(room * 4));
                    continue;
                }
                self.give_over_long(sink);
                continue;
            };
            self.give(own, text, sink);
            self.advance(own);
            room = self.room_before(end);
        }
        self.failure.take().map_or(Ok(()), |error| Err((self.offset, error)))
    }

    /// How much is read at once when lines up to `end` are wanted: a block, and no more than the last line may need.
    fn room_before(&self, end: u64) -> usize {
        let last = end.saturating_sub(self.offset).saturating_add(USUAL_LINE);
        usize::try_from(last).map_or(self.block, |last| last.min(self.block))
    }

    /// Gives the first `own` bytes of the buffer, of which `text` stand before a span: at once, or line by line where
    /// places cannot be counted in bytes.
    fn give(&self, own: usize, text: Option<usize>, sink: &mut dyn FnMut(Piece<'_>)) {
        let units = self.units;
        let buffer = &self.buffer[..text.unwrap_or(self.buffer.len())];
        if units == Units::Bytes {
            return sink(Piece::Lines(Window { bytes: buffer, own, offset: self.offset, units }));
        }
        let (mut start, mut offset) = (0, self.offset);
        while start < own {
            let end = memchr(b'\n', &buffer[start..own]).map_or(own, |end| start + end + 1);
            let bytes = &buffer[start..];
            sink(Piece::Lines(Window { bytes, own: end - start, offset, units }));
            offset += units.count(&bytes[..end - start]);
            start = end;
        }
    }

    /// How many bytes of the buffer are whole lines that begin before `end` and can be judged: they end at least the
    /// look-ahead before the end of the buffer, unless the source ends there, or a span behind `text` bytes ends them.
    fn whole_lines(&self, end: u64, text: Option<usize>) -> Option<usize> {
        let before_end = usize::try_from(end - self.offset).unwrap_or(usize::MAX);
        let ended = text.or(self.is_at_end.then_some(self.buffer.len()));
        let judged = ended.unwrap_or(self.buffer.len().saturating_sub(LOOKAHEAD));
        if before_end <= judged {
            // The last line begins before the end; it may go on behind it.
            if let Some(line_end) = memchr(b'\n', &self.buffer[before_end - 1..judged]) {
                return Some(before_end + line_end);
            }
        }
        if ended.is_some() {
            return ended;
        }
        let limit = judged.min(before_end);
        memrchr(b'\n', &self.buffer[..limit]).map(|line_end| line_end + 1)
    }

    /// Gives the first [`MAX_LINE`] bytes of a line as a line, and counts the rest.
    fn give_over_long(&mut self, sink: &mut dyn FnMut(Piece<'_>)) {
        self.give(MAX_LINE, None, sink);
        self.advance(MAX_LINE);
        let offset = self.offset;
        let bytes = self.skip_line(u64::MAX);
        sink(Piece::OverLong { offset, bytes });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::nul::Streamed;

    #[test]
    fn no_more_is_read_than_the_last_line_needs() {
        let line = [&[b'x'; 99][..], b"\n"].concat();
        let log = line.repeat(10_000);
        for (start, end) in [(0, 300_050), (300_050, 600_000), (600_000, log.len())] {
            let mut rest = &log[start..];
            let mut blocks =
                Blocks::new(Streamed(&mut rest), start as u64, 256 << 10, u64::MAX, Vec::new());
            let mut count = 0;
            let lines = &mut |piece: Piece<'_>| count += piece.bytes();
            blocks.give_lines(end as u64, lines).expect("it can be read");
            let own = log.len().min(end.next_multiple_of(100)) - start;
            assert_eq!(count, own as u64);
            let read = log.len() - start - rest.len();
            assert!(read <= own + LOOKAHEAD + 5_000, "{read} bytes of {start} to {end}");
        }
    }
}
