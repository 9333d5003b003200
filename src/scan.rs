//! The driver: sources in, one summary out. The only place that starts threads.
//!
//! Open a source, learn its form from its head, cut it into ranges; per range: lines → records → events → tally → summary,
//! merged per thread and at the end. A range does not know what stands before it, and what it says does not depend on where
//! it was cut, so any number of threads and any size of range give the same summary.

mod fold;
mod queue;
mod zone;

use std::{
    collections::BTreeMap,
    fs::File,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use fold::Fold;
use queue::{Job, Queue};
pub use zone::Zone;

use crate::{
    formats::{DateOrder, Detection, Format, Plain, SAMPLE_LEN, detect},
    input::{
        Content, Discovery, Opened, Origin, ReadOptions, Source, io_message, open, ranges,
        read_range, read_stream,
    },
    knowledge::Classifier,
    problem::{Problem, ProblemKind},
    redact::Redactor,
    summary::{Inventory, Summary, Unread},
    window::Window,
};

/// How to scan; of these only the window, the zone and the redactor change what is found.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// Number of threads, at least one.
    pub threads: usize,
    /// How to read.
    pub read: ReadOptions,
    /// Records outside are counted as out of range.
    pub window: Window,
    /// Zone of stamps that name none, where the file itself does not tell.
    pub input_zone: Option<jiff::tz::TimeZone>,
    /// Which number of a journal's date is the day, where the file itself does not tell.
    pub date_order: Option<DateOrder>,
    /// What happens to personal data.
    pub redactor: Redactor,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, usize::from),
            read: ReadOptions::default(),
            window: Window::ALL,
            input_zone: None,
            date_order: None,
            redactor: Redactor::ON,
        }
    }
}

/// How far a scan is; read it from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes on disk that were read.
    pub bytes: AtomicU64,
    /// Name of a source that is being read.
    pub current: Mutex<String>,
}

impl Progress {
    fn starts(&self, name: &str) {
        if let Ok(mut current) = self.current.lock() {
            name.clone_into(&mut current);
        }
    }

    fn read(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Reads all sources and sums them up. Sources that fail become problems of the summary.
///
/// # Panics
/// When a worker thread panics, which is a bug.
#[must_use]
pub fn scan(
    found: &Discovery,
    classifier: &Classifier,
    options: &ScanOptions,
    progress: &Progress,
) -> Summary {
    let queue = Queue::new(found.sources.len());
    let lines = Lines::default();
    let scanner = Scanner {
        sources: &found.sources,
        classifier,
        options,
        progress,
        queue: &queue,
        lines: &lines,
    };
    let threads = options.threads.max(1);
    let parts: Vec<Summary> = thread::scope(|scope| {
        let workers: Vec<_> = (1..threads).map(|_| scope.spawn(|| scanner.work())).collect();
        let own = scanner.work();
        let others = workers.into_iter().map(|worker| worker.join().expect("a worker ends well"));
        std::iter::once(own).chain(others).collect()
    });
    let mut summary = parts.into_iter().reduce(Summary::merge).unwrap_or_default();
    summary.problems.extend(found.problems.iter().cloned());
    summary.inventory.merge(inventory(found));
    let lines = lines.into_sums();
    summary.settle(|source, offset| {
        let before = lines.get(source).and_then(|ranges| ranges.range(..=offset).next_back());
        before.map_or(0, |(_, lines)| *lines)
    });
    summary
}

/// What was there, by the paths alone.
fn inventory(found: &Discovery) -> Inventory {
    let files = found.sources.iter().map(|source| &source.identity);
    Inventory {
        files: files.filter(|identity| !identity.is_unknown()).cloned().collect(),
        folders: found.folders.clone(),
        empty_folders: found.empty_folders.clone(),
        ..Inventory::default()
    }
}

/// What every worker shares.
#[derive(Clone, Copy)]
struct Scanner<'a> {
    sources: &'a [Source],
    classifier: &'a Classifier,
    options: &'a ScanOptions,
    progress: &'a Progress,
    queue: &'a Queue,
    lines: &'a Lines,
}

impl Scanner<'_> {
    /// Takes jobs until there are none.
    fn work(&self) -> Summary {
        let mut summary = Summary::default();
        while let Some(job) = self.queue.take() {
            let part = match job {
                Job::Source(index) => {
                    let part = self.source(index);
                    self.queue.opened();
                    part
                }
                Job::Range(job) => self.range(&job),
            };
            summary = summary.merge(part);
        }
        summary
    }

    /// Opens a source and reads it, or cuts it into ranges for everybody.
    fn source(&self, index: usize) -> Summary {
        let source = &self.sources[index];
        self.progress.starts(&source.name);
        if source.is_crash_dump {
            return self.unread(source, "crash dump");
        }
        let opened = match open(source, SAMPLE_LEN) {
            Ok(opened) => opened,
            Err(error) => {
                return failed(source, None, ProblemKind::Unreadable, &io_message(&error));
            }
        };
        let format = match choose(source, &opened.head) {
            Ok(format) => format,
            Err(kind) => return self.unread(source, kind),
        };
        let format = format.learn(&opened.head, self.options.date_order).unwrap_or(format);
        let zone = Zone::of(format, &opened.head, self.options.input_zone.as_ref());
        let plan = Plan { format, zone, compression: opened.compression };
        match opened.content {
            Content::File(file, len)
                if len > self.options.read.chunk_bytes && !format.is_sequential() =>
            {
                drop(file);
                self.queue.add(ranges(len, self.options.read.chunk_bytes).map(|range| RangeJob {
                    source: index,
                    len,
                    range,
                    plan: plan.clone(),
                }));
                Summary::default()
            }
            Content::File(file, len) => self.file(source, file, len, 0..len, &plan),
            Content::Stream(_) => self.stream(source, opened, &plan),
        }
    }

    fn range(&self, job: &RangeJob) -> Summary {
        let source = &self.sources[job.source];
        let Origin::File(path) = &source.origin else {
            return Summary::default();
        };
        #[expect(clippy::disallowed_methods, reason = "a file that `open` opened before")]
        match File::open(path) {
            Ok(file) => self.file(source, file, job.len, job.range.clone(), &job.plan),
            Err(error) => {
                failed(source, Some(job.range.start), ProblemKind::Unreadable, &io_message(&error))
            }
        }
    }

    fn file(
        &self,
        source: &Source,
        mut file: File,
        len: u64,
        range: std::ops::Range<u64>,
        plan: &Plan,
    ) -> Summary {
        let mut fold = Fold::new(
            plan,
            self.classifier,
            self.options.window,
            source.identity.instance.as_deref(),
            range.start,
        );
        let size = range.end - range.start;
        let mut read = self.options.read;
        if plan.format.is_sequential() {
            // One range however long the file is, so a map would be as long.
            read.map_from = None;
        }
        let outcome = read_range(&mut file, len, range, &read, &mut |piece| fold.piece(&piece));
        self.progress.read(size);
        let failure = outcome
            .err()
            .map(|(offset, error)| (offset, ProblemKind::Unreadable, io_message(&error)));
        self.finish(source, plan, fold, failure)
    }

    fn stream(&self, source: &Source, opened: Opened, plan: &Plan) -> Summary {
        let Content::Stream(stream) = opened.content else {
            return Summary::default();
        };
        let mut fold = Fold::new(
            plan,
            self.classifier,
            self.options.window,
            source.identity.instance.as_deref(),
            0,
        );
        let mut seen = 0;
        let outcome = read_stream(stream, &self.options.read, &mut |piece| {
            fold.piece(&piece);
            let consumed = opened.consumed.load(Ordering::Relaxed);
            self.progress.read(consumed - seen);
            seen = consumed;
        });
        self.progress.read(source.size.saturating_sub(seen));
        let failure = outcome.err().map(|(offset, error)| match plan.compression {
            None => (offset, ProblemKind::Unreadable, io_message(&error)),
            Some(compression) => {
                let consumed = opened.consumed.load(Ordering::Relaxed);
                let message = format!(
                    "{compression} data damaged at compressed byte {consumed} ({}); {offset} decoded bytes were kept",
                    io_message(&error)
                );
                (offset, ProblemKind::Damaged, message)
            }
        });
        self.finish(source, plan, fold, failure)
    }

    fn finish(
        &self,
        source: &Source,
        plan: &Plan,
        fold: Fold<'_>,
        failure: Option<(u64, ProblemKind, String)>,
    ) -> Summary {
        let (range, lines, tally) = fold.into_parts();
        self.lines.add(&source.name, range, lines);
        let mut identity = source.identity.clone();
        if let Some(module) = plan.format.module().filter(|_| identity.is_unknown()) {
            module.clone_into(&mut identity.module);
        }
        let summary = tally.into_summary(&source.name, &identity, self.options.redactor);
        match failure {
            None => summary,
            Some((offset, kind, message)) => {
                summary.merge(failed(source, Some(offset), kind, &message))
            }
        }
    }

    /// A file that is no log: its bytes are counted and not read.
    fn unread(&self, source: &Source, kind: &'static str) -> Summary {
        self.progress.read(source.size);
        let mut summary = Summary::default();
        let names = [source.name.clone()].into();
        summary.add_unread(kind, Unread { files: 1, bytes: source.size, names });
        if source.is_explicit && kind != "empty" {
            let message = format!("{kind}, not a log: skipped");
            summary = summary.merge(failed(source, Some(0), ProblemKind::NotALog, &message));
        }
        summary
    }
}

/// A summary of one problem.
fn failed(source: &Source, offset: Option<u64>, kind: ProblemKind, message: &str) -> Summary {
    let problem =
        Problem { source: source.name.clone(), offset, kind, message: message.to_owned() };
    Summary { problems: [problem].into(), ..Summary::default() }
}

/// The form to read a source in, or what it is instead of a log.
fn choose(source: &Source, head: &[u8]) -> Result<&'static dyn Format, &'static str> {
    match detect(head) {
        Detection::Log(format) => Ok(format),
        Detection::Text { has_code } if source.is_explicit || has_code || source.has_log_name() => {
            Ok(&Plain)
        }
        Detection::Text { .. } => Err("text"),
        Detection::Other(kind) => Err(kind),
        Detection::Empty => Err("empty"),
    }
}

/// What was learnt about a source when it was opened.
#[derive(Debug, Clone)]
struct Plan {
    format: &'static dyn Format,
    zone: Zone,
    compression: Option<&'static str>,
}

/// A range of a large file.
#[derive(Debug)]
struct RangeJob {
    source: usize,
    len: u64,
    range: std::ops::Range<u64>,
    plan: Plan,
}

/// Lines of each range, by source and start of the range, from which line numbers follow at the end.
#[derive(Debug, Default)]
struct Lines(Mutex<BTreeMap<String, BTreeMap<u64, u64>>>);

impl Lines {
    fn add(&self, source: &str, range: u64, lines: u64) {
        let mut all = self.0.lock().expect("no thread panics while it counts");
        all.entry(source.to_owned()).or_default().insert(range, lines);
    }

    /// How many lines stand before each range.
    fn into_sums(self) -> BTreeMap<String, BTreeMap<u64, u64>> {
        let mut all = self.0.into_inner().expect("no thread panics while it counts");
        for ranges in all.values_mut() {
            let mut sum = 0;
            for lines in ranges.values_mut() {
                sum += std::mem::replace(lines, sum);
            }
        }
        all
    }
}
