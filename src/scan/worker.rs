//! What one thread does: takes jobs, and sums up what it read, source by source.

mod archive;
mod stream;

use std::{collections::BTreeMap, io, ops::Range, sync::Arc};

use super::{
    Changed, Lines, Plan, Progress, RangeJob, ScanOptions, Zone,
    fold::Fold,
    queue::{Job, Queue},
};
use crate::{
    formats::{Detection, Format, Plain, SAMPLE_LEN, detect},
    input::{
        Content, Duplicate, Filter, Given, Opened, Source, Watched, decoded_head, io_message,
        is_archive, map_range, open, ranges, read_range,
    },
    knowledge::{Classifier, Memo},
    problem::{Problem, ProblemKind},
    summary::{Summary, Tally, Unread},
};

/// What every worker shares.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) sources: &'a [Source],
    pub(super) filter: &'a Filter,
    /// Sources that others say all of.
    pub(super) copies: &'a BTreeMap<usize, Duplicate>,
    pub(super) classifier: &'a Classifier,
    pub(super) options: &'a ScanOptions,
    pub(super) progress: &'a Progress,
    pub(super) queue: &'a Queue,
    pub(super) lines: &'a Lines,
    pub(super) changed: &'a Changed,
}

/// One thread.
pub(super) struct Worker<'a> {
    shared: Shared<'a>,
    memo: Memo,
    summary: Summary,
    /// What the ranges of one source add up to. It is summed up when another source comes: that is dearer than a range.
    part: Option<Part>,
}

/// Mapped bytes whose counts are kept apart at most: they may be lost together when the file is truncated. Adding costs
/// some microseconds for each issue, so it is done four times less often than there are ranges.
const TRIAL_BYTES: u64 = 32 << 20;

/// The source at hand.
struct Part {
    source: usize,
    plan: Plan,
    /// Counts of lines that were sure before they were counted, or that proved so.
    tally: Tally,
    /// Counts of mapped ranges, which are void if the file changes while one of them is read.
    trial: Tally,
    /// Those ranges.
    on_trial: Vec<Range<u64>>,
    /// Bytes of mapped ranges that were added.
    accepted: u64,
}

/// Where the counts of a range go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Sure,
    OnTrial,
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
                Job::Range(RangeJob { source, file, range, plan }) => {
                    self.file(source, &file, range, &plan);
                }
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
        if let Some(copy) = self.shared.copies.get(&index) {
            return self.copy(source, *copy);
        }
        let opened = match open(source, SAMPLE_LEN) {
            Ok(opened) => opened,
            Err(error) => {
                let kind = match error.kind() {
                    io::ErrorKind::InvalidData => ProblemKind::Damaged,
                    _ => ProblemKind::Unreadable,
                };
                return self.fails(source, None, kind, io_message(&error));
            }
        };
        if let Some(archive) = opened.archive {
            return self.archive(source, opened, archive);
        }
        let Some(plan) = self.plan(source, &opened) else {
            return self.shared.progress.read(source.size);
        };
        let options = self.shared.options;
        match opened.content {
            Content::File(file)
                if file.size() > options.read.chunk_bytes && !plan.format.is_sequential() =>
            {
                let jobs = ranges(file.size(), options.read.chunk_bytes).map(|range| RangeJob {
                    source: index,
                    file: Arc::clone(&file),
                    range,
                    plan: plan.clone(),
                });
                self.shared.queue.add(jobs);
            }
            Content::File(file) => self.file(index, &file, 0..file.size(), &plan),
            Content::Stream(_) => self.whole(source, opened, &plan),
        }
    }

    /// How to read a source; `None` when it is no log, which is counted.
    fn plan(&mut self, source: &Source, opened: &Opened<'_>) -> Option<Plan> {
        if let Some(nested) = opened.nested() {
            self.leave_out(source, "compressed twice");
            self.fails(source, Some(0), ProblemKind::Unsupported, nested);
            return None;
        }
        let options = self.shared.options;
        let format = match choose(source, &opened.head) {
            Ok(format) => format,
            Err(kind) => {
                self.leave_out(source, kind);
                return None;
            }
        };
        let format = format.learn(&opened.head, options.date_order).unwrap_or(format);
        let zone = Zone::of(format, &opened.head, options.input_zone.as_ref());
        let writing = opened.writing;
        if let Some(remark) = writing.remark() {
            self.fails(source, Some(0), ProblemKind::Encoding, remark);
        }
        Some(Plan { format, zone, compression: opened.compression, writing })
    }

    /// Reads a range of a plain file, by map where that can be and holds.
    fn file(&mut self, index: usize, file: &Watched, range: Range<u64>, plan: &Plan) {
        let shared = self.shared;
        let size = range.end - range.start;
        // A sequential form is one range however long the file is, so a map would be as long.
        let is_large = |least| file.size() >= least && !plan.format.is_sequential();
        let given = if shared.options.read.map_from.is_some_and(is_large) {
            self.fold(index, plan, range.start, Trust::OnTrial, |fold| {
                map_range(file, &range, &mut |piece| fold.piece(&piece))
            })
        } else {
            Given::Nothing
        };
        self.settle(given, index, file, range, plan);
        shared.progress.read(size);
        shared.changed.note(&shared.sources[index].name, file);
    }

    /// Takes over, or reads anew, what became of a range.
    fn settle(
        &mut self,
        given: Given,
        index: usize,
        file: &Watched,
        range: Range<u64>,
        plan: &Plan,
    ) {
        match given {
            Given::Lines => self.holds(range),
            Given::Nothing => self.read(index, file, range, plan),
            Given::Void => {
                // Rare, so it may be dear: what can still be read is read again, and counted when it is sure.
                let mut again = self.drop_trial();
                again.push(range);
                for range in again {
                    self.read(index, file, range, plan);
                }
            }
        }
    }

    fn read(&mut self, index: usize, file: &Watched, range: Range<u64>, plan: &Plan) {
        let read = &self.shared.options.read;
        let outcome = self.fold(index, plan, range.start, Trust::Sure, |fold| {
            read_range(file, range, read, &mut |piece| fold.piece(&piece))
        });
        if let Err((offset, error)) = outcome {
            let source = &self.shared.sources[index];
            self.fails(source, Some(offset), ProblemKind::Unreadable, io_message(&error));
        }
    }

    /// A mapped range is as it was when it was counted.
    fn holds(&mut self, range: Range<u64>) {
        let Some(part) = &mut self.part else { return };
        part.on_trial.push(range);
        let sum: u64 = part.on_trial.iter().map(|range| range.end - range.start).sum();
        // Early on a smaller trial, so that no more is at stake than what is sure.
        if sum >= TRIAL_BYTES.min(part.accepted) {
            part.accepted += sum;
            part.accept();
        }
    }

    /// Forgets the counts that are on trial, and says which ranges they were of.
    fn drop_trial(&mut self) -> Vec<Range<u64>> {
        let Some(part) = &mut self.part else { return Vec::new() };
        part.trial = Tally::default();
        std::mem::take(&mut part.on_trial)
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
        if self.part.as_ref().is_none_or(|part| part.source != index) {
            self.sum_up();
        }
        let shared = self.shared;
        let source = &shared.sources[index];
        let part = self.part.get_or_insert_with(|| Part::new(index, plan));
        let instance = source.identity.instance.as_deref();
        let memo = &mut self.memo;
        let Shared { classifier, options, .. } = shared;
        let tally = match trust {
            Trust::Sure => &mut part.tally,
            Trust::OnTrial => &mut part.trial,
        };
        let mut fold = Fold::new(plan, classifier, options, instance, start, memo, tally);
        let outcome = read(&mut fold);
        shared.lines.add(&source.name, start, fold.finish());
        outcome
    }

    /// Adds the source at hand to the summary.
    fn sum_up(&mut self) {
        let Some(mut part) = self.part.take() else { return };
        part.accept();
        let Part { source, plan, tally, .. } = part;
        self.add(&self.shared.sources[source], &plan, tally);
    }

    /// Adds what a source holds to the summary.
    fn add(&mut self, source: &Source, plan: &Plan, tally: Tally) {
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

    /// A source that another one says all of: its bytes are counted and not read.
    fn copy(&mut self, source: &Source, copy: Duplicate) {
        self.shared.progress.read(source.size);
        let same_as = self.shared.sources[copy.of].name.clone();
        let what = if copy.is_link { "a hard link to" } else { "the same content as" };
        let message = format!("{what} {same_as}: counted once");
        self.fails(source, None, ProblemKind::Duplicate, message);
        self.summary.add_copy(&source.name, &source.identity, same_as, copy.bytes);
    }

    /// A file that is not looked at.
    fn unread(&mut self, source: &Source, kind: &'static str) {
        self.shared.progress.read(source.size);
        self.leave_out(source, kind);
    }

    /// A file that is no log: its bytes are counted and not read.
    fn leave_out(&mut self, source: &Source, kind: &'static str) {
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
        Self {
            source,
            plan: plan.clone(),
            tally: plan.tally(),
            trial: Tally::default(),
            on_trial: Vec::new(),
            accepted: 0,
        }
    }

    /// Takes over what was on trial.
    fn accept(&mut self) {
        if !self.on_trial.is_empty() {
            self.on_trial.clear();
            self.tally.absorb(std::mem::take(&mut self.trial));
        }
    }
}

/// Whether a source would be read, by the first bytes of it; more of them may say otherwise.
pub(super) fn is_log(source: &Source, head: &[u8]) -> bool {
    is_archive(head) || choose(source, &decoded_head(head)).is_ok()
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

#[cfg(test)]
mod tests;
