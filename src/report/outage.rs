//! When it broke, and whether it is over: the windows in which errors are unusually dense, or the one that is given.

mod errors;

use std::ops::Range;

use jiff::tz::TimeZone;

use super::{Issue, Moment, Outage, dense, evidence, rank::round, timeline::Grid};
use crate::{record::Timestamp, summary::Summary};

pub(super) use errors::Errors;

/// How long the logs must go on quietly after an outage before it is called over, in seconds.
const OVER_SECONDS: i64 = 600;
/// The logs must go on at this share of their pace before the outage, too: a server that died is quiet as well.
const OVER_PACE: f64 = 0.1;

/// An outage that the user gives: from, and before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Its start.
    pub from: Timestamp,
    /// Its end, exclusive.
    pub to: Timestamp,
}

/// One outage, and its place on the grid.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) outage: Outage,
    range: Range<usize>,
    grid: Grid,
    /// How unusual it is, see [`dense::unusual`].
    unusual: f64,
    zone: TimeZone,
}

impl Placed {
    /// Gives an issue the evidence that it belongs to this outage.
    pub(super) fn judge(&self, issue: &mut Issue) {
        if issue.first_seen.is_none() {
            return;
        }
        let (grid, range) = (&self.grid, &self.range);
        let found = evidence::judge(&issue.series, range, grid.len(), grid.seconds());
        issue.count_in_outage = Some(found.inside);
        issue.count_before = Some(found.before);
        let onset = found.onset_bucket.map(|bucket| Moment::new(grid.start(bucket), &self.zone));
        // A bucket begins before its first event.
        issue.onset = onset.map(|onset| issue.first_seen.map_or(onset, |first| first.max(onset)));
        issue.take(&found);
    }

    /// Gives something without events (a silence, a crash loop) the evidence that it belongs to this outage: only when it
    /// began speaks for it.
    pub(super) fn judge_stretch(&self, issue: &mut Issue) {
        let (Some(from), Some(to)) = (issue.first_seen, issue.last_seen) else {
            return;
        };
        let touched = self.grid.touched(from.timestamp(), to.timestamp());
        let is_inside = touched.start < self.range.end && self.range.start < touched.end;
        let seconds = |buckets: usize| buckets as f64 * self.grid.seconds() as f64;
        let late = touched.start.saturating_sub(self.range.start);
        let found =
            evidence::of_onset(is_inside.then_some(seconds(late)), seconds(self.range.len()));
        issue.onset = Some(from);
        issue.take(&found);
    }
}

/// All outages of the logs.
#[derive(Debug, Default)]
pub(super) struct Outages(Vec<Placed>);

impl Outages {
    /// The outage that is given, or those that the errors show.
    pub(super) fn of(
        summary: &Summary,
        errors: Option<&Errors>,
        given: Option<Given>,
        zone: &TimeZone,
    ) -> Self {
        let Some(errors) = errors else {
            return Self::default();
        };
        let ranges = match given {
            Some(Given { from, to }) => vec![errors.grid.touched(from, to)],
            None => errors.dense(),
        };
        let place = |range: Range<usize>| place(summary, errors, range, given, zone);
        Self(ranges.into_iter().map(place).collect())
    }

    /// The most unusual one; the earlier one on a tie.
    pub(super) fn main(&self) -> Option<&Placed> {
        self.0.iter().rev().max_by(|a, b| a.unusual.total_cmp(&b.unusual))
    }

    pub(super) fn list(&self) -> Vec<Outage> {
        self.0.iter().map(|placed| placed.outage.clone()).collect()
    }
}

fn place(
    summary: &Summary,
    errors: &Errors,
    range: Range<usize>,
    given: Option<Given>,
    zone: &TimeZone,
) -> Placed {
    let grid = &errors.grid;
    let inside: u64 = errors.counts[range.clone()].iter().sum();
    let outside = errors.counts.iter().sum::<u64>() - inside;
    let minutes = |len: usize| len as f64 * grid.seconds() as f64 / 60.0;
    let rate = |count: u64, len: usize| if len == 0 { 0.0 } else { count as f64 / minutes(len) };
    let (before, during) = (rate(outside, grid.len() - range.len()), rate(inside, range.len()));
    let (from, to) = match given {
        Some(given) => (given.from, given.to),
        None => edges(summary, &range, grid),
    };
    let outage = Outage {
        from: Moment::new(from, zone),
        to: Moment::new(to, zone),
        detected: given.is_none(),
        // A given stretch without errors is nothing that could go on.
        over: inside == 0 || is_over(summary, grid, from, to),
        errors_per_minute_before: round(before),
        errors_per_minute_during: round(during),
        ratio: (before > 0.0).then(|| round(during / before)),
    };
    let unusual = dense::unusual(&errors.unsteady, &range);
    Placed { outage, range, grid: *grid, unusual, zone: zone.clone() }
}

/// The first event of the window, and the end of the last minute with one.
fn edges(summary: &Summary, range: &Range<usize>, grid: &Grid) -> (Timestamp, Timestamp) {
    let (start, end) = (grid.start(range.start), grid.start(range.end));
    let groups = summary.groups.values().filter(|group| group.errors > 0);
    let (mut first, mut last) = (end, start);
    for group in groups {
        let width = group.over_time.seconds();
        for (at, cell) in group.over_time.iter() {
            if cell.first < start || cell.first >= end {
                continue;
            }
            first = first.min(cell.first);
            let bucket_end = Timestamp::from_seconds(at.seconds() + width);
            // The last event of all is known exactly.
            last = last.max(bucket_end.min(group.last.unwrap_or(bucket_end)).max(cell.first));
        }
    }
    if first < end { (first, last.min(end)) } else { (start, end) }
}

/// Whether the logs go on long enough, and at their pace, after a moment.
fn is_over(summary: &Summary, grid: &Grid, from: Timestamp, to: Timestamp) -> bool {
    let mut records = [0u64; 2];
    let (mut begin, mut end) = (from, to);
    for buckets in summary.activity.values() {
        for (at, cell) in buckets.iter().filter(|(at, _)| grid.contains(*at)) {
            let count = cell.sum();
            begin = begin.min(at);
            end = end.max(Timestamp::from_seconds(at.seconds() + buckets.seconds()));
            if at < from {
                records[0] += count;
            } else if at >= to {
                records[1] += count;
            }
        }
    }
    let seconds = |from: Timestamp, to: Timestamp| to.seconds() - from.seconds();
    let (before, after) = (seconds(begin, from), seconds(to, end));
    let pace = |records: u64, seconds: i64| records as f64 / seconds.max(1) as f64;
    let is_alive = before <= 0 || pace(records[1], after) >= OVER_PACE * pace(records[0], before);
    after >= OVER_SECONDS && is_alive
}
