//! How a log is written changes nothing of what is found: UTF-16, lines of an old Mac, spans of zeros.

use nltriage::{
    input::{DiscoverOptions, ReadOptions, discover},
    scan::ScanOptions,
};
use serde_json::Value;

use crate::support::{Logs, gz, oracle_options, record, run, scan_with, tar};

const STAMP: &str = "2026-11-18 21:42:07.123+01:00";

/// The report of one file of these bytes, and what was said beside it.
fn report_of(bytes: &[u8], options: &[&str]) -> (Value, String) {
    let logs = Logs::new([("mta.log", bytes)]);
    let path = logs.path("mta.log").display().to_string();
    let ended = run([&["--no-progress", "-f", "json"], options, &[&path]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    (serde_json::from_str(&ended.stdout).expect("JSON"), ended.stderr)
}

fn text(count: usize) -> String {
    let message = |number: usize| {
        let tail = if number.is_multiple_of(3) { "\n  at x\n" } else { "" };
        format!("PGS-220000 \u{c9}chec \u{65e5}\u{672c} {number} (iRc=-2006){tail}")
    };
    (0..count).map(|number| record(STAMP, "error", &message(number))).collect()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

/// Checks the books of a report: the bytes are those of the file.
fn balance(report: &Value, bytes: usize) {
    let totals = &report["totals"];
    let figure = |name: &str| totals[name].as_u64().expect("a figure");
    let parts = ["bytes_records", "bytes_continuation", "bytes_skipped"].map(figure);
    assert_eq!(figure("bytes"), parts.iter().sum::<u64>());
    assert_eq!(figure("bytes"), bytes as u64);
}

#[test]
fn utf_16_says_what_utf_8_says_and_its_bytes_are_counted() {
    let text = text(4_000);
    let (plain, _) = report_of(text.as_bytes(), &[]);
    for (order, name) in
        [(u16::to_le_bytes as fn(u16) -> [u8; 2], "utf-16le"), (u16::to_be_bytes, "utf-16be")]
    {
        for mark in ["\u{feff}", ""] {
            let bytes = utf16(&format!("{mark}{text}"), order);
            let (report, said) = report_of(&bytes, &["-j", "3"]);
            for key in ["records", "lines", "continuation", "error"] {
                assert_eq!(report["totals"][key], plain["totals"][key], "{name} {key}");
            }
            assert_eq!(report["issues"][0]["count"], 4_000);
            balance(&report, bytes.len());
            assert_eq!(report["coverage"]["sources"][0]["encoding"], name);
            assert_eq!(said.contains("a guess"), mark.is_empty(), "{said}");
            // A place is one in the file: its two bytes are those of the first digit.
            let excerpts = report["issues"][0]["excerpts"].as_array().expect("a list");
            for excerpt in excerpts {
                let offset = excerpt["offset"].as_u64().expect("a figure");
                let at = usize::try_from(offset).expect("small");
                let skipped = if offset == 0 { mark.len() / 3 * 2 } else { 0 };
                assert_eq!(bytes[at + skipped..][..2], order(u16::from(b'2')), "{excerpt}");
            }
            assert_eq!(excerpts[0]["text"], plain["issues"][0]["excerpts"][0]["text"]);
        }
    }
}

#[test]
fn half_a_character_at_the_end_is_counted_and_long_lines_are_cut() {
    let mut bytes = utf16(&format!("\u{feff}{}", text(2)), u16::to_le_bytes);
    bytes.push(b'x');
    let (report, _) = report_of(&bytes, &[]);
    balance(&report, bytes.len());
    let long = format!(
        "\u{feff}{}{}\n",
        record(STAMP, "error", "x").trim_end(),
        "\u{e9}y".repeat(2 << 20)
    );
    let bytes = utf16(&format!("{long}{}", text(2)), u16::to_le_bytes);
    let (report, _) = report_of(&bytes, &[]);
    balance(&report, bytes.len());
    assert_eq!(report["totals"]["records"], 3);
    assert_eq!(report["coverage"]["problems"][1]["kind"], "over-long");
}

#[test]
fn a_line_that_is_cut_is_cut_at_the_same_place_whatever_the_buffer() {
    // A little over 1 MiB once it is UTF-8: the end of the line is seen together with its start.
    let len = (1 << 20) + (1 << 10);
    for letter in ["\u{3042}", "\u{e9}", "x"] {
        let long = letter.repeat(len / letter.len());
        let text = format!("{}{}{}", text(1), record(STAMP, "error", &long), text(3));
        for bytes in
            [text.clone().into_bytes(), utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)]
        {
            let logs = Logs::new([("mta.log", &bytes)]);
            let found = discover(&[logs.path("mta.log")], &DiscoverOptions::default());
            let found = found.expect("found");
            let accounts = |options: &ScanOptions| scan_with(&found, options).accounts;
            let expected = accounts(&oracle_options());
            let account = expected.values().next().expect("one");
            assert_eq!((account.bytes, account.over_long), (bytes.len() as u64, 1), "{letter}");
            assert_eq!((account.records, account.imbalance()), (5, None), "{letter}");
            for buffer_bytes in [1, 4_096, 100_000, 256 << 10, 1 << 20, 3 << 20] {
                let read = ReadOptions { buffer_bytes, ..ReadOptions::default() };
                let options = ScanOptions { read, ..ScanOptions::default() };
                assert!(accounts(&options) == expected, "{letter}: {buffer_bytes}");
            }
        }
    }
}

#[test]
fn utf_16_may_be_compressed_and_lie_in_an_archive() {
    let bytes = utf16(&format!("\u{feff}{}", text(300)), u16::to_be_bytes);
    for packed in [gz(&[&bytes]), tar(&[("mta.log", &bytes)]), gz(&[&tar(&[("mta.log", &bytes)])])]
    {
        let (report, _) = report_of(&packed, &[]);
        assert_eq!(report["totals"]["records"], 300);
        balance(&report, bytes.len());
    }
}

#[test]
fn lines_of_an_old_mac_are_lines_at_the_same_places() {
    let text = text(2_000);
    let (plain, said) = report_of(text.as_bytes(), &[]);
    assert_eq!(said, "");
    let (report, said) = report_of(text.replace('\n', "\r").as_bytes(), &[]);
    assert_eq!(report["totals"], plain["totals"]);
    for key in ["offset", "line", "text"] {
        let of = |report: &Value| report["issues"][0]["excerpts"][5][key].clone();
        assert!(!of(&plain).is_null());
        assert_eq!(of(&report), of(&plain), "{key}");
    }
    assert!(said.contains("mta.log at byte 0: lines end with CR alone"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn zeros_before_and_between_records_are_one_skipped_span_each() {
    let (before, after) = (text(30), text(70));
    let zeros = vec![0; 3 << 20];
    let bytes = [&zeros[..], before.as_bytes(), &zeros[..5_000], after.as_bytes()].concat();
    for packed in [bytes.clone(), gz(&[&bytes])] {
        for options in [&["-j", "4"][..], &["--mmap"], &["--no-mmap"]] {
            let (report, said) = report_of(&packed, options);
            assert_eq!(report["totals"]["records"], 100);
            balance(&report, bytes.len());
            let nul = report["coverage"]["skips"].as_array().expect("a list").iter();
            let nul: Vec<_> = nul.filter(|skip| skip["reason"] == "nul").collect();
            assert_eq!(nul[0]["bytes"], (3 << 20) + 5_000);
            assert!(said.contains("mta.log at byte 0: 3150728 zeros"), "{said}");
        }
    }
}

#[test]
fn text_of_any_kind_is_known_behind_zeros() {
    let text = text(300);
    let marked = format!("\u{feff}{text}");
    let cases = [
        (text.clone().into_bytes(), "utf-8"),
        (utf16(&text, u16::to_le_bytes), "utf-16le"),
        (utf16(&text, u16::to_be_bytes), "utf-16be"),
        (utf16(&marked, u16::to_be_bytes), "utf-16be"),
    ];
    // Less than a head, just one, and more; and an odd number, as far as characters of one byte stand behind.
    for (zeros, odd) in [(20_000, 0), (256 << 10, 0), (600_000, 0), (20_000, 1), (600_000, 1)] {
        for (bytes, encoding) in &cases[..if odd == 1 { 1 } else { 4 }] {
            let bytes = [&vec![0; zeros + odd], &bytes[..]].concat();
            for packed in [bytes.clone(), gz(&[&bytes])] {
                let (report, _) = report_of(&packed, &[]);
                let source = &report["coverage"]["sources"][0];
                assert_eq!(source["encoding"], *encoding, "{zeros}");
                assert_eq!(report["totals"]["records"], 300, "{encoding} {zeros}");
                balance(&report, bytes.len());
            }
        }
    }
    // One record is enough.
    let one = record(STAMP, "error", "PGS-220000 (iRc=-2006)");
    let (report, _) = report_of(&[&[0; 9_001], one.as_bytes()].concat(), &[]);
    assert_eq!(report["totals"]["records"], 1);
}

#[cfg(target_os = "linux")]
#[test]
fn of_a_sparse_file_that_comes_as_a_stream_no_more_than_a_part_is_read() {
    // As many zeros as no disk has: reading them would take a day.
    let size = 8 << 40;
    let text = text(5);
    let utf = utf16(&format!("\u{feff}{text}"), u16::to_le_bytes);
    let packed = tar(&[("mta.log", &text)]);
    for (bytes, is_packed) in
        [(utf, false), (text.replace('\n', "\r").into_bytes(), false), (packed, true)]
    {
        let logs = Logs::new([("mta.log", &bytes)]);
        let path = logs.path("mta.log");
        let file = std::fs::File::options().write(true).open(&path).expect("there");
        file.set_len(size).expect("a sparse file");
        let ended = run(["--no-progress", "-f", "json", &path.display().to_string()]);
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains("bytes that were never written"), "{}", ended.stderr);
        let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(report["totals"]["records"], 5);
        let bytes = if is_packed { text.len() as u64 } else { size };
        balance(&report, usize::try_from(bytes).expect("64 bits"));
    }
}

/// A log of this size with five records at its start, seven at each of these places, and holes between.
#[cfg(target_os = "linux")]
fn sparse(size: u64, places: &[u64]) -> Logs {
    use std::os::unix::fs::FileExt as _;
    let logs = Logs::new([("mta.log", text(5))]);
    let file = std::fs::File::options().write(true).open(logs.path("mta.log")).expect("there");
    for place in places {
        file.write_all_at(text(7).as_bytes(), *place).expect("written");
    }
    file.set_len(size).expect("a sparse file");
    logs
}

#[cfg(target_os = "linux")]
#[test]
fn ranges_that_are_holes_cost_nothing() {
    // In the middle of a range, at the start of one and at the end, and nothing at the end of the file.
    let (size, chunk) = (8_u64 << 40, 4 << 20);
    let places = [3 << 40, (4 << 40) + 5_000, (5 << 40) - 100, (5 << 40) + (chunk << 9)];
    let logs = sparse(size, &places);
    let path = logs.path("mta.log");
    // Two million ranges.
    for threads in ["1", "3"] {
        let ended =
            run(["--no-progress", "-f", "json", "-j", threads, &path.display().to_string()]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(report["totals"]["records"], 5 + 7 * 4);
        balance(&report, usize::try_from(size).expect("64 bits"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_hole_of_any_size_is_not_read() {
    // A terabyte: reading it would take minutes.
    let at = 1 << 40;
    let logs = sparse(at + text(7).len() as u64, &[at]);
    let path = logs.path("mta.log").display().to_string();
    let ended = run(["--no-progress", "-f", "json", &path]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(report["totals"]["records"], 12);
    balance(&report, usize::try_from(at).expect("64 bits") + text(7).len());
    let nul = &report["coverage"]["problems"][0];
    assert_eq!((&nul["kind"], &nul["offset"]), (&Value::from("nul"), &Value::from(text(5).len())));
}
