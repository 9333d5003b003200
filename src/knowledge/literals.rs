//! Many literals, found in one pass over a message.
//!
//! Each literal is known by four bytes of it that few others hold, its *anchor*. At each byte of the message its next four
//! bytes are looked up: first in a filter of a few kilobytes, which says no to nearly all, then in a table of anchors. A
//! literal is compared where its anchor was found. The triggers of names are found on the way. An automaton over all literals does the same in fewer steps, each of
//! which waits for the one before and for memory: its table of transitions is larger than the caches.

use std::{collections::BTreeMap, ops::Range};

use hashbrown::HashMap;

/// Bytes that are looked up at once.
const ANCHOR: usize = 4;
/// Windows of a message that are looked at in a row, without asking after each whether it is the last one.
const UNROLLED: usize = 8;
/// Bits of the filter: a hundred for each anchor of the built-in rules.
const FILTER_BITS: usize = 1 << 16;
/// Places of the table of anchors.
const PLACES: usize = 1 << 12;

/// The distinct literals, lower case; a literal is known by its position.
#[derive(Debug, Default)]
pub(super) struct Literals {
    texts: Vec<String>,
    known: HashMap<String, usize>,
    triggers: Vec<&'static str>,
    forms: Vec<Form>,
    /// Forms with their anchors, by their place in the table.
    candidates: Vec<Candidate>,
    /// Where the candidates of each place begin; the next one is where they end.
    places: Vec<u32>,
    /// One bit for each hash of an anchor.
    filter: Vec<u64>,
    /// Forms that are shorter than an anchor; there are none in the built-in rules.
    short: Vec<usize>,
}

/// Literals that have one shape, and triggers.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// Their text with `0` for each digit.
    shape: String,
    /// Whether they differ in their digits; if not, it is one.
    pub(super) has_digits: bool,
    /// In the order of their texts.
    pub(super) literals: Vec<usize>,
    /// Which triggers have this shape: they differ in case.
    pub(super) triggers: Vec<usize>,
}

/// A form, its anchor and where that stands, and what follows it.
#[derive(Debug)]
struct Candidate {
    anchor: u32,
    form: u32,
    anchor_at: u32,
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

    /// Adds a trigger, which is known by its number. What it says of digits and case is asked of a message where it is found.
    pub(super) fn add_trigger(&mut self, text: &'static str) {
        self.triggers.push(text);
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Builds the tables; to be called when all literals are there.
    pub(super) fn build(&mut self) {
        let mut forms = BTreeMap::<String, Form>::new();
        let shape = |text: &str| text.replace(|sign: char| sign.is_ascii_digit(), "0");
        for (literal, text) in self.texts.iter().enumerate() {
            forms.entry(shape(text)).or_default().literals.push(literal);
        }
        for (trigger, text) in self.triggers.iter().enumerate() {
            let shape = shape(&text.to_ascii_lowercase());
            forms.entry(shape).or_default().triggers.push(trigger);
        }
        self.forms = forms.into_iter().map(|(shape, form)| self.form_of(shape, form)).collect();
        self.short.clear();
        self.filter = vec![0; FILTER_BITS / 64];
        self.candidates = self.candidates();
        self.candidates.sort_by_key(|candidate| place(candidate.anchor));
        self.places = vec![0; PLACES + 1];
        for candidate in &self.candidates {
            self.places[place(candidate.anchor) + 1] += 1;
        }
        for at in 0..PLACES {
            self.places[at + 1] += self.places[at];
        }
    }

    /// All forms with their anchors, which are noted in the filter; short forms are put aside.
    fn candidates(&mut self) -> Vec<Candidate> {
        let counts = counts(&self.forms);
        let mut candidates = Vec::new();
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
            let short = |number| u32::try_from(number).expect("a few thousand");
            let (form, anchor_at) = (short(number), short(anchor_at));
            candidates.push(Candidate { anchor, form, anchor_at, next, mask });
        }
        candidates
    }

    fn form_of(&self, shape: String, mut form: Form) -> Form {
        form.literals.sort_unstable_by_key(|literal| &self.texts[*literal]);
        Form { has_digits: shape.contains('0'), shape, ..form }
    }

    /// The form of this number.
    pub(super) fn form(&self, form: usize) -> &Form {
        &self.forms[form]
    }

    /// Tells which forms stand in a shape by their numbers, and where: once for each place.
    pub(super) fn find(&self, shape: &[u8], mut tell: impl FnMut(usize, Range<usize>)) {
        // Of a fixed length, so that no place needs to be checked. There is none before it is built.
        let filter: Option<&[u64; FILTER_BITS / 64]> = self.filter.first_chunk();
        let mut look = |window, at| {
            let (place, bit) = bit(window);
            if filter.is_some_and(|filter| filter[place] & bit != 0) {
                self.at_anchor(window, shape, at, &mut tell);
            }
        };
        // Some windows at a time, for which nothing but themselves is asked.
        let mut start = 0;
        while let Some(bytes) = shape[start..].first_chunk::<{ UNROLLED + ANCHOR - 1 }>() {
            for at in 0..UNROLLED {
                let window = bytes[at..at + ANCHOR].first_chunk().expect("four bytes");
                look(folded(*window), start + at);
            }
            start += UNROLLED;
        }
        windows(&shape[start..]).for_each(|(at, window)| look(window, start + at));
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
        let Some([from, to]) = self.places[place(anchor)..].first_chunk() else { return };
        let next = shape[at + ANCHOR..].first_chunk().map(|next| folded(*next));
        for candidate in &self.candidates[*from as usize..*to as usize] {
            let Some(start) = at.checked_sub(candidate.anchor_at as usize) else { continue };
            let fits = next.is_none_or(|next| next & candidate.mask == candidate.next);
            if fits && candidate.anchor == anchor {
                self.compare(candidate.form as usize, shape, start, tell);
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

/// Where the table tells of an anchor.
#[inline]
fn place(anchor: u32) -> usize {
    hash(anchor) * PLACES / FILTER_BITS
}

#[cfg(test)]
mod tests;
