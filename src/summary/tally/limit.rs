//! A limit on the number of groups while a range is read.

/// Keeps the groups with the smallest hashes, a few more than the limit before it folds the rest.
#[derive(Debug, Default)]
pub(super) struct Limit {
    groups: usize,
    /// Hashes above this one are folded at once.
    largest: Option<u128>,
}

impl Limit {
    pub(super) fn is_beyond(&self, hash: u128) -> bool {
        self.largest.is_some_and(|largest| hash > largest)
    }

    /// The limit of a tally without groups that will be added to this one's: what is beyond here will be so there.
    pub(super) fn of_part(&self) -> Self {
        Self { groups: 0, largest: self.largest }
    }

    /// Counts a new group; true when there are a quarter more than the limit allows, so that folding is rare.
    pub(super) fn grows(&mut self, is_new: bool, limit: usize) -> bool {
        if is_new && self.groups >= limit + limit / 4 {
            return true;
        }
        self.groups += usize::from(is_new);
        false
    }

    /// The hashes that must go.
    pub(super) fn beyond(&mut self, hashes: impl Iterator<Item = u128>, limit: usize) -> Vec<u128> {
        let mut hashes: Vec<_> = hashes.collect();
        hashes.sort_unstable();
        let beyond = hashes.split_off(limit.min(hashes.len()));
        self.groups = hashes.len();
        if !beyond.is_empty() {
            self.largest = hashes.last().copied();
        }
        beyond
    }
}
