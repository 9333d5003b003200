//! Records over time on one grid, coarse enough to be drawn.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{Moment, Series, Timeline};
use crate::{
    record::{Level, Timestamp},
    summary::{Buckets, Count, Summary},
};

/// Most buckets on the grid.
const MAX_BUCKETS: i64 = 1_500;
/// Widths that people can read, in seconds; beyond the last, whole days.
const WIDTHS: [i64; 10] = [60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

/// The grid that every series of a report is on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Start of the first bucket, in seconds since the epoch.
    from: i64,
    width: i64,
    buckets: usize,
}

impl Grid {
    /// The finest grid that holds all activity; `None` when no record has a time.
    pub(super) fn of(summary: &Summary) -> Option<Grid> {
        let starts = summary.activity.values().flat_map(|buckets| buckets.iter().map(|(at, _)| at));
        let (first, last) = starts.fold(None, |span: Option<(Timestamp, Timestamp)>, at| {
            Some(span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))))
        })?;
        let finest = summary.activity.values().map(Buckets::seconds).max().unwrap_or(60);
        let span = last.seconds() - first.seconds();
        let fits = |width: i64| width >= finest && span / width < MAX_BUCKETS;
        let day = 86_400;
        let width = WIDTHS.into_iter().find(|width| fits(*width));
        let width = width.unwrap_or_else(|| (span / MAX_BUCKETS / day + 1) * day);
        let from = first.seconds().div_euclid(width) * width;
        let buckets = usize::try_from((last.seconds() - from) / width + 1).ok()?;
        Some(Grid { from, width, buckets })
    }

    /// Number of buckets.
    pub(super) fn len(&self) -> usize {
        self.buckets
    }

    /// Seconds of a bucket.
    pub(super) fn seconds(&self) -> i64 {
        self.width
    }

    /// Start of a bucket, or of the one after the last.
    pub(super) fn start(&self, bucket: usize) -> Timestamp {
        let bucket = i64::try_from(bucket).unwrap_or(i64::MAX);
        Timestamp::from_seconds(self.from.saturating_add(self.width.saturating_mul(bucket)))
    }

    /// The buckets that a stretch of time touches, as far as they are on the grid.
    pub(super) fn touched(&self, from: Timestamp, to: Timestamp) -> std::ops::Range<usize> {
        let clamp = |seconds: i64| {
            let index = (seconds - self.from).div_euclid(self.width).max(0);
            usize::try_from(index).unwrap_or(0).min(self.buckets)
        };
        let start = clamp(from.seconds());
        start..clamp(to.seconds().saturating_add(self.width - 1)).max(start)
    }

    pub(super) fn bucket(&self, at: Timestamp) -> Option<usize> {
        let index = (at.seconds() - self.from).div_euclid(self.width);
        usize::try_from(index).ok().filter(|index| *index < self.buckets)
    }

    /// Events by bucket, without the empty ones.
    pub(super) fn sparse(&self, over_time: &Buckets<Count>) -> Vec<(u64, u64)> {
        let mut counts = BTreeMap::<u64, u64>::new();
        for (at, cell) in over_time.iter() {
            // A coarse bucket may begin before the grid; its events do not.
            let bucket = self.bucket(at).or_else(|| self.bucket(cell.first));
            if let Some(bucket) = bucket {
                *counts.entry(bucket as u64).or_default() += cell.count;
            }
        }
        counts.into_iter().collect()
    }
}

/// All series of a summary.
pub(super) fn timeline(summary: &Summary, grid: Option<&Grid>, zone: &TimeZone) -> Timeline {
    let Some(grid) = grid else {
        return Timeline::default();
    };
    let mut series = Vec::new();
    for (identity, buckets) in &summary.activity {
        for level in Level::ALL {
            let mut counts = vec![0; grid.buckets];
            for (at, cell) in buckets.iter() {
                if let Some(bucket) = grid.bucket(at) {
                    counts[bucket] += cell.0[level.index()];
                }
            }
            if counts.iter().any(|count| *count > 0) {
                let (module, instance) = (identity.module.clone(), identity.instance.clone());
                series.push(Series { module, instance, level, counts });
            }
        }
    }
    let from = Moment::new(Timestamp::from_seconds(grid.from), zone);
    Timeline { bucket_seconds: grid.width, from: Some(from), series }
}
