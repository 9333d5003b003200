//! Where events lie: the places of all of them, as far as they fit.

use std::collections::BTreeSet;

use crate::record::Location;

/// How many are kept: more lines than anybody takes out of a log by hand.
pub const PLACES_KEPT: usize = 1_000;

/// The smallest [`PLACES_KEPT`] places, and how many there are in all; as offset and line while a range is read.
///
/// Which ones are kept follows from the set alone, so merging in any order keeps the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places<P = Location> {
    kept: BTreeSet<P>,
    all: u64,
}

impl<P> Default for Places<P> {
    fn default() -> Self {
        Self { kept: BTreeSet::new(), all: 0 }
    }
}

impl<P: Ord> Places<P> {
    /// Adds one.
    pub fn add(&mut self, place: P) {
        self.all += 1;
        self.keep(place);
    }

    /// Adds everything of another.
    pub fn merge(&mut self, other: Self) {
        let Self { kept, all } = other;
        self.all += all;
        for place in kept {
            self.keep(place);
        }
    }

    fn keep(&mut self, place: P) {
        let is_full = self.kept.len() >= PLACES_KEPT;
        if is_full && self.kept.last().is_some_and(|last| place > *last) {
            return;
        }
        self.kept.insert(place);
        if self.kept.len() > PLACES_KEPT {
            self.kept.pop_last();
        }
    }

    /// The same places in another form, which must keep their order.
    pub fn map<Q: Ord>(self, form: impl FnMut(P) -> Q) -> Places<Q> {
        Places { kept: self.kept.into_iter().map(form).collect(), all: self.all }
    }

    /// How many there are, kept or not.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.all
    }

    /// Those that are kept, in order.
    pub fn kept(&self) -> impl Iterator<Item = &P> {
        self.kept.iter()
    }
}

impl Places {
    /// Changes all of them; their order must stay.
    pub fn relocate(&mut self, change: &mut dyn FnMut(&mut Location)) {
        let places = std::mem::take(&mut self.kept).into_iter();
        self.kept = places
            .map(|mut place| {
                change(&mut place);
                place
            })
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(places: &[u64]) -> Places<u64> {
        let mut all = Places::default();
        for place in places {
            all.add(*place);
        }
        all
    }

    proptest! {
        #[test]
        fn any_order_keeps_the_same(seed in 1u64..5_000, cut in 0usize..3_000) {
            // Every number once, in an order of no meaning: 3,001 is prime.
            let places: Vec<u64> = (1..=3_000).map(|n| n * seed % 3_001).collect();
            prop_assume!(seed % 3_001 != 0);
            let (left, right) = places.split_at(cut);
            let (mut one, mut two) = (of(left), of(right));
            one.merge(of(right));
            two.merge(of(left));
            prop_assert_eq!(&one, &two);
            prop_assert_eq!(one.all(), 3_000);
            prop_assert_eq!(one.kept().copied().collect::<Vec<_>>(), (1..=1_000).collect::<Vec<_>>());
        }
    }
}
