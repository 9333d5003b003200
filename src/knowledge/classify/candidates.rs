//! Rules that may explain a message, before its text is asked.

use super::Asks;
use crate::knowledge::RuleIndex;

/// Where a rule stands among others; the smallest goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) tier: u8,
    /// Of its code among the codes of the record, where that decides.
    pub(super) position: usize,
    pub(super) precedence: u32,
    pub(super) rule: RuleIndex,
}

/// Rules that may explain messages of some codes and literals.
#[derive(Debug)]
pub(in crate::knowledge) struct Candidates {
    /// Those with a pattern, best first: the first that fits explains the message.
    pub(super) asked: Vec<RuleIndex>,
    /// What does if none of them fits.
    pub(super) last: Option<RuleIndex>,
    /// What the patterns look at.
    pub(in crate::knowledge) asks: Asks,
}
