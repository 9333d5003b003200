//! Reads a plain file from a place on.

use std::{
    fs::{File, Metadata},
    io,
};

use super::{super::source, Watched};

/// Reads a file from a place on to where it ended when it was opened, and gives no byte that was not sound after it was
/// read. It ends early when nothing sound is left.
pub(in crate::input) struct Reader<'a> {
    file: &'a Watched,
    at: u64,
}

impl<'a> Reader<'a> {
    pub(in crate::input) fn new(file: &'a Watched, at: u64) -> Self {
        Self { file, at }
    }
}

impl Reader<'_> {
    /// Goes to the next byte that was written, or to the end; returns how many bytes that is.
    pub(in crate::input) fn pass_to_data(&mut self) -> u64 {
        let data = self.file.next_data(self.at);
        let passed = data - self.at;
        self.at = data;
        passed
    }
}

impl io::Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.file.end().saturating_sub(self.at);
        let wanted = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if wanted == 0 {
            return Ok(0);
        }
        let count = self.file.read_at(&mut buffer[..wanted], self.at)?;
        let sound_to = self.file.sound_to(&(self.at..self.at + wanted as u64))?;
        let count = count.min(usize::try_from(sound_to - self.at).unwrap_or(usize::MAX));
        self.at += count as u64;
        if count > 0 {
            self.file.leave_trace(self.at, &buffer[..count]);
        }
        Ok(count)
    }
}

/// Whether a byte can be read without waiting for the disk.
#[cfg(target_os = "linux")]
pub(super) fn is_cached(file: &File, at: u64) -> bool {
    use rustix::io::{ReadWriteFlags, preadv2};
    let mut byte = [0];
    let mut bytes = [io::IoSliceMut::new(&mut byte)];
    preadv2(file, &mut bytes, at, ReadWriteFlags::NOWAIT) == Ok(1)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_cached(_file: &File, _at: u64) -> bool {
    false
}

/// Where the next byte lies that was written: `at` when the system cannot tell, `end` when there is none.
#[cfg(target_os = "linux")]
pub(super) fn next_data(file: &File, at: u64, end: u64) -> u64 {
    // The position of the descriptor is nobody's: all reads say where.
    match rustix::fs::seek(file, rustix::fs::SeekFrom::Data(at)) {
        Ok(data) => data,
        Err(rustix::io::Errno::NXIO) => end,
        Err(_) => at,
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn next_data(_file: &File, at: u64, _end: u64) -> u64 {
    at
}

/// Whether parts of a file were never written. What is compressed by its file system takes less room than its size says, too.
#[cfg(target_os = "linux")]
pub(in crate::input) fn has_holes(file: &File, about: &Metadata) -> bool {
    source::has_holes(about)
        && rustix::fs::seek(file, rustix::fs::SeekFrom::Hole(0))
            .map_or(true, |hole| hole < about.len())
}

#[cfg(not(target_os = "linux"))]
pub(in crate::input) fn has_holes(_file: &File, about: &Metadata) -> bool {
    source::has_holes(about)
}
