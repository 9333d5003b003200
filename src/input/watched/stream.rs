//! A plain file as one stream, for what is not read by ranges.

use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
};

use super::{Reader, Watched};

/// Reads a file from a place on, and gives no byte that was not sound after it was read.
pub(in crate::input) struct Stream {
    file: Arc<Watched>,
    at: u64,
}

impl Stream {
    /// The file from its start.
    pub(in crate::input) fn new(file: Arc<Watched>) -> Self {
        Self { file, at: 0 }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = Reader::new(&self.file, self.at).read(buffer)?;
        self.at += count as u64;
        Ok(count)
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
