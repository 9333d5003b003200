//! What messages have in common that differ in digits alone, and which of their digits matter all the same.
//!
//! A *shape* is a message with `0` for each of its digits. Nearly everything about a message follows from its shape: where
//! its words and quotes end, which of them a template hides, where the names of things stand. What does not follow from
//! it hangs on digits at places that can be told from the shape, the *decisive* ones: those that the template keeps or
//! looks at, those of codes, and those where a literal of a rule with digits may stand. So a message is known by its
//! shape and its decisive digits.

use std::ops::Range;

use super::{
    entity::{self, Named},
    literals::Literals,
    template::{Sink, finish, walk},
};
use crate::code;

/// What is known of a shape.
#[derive(Debug)]
pub(super) struct Shape {
    /// Where decisive digits stand.
    decisive: Box<[Range<u16>]>,
    /// The things that its messages name.
    pub(super) named: Box<[Named]>,
    /// Literals of its messages, once they were asked for; never where one of them may hang on digits.
    pub(super) literals: Option<Box<[usize]>>,
    has_digit_literal: bool,
}

/// Makes a shape of a text: puts `0` for each of its digits.
pub(super) fn zero_digits(text: &mut [u8]) {
    for byte in text {
        *byte = if byte.is_ascii_digit() { b'0' } else { *byte };
    }
}

impl Shape {
    /// Looks at a message, whose template is left in `template` and its fingerprint returned.
    pub(super) fn learn(
        message: &[u8],
        zeroed: &[u8],
        literals: &Literals,
        template: &mut Vec<u8>,
    ) -> (Self, u128) {
        template.clear();
        let mut walked = Walk { template, looked_at: Vec::new() };
        walk(message, &mut walked);
        let mut places = walked.looked_at;
        places.extend(code::find(message).map(|(_, place)| place));
        let before = places.len();
        literals.find(zeroed, |_, place| places.push(place));
        let has_digit_literal = places.len() > before;
        let decisive = digits(message, places);
        let named = entity::find(message).map(|named| named.learn(message)).collect();
        (Self { decisive, named, literals: None, has_digit_literal }, finish(template))
    }

    /// Keeps the literals that were found in a message, if they are the same in all.
    pub(super) fn keep_literals(&mut self, found: Option<&[usize]>) {
        if self.literals.is_none() && !self.has_digit_literal {
            self.literals = found.map(Into::into);
        }
    }

    /// Appends the decisive digits of a message of this shape.
    pub(super) fn read(&self, message: &[u8], out: &mut Vec<u8>) {
        for place in &self.decisive {
            out.extend_from_slice(&message[usize::from(place.start)..usize::from(place.end)]);
        }
    }
}

/// The rows of digits in some places of a message, in order, each once.
fn digits(message: &[u8], mut places: Vec<Range<usize>>) -> Box<[Range<u16>]> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut rows: Vec<Range<u16>> = Vec::new();
    let mut next = 0;
    for place in places {
        for at in place.start.max(next)..place.end {
            if !message[at].is_ascii_digit() {
                continue;
            }
            let at = u16::try_from(at).expect("a shape is short");
            match rows.last_mut() {
                Some(row) if row.end == at => row.end = at + 1,
                _ => rows.push(at..at + 1),
            }
        }
        next = next.max(place.end);
    }
    rows.into()
}

/// Writes the template and notes which digits it hangs on.
struct Walk<'a> {
    template: &'a mut Vec<u8>,
    looked_at: Vec<Range<usize>>,
}

impl Sink for Walk<'_> {
    fn keep(&mut self, text: &[u8], part: Range<usize>) {
        self.template.keep(text, part.clone());
        self.looked_at.push(part);
    }

    fn hide(&mut self, placeholder: &'static [u8]) {
        self.template.hide(placeholder);
    }

    fn look_at(&mut self, part: Range<usize>) {
        self.looked_at.push(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_decide_are_told_from_the_shape() {
        let mut literals = Literals::default();
        literals.add("port 0000");
        literals.build().expect("builds");
        let decisive = |message: &str| {
            let (mut zeroed, mut template) = (message.as_bytes().to_vec(), Vec::new());
            zero_digits(&mut zeroed);
            let (shape, _) = Shape::learn(message.as_bytes(), &zeroed, &literals, &mut template);
            let mut out = Vec::new();
            shape.read(message.as_bytes(), &mut out);
            String::from_utf8(out).expect("digits")
        };
        // Codes, also hidden ones; statuses, also those that turn out to be none; literals, also those of another number.
        assert_eq!(
            decisive("PGS-220000 '12 PGS-110000 7' (iRc=-53) (903) 88"),
            "22000011000053903"
        );
        assert_eq!(decisive("at PORT 1234, port 99999, 9.9.9 or 1.2.3.4"), "12349999999");
        // What makes an address of a percent sign, and an id of an `x`.
        assert_eq!(decisive("a%40b.example and 0x7f 7x12 44"), "4007");
        assert_eq!(decisive("delivery 8412599 of 'WKF12' took 12 ms"), "");
    }
}
