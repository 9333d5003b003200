use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    formats::{Header, LastLine},
    record::Timestamp,
};

fn parse(line: &str) -> Option<(Level, String, bool)> {
    let record = ModuleLog.parse(line.as_bytes())?;
    let message = String::from_utf8_lossy(record.message).into_owned();
    Some((record.level, message, matches!(record.time, Time::At(_))))
}

#[test]
fn every_confirmed_variant_of_the_header_is_read() {
    for (line, level, dated) in [
        (
            "2026-11-18 21:42:07.123+01:00\t00002572\t00007D6C\t1\terror\tlog\ttext here",
            Level::Error,
            true,
        ),
        ("2026-11-18 21:42:07.123-05 001FF206 001FF22D 1 info log text here", Level::Info, true),
        (
            "2026-11-18T21:42:07.123Z        66462   66501   1       warning log     text here",
            Level::Warning,
            true,
        ),
        (
            "2026-11-18 21:42:07.123Z        00002E7A          1     error log     text here",
            Level::Error,
            true,
        ),
        ("2026-11-18 21:42:07Z B67B28C0 1 error log text here", Level::Error, true),
        ("2026-11-18 21:42:07 00002572 00007D6C 2 info wdbc text here", Level::Info, true),
        ("2026-13-18 21:42:07Z 00002572 00007D6C 1 fatal log text here", Level::Error, false),
        ("AAAA-MM-DD HH:MM:SS.749Z  00002E7A  1  warning log text here", Level::Warning, false),
        ("00000000 00000000 1 verbose wdbc text here", Level::Other, false),
    ] {
        assert_eq!(parse(line), Some((level, "text here".to_owned(), dated)), "{line}");
    }
}

#[test]
fn a_message_may_be_empty_and_may_hold_anything() {
    assert_eq!(
        parse("2026-11-18 21:42:07Z 1 2 1 info log").map(|found| found.1),
        Some(String::new())
    );
    let record = ModuleLog
        .parse(b"2026-11-18 21:42:07Z\t1\t2\t1\tinfo\tlog\t\xff\x00 tail")
        .expect("a record");
    assert_eq!(record.message, b"\xff\x00 tail");
}

#[test]
fn lines_without_a_header_are_refused() {
    for line in [
        "",
        "\tat com.example.Sender.run(Sender.java:41)",
        "2026-11-18 21:42:07 something happened",
        "2026-11-18 21:42:07Z 00002572 00007D6C 1 error",
        "2026-11-18 21:42:07Z 00002572 00007D6C 1 error log:text",
        "add 1 error log text",
        "21:42:07 >   console text",
    ] {
        assert_eq!(parse(line), None, "{line}");
    }
}

/// A header of the usual form, with one piece exchanged now and then.
fn near_header() -> impl Strategy<Value = String> {
    let stamp =
        "20[0-9]{2}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9][.,]?[0-9]{0,4}";
    let id = "[0-9A-Fa-f]{8}|[0-9a-fg]{1,9}";
    let level = "info|error|warning|fatal|inf|errors|Error";
    let gap = "\t| |  ";
    (stamp, "Z|[+-][0-9]{2}(:?[0-9]{2})?|", id, proptest::option::of(id), "[0-9]{0,3}", level, "[a-z_0-9]{0,34}", gap, ".{0,9}")
        .prop_map(|(stamp, zone, first, second, verbosity, level, category, gap, message)| {
            let second = second.map_or(String::new(), |id| format!("{id}{gap}"));
            format!("{stamp}{zone}{gap}{first}{gap}{second}{verbosity}{gap}{level}{gap}{category}{gap}{message}")
        })
}

/// What the layout of a line reads from the one behind it.
fn by_layout<'a>(layout: &Layout, usual: &str, line: &'a [u8]) -> Option<Record<'a>> {
    let end = [b'\n'; 80];
    let mut last = LastLine::default();
    layout.read(&[usual.as_bytes(), &end].concat(), &mut last).expect("its own line");
    let header = layout.read(&[line, &end].concat(), &mut last)?;
    Some(Record {
        time: layout.stamp(header.at),
        level: header.level,
        category: b"",
        thread: &line[layout.thread()],
        message: &line[header.message..],
    })
}

fn by_nom(line: &[u8]) -> Option<Record<'_>> {
    ModuleLog.parse(line).map(|record| Record { category: b"", ..record })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn a_layout_says_nothing_that_nom_does_not(line in near_header(), usual in select(USUAL.to_vec())) {
        let layout = ModuleLog.layout(usual.as_bytes(), &by_nom(usual.as_bytes()).expect("a record"));
        let layout = layout.expect("a usual line");
        if let Some(record) = by_layout(&layout, usual, line.as_bytes()) {
            prop_assert_eq!(Some(record), by_nom(line.as_bytes()), "{}", line);
        }
    }

    /// Almost the same line: one byte is another.
    #[test]
    fn a_layout_sees_every_byte_that_nom_sees(
        usual in select(USUAL.to_vec()), at: proptest::sample::Index, byte in select(b"\0\t \n:-.+0189AFGafgZTeoil".to_vec()),
    ) {
        let layout = ModuleLog.layout(usual.as_bytes(), &ModuleLog.parse(usual.as_bytes()).expect("a record"));
        let mut line = usual.as_bytes().to_vec();
        let at = at.index(line.len());
        line[at] = byte;
        if let Some(record) = by_layout(&layout.expect("a usual line"), usual, &line) {
            prop_assert_eq!(Some(record), by_nom(&line), "{:?}", String::from_utf8_lossy(&line));
        }
    }

    #[test]
    fn a_layout_reads_every_line_like_the_one_it_was_learnt_from(
        usual in select(USUAL.to_vec()), id in "[0-9A-F]{8}", second in 0..60, milli in 0..1000,
    ) {
        let layout = ModuleLog.layout(usual.as_bytes(), &by_nom(usual.as_bytes()).expect("a record"));
        let line = usual.replace("00002572", &id).replace(":07.123", &format!(":{second:02}.{milli:03}"));
        let record = by_layout(&layout.expect("a usual line"), usual, line.as_bytes());
        prop_assert!(record.is_some());
        prop_assert_eq!(record, by_nom(line.as_bytes()));
    }
}

/// What the layout reads of a quiet line and of any line, when the line before is the usual one.
fn both_ways(usual: &str, line: &[u8]) -> (Option<(usize, Timestamp)>, Option<Header>) {
    let record = ModuleLog.parse(usual.as_bytes()).expect("a record");
    let layout = ModuleLog.layout(usual.as_bytes(), &record).expect("a usual line");
    let end = [b'\n'; 80];
    let mut last = LastLine::default();
    layout.read(&[usual.as_bytes(), &end].concat(), &mut last).expect("its own line");
    let (mut quiet_last, line) = (last, [line, &end].concat());
    let quiet = layout.read_quiet(&line, &quiet_last).map(|(message, clock)| {
        quiet_last.goes_on(clock);
        (message, quiet_last.at().expect("a time"))
    });
    (quiet, layout.read(&line, &mut last))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8_000))]
    #[test]
    fn a_quiet_line_is_what_reading_it_says(
        usual in select(USUAL.to_vec()), clock in "(:0[67][.]1[12][23])?", at: proptest::sample::Index,
        byte in proptest::option::of(select(b"\0\t \n:-.+0123789AFGafgZTeoil".to_vec())),
    ) {
        let quiet = usual.replace("error", "info").replace("warning", "info");
        for line in [usual.to_owned(), quiet] {
            let clock = if clock.is_empty() { ":07.123" } else { &clock };
            let mut line = line.replace(":07.123", clock).into_bytes();
            if let Some(byte) = byte {
                let at = at.index(line.len());
                line[at] = byte;
            }
            let (quiet, read) = both_ways(usual, &line);
            let is_later = |header: &&Header| {
                line[..16] == usual.as_bytes()[..16] && header.micros_of_minute >= 7_123_000
            };
            // With the sign of the layout behind it; a blank will do for any line, but not for a quiet one.
            let is_quiet = |header: &&Header| {
                let text = line[..header.message].trim_ascii_end();
                let ends = text.ends_with(b"log") && text[text.len() - 4] == line[text.len()];
                header.level == Level::Info && ends
            };
            let expected = read.as_ref().filter(is_later).filter(is_quiet);
            let expected = expected.map(|header| (header.message, header.at));
            prop_assert_eq!(quiet, expected, "{}", String::from_utf8_lossy(&line));
        }
    }
}

const USUAL: [&str; 5] = [
    "2026-11-18 21:42:07.123+01:00\t00002572\t00007D6C\t1\terror\tlog\ttext of a line",
    "2026-11-18T21:42:07.123Z 00002572 1 info wdbc text of a line",
    "2026-11-18 21:42:07.123-05 00002572 00007D6C 1 warning log   text of a line",
    "2026-11-18 21:42:07.123Z\t00002572\t00007D6C\t1\tinfo\tsoap\ttext of a line",
    "2026-11-18 21:42:07.123+05:30\t00002572\t1\twarning\tlog\ttext of a line",
];

#[test]
fn an_unusual_line_teaches_nothing() {
    for line in [
        "2026-11-18 21:42:07.123-05 001FF206 001FF22D 1 debug log text of a line",
        "2026-11-18T21:42:07Z        66462   66501   1       warning log     text of a line",
        "2026-11-18 21:42:07.123Z        00002E7A          1     error log     text of a line",
        "2026-11-18 21:42:60.123Z\t00002572\t00007D6C\t1\tinfo\tlog\ttext of a line",
    ] {
        let record = ModuleLog.parse(line.as_bytes()).expect("a record");
        assert_eq!(ModuleLog.layout(line.as_bytes(), &record), None, "{line}");
    }
}
