//! Which digits of a message decide about its template.

use std::ops::Range;

use crate::knowledge::template::{Sink, walk};

/// A template with the digits that decide about it.
#[derive(Debug)]
pub(super) struct Decided {
    /// As it was walked, not finished.
    pub(super) template: Vec<u8>,
    /// Rows of digits, in order, each once; and where they would stand in the template if all around them was kept.
    pub(super) rows: Vec<(usize, Range<usize>)>,
    /// Whether the template keeps all of them.
    pub(super) is_told_by_kept: bool,
}

impl Decided {
    pub(super) fn of(message: &[u8]) -> Self {
        let template = Vec::with_capacity(message.len() + 16);
        let mut walked = Walk { template, parts: Vec::new(), is_told_by_kept: true };
        walk(message, &mut walked);
        let Walk { template, parts, is_told_by_kept } = walked;
        Self { template, rows: rows(message, parts), is_told_by_kept }
    }
}

/// Writes the template and notes which parts of the message decide about it.
struct Walk {
    template: Vec<u8>,
    /// Where it keeps the part, and where the part stands in the message.
    parts: Vec<(usize, Range<usize>)>,
    /// Whether all parts that decide are kept.
    is_told_by_kept: bool,
}

impl Sink for Walk {
    const LOOKS: bool = true;

    fn keep(&mut self, text: &[u8], part: Range<usize>) {
        self.parts.push((self.template.len(), part.clone()));
        self.template.keep(text, part);
    }

    fn hide(&mut self, placeholder: &'static [u8]) {
        self.template.hide(placeholder);
    }

    fn look_at(&mut self, part: Range<usize>) {
        self.is_told_by_kept = false;
        self.parts.push((0, part));
    }
}

/// The rows of digits in some parts of a message.
fn rows(message: &[u8], mut parts: Vec<(usize, Range<usize>)>) -> Vec<(usize, Range<usize>)> {
    parts.sort_unstable_by_key(|(_, part)| (part.start, part.end));
    let mut rows = Vec::<(usize, Range<usize>)>::new();
    let mut next = 0;
    for (kept, part) in parts {
        let from = part.start.max(next);
        next = next.max(part.end);
        for at in (from..next).filter(|at| message[*at].is_ascii_digit()) {
            match rows.last_mut() {
                Some((_, row)) if row.end == at && at > part.start => row.end = at + 1,
                _ => rows.push((kept + at - part.start, at..at + 1)),
            }
        }
    }
    rows
}
