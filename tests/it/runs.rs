//! Logs as servers write them: much ordinary work within one minute, and now and then something else.
//!
//! The short ways pass over such lines in runs, so what they leave out shows here: lines, starts and ends of work between
//! them, windows that begin or end in the middle of a minute.

use nltriage::{
    input::{Discovery, Maps, ReadOptions},
    record::Timestamp,
    scan::ScanOptions,
    window::Window,
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::support::{AFTER_THE_DAY, Logs, oracle_options, scan_with, source};

/// Midday of the day of the samples, in milliseconds since 1970: 12:00+01:00.
const START: i64 = (AFTER_THE_DAY - 13 * 3_600) * 1_000;

/// A line behind its stamp, without ids: level and what follows.
fn rest() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => (0usize..150).prop_map(|len| format!("info\tlog\tSome {} work", "x".repeat(len))),
        1 => Just("info\tlog\tStarting Web server module (pid=664, tid=664)...".to_owned()),
        1 => Just("info\tlog\tLaunching task 'web@default' in a new process".to_owned()),
        1 => (0u32..3).prop_map(|number| format!("info\tlog\tWorkflow 'WKF{number}' finished after 12 s")),
        1 => (0u32..3).prop_map(|number| format!("error\tlog\tUnable to start workflow 'WKF{number}'")),
        1 => Just("warning\tlog\tNo answer within 20 ms".to_owned()),
        1 => Just("error\tlog\tfailed\n\tat com.example.Main.run(Main.java:7)".to_owned()),
        1 => select(vec!["info\twdbc\tConnected", "info\tlog\t", "odd\tlog\tx", "info\tlog\tx\n", "info\tlog\t\r"])
            .prop_map(str::to_owned),
    ]
}

/// Milliseconds from one line to the next.
fn step() -> impl Strategy<Value = i64> {
    prop_oneof![20 => 0i64..900, 1 => 10_000i64..90_000, 1 => -2_000i64..0]
}

/// A log, and where its times lie, in milliseconds since [`START`].
fn log() -> impl Strategy<Value = (String, Vec<i64>)> {
    (any::<bool>(), vec((step(), rest()), 1..200)).prop_map(|(has_two_ids, lines)| {
        let ids = if has_two_ids { "00002572\t00007D6C" } else { "00002E7A" };
        let (mut log, mut times, mut at) = (String::new(), Vec::new(), 0);
        for (step, rest) in lines {
            at = (at + step).max(0);
            times.push(at);
            let (second, milli) = (at / 1_000, at % 1_000);
            let (hour, minute, second) = (12 + second / 3_600, second / 60 % 60, second % 60);
            let stamp = format!("2026-11-18 {hour:02}:{minute:02}:{second:02}.{milli:03}+01:00");
            log.extend([stamp.as_str(), "\t", ids, "\t1\t", rest.as_str(), "\n"]);
        }
        (log, times)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn runs_leave_nothing_out(
        (log, times) in log(), ends in proptest::option::of(any::<[prop::sample::Index; 2]>()),
        chunk_bytes in prop_oneof![Just(u64::MAX), 300u64..5_000], threads in 1usize..3, is_mapped: bool,
    ) {
        let path = "var/prod1/log/web.log";
        let logs = Logs::new([(path, &log)]);
        let sources = vec![source(path, &logs.path(path), log.len() as u64)];
        let found = Discovery { sources, ..Discovery::default() };
        // Ends of the window at lines, so that a run begins or ends there.
        let window = ends.map_or(Window::ALL, |ends| {
            let [since, until] = ends.map(|end| Timestamp((START + end.get(&times)) * 1_000));
            Window { since: Some(since.min(until)), until: Some(since.max(until)) }
        });
        let maps = if is_mapped { Maps::Always } else { Maps::Never };
        let read = ReadOptions { chunk_bytes, maps, ..ReadOptions::default() };
        let options = ScanOptions { threads, read, window, ..ScanOptions::default() };
        let oracle = ScanOptions { window, ..oracle_options() };
        prop_assert_eq!(scan_with(&found, &options), scan_with(&found, &oracle));
    }
}
