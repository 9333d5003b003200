//! Many literals, found in one pass over a message.
//!
//! At each byte of the message its next four bytes are looked up: first in a filter of a few kilobytes, which says no to
//! nearly all, then in a table of what literals begin with. The rest of a literal is compared where its beginning was
//! found. An automaton over all literals does the same in fewer steps, each of which waits for the one before and for
//! memory: its table of transitions is larger than the caches.

use std::{collections::BTreeMap, ops::Range};

use hashbrown::HashMap;

/// Bytes that are looked up at once.
const HEAD: usize = 4;
/// Bits of the filter: a hundred for each head of the built-in rules.
const FILTER_BITS: usize = 1 << 16;

/// The distinct literals, lower case; a literal is known by its position.
#[derive(Debug, Default)]
pub(super) struct Literals {
    texts: Vec<String>,
    known: HashMap<String, usize>,
    forms: Vec<Form>,
    /// Forms by what they begin with.
    by_head: HashMap<u32, Vec<Candidate>>,
    /// One bit for each hash of a head.
    filter: Vec<u64>,
    /// Forms that are shorter than a head; there are none in the built-in rules.
    short: Vec<usize>,
}

/// Literals that have one shape.
#[derive(Debug)]
pub(super) struct Form {
    /// Their text with `0` for each digit.
    shape: String,
    pub(super) literals: Vec<usize>,
}

/// A form, and what it goes on with behind its head.
#[derive(Debug)]
struct Candidate {
    form: usize,
    next: u32,
    /// Fewer than four bytes in a short form.
    mask: u32,
}

impl Form {
    /// Whether the literals differ in their digits; if not, it is one.
    pub(super) fn has_digits(&self) -> bool {
        self.shape.contains('0')
    }
}

impl Literals {
    /// The position of a literal, which is added when it is new.
    pub(super) fn add(&mut self, text: &str) -> usize {
        let text = text.to_ascii_lowercase();
        *self.known.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            self.texts.len() - 1
        })
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Builds the tables; to be called when all literals are there.
    pub(super) fn build(&mut self) {
        let mut forms = BTreeMap::<String, Vec<usize>>::new();
        for (literal, text) in self.texts.iter().enumerate() {
            let shape = text.replace(|sign: char| sign.is_ascii_digit(), "0");
            forms.entry(shape).or_default().push(literal);
        }
        self.forms = forms.into_iter().map(|(shape, literals)| Form { shape, literals }).collect();
        self.by_head.clear();
        self.short.clear();
        self.filter = vec![0; FILTER_BITS / 64];
        for (number, form) in self.forms.iter().enumerate() {
            let Some((head, rest)) = form.shape.as_bytes().split_first_chunk::<HEAD>() else {
                self.short.push(number);
                continue;
            };
            let head = folded(*head);
            let (place, bit) = bit(head);
            self.filter[place] |= bit;
            let (next, mask) = beginning(rest);
            let candidate = Candidate { form: number, next, mask };
            self.by_head.entry(head).or_default().push(candidate);
        }
    }

    /// The form of this number.
    pub(super) fn form(&self, form: usize) -> &Form {
        &self.forms[form]
    }

    /// Tells which forms stand in a shape by their numbers, and where: once for each place.
    pub(super) fn find(&self, shape: &[u8], mut tell: impl FnMut(usize, Range<usize>)) {
        for (at, head) in shape.windows(HEAD).enumerate() {
            let head = folded(head.try_into().expect("as long as a window"));
            let (place, bit) = bit(head);
            if self.filter[place] & bit != 0 {
                self.at_head(head, shape, at, &mut tell);
            }
        }
        for &form in &self.short {
            (0..shape.len()).for_each(|at| self.compare(form, shape, at, &mut tell));
        }
    }

    /// Tells which forms stand where this head does.
    fn at_head(
        &self,
        head: u32,
        shape: &[u8],
        at: usize,
        tell: &mut impl FnMut(usize, Range<usize>),
    ) {
        let Some(candidates) = self.by_head.get(&head) else { return };
        let next = shape[at + HEAD..].first_chunk().map(|next| folded(*next));
        for candidate in candidates {
            if next.is_none_or(|next| next & candidate.mask == candidate.next) {
                self.compare(candidate.form, shape, at, tell);
            }
        }
    }

    /// Tells a form if it stands here.
    fn compare(
        &self,
        form: usize,
        shape: &[u8],
        at: usize,
        tell: &mut impl FnMut(usize, Range<usize>),
    ) {
        let text = self.forms[form].shape.as_bytes();
        let place = at..at + text.len();
        if shape.get(place.clone()).is_some_and(|here| here.eq_ignore_ascii_case(text)) {
            tell(form, place);
        }
    }

    /// Which literals of a form stand in a text of the same shape.
    pub(super) fn at<'a>(&'a self, form: &'a Form, text: &'a [u8]) -> impl Iterator<Item = usize> {
        let is_here = |literal: &usize| text.eq_ignore_ascii_case(self.texts[*literal].as_bytes());
        form.literals.iter().copied().filter(move |literal| !form.has_digits() || is_here(literal))
    }
}

/// Four bytes in which large and small letters are the same; some other signs are, too.
#[inline]
fn folded(bytes: [u8; HEAD]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

/// Up to four bytes, folded, and which they are.
fn beginning(text: &[u8]) -> (u32, u32) {
    let (mut bytes, mut mask) = ([0; HEAD], [0; HEAD]);
    for (at, byte) in text.iter().take(HEAD).enumerate() {
        (bytes[at], mask[at]) = (*byte, 0xff);
    }
    let mask = u32::from_le_bytes(mask);
    (folded(bytes) & mask, mask)
}

/// Where the filter tells of a head.
#[inline]
fn bit(head: u32) -> (usize, u64) {
    // Fibonacci hashing: the upper bits of a product with the golden ratio (Knuth).
    let hash = head.wrapping_mul(0x9e37_79b1) as usize >> 16;
    (hash / 64 % (FILTER_BITS / 64), 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::shape::zero_digits, *};

    proptest! {
        /// The slow, plain way: look for each literal alone.
        #[test]
        fn every_literal_is_found_wherever_it_stands(
            literals in proptest::collection::vec("[aAb 12]{1,30}", 1..12), message in "[aAbB é12]{0,80}",
        ) {
            let mut all = Literals::default();
            let ids: Vec<_> = literals.iter().map(|literal| all.add(literal)).collect();
            all.build();
            let lower = message.to_ascii_lowercase();
            let mut found = Vec::new();
            let mut shape = message.clone().into_bytes();
            zero_digits(&mut shape);
            all.find(&shape, |form, place| {
                let here = &message.as_bytes()[place.clone()];
                found.extend(all.at(all.form(form), here).map(|literal| (literal, place.clone())));
            });
            for (literal, id) in literals.iter().zip(&ids) {
                let literal = literal.to_ascii_lowercase();
                let is_found = found.iter().any(|(found, place)| found == id && lower[place.clone()] == literal);
                prop_assert_eq!(is_found, lower.contains(&literal), "{}", literal);
            }
        }
    }
}
