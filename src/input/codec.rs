//! Compression, told by magic bytes and not by name. To add one: an arm in [`Codec::of`] and in [`Codec::decoder`].

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::bufread::MultiGzDecoder;

/// How a source is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
}

impl Codec {
    /// The compression that the first bytes of a file announce.
    pub(super) fn of(head: &[u8]) -> Option<Codec> {
        head.starts_with(b"\x1f\x8b").then_some(Codec::Gzip)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
        }
    }

    /// Decodes a file from its start. `consumed` follows the compressed bytes that were used.
    pub(super) fn decoder(
        self,
        file: impl Read + Send + 'static,
        consumed: Arc<AtomicU64>,
    ) -> Box<dyn Read + Send> {
        let counted = Counted { inner: BufReader::with_capacity(64 * 1024, file), consumed };
        match self {
            // All members, not only the first: rotated logs are often glued together.
            Codec::Gzip => Box::new(MultiGzDecoder::new(counted)),
        }
    }
}

/// Counts what is taken out of a buffer.
struct Counted<R> {
    inner: BufReader<R>,
    consumed: Arc<AtomicU64>,
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
