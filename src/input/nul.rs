//! Spans of zeros: what a file has where nothing was ever written, as after `copytruncate` without `O_APPEND` or a crash of
//! the machine.
//!
//! A span ends the line before it, and a line begins behind it, whatever the size of buffers and ranges. Where a file
//! system knows that it has a hole, nothing of it is read.

use std::io::{self, Read};

use super::watched::Reader;

/// Zeros in a row that are a span, in bytes: a block of a file system. What is less is shown in its line.
pub(super) const SPAN: usize = 4096;

/// Bytes that can be read, and whose holes can be passed over.
pub(super) trait Bytes: Read {
    /// Goes to the next byte that was written, as far as anybody knows; returns how many bytes that is.
    fn pass_hole(&mut self) -> u64;
}

impl Bytes for Reader<'_> {
    fn pass_hole(&mut self) -> u64 {
        self.pass_to_data()
    }
}

/// What comes as a stream has no holes that could be passed over.
pub(super) struct Streamed<R>(pub(super) R);

impl<R: Read> Read for Streamed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> Bytes for Streamed<R> {
    fn pass_hole(&mut self) -> u64 {
        0
    }
}

/// How many zeros stand first.
pub(super) fn leading(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len())
}

/// How many zeros stand last.
pub(super) fn trailing(bytes: &[u8]) -> usize {
    bytes.iter().rev().position(|byte| *byte != 0).unwrap_or(bytes.len())
}

/// Where the first span begins, of those of which so much can be seen that they are one.
pub(super) fn span(bytes: &[u8]) -> Option<usize> {
    // A span covers one of these places at least, so hardly any byte is looked at.
    (SPAN - 1..bytes.len()).step_by(SPAN).filter(|at| bytes[*at] == 0).find_map(|at| {
        let start = at + 1 - trailing(&bytes[..=at]);
        (leading(&bytes[start..]) >= SPAN).then_some(start)
    })
}

/// Whether a span may reach into some bytes. Small ones at the ends need not be seen.
pub(super) fn may_hold(bytes: &[u8]) -> bool {
    const PART: usize = SPAN / 2;
    bytes.chunks_exact(PART).any(|part| part[PART - 1] == 0 && part.iter().all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_found_where_it_begins_wherever_that_is() {
        for start in [0, 1, 100, 4095, 4096, 4097, 9_000] {
            for len in [1, 4095, 4096, 4097, 8_191, 20_000] {
                let mut bytes = vec![b'x'; start];
                bytes.resize(start + len, 0);
                bytes.extend([b'y'; 5_000]);
                let expected = (len >= SPAN).then_some(start);
                assert_eq!(span(&bytes), expected, "{start} {len}");
                assert!(may_hold(&bytes) || expected.is_none(), "{start} {len}");
            }
        }
    }

    #[test]
    fn many_short_runs_are_no_span_and_hide_none() {
        let mut bytes = [[0; 63].as_slice(), b"x"].concat().repeat(1_000);
        assert_eq!(span(&bytes), None);
        let start = bytes.len();
        bytes.extend([0; SPAN]);
        assert_eq!(span(&bytes), Some(start));
    }
}
