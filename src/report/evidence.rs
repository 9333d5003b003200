//! How much speaks for an issue belonging to the outage: surge, novelty and onset, each from 0 to 1.
//!
//! `E = [1 − (1 − 0.45 S)(1 − 0.25 N)(1 − 0.20 O)] / 0.67`: parts add up, none is necessary, and all at once give 1.

use std::ops::Range;

use super::{Sparse, dense::Ratio};

/// Weights of surge, novelty and onset.
const WEIGHTS: [f64; 3] = [0.45, 0.25, 0.20];
/// A rate ratio of so much counts as a full surge.
const FULL_SURGE: f64 = 20.0;
/// Events in the outage that a new issue must have.
pub(super) const MIN_NEW: u64 = 3;
/// Shortest time in which an onset fades, in seconds.
const MIN_FADE: f64 = 300.0;

/// The terms of one issue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evidence {
    pub(super) inside: u64,
    pub(super) before: u64,
    pub(super) ratio: Option<Ratio>,
    pub(super) surge: Option<f64>,
    pub(super) novelty: Option<f64>,
    pub(super) onset: f64,
    /// The bucket in which its count began to rise.
    pub(super) onset_bucket: Option<usize>,
    pub(super) value: f64,
}

/// Judges the events of an issue, by bucket without the empty ones, against an outage in a grid of `buckets` buckets.
pub(super) fn judge(
    series: &Sparse,
    outage: &Range<usize>,
    buckets: usize,
    bucket_seconds: i64,
) -> Evidence {
    let mut counts = vec![0u64; buckets];
    for (bucket, count) in series.iter() {
        if let Some(cell) = usize::try_from(bucket).ok().and_then(|bucket| counts.get_mut(bucket)) {
            *cell += count;
        }
    }
    let sum = |range: Range<usize>| counts[range].iter().sum::<u64>();
    let (inside, before) = (sum(outage.clone()), sum(0..outage.start));
    let outside = before + sum(outage.end..buckets);
    let minutes = |len: usize| len as f64 * bucket_seconds as f64 / 60.0;
    let (inside_time, outside_time) = (minutes(outage.len()), minutes(buckets - outage.len()));
    let ratio = Ratio::of(inside, inside_time, outside, outside_time);
    let surge = ratio.map(|ratio| (ratio.low.ln() / FULL_SURGE.ln()).clamp(0.0, 1.0));
    let is_new = outside == 0 && inside >= MIN_NEW;
    let novelty = (outside_time >= inside_time).then_some(if is_new { 1.0 } else { 0.0 });
    let onset_bucket = rise(&counts, outage, outside);
    let onset = match onset_bucket {
        _ if inside == 0 => 0.0,
        // It goes on as ever, or it is too rare to tell.
        None if outside > 0 => 0.0,
        None => 0.5,
        Some(bucket) => {
            let late = minutes(bucket.saturating_sub(outage.start)) * 60.0;
            faded(late, inside_time * 60.0)
        }
    };
    let value = combined([surge, novelty, Some(onset)]);
    Evidence { inside, before, ratio, surge, novelty, onset, onset_bucket, value }
}

/// What an onset weighs that comes some seconds after the start of an outage.
fn faded(late: f64, outage: f64) -> f64 {
    (-late / (outage / 4.0).max(MIN_FADE)).exp()
}

/// The evidence of something without events that began some seconds into the outage, or not in it at all.
pub(super) fn of_onset(late: Option<f64>, outage: f64) -> Evidence {
    let onset = late.map_or(0.0, |late| faded(late, outage));
    // It is there in the outage and nowhere else, which is what surge and novelty ask of events.
    let here = if late.is_some() { 1.0 } else { 0.0 };
    of_parts(here, onset)
}

/// The evidence of something without events where there is no outage: it was judged against the habits of its module.
pub(super) fn of_habits() -> Evidence {
    of_parts(1.0, 0.0)
}

fn of_parts(here: f64, onset: f64) -> Evidence {
    let [surge, novelty] = [Some(here); 2];
    let value = combined([surge, novelty, Some(onset)]);
    Evidence { inside: 0, before: 0, ratio: None, surge, novelty, onset, onset_bucket: None, value }
}

/// Surge, novelty and onset together; what could not be judged counts as nothing.
pub(super) fn combined(parts: [Option<f64>; 3]) -> f64 {
    noisy_or(parts.map(|part| part.unwrap_or(0.0))) / noisy_or([1.0; 3])
}

fn noisy_or(parts: [f64; 3]) -> f64 {
    1.0 - WEIGHTS.iter().zip(parts).map(|(weight, part)| 1.0 - weight * part).product::<f64>()
}

/// Where the count began to rise: the start of the run that takes a one-sided CUSUM (Page 1954) over its threshold. It
/// is looked for from one length of the outage before it, since a cause may come first.
fn rise(counts: &[u64], outage: &Range<usize>, outside: u64) -> Option<usize> {
    let usual = outside as f64 / (counts.len() - outage.len()).max(1) as f64;
    let sigma = usual.sqrt().max(1.0);
    let (slack, threshold) = (0.5 * sigma, 5.0 * sigma);
    let from = outage.start.saturating_sub(outage.len());
    let (mut sum, mut start) = (0.0, from);
    for (bucket, count) in counts.iter().enumerate().take(outage.end).skip(from) {
        let step = *count as f64 - usual - slack;
        if sum <= 0.0 && step > 0.0 {
            start = bucket;
        }
        sum = f64::max(0.0, sum + step);
        if sum > threshold {
            return Some(start);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTAGE: Range<usize> = 600..660;

    fn judged(series: &[(u64, u64)]) -> Evidence {
        judge(&series.to_vec().into(), &OUTAGE, 1_440, 60)
    }

    #[test]
    fn what_is_new_loud_and_early_is_all_evidence() {
        let series: Vec<_> = (600..660).map(|minute| (minute, 20)).collect();
        let found = judged(&series);
        assert_eq!((found.inside, found.before), (1_200, 0));
        assert_eq!((found.surge, found.novelty, found.onset), (Some(1.0), Some(1.0), 1.0));
        assert!((found.value - 1.0).abs() < 1e-9);
        assert_eq!(found.onset_bucket, Some(600));
    }

    #[test]
    fn what_goes_on_as_ever_is_none() {
        let series: Vec<_> = (0..1_440).map(|minute| (minute, 2)).collect();
        let found = judged(&series);
        assert_eq!((found.surge, found.novelty), (Some(0.0), Some(0.0)));
        assert!(found.value < 0.2, "{found:?}");
        let elsewhere = judged(&[(3, 50)]);
        assert_eq!((elsewhere.inside, elsewhere.before, elsewhere.onset), (0, 50, 0.0));
        assert!(elsewhere.value.abs() < 1e-9);
    }

    #[test]
    fn what_comes_later_weighs_less_and_what_came_before_is_no_later() {
        let from = |start: u64| judged(&(start..660).map(|m| (m, 9)).collect::<Vec<_>>()).onset;
        assert!(from(600) > from(615) && from(615) > from(640));
        assert!((from(590) - 1.0).abs() < 1e-9);
    }
}
