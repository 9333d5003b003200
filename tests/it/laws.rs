//! Laws that hold for every log: the way of reading changes nothing, the books balance, merging is algebra.
//!
//! The generated logs mix all line forms with continuation lines, blanks and bytes of no meaning. Failures are not kept in
//! files: what proptest finds becomes a test with a name.

use std::collections::BTreeMap;

use nltriage::{
    formats::{Detection, FORMATS, Format, Line, Plain, SAMPLE_LEN, detect, read_line},
    input::{DiscoverOptions, Discovery, LOOKAHEAD, MAX_LINE, Maps, ReadOptions, discover},
    problem::ProblemKind,
    record::Level,
    redact::Redactor,
    report::Report,
    scan::ScanOptions,
    summary::{Account, SkipReason, Summary},
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::support::{KNOWLEDGE, Logs, fixed_options, gz, oracle_options, scan_with, source};

/// Paths of the generated logs: modules and instances that merge and that do not, and one that says nothing.
const PATHS: [&str; 6] = [
    "var/prod1/log/mta.log",
    "var/prod1/log/wfserver.log",
    "var/prod2/log/mta.log",
    "var/default/log/web.log",
    "var/prod1/redir/log/0x000000000000A100.log",
    "notes/remarks.txt",
];

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_time: 60_000,
        ..Default::default()
    }
}

// Generators

fn message() -> impl Strategy<Value = Vec<u8>> {
    let known = select(vec![
        "PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already\\n (iRc=-2006)",
        "SOP-330011 Error while executing the method 'Logon' of service 'xtk:session'.",
        "WDB-200001 SQL statement 'SELECT 1 FROM XtkOption WHERE sName=''a''' could not be executed.",
        "XSV-350008 Session has expired or is invalid. Please reconnect.",
        "Unable to start workflow 'WKF1203': the workflow server does not answer. (iRc=16384)",
        "Export 'weekly' scheduled by operator 'Ida Example (iexample)' failed. (iRc=-52)",
        "No space left on device (errno=28), file /data/spool/0815.eml",
        "Mail from jo.doe@mail.example with password=Tulip-1 refused by 192.0.2.7:25",
        "JST-310034 something about line 17",
        "ABC-999999 a code of nobody",
        "Starting Web server module (pid=664, tid=664)...",
        "Stop requested (pid=664)",
        "Launching task 'web@default' in a new process",
        "Import 'weekly' launched by operator 'Ida Example (iexample)' finished: 9 lines read",
        "Unicode: \u{e9}\u{4e2d}\u{1f600} \u{202e}x",
        "",
    ]);
    let shape = (select(vec!["Step", "Task", "File", "Row"]), 0u32..50, "[a-z]{0,12}");
    prop_oneof![
        6 => known.prop_map(|text| text.as_bytes().to_vec()),
        3 => shape.prop_map(|(what, number, name)| format!("{what} {number} of '{name}' failed").into_bytes()),
        1 => vec(any::<u8>().prop_filter("no line end", |byte| *byte != b'\n'), 0..60),
    ]
}

fn stamp() -> impl Strategy<Value = String> {
    let time = (0u32..24, 0u32..60, 0u32..60, 0u32..1000, select(vec!["-", "-13-", "-02-"]));
    let zone = select(vec!["+01:00", "Z", "-05", "", "+0530"]);
    (time, zone, select(vec![" ", "T"]), any::<bool>()).prop_map(
        |((hour, minute, second, milli, month), zone, between, has_millis)| {
            let month = if month == "-" { "-11-" } else { month };
            let fraction = if has_millis { format!(".{milli:03}") } else { String::new() };
            format!(
                "2026{month}{:02}{between}{hour:02}:{minute:02}:{second:02}{fraction}{zone}",
                1 + milli % 30
            )
        },
    )
}

fn module_log() -> impl Strategy<Value = Vec<u8>> {
    let level = select(vec!["error", "warning", "info", "fatal", "verbose", "info   ", "odd"]);
    let columns = (level, select(vec!["log", "wdbc", "soap"]), select(vec!["\t", "   ", " "]));
    (proptest::option::weighted(0.9, stamp()), columns, any::<bool>(), message()).prop_map(
        |(stamp, (level, category, gap), has_two_ids, message)| {
            let stamp = stamp.map_or(String::new(), |stamp| format!("{stamp}{gap}"));
            let ids =
                if has_two_ids { format!("00002572{gap}00007D6C") } else { "00002E7A".to_owned() };
            let head = format!("{stamp}{ids}{gap}1{gap}{level}{gap}{category}{gap}");
            [head.as_bytes(), &message].concat()
        },
    )
}

fn console() -> impl Strategy<Value = Vec<u8>> {
    let chevrons = select(vec![" >  ", " >> ", " >>>", "  ", " - ", " >>>> "]);
    (0u32..26, 0u32..60, chevrons, message()).prop_map(|(hour, minute, chevrons, message)| {
        [format!("{hour:02}:{minute:02}:07{chevrons} ").as_bytes(), &message].concat()
    })
}

fn hit() -> impl Strategy<Value = Vec<u8>> {
    (0u32..60, any::<bool>(), "[a-z]{0,5}").prop_map(|(second, is_whole, text)| {
        let glue = if is_whole { "\t" } else { "Mozilla" };
        format!(
            "50x00000000000A1C86\t2026-11-18T21:00:{second:02}.96\t1f\t2a\t3b{glue}r\tab12-cd34\tMozilla/5.0 {text}\thttps://www.example\ten\t192.0.2.7"
        )
        .into_bytes()
    })
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let without_end = || any::<u8>().prop_filter("no line end", |byte| *byte != b'\n');
    prop_oneof![
        10 => module_log(),
        2 => console(),
        2 => hit(),
        3 => "\tat com\\.example\\.[A-Z][a-z]{1,9}\\.run\\([A-Z][a-z]{1,9}\\.java:[0-9]{1,3}\\)".prop_map(String::into_bytes),
        2 => select(vec!["", " ", "\t \t", "\r"]).prop_map(|text| text.as_bytes().to_vec()),
        1 => "[ -~]{0,80}".prop_map(String::into_bytes),
        1 => vec(without_end(), 0..200),
        // Around the limits: the head of a line, the text of a record, the look-ahead.
        1 => (select(vec![500usize, 530, 16_300, 16_500, LOOKAHEAD, LOOKAHEAD + 200]), 0usize..60, module_log(), any::<bool>())
            .prop_map(|(len, more, head, has_header)| {
                let mut text = if has_header { head } else { b"Long text ".to_vec() };
                text.extend(b"abc de ".iter().cycle().take(len + more));
                text
            }),
    ]
}

/// Lines of the forms that people send along, few enough to be alike.
fn sent_line() -> impl Strategy<Value = Vec<u8>> {
    let row =
        (0u32..3, select(vec!["js", "", "load"]), message(), select(vec![0usize, 0, 254, 17_000]));
    let text = |text: &str| text.as_bytes().to_vec();
    prop_oneof![
        12 => (row, any::<bool>()).prop_map(|((second, activity, message, len), is_sure)| {
            let day = if is_sure { "18/11" } else { "08/11" };
            let head = format!("{day}/2026 09:59:0{second}\t{activity}\t");
            let mut line = [head.as_bytes(), &message].concat();
            line.resize(line.len().max(if len == 0 { 0 } else { head.len() + len }), b'x');
            line
        }),
        4 => (0u32..3, message()).prop_map(|(second, message)| {
            [format!("Nov 18, 2026 6:01:0{second} AM org.example.Config load\nSEVERE: ").as_bytes(), &message].concat()
        }),
        2 => message().prop_map(|message| [b"18-Nov-2026 06:01:13.123 WARNING [main] ", &message[..]].concat()),
        2 => message().prop_map(|message| [b"nlenv[7868]: nlserver: ", &message[..]].concat()),
        2 => message().prop_map(|message| [b"2026-11-18 05:56:17 ", &message[..]].concat()),
        6 => select(vec![
            "<?xml version='1.0'?>", "<S:Envelope xmlns:S='x'>", "<faultstring>SOP-330011 Error</faultstring>",
            "<detail>PGS-220000 gone &lt;now&gt;</detail>", "</S:Envelope>", "[PU-0006] found (iRc=-1)",
            "inMail@prod1", "mta@prod1 (7831) - 15.6 MB", "No tasks", "SEVERE: alone", "",
        ]).prop_map(text),
    ]
}

/// The lines of a log and how they end.
fn log(lines: usize) -> impl Strategy<Value = Vec<u8>> {
    let all = prop_oneof![
        3 => vec((line(), proptest::bool::weighted(0.1)), 0..lines),
        1 => vec((sent_line(), proptest::bool::weighted(0.1)), 0..lines),
    ];
    (
        all,
        proptest::bool::weighted(0.2),
        proptest::bool::weighted(0.1),
        proptest::bool::weighted(0.7),
        proptest::bool::weighted(0.05),
    )
        .prop_map(|(lines, is_crlf, has_mark, is_finished, has_cr_lines)| {
            let mut bytes = if has_mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
            for (line, is_odd) in lines {
                bytes.extend(line);
                bytes.extend_from_slice(if is_crlf == is_odd { b"\n" } else { b"\r\n" });
            }
            if !is_finished && bytes.ends_with(b"\n") {
                bytes.pop();
            }
            if has_cr_lines {
                end_lines(&mut bytes, b'\n', b'\r');
            }
            bytes
        })
}

fn end_lines(bytes: &mut [u8], from: u8, to: u8) {
    bytes.iter_mut().filter(|byte| **byte == from).for_each(|byte| *byte = to);
}

/// The log as it is read: of an old Mac, if no line end of any other is in its head.
fn with_line_feeds(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if !bytes[..bytes.len().min(SAMPLE_LEN)].contains(&b'\n') {
        end_lines(&mut bytes, b'\r', b'\n');
    }
    bytes
}

/// One to four logs under different paths.
fn logs(lines: usize) -> impl Strategy<Value = BTreeMap<&'static str, Vec<u8>>> {
    proptest::collection::btree_map(select(PATHS.to_vec()), log(lines), 1..4)
}

#[derive(Debug, Clone)]
struct Way {
    chunk_bytes: u64,
    buffer_bytes: usize,
    threads: usize,
    maps: Maps,
}

fn maps() -> impl Strategy<Value = Maps> {
    select(vec![Maps::Never, Maps::Uncached, Maps::Always])
}

fn way() -> impl Strategy<Value = Way> {
    let chunk_bytes = prop_oneof![4 => 1u64..2_000, 1 => 2_000u64..60_000, 1 => Just(1 << 30)];
    let buffer_bytes = prop_oneof![3 => 1usize..3_000, 1 => Just(1), 1 => Just(256 << 10)];
    (chunk_bytes, buffer_bytes, 1usize..=4, maps()).prop_map(
        |(chunk_bytes, buffer_bytes, threads, maps)| Way {
            chunk_bytes,
            buffer_bytes,
            threads,
            maps,
        },
    )
}

impl Way {
    /// The options, with ranges that are not so small that a case takes seconds.
    fn options(&self, total: usize) -> ScanOptions {
        ScanOptions {
            threads: self.threads,
            read: ReadOptions {
                chunk_bytes: self.chunk_bytes.max(total as u64 / 300),
                buffer_bytes: self.buffer_bytes,
                maps: self.maps,
            },
            ..ScanOptions::default()
        }
    }
}

// Two ways to the same bytes

/// Every log as a plain file.
fn plain(logs: &BTreeMap<&'static str, Vec<u8>>) -> (Logs, Discovery) {
    let files = Logs::new(logs.iter().map(|(path, bytes)| (*path, bytes)));
    let sources = logs
        .iter()
        .map(|(path, bytes)| source(path, &files.path(path), bytes.len() as u64))
        .collect();
    (files, Discovery { sources, ..Discovery::default() })
}

/// Every log compressed, in members that end at the given places; the sources carry the same names and sizes.
fn compressed(
    logs: &BTreeMap<&'static str, Vec<u8>>,
    cuts: &[prop::sample::Index],
) -> (Logs, Discovery) {
    let compress = |bytes: &Vec<u8>| {
        let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let parts: Vec<_> = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        gz(&parts)
    };
    let files = Logs::new(logs.iter().map(|(path, bytes)| (*path, compress(bytes))));
    let sources = logs
        .iter()
        .map(|(path, bytes)| source(path, &files.path(path), bytes.len() as u64))
        .collect();
    (files, Discovery { sources, ..Discovery::default() })
}

/// The same without a word on how it was stored.
fn stored_plainly(mut summary: Summary) -> Summary {
    for account in summary.accounts.values_mut() {
        account.compression = None;
    }
    summary
}

fn json(summary: &Summary) -> String {
    let report = Report::build(summary, &KNOWLEDGE, &fixed_options("nltriage"));
    serde_json::to_string(&report).expect("a report is JSON")
}

fn total(logs: &BTreeMap<&'static str, Vec<u8>>) -> usize {
    logs.values().map(Vec::len).sum()
}

/// What is counted by layout when the clock goes back, and then forward within an hour that was already left.
#[test]
fn steps_of_the_clock_change_nothing() {
    let line = |time: &str| {
        format!("2026-11-18 {time}.123+01:00\t00002572\t00007D6C\t1\tinfo\tlog\tSome usual work\n")
    };
    let times =
        ["12:00:01", "12:00:02", "12:00:03", "10:00:00", "10:05:00", "10:05:01", "12:00:04"];
    let log: String = times.into_iter().map(line).collect();
    let (_files, found) = plain(&BTreeMap::from([(PATHS[0], log.into_bytes())]));
    let options = ScanOptions::default();
    assert_eq!(scan_with(&found, &options), scan_with(&found, &oracle_options()));
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn ranges_buffers_threads_and_maps_change_nothing(logs in logs(40), ways in vec(way(), 1..4)) {
        let (_files, found) = plain(&logs);
        let oracle = scan_with(&found, &oracle_options());
        for way in ways {
            let summary = scan_with(&found, &way.options(total(&logs)));
            prop_assert_eq!(&summary, &oracle, "{:?}", way);
            prop_assert_eq!(json(&summary), json(&oracle));
        }
    }

    #[test]
    fn ranges_of_a_few_bytes_change_nothing(log in log(6), chunk_bytes in 1u64..9, maps in maps()) {
        prop_assume!(log.len() < 2_000);
        let logs = BTreeMap::from([(PATHS[0], log)]);
        let (_files, found) = plain(&logs);
        let mut options = oracle_options();
        let oracle = scan_with(&found, &options);
        options.read = ReadOptions { chunk_bytes, buffer_bytes: 1, maps };
        options.threads = 2;
        options.is_plain = false;
        prop_assert_eq!(scan_with(&found, &options), oracle);
    }

    #[test]
    fn spans_of_zeros_are_the_same_in_every_way(
        parts in vec((log(5), select(vec![0usize, 1, 4_095, 4_096, 4_097, 10_000, 90_000])), 1..4),
        chunk_bytes in select(vec![700u64, 4_096, 5_000, 65_536]),
        buffer_bytes in select(vec![1usize, 999, 70_000]),
        maps in maps(),
    ) {
        let with_zeros = |(log, zeros): (Vec<u8>, usize)| [log, vec![0; zeros]].concat();
        let log: Vec<u8> = parts.into_iter().flat_map(with_zeros).collect();
        let logs = BTreeMap::from([(PATHS[0], log.clone())]);
        let (_files, found) = plain(&logs);
        let mut options = oracle_options();
        let oracle = scan_with(&found, &options);
        options.read = ReadOptions { chunk_bytes, buffer_bytes, maps };
        (options.threads, options.is_plain) = (2, false);
        prop_assert_eq!(&scan_with(&found, &options), &oracle);
        let (_compressed, found) = compressed(&logs, &[]);
        prop_assert_eq!(&stored_plainly(scan_with(&found, &options)), &oracle);
        // The books say how many of the zeros lie in spans.
        let runs = log.split(|byte| *byte != 0).map(<[u8]>::len).filter(|run| *run >= 4_096);
        let skipped = oracle.accounts.values().filter_map(|account| account.skipped.get(&SkipReason::Nul));
        if !oracle.accounts.is_empty() {
            prop_assert_eq!(skipped.map(|nul| nul.bytes).sum::<u64>(), runs.sum::<usize>() as u64);
        }
    }

    #[test]
    fn compression_changes_nothing(logs in logs(30), cuts in vec(any::<prop::sample::Index>(), 0..3), way in way()) {
        let (_plain, found) = plain(&logs);
        let oracle = scan_with(&found, &oracle_options());
        let (_compressed, found) = compressed(&logs, &cuts);
        let summary = scan_with(&found, &way.options(total(&logs)));
        prop_assert!(summary.accounts.values().all(|account| account.compression == Some("gzip")));
        prop_assert_eq!(stored_plainly(summary), oracle);
    }

    #[test]
    fn the_order_of_arguments_changes_nothing(logs in logs(10), seed: prop::sample::Index) {
        let (files, _) = plain(&logs);
        let mut paths: Vec<_> = logs.keys().map(|path| files.path(path)).collect();
        let scan = |paths: &[std::path::PathBuf]| {
            let found = discover(paths, &DiscoverOptions::default()).expect("found");
            scan_with(&found, &oracle_options())
        };
        let forwards = scan(&paths);
        let places = paths.len();
        paths.rotate_left(seed.index(places));
        prop_assert_eq!(&scan(&paths), &forwards);
        paths.reverse();
        paths.push(paths[0].clone());
        prop_assert_eq!(&scan(&paths), &forwards);
    }
}

// Conservation, against a plain reading of the bytes

/// What a file holds, counted the slow way.
#[derive(Debug, PartialEq, Eq, Default)]
struct Count {
    bytes: u64,
    lines: u64,
    records: u64,
    continuation: u64,
    blank: u64,
    orphan: u64,
    unparsed: u64,
    levels: [u64; Level::COUNT],
}

/// Bytes of a record that are looked at, as the scan has it.
const TEXT_LEN: usize = 16 * 1024;

fn count(bytes: &[u8], format: &'static dyn Format) -> Count {
    let mut count = Count { bytes: bytes.len() as u64, ..Count::default() };
    // The record at hand: its form, its first line, and where that begins.
    let mut open: Option<(&'static dyn Format, &[u8], usize)> = None;
    let mut first: &[u8] = b"";
    let close =
        |open: &mut Option<(&'static dyn Format, &[u8], usize)>, end: usize, count: &mut Count| {
            let Some((format, _, start)) = open.take().filter(|(format, ..)| format.is_assembled())
            else {
                return;
            };
            let text = bytes[start..end.min(start + TEXT_LEN)].trim_ascii_end();
            let level = format.assemble(text, &mut Vec::new());
            count.levels[level.index()] += 1;
        };
    let mut offset = 0;
    let mut lines: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
    // What stands behind the last line end is a line only when it is something.
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    for line in lines {
        count.lines += 1;
        let start = offset;
        offset += line.len() + 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match read_line(format, line) {
            Line::Record(_, own)
                if own.is_sequential() && !first.is_empty() && own.continues(first, line) =>
            {
                count.continuation += 1;
            }
            Line::Record(record, own) => {
                close(&mut open, start, &mut count);
                open = Some((own, line, start));
                if own.is_sequential() {
                    first = line;
                }
                count.records += 1;
                if !own.is_assembled() {
                    count.levels[record.level.index()] += 1;
                }
            }
            Line::Blank => count.blank += 1,
            Line::Continuation if count.records == 0 => count.orphan += 1,
            Line::Continuation => count.continuation += 1,
            Line::Unparsed => {
                close(&mut open, start, &mut count);
                count.unparsed += 1;
            }
        }
    }
    close(&mut open, bytes.len(), &mut count);
    count
}

fn counted(account: &Account) -> Count {
    let skipped = |reason| account.skipped.get(&reason).map_or(0, |skipped| skipped.lines);
    Count {
        bytes: account.bytes,
        lines: account.lines,
        records: account.records,
        continuation: account.continuation,
        blank: skipped(SkipReason::Blank),
        orphan: skipped(SkipReason::Orphan),
        unparsed: skipped(SkipReason::Unparsed),
        levels: account.levels.0,
    }
}

fn format_of(bytes: &[u8]) -> Option<&'static dyn Format> {
    match detect(bytes) {
        Detection::Log(format) => {
            let head = &bytes[..bytes.len().min(SAMPLE_LEN)];
            Some(format.learn(head, None).unwrap_or(format))
        }
        Detection::Text { .. } => Some(&Plain),
        Detection::Other(_) | Detection::Empty => None,
    }
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn every_line_and_every_byte_is_accounted_for(logs in logs(40), way in way()) {
        let (_files, found) = plain(&logs);
        let summary = scan_with(&found, &way.options(total(&logs)));
        for (path, bytes) in &logs {
            let bytes = with_line_feeds(bytes);
            match format_of(&bytes) {
                Some(format) => prop_assert_eq!(counted(&summary.accounts[*path]), count(&bytes, format)),
                None => prop_assert!(!summary.accounts.contains_key(*path)),
            }
        }
        let is_internal = |kind: ProblemKind| kind == ProblemKind::Internal;
        prop_assert!(!summary.problems.iter().any(|problem| is_internal(problem.kind)));
        let report = Report::build(&summary, &KNOWLEDGE, &fixed_options("nltriage"));
        let totals = &report.totals;
        prop_assert_eq!(totals.bytes, total(&logs) as u64);
        prop_assert_eq!(totals.bytes, totals.bytes_records + totals.bytes_continuation + totals.bytes_skipped);
        prop_assert_eq!(totals.lines, totals.records + totals.continuation + totals.skipped);
        prop_assert_eq!(totals.records, totals.error + totals.warning + totals.info + totals.other);
        prop_assert_eq!(totals.error, report.issues.iter().map(|issue| issue.errors).sum::<u64>());
        prop_assert_eq!(totals.warning, report.issues.iter().map(|issue| issue.warnings).sum::<u64>());
        prop_assert!(report.issues.iter().all(|issue| issue.count == issue.errors + issue.warnings));
    }

    #[test]
    fn evidence_stands_where_it_says(logs in logs(30), way in way()) {
        let (_files, found) = plain(&logs);
        let mut options = way.options(total(&logs));
        options.redactor = Redactor::OFF;
        let summary = scan_with(&found, &options);
        let excerpts = summary.groups.values().flat_map(|group| group.excerpts.all());
        for excerpt in excerpts.chain(summary.unparsed.values()) {
            let place = &excerpt.location;
            let bytes = with_line_feeds(&logs[place.source.as_str()]);
            let is_assembled = format_of(&bytes).is_some_and(Format::is_assembled);
            let offset = usize::try_from(place.offset).expect("small");
            prop_assert!(offset == 0 || bytes[offset - 1] == b'\n', "{place:?} starts no line");
            let before = bytes[..offset].split(|byte| *byte == b'\n').count() as u64 - 1;
            prop_assert_eq!(place.line, before + 1);
            let shown = excerpt.text.as_str().trim_end_matches('…');
            let rest = String::from_utf8_lossy(&bytes[offset..]);
            // A cut inside a character shows one more replacement than the bytes have.
            let shown = shown.trim_end_matches('\u{fffd}');
            // The lines of an assembled record stand in the file, its message as a whole may not.
            prop_assert!(is_assembled || rest.contains(shown), "{shown:?} is not at {place:?}");
        }
    }
}

// Grammar

/// Whether a part lies inside the whole, by address; empty parts may lie anywhere.
fn lies_in(part: &[u8], whole: &[u8]) -> bool {
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    part.is_empty() || (whole.start <= part.start && part.end <= whole.end)
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn parsing_is_total_and_a_message_is_the_end_of_its_line(line in line(), noise in vec(any::<u8>(), 0..40), cut: prop::sample::Index) {
        let torn = [&line[..cut.index(line.len() + 1)], &noise].concat();
        let formats = FORMATS.iter().copied().chain([&Plain as &dyn Format]);
        for (format, text) in formats.flat_map(|format| [&line, &noise, &torn].map(|text| (format, text))) {
            let _ = format.sniff(text);
            for record in format.parse(text).into_iter().chain(format.salvage(text)) {
                let _ = format.label(&record);
                prop_assert!(text.ends_with(record.message), "{} of {text:?}", format.name());
                prop_assert!(lies_in(record.message, text));
                prop_assert!(lies_in(record.category, text) && lies_in(record.thread, text));
            }
            let _ = detect(text);
        }
    }
}

// Algebra

/// The sources in two or three heaps, each scanned on its own, and all of them together.
fn heaps(logs: &BTreeMap<&'static str, Vec<u8>>, into: usize) -> (Vec<Summary>, Summary) {
    let (_files, found) = plain(logs);
    let mut heaps = vec![Discovery::default(); into];
    for (number, source) in found.sources.iter().enumerate() {
        heaps[number % into].sources.push(source.clone());
    }
    let parts = heaps.iter().map(|heap| scan_with(heap, &oracle_options())).collect();
    (parts, scan_with(&found, &oracle_options()))
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn merge_is_commutative_and_gives_what_one_scan_gives(logs in logs(30)) {
        let (parts, all) = heaps(&logs, 2);
        let [one, two] = &parts[..] else { unreachable!("two heaps") };
        let merged = one.clone().merge(two.clone());
        prop_assert_eq!(&merged, &two.clone().merge(one.clone()));
        prop_assert_eq!(&merged, &all);
    }

    #[test]
    fn merge_is_associative(logs in logs(30)) {
        let (parts, _) = heaps(&logs, 3);
        let [one, two, three] = &parts[..] else { unreachable!("three heaps") };
        let left = one.clone().merge(two.clone()).merge(three.clone());
        let right = one.clone().merge(two.clone().merge(three.clone()));
        prop_assert_eq!(left, right);
    }

    #[test]
    fn the_empty_summary_is_neutral(logs in logs(30)) {
        let (_, all) = heaps(&logs, 1);
        prop_assert_eq!(&all.clone().merge(Summary::default()), &all);
        prop_assert_eq!(&Summary::default().merge(all.clone()), &all);
    }
}

// Lines without an end in sight

const HEAD: &str = "2026-11-18 21:42:07.123+01:00\t00002572\t00007D6C\t1\terror\tlog\t";
const NEXT: &str = "2026-11-18 21:42:08.123+01:00\t00002572\t00007D6C\t1\terror\tlog\tNext one\n";

/// A log that reads the same in every way, with its oracle.
fn assert_all_ways_agree(bytes: Vec<u8>) -> Summary {
    let logs = BTreeMap::from([(PATHS[0], bytes)]);
    let (_plain, found) = plain(&logs);
    let oracle = scan_with(&found, &oracle_options());
    let (_compressed, packed) = compressed(&logs, &[]);
    for threads in [1, 3] {
        for (chunk_bytes, buffer_bytes) in
            [(300_000, 1), (u64::MAX, 4_096), (40_000, 256 << 10), (1 << 20, 1 << 20)]
        {
            for maps in [Maps::Never, Maps::Always] {
                let read = ReadOptions { chunk_bytes, buffer_bytes, maps };
                let options = ScanOptions { threads, read, ..ScanOptions::default() };
                let summary = scan_with(&found, &options);
                assert!(
                    summary == oracle,
                    "{options:?}\n{}\n{}",
                    outline(&summary),
                    outline(&oracle)
                );
                if maps == Maps::Never {
                    let summary = stored_plainly(scan_with(&packed, &options));
                    assert!(
                        summary == oracle,
                        "gz {options:?}\n{}\n{}",
                        outline(&summary),
                        outline(&oracle)
                    );
                }
            }
        }
    }
    oracle
}

/// What differs is most likely in here; the whole summary would fill the screen.
fn outline(summary: &Summary) -> String {
    format!("{:?}\n{:?}", summary.accounts, summary.problems)
}

#[test]
fn a_line_of_more_than_a_mebibyte_is_cut_in_the_same_place_in_every_way() {
    let long = "long text ".repeat(120_000);
    let bytes =
        format!("{NEXT}{HEAD}{long}\n\tat com.example.Run.run(Run.java:1)\n{NEXT}").into_bytes();
    let lines = bytes.len() as u64;
    let summary = assert_all_ways_agree(bytes);
    let account = &summary.accounts[PATHS[0]];
    let rest = (HEAD.len() + long.len() + 1 - MAX_LINE) as u64;
    assert_eq!((account.lines, account.records, account.bytes), (4, 3, lines));
    assert_eq!(account.skipped[&SkipReason::OverLong].bytes, rest);
    assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
}

#[test]
fn a_long_line_that_continues_a_record_is_cut_in_the_same_place_in_every_way() {
    let long = "\tand so on".repeat(120_000);
    assert_all_ways_agree(format!("{HEAD}Trace\n{long}\n{NEXT}").into_bytes());
}

#[test]
fn a_long_line_without_an_end_is_cut_in_the_same_place_in_every_way() {
    assert_all_ways_agree(format!("{NEXT}{HEAD}{}", "x".repeat(1_200_000)).into_bytes());
    assert_all_ways_agree(format!("{HEAD}{}\r\n", "x".repeat(1_200_000)).into_bytes());
}

#[test]
fn lines_just_at_the_limit_read_the_same_in_every_way() {
    for len in
        [MAX_LINE - 1, MAX_LINE, MAX_LINE + 1, MAX_LINE + LOOKAHEAD, MAX_LINE + LOOKAHEAD + 1]
    {
        let text = "y".repeat(len - HEAD.len() - 1);
        let summary = assert_all_ways_agree(format!("{HEAD}{text}\n{NEXT}").into_bytes());
        assert_eq!(
            summary.accounts[PATHS[0]].skipped.contains_key(&SkipReason::OverLong),
            len > MAX_LINE,
            "{len}"
        );
    }
}

#[test]
fn two_long_lines_read_the_same_in_every_way() {
    let long = "z".repeat(1_200_000);
    assert_all_ways_agree(format!("{HEAD}{long}\n{NEXT}{HEAD}{long}\n{NEXT}").into_bytes());
}

#[test]
fn lines_before_the_first_record_read_the_same_in_every_way() {
    for head in [
        "\n\n\n  the end of a trace\n  and more\n",
        "  the end of a trace\n\n\n and more\n",
        "\u{feff}\n \n\tx\n",
    ] {
        let logs = BTreeMap::from([(PATHS[0], format!("{head}{NEXT}").into_bytes())]);
        let (_files, found) = plain(&logs);
        let oracle = scan_with(&found, &oracle_options());
        for chunk_bytes in 1..60 {
            let mut options = oracle_options();
            options.read.chunk_bytes = chunk_bytes;
            assert_eq!(scan_with(&found, &options), oracle, "{head:?} in ranges of {chunk_bytes}");
        }
    }
}

#[test]
fn an_entity_counts_a_record_once() {
    let text = "Workflow 'WKF1' of operator 'ida' failed: WKF1 is locked by operator 'ida', see workflow WKF1.";
    let logs = BTreeMap::from([(PATHS[0], format!("{HEAD}{text}\n").into_bytes())]);
    let (_files, found) = plain(&logs);
    let report = Report::build(
        &scan_with(&found, &oracle_options()),
        &KNOWLEDGE,
        &fixed_options("nltriage"),
    );
    for (kind, values) in &report.issues[0].entities {
        for value in values {
            assert_eq!(value.count, 1, "{kind} {value:?} in a report of one record");
        }
    }
}

// Personal data

proptest! {
    #![proptest_config(config(64))]

    /// The marker stands inside a value that must be replaced as a whole, wherever its digits are.
    #[test]
    fn no_part_of_a_secret_or_an_address_is_kept(
        before in "[0-9A-Z-]{0,6}", after in "[0-9a-z-]{0,6}", shape in select(vec![
            "Logon with password={} refused.",
            "Logon with password='{}' refused.",
            "Call of https://ida:{}@files.example/in failed.",
            "Answer: {\"client_secret\":\"{}\",\"code\":1}",
            "Header authorization: Bearer {} was refused.",
            "Mail to {}@mail.example was refused.",
            "Mail to '{}@mail.example' was refused by host 'mx.example'.",
            "Workflow 'WKF1' of operator '{}@mail.example' failed.",
            "Link /r/?mail={}%40mail.example&id=3 is broken.",
        ]),
    ) {
        let value = format!("{before}Quoll{after}");
        let line = format!("{HEAD}{}\n", shape.replace("{}", &value));
        let logs = BTreeMap::from([(PATHS[0], line.into_bytes())]);
        let (_files, found) = plain(&logs);
        let json = json(&scan_with(&found, &oracle_options()));
        let place = json.find("Quoll").map(|at| &json[at.saturating_sub(60)..(at + 40).min(json.len())]);
        prop_assert_eq!(place, None, "{}", value);
    }
}
