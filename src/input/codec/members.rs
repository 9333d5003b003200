//! All members of a compressed file, one after the other, with what keeps a hostile file from taking for ever.

use std::{
    io::{self, BufRead, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{Codec, Counted, member::Member};

/// Members in a row that hold nothing; nobody's logs have more, and a thousand bytes may hold fifty.
const MAX_EMPTY: u32 = 10_000;

/// How much may come out of a file, in bytes, and how many times its size beyond that. Gzip cannot reach it; a log of one
/// line that repeats itself does not in the others either, before it is this long.
const MAX_DECODED: u64 = 1 << 30;
const MAX_RATIO: u64 = 2_000;

/// Decodes a file.
pub(super) struct Members<R: Read> {
    codec: Codec,
    /// `None` when all is said.
    member: Option<Member<Counted<R>>>,
    /// Whether the member at hand has given something.
    has_given: bool,
    /// Members before it, in a row, that have not.
    empty: u32,
    decoded: u64,
    consumed: Arc<AtomicU64>,
    /// Why nothing comes any more, to be told when it is asked for.
    failure: Option<io::Error>,
}

impl<R: Read> Members<R> {
    pub(super) fn new(codec: Codec, file: Counted<R>) -> Self {
        let consumed = Arc::clone(file.consumed());
        let (member, failure) = match Member::new(codec, file) {
            Ok(member) => (Some(member), None),
            Err(error) => (None, Some(error)),
        };
        Self { codec, member, has_given: false, empty: 0, decoded: 0, consumed, failure }
    }

    /// Goes on behind a member that has ended.
    fn next(&mut self, member: Member<Counted<R>>) -> io::Result<()> {
        self.empty = if self.has_given { 0 } else { self.empty + 1 };
        self.has_given = false;
        if self.empty >= MAX_EMPTY {
            return Err(invalid(format!("{MAX_EMPTY} members in a row that hold nothing")));
        }
        let mut file = member.into_inner();
        if has_more(self.codec, &mut file)? {
            let member = Member::new(self.codec, file);
            self.member = Some(member.map_err(|error| no_member(self.codec, &error))?);
        }
        Ok(())
    }

    /// Ends it where no log would be.
    fn check_growth(&self) -> io::Result<()> {
        let consumed = self.consumed.load(Ordering::Relaxed);
        if self.decoded > MAX_DECODED && self.decoded / MAX_RATIO > consumed {
            return Err(invalid(format!("it grows more than {MAX_RATIO} times: no log does")));
        }
        Ok(())
    }

    fn decode(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            let count = match member.read(buffer) {
                Ok(count) => count,
                Err(error) if self.decoded > 0 && !self.has_given => {
                    return Err(no_member(self.codec, &error));
                }
                Err(error) => return Err(error),
            };
            if count == 0 {
                self.next(member)?;
                continue;
            }
            self.member = Some(member);
            self.has_given = true;
            self.decoded += count as u64;
            self.check_growth()?;
            return Ok(count);
        }
        Ok(0)
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if buffer.is_empty() {
            return Ok(0);
        }
        let outcome = self.decode(buffer);
        if outcome.is_err() {
            // A decoder that has failed is never asked again.
            self.member = None;
        }
        outcome
    }
}

/// Whether there may be another member. Streams of xz may be filled up with zeros; behind the others they are told, as
/// anything else that is no member.
fn has_more(codec: Codec, file: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = file.fill_buf()?;
        let passed = match codec {
            Codec::Gzip => empty_members(bytes),
            Codec::Xz => bytes.iter().take_while(|byte| **byte == 0).count(),
            Codec::Zstd | Codec::Bzip2 => 0,
        };
        let is_over = bytes.is_empty();
        let is_more = passed < bytes.len();
        file.consume(passed);
        if is_over || is_more {
            return Ok(is_more);
        }
    }
}

/// Bytes of empty members of gzip that come first. They are all alike, so a flood of them costs nothing.
fn empty_members(bytes: &[u8]) -> usize {
    // No flags, then any time, level and system; no data, and a sum and a size of zero.
    let is_empty = |member: &&[u8]| {
        member.starts_with(b"\x1f\x8b\x08\0") && member[10..] == *b"\x03\0\0\0\0\0\0\0\0\0"
    };
    bytes.chunks_exact(20).take_while(is_empty).count() * 20
}

/// What follows a member is none.
fn no_member(codec: Codec, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("no {} data behind what was decoded: {error}", codec.name()),
    )
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests;
