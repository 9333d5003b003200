//! The sheet that an answer is written on.

use std::fmt::Write as _;

use crate::{
    knowledge::Step,
    lang::{
        Lang,
        word::{self, Word},
    },
    render::{columns, degree, wrap},
};

/// Text in two columns: what it is, and what it says.
pub(super) struct Sheet {
    pub(super) text: String,
    pub(super) lang: &'static Lang,
    width: usize,
    /// Columns of the first column.
    margin: usize,
}

/// The words of the first column.
const LABELS: [Word; 18] = [
    word::EX_RULE,
    word::EX_CODES,
    word::EX_MEANS,
    word::EX_CHECK,
    word::EX_FOLLOWS,
    word::EX_EXAMPLE,
    word::EX_SOURCE,
    word::EX_BELONGS_TO,
    word::EX_LOOK_IN,
    word::EX_SEND,
    word::EX_IMPACT,
    word::EX_CURE,
    word::EX_LOG,
    word::EX_PORTS,
    word::EX_SETTING,
    word::EX_SILENCE,
    word::EX_RERUN,
    word::EX_RESTART,
];

impl Sheet {
    pub(super) fn new(lang: &'static Lang, width: usize) -> Self {
        let widest = LABELS.iter().map(|label| columns(lang.say(*label))).max().unwrap_or(0);
        Self { text: String::new(), lang, width, margin: (widest + 3).min(width / 2) }
    }

    pub(super) fn heading(&mut self, text: &str) {
        for line in wrap(text, self.width) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// A label with its text, wrapped; nothing when there is no text.
    pub(super) fn entry(&mut self, label: Word, text: &str) {
        debug_assert!(LABELS.contains(&label), "the column is as wide as the widest of them");
        self.row(self.lang.say(label), text);
    }

    pub(super) fn row(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        for (index, line) in wrap(text, self.width - self.margin).iter().enumerate() {
            let label = if index == 0 { format!("  {label} ") } else { String::new() };
            let gap = " ".repeat(self.margin.saturating_sub(columns(&label)));
            let _ = writeln!(self.text, "{label}{gap}{line}");
        }
    }

    /// Numbered steps; a command stands whole on a line of its own, to be copied.
    pub(super) fn steps(&mut self, steps: &[Step]) {
        for (number, step) in steps.iter().enumerate() {
            let risk = degree(self.lang, step.risk.name());
            let risk = self.lang.fill(word::STEP_RISK, &[("risk", risk)]);
            self.row(&format!("{}.", number + 1), &format!("{risk} {}", plain(&step.text)));
            if !step.command.is_empty() {
                let gap = " ".repeat(self.margin + 2);
                let _ = writeln!(self.text, "{gap}{}", plain(&step.command));
            }
        }
    }
}

/// `{instance}` as people write it.
pub(super) fn plain(text: &str) -> String {
    text.replace('{', "<").replace('}', ">")
}
