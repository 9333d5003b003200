//! Sums over many verdicts.

use super::judge::Verdict;

/// How good one order of issues is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Share of cases in which the cause is first.
    pub hit_at_1: f64,
    /// Share of cases in which it is one of the first three.
    pub hit_at_3: f64,
    /// Mean of 1 / place; 0 for a cause that is nowhere.
    pub mean_reciprocal_rank: f64,
}

/// The score of the order at `place` in [`super::judge::ORDERS`].
pub fn score<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>, place: usize) -> Score {
    let ranks: Vec<Option<usize>> = verdicts.into_iter().map(|v| v.ranks[place]).collect();
    let share = |last: usize| {
        let hits = ranks.iter().flatten().filter(|&&rank| rank <= last).count();
        hits as f64 / ranks.len().max(1) as f64
    };
    let reciprocal: Vec<f64> =
        ranks.iter().map(|rank| rank.map_or(0.0, |rank| 1.0 / rank as f64)).collect();
    Score { hit_at_1: share(1), hit_at_3: share(3), mean_reciprocal_rank: mean(&reciprocal) }
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The value below which `percent` of all values lie; 0 without values.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or_default()
}
