//! Personal data and secrets: in no output, unless they were asked for; and nothing is taken for them that is none.

use std::fs;

use nltriage::redact::Redactor;

use crate::{
    incidents::scoring::loggen::{self, Kind, SEED},
    support::{Logs, json_of, record, run, samples, tar, zip},
};

/// What must not be seen, and how a log may say it.
const SECRETS: &[(&str, &str)] = &[
    ("jo.doe@", "Cannot deliver to jo.doe@mail.example (iRc=-53)"),
    ("bo%40mail", "GET /r?mail=bo%40mail.example&id=7 refused"),
    ("hunter2", "Connection with password=hunter2 refused"),
    ("s3cret", "sftp://jdoe:s3cret@files.example/in cannot be reached"),
    ("c2lnbmVk", "Token eyJhbGciOiJSUzI1.eyJzdWIiOiIx.c2lnbmVk has expired"),
    ("5555555555554444", "Payment with 5555555555554444 refused"),
    ("5555 5555 5555", "Payment with 5555 5555 5555 4444 refused"),
    ("DE8937040044", "Transfer to DE89370400440532013000 failed"),
    ("DE89 3704", "Transfer to DE89 3704 0044 0532 0130 00 failed"),
    ("078-05-1120", "Recipient 078-05-1120 is unknown"),
];

/// A log that says them all, in files and folders that are named after people, also in archives.
fn logs() -> Logs {
    let line =
        |(_, message): &(&str, &str)| record("2026-11-18 21:42:07.123+01:00", "error", message);
    let text: String = SECRETS.iter().map(line).collect();
    let text = text.repeat(3);
    let members = [
        ("var/al.doe@mail.example/log/web.log", text.as_bytes()),
        ("var/al.doe@mail.example/log/mta.log", text.as_bytes()),
        ("var/al.doe@mail.example/log/inMail.log", text.as_bytes()),
        ("var/al.doe@mail.example/redir/log/", b""),
        ("bo.doe@mail.example.log", text.as_bytes()),
        ("cy.doe@mail.example.log", text.as_bytes()),
        ("no.doe@mail.example.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("cut.doe@mail.example.log.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x01"),
    ];
    let logs = Logs::new([
        ("in/jo.doe@mail.example.log", text.as_bytes()),
        ("in/jo.doe@mail.example.tar", &tar(&members)),
        ("in/bundle.zip", &zip(&members)),
        ("in/torn.tar", &torn()),
    ]);
    fs::create_dir_all(logs.path("in/var/el.doe@mail.example/redir/log")).expect("made");
    logs
}

/// A tar with a header that holds what is none of its business where its size should be.
fn torn() -> Vec<u8> {
    let mut bytes = tar(&[("web.log", ""), ("fi.doe@mail.example.log", "")]);
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes().copy_from_slice(&bytes[512..1024]);
    header.as_old_mut().size.copy_from_slice(b"doe@hunter2\0");
    header.set_cksum();
    bytes[512..1024].copy_from_slice(header.as_bytes());
    bytes
}

/// Everything that a run with these options says, by where it says it.
fn said(logs: &Logs, options: &[&str]) -> Vec<(String, String)> {
    let out = |name: &str| logs.path("out").join(name).display().to_string();
    fs::create_dir_all(logs.path("out")).expect("made");
    let input = logs.path("in").display().to_string();
    // A path that is not there is named on standard error.
    let missing = logs.path("in/ro.doe@mail.example.log").display().to_string();
    let mut said = Vec::new();
    for format in ["terminal", "markdown", "csv", "json"] {
        let reports = ["r.json", "r.md", "r.csv", "tables/"].map(out);
        let mut words = vec!["--all", "--explain-rank", "-f", format, &input, &missing];
        words.extend(reports.iter().flat_map(|report| ["-o", report]));
        let ended = run([&words[..], options].concat());
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        said.push((format.to_owned(), ended.stdout));
        said.push(("messages".to_owned(), ended.stderr));
    }
    for folder in [logs.path("out"), logs.path("out/tables")] {
        for entry in fs::read_dir(folder).expect("there").map(|entry| entry.expect("one")) {
            if entry.path().is_file() {
                let text = fs::read_to_string(entry.path()).expect("UTF-8");
                said.push((entry.file_name().into_string().expect("ASCII"), text));
            }
        }
    }
    said
}

#[test]
fn no_secret_is_in_any_output() {
    let logs = logs();
    let said = said(&logs, &[]);
    assert!(said.len() > 15, "all outputs are there");
    for (place, text) in said {
        for (secret, _) in SECRETS.iter().chain(&[("ro.doe@", "")]) {
            assert!(!text.contains(secret), "{place}: {secret}: {text}");
        }
        assert!(!text.contains("doe@"), "{place}: {text}");
        assert!(!text.contains("CONTAINS PERSONAL DATA"), "{place}");
    }
}

#[test]
fn what_was_asked_for_is_shown_and_every_report_says_so() {
    let logs = logs();
    for (place, text) in said(&logs, &["--show-personal-data"]) {
        assert!(text.contains("CONTAINS PERSONAL DATA") || place == "messages", "{place}: {text}");
        assert!(
            text.contains("5555555555554444") || !place.starts_with("excerpts"),
            "{place}: {text}"
        );
    }
}

#[test]
fn a_log_is_told_by_its_name_although_that_is_not_shown() {
    let logs = Logs::new([("jo.doe@mail.example.log", "Something failed here: error\n".repeat(6))]);
    assert_eq!(json_of(&logs, &[])["totals"]["records"], 6);
}

/// Whether the redactor takes something in this log for a number of a person, with the line.
fn taken_for_a_number(log: &[u8]) -> Option<String> {
    let lines = log.split(|byte| *byte == b'\n');
    let shown = lines.map(|line| Redactor::ON.keep(line, 1 << 20).as_str().to_owned());
    let tokens = ["<card>", "<iban>", "<ssn>"];
    shown.into_iter().find(|line| tokens.iter().any(|token| line.contains(token)))
}

#[test]
fn no_id_and_no_time_of_a_log_is_taken_for_a_card_or_an_account() {
    for kind in [Kind::Typical, Kind::Outage] {
        assert_eq!(taken_for_a_number(&loggen::bulk(kind, 8 << 20, SEED)), None);
    }
    for case in samples() {
        let mut folders = vec![std::path::Path::new("samples").join(case)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("there").map(|entry| entry.expect("one")) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    let log = fs::read(entry.path()).expect("readable");
                    assert_eq!(taken_for_a_number(&log), None, "{}", entry.path().display());
                }
            }
        }
    }
}

/// Numbers that logs hold, by the thousand: none of them is a card, though every tenth has its check digit.
#[test]
fn long_numbers_of_servers_are_no_cards() {
    let ids = (0..20_000_u64).map(|number| {
        let (milliseconds, id) = (1_795_034_527_123 + number * 7_919, 351_981_208 + number * 13);
        let micros = milliseconds * 1_000 + number % 1_000;
        let stamp = 20_261_118_000_000_000 + milliseconds % 1_000_000_000;
        format!(
            "delivery {id}, job {milliseconds}, {micros} us, {stamp}, 0x{micros:x}, {id}.{micros}"
        )
    });
    for line in ids {
        assert_eq!(taken_for_a_number(line.as_bytes()), None);
    }
}
