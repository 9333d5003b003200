//! Lines into records.

use divan::{Bencher, black_box, counter::BytesCount};
use nltriage::formats::{ModuleLog, SAMPLE_LEN, detect, read_line};

use super::logs::{LOGS, Log, SMALL, lines, sum};

#[divan::bench(args = LOGS)]
fn module_log(bencher: Bencher, log: Log) {
    let log = log.bytes(SMALL);
    let lines = lines(&log);
    bencher.counter(sum(&lines)).bench_local(|| {
        for line in &lines {
            black_box(read_line(&ModuleLog, black_box(line)));
        }
    });
}

/// The head of a file, once for each source.
#[divan::bench]
fn detection(bencher: Bencher) {
    let head = Log::Typical.bytes(SAMPLE_LEN);
    let count = BytesCount::of_slice(&head);
    bencher.counter(count).bench_local(|| detect(black_box(&head)));
}
