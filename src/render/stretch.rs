//! When it was: stretches of time that a report tells of.

use super::text::duration;
use crate::{
    knowledge::Role,
    record::Timestamp,
    report::{Issue, Moment, Report},
};

/// The first and the last moment of something.
pub(super) type Stretch = (Moment, Moment);

/// The outage, else the first and the last error; nothing without any error that has a time.
pub(super) fn trouble(report: &Report) -> Option<Stretch> {
    let outage = report.outage.as_ref().map(|outage| (outage.from, outage.to));
    let errors = errors_span(report)?;
    Some(outage.unwrap_or(errors))
}

/// How long a stretch is.
pub(super) fn length(span: Stretch) -> String {
    duration(seconds_between(span))
}

pub(super) fn seconds_between((first, last): Stretch) -> i64 {
    (last.timestamp().0 - first.timestamp().0) / Timestamp::PER_SECOND
}

/// First and last record, as far as the timeline reaches: stamps out of all time are not on it.
pub(super) fn logs_span(report: &Report) -> Option<Stretch> {
    let sources = report.coverage.sources.iter();
    let seen = sources.filter_map(|source| Some((source.first_seen?, source.last_seen?)));
    let (first, last) = seen.reduce(whole)?;
    Some(match timeline_span(report) {
        Some((begin, end)) => (first.max(begin), last.min(end)),
        None => (first, last),
    })
}

/// First and last error that is no noise; without stamps out of all time, if there is any other.
pub(super) fn errors_span(report: &Report) -> Option<Stretch> {
    let span = timeline_span(report);
    let on_timeline = failures(report).filter_map(|issue| seen(issue, report, span));
    let all = || failures(report).filter_map(|issue| Some((issue.first_seen?, issue.last_seen?)));
    on_timeline.reduce(whole).or_else(|| all().reduce(whole))
}

/// Issues with errors that are no noise.
pub(super) fn failures(report: &Report) -> impl Iterator<Item = &Issue> {
    report.issues.iter().filter(|issue| issue.errors > 0 && issue.role != Role::Noise)
}

/// From the first to the last of two.
fn whole(one: Stretch, other: Stretch) -> Stretch {
    (one.0.min(other.0), one.1.max(other.1))
}

/// When an issue was seen first and last on the timeline: to the bucket, where it also was out of all time.
fn seen(issue: &Issue, report: &Report, span: Option<Stretch>) -> Option<Stretch> {
    let (first, last) = (issue.first_seen?, issue.last_seen?);
    let Some((begin, end)) = span else { return Some((first, last)) };
    if begin <= first && last <= end {
        return Some((first, last));
    }
    let start = |bucket: u64| {
        let bucket = i64::try_from(bucket).ok()?;
        Some(begin.after(report.timeline.bucket_seconds.saturating_mul(bucket)))
    };
    let mut buckets = issue.series.iter().map(|(bucket, _)| bucket);
    let earliest = buckets.next()?;
    let latest = buckets.last().unwrap_or(earliest);
    let first = if first < begin { start(earliest)? } else { first };
    let last = if end < last { start(latest)? } else { last };
    Some((first, last))
}

fn timeline_span(report: &Report) -> Option<Stretch> {
    let begin = report.timeline.from?;
    let buckets = report.timeline.series.iter().map(|series| series.counts.len()).max()?;
    let seconds = report.timeline.bucket_seconds.saturating_mul(i64::try_from(buckets).ok()?);
    Some((begin, begin.after(seconds)))
}
