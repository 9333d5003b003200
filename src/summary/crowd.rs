//! How much of each group, and of the time of each module, is kept beside so many others.
//!
//! What is kept depends on the set of groups alone: a part of it has no more groups than the whole, so what a part forgets
//! the whole would forget, too.

use super::{
    GroupKey, excerpts,
    group::{TEMPLATES_KEPT, VALUES_KEPT},
};

/// As many cells as there are buckets in a drawing (`report/timeline.rs`), and one for where it begins between two. With fewer all
/// of a report would be told less finely for the sake of one group; with these only logs of 25 to 50 hours are.
const CELLS: usize = 1_501;

/// Cells of all modules together that there is room for, at three bytes each: minutes of a thousand for a week.
const CELLS_OF_MODULES: usize = 1_024 * 7 * 24 * 60;

/// Cells that are kept of what each of so many modules wrote.
pub(super) fn cells_of_module(modules: usize) -> usize {
    // In a few steps, since all modules are gone through at each of them. Up to 128 have room for all that is kept.
    (CELLS_OF_MODULES / modules.next_power_of_two()).max(CELLS)
}

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
    /// Cells of its time.
    pub(super) cells: usize,
}

impl Room {
    const ALL: Self = Self {
        names: VALUES_KEPT,
        templates: TEMPLATES_KEPT,
        excerpts: excerpts::KEPT,
        cells: usize::MAX,
    };
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
            Self::Masses if !is_known => Room { names: 8, templates: 8, excerpts: 1, cells: CELLS },
            _ => Room::ALL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_modules_are_told_by_the_minute_for_a_week_and_more_of_them_for_less() {
        let week = 7 * 24 * 60;
        let rooms = [1_000, 1_025, 3_000, 8_192, 1_000_000].map(cells_of_module);
        assert_eq!(rooms, [week, week / 2, week / 4, CELLS, CELLS]);
    }
}
