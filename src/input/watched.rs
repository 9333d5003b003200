//! A plain file that may change while it is read, and what is known about that.
//!
//! It is opened once, so that a file that is renamed, replaced or deleted stays the same for all threads. Whoever has read
//! some of its bytes asks whether the file still is what it was; only then are the bytes used.
//!
//! | what happens meanwhile | how it is seen | what is read |
//! |---|---|---|
//! | it grows | size | up to where it ended when it was opened |
//! | it is renamed or deleted | not at all | everything |
//! | it is truncated | size | what was read before, and what is left |
//! | it is truncated and written anew | its head, or the last bytes used | what was read before |
//! | the disk does not give a block | `EIO` | zeros in its place, which are counted as lost, and everything behind it |
//! | bytes are written over | time of modification, at the same size | everything, old or new: it can only be told |

mod disk;
mod reader;
mod stream;

use std::{
    collections::BTreeSet,
    fs::{File, Metadata},
    io,
    ops::Range,
    sync::{Mutex, MutexGuard},
};

pub(super) use disk::{is_broken, read_whole_at};
pub(super) use reader::{Reader, has_holes};
pub(super) use stream::Stream;

use super::map::{self, Mapped};

/// Bytes of the head by which a file is known again.
pub(super) const HEAD_LEN: usize = 4096;
/// Bytes of what was used last, by which it is known again behind an equal head.
pub(super) const TRACE_LEN: usize = 256;

/// A regular file that is being read.
#[derive(Debug)]
pub struct Watched {
    file: File,
    /// Where the disk is broken.
    #[cfg(test)]
    broken: Range<u64>,
    len: u64,
    times: Times,
    /// What it begins with.
    head: Vec<u8>,
    /// Whether the head is all of it, since all was read to know what it is.
    is_all: bool,
    /// Whether parts of it were never written.
    has_holes: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    changes: Changes,
    /// The last bytes that were used, and where they stand.
    trace: (u64, Vec<u8>),
    /// Blocks that the disk did not give, by where they begin.
    unreadable: BTreeSet<u64>,
}

/// What happened to a file while it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// It became larger: its largest size.
    pub grown_to: Option<u64>,
    /// It was truncated: its smallest size.
    pub shrunk_to: Option<u64>,
    /// It holds something else: seen when the bytes from here on were read.
    pub rewritten_at: Option<u64>,
    /// It was written to without becoming larger: seen when the bytes from here on were read.
    pub modified_at: Option<u64>,
    /// The first byte that could not be read any more.
    pub lost_from: Option<u64>,
    /// The first of the blocks that the disk did not give, and how many bytes they are in all.
    pub unreadable: Option<(u64, u64)>,
}

impl Watched {
    /// A file that was just opened, of which the first bytes are known.
    pub(super) fn new(file: File, about: &Metadata, head: &[u8]) -> Self {
        let is_all = head.len() as u64 == about.len();
        Self {
            len: about.len(),
            times: Times::of(about),
            head: head[..if is_all { head.len() } else { head.len().min(HEAD_LEN) }].to_vec(),
            is_all,
            has_holes: has_holes(&file, about),
            file,
            #[cfg(test)]
            broken: 0..0,
            state: Mutex::default(),
        }
    }

    /// Bytes when it was opened; what comes later is not read.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.len
    }

    /// What happened to it so far.
    #[must_use]
    pub fn changes(&self) -> Changes {
        let state = self.state();
        let unreadable = disk::unreadable(&state.unreadable, self.len);
        Changes { unreadable, ..state.changes }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while noting a change")
    }

    /// Where that which was opened ends now.
    fn end(&self) -> u64 {
        let changes = self.changes();
        if changes.rewritten_at.is_some() { 0 } else { changes.shrunk_to.unwrap_or(self.len) }
    }

    /// Where the next byte lies that was written, from `at` on: `at` itself as far as anybody knows, or the end when there is
    /// none.
    pub(super) fn next_data(&self, at: u64) -> u64 {
        if !self.has_holes {
            return at;
        }
        let end = self.end();
        reader::next_data(&self.file, at, end).clamp(at, end.max(at))
    }

    /// Whether the page cache seems to hold a range: its first byte, its last one, and one between. Where the system cannot
    /// tell, it does not.
    pub(super) fn is_cached(&self, range: &Range<u64>) -> bool {
        let last = range.end.saturating_sub(1).max(range.start);
        [range.start, range.start.midpoint(last), last]
            .into_iter()
            .all(|at| reader::is_cached(&self.file, at))
    }

    /// Maps a part; `None` where it must be read instead.
    pub(super) fn map(&self, range: Range<u64>) -> Option<Mapped> {
        // The pages of a hole would be made to be mapped.
        if self.has_holes || range.end > self.end() || !map::is_local(&self.file) {
            return None;
        }
        Mapped::new(&self.file, range).ok()
    }

    /// Whether the mapped bytes of `range` were, up to this moment, those of the file that was opened.
    pub(super) fn is_as_read(&self, range: &Range<u64>, mapped: &Mapped) -> bool {
        let bytes = mapped.bytes();
        let last = bytes[bytes.len().saturating_sub(TRACE_LEN)..].to_vec();
        let is_sound = self.sound_to(range).is_ok_and(|to| to == range.end) && !mapped.is_torn();
        if is_sound {
            self.leave_trace(range.end, &last);
        }
        is_sound
    }

    /// Notes that the bytes from here on could not be read.
    pub fn lost(&self, from: u64) {
        let lost = &mut self.state().changes.lost_from;
        *lost = Some(lost.map_or(from, |first| first.min(from)));
    }

    /// Up to where bytes that were just read from `range` belong to the file that was opened. Notes what has changed.
    fn sound_to(&self, range: &Range<u64>) -> io::Result<u64> {
        let now = self.file.metadata()?;
        if now.len() >= range.end && Times::of(&now) == self.times {
            return Ok(range.end);
        }
        let (place, trace) = self.state().trace.clone();
        let head = &self.head[..self.head.len().min(HEAD_LEN)];
        let is_same = self.still_holds(0, head)? && self.still_holds(place, &trace)?;
        // A second look: when somebody appends, the time may move before the size does.
        let now = self.file.metadata()?;
        let changes = &mut self.state().changes;
        let earliest =
            |known: Option<u64>| Some(known.map_or(range.start, |at| at.min(range.start)));
        if !is_same {
            changes.rewritten_at = earliest(changes.rewritten_at);
            return Ok(range.start);
        }
        let size = now.len();
        if size < self.len {
            changes.shrunk_to = Some(changes.shrunk_to.map_or(size, |least| least.min(size)));
        } else if size > self.len {
            changes.grown_to = changes.grown_to.max(Some(size));
        } else if Times::of(&now).modified != self.times.modified {
            changes.modified_at = earliest(changes.modified_at);
        }
        Ok(range.end.min(changes.shrunk_to.unwrap_or(u64::MAX)).max(range.start))
    }

    /// Whether the file has the same bytes at a place as before, as far as it has any there.
    fn still_holds(&self, place: u64, bytes: &[u8]) -> io::Result<bool> {
        let mut now = [0; HEAD_LEN];
        let len = read_whole_at(&self.file, &mut now[..bytes.len()], place)?;
        Ok(now[..len] == bytes[..len])
    }

    /// Remembers the last bytes before `end`.
    fn leave_trace(&self, end: u64, bytes: &[u8]) {
        let last = &bytes[bytes.len().saturating_sub(TRACE_LEN)..];
        let (place, trace) = &mut self.state().trace;
        *place = end - last.len() as u64;
        trace.clear();
        trace.extend_from_slice(last);
    }
}

/// When a file was last written to, and last touched in any way; only ever compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Times {
    #[cfg(unix)]
    pub(super) fn of(about: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self {
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
        }
    }

    #[cfg(windows)]
    pub(super) fn of(about: &Metadata) -> Self {
        use std::os::windows::fs::MetadataExt as _;
        let modified = i64::try_from(about.last_write_time()).unwrap_or(i64::MAX);
        Self { modified: (modified, 0), changed: (modified, 0) }
    }
}

#[cfg(test)]
mod tests;
