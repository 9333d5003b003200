//! Counted values, as many as fit: those with the smallest hashes.
//!
//! Which values are kept depends on the set of values alone, so merging in any order keeps the same ones with exact
//! counts. What is beyond the limit is summed.

use std::collections::BTreeMap;

use crate::{record::Timestamp, redact::Redacted};

/// What is counted of a value; adding must be commutative and associative.
pub trait Occurrences: Copy {
    /// Adds further occurrences.
    fn add(&mut self, other: Self);

    /// How many.
    fn count(self) -> u64;
}

impl Occurrences for u64 {
    fn add(&mut self, other: Self) {
        *self += other;
    }

    fn count(self) -> u64 {
        self
    }
}

/// How often, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// How often.
    pub count: u64,
    /// When last, if it says.
    pub last: Option<Timestamp>,
}

impl Occurrences for Seen {
    fn add(&mut self, other: Self) {
        let Self { count, last } = other;
        self.count += count;
        self.last = self.last.max(last);
    }

    fn count(self) -> u64 {
        self.count
    }
}

/// At most `LIMIT` distinct values with exact counts; raw while a range is read, redacted in a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bottom<const LIMIT: usize, T = Redacted, N = u64> {
    kept: BTreeMap<u128, (T, N)>,
    /// The largest hash that is kept, once there is no room for another value.
    bar: u128,
    /// Occurrences of values that were not kept.
    pub dropped: u64,
}

impl<const LIMIT: usize, T, N> Default for Bottom<LIMIT, T, N> {
    fn default() -> Self {
        Self { kept: BTreeMap::new(), bar: u128::MAX, dropped: 0 }
    }
}

impl<const LIMIT: usize, T, N: Occurrences> Bottom<LIMIT, T, N> {
    /// Adds occurrences of the value with this hash; `value` is only asked for when it is new and kept.
    pub fn add(&mut self, hash: u128, count: N, value: impl FnOnce() -> T) {
        if hash > self.bar {
            self.dropped += count.count();
        } else if let Some((_, sum)) = self.kept.get_mut(&hash) {
            sum.add(count);
        } else {
            self.kept.insert(hash, (value(), count));
            self.drop_largest();
        }
    }

    /// Keeps as many as there is room for.
    fn drop_largest(&mut self) {
        if self.kept.len() > LIMIT
            && let Some((_, (_, count))) = self.kept.pop_last()
        {
            self.dropped += count.count();
        }
        if self.kept.len() == LIMIT
            && let Some((largest, _)) = self.kept.last_key_value()
        {
            self.bar = *largest;
        }
    }

    /// Adds everything of another.
    pub fn merge(&mut self, other: Self) {
        self.dropped += other.dropped;
        for (hash, (value, count)) in other.kept {
            self.add(hash, count, || value);
        }
    }

    /// Hashes of the kept values with their counts, sorted by hash.
    pub fn counts(&self) -> impl Iterator<Item = (u128, u64)> {
        self.kept.iter().map(|(hash, (_, count))| (*hash, count.count()))
    }

    /// The largest hash up to which every value is kept.
    #[must_use]
    pub fn bound(&self) -> u128 {
        match self.kept.last_key_value() {
            Some((last, _)) if self.dropped > 0 => *last,
            _ => u128::MAX,
        }
    }

    /// The same values in another form.
    pub fn map<U>(self, form: impl Fn(T) -> U) -> Bottom<LIMIT, U, N> {
        let kept = self.kept.into_iter().map(|(hash, (value, count))| (hash, (form(value), count)));
        Bottom { kept: kept.collect(), bar: self.bar, dropped: self.dropped }
    }
}

impl<const LIMIT: usize, N: Occurrences> Bottom<LIMIT, Redacted, N> {
    /// The kept values with their counts, the most frequent first, then by text.
    #[must_use]
    pub fn top(&self) -> Vec<(&Redacted, u64)> {
        let counted = self.kept.values().map(|(text, count)| (text, count.count()));
        let mut values: Vec<_> = counted.collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        values
    }

    /// The kept values with what is known of them, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = (&Redacted, N)> {
        self.kept.values().map(|(text, count)| (text, *count))
    }

    /// What is known of the value with this hash.
    #[must_use]
    pub fn get(&self, hash: u128) -> Option<N> {
        self.kept.get(&hash).map(|(_, count)| *count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::redact::Redactor;

    fn of(hashes: &[u8]) -> Bottom<4> {
        let mut bottom = Bottom::default();
        for hash in hashes {
            bottom.add(u128::from(*hash), 1, || Redactor::ON.keep(&[b'a' + hash % 26], 9));
        }
        bottom
    }

    proptest! {
        #[test]
        fn merging_in_any_order_keeps_the_same_values_with_exact_counts(
            left in proptest::collection::vec(0u8..12, 0..40), right in proptest::collection::vec(0u8..12, 0..40),
        ) {
            let whole = of(&[left.clone(), right.clone()].concat());
            let (mut one, mut two) = (of(&left), of(&right));
            one.merge(of(&right));
            two.merge(of(&left));
            prop_assert_eq!(&one, &whole);
            prop_assert_eq!(&two, &whole);
            let kept: u64 = whole.top().iter().map(|(_, count)| count).sum();
            prop_assert_eq!(kept + whole.dropped, (left.len() + right.len()) as u64);
        }
    }
}
