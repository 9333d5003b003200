//! Where and when the events of a group happened, in at most a kilobyte.
//!
//! A *slot* is one thread of one instance for ten seconds. Kept are the slots with the smallest hashes (bottom-k, Cohen
//! and Kaplan 2007), so which ones are kept depends on the set of slots alone, and merging in any order keeps the same.
//! Two groups that keep the same slot were written by the same thread at about the same time, and what holds for the
//! kept slots holds for all of them, as for any sample that chance drew.

use crate::record::Timestamp;

/// Slots that are kept.
pub const SLOTS_KEPT: usize = 64;
/// Length of a slot: what one piece of work writes about one failure comes within it, and the next piece mostly not.
pub const SLOT_SECONDS: i64 = 10;

/// A thread of an instance, as a hash of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread(u64);

/// An instance whose threads write, as a hash of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer(u64);

impl Writer {
    /// The instance of a name, or the one that nobody knows.
    #[must_use]
    pub fn of(instance: Option<&str>) -> Self {
        Self(xxhash_rust::xxh3::xxh3_64(instance.unwrap_or_default().as_bytes()))
    }

    /// Its thread as it is written, a number that means nothing else. `None` when it is missing or all zeros, which is
    /// what is written when nobody knows it.
    #[must_use]
    pub fn thread(self, written: &[u8]) -> Option<Thread> {
        let is_known = written.iter().any(|digit| *digit != b'0');
        is_known.then(|| Thread(xxhash_rust::xxh3::xxh3_64_with_seed(written, self.0)))
    }
}

impl Thread {
    fn slot(self, at: Timestamp) -> u64 {
        let slot = at.seconds().div_euclid(SLOT_SECONDS);
        xxhash_rust::xxh3::xxh3_64_with_seed(&slot.to_le_bytes(), self.0)
    }
}

/// The [`SLOTS_KEPT`] slots with the smallest hashes, each with its earliest event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Sorted by hash, each once.
    slots: Vec<(u64, Timestamp)>,
    /// The largest hash up to which every slot is kept. It stands here because most events are refused by it.
    bound: u64,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { slots: Vec::new(), bound: u64::MAX }
    }
}

/// What the slots of a group have in common with those of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Slots of the one that could be looked up in the other.
    pub samples: usize,
    /// Of these, found there.
    pub shared: usize,
    /// Of the shared ones, those that the other wrote to first, or at the same time.
    pub led: usize,
}

impl Sketch {
    /// Adds an event. Allocates only while there are few slots.
    pub fn see(&mut self, thread: Thread, at: Timestamp) {
        self.insert(thread.slot(at), at);
    }

    /// Adds all slots of another.
    pub fn merge(&mut self, other: &Self) {
        let Self { slots, bound } = other;
        if self.slots.is_empty() {
            self.slots.clone_from(slots);
            self.bound = *bound;
            return;
        }
        for (hash, first) in slots {
            if *hash > self.bound {
                break;
            }
            self.insert(*hash, *first);
        }
    }

    fn insert(&mut self, hash: u64, first: Timestamp) {
        if hash > self.bound {
            return;
        }
        match self.slots.binary_search_by_key(&hash, |(hash, _)| *hash) {
            Ok(place) => self.slots[place].1 = self.slots[place].1.min(first),
            Err(place) => {
                self.slots.truncate(SLOTS_KEPT - 1);
                self.slots.insert(place, (hash, first));
                if let Some((largest, _)) = self.slots.get(SLOTS_KEPT - 1) {
                    self.bound = *largest;
                }
            }
        }
    }

    /// Hashes of the kept slots, in order.
    pub fn hashes(&self) -> impl Iterator<Item = u64> {
        self.slots.iter().map(|(hash, _)| *hash)
    }

    /// Slots that are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether no event of the group told its thread and its time.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// How many slots there are: exact below [`SLOTS_KEPT`], else `(k − 1) / h` where `h` is the largest kept hash as a
    /// part of all hashes (Beyer et al. 2007); for 64 kept slots it is wrong by an eighth, as a rule.
    #[must_use]
    pub fn distinct(&self) -> f64 {
        match self.slots.last() {
            Some((largest, _)) if self.slots.len() >= SLOTS_KEPT => {
                (SLOTS_KEPT - 1) as f64 / (*largest as f64 / u64::MAX as f64)
            }
            _ => self.slots.len() as f64,
        }
    }

    /// What the slots have in common with those of another. Only hashes for which both keep everything are compared: a
    /// slot that the other had no room for is not one that it does not have.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Overlap {
        let samples = self.samples(other);
        let mut overlap = Overlap { samples, shared: 0, led: 0 };
        let mut others = other.slots.iter().peekable();
        for (hash, first) in &self.slots[..samples] {
            while others.next_if(|(other, _)| other < hash).is_some() {}
            if let Some((_, other_first)) = others.next_if(|(other, _)| other == hash) {
                overlap.shared += 1;
                overlap.led += usize::from(other_first <= first);
            }
        }
        overlap
    }

    /// How many slots [`Self::overlap`] looks up in another one.
    #[must_use]
    pub fn samples(&self, other: &Self) -> usize {
        let bound = self.bound.min(other.bound);
        self.slots.partition_point(|(hash, _)| *hash <= bound)
    }
}

impl Overlap {
    /// Part of the samples that is shared, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.shared as f64 / self.samples.max(1) as f64
    }

    /// Part of the shared slots that the other wrote to first, 0 to 1.
    #[must_use]
    pub fn lead(&self) -> f64 {
        self.led as f64 / self.shared.max(1) as f64
    }
}

#[cfg(test)]
mod tests;
