//! A clock that goes back: later records of a log carry earlier times.

use std::cmp::Reverse;

use crate::record::Timestamp;

/// Shorter steps are no news: processes write to one log, and their records cross. In microseconds.
const MIN_STEP: i64 = 60 * Timestamp::PER_SECOND;

/// Steps back in one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steps {
    /// How many of at least a minute.
    pub count: u64,
    /// The greatest; of equal ones the first in the log.
    pub greatest: Option<Step>,
}

/// One step back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// By how much, in seconds.
    pub seconds: i64,
    /// Offset of the record after it.
    pub offset: u64,
    /// Time of that record.
    pub at: Timestamp,
}

impl Steps {
    /// Compares the times of two records, the second of which is at `offset`.
    pub fn add(&mut self, before: Timestamp, at: Timestamp, offset: u64) {
        let micros = before.0.saturating_sub(at.0);
        if micros >= MIN_STEP {
            let seconds = micros / Timestamp::PER_SECOND;
            self.merge(Steps { count: 1, greatest: Some(Step { seconds, offset, at }) });
        }
    }

    /// Adds those of another part of the log.
    pub fn merge(&mut self, other: Steps) {
        let Steps { count, greatest } = other;
        self.count += count;
        let both = self.greatest.into_iter().chain(greatest);
        self.greatest = both.max_by_key(|step| (step.seconds, Reverse(step.offset)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_step_back_is_kept() {
        let mut steps = Steps::default();
        for (offset, before, at) in
            [(0, 0, 50), (100, 100, 50), (200, 200, 100), (500, 500, 300), (400, 400, 200)]
        {
            steps.add(Timestamp::from_seconds(before), Timestamp::from_seconds(at), offset);
        }
        assert_eq!(steps.count, 3);
        let greatest = steps.greatest.expect("a step");
        assert_eq!((greatest.seconds, greatest.offset), (200, 400));
    }
}
