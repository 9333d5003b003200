//! A file as it was when it was looked at, to be known again when its path is opened once more: logs are renamed and written
//! anew meanwhile.

use std::{
    fs::{File, Metadata},
    io,
};

use xxhash_rust::xxh3::xxh3_128;

use super::super::watched::{HEAD_LEN, TRACE_LEN, Times, read_whole_at};

/// What a file was. It may have grown since, or be a copy: what counts is that it begins with the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    size: u64,
    times: Times,
    /// Hashes of its first bytes and of its last ones.
    head: u128,
    trace: u128,
}

impl Seen {
    /// A file that was just opened.
    ///
    /// # Errors
    /// When its first or its last bytes cannot be read.
    pub(in crate::input) fn of(file: &File, about: &Metadata) -> io::Result<Self> {
        let (head, trace) = ends(file, about.len())?;
        Ok(Self { size: about.len(), times: Times::of(about), head, trace })
    }

    /// Whether nobody has touched it since.
    pub(in crate::input) fn is_untouched(&self, about: &Metadata) -> bool {
        about.len() == self.size && Times::of(about) == self.times
    }

    /// Whether a file that was just opened says all that this one said.
    pub(in crate::input) fn is_in(&self, file: &File, about: &Metadata) -> bool {
        self.is_untouched(about)
            || about.len() >= self.size
                && ends(file, self.size).is_ok_and(|ends| ends == (self.head, self.trace))
    }
}

/// Hashes of the first and the last of `size` bytes.
fn ends(file: &File, size: u64) -> io::Result<(u128, u128)> {
    let hash = |at: u64, len: usize| -> io::Result<u128> {
        let mut bytes = [0; HEAD_LEN];
        let len = len.min(usize::try_from(size).unwrap_or(usize::MAX));
        let count = read_whole_at(file, &mut bytes[..len], at)?;
        Ok(xxh3_128(&bytes[..count]))
    };
    Ok((hash(0, HEAD_LEN)?, hash(size.saturating_sub(TRACE_LEN as u64), TRACE_LEN)?))
}
