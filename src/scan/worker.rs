//! What one thread does: takes jobs, and sums up what it read, source by source.

mod archive;
mod plan;
mod range;
mod stream;
mod trial;

use std::{
    collections::BTreeMap,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

pub(super) use self::plan::is_log;
use self::trial::{Part, Trust};
use super::{
    Changed, Dropped, Lines, Plan, Progress, RangeJob, ScanOptions, Zone,
    changed::unreadable,
    copies::Gone,
    fold::Fold,
    queue::{Job, Queue, Spare},
};
use crate::{
    input::{Content, Filter, Seen, Source, io_message, written_ranges},
    knowledge::{Classifier, Memo},
    problem::{Problem, ProblemKind},
    summary::{Summary, Tally},
};

/// What every worker shares.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) sources: &'a [Source],
    pub(super) filter: &'a Filter,
    /// What those were that were compared, and which of them were not when they were opened.
    pub(super) seen: &'a BTreeMap<usize, Seen>,
    pub(super) gone: &'a Gone,
    pub(super) classifier: &'a Classifier,
    pub(super) options: &'a ScanOptions,
    pub(super) progress: &'a Progress,
    pub(super) queue: &'a Queue,
    pub(super) lines: &'a Lines,
    pub(super) changed: &'a Changed,
    pub(super) dropped: &'a Dropped,
}

/// One thread.
pub(super) struct Worker<'a> {
    shared: Shared<'a>,
    memo: Memo,
    summary: Summary,
    /// What the ranges of one source add up to. It is summed up when another source comes: that is dearer than a range.
    part: Option<Part>,
    /// Whether the source at hand is compressed or an archive.
    is_packed: bool,
    /// For what is read of plain files: room that is made once.
    room: Vec<u8>,
    /// A thread that decodes for this one.
    spare: Option<Spare<'a>>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(shared: Shared<'a>) -> Self {
        Self {
            shared,
            memo: memo(shared.options),
            summary: Summary::default(),
            part: None,
            is_packed: false,
            room: Vec::new(),
            spare: None,
        }
    }

    /// Takes jobs until there are none.
    pub(super) fn work(mut self) -> Summary {
        while let Some(job) = self.shared.queue.take() {
            match job {
                Job::Source(index) => {
                    self.guarded(|worker| worker.source(index), index);
                    self.spare = None;
                    self.shared.queue.opened();
                }
                Job::Range(RangeJob { source, file, range, plan }) => {
                    self.guarded(|worker| worker.file(source, &file, range, &plan), source);
                    self.shared.queue.done();
                }
            }
        }
        // Summing up takes room, and shapes leave some.
        self.memo = Memo::default();
        self.finish();
        self.summary
    }

    /// Does a job on a source, behind what is left to do of another one: a bug in either takes nothing from the other.
    fn guarded(&mut self, job: impl FnOnce(&mut Self), index: usize) {
        if self.part.as_ref().is_some_and(|part| part.source != index) {
            self.finish();
        }
        self.caught(job, index);
    }

    /// Sums up the source at hand, if there is one.
    fn finish(&mut self) {
        if let Some(part) = &self.part {
            let source = part.source;
            self.caught(Worker::sum_up, source);
        }
    }

    /// A panic is a bug: what this thread has counted of the source may be half counted, so it is dropped, and named.
    /// Everything else stays.
    fn caught(&mut self, job: impl FnOnce(&mut Self), index: usize) {
        self.is_packed = false;
        if catch_unwind(AssertUnwindSafe(|| job(self))).is_ok() {
            return;
        }
        self.part = None;
        self.memo = memo(self.shared.options);
        if !self.is_packed {
            self.shared.dropped.note(index);
        }
        let message =
            "internal error while it was read, a bug: counts are missing; please report it";
        let source = &self.shared.sources[index];
        self.fails(source, None, ProblemKind::Internal, message.to_owned());
    }

    /// Opens a source and reads it, or cuts it into ranges for everybody.
    fn source(&mut self, index: usize) {
        let source = &self.shared.sources[index];
        self.shared.progress.starts(&source.name);
        if source.is_crash_dump {
            return self.unread(source, "crash dump");
        }
        let opened = match self.open(index) {
            Ok(opened) => opened,
            Err(error) => {
                let kind = match error.kind() {
                    io::ErrorKind::InvalidData => ProblemKind::Damaged,
                    _ => ProblemKind::Unreadable,
                };
                return self.fails(source, None, kind, io_message(&error));
            }
        };
        self.takes(&opened);
        if let Some(archive) = opened.archive {
            return self.archive(source, opened, archive);
        }
        let Some(mut plan) = self.plan(source, &opened) else {
            if let Content::File(file) = &opened.content {
                self.summary.problems.extend(unreadable(&source.name, &file.changes()));
            }
            return self.shared.progress.read(source.size);
        };
        let options = self.shared.options;
        match opened.content {
            Content::File(file)
                if file.size() > options.read.chunk_bytes && !plan.format.is_sequential() =>
            {
                let ranges = written_ranges(Arc::clone(&file), options.read.chunk_bytes);
                self.shared.queue.add(ranges.map(move |range| RangeJob {
                    source: index,
                    file: Arc::clone(&file),
                    range,
                    plan: plan.clone(),
                }));
            }
            Content::File(file) => {
                plan.is_whole = true;
                self.file(index, &file, 0..file.size(), &plan);
            }
            Content::Stream(_) => self.whole(source, opened, &plan),
        }
    }

    /// Reads the lines of a range that begins at `start`, by `read`, into what the source adds up to.
    fn fold<T>(
        &mut self,
        index: usize,
        plan: &Plan,
        start: u64,
        trust: Trust,
        read: impl FnOnce(&mut Fold<'_>) -> T,
    ) -> T {
        let shared = self.shared;
        let source = &shared.sources[index];
        // What is left of another source was summed up before the job.
        let part = self.part.get_or_insert_with(|| Part::new(index, plan));
        let instance = source.identity.instance.as_deref();
        let memo = &mut self.memo;
        let Shared { classifier, options, .. } = shared;
        let tally = part.of(trust);
        let mut fold = Fold::new(plan, classifier, options, instance, start, memo, tally);
        let outcome = read(&mut fold);
        let lines = fold.finish();
        if !plan.is_whole {
            shared.lines.add(&source.name, start, lines);
        }
        outcome
    }

    /// Adds the source at hand to the summary.
    fn sum_up(&mut self) {
        let Some(part) = self.part.take() else { return };
        let (source, plan, tally) = part.into_tally();
        self.add(&self.shared.sources[source], &plan, tally);
    }

    /// Adds what a source holds to the summary.
    fn add(&mut self, source: &Source, plan: &Plan, mut tally: Tally) {
        if plan.is_whole {
            tally.account.settle();
        }
        let mut identity = Arc::clone(&source.identity);
        if let Some(module) = plan.format.module().filter(|_| identity.is_unknown()) {
            module.clone_into(&mut Arc::make_mut(&mut identity).module);
        }
        let redactor = self.shared.options.redactor;
        tally.add_to(&mut self.summary, &source.name, &identity, redactor);
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
}

fn memo(options: &ScanOptions) -> Memo {
    if options.is_plain { Memo::none() } else { Memo::default() }
}

#[cfg(test)]
mod tests;
