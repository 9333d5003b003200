//! Colour, when it is wanted. Nothing is said by colour alone.

use crate::{knowledge::Severity, report::Risk};

/// A colour of the terminal's own palette.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hue {
    Red,
    Yellow,
    Green,
    Cyan,
    Dim,
}

impl Hue {
    /// The colour of a risk.
    pub(super) fn of(risk: Risk) -> Hue {
        match risk {
            Risk::Critical | Risk::High => Hue::Red,
            Risk::Medium => Hue::Yellow,
            Risk::Low => Hue::Dim,
        }
    }

    /// The colour of a severity.
    pub(super) fn of_severity(severity: Severity) -> Hue {
        match severity {
            Severity::Critical | Severity::High => Hue::Red,
            Severity::Medium => Hue::Yellow,
            Severity::Low => Hue::Dim,
        }
    }

    /// Its number in a select graphic rendition sequence.
    fn code(self) -> &'static str {
        match self {
            Hue::Red => "1;31",
            Hue::Yellow => "33",
            Hue::Green => "32",
            Hue::Cyan => "36",
            Hue::Dim => "2",
        }
    }
}

/// Paints text that has been escaped, or leaves it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Painter {
    pub(super) is_on: bool,
}

impl Painter {
    pub(super) fn hue(self, hue: Hue, text: &str) -> String {
        self.wrap(hue.code(), text)
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.is_on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
