//! Logs of `loggen` that grow in one thing grow in what they are named after.

use std::{collections::BTreeSet, path::Path};

use nltriage::{
    formats::{Line, ModuleLog, read_line},
    input::{DiscoverOptions, discover},
    knowledge::mask,
    record::{Level, Time, Timestamp},
};

use crate::incidents::scoring::loggen::{SEED, growth};

/// Time, level and template of each record.
fn records(log: &[u8]) -> Vec<(Time, Level, u128)> {
    let mut template = Vec::new();
    let mut record = |line| match read_line(&ModuleLog, line) {
        Line::Record(record, _) => {
            Some((record.time, record.level, mask(record.message, &mut template)))
        }
        _ => None,
    };
    log.split(|byte| *byte == b'\n').filter_map(&mut record).collect()
}

#[test]
fn templates_are_as_many_as_asked_for() {
    for count in [10, 3_000] {
        let mut log = Vec::new();
        growth::templates(count, 1 << 20, SEED, &mut log).expect("memory");
        let records = records(&log);
        assert!(records.iter().all(|(_, level, _)| *level == Level::Error));
        let distinct: BTreeSet<_> = records.iter().map(|(_, _, template)| template).collect();
        assert_eq!(distinct.len() as u64, count, "of {} records", records.len());
    }
}

#[test]
fn days_reach_as_far_as_asked_for() {
    for days in [30, 60] {
        let mut log = Vec::new();
        // So many bytes that the mean step is less than a minute, and larger steps are not made.
        growth::days(days, days * (180 << 10), SEED, &mut log).expect("memory");
        let lines: Vec<_> = log.split(|byte| *byte == b'\n').collect();
        let seconds = |lines: &[&[u8]]| {
            lines.iter().find_map(|line| match read_line(&ModuleLog, line) {
                Line::Record(record, _) => match record.time {
                    Time::At(stamp) => stamp.instant().map(Timestamp::seconds),
                    _ => None,
                },
                _ => None,
            })
        };
        let (first, last) = (seconds(&lines), seconds(&lines[lines.len() - 40..]));
        let covered = (last.expect("a record") - first.expect("a record")) as f64 / 86_400.0;
        assert!((covered / days as f64 - 1.0).abs() < 0.05, "{covered} days instead of {days}");
    }
}

#[test]
fn messages_come_as_long_as_asked_for() {
    let mut log = Vec::new();
    growth::messages(7, 1 << 20, SEED, &mut log).expect("memory");
    let records = records(&log);
    let distinct: BTreeSet<_> = records.iter().map(|(_, _, template)| template).collect();
    assert_eq!(distinct.len(), 500);
    let second = |time: &Time| match time {
        Time::At(stamp) => stamp.local_micros / Timestamp::PER_SECOND,
        _ => 0,
    };
    let seconds: Vec<_> = records.iter().map(|(time, ..)| second(time)).collect();
    let days = (seconds[seconds.len() - 1] - seconds[0]) as f64 / 86_400.0;
    assert!((days / 7.0 - 1.0).abs() < 0.2, "{days} days");
}

/// How many files of how many instances, all of them logs of known modules, in about 4 MiB.
fn found_in(folder: &Path) -> (usize, usize) {
    let found = discover(&[folder.to_owned()], &DiscoverOptions::default()).expect("logs");
    assert!(found.sources.iter().all(|source| !source.identity.is_unknown()));
    let bytes: u64 = found.sources.iter().map(|source| source.size).sum();
    assert!((bytes as f64 / f64::from(4 << 20) - 1.0).abs() < 0.1, "{bytes} bytes");
    let instances: BTreeSet<_> =
        found.sources.iter().map(|source| &source.identity.instance).collect();
    (found.sources.len(), instances.len())
}

#[test]
fn files_are_logs_of_modules_of_instances() {
    let folder = tempfile::tempdir().expect("a folder");
    growth::files(1_234, 4 << 20, SEED, folder.path()).expect("room");
    assert_eq!(found_in(folder.path()), (1_234, 3));
}

#[test]
fn instances_have_all_modules() {
    let folder = tempfile::tempdir().expect("a folder");
    growth::instances(30, 4 << 20, SEED, folder.path()).expect("room");
    assert_eq!(found_in(folder.path()), (300, 30));
}
