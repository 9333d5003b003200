//! Evidence: the earliest and the latest few records of a group.

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

/// The earliest and the latest few by time, source and offset: [`KEPT`], or less where there is less room. Undated records
/// come after all others at both ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpts {
    earliest: Vec<Excerpt>,
    latest: Vec<Excerpt>,
    /// How many there is room for at each end.
    room: usize,
}

impl Default for Excerpts {
    fn default() -> Self {
        Self { earliest: Vec::new(), latest: Vec::new(), room: KEPT }
    }
}

impl Excerpts {
    /// Leaves room for at most so many at each end.
    pub fn shrink_to(&mut self, room: usize) {
        self.room = self.room.min(room);
        for list in [&mut self.earliest, &mut self.latest] {
            if list.len() > self.room {
                list.truncate(self.room);
                list.shrink_to_fit();
            }
        }
    }

    /// Adds one.
    pub fn add(&mut self, excerpt: Excerpt) {
        let Excerpt { at, location, text } = excerpt;
        self.offer(at, &location.source, location.offset, location.line, || text);
    }

    /// Adds the record of a time at an offset and a line of a source; its text is only asked for when it is kept.
    pub fn offer(
        &mut self,
        at: Option<Timestamp>,
        source: &str,
        offset: u64,
        line: u64,
        text: impl FnOnce() -> Redacted,
    ) {
        let own = (at, source, offset, line);
        let (early, late) = (self.early(own), self.late(own));
        if early.is_none() && late.is_none() {
            return;
        }
        let location = Location { source: source.to_owned(), offset, line };
        let excerpt = Excerpt { at, location, text: text() };
        if let Some(place) = late {
            insert(&mut self.latest, self.room, place, excerpt.clone());
        }
        if let Some(place) = early {
            insert(&mut self.earliest, self.room, place, excerpt);
        }
    }

    /// Whether the record of a time at an offset and a line of a source would be kept, and is not yet.
    #[must_use]
    pub fn has_room(&self, at: Option<Timestamp>, source: &str, offset: u64, line: u64) -> bool {
        let own = (at, source, offset, line);
        self.early(own).is_some() || self.late(own).is_some()
    }

    /// Where it belongs among the earliest.
    fn early(&self, own: Key<'_>) -> Option<usize> {
        place(&self.earliest, self.room, own, is_earlier)
    }

    /// Where it belongs among the latest.
    fn late(&self, own: Key<'_>) -> Option<usize> {
        place(&self.latest, self.room, own, is_later)
    }

    /// Adds everything of another. There is room for as many as in the smaller one.
    pub fn merge(&mut self, other: Self) {
        let Self { earliest, latest, room } = other;
        self.shrink_to(room);
        for excerpt in earliest {
            if let Some(place) = self.early(key(&excerpt)) {
                insert(&mut self.earliest, self.room, place, excerpt);
            }
        }
        for excerpt in latest {
            if let Some(place) = self.late(key(&excerpt)) {
                insert(&mut self.latest, self.room, place, excerpt);
            }
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

/// What excerpts are ordered by: time, source, offset and line.
type Key<'a> = (Option<Timestamp>, &'a str, u64, u64);

fn key(excerpt: &Excerpt) -> Key<'_> {
    let Location { source, offset, line } = &excerpt.location;
    (excerpt.at, source, *offset, *line)
}

fn is_earlier(one: &Key<'_>, other: &Key<'_>) -> bool {
    (one.0.is_none(), one) < (other.0.is_none(), other)
}

fn is_later(one: &Key<'_>, other: &Key<'_>) -> bool {
    one > other
}

/// Where one belongs in a list that is in order; `None` when it stands there already, or behind all that there is room for.
fn place(
    list: &[Excerpt],
    room: usize,
    own: Key<'_>,
    is_before: fn(&Key<'_>, &Key<'_>) -> bool,
) -> Option<usize> {
    let place = list.iter().take_while(|kept| is_before(&key(kept), &own)).count();
    let is_there = list.get(place).is_some_and(|kept| key(kept) == own);
    (place < room && !is_there).then_some(place)
}

/// Puts one at its place, which is within the room; the last one goes when there is no more room.
fn insert(list: &mut Vec<Excerpt>, room: usize, place: usize, excerpt: Excerpt) {
    list.truncate(room - 1);
    if list.is_empty() {
        // Most groups have but one, of which there may be thousands.
        list.reserve_exact(1);
    }
    list.insert(place, excerpt);
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
