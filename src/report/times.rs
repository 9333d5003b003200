//! What is odd about the times of the logs: clocks that go back, several zones, logs that do not reach the outage.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::tz::{Offset, TimeZone};

use super::{ClockStep, EndedBefore, Moment, OffsetCount, Outage, Overwritten};
use crate::{
    input::Identity,
    record::Timestamp,
    summary::{Account, Summary},
};

/// A log that ends so long before the outage, in seconds, is an old one; a module that writes once a day is not.
const LONG_BEFORE: i64 = 86_400;

/// Logs whose clock went back, by name.
pub(super) fn clock_steps(summary: &Summary, zone: &TimeZone) -> Vec<ClockStep> {
    let step = |(source, account): (&String, &Account)| {
        let greatest = account.steps.greatest?;
        Some(ClockStep {
            source: source.clone(),
            count: account.steps.count,
            seconds: greatest.seconds,
            offset: greatest.offset,
            at: Moment::new(greatest.at, zone),
        })
    };
    let accounts = summary.accounts.iter().map(|(source, account)| (source, &**account));
    accounts.filter_map(step).collect()
}

/// Records by offset from UTC.
pub(super) fn offsets(summary: &Summary) -> Vec<OffsetCount> {
    let shown = |(minutes, records): (i16, u64)| {
        let offset = Offset::from_seconds(i32::from(minutes) * 60).ok()?;
        Some(OffsetCount { offset: offset_name(offset), records })
    };
    by_offset(summary).into_iter().filter_map(shown).collect()
}

/// Records by offset from UTC in minutes, most records first, then the smaller offset; those that name none are told
/// elsewhere.
fn by_offset(summary: &Summary) -> Vec<(i16, u64)> {
    let mut counts = BTreeMap::<i16, u64>::new();
    for (offset, count) in summary.accounts.values().flat_map(|account| &account.offsets) {
        if let Some(offset) = offset {
            *counts.entry(*offset).or_default() += count;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(offset, count)| (Reverse(*count), *offset));
    counts
}

/// The offset that most records are written with; on a tie the smaller one.
#[must_use]
pub fn zone_of_the_logs(summary: &Summary) -> TimeZone {
    let most = by_offset(summary).first().map(|(offset, _)| i32::from(*offset) * 60);
    match most.and_then(|seconds| Offset::from_seconds(seconds).ok()) {
        None | Some(Offset::UTC) => TimeZone::UTC,
        Some(offset) => TimeZone::fixed(offset),
    }
}

/// `+01:00`
pub(super) fn offset_name(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Modules whose earliest record is later than the start of the outage: their logs may have been overwritten.
pub(super) fn overwritten(summary: &Summary, outage: &Outage, zone: &TimeZone) -> Vec<Overwritten> {
    let is_late = |(_, span): &(_, (Timestamp, Timestamp))| span.0 > outage.from.timestamp();
    let late = spans(summary).into_iter().filter(is_late);
    late.map(|(identity, (first, _))| Overwritten {
        module: identity.module.clone(),
        instance: identity.instance.clone(),
        earliest: Moment::new(first, zone),
        outage_from: outage.from,
    })
    .collect()
}

/// Modules whose latest record is long before the outage.
pub(super) fn ended_before(
    summary: &Summary,
    outage: &Outage,
    zone: &TimeZone,
) -> Vec<EndedBefore> {
    let from = outage.from.timestamp().seconds();
    let is_old = |(_, span): &(_, (Timestamp, Timestamp))| span.1.seconds() < from - LONG_BEFORE;
    let old = spans(summary).into_iter().filter(is_old);
    old.map(|(identity, (_, last))| EndedBefore {
        module: identity.module.clone(),
        instance: identity.instance.clone(),
        latest: Moment::new(last, zone),
    })
    .collect()
}

/// Earliest and latest record of each module, over all its files.
fn spans(summary: &Summary) -> BTreeMap<&Identity, (Timestamp, Timestamp)> {
    let mut spans = BTreeMap::<&Identity, (Timestamp, Timestamp)>::new();
    for account in summary.accounts.values() {
        let (Some(identity), Some(first), Some(last)) =
            (&account.identity, account.first, account.last)
        else {
            continue;
        };
        if !identity.is_unknown() {
            let span = spans.entry(identity).or_insert((first, last));
            *span = (span.0.min(first), span.1.max(last));
        }
    }
    spans
}
