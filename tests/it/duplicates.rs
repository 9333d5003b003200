//! The same log twice is counted once, and what merely looks like it is counted.

use serde_json::Value;

use crate::support::{Logs, gz, json_of, otherwise_compressed, record};

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

#[test]
fn short_logs_that_are_alike_are_both_counted() {
    let logs = Logs::new([("web.log", text(9)), ("mta.log", text(9))]);
    let report = json_of(&logs, &[]);
    assert_eq!(copies(&report, &logs), []);
    assert_eq!(report["totals"]["records"], 18);
}
