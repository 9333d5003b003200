//! A plain file as one stream, for what is not read by ranges.

use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
};

use super::{Reader, Watched};

/// Bytes of holes that are given, in all: a sparse file may say that it has as many as no disk.
const MAX_HOLES: u64 = 1 << 30;

/// Reads a file from a place on, and gives no byte that was not sound after it was read.
pub(in crate::input) struct Stream {
    file: Arc<Watched>,
    at: u64,
    /// Bytes of holes that were given.
    holes: u64,
}

impl Stream {
    /// The file from its start.
    pub(in crate::input) fn new(file: Arc<Watched>) -> Self {
        Self { file, at: 0, holes: 0 }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let hole = self.file.next_data(self.at) - self.at;
        if hole > 0 && self.holes >= MAX_HOLES {
            let message = format!(
                "a sparse file with more than {MAX_HOLES} bytes that were never written: what stands behind them is not read"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let count = Reader::new(&self.file, self.at).read(buffer)? as u64;
        self.holes += count.min(hole);
        self.at += count;
        Ok(usize::try_from(count).expect("as many as there is room for"))
    }
}

impl Seek for Stream {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.file.size().checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
