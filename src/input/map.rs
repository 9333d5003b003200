//! The only unsafe code: a part of a file mapped into memory.
//!
//! A map is read as `&[u8]` and never as text, it lives for one window, and nothing read from it is used as an index
//! or a length. If another process truncates the file meanwhile, the kernel answers an access with SIGBUS.
// LIMIT: there is no SIGBUS guard yet; `--no-mmap` reads instead.
#![expect(unsafe_code, reason = "memmap2 cannot promise that nobody changes the file")]

use std::{fs::File, io, ops::Range};

use memmap2::{Mmap, MmapOptions};

/// Maps the bytes `range` of a file; they must lie inside it.
pub(super) fn map(file: &File, range: Range<u64>) -> io::Result<Mmap> {
    let len = usize::try_from(range.end - range.start)
        .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    // SAFETY: the file is opened for reading only and stays open for the call. Another process may change the bytes
    // while they are mapped; the callers treat them as untrusted bytes whose value may differ between two reads,
    // hold no `str` over them, and copy what they keep.
    unsafe { MmapOptions::new().offset(range.start).len(len).map(file) }
}
