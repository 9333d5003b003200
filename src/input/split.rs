//! Cuts bytes into windows of whole lines, the same lines whatever the size of range, window or buffer.
//!
//! The rule is Hadoop's: a line belongs to the range that holds its first byte, and the reader of that range follows the
//! line past its end. Each window also shows the bytes after it ([`LOOKAHEAD`], or up to the end), so that the last
//! record of a window can be read with its continuation lines. A line longer than [`MAX_LINE`] is cut there: its
//! beginning is a line, the rest is counted.

mod blocks;
mod buffer;

use std::{
    io::{self, Read},
    ops::Range,
    sync::Arc,
};

use blocks::Blocks;
use memchr::memchr;

use super::{
    nul::{self, Streamed},
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
    /// What is mapped; anything else is read.
    pub maps: Maps,
}

/// Which ranges of plain files are mapped. The first map takes over SIGBUS, on Linux.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maps {
    /// None.
    Never,
    /// Those of large files that the page cache does not hold: what lies there is read faster than it is mapped.
    Uncached,
    /// All of them.
    Always,
}

impl Maps {
    /// Bytes of a large file.
    const LARGE: u64 = 64 << 10;

    /// Whether a range of a file is to be mapped.
    #[must_use]
    pub fn wants(self, file: &Watched, range: &Range<u64>) -> bool {
        match self {
            Maps::Never => false,
            Maps::Uncached => file.size() >= Self::LARGE && !file.is_cached(range),
            Maps::Always => true,
        }
    }
}

impl Default for ReadOptions {
    fn default() -> Self {
        // 4 MiB keeps the mapped part small and the bookkeeping rare; 256 KiB stays inside the second-level cache.
        Self { chunk_bytes: 4 << 20, buffer_bytes: 256 << 10, maps: Maps::Uncached }
    }
}

/// The ranges of a file of `len` bytes, in order; they do not overlap and leave nothing out.
pub fn ranges(len: u64, chunk_bytes: u64) -> impl Iterator<Item = Range<u64>> {
    let chunk = chunk_bytes.max(1);
    (0..len.div_ceil(chunk)).map(move |index| index * chunk..len.min((index + 1) * chunk))
}

/// The same of a file that is open, without the ranges in which nothing begins since they lie in a hole.
pub fn written_ranges(
    file: Arc<Watched>,
    chunk_bytes: u64,
) -> impl Iterator<Item = Range<u64>> + Send {
    let (len, chunk) = (file.size(), chunk_bytes.max(1));
    let mut at = 0_u64;
    std::iter::from_fn(move || {
        // A span of zeros belongs to the range that holds its first byte; that of this one lies before the range.
        if let Some(before) = at.checked_sub(nul::SPAN as u64).filter(|_| at < len) {
            let data = file.next_data(before);
            if data >= len.min(at.saturating_add(chunk)) {
                at = if data < len { data - data % chunk } else { len };
            }
        }
        let start = at;
        at = len.min(at.saturating_add(chunk));
        (start < len).then_some(start..at)
    })
}

/// Gives the lines that begin in a range of a plain file to `sink`, each of them once it is sure. When the file shrinks
/// or is written anew meanwhile, what is left of the range is lost, which the file knows. What is read lies in the room, which is
/// best used again.
///
/// # Errors
/// When the file cannot be read; the offset says up to where it was.
pub fn read_range(
    file: &Watched,
    range: Range<u64>,
    options: &ReadOptions,
    room: &mut Vec<u8>,
    sink: &mut dyn FnMut(Piece<'_>),
) -> Result<(), (u64, io::Error)> {
    // Earlier, to see whether a line begins right at the start, or whether zeros there are part of a span.
    let from = range.start.saturating_sub(nul::SPAN as u64);
    let left = file.size().saturating_sub(from);
    let reader = Reader::new(file, from);
    let mut blocks = Blocks::new(reader, from, options.buffer_bytes, left, std::mem::take(room));
    if range.start > 0 {
        blocks.skip_to_line(&range);
    }
    let outcome = blocks.give_lines(range.end, sink);
    if blocks.offset < range.end {
        file.lost(blocks.offset.max(range.start));
    }
    *room = blocks.into_room();
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
    let block = options.buffer_bytes;
    let mut blocks = Blocks::new(Streamed(stream), 0, block, u64::MAX, Vec::new());
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
