//! Counts by minute while they are counted.

use crate::{
    record::Timestamp,
    summary::{Buckets, Cell, row::Row},
};

/// Cells by the minute that they belong to.
#[derive(Debug, Default)]
pub(super) struct Minutes<C> {
    /// The minute that is being counted, and what is counted.
    now: (i64, C),
    before: Row<C>,
}

impl<C: Cell + PartialEq> Minutes<C> {
    /// Adds what an instant counts.
    pub(super) fn add(&mut self, at: Timestamp, cell: &C) {
        let minute = at.seconds().div_euclid(60);
        if minute != self.now.0 {
            self.close();
            self.now.0 = minute;
        }
        self.now.1.add(cell);
    }

    /// The minute that was counted goes to those before it.
    fn close(&mut self) {
        let (minute, cell) = std::mem::take(&mut self.now);
        if cell != C::default() {
            self.before.push(minute, cell);
        }
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, mut other: Self) {
        other.close();
        self.before.merge(other.before);
    }

    /// All that was counted.
    pub(super) fn into_buckets(mut self) -> Buckets<C> {
        self.close();
        self.before.into_buckets()
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
            prop_assert_eq!(read(&one.into_buckets()), plain(&times));
        }
    }
}
