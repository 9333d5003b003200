//! Reads a plain file from a place on.

use std::{fs::File, io};

use super::Watched;

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
        if !self.file.has_holes {
            return 0;
        }
        let end = self.file.end();
        let data = next_data(&self.file.file, self.at, end).clamp(self.at, end.max(self.at));
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

/// Where the next byte lies that was written: `at` when the system cannot tell, `end` when there is none.
#[cfg(target_os = "linux")]
fn next_data(file: &File, at: u64, end: u64) -> u64 {
    // The position of the descriptor is nobody's: all reads say where.
    match rustix::fs::seek(file, rustix::fs::SeekFrom::Data(at)) {
        Ok(data) => data,
        Err(rustix::io::Errno::NXIO) => end,
        Err(_) => at,
    }
}

#[cfg(not(target_os = "linux"))]
fn next_data(_file: &File, at: u64, _end: u64) -> u64 {
    at
}
