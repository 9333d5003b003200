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
    template::{Sink, finish, mask, walk},
};
use crate::code;

/// What is known of a shape.
#[derive(Debug)]
pub(super) struct Shape {
    /// Where decisive digits stand.
    decisive: Box<[Range<u16>]>,
    /// The whole template of one of its messages; `None` where it is not clear from the shape what templates keep.
    template: Option<Box<[u8]>>,
    /// Digits that a template keeps: where they stand in it, and where in the message.
    kept: Box<[(u16, Range<u16>)]>,
    /// The things that its messages name.
    pub(super) named: Box<[Named]>,
    /// Literals of its messages; `None` where one of them may hang on digits.
    pub(super) literals: Option<Box<[usize]>>,
}

/// Makes a shape of a text: puts `0` for each of its digits.
pub(super) fn zero_digits(text: &mut [u8]) {
    for byte in text {
        *byte = if byte.is_ascii_digit() { b'0' } else { *byte };
    }
}

impl Shape {
    /// Looks at a message, which differs from `zeroed` in digits alone.
    pub(super) fn learn(message: &[u8], zeroed: &[u8], literals: &Literals) -> Self {
        let mut walked = Walk::default();
        walk(message, &mut walked);
        let Walk { template, kept, looked_at: mut places } = walked;
        let template = places.is_empty().then(|| template.into());
        let kept = kept.into_iter().flat_map(|(at, part)| {
            let start = short(part.start);
            let rows = digits(message, vec![part]).into_iter();
            rows.map(move |row| (short(at) + row.start - start, row)).collect::<Vec<_>>()
        });
        let kept: Box<[_]> = kept.collect();
        places.extend(kept.iter().map(|(_, row)| row.start.into()..row.end.into()));
        places.extend(code::find(message).map(|(_, place)| place));
        let (mut found, mut hangs_on_digits) = (Vec::new(), false);
        literals.find(zeroed, |form, place| {
            if form.has_digits() {
                hangs_on_digits = true;
                places.push(place);
            } else if !found.contains(&form.literals[0]) {
                found.push(form.literals[0]);
            }
        });
        Self {
            decisive: digits(message, places).into(),
            template,
            kept,
            named: entity::find(message).map(|named| named.learn(message)).collect(),
            literals: (!hangs_on_digits).then(|| found.into()),
        }
    }

    /// Appends the decisive digits of a message of this shape.
    pub(super) fn read(&self, message: &[u8], out: &mut Vec<u8>) {
        for row in &self.decisive {
            out.extend_from_slice(&message[usize::from(row.start)..usize::from(row.end)]);
        }
    }

    /// What [`mask`](super::mask) does with a message of this shape.
    pub(super) fn mask(&self, message: &[u8], out: &mut Vec<u8>) -> u128 {
        let Some(template) = &self.template else { return mask(message, out) };
        out.clear();
        out.extend_from_slice(template);
        for (at, row) in &self.kept {
            let digits = &message[usize::from(row.start)..usize::from(row.end)];
            out[usize::from(*at)..][..digits.len()].copy_from_slice(digits);
        }
        finish(out)
    }
}

/// The rows of digits in some places of a message, in order, each once.
fn digits(message: &[u8], mut places: Vec<Range<usize>>) -> Vec<Range<u16>> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut rows: Vec<Range<u16>> = Vec::new();
    let mut next = 0;
    for place in places {
        let from = place.start.max(next);
        next = next.max(place.end);
        for (at, byte) in (from..next).zip(&message[from..next]) {
            if !byte.is_ascii_digit() {
                continue;
            }
            let at = short(at);
            match rows.last_mut() {
                Some(row) if row.end == at => row.end = at + 1,
                _ => rows.push(at..at + 1),
            }
        }
    }
    rows
}

/// A place in a message or a template: both are shorter than 64 KiB.
fn short(at: usize) -> u16 {
    u16::try_from(at).expect("a shape is short")
}

/// Writes the template and notes which digits it hangs on.
#[derive(Default)]
struct Walk {
    template: Vec<u8>,
    /// What the template keeps: where it stands there, and where in the message.
    kept: Vec<(usize, Range<usize>)>,
    looked_at: Vec<Range<usize>>,
}

impl Sink for Walk {
    const LOOKS: bool = true;

    fn keep(&mut self, text: &[u8], part: Range<usize>) {
        self.kept.push((self.template.len(), part.clone()));
        self.template.keep(text, part);
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
        literals.add("port 6666");
        literals.build().expect("builds");
        let decisive = |message: &str| {
            let mut zeroed = message.as_bytes().to_vec();
            zero_digits(&mut zeroed);
            let shape = Shape::learn(message.as_bytes(), &zeroed, &literals);
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
