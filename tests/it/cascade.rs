//! Symptoms that no rule knows stand under what their threads and their names say: seen from outside.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Logs, json_of, run};

const DATABASE: &str =
    "PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already\\n (iRc=-2006)";

/// An error at a second of the day.
fn error(log: &mut String, second: u32, thread: u32, message: &str) {
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let at = format!("2026-11-18 {hour:02}:{minute:02}:{second:02}.118+01:00");
    writeln!(log, "{at}\t00002572\t{thread:08X}\t1\terror\tlog\t{message}").expect("memory");
}

/// Forty failures of the database, each followed in its thread by a message of nobody, and much else in other threads.
fn logs() -> Logs {
    let mut log = String::new();
    for n in 0..1_000u32 {
        let start = 3_600 + n * 60;
        if n.is_multiple_of(25) {
            let thread = 0x3000 + n % 6;
            error(&mut log, start, thread, DATABASE);
            error(&mut log, start + 2, thread, "Parcel 'blue' was not wrapped");
            error(&mut log, start + 2, thread + 0x100, "Lamp 'north' went out");
        }
        error(&mut log, start + 30, 0x4000 + n % 9, "Kettle 'big' is cold");
    }
    Logs::new([("var/prod1/log/mta.log", log)])
}

fn issue<'r>(report: &'r Value, title: &str) -> &'r Value {
    let issues = report["issues"].as_array().expect("a list");
    let found = issues
        .iter()
        .find(|issue| issue["template"].as_str().is_some_and(|t| t.starts_with(title)));
    found.unwrap_or_else(|| panic!("{title}: {issues:#?}"))
}

#[test]
fn an_unknown_message_that_follows_in_the_same_thread_is_a_symptom() {
    let report = json_of(&logs(), &[]);
    let cause = report["issues"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|issue| issue["rule"] == "database/too-many-connections");
    let cause = cause.expect("the database failed");
    let symptom = issue(&report, "Parcel");
    assert_eq!(symptom["caused_by"], cause["id"]);
    let link = &symptom["link"];
    assert_eq!((&link["how"], &link["share"]), (&"thread".into(), &1.0.into()));
    assert_eq!(link["samples"], 40);
    assert!(link["lift"].as_f64().expect("a number") >= 3.0, "{link}");
    for other in ["Lamp", "Kettle"] {
        assert_eq!(issue(&report, other)["caused_by"], Value::Null, "{other}");
        assert_eq!(issue(&report, other)["link"], Value::Null, "{other}");
    }
    assert_eq!(cause["link"], Value::Null);
}

#[test]
fn the_reports_say_in_words_why_a_symptom_stands_there() {
    let logs = logs();
    let path = logs.dir.path().display().to_string();
    for arguments in [["--all", "-f", "terminal"], ["--all", "-f", "markdown"]] {
        let shown = run([&arguments[..], &["--no-progress", &path]].concat()).stdout;
        let text = shown.replace('\\', "").split_whitespace().collect::<Vec<_>>().join(" ");
        for words in [
            "likely a symptom of",
            "the same thread wrote both within 10 s in 100 % of 40 cases",
            "likely first cause (evidence: symptoms by thread: 1)",
        ] {
            assert!(text.contains(words), "{arguments:?} does not say `{words}`: {shown}");
        }
    }
}
