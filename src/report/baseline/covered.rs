//! How much time some logs cover.

use super::Moment;
use crate::record::Timestamp;

/// Logs of a moment cover a minute: the width of the finest bucket.
const MIN_MINUTES: f64 = 1.0;
const MICROS_PER_MINUTE: f64 = 60_000_000.0;

/// The time that logs cover.
// LIMIT: one stamp out of all time, such as the year 9999, stretches its log to it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Covered {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// Without the gaps in which no log covers anything.
    pub(super) minutes: f64,
}

impl Covered {
    /// From the first and last time of each log; `None` when none of them has any.
    pub(super) fn of(spans: impl Iterator<Item = (Moment, Moment)>) -> Option<Self> {
        let spans = spans.map(|(from, to)| (from.timestamp(), to.timestamp()));
        let mut spans: Vec<_> = spans.filter(|(from, to)| from <= to).collect();
        spans.sort_unstable();
        let (from, _) = *spans.first()?;
        let (mut to, mut micros) = (from, 0i64);
        for (first, last) in spans {
            let added = last.0.saturating_sub(first.max(to).0);
            micros = micros.saturating_add(added.max(0));
            to = to.max(last);
        }
        Some(Self { from, to, minutes: (micros as f64 / MICROS_PER_MINUTE).max(MIN_MINUTES) })
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn covered(minutes: &[(i64, i64)]) -> Option<f64> {
        let moment =
            |minute: i64| Moment::new(Timestamp::from_seconds(minute * 60), &TimeZone::UTC);
        let spans = minutes.iter().map(|(from, to)| (moment(*from), moment(*to)));
        Covered::of(spans).map(|covered| covered.minutes)
    }

    #[test]
    fn logs_side_by_side_count_once_and_gaps_not_at_all() {
        assert_eq!(covered(&[(0, 60)]), Some(60.0));
        assert_eq!(covered(&[(30, 60), (0, 60), (10, 20)]), Some(60.0));
        assert_eq!(covered(&[(1_000, 1_010), (0, 60), (50, 70)]), Some(80.0));
    }

    #[test]
    fn a_moment_is_a_minute_and_nothing_is_nothing() {
        assert_eq!(covered(&[(7, 7)]), Some(1.0));
        assert_eq!(covered(&[]), None);
        // A log that ends before it begins covers nothing.
        assert_eq!(covered(&[(9, 3)]), None);
        assert!(covered(&[(-4_700_000_000, 4_700_000_000)]).is_some());
    }
}
