//! How the text of a source is written, where that is not lines of single bytes: UTF-16, and lines that end with CR alone.
//!
//! UTF-16 is decoded to UTF-8 as a stream. The books count the bytes of the source all the same: how many a decoded line
//! had follows from its characters ([`Units`]).

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use memchr::memchr;

/// Bytes of a head by which an encoding is guessed.
const GUESS_LEN: usize = 4096;
/// Raw bytes that are decoded at once.
const BLOCK: usize = 64 << 10;

/// The characters of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes, of which those below 128 are ASCII: UTF-8 and the code pages. They are kept as they are.
    Bytes,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

impl Encoding {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Bytes => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
        }
    }
}

/// What a line counts: the bytes that it has in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// As many as are shown.
    #[default]
    Bytes,
    /// Two for each unit of UTF-16 that the shown UTF-8 was.
    Utf16,
}

impl Units {
    /// Bytes in the source of a part of its decoded text.
    #[must_use]
    pub fn count(self, text: &[u8]) -> u64 {
        match self {
            Units::Bytes => text.len() as u64,
            // A character of four bytes was a pair; a byte that continues a character was none.
            Units::Utf16 => {
                let units = |byte: &u8| match byte {
                    0x80..=0xbf => 0,
                    0xf0.. => 2,
                    _ => 1,
                };
                2 * text.iter().map(units).sum::<u64>()
            }
        }
    }
}

/// How a source is written, as its head shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// Its characters.
    pub encoding: Encoding,
    /// Whether no byte order mark says so.
    pub is_guessed: bool,
    /// Whether its lines end with CR and none with LF.
    pub has_cr_lines: bool,
}

impl Writing {
    /// Judges the first bytes of a source.
    pub(super) fn of(head: &[u8]) -> Self {
        let (encoding, is_guessed) = match head {
            [0xff, 0xfe, ..] => (Encoding::Utf16Le, false),
            [0xfe, 0xff, ..] => (Encoding::Utf16Be, false),
            _ => (guess(&head[..head.len().min(GUESS_LEN)]), true),
        };
        let is_guessed = is_guessed && encoding != Encoding::Bytes;
        let mut writing = Writing { encoding, is_guessed, has_cr_lines: false };
        let has_cr_lines =
            |text: &[u8]| memchr(b'\n', text).is_none() && memchr(b'\r', text).is_some();
        writing.has_cr_lines = match encoding {
            Encoding::Bytes => has_cr_lines(head),
            Encoding::Utf16Le | Encoding::Utf16Be => has_cr_lines(&writing.decoded(head)),
        };
        writing
    }

    /// Whether the bytes of the source are its text.
    pub(super) fn is_plain(self) -> bool {
        self.encoding == Encoding::Bytes && !self.has_cr_lines
    }

    /// What a line counts.
    #[must_use]
    pub fn units(self) -> Units {
        if self.encoding == Encoding::Bytes { Units::Bytes } else { Units::Utf16 }
    }

    /// What is to be told about it, if anything.
    #[must_use]
    pub fn remark(self) -> Option<String> {
        let encoding = match self.encoding {
            Encoding::Bytes => None,
            Encoding::Utf16Le | Encoding::Utf16Be if self.is_guessed => Some(format!(
                "read as {}: a guess, since every other byte is zero",
                self.encoding.name()
            )),
            Encoding::Utf16Le | Encoding::Utf16Be => {
                Some(format!("read as {}", self.encoding.name()))
            }
        };
        let lines = self.has_cr_lines.then(|| "lines end with CR alone, as on old Macs".to_owned());
        let remarks: Vec<_> = encoding.into_iter().chain(lines).collect();
        (!remarks.is_empty()).then(|| remarks.join("; "))
    }

    /// The text of the first bytes of the source.
    pub(super) fn decoded(self, head: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        let reader = self.reader(head, Arc::default());
        reader.take(head.len() as u64 * 2).read_to_end(&mut text).expect("memory does not fail");
        text
    }

    /// The text of the source. `unpaired` tells, at the end, how many bytes were no whole unit: one or none.
    pub(super) fn reader<'a>(
        self,
        source: impl Read + Send + 'a,
        unpaired: Arc<AtomicU64>,
    ) -> Box<dyn Read + Send + 'a> {
        let encoding = match self.encoding {
            Encoding::Bytes => None,
            Encoding::Utf16Le => Some(UTF_16LE),
            Encoding::Utf16Be => Some(UTF_16BE),
        };
        let text: Box<dyn Read + Send + 'a> = match encoding {
            None => Box::new(source),
            Some(encoding) => Box::new(Transcoded {
                source,
                decoder: encoding.new_decoder_without_bom_handling(),
                raw: Vec::with_capacity(BLOCK),
                text: Vec::new(),
                at: 0,
                is_at_end: false,
                unpaired,
                failure: None,
            }),
        };
        if self.has_cr_lines { Box::new(CrLines(text)) } else { text }
    }
}

/// Text of Western languages has a zero in nearly every unit, and a log in Japanese in the headers of its lines; what has
/// them on both sides is something else.
fn guess(head: &[u8]) -> Encoding {
    // Nearly every file: no zero at all.
    if memchr(0, head).is_none() {
        return Encoding::Bytes;
    }
    let pairs = head.chunks_exact(2);
    let count = pairs.len();
    let (high, low) = pairs.fold((0, 0), |(first, second), pair| {
        (first + usize::from(pair[0] == 0), second + usize::from(pair[1] == 0))
    });
    let guessed = if low * 10 >= count * 3 && high * 10 <= low {
        Encoding::Utf16Le
    } else if high * 10 >= count * 3 && low * 10 <= high {
        Encoding::Utf16Be
    } else {
        return Encoding::Bytes;
    };
    // Numbers of two bytes look the same, but they are no text.
    let text = Writing { encoding: guessed, is_guessed: true, has_cr_lines: false }
        .decoded(&head[..count * 2]);
    let is_odd = |byte: &&u8| matches!(byte, 0..=8 | 14..=31);
    let is_text = count >= 8 && text.iter().filter(is_odd).count() * 50 <= text.len();
    if is_text { guessed } else { Encoding::Bytes }
}

/// UTF-16 as UTF-8; what is no character is shown as U+FFFD.
struct Transcoded<R> {
    source: R,
    decoder: Decoder,
    /// Raw bytes that are not decoded yet.
    raw: Vec<u8>,
    text: Vec<u8>,
    /// Bytes of the text that were given.
    at: usize,
    is_at_end: bool,
    unpaired: Arc<AtomicU64>,
    /// Why the source ended, given behind the text before.
    failure: Option<io::Error>,
}

impl<R: Read> Transcoded<R> {
    fn decode(&mut self) {
        let missing = (BLOCK - self.raw.len()) as u64;
        match self.source.by_ref().take(missing).read_to_end(&mut self.raw) {
            Ok(_) => self.is_at_end = self.raw.len() < BLOCK,
            Err(error) => {
                self.is_at_end = true;
                self.failure = Some(error);
            }
        }
        // Half a unit at the end is none, and a unit is never cut, so that its bytes can be counted again.
        let whole = self.raw.len() & !1;
        self.text.resize(3 * (whole / 2) + 16, 0);
        let (outcome, used, written, _) =
            self.decoder.decode_to_utf8(&self.raw[..whole], &mut self.text, self.is_at_end);
        debug_assert!(outcome == CoderResult::InputEmpty && used == whole);
        self.text.truncate(written);
        self.at = 0;
        self.raw.drain(..used);
        if self.is_at_end {
            self.unpaired.store(self.raw.len() as u64, Ordering::Relaxed);
        }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if self.is_at_end {
                return self.failure.take().map_or(Ok(0), Err);
            }
            self.decode();
        }
        let count = buffer.len().min(self.text.len() - self.at);
        buffer[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Lines that end with CR, as lines that end with LF.
struct CrLines<R>(R);

impl<R: Read> Read for CrLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        for byte in buffer[..count].iter_mut().filter(|byte| **byte == b'\r') {
            *byte = b'\n';
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
