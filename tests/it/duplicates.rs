//! The same log twice is counted once, and what merely looks like it is counted.

use std::{fs, io::Write as _};

use nltriage::{
    input::{DiscoverOptions, discover},
    problem::ProblemKind,
    scan::{Progress, ScanOptions, compare, scan_compared},
    summary::Summary,
};
use serde_json::Value;

use crate::support::{CLASSIFIER, Logs, gz, json_of, otherwise_compressed, record};

const STAMP: &str = "2026-11-18 21:42:07.123+01:00";

fn text(count: usize) -> String {
    let message = |number| format!("PGS-220000 record {number} (iRc=-2006)");
    (0..count).map(|number| record(STAMP, "error", &message(number))).collect()
}

/// The copies of a report, by name, without the folder of the test.
fn copies(report: &Value, logs: &Logs) -> Vec<(String, String, u64)> {
    let root = format!("{}/", logs.dir.path().display());
    let name = |value: &Value| value.as_str().expect("a name").replace(&root, "");
    let copies = report["coverage"]["duplicates"].as_array().expect("a list").iter();
    copies
        .map(|copy| {
            let bytes = copy["bytes"].as_u64().expect("a figure");
            (name(&copy["source"]), name(&copy["same_as"]), bytes)
        })
        .collect()
}

#[test]
fn copies_are_counted_once_and_named_for_any_number_of_threads() {
    let log = text(1_000);
    let logs = Logs::new([
        ("var/prod1/log/web.log", log.clone().into_bytes()),
        ("var/prod1/log/web.log.1", log.clone().into_bytes()),
        ("var/prod1/log/web.log.2.gz", gz(&[log.as_bytes()])),
        ("backup/web.log", log.clone().into_bytes()),
        ("var/prod1/log/web.log.copy", log.as_bytes()[..log.len() / 2].to_vec()),
        ("var/prod1/log/mta.log", log.replace("record", "letter").into_bytes()),
    ]);
    for (end, _, bytes) in otherwise_compressed(log.as_bytes()) {
        logs.add(&format!("var/prod1/log/web.log.3.{end}"), &bytes);
    }
    let report = json_of(&logs, &["-j", "1"]);
    let (kept, bytes) = ("var/prod1/log/web.log", log.len() as u64);
    let mut expected = vec!["backup/web.log".to_owned()];
    expected.extend(["1", "2.gz", "3.bz2", "3.xz", "3.zst"].map(|end| format!("{kept}.{end}")));
    let expected: Vec<_> =
        expected.into_iter().map(|name| (name, kept.to_owned(), bytes)).collect();
    assert_eq!(copies(&report, &logs), expected);
    // What only begins like it, and another log of the same size, are counted.
    assert_eq!(report["totals"]["records"], 1_000 + 500 + 1_000);
    let skips = report["coverage"]["skips"].as_array().expect("a list");
    assert_eq!(skips[0]["reason"], "duplicate");
    assert_eq!(skips[0]["bytes"], 6 * bytes);
    assert_eq!(report["totals"]["bytes_skipped"], 6 * bytes);
    for threads in ["2", "7"] {
        let other = json_of(&logs, &["-j", threads]);
        for key in ["coverage", "totals", "issues"] {
            assert_eq!(other[key], report[key], "{threads}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_hard_link_is_counted_once() {
    let logs = Logs::new([("web.log", text(3))]);
    std::fs::hard_link(logs.path("web.log"), logs.path("again.log")).expect("linked");
    let report = json_of(&logs, &[]);
    let size = text(3).len() as u64;
    assert_eq!(copies(&report, &logs), [("again.log".into(), "web.log".into(), size)]);
    assert_eq!(report["totals"]["records"], 3);
    let problem = report["coverage"]["problems"][0]["message"].to_string();
    assert!(problem.contains("a hard link to"), "{problem}");
}

#[cfg(unix)]
#[test]
fn a_hard_link_has_the_bytes_of_what_was_read() {
    let packed = gz(&[text(300).as_bytes()]);
    let bundle = crate::support::tar(&[("web.log", text(5)), ("mta.log", text(7))]);
    for (name, bytes, decoded) in [
        ("web.log.1.gz", packed, text(300).len()),
        ("bundle.tar", bundle, text(5).len() + text(7).len()),
    ] {
        let logs = Logs::new([(name, bytes)]);
        fs::hard_link(logs.path(name), logs.path(&format!("x{name}"))).expect("linked");
        let report = json_of(&logs, &[]);
        assert_eq!(copies(&report, &logs), [(format!("x{name}"), name.into(), decoded as u64)]);
    }
}

#[cfg(unix)]
#[test]
fn of_two_names_the_one_is_read_by_which_it_is_a_log() {
    // Text without a code, which only its name makes a log; and what no name does.
    let words = "nothing of interest\nError: something went wrong\n".repeat(3);
    let binary = [&b"\x7fELF"[..], &[1, 0, 2].repeat(3_000)].concat();
    let logs =
        Logs::new([("d/a", words.as_bytes()), ("d/x", &binary), ("d/mta.log", text(2).as_bytes())]);
    fs::hard_link(logs.path("d/a"), logs.path("d/b.txt")).expect("linked");
    fs::hard_link(logs.path("d/x"), logs.path("d/y")).expect("linked");
    let report = json_of(&logs, &[]);
    assert_eq!(copies(&report, &logs), [("d/a".into(), "d/b.txt".into(), words.len() as u64)]);
    assert_eq!(report["totals"]["records"], 2 + 3);
    assert_eq!(report["coverage"]["not_logs"][0]["files"], 2);
}

/// What comes of a log and its two copies when `change` happens behind the comparison.
fn read_behind(change: impl Fn(&Logs), threads: usize) -> Summary {
    let log = text(1_000);
    let names = ["var/prod1/log/web.log", "var/prod1/log/web.log.1", "var/prod1/log/web.log.2"];
    let logs = Logs::new(names.map(|name| (name, &log)));
    let root = logs.path("var");
    let found = discover(&[root], &DiscoverOptions::default()).expect("found");
    let copies = compare(&found, 2);
    assert_eq!(copies.found.len(), 2);
    change(&logs);
    let options = ScanOptions { threads, ..ScanOptions::default() };
    scan_compared(&found, &copies, &CLASSIFIER, &options, &Progress::default())
}

#[test]
fn a_copy_is_read_when_the_kept_log_has_become_another_one() {
    let kept = |logs: &Logs| logs.path("var/prod1/log/web.log");
    let records = |summary: &Summary| -> u64 {
        summary.accounts.values().map(|account| account.records).sum()
    };
    for threads in [1, 3] {
        let renamed = read_behind(
            |logs| {
                fs::rename(kept(logs), logs.path("elsewhere")).expect("renamed");
                fs::write(kept(logs), text(2_000).replace("record", "letter")).expect("written");
            },
            threads,
        );
        assert_eq!((records(&renamed), renamed.duplicates.len()), (2_000 + 1_000, 1));
        let gone = read_behind(|logs| fs::remove_file(kept(logs)).expect("gone"), threads);
        assert_eq!((records(&gone), gone.duplicates.len()), (1_000, 1));
        let two_gone = read_behind(
            |logs| {
                fs::remove_file(kept(logs)).expect("gone");
                fs::write(logs.path("var/prod1/log/web.log.1"), text(3)).expect("written");
            },
            threads,
        );
        assert_eq!((records(&two_gone), two_gone.duplicates.len()), (3 + 1_000, 0));
        // What was appended is no other log.
        let grown = read_behind(
            |logs| {
                let mut file = fs::File::options().append(true).open(kept(logs)).expect("there");
                file.write_all(text(5).as_bytes()).expect("written");
            },
            threads,
        );
        assert_eq!((records(&grown), grown.duplicates.len()), (1_005, 2));
        let is_copy =
            |problem: &&nltriage::problem::Problem| problem.kind == ProblemKind::Duplicate;
        assert_eq!(grown.problems.iter().filter(is_copy).count(), 2);
    }
}

#[test]
fn short_logs_that_are_alike_are_both_counted() {
    let logs = Logs::new([("web.log", text(9)), ("mta.log", text(9))]);
    let report = json_of(&logs, &[]);
    assert_eq!(copies(&report, &logs), []);
    assert_eq!(report["totals"]["records"], 18);
}
