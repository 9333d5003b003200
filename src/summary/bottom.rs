//! Counted values, as many as fit: those with the smallest hashes.
//!
//! Which values are kept depends on the set of values alone, so merging in any order keeps the same ones with exact
//! counts. What is beyond the limit is summed.

use std::collections::BTreeMap;

use crate::redact::Redacted;

/// At most `LIMIT` distinct values with exact counts; raw while a range is read, redacted in a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bottom<const LIMIT: usize, T = Redacted> {
    kept: BTreeMap<u128, (T, u64)>,
    /// Occurrences of values that were not kept.
    pub dropped: u64,
}

impl<const LIMIT: usize, T> Default for Bottom<LIMIT, T> {
    fn default() -> Self {
        Self { kept: BTreeMap::new(), dropped: 0 }
    }
}

impl<const LIMIT: usize, T> Bottom<LIMIT, T> {
    /// Adds `count` occurrences of the value with this hash; `value` is only asked for when it is new and kept.
    pub fn add(&mut self, hash: u128, count: u64, value: impl FnOnce() -> T) {
        if let Some((_, sum)) = self.kept.get_mut(&hash) {
            *sum += count;
            return;
        }
        if self.kept.len() >= LIMIT {
            if self.kept.last_key_value().is_some_and(|(last, _)| hash > *last) {
                self.dropped += count;
                return;
            }
            if let Some((_, (_, count))) = self.kept.pop_last() {
                self.dropped += count;
            }
        }
        self.kept.insert(hash, (value(), count));
    }

    /// Adds everything of another.
    pub fn merge(&mut self, other: Self) {
        self.dropped += other.dropped;
        for (hash, (value, count)) in other.kept {
            self.add(hash, count, || value);
        }
    }

    /// The same values in another form.
    pub fn map<U>(self, form: impl Fn(T) -> U) -> Bottom<LIMIT, U> {
        let kept = self.kept.into_iter().map(|(hash, (value, count))| (hash, (form(value), count)));
        Bottom { kept: kept.collect(), dropped: self.dropped }
    }
}

impl<const LIMIT: usize> Bottom<LIMIT> {
    /// The kept values, the most frequent first, then by text.
    #[must_use]
    pub fn top(&self) -> Vec<(&Redacted, u64)> {
        let mut values: Vec<_> = self.kept.values().map(|(text, count)| (text, *count)).collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        values
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
