//! When it broke: the stretch of time in which errors are most unusually dense.
//!
//! Kulldorff's scan statistic (1997) over a histogram: of all windows up to half of the time of the logs, the one with
//! the greatest likelihood ratio against an even rate. It is an outage only when its rate is at least three times the
//! rate outside, by the lower bound of the rate ratio, and when it holds an excess that is worth a word. A window that
//! holds a quiet stretch is two outages; what is left outside is searched again.

use std::ops::Range;

use jiff::tz::TimeZone;

use super::{Issue, Moment, Outage, evidence, rank::round, timeline::Grid};
use crate::{knowledge::Role, record::Timestamp, summary::Summary};

/// Least rate ratio, by its lower 95 % bound.
const MIN_RATIO: f64 = 3.0;
/// Least number of errors above what the rate outside would have given.
const MIN_EXCESS: f64 = 20.0;
/// And as a share of all errors.
const MIN_SHARE: f64 = 0.1;
/// Most outages of one report.
const MAX_OUTAGES: usize = 5;
/// A quiet stretch of so many seconds, and of a quarter of the window, tells two outages apart.
const QUIET_SECONDS: i64 = 900;
/// A bucket is quiet below this share of the window's own rate: single errors of the usual sort fall into it.
const QUIET_SHARE: f64 = 0.25;

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
    /// Errors inside.
    errors: u64,
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
        issue.terms.take(&found);
        issue.score = issue.terms.own_score;
    }
}

impl Placed {
    /// Gives a silence the evidence that it belongs to this outage: it has no events, so only when it began speaks for it.
    pub(super) fn judge_silence(&self, issue: &mut Issue) {
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
        issue.terms.take(&found);
        issue.score = issue.terms.own_score;
    }
}

/// All outages of the logs.
#[derive(Debug, Default)]
pub(super) struct Outages(Vec<Placed>);

impl Outages {
    /// The outage that is given, or those that the errors show. Noise and warnings are no errors here.
    pub(super) fn of(
        summary: &Summary,
        issues: &[Issue],
        grid: Option<&Grid>,
        given: Option<Given>,
        zone: &TimeZone,
    ) -> Self {
        let Some(grid) = grid else {
            return Self::default();
        };
        let mut errors = vec![0u64; grid.len()];
        let counted = issues.iter().filter(|issue| issue.errors > 0 && issue.role != Role::Noise);
        for (bucket, count) in counted.flat_map(|issue| &issue.series) {
            if let Some(sum) = usize::try_from(*bucket).ok().and_then(|at| errors.get_mut(at)) {
                *sum += count;
            }
        }
        let ranges = match given {
            Some(Given { from, to }) => vec![grid.touched(from, to)],
            None => find(&errors, grid.seconds()),
        };
        let place = |range: Range<usize>| place(summary, &errors, range, grid, given, zone);
        Self(ranges.into_iter().map(place).collect())
    }

    /// The one with most errors; the earlier one on a tie.
    pub(super) fn main(&self) -> Option<&Placed> {
        self.0.iter().rev().max_by_key(|placed| placed.errors)
    }

    pub(super) fn list(&self) -> Vec<Outage> {
        self.0.iter().map(|placed| placed.outage.clone()).collect()
    }
}

fn place(
    summary: &Summary,
    errors: &[u64],
    range: Range<usize>,
    grid: &Grid,
    given: Option<Given>,
    zone: &TimeZone,
) -> Placed {
    let inside: u64 = errors[range.clone()].iter().sum();
    let outside = errors.iter().sum::<u64>() - inside;
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
        over: is_over(summary, from, to),
        errors_per_minute_before: round(before),
        errors_per_minute_during: round(during),
        ratio: (before > 0.0).then(|| round(during / before)),
    };
    Placed { outage, range, grid: *grid, errors: inside, zone: zone.clone() }
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
fn is_over(summary: &Summary, from: Timestamp, to: Timestamp) -> bool {
    let mut records = [0u64; 2];
    let (mut begin, mut end) = (from, to);
    for buckets in summary.activity.values() {
        for (at, cell) in buckets.iter() {
            let count = cell.0.iter().sum::<u64>();
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

/// Finds the outages in a histogram of errors: ranges of buckets, in order of time; none on an ordinary day.
pub(super) fn find(errors: &[u64], bucket_seconds: i64) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    while found.len() < MAX_OUTAGES {
        let rest = Rest::of(errors, &found);
        let Some(window) = rest.best().filter(|window| rest.accepts(window)) else {
            break;
        };
        for part in rest.split(window, bucket_seconds) {
            found.push(part);
        }
        found.sort_by_key(|window| window.start);
    }
    found
}

/// What is outside the outages that are known.
struct Rest<'a> {
    errors: &'a [u64],
    /// Stretches between the outages.
    free: Vec<Range<usize>>,
    /// Errors before each bucket.
    before: Vec<u64>,
    total: u64,
    buckets: usize,
}

impl<'a> Rest<'a> {
    fn of(errors: &'a [u64], known: &[Range<usize>]) -> Self {
        let mut free = Vec::new();
        let mut start = 0;
        for window in known {
            free.push(start..window.start.max(start));
            start = window.end.max(start);
        }
        free.push(start..errors.len());
        let mut before = Vec::with_capacity(errors.len() + 1);
        before.push(0);
        for count in errors {
            before.push(before.last().copied().unwrap_or(0) + count);
        }
        let sum = |range: &Range<usize>| before[range.end] - before[range.start];
        let total = free.iter().map(sum).sum();
        let buckets = free.iter().map(ExactSizeIterator::len).sum();
        Self { errors, free, before, total, buckets }
    }

    fn sum(&self, range: &Range<usize>) -> u64 {
        self.before[range.end] - self.before[range.start]
    }

    /// The window with the greatest likelihood ratio; it begins and ends with an error. The earliest on a tie.
    fn best(&self) -> Option<Range<usize>> {
        let most = self.buckets / 2;
        let mut best: Option<(f64, Range<usize>)> = None;
        for free in &self.free {
            for start in free.clone().filter(|start| self.errors[*start] > 0) {
                for end in start + 1..=free.end.min(start + most) {
                    if self.errors[end - 1] == 0 {
                        continue;
                    }
                    let window = start..end;
                    let likelihood = self.likelihood(&window);
                    if likelihood > best.as_ref().map_or(0.0, |best| best.0) {
                        best = Some((likelihood, window));
                    }
                }
            }
        }
        best.map(|best| best.1)
    }

    /// Logarithm of the likelihood ratio of a higher rate inside; zero when the rate is not higher.
    fn likelihood(&self, window: &Range<usize>) -> f64 {
        let (inside, all) = (self.sum(window) as f64, self.total as f64);
        let expected = all * window.len() as f64 / self.buckets as f64;
        if inside <= expected {
            return 0.0;
        }
        let outside = all - inside;
        let rest = if outside > 0.0 { outside * (outside / (all - expected)).ln() } else { 0.0 };
        inside * (inside / expected).ln() + rest
    }

    fn accepts(&self, window: &Range<usize>) -> bool {
        let inside = self.sum(window);
        let outside = self.total - inside;
        let (inside_time, outside_time) =
            (window.len() as f64, (self.buckets - window.len()) as f64);
        let Some(ratio) = Ratio::of(inside, inside_time, outside, outside_time) else {
            return false;
        };
        let excess = inside as f64 - outside as f64 * inside_time / outside_time;
        ratio.low >= MIN_RATIO && excess >= MIN_EXCESS.max(MIN_SHARE * self.total as f64)
    }

    /// A window, or the two parts around its longest quiet stretch when each of them is an outage by itself.
    fn split(&self, window: Range<usize>, bucket_seconds: i64) -> Vec<Range<usize>> {
        let outside = self.total - self.sum(&window);
        let usual = outside as f64 / (self.buckets - window.len()).max(1) as f64;
        let dense = self.sum(&window) as f64 / window.len() as f64;
        let limit = f64::max(usual * MIN_RATIO, dense * QUIET_SHARE);
        let is_quiet = |bucket: usize| self.errors[bucket] as f64 <= limit;
        let mut longest = window.start..window.start;
        let mut start = window.start;
        for bucket in window.clone() {
            if !is_quiet(bucket) {
                start = bucket + 1;
            } else if bucket + 1 - start > longest.len() {
                longest = start..bucket + 1;
            }
        }
        let seconds =
            i64::try_from(longest.len()).unwrap_or(i64::MAX).saturating_mul(bucket_seconds);
        let parts = [window.start..longest.start, longest.end..window.end];
        let is_long = seconds >= QUIET_SECONDS && longest.len() * 4 >= window.len();
        if is_long && parts.iter().all(|part| !part.is_empty() && self.accepts(part)) {
            return parts.into_iter().flat_map(|part| self.split(part, bucket_seconds)).collect();
        }
        vec![window]
    }
}

/// The rate inside divided by the rate outside, with its lower 95 % bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratio {
    pub(super) value: f64,
    pub(super) low: f64,
}

impl Ratio {
    /// From counts and times; half an event is added to each count, so that none is a number too. `None` without any time
    /// outside or inside.
    pub(super) fn of(
        inside: u64,
        inside_time: f64,
        outside: u64,
        outside_time: f64,
    ) -> Option<Self> {
        if inside_time <= 0.0 || outside_time <= 0.0 {
            return None;
        }
        let (x, y) = (inside as f64 + 0.5, outside as f64 + 0.5);
        let value = (x / inside_time) / (y / outside_time);
        let error = (1.0 / x + 1.0 / y).sqrt();
        Some(Self { value, low: value * (-1.96 * error).exp() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One error every so many buckets, and stretches with more.
    fn day(bursts: &[(Range<usize>, u64)]) -> Vec<u64> {
        let mut errors: Vec<u64> = (0..1_440).map(|minute| u64::from(minute % 60 == 7)).collect();
        for (range, count) in bursts {
            errors[range.clone()].iter_mut().for_each(|bucket| *bucket += count);
        }
        errors
    }

    fn one(bursts: &[(Range<usize>, u64)]) -> Range<usize> {
        let found = find(&day(bursts), 60);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }

    #[test]
    fn an_ordinary_day_has_no_outage() {
        assert!(find(&day(&[]), 60).is_empty());
        assert!(find(&[], 60).is_empty());
        assert!(find(&[500], 60).is_empty());
        assert!(find(&[7; 1_440], 60).is_empty());
        // A handful of errors in one minute is no outage.
        assert!(find(&day(&[(600..601, 9)]), 60).is_empty());
    }

    #[test]
    fn one_outage_is_found_to_the_minute() {
        for (burst, count) in [(1_302..1_390, 17), (0..30, 5), (1_400..1_440, 3)] {
            assert_eq!(one(&[(burst.clone(), count)]), burst);
        }
    }

    #[test]
    fn two_outages_are_told_apart() {
        let found = find(&day(&[(300..340, 12), (900..1_000, 20)]), 60);
        assert_eq!(found, [300..340, 900..1_000]);
        let close = find(&day(&[(300..340, 12), (380..420, 12)]), 60);
        assert_eq!(close, [300..340, 380..420]);
        // Five quiet minutes are no end of it.
        assert_eq!(one(&[(300..340, 12), (345..420, 12)]), 300..420);
    }

    proptest! {
        /// The slow, plain way: every window, its sum by adding up.
        #[test]
        fn the_best_window_is_the_best_of_all(errors in proptest::collection::vec(0u64..6, 2..40)) {
            let rest = Rest::of(&errors, &[]);
            let value = |window: &Range<usize>| rest.likelihood(window);
            let best = rest.best().map_or(0.0, |window| value(&window));
            for start in 0..errors.len() {
                for end in start + 1..=errors.len().min(start + errors.len() / 2) {
                    let sum: u64 = errors[start..end].iter().sum();
                    prop_assert_eq!(sum, rest.sum(&(start..end)));
                    prop_assert!(value(&(start..end)) <= best + 1e-9);
                }
            }
        }

        #[test]
        fn outages_lie_apart_and_in_order(errors in proptest::collection::vec(0u64..400, 0..200)) {
            let found = find(&errors, 60);
            prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(found.iter().all(|window| !window.is_empty() && window.end <= errors.len()));
        }
    }
}
