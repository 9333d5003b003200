//! Counts by minute while they are counted.
//!
//! A log is nearly in the order of time, so what comes is a row that is put in order whenever its room is full, and not a
//! tree in which each minute is looked for. A row that is in order already costs one look at each of its cells then, and one of any
//! order is sorted as a whole.

use crate::{
    record::Timestamp,
    summary::{Buckets, Cell, add_up},
};

/// Minutes in a row, of three days; more of them are kept as buckets, which widen.
const LONGEST: usize = 3 * 24 * 60;

/// Cells by the minute that they belong to.
#[derive(Debug, Default)]
pub(super) struct Minutes<C> {
    /// The minute that is being counted, and what is counted.
    now: (i64, C),
    /// Those before it: first some in order, each once, and then others as they came.
    before: Vec<(i64, C)>,
    settled: Buckets<C>,
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
        if cell == C::default() {
            return;
        }
        if self.before.len() == self.before.capacity() {
            self.tidy();
        }
        self.before.push((minute, cell));
    }

    /// Puts the row in order, and makes room for half as many more: so that is done seldom.
    fn tidy(&mut self) {
        add_up(&mut self.before);
        if self.before.len() > LONGEST {
            self.settle();
        }
        self.before.reserve_exact((self.before.len() / 2).max(4));
    }

    fn settle(&mut self) {
        self.settled.merge(Buckets::of_minutes(std::mem::take(&mut self.before)));
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, mut other: Self) {
        other.close();
        self.before.append(&mut other.before);
        self.settled.merge(other.settled);
        self.tidy();
    }

    /// All that was counted.
    pub(super) fn into_buckets(mut self) -> Buckets<C> {
        self.close();
        self.settle();
        self.settled
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::summary::Count;

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
            let mut plain = BTreeMap::<i64, Count>::new();
            let mut parts = [Minutes::default(), Minutes::default()];
            for (number, at) in times.into_iter().enumerate() {
                let cell = Count { count: 1, first: at };
                plain.entry(at.seconds().div_euclid(60)).or_default().add(&cell);
                parts[usize::from(number < cut)].add(at, &cell);
            }
            let [mut one, two] = parts;
            one.merge(two);
            let plain = Buckets::of_minutes(plain.into_iter().collect());
            prop_assert_eq!(one.into_buckets(), plain);
        }
    }
}
