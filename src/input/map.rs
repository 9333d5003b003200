//! The only unsafe code, with `map/guard.rs`: a part of a file mapped into memory.
//!
//! A map is read as `&[u8]` and never as text, it lives for one window, and nothing is kept of a window unless its bytes
//! were still those of the file when all of it had been read (`Watched::is_as_read`). If
//! another process truncates the file meanwhile, the guard answers the signal that would end the run.
#![cfg_attr(
    target_os = "linux",
    expect(unsafe_code, reason = "memmap2 cannot promise that nobody changes the file")
)]

#[cfg(target_os = "linux")]
mod guard;

use std::{fs::File, io, ops::Range};

#[cfg(target_os = "linux")]
use {guard::Guard, memmap2::Mmap};

/// A part of a file in memory. Its bytes may change, and become zeros, while they are looked at.
#[cfg(target_os = "linux")]
pub(super) struct Mapped {
    // The first field is dropped first: the guard must not know an address that the map has given back.
    guard: Guard,
    bytes: Mmap,
}

#[cfg(target_os = "linux")]
impl Mapped {
    /// Maps the bytes `range` of a file; they must lie inside it.
    ///
    /// # Errors
    /// When the system refuses, or when too many parts are mapped already. Reading works then as well.
    pub(super) fn new(file: &File, range: Range<u64>) -> io::Result<Self> {
        let len = usize::try_from(range.end - range.start)
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        // SAFETY: the file is opened for reading only and stays open for the call. Another process may change the bytes
        // while they are mapped, which no type can express: the callers treat them as untrusted bytes whose value may
        // differ between two reads, hold no `str` over them, and drop what they made of them if the file has changed.
        // An access behind the end of a truncated file raises SIGBUS, which the guard made below answers.
        let bytes = unsafe { memmap2::MmapOptions::new().offset(range.start).len(len).map(file) }?;
        let guard = Guard::new(&bytes).ok_or(io::ErrorKind::ResourceBusy)?;
        Ok(Self { guard, bytes })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether some of the bytes were zeros instead of what the file holds. Ask behind the last look at them.
    pub(super) fn is_torn(&self) -> bool {
        self.guard.is_torn()
    }
}

/// Whether a file lies where maps are known to behave: in a file system of this machine. Over a network a server may
/// fail at any moment, and what is not listed here is read, which is right everywhere.
#[cfg(target_os = "linux")]
pub(super) fn is_local(file: &File) -> bool {
    use std::os::fd::AsRawFd as _;
    let mut about = std::mem::MaybeUninit::<libc::statfs>::uninit();
    // SAFETY: the descriptor is open while `file` is borrowed, and the structure is ours to write.
    if unsafe { libc::fstatfs(file.as_raw_fd(), about.as_mut_ptr()) } != 0 {
        return false;
    }
    // SAFETY: the call succeeded, so it filled the structure.
    let about = unsafe { about.assume_init() };
    matches!(
        about.f_type,
        libc::EXT4_SUPER_MAGIC
            | libc::XFS_SUPER_MAGIC
            | libc::BTRFS_SUPER_MAGIC
            | libc::F2FS_SUPER_MAGIC
            | libc::TMPFS_MAGIC
            | libc::OVERLAYFS_SUPER_MAGIC
    )
}

/// Elsewhere nothing answers when a mapped file is truncated, so nothing is mapped.
#[cfg(not(target_os = "linux"))]
pub(super) enum Mapped {}

#[cfg(not(target_os = "linux"))]
impl Mapped {
    pub(super) fn new(_file: &File, _range: Range<u64>) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match *self {}
    }

    pub(super) fn is_torn(&self) -> bool {
        match *self {}
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_local(_file: &File) -> bool {
    false
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_map_of_a_truncated_file_reads_as_zeros_and_says_so() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&vec![b'x'; 64 << 10]).expect("written");
        // Not at the start of a page, nor to the end of one.
        let mapped = Mapped::new(&file, 100..60_000).expect("mapped");
        let other = Mapped::new(&file, 0..4_096).expect("mapped");
        assert!(mapped.bytes().iter().all(|byte| *byte == b'x') && !mapped.is_torn());
        file.set_len(20_000).expect("cut");
        assert_eq!(mapped.bytes()[..19_900], vec![b'x'; 19_900]);
        assert!(!mapped.is_torn(), "nothing behind the end was looked at");
        assert_eq!(mapped.bytes()[59_000], 0);
        assert!(mapped.is_torn());
        assert!(mapped.bytes()[20_000..].iter().all(|byte| *byte == 0));
        assert!(!other.is_torn(), "each map has its own mark");
    }

    #[test]
    fn more_maps_than_there_are_places_are_refused_and_places_are_given_back() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&[b'x'; 4096]).expect("written");
        for _ in 0..3 {
            let maps: Vec<_> = (0..100).map_while(|_| Mapped::new(&file, 0..4096).ok()).collect();
            // Other tests of this program may hold some of them at the same time.
            assert!((30..=64).contains(&maps.len()), "{}", maps.len());
        }
    }
}
