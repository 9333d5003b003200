//! How much of each group is kept beside so many others.
//!
//! What is kept depends on the set of groups alone: a part of it has no more groups than the whole, so what a part forgets
//! the whole would forget, too.

use super::{
    GroupKey, excerpts,
    group::{TEMPLATES_KEPT, VALUES_KEPT},
};

/// How many groups there are. Thousands of messages that nobody knows are no list to work through name by name, but what
/// is to be run again is listed for each name of what a rule knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Crowd {
    /// As many as a person reads.
    #[default]
    Few,
    /// More than 300.
    Many,
    /// More than 1,000.
    Masses,
}

/// What there is room for in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Names of each sort.
    pub(super) names: usize,
    /// Shapes of its messages.
    pub(super) templates: usize,
    /// Records at each end of the evidence.
    pub(super) excerpts: usize,
}

impl Room {
    const ALL: Self =
        Self { names: VALUES_KEPT, templates: TEMPLATES_KEPT, excerpts: excerpts::KEPT };
}

impl Crowd {
    pub(super) fn of(groups: usize) -> Self {
        match groups {
            0..=300 => Self::Few,
            301..=1_000 => Self::Many,
            _ => Self::Masses,
        }
    }

    /// What is kept of the group of a key.
    pub(super) fn room(self, key: GroupKey) -> Room {
        let is_known = matches!(key, GroupKey::Rule(_) | GroupKey::Family(_));
        match self {
            Self::Many if !is_known => Room { names: 32, ..Room::ALL },
            Self::Masses if !is_known => Room { names: 8, templates: 8, excerpts: 1 },
            _ => Room::ALL,
        }
    }
}
