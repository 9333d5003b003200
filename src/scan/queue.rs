//! Who does what next. Ranges of files that are open go first; then the next source. A worker that finds neither waits
//! while another one is still opening a source, since that may bring ranges.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex},
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
    sources: usize,
}

#[derive(Default)]
struct State {
    /// Of each file that is open.
    ranges: VecDeque<Ranges>,
    next_source: usize,
    opening: usize,
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

impl Queue {
    pub(super) fn new(sources: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), sources }
    }

    /// The next job; `None` when everything is taken.
    pub(super) fn take(&self) -> Option<Job> {
        let mut state = self.state.lock().expect("no job panics inside the lock");
        loop {
            if let Some(range) = state.next_range() {
                return Some(Job::Range(range));
            }
            if state.next_source < self.sources {
                state.next_source += 1;
                state.opening += 1;
                return Some(Job::Source(state.next_source - 1));
            }
            if state.opening == 0 {
                return None;
            }
            state = self.changed.wait(state).expect("no job panics inside the lock");
        }
    }

    /// Adds the ranges of a source.
    pub(super) fn add(&self, ranges: impl Iterator<Item = RangeJob> + Send + 'static) {
        let mut state = self.state.lock().expect("no job panics inside the lock");
        state.ranges.push_back(Box::new(ranges));
        self.changed.notify_all();
    }

    /// Says that a source taken before will bring no more ranges.
    pub(super) fn opened(&self) {
        let mut state = self.state.lock().expect("no job panics inside the lock");
        state.opening -= 1;
        self.changed.notify_all();
    }
}
