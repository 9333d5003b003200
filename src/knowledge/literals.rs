//! Many literals, found in one pass over a message.
//!
//! Each literal is known by four bytes of it that few others hold, its *anchor*. At each byte of the message its next four
//! bytes are looked up: first in a filter of a few kilobytes, which says no to nearly all, then in a table of anchors. A
//! literal is compared where its anchor was found. An automaton over all literals does the same in fewer steps, each of
//! which waits for the one before and for memory: its table of transitions is larger than the caches.

use std::{collections::BTreeMap, ops::Range};

use hashbrown::HashMap;

/// Bytes that are looked up at once.
const ANCHOR: usize = 4;
/// Bits of the filter: a hundred for each anchor of the built-in rules.
const FILTER_BITS: usize = 1 << 16;

/// The distinct literals, lower case; a literal is known by its position.
#[derive(Debug, Default)]
pub(super) struct Literals {
    texts: Vec<String>,
    known: HashMap<String, usize>,
    forms: Vec<Form>,
    /// Forms by their anchors.
    by_anchor: HashMap<u32, Vec<Candidate>>,
    /// One bit for each hash of an anchor.
    filter: Vec<u64>,
    /// Forms that are shorter than an anchor; there are none in the built-in rules.
    short: Vec<usize>,
}

/// Literals that have one shape.
#[derive(Debug)]
pub(super) struct Form {
    /// Their text with `0` for each digit.
    shape: String,
    /// Whether they differ in their digits; if not, it is one.
    pub(super) has_digits: bool,
    /// In the order of their texts.
    pub(super) literals: Vec<usize>,
}

/// A form, where its anchor stands, and what follows it.
#[derive(Debug)]
struct Candidate {
    form: usize,
    anchor_at: usize,
    next: u32,
    /// Fewer than four bytes in a short form.
    mask: u32,
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
        self.forms =
            forms.into_iter().map(|(shape, literals)| self.form_of(shape, literals)).collect();
        self.by_anchor.clear();
        self.short.clear();
        self.filter = vec![0; FILTER_BITS / 64];
        let counts = counts(&self.forms);
        for (number, form) in self.forms.iter().enumerate() {
            // Of equals the first one.
            let anchors = windows(form.shape.as_bytes());
            let Some((anchor_at, anchor)) =
                anchors.min_by_key(|(_, window)| cost(*window, &counts))
            else {
                self.short.push(number);
                continue;
            };
            let (place, bit) = bit(anchor);
            self.filter[place] |= bit;
            let (next, mask) = beginning(&form.shape.as_bytes()[anchor_at + ANCHOR..]);
            let candidate = Candidate { form: number, anchor_at, next, mask };
            self.by_anchor.entry(anchor).or_default().push(candidate);
        }
    }

    fn form_of(&self, shape: String, mut literals: Vec<usize>) -> Form {
        literals.sort_unstable_by_key(|literal| &self.texts[*literal]);
        Form { has_digits: shape.contains('0'), shape, literals }
    }

    /// The form of this number.
    pub(super) fn form(&self, form: usize) -> &Form {
        &self.forms[form]
    }

    /// Tells which forms stand in a shape by their numbers, and where: once for each place.
    pub(super) fn find(&self, shape: &[u8], mut tell: impl FnMut(usize, Range<usize>)) {
        // Of a fixed length, so that no place needs to be checked. There is none before it is built.
        let filter: Option<&[u64; FILTER_BITS / 64]> = self.filter.first_chunk();
        for (at, window) in windows(shape) {
            let (place, bit) = bit(window);
            if filter.is_some_and(|filter| filter[place] & bit != 0) {
                self.at_anchor(window, shape, at, &mut tell);
            }
        }
        for &form in &self.short {
            (0..shape.len()).for_each(|at| self.compare(form, shape, at, &mut tell));
        }
    }

    /// Tells which forms stand around this anchor. A call of its own, so that what is done for each byte stays in registers.
    #[inline(never)]
    fn at_anchor(
        &self,
        anchor: u32,
        shape: &[u8],
        at: usize,
        tell: &mut impl FnMut(usize, Range<usize>),
    ) {
        let Some(candidates) = self.by_anchor.get(&anchor) else { return };
        let next = shape[at + ANCHOR..].first_chunk().map(|next| folded(*next));
        for candidate in candidates {
            let Some(start) = at.checked_sub(candidate.anchor_at) else { continue };
            if next.is_none_or(|next| next & candidate.mask == candidate.next) {
                self.compare(candidate.form, shape, start, tell);
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

    /// Which literal of a form stands in a text of the same shape, if one does.
    pub(super) fn at(&self, form: usize, text: &[u8]) -> Option<usize> {
        let Form { has_digits, literals, .. } = &self.forms[form];
        if !has_digits {
            return literals.first().copied();
        }
        let lower = || text.iter().map(u8::to_ascii_lowercase);
        let place = literals.binary_search_by(|literal| self.texts[*literal].bytes().cmp(lower()));
        Some(literals[place.ok()?])
    }
}

/// How often forms hold four bytes, which is how often messages do, more or less: by their hash, which a few of them share.
fn counts(forms: &[Form]) -> Vec<u32> {
    let mut counts = vec![0; FILTER_BITS];
    for (_, window) in forms.iter().flat_map(|form| windows(form.shape.as_bytes())) {
        counts[hash(window)] += 1;
    }
    counts
}

/// What an anchor costs. Digits are all one here, so messages are full of them.
fn cost(window: u32, counts: &[u32]) -> u32 {
    const DIGIT: u32 = 100;
    let digits = window.to_le_bytes().into_iter().map(|byte| u32::from(byte == b'0')).sum::<u32>();
    digits * DIGIT + counts[hash(window)]
}

/// Each four bytes of a text, folded, and where they stand.
fn windows(text: &[u8]) -> impl Iterator<Item = (usize, u32)> {
    let fold = |window: &[u8]| window.first_chunk().map_or(0, |window| folded(*window));
    text.windows(ANCHOR).map(fold).enumerate()
}

/// Four bytes in which large and small letters are the same; some other signs are, too.
#[inline]
fn folded(bytes: [u8; ANCHOR]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

/// Up to four bytes, folded, and which they are.
fn beginning(text: &[u8]) -> (u32, u32) {
    let (mut bytes, mut mask) = ([0; ANCHOR], [0; ANCHOR]);
    for (at, byte) in text.iter().take(ANCHOR).enumerate() {
        (bytes[at], mask[at]) = (*byte, 0xff);
    }
    let mask = u32::from_le_bytes(mask);
    (folded(bytes) & mask, mask)
}

/// Where the filter tells of an anchor.
#[inline]
fn bit(anchor: u32) -> (usize, u64) {
    let hash = hash(anchor);
    (hash / 64, 1 << (hash % 64))
}

/// A hash below [`FILTER_BITS`]: the upper bits of a product with the golden ratio (Fibonacci hashing, Knuth).
#[inline]
fn hash(window: u32) -> usize {
    window.wrapping_mul(0x9e37_79b1) as usize >> 16
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
            let mut shape = Vec::new();
            zero_digits(message.as_bytes(), &mut shape);
            all.find(&shape, |form, place| {
                let here = &message.as_bytes()[place.clone()];
                found.extend(all.at(form, here).map(|literal| (literal, place.clone())));
            });
            for (literal, id) in literals.iter().zip(&ids) {
                let literal = literal.to_ascii_lowercase();
                let is_found = found.iter().any(|(found, place)| found == id && lower[place.clone()] == literal);
                prop_assert_eq!(is_found, lower.contains(&literal), "{}", literal);
            }
        }
    }
}
