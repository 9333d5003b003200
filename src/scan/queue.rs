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

pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    sources: usize,
}

#[derive(Default)]
struct State {
    ranges: VecDeque<RangeJob>,
    next_source: usize,
    opening: usize,
}

impl Queue {
    pub(super) fn new(sources: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), sources }
    }

    /// The next job; `None` when everything is taken.
    pub(super) fn take(&self) -> Option<Job> {
        let mut state = self.state.lock().expect("no job panics inside the lock");
        loop {
            if let Some(range) = state.ranges.pop_front() {
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
    pub(super) fn add(&self, ranges: impl Iterator<Item = RangeJob>) {
        let mut state = self.state.lock().expect("no job panics inside the lock");
        state.ranges.extend(ranges);
        self.changed.notify_all();
    }

    /// Says that a source taken before will bring no more ranges.
    pub(super) fn opened(&self) {
        let mut state = self.state.lock().expect("no job panics inside the lock");
        state.opening -= 1;
        self.changed.notify_all();
    }
}
