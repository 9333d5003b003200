//! How fast each stage is, and all of them together, in bytes of log per second.
//!
//! ```text
//! cargo bench                         everything
//! cargo bench --bench stages parse    one stage
//! cargo bench --bench stages -- --test    once each, to see that they run
//! ```
//!
//! The logs are made by `loggen`, the same bytes on every machine. Beside the typical and the outage log there are the
//! extremes: lines that nobody matches, lines that all match, very long lines. A figure that leaves this page goes with
//! machine, date, command and input.

#![expect(clippy::wildcard_imports, reason = "each stage is a module of its own only for its name")]

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    fs::{self, File},
    io::{self, Write as _},
    path::PathBuf,
    sync::{LazyLock, OnceLock},
};

use divan::{Bencher, black_box, counter::BytesCount};
use nltriage::{
    formats::{Line, ModuleLog, SAMPLE_LEN, detect, read_line},
    input::{
        DiscoverOptions, Discovery, Identity, Piece, ReadOptions, discover, ranges, read_range,
        read_stream,
    },
    knowledge::{Classifier, KnowledgeBase, Scratch, Template, find_named, mask},
    record::{Level, Timestamp},
    redact::Redactor,
    render::{RENDERERS, Style},
    report::{Report, ReportOptions},
    scan::{Progress, ScanOptions, scan},
    summary::{Event, GroupKey, Summary, Tally, Writer},
};

#[path = "loggen/mod.rs"]
mod loggen;

/// Bytes of a log that is scanned from end to end: four ranges of the default size.
const LARGE: usize = 32 << 20;
/// Bytes of a log that one stage works on: more than any cache of one core.
const SMALL: usize = 4 << 20;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the logs");
    FOLDER.get_or_init(|| folder.path().to_owned());
    divan::main();
}

/// Where the large logs are written; it goes away with `main`.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

static KNOWLEDGE: LazyLock<KnowledgeBase> =
    LazyLock::new(|| KnowledgeBase::builtin().expect("the built-in rules are sound"));

static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::new(&KNOWLEDGE).expect("the built-in rules are sound"));

/// What a log is full of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Log {
    /// A healthy week: nearly all lines are info.
    Typical,
    /// Six bad hours: two lines of five are errors, of about 600 codes.
    Outage,
    /// One record, and then only lines that no form reads.
    NoneMatch,
    /// Only errors that a rule explains.
    AllMatch,
    /// Errors of 64 KiB each: a statement that was logged in full.
    LongLines,
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Log::Typical => "typical",
            Log::Outage => "outage",
            Log::NoneMatch => "none match",
            Log::AllMatch => "all match",
            Log::LongLines => "long lines",
        })
    }
}

const LOGS: [Log; 5] = [Log::Typical, Log::Outage, Log::NoneMatch, Log::AllMatch, Log::LongLines];

impl Log {
    /// At most `len` bytes, whole lines.
    fn bytes(self, len: usize) -> Vec<u8> {
        match self {
            Log::Typical => loggen::bulk(loggen::Kind::Typical, len, loggen::SEED),
            Log::Outage => loggen::bulk(loggen::Kind::Outage, len, loggen::SEED),
            Log::NoneMatch => {
                let frame = "\tat org.example.pool.Connections.take(Connections.java:118)\n";
                let mut log = error(0, "a trace that does not end");
                log.push_str(&frame.repeat((len - log.len()) / frame.len()));
                log.into_bytes()
            }
            Log::AllMatch => errors(
                len,
                "PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already (iRc=-2006)",
            ),
            Log::LongLines => {
                let values = "'value', ".repeat((64 << 10) / 9);
                errors(
                    len,
                    &format!(
                        "WDB-200001 SQL statement 'INSERT INTO t VALUES ({values})' could not be executed. (iRc=-2006)"
                    ),
                )
            }
        }
    }

    /// The log as a file of [`LARGE`] bytes, written when it is first asked for.
    fn file(self) -> PathBuf {
        let folder = FOLDER.get().expect("main comes first");
        let path = folder.join(format!("{self:?}.log"));
        if !path.exists() {
            File::create(&path)
                .and_then(|mut file| file.write_all(&self.bytes(LARGE)))
                .expect("room for a log");
        }
        path
    }
}

/// A line of a module log at a second of one day.
fn error(second: usize, message: &str) -> String {
    let (hour, minute, second) = (second / 3600 % 24, second / 60 % 60, second % 60);
    format!(
        "2026-11-18 {hour:02}:{minute:02}:{second:02}.118+01:00\t000021A4\t000021B1\t1\terror\tlog\t{message}\n"
    )
}

fn errors(len: usize, message: &str) -> Vec<u8> {
    let count = len / error(0, message).len();
    (0..count).flat_map(|n| error(n, message).into_bytes()).collect()
}

/// The lines of a log, without their line ends.
fn lines(log: &[u8]) -> Vec<&[u8]> {
    log.split(|byte| *byte == b'\n').collect()
}

/// What follows the headers of the errors and warnings of a log.
fn messages(log: &[u8]) -> Vec<&[u8]> {
    let message = |line| match read_line(&ModuleLog, line) {
        Line::Record(record, _) if record.level.is_event() => Some(record.message),
        _ => None,
    };
    lines(log).into_iter().filter_map(message).collect()
}

fn sum(texts: &[&[u8]]) -> BytesCount {
    BytesCount::new(texts.iter().map(|text| text.len()).sum::<usize>())
}

/// Bytes into windows of whole lines.
mod split {
    use super::*;

    #[divan::bench(args = [Log::Typical, Log::LongLines])]
    fn file_mapped(bencher: Bencher, log: Log) {
        file(bencher, log, Some(0));
    }

    #[divan::bench(args = [Log::Typical, Log::LongLines])]
    fn file_read(bencher: Bencher, log: Log) {
        file(bencher, log, None);
    }

    fn file(bencher: Bencher, log: Log, map_from: Option<u64>) {
        let path = log.file();
        let len = fs::metadata(&path).expect("just written").len();
        let options = ReadOptions { map_from, ..ReadOptions::default() };
        bencher.counter(BytesCount::new(len)).bench_local(|| {
            let mut file = open(&path);
            for range in ranges(len, options.chunk_bytes) {
                read_range(&mut file, len, range, &options, &mut |piece| count_lines(&piece))
                    .expect("a file that nobody changes");
            }
        });
    }

    #[divan::bench(args = [Log::Typical, Log::LongLines])]
    fn memory(bencher: Bencher, log: Log) {
        stream(bencher, &log.bytes(SMALL));
    }

    /// Lines of 3 MiB, which are cut.
    #[divan::bench]
    fn memory_over_long(bencher: Bencher) {
        let line = vec![b'x'; 3 << 20];
        stream(bencher, &[&line[..], &line[..]].join(&b'\n'));
    }

    fn stream(bencher: Bencher, bytes: &[u8]) {
        let count = BytesCount::of_slice(bytes);
        bencher.counter(count).bench_local(|| {
            read_stream(bytes, &ReadOptions::default(), &mut |piece| count_lines(&piece))
                .expect("memory does not fail");
        });
    }

    /// Touches every byte, as the scan does.
    fn count_lines(piece: &Piece<'_>) {
        if let Piece::Lines(window) = piece {
            black_box(memchr::memchr_iter(b'\n', &window.bytes[..window.own]).count());
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a bench opens its own file")]
    fn open(path: &std::path::Path) -> File {
        File::open(path).expect("just written")
    }
}

/// Lines into records.
mod parse {
    use super::*;

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
}

/// Messages into events.
mod classify {
    use super::*;

    /// Longest text of a record that the scan looks at.
    const TEXT_LEN: usize = 16 << 10;

    fn each(bencher: Bencher, log: Log, mut work: impl FnMut(&[u8])) {
        let log = log.bytes(SMALL);
        let mut messages = messages(&log);
        for message in &mut messages {
            *message = &message[..message.len().min(TEXT_LEN)];
        }
        bencher.counter(sum(&messages)).bench_local(|| {
            for message in &messages {
                work(black_box(message));
            }
        });
    }

    #[divan::bench(args = [Log::Outage, Log::AllMatch, Log::LongLines])]
    fn rules(bencher: Bencher, log: Log) {
        let mut scratch = Scratch::default();
        each(bencher, log, |message| {
            black_box(CLASSIFIER.classify(message, &mut scratch));
        });
    }

    /// Messages that no rule knows: every tier is asked.
    #[divan::bench]
    fn rules_none_match(bencher: Bencher) {
        let text = b"the quick brown fox of 'gardenNewsletter' sleeps for 118 ms beside a lazy dog";
        let mut scratch = Scratch::default();
        bencher
            .counter(BytesCount::of_slice(text))
            .bench_local(|| CLASSIFIER.classify(black_box(text), &mut scratch));
    }

    /// The cost of a message must not grow with the rules: fewer than there are, about as many, three times as many.
    #[divan::bench(args = [150, 500, 2_000])]
    fn by_number_of_rules(bencher: Bencher, count: usize) {
        let classifier = Classifier::new(&with_rules(count)).expect("compiles");
        let mut scratch = Scratch::default();
        each(bencher, Log::Outage, |message| {
            black_box(classifier.classify(message, &mut scratch));
        });
    }

    /// What every run does first.
    #[divan::bench]
    fn start_load() -> KnowledgeBase {
        KnowledgeBase::builtin().expect("loads")
    }

    /// And then.
    #[divan::bench]
    fn start_compile(bencher: Bencher) {
        let base = KnowledgeBase::builtin().expect("loads");
        bencher.bench_local(|| Classifier::new(&base).expect("compiles"));
    }

    /// The built-in knowledge with so many rules: some switched off, or more added whose texts are like theirs.
    #[expect(clippy::disallowed_methods, reason = "a bench writes its own packs")]
    fn with_rules(count: usize) -> KnowledgeBase {
        let base = KnowledgeBase::builtin().expect("loads");
        let all = base.rules().len();
        let mut packs = BTreeMap::<&str, String>::new();
        for number in count.min(all)..count.max(all) {
            let rule = &base.rules()[number % all];
            let (subject, id) = rule.id.split_once('/').expect("subject and id");
            let text = packs.entry(subject).or_default();
            if count < all {
                writeln!(text, "[[rule]]\nid = \"{id}\"\ndisabled = true").expect("memory");
            } else {
                let texts = rule.entry.any.iter().chain(&rule.entry.all);
                let texts: Vec<_> = texts.map(|text| format!("{text} of kind {number}")).collect();
                let texts = if texts.is_empty() {
                    vec![format!("nothing of kind {number}")]
                } else {
                    texts
                };
                writeln!(text, "[[rule]]\nid = \"more-{number}\"\nany = {texts:?}")
                    .expect("memory");
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        for (subject, text) in packs {
            fs::write(folder.path().join(format!("{subject}.toml")), text).expect("room");
        }
        let base = base.clone().with_pack(folder.path()).expect("a sound pack");
        assert_eq!(base.rules().len(), count);
        base
    }

    /// A message becomes its template.
    #[divan::bench(args = [Log::Outage, Log::LongLines])]
    fn template(bencher: Bencher, log: Log) {
        let mut template = Vec::new();
        each(bencher, log, |message| {
            black_box(mask(message, &mut template));
        });
    }

    #[divan::bench(args = [Log::Outage, Log::LongLines])]
    fn entities(bencher: Bencher, log: Log) {
        each(bencher, log, |message| {
            black_box(find_named(message).count());
        });
    }

    /// Only text that is kept is redacted, so this may be slow.
    #[divan::bench(args = [Log::Outage, Log::LongLines])]
    fn redact(bencher: Bencher, log: Log) {
        each(bencher, log, |message| {
            black_box(Redactor::ON.keep(message, 1_200));
        });
    }
}

/// Summaries into one, and that into a report; the bytes are those of the logs that they stand for.
mod judge {
    use super::*;

    #[divan::bench(args = [Log::Typical, Log::Outage])]
    fn merge(bencher: Bencher, log: Log) {
        let (summary, bytes) = summary(&log.file());
        bencher
            .counter(BytesCount::new(2 * bytes))
            .with_inputs(|| (summary.clone(), summary.clone()))
            .bench_local_values(|(one, other)| one.merge(other));
    }

    #[divan::bench(args = [Log::Typical, Log::Outage])]
    fn build(bencher: Bencher, log: Log) {
        let (summary, bytes) = summary(&log.file());
        bencher.counter(BytesCount::new(bytes)).bench_local(|| report(black_box(&summary)));
    }

    /// The worst report: 10,000 distinct issues in 30 days. In each thread an unknown failure comes first, and what it
    /// breaks comes seconds later, so that every issue asks for its cause.
    #[divan::bench(sample_count = 10)]
    fn build_10_000_issues(bencher: Bencher) {
        let summary = many_issues(10_000);
        assert_eq!(summary.groups.len(), 10_000);
        bencher.bench_local(|| report(black_box(&summary)));
    }

    /// Issues of 40 events each, spread over 30 days; by tallies so small that none is limited.
    fn many_issues(count: u32) -> Summary {
        const PER_TALLY: u32 = 2_000;
        let identity = Identity { instance: Some("prod1".to_owned()), module: "mta".to_owned() };
        let mut whole = Summary::default();
        for start in (0..count).step_by(PER_TALLY as usize) {
            let mut tally = Tally::default();
            for issue in start..count.min(start + PER_TALLY) {
                (0..40).for_each(|event| count_event(&mut tally, issue, event));
            }
            let part = tally.into_summary("mta.log", &identity, Redactor::ON);
            whole.groups.extend(part.groups);
            whole.activity = part.activity;
            whole.accounts = part.accounts;
        }
        whole
    }

    /// Ten issues fail together, one second after the other, in one thread.
    fn count_event(tally: &mut Tally, issue: u32, event: u32) {
        const START: i64 = 1_793_491_200;
        const DAY: u32 = 86_400;
        let (work, place) = (issue / 10, issue % 10);
        let second = (event * DAY / 4 * 3 + work * 97) % (30 * DAY) / 10 * 10 + place;
        let at = Timestamp::from_seconds(START + i64::from(second));
        let thread = format!("{:08X}", 0x2000 + (work * 13 + event) % 50);
        let text = format!("Step {work} of kind {place} of WKF{} failed", work % 300);
        let named: Vec<_> = find_named(text.as_bytes()).collect();
        tally.active(at, Level::Error);
        tally.event(&Event {
            is_placed: false,
            is_fatal: false,
            key: GroupKey::Template(issue.into()),
            level: Level::Error,
            at: Some(at),
            thread: Writer::of(Some("prod1")).thread(thread.as_bytes()),
            codes: &[],
            template: Template::masked(issue.into(), text.as_bytes()),
            message: text.as_bytes(),
            named: &named,
            offset: u64::from(issue * 40 + event) * 100,
            line: u64::from(issue * 40 + event + 1),
            text: text.as_bytes(),
        });
    }
}

/// A report into text; the bytes are those that are written.
#[divan::bench(args = RENDERERS.iter().map(|renderer| renderer.name()))]
fn render(bencher: Bencher, name: &str) {
    let renderer =
        RENDERERS.iter().find(|renderer| renderer.name() == name).expect("the name of a renderer");
    let report = report(&summary(&Log::Outage.file()).0);
    let style = Style::default();
    let mut text = Vec::new();
    renderer.render(&report, &style, &mut text).expect("memory does not fail");
    let count = BytesCount::of_slice(&text);
    bencher
        .counter(count)
        .bench_local(|| renderer.render(black_box(&report), &style, &mut io::sink()));
}

/// From files to a summary, with 1 and 2 threads.
mod end_to_end {
    use super::*;

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
            options.read.map_from = None;
        }
        let classifier = &*CLASSIFIER;
        bencher
            .counter(BytesCount::new(bytes))
            .bench_local(|| scan(&found, classifier, &options, &Progress::default()));
    }
}

fn find(paths: &[PathBuf]) -> Discovery {
    discover(paths, &DiscoverOptions::default()).expect("paths that exist")
}

/// The summary of a file, and how many bytes it stands for.
fn summary(path: &std::path::Path) -> (Summary, u64) {
    let found = find(&[path.to_owned()]);
    let summary = scan(&found, &CLASSIFIER, &ScanOptions::default(), &Progress::default());
    (summary, found.sources[0].size)
}

fn report(summary: &Summary) -> Report {
    Report::build(summary, &KNOWLEDGE, &ReportOptions::default())
}
