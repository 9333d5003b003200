//! A half-open stretch of time.

use serde::{Deserialize, Serialize};

use crate::record::Timestamp;

/// `[since, until)` in UTC; a missing end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Window {
    /// First instant inside.
    pub since: Option<Timestamp>,
    /// First instant after it.
    pub until: Option<Timestamp>,
}

impl Window {
    /// Everything is inside.
    pub const ALL: Window = Window { since: None, until: None };

    /// Whether an instant is inside. A record without a time is always inside: nothing says that it is not.
    #[must_use]
    pub fn contains(&self, at: Option<Timestamp>) -> bool {
        let Some(at) = at else { return true };
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }

    /// Whether no end is set.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Window::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_half_open_and_keeps_undated_records() {
        let window = Window { since: Some(Timestamp(10)), until: Some(Timestamp(20)) };
        assert!(window.contains(Some(Timestamp(10))));
        assert!(!window.contains(Some(Timestamp(20))));
        assert!(!window.contains(Some(Timestamp(9))));
        assert!(window.contains(None));
    }
}
