//! When the processes of a module started and stopped.

use super::{
    bottom::Bottom,
    buckets::Buckets,
    cell::{self, Cell},
    excerpts::Excerpts,
};
use crate::{knowledge::Sign, packed, record::Timestamp};

/// Process ids that are kept for a module.
pub(super) const PIDS_KEPT: usize = 64;

/// Announcements within one bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    /// How many of each form, indexed by [`Sign::index`].
    pub signs: [u64; Sign::COUNT],
    /// The earliest of them.
    pub first: Timestamp,
    /// The earliest start.
    pub first_start: Timestamp,
}

impl Announced {
    /// One announcement.
    #[must_use]
    pub fn one(sign: Sign, at: Timestamp) -> Self {
        let mut signs = [0; Sign::COUNT];
        signs[sign.index()] = 1;
        let first_start = if sign.is_start() { at } else { Self::default().first_start };
        Self { signs, first: at, first_start }
    }

    /// How often something started: one start may be announced in several forms, so the commonest of them counts.
    #[must_use]
    pub fn starts(&self) -> u64 {
        self.signs[..Sign::STARTS].iter().copied().max().unwrap_or(0)
    }

    /// How often something stopped in good order.
    #[must_use]
    pub fn stops(&self) -> u64 {
        self.signs[Sign::STARTS..].iter().copied().max().unwrap_or(0)
    }
}

impl Default for Announced {
    fn default() -> Self {
        let never = Timestamp(i64::MAX);
        Self { signs: [0; Sign::COUNT], first: never, first_start: never }
    }
}

impl Cell for Announced {
    const BUDGET: usize = 7 * 24 * 60;
    const TOGETHER: usize = 32;

    fn add(&mut self, other: &Self) {
        let Self { signs, first, first_start } = other;
        for (sum, count) in self.signs.iter_mut().zip(signs) {
            *sum += count;
        }
        self.first = self.first.min(*first);
        self.first_start = self.first_start.min(*first_start);
    }

    fn write(&self, start: Timestamp, bytes: &mut Vec<u8>) {
        let Self { signs, first, first_start } = self;
        for count in signs {
            packed::write(*count, bytes);
        }
        cell::write_instant(*first, start, bytes);
        cell::write_instant(*first_start, start, bytes);
    }

    fn read(start: Timestamp, bytes: &mut &[u8]) -> Self {
        Self {
            signs: std::array::from_fn(|_| packed::read(bytes)),
            first: cell::read_instant(start, bytes),
            first_start: cell::read_instant(start, bytes),
        }
    }
}

/// The life of a module on an instance, by its own announcements and those of the watchdog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// Announcements over time.
    pub over_time: Buckets<Announced>,
    /// Ids of processes that started.
    pub pids: Bottom<PIDS_KEPT>,
    /// The first and the last starts.
    pub excerpts: Excerpts,
}

impl Lifecycle {
    /// Adds what another part saw.
    pub fn merge(&mut self, other: Lifecycle) {
        let Lifecycle { over_time, pids, excerpts } = other;
        self.over_time.merge(over_time);
        self.pids.merge(pids);
        self.excerpts.merge(excerpts);
    }
}
