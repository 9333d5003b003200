//! What becomes of a message on the walk over it.

use std::ops::Range;

use super::walk;

/// Stands for any digits that a template hides.
pub(in super::super) const SQUASHED: u8 = 1;

/// Takes a message in parts, from its beginning to its end.
pub(in super::super) trait Sink {
    /// A part that stays as it is.
    fn keep(&mut self, text: &[u8]);
    /// A part of the message for which a placeholder stands; it begins and ends at the border of a word.
    fn hide(&mut self, placeholder: &'static [u8], message: &[u8], part: Range<usize>);
    /// Digits within a word.
    fn hide_digits(&mut self, placeholder: &'static [u8]);
    /// A blank that becomes another one, or nothing.
    fn hide_blank(&mut self, placeholder: &'static [u8], blank: &[u8]);
    /// The part to come begins with `<`, as placeholders do.
    fn angle(&mut self) {}
    /// A word whose digits are hidden, before they are.
    fn digits_in(&mut self, _word: &[u8]) {}
}

/// The template.
impl Sink for Vec<u8> {
    fn keep(&mut self, text: &[u8]) {
        self.extend_from_slice(text);
    }

    fn hide(&mut self, placeholder: &'static [u8], _: &[u8], _: Range<usize>) {
        self.extend_from_slice(placeholder);
    }

    fn hide_digits(&mut self, placeholder: &'static [u8]) {
        self.extend_from_slice(placeholder);
    }

    fn hide_blank(&mut self, placeholder: &'static [u8], _: &[u8]) {
        self.extend_from_slice(placeholder);
    }
}

/// The message itself, but for its hidden digits.
struct Probe<'a>(&'a mut Vec<u8>);

impl Sink for Probe<'_> {
    fn keep(&mut self, text: &[u8]) {
        self.0.extend_from_slice(text);
    }

    fn hide(&mut self, _: &'static [u8], message: &[u8], part: Range<usize>) {
        squash(&message[part], self.0);
    }

    fn hide_digits(&mut self, _: &'static [u8]) {
        self.0.push(SQUASHED);
    }

    fn hide_blank(&mut self, _: &'static [u8], blank: &[u8]) {
        self.0.extend_from_slice(blank);
    }
}

/// A message with one sign for each row of digits that its template hides.
pub(in super::super) fn probe(message: &[u8]) -> Vec<u8> {
    let mut probe = Vec::new();
    walk(message, &mut Probe(&mut probe));
    probe
}

/// Appends a text with one sign for each row of digits.
pub(in super::super) fn squash(text: &[u8], out: &mut Vec<u8>) {
    let mut was_digit = false;
    for &byte in text {
        let is_digit = byte.is_ascii_digit();
        if !(is_digit && was_digit) {
            out.push(if is_digit { SQUASHED } else { byte });
        }
        was_digit = is_digit;
    }
}
