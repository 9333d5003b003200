//! Where events are most unusually dense in a histogram.
//!
//! Kulldorff's scan statistic (1997): of all windows up to half of the time, the one with the greatest likelihood ratio
//! against an even rate. It counts only when its rate is at least three times the rate outside, by the lower bound of the
//! rate ratio, and when it holds an excess that is worth a word. A window that holds a quiet stretch is two; what is left
//! outside is searched again.

use std::ops::Range;

/// Least rate ratio, by its lower 95 % bound.
const MIN_RATIO: f64 = 3.0;
/// The same for a window that is as long as a working day may be: people at work make errors, too.
const MIN_RATIO_LONG: f64 = 10.0;
const LONG_SECONDS: f64 = 14_400.0;
/// Least number of errors above what the rate outside would have given.
const MIN_EXCESS: f64 = 12.0;
/// And as a share of all errors.
const MIN_SHARE: f64 = 0.1;
/// With so many outages the search ends; one that is split counts as its parts.
const MAX_OUTAGES: usize = 5;
/// A quiet stretch of so many seconds, and of a quarter of the window, tells two outages apart.
const QUIET_SECONDS: i64 = 900;
/// A bucket is quiet below this share of the window's own rate: single errors of the usual sort fall into it.
const QUIET_SHARE: f64 = 0.25;

/// Finds the windows of a histogram of errors: ranges of buckets, in order of time; none on an ordinary day.
pub(super) fn find(errors: &[u64], bucket_seconds: i64) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    while found.len() < MAX_OUTAGES {
        let rest = Rest::of(errors, &found, bucket_seconds);
        let Some(window) = rest.best().filter(|window| rest.accepts(window)) else {
            break;
        };
        found.extend(rest.split(window));
        found.sort_by_key(|window| window.start);
    }
    found
}

/// How unusual a window is among all errors: the logarithm of its likelihood ratio.
pub(super) fn unusual(errors: &[u64], window: &Range<usize>) -> f64 {
    Rest::of(errors, &[], 1).likelihood(window)
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
    bucket_seconds: i64,
}

impl<'a> Rest<'a> {
    fn of(errors: &'a [u64], known: &[Range<usize>], bucket_seconds: i64) -> Self {
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
        Self { errors, free, before, total, buckets, bucket_seconds }
    }

    fn sum(&self, range: &Range<usize>) -> u64 {
        self.before[range.end] - self.before[range.start]
    }

    /// The window with the greatest likelihood ratio; it begins and ends with an error. The earliest on a tie.
    fn best(&self) -> Option<Range<usize>> {
        let peaks = Peaks::of(self.excess_up_to());
        let mut best = (0.0, None);
        for free in &self.free {
            for start in free.clone().filter(|start| self.errors[*start] > 0) {
                let furthest = free.end.min(start + self.buckets / 2);
                self.best_from(start, furthest, &peaks, &mut best);
            }
        }
        best.1
    }

    /// The same of the windows that begin at a bucket and end at the furthest one at most.
    fn best_from(
        &self,
        start: usize,
        furthest: usize,
        peaks: &Peaks,
        (least, best): &mut (f64, Option<Range<usize>>),
    ) {
        for power in (0..).take_while(|power| start + (1 << power) <= furthest) {
            // Windows from this length on, up to twice of it.
            let len = 1 << power;
            if !self.may_exceed(peaks.rise(start, power), len, *least) {
                continue;
            }
            let ends = start + len..=furthest.min(start + 2 * len - 1);
            for window in ends.filter(|end| self.errors[end - 1] > 0).map(|end| start..end) {
                let excess = self.sum(&window) as f64 - self.expected(window.len());
                if self.may_exceed(excess, window.len(), *least) {
                    let likelihood = self.likelihood(&window);
                    if likelihood > *least {
                        (*least, *best) = (likelihood, Some(window));
                    }
                }
            }
        }
    }

    /// Errors that an even rate gives in so many buckets.
    fn expected(&self, buckets: usize) -> f64 {
        self.total as f64 * buckets as f64 / self.buckets as f64
    }

    /// How many more errors there are before each bucket than an even rate gives.
    fn excess_up_to(&self) -> Vec<f64> {
        let excess = |(bucket, before): (usize, &u64)| *before as f64 - self.expected(bucket);
        self.before.iter().enumerate().map(excess).collect()
    }

    /// Whether the likelihood of a window may be above another one, if it has at most this excess and at least this length, up to
    /// half of the time. It is at most chi squared, which takes no logarithm (of two distributions the divergence of Kullback
    /// and Leibler is at most that of Pearson).
    fn may_exceed(&self, excess: f64, len: usize, least: f64) -> bool {
        let (expected, all) = (self.expected(len), self.total as f64);
        // With room for what rounding takes away.
        excess > 0.0 && excess * excess * all * 1.001 >= least * expected * (all - expected)
    }

    /// Logarithm of the likelihood ratio of a higher rate inside; zero when the rate is not higher.
    fn likelihood(&self, window: &Range<usize>) -> f64 {
        let (inside, all) = (self.sum(window) as f64, self.total as f64);
        let expected = self.expected(window.len());
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
        let is_long = window.len() as f64 * self.bucket_seconds as f64 > LONG_SECONDS;
        let least = if is_long { MIN_RATIO_LONG } else { MIN_RATIO };
        ratio.low >= least && excess >= MIN_EXCESS.max(MIN_SHARE * self.total as f64)
    }

    /// A window, or the two parts around its longest quiet stretch when each of them is an outage by itself.
    fn split(&self, window: Range<usize>) -> Vec<Range<usize>> {
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
            i64::try_from(longest.len()).unwrap_or(i64::MAX).saturating_mul(self.bucket_seconds);
        let parts = [window.start..longest.start, longest.end..window.end];
        let is_long = seconds >= QUIET_SECONDS && longest.len() * 4 >= window.len();
        if is_long && parts.iter().all(|part| !part.is_empty() && self.accepts(part)) {
            return parts.into_iter().flat_map(|part| self.split(part)).collect();
        }
        vec![window]
    }
}

/// The highest of some values in each stretch whose length is a power of two (a sparse table).
struct Peaks(Vec<Vec<f64>>);

impl Peaks {
    fn of(values: Vec<f64>) -> Self {
        let (mut rows, mut half) = (vec![values], 1);
        while let Some(row) = rows.last()
            && half < row.len()
        {
            let second = |at: usize| row.get(at + half).copied().unwrap_or(f64::NEG_INFINITY);
            let next = row.iter().enumerate().map(|(at, first)| first.max(second(at))).collect();
            rows.push(next);
            half *= 2;
        }
        Self(rows)
    }

    /// How far the values rise from a place to those that are at least two to this power behind it, and less than twice as far.
    fn rise(&self, from: usize, power: usize) -> f64 {
        self.0[power][from + (1 << power)] - self.0[0][from]
    }
}

/// The rate inside divided by the rate outside, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratio {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
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
        let spread = (1.96 * (1.0 / x + 1.0 / y).sqrt()).exp();
        Some(Self { value, low: value / spread, high: value * spread })
    }
}

#[cfg(test)]
mod tests;
