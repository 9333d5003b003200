//! Counts over time while they are counted.

use crate::{
    record::Timestamp,
    summary::{Buckets, Cell},
};

/// Cells by the bucket that they belong to. Most records are of the one before.
#[derive(Debug, Default)]
pub(super) struct Minutes<C> {
    /// What is counted in the bucket that is open.
    now: C,
    /// From when to when it is open, in microseconds since the epoch.
    from: i64,
    to: i64,
    before: Buckets<C>,
}

impl<C: Cell> Minutes<C> {
    /// Adds what an instant counts.
    pub(super) fn add(&mut self, at: Timestamp, cell: &C) {
        if at.0 < self.from || at.0 >= self.to {
            self.close();
            let width = self.before.seconds() * Timestamp::PER_SECOND;
            self.from = at.0.div_euclid(width) * width;
            self.to = self.from + width;
        }
        self.now.add(cell);
    }

    /// The bucket that is open goes to those before it.
    fn close(&mut self) {
        let cell = std::mem::take(&mut self.now);
        if cell != C::default() {
            self.before.push(Timestamp(self.from), &cell);
        }
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, mut other: Self) {
        other.close();
        self.before.merge(other.before);
    }

    /// Leaves room for at most so many cells.
    pub(super) fn shrink_to(&mut self, room: usize) {
        self.before.shrink_to(room);
    }

    /// All that was counted, to be settled.
    pub(super) fn into_buckets(mut self) -> Buckets<C> {
        self.close();
        self.before.shrink_to_fit();
        self.before
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::summary::{
        Count,
        buckets::tests::{plain, read},
    };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_order_ends_as_buckets_do(
            runs in vec((-20_000i64..20_000, 1i64..6_000, any::<bool>()), 1..4), seconds in 1i64..100, cut in 0usize..9_000,
        ) {
            let times = runs.into_iter().flat_map(|(start, len, is_backwards)| {
                (0..len).map(move |step| start * 60 + seconds * if is_backwards { len - step } else { step })
            });
            let times: Vec<_> = times.map(Timestamp::from_seconds).collect();
            let mut parts = [Minutes::default(), Minutes::default()];
            for (number, at) in times.iter().enumerate() {
                let cell = Count { count: 1, first: *at };
                parts[usize::from(number < cut)].add(*at, &cell);
            }
            let [mut one, two] = parts;
            one.merge(two);
            let mut buckets = one.into_buckets();
            buckets.settle();
            prop_assert_eq!(read(&buckets), plain(&times));
        }
    }
}
