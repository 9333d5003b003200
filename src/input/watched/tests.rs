//! Files that change while they are read, at a moment of the test's choice: while a window is looked at.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::{
    disk::{BLOCK, MAX_UNREADABLE},
    *,
};
use crate::input::{
    Content, DiscoverOptions, Given, Maps, Piece, ReadOptions, discover, map_range, open, ranges,
    read_range,
};

/// Bytes of a line, which divide those of a range: so each range begins with a line.
const LINE: usize = 32;
const RANGE: usize = 64 << 10;
const SIZE: usize = 8 * RANGE;

/// Numbered lines; another seed gives other lines.
fn lines(seed: u8, size: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = Vec::with_capacity(size + LINE);
    for number in 0..size.div_ceil(LINE) {
        writeln!(bytes, "{seed:02} line {number:08} and more texts").expect("memory");
    }
    assert_eq!(bytes.len() % LINE, 0, "{}", String::from_utf8_lossy(&bytes[..LINE]));
    bytes.truncate(size);
    bytes
}

fn write(path: &Path, bytes: &[u8]) {
    File::create(path).and_then(|mut file| file.write_all(bytes)).expect("written");
}

struct Log {
    _dir: tempfile::TempDir,
    path: PathBuf,
    watched: std::sync::Arc<Watched>,
    bytes: Vec<u8>,
}

impl Log {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("web.log");
        let bytes = lines(1, SIZE);
        write(&path, &bytes);
        let found = discover(std::slice::from_ref(&path), &DiscoverOptions::default());
        let source = found.expect("found").sources.remove(0);
        let Content::File(watched) = open(&source, HEAD_LEN).expect("opened").content else {
            panic!("a plain file")
        };
        // A clock of the kernel may stand still for ten milliseconds.
        thread::sleep(Duration::from_millis(20));
        Self { _dir: dir, path, watched, bytes }
    }

    fn is_local(&self) -> bool {
        map::is_local(&self.watched.file)
    }

    /// All lines that can be had, when `change` happens while the lines from byte `at` on are looked at.
    fn read(&self, is_mapped: bool, at: usize, change: impl FnOnce(&File)) -> Vec<u8> {
        let options = ReadOptions { buffer_bytes: RANGE, ..ReadOptions::default() };
        let writer = File::options().write(true).open(&self.path).expect("opened");
        let mut change = Some(change);
        let mut kept = BTreeMap::new();
        for range in ranges(SIZE as u64, RANGE as u64) {
            let mut trial = Vec::new();
            let mut sink = |piece: Piece<'_>| {
                let Piece::Lines(window) = piece else { panic!("no line is so long") };
                if window.offset >= at as u64
                    && let Some(change) = change.take()
                {
                    change(&writer);
                }
                trial.push((window.offset, window.bytes[..window.own].to_vec()));
            };
            let mut given = Given::Nothing;
            if is_mapped {
                given = map_range(&self.watched, &range, &mut sink);
            }
            if given == Given::Void {
                trial = Vec::new();
                let mut sink = |piece: Piece<'_>| {
                    let Piece::Lines(window) = piece else { panic!("no line is so long") };
                    trial.push((window.offset, window.bytes[..window.own].to_vec()));
                };
                read_range(&self.watched, range, &options, &mut Vec::new(), &mut sink)
                    .expect("readable");
            } else if given == Given::Nothing {
                read_range(&self.watched, range, &options, &mut Vec::new(), &mut sink)
                    .expect("readable");
            }
            kept.extend(trial);
        }
        assert!(change.is_none(), "nothing was changed");
        kept.into_values().flatten().collect()
    }
}

/// Compares without showing half a megabyte.
#[track_caller]
fn assert_same(one: &[u8], other: &[u8]) {
    assert_eq!(one.len(), other.len(), "bytes");
    let differs = one.iter().zip(other).position(|(one, other)| one != other);
    assert_eq!(differs, None, "the first byte that differs");
}

/// Both ways of reading; only Linux has two.
fn both_ways() -> impl Iterator<Item = (bool, Log)> {
    [true, false].into_iter().map(|is_mapped| (is_mapped, Log::new()))
}

#[test]
fn a_file_that_nobody_changes_is_read_whole() {
    for (is_mapped, log) in both_ways() {
        assert_same(&log.read(is_mapped, 0, |_| ()), &log.bytes);
        assert_eq!(log.watched.changes(), Changes::default());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn large_files_of_this_machine_are_mapped() {
    let log = Log::new();
    let given = map_range(&log.watched, &(0..SIZE as u64), &mut |_| ());
    // On a file system that is not known to be local there is nothing to see here.
    assert_eq!(given, if log.is_local() { Given::Lines } else { Given::Nothing });
}

#[test]
fn of_a_truncated_file_stays_what_was_read_before() {
    for (is_mapped, log) in both_ways() {
        let kept = log.read(is_mapped, 2 * RANGE, |file| file.set_len(0).expect("cut"));
        // What was read is sure before it is given; what is mapped is not.
        let expected = if is_mapped && log.is_local() { 2 } else { 3 } * RANGE;
        assert_same(&kept, &log.bytes[..expected]);
        let changes = log.watched.changes();
        assert_eq!(changes.shrunk_to, Some(0));
        assert_eq!(changes.lost_from, Some(expected as u64));
    }
}

#[test]
fn of_a_file_that_is_cut_stays_everything_before_the_cut() {
    // In the middle of a page, at its end, behind the window at hand, and of the last line.
    for cut in [2 * RANGE + 100, 2 * RANGE + 4096, 4 * RANGE + 17, SIZE - 1] {
        for (is_mapped, log) in both_ways() {
            let kept =
                log.read(is_mapped, 2 * RANGE, |file| file.set_len(cut as u64).expect("cut"));
            // A buffer that was filled before the cut holds more.
            let is_more = !is_mapped || !log.is_local();
            let expected = if is_more { cut.max(3 * RANGE) } else { cut };
            assert_eq!(kept.len(), expected, "{cut}, mapped: {is_mapped}");
            assert_same(&kept, &log.bytes[..expected]);
            let changes = log.watched.changes();
            assert_eq!(changes.shrunk_to, Some(cut as u64));
            assert_eq!(changes.lost_from, Some(expected as u64));
        }
    }
}

#[test]
fn of_a_file_that_is_written_anew_stays_nothing_new() {
    // Larger than before and smaller, with another head, or with the same one and other lines behind.
    for (size, same) in
        [(SIZE + RANGE, 0), (5 * RANGE, 0), (SIZE, HEAD_LEN), (SIZE + LINE, HEAD_LEN)]
    {
        for (is_mapped, log) in both_ways() {
            let kept = log.read(is_mapped, 2 * RANGE, |mut file| {
                file.set_len(0).expect("cut");
                let new = [&log.bytes[..same], &lines(2, size - same)].concat();
                file.write_all(&new).expect("written");
            });
            let expected = if is_mapped && log.is_local() { 2 } else { 3 } * RANGE;
            assert_same(&kept, &log.bytes[..expected]);
            let changes = log.watched.changes();
            assert!(changes.rewritten_at.is_some(), "{changes:?}");
            assert_eq!(changes.lost_from, Some(expected as u64));
        }
    }
}

#[test]
fn a_window_that_was_torn_is_void_even_when_its_bytes_are_back() {
    let log = Log::new();
    let range = 0..RANGE as u64;
    let Some(mapped) = log.watched.map(range.clone()) else { return };
    let mut writer = File::options().write(true).open(&log.path).expect("opened");
    writer.set_len(0).expect("cut");
    assert_eq!(mapped.bytes()[5_000], 0);
    writer.write_all(&log.bytes).expect("written");
    assert!(!log.watched.is_as_read(&range, &mapped));
    assert_eq!(log.watched.changes().rewritten_at, None, "it can be read again");
}

#[test]
fn a_file_that_grows_is_read_to_its_end_of_before() {
    for (is_mapped, log) in both_ways() {
        let kept = log.read(is_mapped, 2 * RANGE, |_| {
            let mut file = File::options().append(true).open(&log.path).expect("opened");
            file.write_all(&lines(2, 100)).expect("written");
        });
        assert_same(&kept, &log.bytes);
        let grown = Changes { grown_to: Some(SIZE as u64 + 100), ..Changes::default() };
        assert_eq!(log.watched.changes(), grown);
    }
}

#[test]
fn a_file_that_is_written_over_is_named() {
    for (is_mapped, log) in both_ways() {
        let kept = log.read(is_mapped, 2 * RANGE, |mut file| {
            use std::io::Seek as _;
            file.seek(io::SeekFrom::Start(6 * RANGE as u64)).expect("a place");
            file.write_all(&lines(2, 1_000 * LINE)).expect("written");
        });
        assert_eq!(kept.len(), SIZE);
        let changes = log.watched.changes();
        let at = changes.modified_at.expect("noticed");
        assert_eq!(changes, Changes { modified_at: Some(at), ..Changes::default() });
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_renamed_replaced_or_deleted_is_read_whole() {
    for (is_mapped, log) in both_ways() {
        let kept = log.read(is_mapped, 2 * RANGE, |_| {
            std::fs::rename(&log.path, log.path.with_extension("1")).expect("renamed");
            write(&log.path, &lines(2, SIZE));
        });
        assert_same(&kept, &log.bytes);
        let log = Log::new();
        let gone = log.read(is_mapped, 0, |_| std::fs::remove_file(&log.path).expect("gone"));
        assert_same(&gone, &log.bytes);
        assert_eq!(log.watched.changes(), Changes::default());
    }
}

#[test]
fn what_the_disk_does_not_give_is_passed_over_and_known() {
    for (broken, blocks) in [(8_192..8_193, 1), (5_000..13_000, 3), (SIZE - 100..SIZE, 1)] {
        let mut log = Log::new();
        let place = broken.start as u64..broken.end as u64;
        std::sync::Arc::get_mut(&mut log.watched).expect("nobody else").broken = place.clone();
        let (mut lines, mut zeros) = (BTreeMap::new(), 0);
        for range in ranges(SIZE as u64, RANGE as u64) {
            let outcome = read_range(
                &log.watched,
                range,
                &ReadOptions::default(),
                &mut Vec::new(),
                &mut |piece| match piece {
                    Piece::Lines(window) => {
                        lines.insert(window.offset, window.bytes[..window.own].to_vec());
                    }
                    Piece::Nul { bytes, .. } => zeros += bytes,
                    Piece::OverLong { .. } => panic!("no line is long"),
                },
            );
            outcome.expect("passed over");
        }
        let given: usize = lines.values().map(Vec::len).sum();
        assert_eq!(given as u64 + zeros, SIZE as u64, "{place:?}");
        for (offset, bytes) in &lines {
            let at = usize::try_from(*offset).expect("small");
            // Zeros at the end that are no span are part of a line.
            let text = bytes.iter().take_while(|byte| **byte != 0).count();
            assert_eq!(bytes[..text], log.bytes[at..at + text], "{offset}");
        }
        let first = place.start - place.start % BLOCK;
        assert_eq!(log.watched.changes().unreadable, Some((first, blocks * BLOCK)), "{place:?}");
    }
}

#[test]
fn a_disk_that_is_broken_all_over_is_given_up() {
    let mut log = Log::new();
    let range = 0..SIZE as u64;
    std::sync::Arc::get_mut(&mut log.watched).expect("nobody else").broken = range.clone();
    let outcome =
        read_range(&log.watched, range, &ReadOptions::default(), &mut Vec::new(), &mut |_| {});
    let (offset, error) = outcome.expect_err("given up");
    assert!(is_broken(&error), "{error}");
    assert_eq!(offset, MAX_UNREADABLE as u64 * BLOCK);
    assert_eq!(log.watched.changes().lost_from, Some(offset));
}

/// Where the system can tell, that is: a file system in memory cannot, and holds everything.
#[cfg(target_os = "linux")]
#[test]
fn what_the_page_cache_does_not_hold_is_mapped() {
    use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
    let log = Log::new();
    let about = rustix::fs::fstatfs(&log.watched.file).expect("a file system");
    if about.f_type == libc::TMPFS_MAGIC {
        return;
    }
    let wants = |maps: Maps| maps.wants(&log.watched, &(0..SIZE as u64));
    let mut known = [0];
    let mut room = [io::IoSliceMut::new(&mut known)];
    let can_tell =
        rustix::io::preadv2(&log.watched.file, &mut room, 0, rustix::io::ReadWriteFlags::NOWAIT);
    assert_eq!(wants(Maps::Uncached), can_tell.is_err(), "it was just written");
    log.watched.file.sync_all().expect("on the disk");
    posix_fadvise(&log.watched.file, 0, 0, PosixFadviseAdvice::POSIX_FADV_DONTNEED).expect("cold");
    assert!(wants(Maps::Uncached) && wants(Maps::Always) && !wants(Maps::Never));
}
