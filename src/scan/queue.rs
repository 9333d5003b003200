//! Who does what next. Ranges of files that are open go first; then the next source. A worker that finds neither waits
//! while another one is still opening a source, since that may bring ranges.
//!
//! The queue also knows how many threads are at work, those that decode for others included, and never lets more be.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard},
};

use super::RangeJob;

pub(super) enum Job {
    /// Open the source of this index.
    Source(usize),
    /// Read a range.
    Range(RangeJob),
}

/// The ranges of a file, cut when they are asked for: a sparse file may have millions.
type Ranges = Box<dyn Iterator<Item = RangeJob> + Send>;

pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// Sources to be read, by index, in this order.
    sources: Vec<usize>,
    threads: usize,
}

#[derive(Default)]
struct State {
    /// Of each file that is open.
    ranges: VecDeque<Ranges>,
    next_source: usize,
    opening: usize,
    /// Threads that have something to do.
    busy: usize,
}

impl State {
    fn next_range(&mut self) -> Option<RangeJob> {
        while let Some(ranges) = self.ranges.front_mut() {
            match ranges.next() {
                Some(range) => return Some(range),
                None => drop(self.ranges.pop_front()),
            }
        }
        None
    }
}

/// What there is for a worker.
enum Next {
    Job(Job),
    /// Nothing now.
    Later,
    Never,
}

impl Queue {
    pub(super) fn new(sources: Vec<usize>, threads: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), sources, threads }
    }

    /// The next job; `None` when everything is taken. Say [`Queue::done`] behind it.
    pub(super) fn take(&self) -> Option<Job> {
        let mut state = self.state();
        loop {
            match self.next(&mut state) {
                Next::Job(job) => return Some(job),
                Next::Later => {
                    state = self.changed.wait(state).expect("no job panics inside the lock");
                }
                Next::Never => return None,
            }
        }
    }

    fn next(&self, state: &mut State) -> Next {
        if state.busy < self.threads {
            if let Some(range) = state.next_range() {
                state.busy += 1;
                return Next::Job(Job::Range(range));
            }
            if let Some(source) = self.sources.get(state.next_source) {
                state.next_source += 1;
                state.opening += 1;
                state.busy += 1;
                return Next::Job(Job::Source(*source));
            }
        }
        let is_empty = state.ranges.is_empty() && state.next_source == self.sources.len();
        if is_empty && state.opening == 0 { Next::Never } else { Next::Later }
    }

    /// Adds the ranges of a source.
    pub(super) fn add(&self, ranges: impl Iterator<Item = RangeJob> + Send + 'static) {
        self.state().ranges.push_back(Box::new(ranges));
        self.changed.notify_all();
    }

    /// Says that a range is read.
    pub(super) fn done(&self) {
        self.state().busy -= 1;
        self.changed.notify_all();
    }

    /// Says that a source is read, or that it has brought its ranges.
    pub(super) fn opened(&self) {
        self.state().opening -= 1;
        self.done();
    }

    /// A thread that would have nothing to do, to decode for the one that asks; `None` when all have.
    pub(super) fn spare(&self) -> Option<Spare<'_>> {
        let mut state = self.state();
        let waiting = self.sources.len() - state.next_source;
        let is_spare = state.ranges.is_empty() && state.busy + waiting < self.threads;
        is_spare.then(|| {
            state.busy += 1;
            Spare(self)
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no job panics inside the lock")
    }
}

/// A thread that was taken from those that work, and that is given back when this is dropped.
pub(super) struct Spare<'a>(&'a Queue);

impl Drop for Spare<'_> {
    fn drop(&mut self) {
        self.0.done();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a worker gets now, if it need not wait.
    fn now(queue: &Queue) -> Next {
        queue.next(&mut queue.state())
    }

    #[test]
    fn no_more_threads_work_than_there_are_and_none_is_idle_while_there_is_work() {
        let queue = Queue::new(vec![7, 8], 4);
        assert!(matches!(now(&queue), Next::Job(Job::Source(7))));
        // One for this source, one for the other, so two are left.
        let first = queue.spare();
        assert!(first.is_some());
        assert!(matches!(now(&queue), Next::Job(Job::Source(8))));
        let second = queue.spare();
        assert!(second.is_some() && queue.spare().is_none());
        assert!(matches!(now(&queue), Next::Later), "the other source may bring ranges");
        drop(first);
        let again = queue.spare();
        assert!(again.is_some());
        queue.opened();
        queue.opened();
        assert!(matches!(now(&queue), Next::Never));
        drop((second, again));
        assert_eq!(queue.state().busy, 0);
    }

    #[test]
    fn who_reads_waits_while_all_are_busy() {
        let queue = Queue::new(vec![0, 1, 2], 2);
        assert!(matches!(now(&queue), Next::Job(Job::Source(0))));
        assert!(queue.spare().is_none(), "another source needs it");
        assert!(matches!(now(&queue), Next::Job(Job::Source(1))));
        assert!(matches!(now(&queue), Next::Later));
        queue.opened();
        assert!(matches!(now(&queue), Next::Job(Job::Source(2))));
        queue.opened();
        let spare = queue.spare();
        assert!(spare.is_some());
        // As if the source had brought ranges: nobody decodes while there may be some.
        queue.add(std::iter::empty());
        assert!(matches!(now(&queue), Next::Later));
        drop(spare);
        assert!(queue.spare().is_none());
        queue.opened();
        assert!(matches!(now(&queue), Next::Never));
    }
}
