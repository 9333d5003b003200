//! The stages one by one, each in a function that valgrind knows by its name.

use std::hint::black_box;
use std::io;
use std::path::Path;

use nltriage::{
    formats::{Line, ModuleLog, read_line},
    input::{DiscoverOptions, Piece, ReadOptions, discover, read_stream},
    knowledge::{Classifier, KnowledgeBase, Scratch, find_named, mask},
    redact::Redactor,
    render::{RENDERERS, Style},
    report::{Report, ReportOptions},
    scan::{Progress, ScanOptions, scan},
    summary::Summary,
};

/// Does the work. Only what happens in here is counted, so it must keep its name (`callgrind::MEASURED`) and stay a
/// function.
#[inline(never)]
fn measured<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

/// Runs one stage on a log, as often as the log has something for it.
pub fn run(stage: &str, log: &Path) -> io::Result<()> {
    match stage {
        "split/read" => split(&read(log)?),
        "header/grammar" => headers(&read(log)?),
        "scan/info" | "scan/typical" | "scan/outage" => {
            black_box(Tool::new().scan(log, true));
        }
        "classify/mask" => {
            let mut template = Vec::new();
            each(&read(log)?, |message| mask(message, &mut template));
        }
        "classify/rules" => {
            let classifier = Tool::new().classifier;
            let mut scratch = Scratch::default();
            each(&read(log)?, |message| classifier.classify(message, &mut scratch));
        }
        "classify/names" => each(&read(log)?, |message| find_named(message).count()),
        "classify/redact" => each(&read(log)?, |message| Redactor::ON.keep(message, 1_200)),
        "report/build" => {
            let tool = Tool::new();
            let summary = tool.scan(log, false);
            measured(|| tool.report(&summary));
        }
        "report/json" => render("json", log),
        "report/terminal" => render("terminal", log),
        _ => return Err(io::Error::other(format!("no stage of the name `{stage}`"))),
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench reads its own log")]
fn read(log: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(log)
}

/// Bytes into windows of whole lines, and their ends found.
fn split(log: &[u8]) {
    let mut count = |piece: Piece<'_>| {
        if let Piece::Lines(lines) = piece {
            black_box(memchr::memchr_iter(b'\n', &lines.bytes[..lines.own]).count());
        }
    };
    measured(|| read_stream(log, &ReadOptions::default(), &mut count))
        .expect("memory does not fail");
}

/// Lines into records, by the grammar.
fn headers(log: &[u8]) {
    measured(|| {
        for line in log.split(|byte| *byte == b'\n') {
            black_box(read_line(&ModuleLog, line));
        }
    });
}

/// Every message of an error or a warning.
fn each<T>(log: &[u8], mut work: impl FnMut(&[u8]) -> T) {
    let message = |line| match read_line(&ModuleLog, line) {
        Line::Record(record, _) if record.level.is_event() => Some(record.message),
        _ => None,
    };
    let messages: Vec<_> = log.split(|byte| *byte == b'\n').filter_map(message).collect();
    measured(|| {
        for message in messages {
            black_box(work(message));
        }
    });
}

/// A report into text.
fn render(name: &str, log: &Path) {
    let tool = Tool::new();
    let report = tool.report(&tool.scan(log, false));
    let renderer = RENDERERS.iter().find(|renderer| renderer.name() == name);
    let renderer = renderer.expect("the name of a renderer");
    measured(|| renderer.render(&report, &Style::default(), &mut io::sink()))
        .expect("a sink does not fail");
}

/// The knowledge, and what comes of it.
struct Tool {
    knowledge: KnowledgeBase,
    classifier: Classifier,
}

impl Tool {
    fn new() -> Self {
        let knowledge = KnowledgeBase::builtin().expect("the built-in rules are sound");
        let classifier = Classifier::new(&knowledge).expect("the built-in rules compile");
        Self { knowledge, classifier }
    }

    fn scan(&self, log: &Path, is_measured: bool) -> Summary {
        let found = discover(&[log.to_owned()], &DiscoverOptions::default()).expect("a log");
        let options = ScanOptions { threads: 1, ..ScanOptions::default() };
        let scan = || scan(&found, &self.classifier, &options, &Progress::default());
        if is_measured { measured(scan) } else { scan() }
    }

    fn report(&self, summary: &Summary) -> Report {
        Report::build(summary, &self.knowledge, &ReportOptions::default())
    }
}
