//! Records over time on one grid, coarse enough to be drawn.

use jiff::tz::TimeZone;

use super::{Moment, Outlying, Series, Sparse, Timeline};
use crate::{
    record::{Level, Timestamp},
    summary::{Buckets, Cell, Count, Levels, Summary},
};

/// Most buckets on the grid.
const MAX_BUCKETS: i64 = 1_500;
/// Records further apart than so many seconds (400 days) are not of one story.
const MAX_GAP: i64 = 400 * 86_400;
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
    /// The finest grid that holds all activity but stamps out of all time; `None` when no record has a time.
    pub(super) fn of(summary: &Summary) -> Option<Grid> {
        let (first, last) = main_stretch(summary)?;
        let groups = summary.groups.values().map(|group| group.over_time.seconds());
        let finest = summary.activity.values().map(Buckets::seconds).chain(groups).max();
        let finest = finest.unwrap_or(60);
        let span = last.seconds() - first.seconds();
        let fits = |width: i64| width >= finest && span / width < MAX_BUCKETS;
        let day = 86_400;
        let width = WIDTHS.into_iter().find(|width| fits(*width));
        let width = width.unwrap_or_else(|| ((span / MAX_BUCKETS / day + 1) * day).max(finest));
        // Buckets of several days begin with the first day: a multiple of their width may lie before the year 0, which no
        // stamp of RFC 3339 can say.
        let step = width.min(day);
        let from = first.seconds().div_euclid(step) * step;
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

    /// The buckets that a stretch of time touches, as far as they are on the grid; a moment touches its bucket.
    pub(super) fn touched(&self, from: Timestamp, to: Timestamp) -> std::ops::Range<usize> {
        let clamp = |seconds: i64| {
            let index = (seconds - self.from).div_euclid(self.width).max(0);
            usize::try_from(index).unwrap_or(0).min(self.buckets)
        };
        let start = clamp(from.seconds());
        let end = to.seconds().max(from.seconds().saturating_add(1));
        start..clamp(end.saturating_add(self.width - 1)).max(start)
    }

    /// Start of the first bucket.
    pub(super) fn begin(&self) -> Timestamp {
        self.start(0)
    }

    /// End of the last bucket.
    pub(super) fn end(&self) -> Timestamp {
        self.start(self.buckets)
    }

    /// Whether a stretch that begins here lies on the grid.
    pub(super) fn contains(&self, at: Timestamp) -> bool {
        at >= self.begin() && at < self.end()
    }

    /// The bucket of some events: a coarse cell may begin before the grid, its first event does not.
    pub(super) fn place(&self, at: Timestamp, cell: &Count) -> Option<usize> {
        self.bucket(at).or_else(|| self.bucket(cell.first))
    }

    /// The bucket that holds an instant; `None` when it is not on the grid.
    fn bucket(&self, at: Timestamp) -> Option<usize> {
        let index = (at.seconds() - self.from).div_euclid(self.width);
        usize::try_from(index).ok().filter(|index| *index < self.buckets)
    }

    /// Events by bucket, without the empty ones.
    pub(super) fn sparse(&self, over_time: &Buckets<Count>) -> Sparse {
        let mut counts = Vec::<(u64, u64)>::new();
        for (at, cell) in over_time.iter() {
            let Some(bucket) = self.place(at, &cell).map(|bucket| bucket as u64) else { continue };
            // They come in the order of time, and so do their places.
            match counts.last_mut().filter(|(last, _)| *last == bucket) {
                Some((_, count)) => *count += cell.count,
                None => counts.push((bucket, cell.count)),
            }
        }
        counts.into()
    }
}

/// The first and the last minute of the stretch of time that holds most records. One stamp of the year 9999 must not
/// spread a day over eight thousand years.
fn main_stretch(summary: &Summary) -> Option<(Timestamp, Timestamp)> {
    let of_module = |buckets: &Buckets<Levels>| {
        stretches(buckets.iter().map(|(at, cell)| (at, at, cell.sum())))
    };
    let mut of_modules: Vec<Stretch> = summary.activity.values().flat_map(of_module).collect();
    of_modules.sort_unstable();
    // The earlier one on a tie.
    let all = stretches(of_modules.into_iter());
    let main = all.into_iter().rev().max_by_key(|(_, _, sum)| *sum)?;
    Some((main.0, main.1))
}

/// Its first and its last moment, and how many records it holds.
type Stretch = (Timestamp, Timestamp, u64);

/// Puts stretches together, which come in the order of their beginnings, where no long gap is between them.
fn stretches(parts: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (from, to, records) in parts {
        match all.last_mut().filter(|(_, last, _)| from.seconds() - last.seconds() <= MAX_GAP) {
            Some((_, last, sum)) => (*last, *sum) = (to.max(*last), *sum + records),
            None => all.push((from, to, records)),
        }
    }
    all
}

/// Records stamped far from all others, and their span of time; `None` when there are none.
pub(super) fn outlying(
    summary: &Summary,
    grid: Option<&Grid>,
    zone: &TimeZone,
) -> Option<Outlying> {
    let grid = grid?;
    let is_off = |at: &Timestamp| !grid.contains(*at);
    let mut found: Option<(Timestamp, Timestamp, u64)> = None;
    for (at, cell) in summary.activity.values().flat_map(Buckets::iter).filter(|(at, _)| is_off(at))
    {
        let (first, last, sum) = found.unwrap_or((at, at, 0));
        found = Some((first.min(at), last.max(at), sum + cell.sum()));
    }
    let moment = |at| Moment::new(at, zone);
    found.map(|(first, last, records)| Outlying { records, from: moment(first), to: moment(last) })
}

/// All series of a summary.
pub(super) fn timeline(summary: &Summary, grid: Option<&Grid>, zone: &TimeZone) -> Timeline {
    let Some(grid) = grid else {
        return Timeline::default();
    };
    let mut series = Vec::new();
    for (identity, buckets) in &summary.activity {
        let mut counts = vec![Levels::default(); grid.buckets];
        for (at, cell) in buckets.iter() {
            if let Some(bucket) = grid.bucket(at) {
                counts[bucket].add(&cell);
            }
        }
        for level in Level::ALL {
            let counts = || counts.iter().map(|levels| levels.0[level.index()]);
            if counts().any(|count| count > 0) {
                let counts = counts().collect();
                let (module, instance) = (identity.module.clone(), identity.instance.clone());
                series.push(Series { module, instance, level, counts });
            }
        }
    }
    let from = Moment::new(Timestamp::from_seconds(grid.from), zone);
    Timeline { bucket_seconds: grid.width, from: Some(from), series }
}

#[cfg(test)]
mod tests;
