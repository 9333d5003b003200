//! Counted values, as many as fit: those with the smallest hashes.
//!
//! Which values are kept depends on the set of values alone, so merging in any order keeps the same ones with exact
//! counts. What is beyond the limit is summed.

use std::cmp::Ordering;

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
///
/// Sorted by hash. Vectors rather than a tree: most hold one value, for which a tree takes room for eleven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bottom<const LIMIT: usize, T = Redacted, N = u64> {
    hashes: Vec<u128>,
    kept: Vec<(T, N)>,
    /// How many there is room for.
    room: usize,
    /// The largest hash that may still be kept: that of the last value, once there is no room. It stands here because most
    /// values of a large set are refused by it.
    largest: u128,
    /// Occurrences of values that were not kept.
    pub dropped: u64,
}

impl<const LIMIT: usize, T, N> Default for Bottom<LIMIT, T, N> {
    fn default() -> Self {
        let (hashes, kept) = (Vec::new(), Vec::new());
        Self { hashes, kept, room: LIMIT, largest: u128::MAX, dropped: 0 }
    }
}

impl<const LIMIT: usize, T, N: Occurrences> Bottom<LIMIT, T, N> {
    /// One that keeps fewer.
    #[must_use]
    pub fn with_room(room: usize) -> Self {
        Self { room: room.min(LIMIT), ..Self::default() }
    }

    /// Adds occurrences of the value with this hash; `value` is only asked for when it is new and kept.
    pub fn add(&mut self, hash: u128, count: N, value: impl FnOnce() -> T) {
        if hash > self.largest || self.room == 0 {
            self.dropped += count.count();
            return;
        }
        match place_of(&self.hashes, hash) {
            Ok(place) => self.kept[place].1.add(count),
            Err(place) => {
                if self.hashes.len() >= self.room {
                    self.drop_last();
                }
                self.grow();
                self.hashes.insert(place, hash);
                self.kept.insert(place, (value(), count));
                self.settle();
            }
        }
    }

    /// Notes the largest hash that may still be kept.
    fn settle(&mut self) {
        let last = self.hashes.last().filter(|_| self.hashes.len() >= self.room);
        self.largest = last.copied().unwrap_or(u128::MAX);
    }

    /// Makes room for one more: for one at first, since most hold one.
    fn grow(&mut self) {
        if self.hashes.is_empty() {
            self.hashes.reserve_exact(1);
            self.kept.reserve_exact(1);
        }
    }

    fn drop_last(&mut self) {
        self.hashes.pop();
        if let Some((_, count)) = self.kept.pop() {
            self.dropped += count.count();
        }
    }

    /// Leaves room for at most so many.
    pub fn shrink_to(&mut self, room: usize) {
        self.room = self.room.min(room);
        while self.hashes.len() > self.room {
            self.drop_last();
        }
        if self.hashes.capacity() > 2 * self.room {
            self.hashes.shrink_to_fit();
            self.kept.shrink_to_fit();
        }
        self.settle();
    }

    /// Adds everything of another. There is room for as many as in the smaller one.
    pub fn merge(&mut self, other: Self) {
        let other_room = other.room;
        self.dropped += other.dropped;
        if self.hashes.is_empty() {
            (self.hashes, self.kept) = (other.hashes, other.kept);
        } else if other.hashes.len() <= FEW {
            for (hash, (value, count)) in other.hashes.into_iter().zip(other.kept) {
                self.add(hash, count, || value);
            }
        } else {
            self.interleave(other);
        }
        self.shrink_to(other_room);
    }

    /// Puts the values of another one between the own ones.
    fn interleave(&mut self, other: Self) {
        self.room = self.room.min(other.room);
        let len = self.hashes.len() + other.hashes.len();
        let own = std::mem::take(&mut self.hashes).into_iter().zip(std::mem::take(&mut self.kept));
        let (mut own, mut others) = (own.peekable(), other.hashes.into_iter().zip(other.kept));
        self.hashes.reserve_exact(len.min(self.room));
        self.kept.reserve_exact(len.min(self.room));
        let mut push = |(hash, (value, count)): (u128, (T, N))| {
            if self.hashes.last() == Some(&hash) {
                if let Some((_, sum)) = self.kept.last_mut() {
                    sum.add(count);
                }
            } else if self.hashes.len() < self.room {
                self.hashes.push(hash);
                self.kept.push((value, count));
            } else {
                self.dropped += count.count();
            }
        };
        for next in &mut others {
            while let Some(before) = own.next_if(|(hash, _)| *hash <= next.0) {
                push(before);
            }
            push(next);
        }
        own.for_each(push);
    }

    /// Hashes of the kept values with their counts, sorted by hash.
    pub fn counts(&self) -> impl Iterator<Item = (u128, u64)> {
        let counts = self.kept.iter().map(|(_, count)| count.count());
        self.hashes.iter().copied().zip(counts)
    }

    /// The largest hash up to which every value is kept.
    #[must_use]
    pub fn bound(&self) -> u128 {
        match self.hashes.last() {
            Some(last) if self.dropped > 0 => *last,
            _ => u128::MAX,
        }
    }

    /// The same values in another form.
    pub fn map<U>(self, form: impl Fn(T) -> U) -> Bottom<LIMIT, U, N> {
        let Self { hashes, kept, room, largest, dropped } = self;
        let kept = kept.into_iter().map(|(value, count)| (form(value), count)).collect();
        Bottom { hashes, kept, room, largest, dropped }
    }
}

impl<const LIMIT: usize, T, N: Occurrences> Bottom<LIMIT, T, N> {
    /// The same values in another form, to be merged into what is `known`: a value that stays or is dropped there is left
    /// empty, since nobody will see it.
    pub fn map_beside<U: Default>(
        self,
        known: Option<&Bottom<LIMIT, U, N>>,
        form: impl Fn(T) -> U,
    ) -> Bottom<LIMIT, U, N> {
        let Some(known) = known else { return self.map(form) };
        let is_new =
            |hash: &u128| *hash <= known.largest && place_of(&known.hashes, *hash).is_err();
        let Self { hashes, kept, room, largest, dropped } = self;
        let form = |(hash, (value, count)): (&u128, (T, N))| {
            (if is_new(hash) { form(value) } else { U::default() }, count)
        };
        let kept = hashes.iter().zip(kept).map(form).collect();
        Bottom { hashes, kept, room, largest, dropped }
    }
}

/// Where a hash stands among sorted ones, or would stand. Halves of hashes are compared first: that is done without a branch,
/// which would be guessed wrongly half the time.
#[inline]
fn place_of(hashes: &[u128], hash: u128) -> Result<usize, usize> {
    let half = |hash: u128| (hash >> 64) as u64;
    let mut place = hashes.partition_point(|known| half(*known) < half(hash));
    while let Some(known) = hashes.get(place) {
        match known.cmp(&hash) {
            Ordering::Less => place += 1,
            Ordering::Equal => return Ok(place),
            Ordering::Greater => break,
        }
    }
    Err(place)
}

/// So many values are looked up one by one when they are added.
const FEW: usize = 4;

impl<const LIMIT: usize, N: Occurrences> Bottom<LIMIT, Redacted, N> {
    /// The kept values with their counts, the most frequent first, then by text.
    #[must_use]
    pub fn top(&self) -> Vec<(&Redacted, u64)> {
        let counted = self.kept.iter().map(|(text, count)| (text, count.count()));
        let mut values: Vec<_> = counted.collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        values
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self) -> Option<(&Redacted, u64)> {
        let counted = self.kept.iter().map(|(text, count)| (text, count.count()));
        counted.min_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)))
    }

    /// The kept values with what is known of them, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = (&Redacted, N)> {
        self.kept.iter().map(|(text, count)| (text, *count))
    }

    /// What is known of the value with this hash.
    #[must_use]
    pub fn get(&self, hash: u128) -> Option<N> {
        Some(self.kept[place_of(&self.hashes, hash).ok()?].1)
    }
}

#[cfg(test)]
mod tests;
