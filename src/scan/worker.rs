//! What one thread does: takes jobs, and sums up what it read, source by source.

use std::{fs::File, ops::Range, sync::atomic::Ordering};

use super::{
    Lines, Plan, Progress, RangeJob, ScanOptions, Zone,
    fold::Fold,
    queue::{Job, Queue},
};
use crate::{
    formats::{Detection, Format, Plain, SAMPLE_LEN, detect},
    input::{Content, Opened, Origin, Source, io_message, open, ranges, read_range, read_stream},
    knowledge::{Classifier, Memo},
    problem::{Problem, ProblemKind},
    summary::{Summary, Tally, Unread},
};

/// What every worker shares.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) sources: &'a [Source],
    pub(super) classifier: &'a Classifier,
    pub(super) options: &'a ScanOptions,
    pub(super) progress: &'a Progress,
    pub(super) queue: &'a Queue,
    pub(super) lines: &'a Lines,
}

/// One thread.
pub(super) struct Worker<'a> {
    shared: Shared<'a>,
    memo: Memo,
    summary: Summary,
    /// What the ranges of one source add up to. It is summed up when another source comes: that is dearer than a range.
    part: Option<Part>,
}

/// The source at hand.
struct Part {
    source: usize,
    plan: Plan,
    tally: Tally,
}

impl<'a> Worker<'a> {
    pub(super) fn new(shared: Shared<'a>) -> Self {
        let memo = if shared.options.is_plain { Memo::none() } else { Memo::default() };
        Self { shared, memo, summary: Summary::default(), part: None }
    }

    /// Takes jobs until there are none.
    pub(super) fn work(mut self) -> Summary {
        while let Some(job) = self.shared.queue.take() {
            match job {
                Job::Source(index) => {
                    self.source(index);
                    self.shared.queue.opened();
                }
                Job::Range(job) => self.range(&job),
            }
        }
        self.sum_up();
        self.summary
    }

    /// Opens a source and reads it, or cuts it into ranges for everybody.
    fn source(&mut self, index: usize) {
        let source = &self.shared.sources[index];
        self.shared.progress.starts(&source.name);
        if source.is_crash_dump {
            return self.unread(source, "crash dump");
        }
        let opened = match open(source, SAMPLE_LEN) {
            Ok(opened) => opened,
            Err(error) => {
                return self.fails(source, None, ProblemKind::Unreadable, io_message(&error));
            }
        };
        let options = self.shared.options;
        let format = match choose(source, &opened.head) {
            Ok(format) => format,
            Err(kind) => return self.unread(source, kind),
        };
        let format = format.learn(&opened.head, options.date_order).unwrap_or(format);
        let zone = Zone::of(format, &opened.head, options.input_zone.as_ref());
        let plan = Plan { format, zone, compression: opened.compression };
        match opened.content {
            Content::File(file, len)
                if len > options.read.chunk_bytes && !format.is_sequential() =>
            {
                drop(file);
                let jobs = ranges(len, options.read.chunk_bytes).map(|range| RangeJob {
                    source: index,
                    len,
                    range,
                    plan: plan.clone(),
                });
                self.shared.queue.add(jobs);
            }
            Content::File(file, len) => self.file(index, file, len, 0..len, &plan),
            Content::Stream(_) => self.stream(index, opened, &plan),
        }
    }

    fn range(&mut self, job: &RangeJob) {
        let source = &self.shared.sources[job.source];
        let Origin::File(path) = &source.origin else { return };
        #[expect(clippy::disallowed_methods, reason = "a file that `open` opened before")]
        match File::open(path) {
            Ok(file) => self.file(job.source, file, job.len, job.range.clone(), &job.plan),
            Err(error) => {
                let message = io_message(&error);
                self.fails(source, Some(job.range.start), ProblemKind::Unreadable, message);
            }
        }
    }

    fn file(&mut self, index: usize, mut file: File, len: u64, range: Range<u64>, plan: &Plan) {
        let size = range.end - range.start;
        let mut read = self.shared.options.read;
        if plan.format.is_sequential() {
            // One range however long the file is, so a map would be as long.
            read.map_from = None;
        }
        let outcome = self.fold(index, plan, range.start, |fold| {
            read_range(&mut file, len, range, &read, &mut |piece| fold.piece(&piece))
        });
        self.shared.progress.read(size);
        if let Err((offset, error)) = outcome {
            let source = &self.shared.sources[index];
            self.fails(source, Some(offset), ProblemKind::Unreadable, io_message(&error));
        }
    }

    fn stream(&mut self, index: usize, opened: Opened, plan: &Plan) {
        let Content::Stream(stream) = opened.content else { return };
        let source = &self.shared.sources[index];
        let Shared { options, progress, .. } = self.shared;
        let mut seen = 0;
        let outcome = self.fold(index, plan, 0, |fold| {
            read_stream(stream, &options.read, &mut |piece| {
                fold.piece(&piece);
                let consumed = opened.consumed.load(Ordering::Relaxed);
                progress.read(consumed - seen);
                seen = consumed;
            })
        });
        progress.read(source.size.saturating_sub(seen));
        let Err((offset, error)) = outcome else { return };
        let error = io_message(&error);
        match plan.compression {
            None => self.fails(source, Some(offset), ProblemKind::Unreadable, error),
            Some(compression) => {
                let consumed = opened.consumed.load(Ordering::Relaxed);
                let message = format!(
                    "{compression} data damaged at compressed byte {consumed} ({error}); {offset} decoded bytes were kept"
                );
                self.fails(source, Some(offset), ProblemKind::Damaged, message);
            }
        }
    }

    /// Reads the lines of a range that begins at `start`, by `read`, into what the source adds up to.
    fn fold<T>(
        &mut self,
        index: usize,
        plan: &Plan,
        start: u64,
        read: impl FnOnce(&mut Fold<'_>) -> T,
    ) -> T {
        if self.part.as_ref().is_none_or(|part| part.source != index) {
            self.sum_up();
        }
        let shared = self.shared;
        let source = &shared.sources[index];
        let part = self.part.get_or_insert_with(|| Part::new(index, plan));
        let instance = source.identity.instance.as_deref();
        let memo = &mut self.memo;
        let Shared { classifier, options, .. } = shared;
        let mut fold = Fold::new(plan, classifier, options, instance, start, memo, &mut part.tally);
        let outcome = read(&mut fold);
        shared.lines.add(&source.name, start, fold.finish());
        outcome
    }

    /// Adds the source at hand to the summary.
    fn sum_up(&mut self) {
        let Some(Part { source, plan, tally }) = self.part.take() else { return };
        let source = &self.shared.sources[source];
        let mut identity = source.identity.clone();
        if let Some(module) = plan.format.module().filter(|_| identity.is_unknown()) {
            module.clone_into(&mut identity.module);
        }
        let redactor = self.shared.options.redactor;
        let part = tally.into_summary(&source.name, &identity, redactor);
        self.summary = std::mem::take(&mut self.summary).merge(part);
    }

    /// Notes what went wrong with a source.
    fn fails(&mut self, source: &Source, offset: Option<u64>, kind: ProblemKind, message: String) {
        self.summary.problems.insert(Problem {
            source: source.name.clone(),
            offset,
            kind,
            message,
        });
    }

    /// A file that is no log: its bytes are counted and not read.
    fn unread(&mut self, source: &Source, kind: &'static str) {
        self.shared.progress.read(source.size);
        let names = [source.name.clone()].into();
        self.summary.add_unread(kind, Unread { files: 1, bytes: source.size, names });
        if source.is_explicit && kind != "empty" {
            let message = format!("{kind}, not a log: skipped");
            self.fails(source, Some(0), ProblemKind::NotALog, message);
        }
    }
}

impl Part {
    fn new(source: usize, plan: &Plan) -> Self {
        let mut tally = Tally::default();
        tally.account.format = plan.format.name();
        tally.account.compression = plan.compression;
        Self { source, plan: plan.clone(), tally }
    }
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
