//! Evidence: the earliest and the latest few records of a group.

use std::cmp::Reverse;

use crate::{
    record::{Location, Timestamp},
    redact::Redacted,
};

/// How many are kept at each end.
pub const KEPT: usize = 3;

/// A record kept as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// When it was written, if it says.
    pub at: Option<Timestamp>,
    /// Where it lies. While a scan runs, the line is counted from the start of the range that was read.
    pub location: Location,
    /// The message, redacted and cut.
    pub text: Redacted,
}

/// The earliest and the latest [`KEPT`] by time, source and offset. Undated records come after all others at both ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpts {
    earliest: Vec<Excerpt>,
    latest: Vec<Excerpt>,
}

impl Excerpts {
    /// Adds one.
    pub fn add(&mut self, excerpt: Excerpt) {
        insert(&mut self.latest, excerpt.clone(), |a| Reverse((a.at, a.location.clone())));
        insert(&mut self.earliest, excerpt, |a| (a.at.is_none(), a.at, a.location.clone()));
    }

    /// Adds everything of another.
    pub fn merge(&mut self, other: Self) {
        let Self { earliest, latest } = other;
        for excerpt in earliest {
            insert(&mut self.earliest, excerpt, |a| (a.at.is_none(), a.at, a.location.clone()));
        }
        for excerpt in latest {
            insert(&mut self.latest, excerpt, |a| Reverse((a.at, a.location.clone())));
        }
    }

    /// All of them, each once, in the order of time; undated ones last.
    #[must_use]
    pub fn all(&self) -> Vec<&Excerpt> {
        let mut all: Vec<_> = self.earliest.iter().chain(&self.latest).collect();
        all.sort_by_key(|a| (a.at.is_none(), a.at, &a.location));
        all.dedup_by(|a, b| a.location == b.location);
        all
    }

    /// Changes the places of all of them.
    pub fn relocate(&mut self, change: &mut dyn FnMut(&mut Location)) {
        for excerpt in self.earliest.iter_mut().chain(&mut self.latest) {
            change(&mut excerpt.location);
        }
    }
}

fn insert<K: Ord>(list: &mut Vec<Excerpt>, excerpt: Excerpt, key: impl Fn(&Excerpt) -> K) {
    let place = list.partition_point(|kept| key(kept) < key(&excerpt));
    if list
        .get(place)
        .is_some_and(|kept| kept.location == excerpt.location && kept.at == excerpt.at)
    {
        return;
    }
    list.insert(place, excerpt);
    list.truncate(KEPT);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::redact::Redactor;

    fn excerpt((at, offset): (Option<i64>, u64)) -> Excerpt {
        let location = Location { source: "a".to_owned(), offset, line: offset };
        Excerpt { at: at.map(Timestamp), location, text: Redactor::ON.keep(b"x", 9) }
    }

    fn of(places: &[(Option<i64>, u64)]) -> Excerpts {
        let mut excerpts = Excerpts::default();
        for place in places {
            excerpts.add(excerpt(*place));
        }
        excerpts
    }

    #[test]
    fn the_first_and_the_last_are_kept_and_undated_ones_only_when_there_is_room() {
        let kept = of(&[
            (None, 0),
            (Some(5), 5),
            (Some(1), 1),
            (Some(9), 9),
            (Some(3), 3),
            (Some(7), 7),
            (Some(8), 8),
        ]);
        let at: Vec<_> = kept.all().iter().map(|excerpt| excerpt.at.map(|at| at.0)).collect();
        assert_eq!(at, [Some(1), Some(3), Some(5), Some(7), Some(8), Some(9)]);
        assert_eq!(of(&[(None, 0), (Some(5), 5)]).all().len(), 2);
    }

    proptest! {
        #[test]
        fn any_order_keeps_the_same(
            places in proptest::collection::vec((proptest::option::of(0i64..20), 0u64..40), 0..30), cut in 0usize..30,
        ) {
            // One place holds one record, whatever its time.
            let mut places = places;
            places.sort_by_key(|place| place.1);
            places.dedup_by_key(|place| place.1);
            let (left, right) = places.split_at(cut.min(places.len()));
            let (mut one, mut two) = (of(left), of(right));
            one.merge(of(right));
            two.merge(of(left));
            prop_assert_eq!(&one, &of(&places));
            prop_assert_eq!(&two, &of(&places));
        }
    }
}
