//! From files to a summary, with 1 and 2 threads.

use std::path::PathBuf;

use divan::{Bencher, counter::BytesCount};
use nltriage::{
    input::Maps,
    scan::{Progress, ScanOptions, scan},
};

use super::{
    CLASSIFIER, find,
    logs::{LOGS, Log},
};

#[divan::bench(args = LOGS, consts = [1, 2], sample_count = 10)]
fn log<const THREADS: usize>(bencher: Bencher, log: Log) {
    sources(bencher, &[log.file()], THREADS, true);
}

#[divan::bench(args = [Log::Typical, Log::Outage], sample_count = 10)]
fn log_without_map(bencher: Bencher, log: Log) {
    sources(bencher, &[log.file()], 1, false);
}

/// Many small files.
#[divan::bench(consts = [1, 2], sample_count = 20)]
fn samples<const THREADS: usize>(bencher: Bencher) {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    sources(bencher, &[PathBuf::from(samples)], THREADS, true);
}

fn sources(bencher: Bencher, paths: &[PathBuf], threads: usize, is_mapped: bool) {
    let found = find(paths);
    let bytes: u64 = found.sources.iter().map(|source| source.size).sum();
    let mut options = ScanOptions { threads, ..ScanOptions::default() };
    if !is_mapped {
        options.read.maps = Maps::Never;
    }
    let classifier = &*CLASSIFIER;
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| scan(&found, classifier, &options, &Progress::default()));
}
