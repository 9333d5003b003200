//! Cuts bytes into windows of whole lines, the same lines whatever the size of range, window or buffer.
//!
//! The rule is Hadoop's: a line belongs to the range that holds its first byte, and the reader of that range follows the
//! line past its end. Each window also shows the bytes after it ([`LOOKAHEAD`], or up to the end), so that the last
//! record of a window can be read with its continuation lines. A line longer than [`MAX_LINE`] is cut there: its
//! beginning is a line, the rest is counted.

use std::{
    io::{self, Read},
    ops::Range,
};

use memchr::{memchr, memrchr};

use super::{
    nul::{self, Bytes, Streamed},
    text::Units,
    watched::{Reader, Watched},
};

/// Longest line that is kept, in bytes; nlserver writes nothing near it, a broken file may.
pub const MAX_LINE: usize = 1024 * 1024;

/// Bytes shown after the end of a window: the longest text of a record that is ever looked at, one header, and room to see
/// that zeros at its end are a span.
pub const LOOKAHEAD: usize = 21 * 1024;

/// A stretch of whole lines.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// The lines, and behind them what follows in the source.
    pub bytes: &'a [u8],
    /// How many of the bytes are the window's own: up to a line end, or to the end of the source.
    pub own: usize,
    /// Offset of the first byte in the source.
    pub offset: u64,
    /// What its bytes count in the source. Where that is not one each, a window holds one line.
    pub units: Units,
}

/// What reading yields, in the order of the source.
#[derive(Debug)]
pub enum Piece<'a> {
    /// Lines to read.
    Lines(Window<'a>),
    /// The rest of a line that was cut: `bytes` of them (its line end included) from `offset` on.
    OverLong {
        /// Where the rest begins.
        offset: u64,
        /// How long it is.
        bytes: u64,
    },
    /// A span of zeros: `bytes` of them from `offset` on.
    Nul {
        /// Where it begins.
        offset: u64,
        /// How long it is.
        bytes: u64,
    },
}

impl Piece<'_> {
    /// How many bytes of the source it is.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        match self {
            Piece::Lines(window) => window.units.count(&window.bytes[..window.own]),
            Piece::OverLong { bytes, .. } | Piece::Nul { bytes, .. } => *bytes,
        }
    }
}

/// How to read; none of it changes what is read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions {
    /// Size of a range that one thread takes, in bytes.
    pub chunk_bytes: u64,
    /// Size of a read buffer, in bytes, without the look-ahead.
    pub buffer_bytes: usize,
    /// Files of at least this many bytes are mapped; `None` maps nothing. Maps take over SIGBUS, on Linux.
    pub map_from: Option<u64>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        // 8 MiB keeps the mapped part small and the bookkeeping rare; 256 KiB stays inside the second-level cache.
        Self { chunk_bytes: 8 << 20, buffer_bytes: 256 << 10, map_from: Some(64 << 10) }
    }
}

/// The ranges of a file of `len` bytes, in order; they do not overlap and leave nothing out.
pub fn ranges(len: u64, chunk_bytes: u64) -> impl Iterator<Item = Range<u64>> {
    let chunk = chunk_bytes.max(1);
    (0..len.div_ceil(chunk)).map(move |index| index * chunk..len.min((index + 1) * chunk))
}

/// Gives the lines that begin in a range of a plain file to `sink`, each of them once it is sure. When the file shrinks
/// or is written anew meanwhile, what is left of the range is lost, which the file knows.
///
/// # Errors
/// When the file cannot be read; the offset says up to where it was.
pub fn read_range(
    file: &Watched,
    range: Range<u64>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Piece<'_>),
) -> Result<(), (u64, io::Error)> {
    // Earlier, to see whether a line begins right at the start, or whether zeros there are part of a span.
    let from = range.start.saturating_sub(nul::SPAN as u64);
    let mut blocks = Blocks::new(Reader::new(file, from), from, options.buffer_bytes);
    if range.start > 0 {
        blocks.skip_to_line(&range);
    }
    let outcome = blocks.give_lines(range.end, sink);
    if blocks.offset < range.end {
        file.lost(blocks.offset.max(range.start));
    }
    outcome
}

/// Gives all lines of a stream to `sink`.
///
/// # Errors
/// When the stream cannot be read to its end; everything before that was given.
pub fn read_stream(
    stream: impl Read,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Piece<'_>),
) -> Result<(), (u64, io::Error)> {
    read_text(stream, Units::Bytes, options, sink)
}

/// The same for text that was decoded: what its bytes counted in the source is said by `units`.
///
/// # Errors
/// As [`read_stream`].
pub fn read_text(
    stream: impl Read,
    units: Units,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Piece<'_>),
) -> Result<(), (u64, io::Error)> {
    let mut blocks = Blocks::new(Streamed(stream), 0, options.buffer_bytes);
    blocks.units = units;
    blocks.give_lines(u64::MAX, sink)
}

/// What became of a range that was to be mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Its lines were given.
    Lines,
    /// Nothing was given: the range must be read.
    Nothing,
    /// Lines were given, and the file changed meanwhile: what was made of them is void, and the range must be read.
    Void,
}

/// Gives the lines that begin in a range of a plain file to `sink`, as one window that is not copied. Whether they are
/// sure is known when the sink has seen them. Nothing is given when the map fails, or when the last line is too long to
/// lie in the part that is mapped.
pub fn map_range(file: &Watched, range: &Range<u64>, sink: &mut dyn FnMut(Piece<'_>)) -> Given {
    let from = range.start.saturating_sub(1);
    // Room for the last line as well as for the look-ahead behind it.
    let to = file.size().min(range.end + 4 * LOOKAHEAD as u64);
    let Some(mapped) = file.map(from..to) else { return Given::Nothing };
    // Rare, so only one of the ways knows about spans.
    if range.start > 0 && mapped.bytes()[0] == 0 || nul::may_hold(mapped.bytes()) {
        return Given::Nothing;
    }
    let window = match window(mapped.bytes(), &(from..to), range, file.size()) {
        Ok(window) => window,
        Err(TooLong) => return Given::Nothing,
    };
    if let Some(window) = window {
        sink(Piece::Lines(window));
    }
    if file.is_as_read(&(from..to), &mapped) { Given::Lines } else { Given::Void }
}

/// A line does not end where it can be seen.
struct TooLong;

/// The lines that begin in `range`, in `bytes` that lie at `place` of a file of `len` bytes; `None` where none begins.
fn window<'a>(
    bytes: &'a [u8],
    place: &Range<u64>,
    range: &Range<u64>,
    len: u64,
) -> Result<Option<Window<'a>>, TooLong> {
    let start = match range.start {
        0 => 0,
        _ => memchr(b'\n', bytes).ok_or(TooLong)? + 1,
    };
    let at_end = usize::try_from(range.end - place.start).expect("a mapped range fits in memory");
    if start >= at_end {
        return Ok(None);
    }
    let own_end = match memchr(b'\n', &bytes[at_end - 1..]) {
        Some(line_end) => at_end + line_end,
        None if place.end == len => bytes.len(),
        None => return Err(TooLong),
    };
    if bytes.len() - own_end < LOOKAHEAD && place.end != len {
        return Err(TooLong);
    }
    let offset = place.start + start as u64;
    let units = Units::Bytes;
    Ok(Some(Window { bytes: &bytes[start..], own: own_end - start, offset, units }))
}

/// A buffer that walks over a reader.
struct Blocks<R> {
    reader: R,
    /// Bytes read and not yet given.
    buffer: Vec<u8>,
    /// Offset of the first byte of the buffer.
    offset: u64,
    units: Units,
    is_at_end: bool,
    /// Bytes of a block without its look-ahead.
    block: usize,
    /// The failure that ended the reading.
    failure: Option<io::Error>,
}

impl<R: Bytes> Blocks<R> {
    fn new(reader: R, offset: u64, block: usize) -> Self {
        let block = block.max(1);
        let buffer = Vec::with_capacity(block + LOOKAHEAD);
        Self { reader, buffer, offset, units: Units::Bytes, is_at_end: false, block, failure: None }
    }

    /// Reads until the buffer holds `wanted` bytes or the source ends. A failure counts as the end, and is kept.
    fn fill(&mut self, wanted: usize) {
        while !self.is_at_end && self.buffer.len() < wanted {
            let missing = (wanted - self.buffer.len()) as u64;
            match self.reader.by_ref().take(missing).read_to_end(&mut self.buffer) {
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
        self.buffer.drain(..count);
    }

    /// Goes to the first line or span that begins in a range; the buffer begins before it, by a span or at the start.
    fn skip_to_line(&mut self, range: &Range<u64>) {
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
    fn give_lines(
        &mut self,
        end: u64,
        sink: &mut dyn FnMut(Piece<'_>),
    ) -> Result<(), (u64, io::Error)> {
        let mut room = self.block;
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
                    room = MAX_LINE.min(room * 4);
                    continue;
                }
                self.give_over_long(sink);
                continue;
            };
            self.give(own, text, sink);
            self.advance(own);
            room = self.block;
        }
        self.failure.take().map_or(Ok(()), |error| Err((self.offset, error)))
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
