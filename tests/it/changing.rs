//! Logs that change while they are read.

use std::{
    fs::File,
    io::{Seek as _, Write as _},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use nltriage::{
    input::{DiscoverOptions, Maps, ReadOptions, discover},
    problem::ProblemKind,
    scan::{Progress, ScanOptions, scan},
    summary::{SkipReason, Summary},
};

use crate::support::{CLASSIFIER, Logs, record};

/// Longer than the lines of the log.
const LINE: u64 = 200;
/// Bytes that stay, so that the log does not seem to be another one.
const HEAD: usize = 4096;
/// How often a log is read while it changes.
const ROUNDS: usize = 100;

/// The summary of a log of 64 MiB that `change` befalls when a part of it was read.
fn read_meanwhile(maps: Maps, change: impl FnOnce(&File) + Send) -> (Summary, u64) {
    let line = record("2026-11-18 21:42:07.123+01:00", "info", "All is well, and nothing else");
    let text = line.repeat((64 << 20) / line.len());
    let logs = Logs::new([("web.log", &text)]);
    let path = logs.path("web.log");
    let found = discover(std::slice::from_ref(&path), &DiscoverOptions::default()).expect("found");
    let read = ReadOptions { maps, ..ReadOptions::default() };
    let options = ScanOptions { threads: 2, read, ..ScanOptions::default() };
    let (progress, is_over) = (Progress::default(), AtomicBool::new(false));
    let summary = thread::scope(|scope| {
        scope.spawn(|| {
            let writer = File::options().write(true).open(&path).expect("opened");
            while progress.bytes.load(Ordering::Relaxed) == 0 && !is_over.load(Ordering::Relaxed) {
                thread::yield_now();
            }
            change(&writer);
        });
        let summary = scan(&found, &CLASSIFIER, &options, &progress);
        is_over.store(true, Ordering::Relaxed);
        summary
    });
    (summary, text.len() as u64)
}

#[test]
fn a_log_that_is_truncated_while_it_is_read_ends_no_run() {
    for maps in [Maps::Always, Maps::Never] {
        let (summary, size) = read_meanwhile(maps, |file| file.set_len(0).expect("cut"));
        let problems: Vec<_> = summary.problems.iter().collect();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].kind, ProblemKind::Shrank, "{problems:?}");
        let account = summary.accounts.values().next().expect("one");
        assert_eq!(account.imbalance(), None);
        let lost = account.skipped[&SkipReason::Lost];
        assert_eq!(account.bytes, size, "what is lost is counted as such");
        // A line that was read in part is what was read of it.
        let part = size - account.bytes_records - lost.bytes;
        assert!(part < LINE, "{part} bytes are no records");
        assert!(problems[0].message.contains(&lost.bytes.to_string()), "{problems:?}");
    }
}

#[test]
fn a_log_that_grows_while_it_is_read_is_read_up_to_where_it_ended() {
    for maps in [Maps::Always, Maps::Never] {
        let (summary, size) = read_meanwhile(maps, |file| {
            let len = file.metadata().expect("a size").len();
            file.set_len(len + 7).expect("longer");
        });
        let account = summary.accounts.values().next().expect("one");
        assert_eq!((account.bytes, account.bytes_records), (size, size));
        let kinds: Vec<_> = summary.problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(kinds, [ProblemKind::Grew]);
    }
}

/// A record of each form that is mapped, and what stands between records.
const FORMS: [&str; 9] = [
    "2026-11-18 21:42:07.123+01:00\t00002572\t00007D6C\t1\tinfo\tlog\tAll is well\n",
    "2026-11-18T21:42:07.123456Z 00002572 00007D6C 1 error log PGS-220000 PostgreSQL error: gone (iRc=-2006)\n",
    "2026-11-18 21:42:08.5+0100\t00002572\t1\twarning\tlog\tWorkflow 'WKF12' finished after 12 s\n",
    "21:42:07 >   Starting Web server module (pid=9376, tid=9376)...\n",
    "18-Nov-2026 06:01:13.123 SEVERE [main] org.example.Server start failed\n",
    "Nov 18, 2026 6:01:13 AM org.example.Server start\nSEVERE: failed\n",
    "Nov 18 06:01:13 host nlserver[812]: Out of memory\n",
    "mta@prod1 (7831) - 15.6 MB\ninMail@prod1\n",
    "no record\n\n",
];

#[test]
fn bytes_that_change_under_a_map_are_no_bug() {
    let text = FORMS.concat().repeat(400);
    for first in FORMS {
        let first = first.repeat(60) + &text;
        let logs = Logs::new([("some.log", &first)]);
        let path = logs.path("some.log");
        let found =
            discover(std::slice::from_ref(&path), &DiscoverOptions::default()).expect("found");
        let read =
            ReadOptions { maps: Maps::Always, chunk_bytes: 32 << 10, ..ReadOptions::default() };
        let options = ScanOptions { threads: 2, read, ..ScanOptions::default() };
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut writer = File::options().write(true).open(&path).expect("opened");
                let mut write = |bytes: &[u8]| {
                    writer.rewind().expect("a file");
                    writer.write_all(bytes).expect("written");
                };
                let mut other = first.clone().into_bytes();
                while !is_over.load(Ordering::Relaxed) {
                    // Other bytes, and the same in other places.
                    for byte in [0, b'9', b'\'', 0xff] {
                        other[HEAD..].fill(byte);
                        write(&other);
                        write(first.as_bytes());
                        other.copy_from_slice(first.as_bytes());
                        other[HEAD..].rotate_left(usize::from(byte) + 1);
                        write(&other);
                        write(first.as_bytes());
                    }
                }
            });
            let round = |_| scan(&found, &CLASSIFIER, &options, &Progress::default()).problems;
            let problems: Vec<_> = (0..ROUNDS).flat_map(round).collect();
            is_over.store(true, Ordering::Relaxed);
            let bugs = problems.iter().filter(|problem| problem.kind == ProblemKind::Internal);
            assert_eq!(bugs.count(), 0, "{first:.60}");
        });
    }
}
