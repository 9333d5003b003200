//! Compression, told by magic bytes and not by name. To add one: an arm in [`Codec::of`] and in `codec/member.rs`.
//!
//! All are decoded as streams, in pure Rust, and into no more memory than the window of the compression.

mod member;
mod members;

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use members::Members;

/// How a source is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Codec {
    /// The compression that the first bytes of a file announce.
    pub(super) fn of(head: &[u8]) -> Option<Codec> {
        // A frame of zstd that holds something else, from 50 to 5f, may stand before the others.
        let is_skippable = |head: &[u8]| {
            matches!(head.first(), Some(0x50..=0x5f)) && head[1..].starts_with(b"\x2a\x4d\x18")
        };
        // Behind the size of its blocks comes the first of them, or the end of an empty file.
        let is_bzip2 = |head: &[u8]| {
            let block = head.strip_prefix(b"BZh").and_then(|rest| rest.split_first());
            block.is_some_and(|(size, block)| {
                matches!(size, b'1'..=b'9')
                    && (block.starts_with(b"1AY&SY")
                        || block.starts_with(b"\x17\x72\x45\x38\x50\x90"))
            })
        };
        if head.starts_with(b"\x1f\x8b") {
            Some(Codec::Gzip)
        } else if head.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable(head) {
            Some(Codec::Zstd)
        } else if is_bzip2(head) {
            Some(Codec::Bzip2)
        } else if head.starts_with(b"\xfd7zXZ\0") {
            Some(Codec::Xz)
        } else {
            None
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
            Codec::Zstd => "zstd",
            Codec::Bzip2 => "bzip2",
            Codec::Xz => "xz",
        }
    }

    /// Decodes a file from its start, all members of it: rotated logs are often glued together. `consumed` follows the
    /// compressed bytes that were used.
    pub(super) fn decoder<'a>(
        self,
        file: impl Read + Send + 'a,
        consumed: Arc<AtomicU64>,
    ) -> Box<dyn Read + Send + 'a> {
        let inner = BufReader::with_capacity(64 * 1024, file);
        Box::new(Members::new(self, Counted { inner, consumed }))
    }
}

/// Counts what is taken out of a buffer.
struct Counted<R> {
    inner: BufReader<R>,
    consumed: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// Compressed bytes that were used.
    fn consumed(&self) -> &Arc<AtomicU64> {
        &self.consumed
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.consumed.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: Read> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.consumed.fetch_add(amount as u64, Ordering::Relaxed);
        self.inner.consume(amount);
    }
}
