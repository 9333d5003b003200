//! What the disk gives of a plain file: all of it, or zeros in place of blocks that it does not give.

use std::{collections::BTreeSet, fs::File, io, ops::Range};

use super::Watched;

/// What is passed over when the disk does not give it, in bytes, and how often that is done in one file.
pub(super) const BLOCK: u64 = 4096;
pub(super) const MAX_UNREADABLE: usize = 64;

impl Watched {
    /// What the disk did not give of a range, in order; it was read as zeros.
    #[must_use]
    pub fn unreadable(&self, range: Range<u64>) -> Vec<Range<u64>> {
        let blocks = range.start - range.start % BLOCK..range.end;
        let part = |start: u64| start.max(range.start)..(start + BLOCK).min(range.end);
        self.state().unreadable.range(blocks).map(|start| part(*start)).collect()
    }

    /// Reads some bytes at a place; zeros where the disk does not give them, block by block. A last block that it does not give,
    /// and that is none as a whole, is the end.
    ///
    /// # Errors
    /// When the file cannot be read for another reason, or too often for this one.
    pub(super) fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match self.read_disk(buffer, at) {
            Err(error) if is_broken(&error) => {
                let start = at - at % BLOCK;
                let unreadable = &mut self.state().unreadable;
                if !unreadable.contains(&start) && unreadable.len() >= MAX_UNREADABLE {
                    return Err(error);
                }
                unreadable.insert(start);
                if start + BLOCK > self.len {
                    // Zeros that end a file and are less than a span would be a part of its last line.
                    return Ok(0);
                }
                let count = usize::try_from(start + BLOCK - at).expect("a block");
                let count = count.min(buffer.len());
                buffer[..count].fill(0);
                Ok(count)
            }
            outcome => outcome,
        }
    }

    /// Lets the disk be broken somewhere.
    #[cfg(test)]
    pub(crate) fn break_at(&mut self, place: Range<u64>) {
        self.broken = place;
    }

    /// Reads from the head where that is all of it, which spares small files a second reading.
    fn read_disk(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        #[cfg(test)]
        let buffer = self.up_to_broken(buffer, at)?;
        let place = usize::try_from(at).ok().filter(|_| self.is_all);
        let Some(rest) = place.and_then(|at| self.head.get(at..)) else {
            return read_at(&self.file, buffer, at);
        };
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    /// The room for what stands before a broken place, which is what the system gives, and then an error.
    #[cfg(test)]
    fn up_to_broken<'a>(&self, buffer: &'a mut [u8], at: u64) -> io::Result<&'a mut [u8]> {
        if self.broken.contains(&at) {
            return Err(io::Error::from_raw_os_error(5));
        }
        let before = self.broken.start.checked_sub(at).filter(|before| *before > 0);
        let before = before.and_then(|before| usize::try_from(before).ok());
        let len = before.unwrap_or(usize::MAX).min(buffer.len());
        Ok(&mut buffer[..len])
    }
}

/// The first of some blocks of a file of a length, and how many bytes they are in all.
pub(super) fn unreadable(blocks: &BTreeSet<u64>, len: u64) -> Option<(u64, u64)> {
    let bytes_of = |start: &u64| BLOCK.min(len.saturating_sub(*start));
    let bytes = blocks.iter().map(bytes_of).sum();
    blocks.first().map(|first| (*first, bytes))
}

/// Whether the disk did not give what it holds.
pub(in crate::input) fn is_broken(error: &io::Error) -> bool {
    // The number is the same on all systems that have it; Windows gives it another meaning.
    cfg!(unix) && error.raw_os_error() == Some(5)
}

/// Fills a buffer from a place on, as far as the file goes; returns how many bytes that are.
pub(in crate::input) fn read_whole_at(
    file: &File,
    buffer: &mut [u8],
    at: u64,
) -> io::Result<usize> {
    let mut len = 0;
    while len < buffer.len() {
        match read_at(file, &mut buffer[len..], at + len as u64)? {
            0 => break,
            count => len += count,
        }
    }
    Ok(len)
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}
