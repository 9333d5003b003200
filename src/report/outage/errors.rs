//! The errors that outages are looked for in, on the grid of the timeline.

use std::ops::Range;

use crate::{
    knowledge::Role,
    report::{Issue, daily_restart::Restarts, dense, timeline::Grid},
    summary::Group,
};

/// Errors of a restart belong to the outage that follows when they come at this share of its pace.
const SAME_PACE: f64 = 0.25;
/// Parts of the time by which an issue is told to be steady, and how many of them must hold an error of it.
const PARTS: usize = 12;
const MIN_PARTS: usize = 8;
/// Shortest time in which anything can be called steady, in seconds.
const MIN_STEADY: i64 = 6 * 3_600;

/// Errors by bucket. Noise and warnings are no errors here, and those of daily restarts stand apart.
#[derive(Debug)]
pub(in crate::report) struct Errors {
    pub(super) grid: Grid,
    /// All of them.
    pub(super) counts: Vec<u64>,
    /// Without those that come at about the same rate all the time: beside them a small outage would drown.
    pub(super) unsteady: Vec<u64>,
    in_restarts: Vec<u64>,
}

impl Errors {
    /// From groups and the issues that were made of them.
    pub(in crate::report) fn of<'a>(
        pairs: impl Iterator<Item = (&'a Group, &'a Issue)>,
        grid: Grid,
        restarts: &Restarts,
    ) -> Self {
        let mut counts = vec![0; grid.len()];
        let mut unsteady = vec![0; grid.len()];
        let mut in_restarts = vec![0; grid.len()];
        let is_counted =
            |issue: &Issue| issue.errors > 0 && (issue.role != Role::Noise || issue.daily_restart);
        for (group, _) in pairs.filter(|(_, issue)| is_counted(issue)) {
            let mut own: Vec<(usize, u64)> = Vec::new();
            for (at, cell) in group.over_time.iter() {
                match grid.place(at, &cell) {
                    Some(bucket) if restarts.contains(cell.first) => {
                        in_restarts[bucket] += cell.count;
                    }
                    Some(bucket) => own.push((bucket, cell.count)),
                    None => {}
                }
            }
            let is_steady = is_steady(&own, &grid);
            for (bucket, count) in own {
                counts[bucket] += count;
                unsteady[bucket] += if is_steady { 0 } else { count };
            }
        }
        Self { grid, counts, unsteady, in_restarts }
    }

    /// Windows in which they are unusually dense. One that begins where a restart ends began with the restart.
    pub(super) fn dense(&self) -> Vec<Range<usize>> {
        let mut found = dense::find(&self.unsteady, self.grid.seconds());
        let mut free = 0;
        for range in &mut found {
            let inside: u64 = self.unsteady[range.clone()].iter().sum();
            let rate = inside as f64 / range.len().max(1) as f64;
            let is_part = |bucket: usize| self.in_restarts[bucket] as f64 >= rate * SAME_PACE;
            while range.start > free && is_part(range.start - 1) {
                range.start -= 1;
            }
            free = range.end;
        }
        found
    }
}

/// Whether errors by bucket come all the time: in most parts of it, and in none much more than on average. Twice the
/// average and three more is what an even rate hardly ever exceeds in twelve parts.
fn is_steady(counts: &[(usize, u64)], grid: &Grid) -> bool {
    let mut parts = [0u64; PARTS];
    for (bucket, count) in counts {
        parts[bucket * PARTS / grid.len().max(1)] += count;
    }
    let most = parts.iter().copied().max().unwrap_or(0) as f64;
    let average = parts.iter().sum::<u64>() as f64 / PARTS as f64;
    let seconds = grid.seconds().saturating_mul(i64::try_from(grid.len()).unwrap_or(i64::MAX));
    let held = parts.iter().filter(|part| **part > 0).count();
    seconds >= MIN_STEADY && held >= MIN_PARTS && most <= 2.0 * average + 3.0
}
