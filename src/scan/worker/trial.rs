//! What the ranges of one source add up to, and which of it may still prove void.
//!
//! A mapped file may be truncated while its lines are counted, so the counts of mapped ranges are kept apart until the file
//! was seen to be as it was. See "Files that change" in ARCHITECTURE.md.

use std::ops::Range;

use super::super::Plan;
use crate::summary::Tally;

/// Mapped bytes whose counts are kept apart at most: they may be lost together when the file is truncated. Adding costs
/// some microseconds for each issue, so it is done less often than there are ranges.
const TRIAL_BYTES: u64 = 32 << 20;

/// The source at hand.
pub(super) struct Part {
    pub(super) source: usize,
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
pub(super) enum Trust {
    Sure,
    OnTrial,
}

impl Part {
    pub(super) fn new(source: usize, plan: &Plan) -> Self {
        Self {
            source,
            plan: plan.clone(),
            tally: plan.tally(),
            trial: Tally::default(),
            on_trial: Vec::new(),
            accepted: 0,
        }
    }

    /// Where to count.
    pub(super) fn of(&mut self, trust: Trust) -> &mut Tally {
        match trust {
            Trust::Sure => &mut self.tally,
            Trust::OnTrial => &mut self.trial,
        }
    }

    /// A mapped range is as it was when it was counted.
    pub(super) fn holds(&mut self, range: Range<u64>) {
        self.on_trial.push(range);
        let sum: u64 = self.on_trial.iter().map(|range| range.end - range.start).sum();
        // Early on a smaller trial, so that no more is at stake than what is sure.
        if sum >= TRIAL_BYTES.min(self.accepted) {
            self.accepted += sum;
            self.accept();
        }
    }

    /// Forgets the counts that are on trial, and says which ranges they were of.
    pub(super) fn drop_trial(&mut self) -> Vec<Range<u64>> {
        self.trial = self.tally.part();
        std::mem::take(&mut self.on_trial)
    }

    /// Takes over what was on trial.
    fn accept(&mut self) {
        if !self.on_trial.is_empty() {
            self.on_trial.clear();
            self.tally.absorb(std::mem::take(&mut self.trial));
            self.trial = self.tally.part();
        }
    }

    /// All counts, with the source and how it was read.
    pub(super) fn into_tally(mut self) -> (usize, Plan, Tally) {
        self.accept();
        (self.source, self.plan, self.tally)
    }
}
