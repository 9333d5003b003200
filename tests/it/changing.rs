//! Logs that change while they are read.

use std::{
    fs::File,
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
