//! Whether a cause was there when its symptom was: errors of every day explain nothing that is not of every day.

use super::{
    super::{Issue, Sparse, timeline::Grid},
    SLACK_SECONDS,
};

/// Least part of a symptom's events that lie near its cause.
const MIN_NEAR: f64 = 0.5;

/// Where the events of all issues are, on the grid of the timeline.
pub(super) struct Near<'a> {
    /// Events by bucket, without the empty ones.
    series: Vec<&'a Sparse>,
    /// Whether their rate rose in the outage; `None` where there is none, or nothing to count.
    rose: Vec<Option<bool>>,
    /// Buckets that are near.
    slack: u64,
    buckets: usize,
}

impl<'a> Near<'a> {
    pub(super) fn of(issues: &'a [Issue], grid: Option<&Grid>) -> Self {
        let width = grid.map_or(60, Grid::seconds).max(1);
        let rose = |issue: &Issue| issue.terms.surge.map(|surge| surge > 0.0);
        Self {
            series: issues.iter().map(|issue| &issue.series).collect(),
            rose: issues.iter().map(rose).collect(),
            slack: u64::try_from(SLACK_SECONDS / width).unwrap_or(0).max(1),
            buckets: grid.map_or(0, Grid::len),
        }
    }

    /// Whether one issue may be the cause of another one: what rose in the outage has a cause that rose, too; else at least
    /// half of it lies near the cause, and no less than chance would give.
    pub(super) fn explains(&self, cause: usize, symptom: usize) -> bool {
        match (self.rose[symptom], self.rose[cause]) {
            (Some(true), Some(rose)) => rose,
            _ if self.series[cause].is_empty() || self.series[symptom].is_empty() => true,
            _ => self.is_near(cause, symptom),
        }
    }

    fn is_near(&self, cause: usize, symptom: usize) -> bool {
        let covered = self.covered(cause);
        let is_covered = |bucket: u64| {
            let place = covered.partition_point(|(from, _)| *from <= bucket);
            place > 0 && bucket <= covered[place - 1].1
        };
        let all: u64 = self.series[symptom].iter().map(|(_, count)| count).sum();
        let near = self.series[symptom].iter().filter(|(bucket, _)| is_covered(*bucket));
        let near: u64 = near.map(|(_, count)| count).sum();
        let share = near as f64 / all.max(1) as f64;
        let lengths = covered.iter().map(|(from, to)| to - from + 1).sum::<u64>();
        let chance = lengths as f64 / self.buckets.max(1) as f64;
        share >= MIN_NEAR && share >= chance.min(1.0)
    }

    /// The stretches of buckets that are near the events of an issue, in order and apart.
    fn covered(&self, issue: usize) -> Vec<(u64, u64)> {
        let last = self.buckets.saturating_sub(1) as u64;
        let mut covered: Vec<(u64, u64)> = Vec::new();
        for (bucket, _) in self.series[issue].iter() {
            let (from, to) = (bucket.saturating_sub(self.slack), (bucket + self.slack).min(last));
            match covered.last_mut().filter(|(_, end)| from <= *end) {
                Some((_, end)) => *end = to,
                None => covered.push((from, to)),
            }
        }
        covered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the first explains the second, in a day of minutes.
    fn explains(cause: &[u64], symptom: &[u64], rose: (Option<bool>, Option<bool>)) -> bool {
        let series =
            |minutes: &[u64]| minutes.iter().map(|minute| (*minute, 1)).collect::<Sparse>();
        let both = [cause, symptom].map(series);
        let near = Near {
            series: both.iter().collect(),
            rose: vec![rose.0, rose.1],
            slack: 10,
            buckets: 1_440,
        };
        near.explains(0, 1)
    }

    #[test]
    fn what_rose_needs_a_cause_that_rose() {
        let both = [600, 601, 602];
        assert!(explains(&both, &both, (Some(true), Some(true))));
        assert!(!explains(&both, &both, (Some(false), Some(true))));
    }

    #[test]
    fn without_an_outage_half_of_it_lies_near_the_cause() {
        assert!(explains(&[600], &[595, 605, 900], (None, None)));
        assert!(!explains(&[600], &[595, 900, 905], (None, None)));
        let hourly: Vec<u64> = (0..24).map(|hour| hour * 60).collect();
        let anywhere: Vec<u64> = (0..1_440).step_by(7).collect();
        assert!(!explains(&hourly, &anywhere, (None, None)));
    }

    #[test]
    fn where_nothing_is_counted_the_rules_alone_decide() {
        assert!(explains(&[], &[5], (None, None)));
    }
}
