//! What messages have in common that are judged alike, and a hash of it that is quickly made.
//!
//! It is the template, and what is left of the hidden parts when their digits are squashed and their inert words are
//! taken out. What is left of a part is remembered, since there are few that differ: names, shapes of statements.

use std::ops::Range;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128, xxh3_128_with_seed};

use super::{
    entity,
    recent::Recent,
    template::{SQUASHED, Sink, finish, squash, walk},
    vocabulary::{BESIDE, INERT, Vocabulary},
};
use crate::code;

/// Hidden parts that are remembered at least.
const PARTS: usize = 8_192;

/// Template and rest, as one hash.
pub(super) type Likeness = u128;

/// Masks messages. One thread has one.
#[derive(Debug, Default)]
pub(super) struct Masker {
    /// The template of the last message; after masking as long as it is shown.
    pub(super) template: Vec<u8>,
    /// Whether a hidden part of it may name a thing.
    pub(super) may_name: bool,
    /// Hashes of what is left of the hidden parts, and where it is not clear from the template what was hidden.
    rest: Vec<u8>,
    parts: Recent<Part, PARTS>,
    zeroed: Vec<u8>,
}

/// What is known about a hidden part.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Hash of what is left of it.
    rest: u64,
    may_name: bool,
    /// Whether it holds a code, which is judged by its digits.
    has_code: bool,
}

impl Masker {
    /// Masks a message: the fingerprint of its template, and its likeness if it can be told.
    pub(super) fn mask(
        &mut self,
        message: &[u8],
        vocabulary: &Vocabulary,
    ) -> (u128, Option<Likeness>) {
        self.template.clear();
        self.rest.clear();
        self.may_name = false;
        walk(message, &mut Walk { masker: self, vocabulary });
        let fingerprint = finish(&mut self.template);
        let is_clear = memchr::memchr2(SQUASHED, INERT, message).is_none();
        let rest = if self.rest.is_empty() { 0 } else { xxh3_128(&self.rest) };
        (fingerprint, is_clear.then(|| fingerprint.rotate_left(1) ^ rest))
    }

    /// What is known about a hidden part of a message.
    fn part(&mut self, message: &[u8], part: Range<usize>, vocabulary: &Vocabulary) -> Part {
        let before = part.start.min(BESIDE);
        let around = part.start - before..message.len().min(part.end + BESIDE);
        zero_digits(&message[around.clone()], &mut self.zeroed);
        let seed = (before * (BESIDE + 1) + around.end - part.end) as u64;
        let hash = xxh3_128_with_seed(&self.zeroed, seed);
        let learn = || Part::learn(message, &part, &around, vocabulary);
        *self.parts.get_or_insert_with(hash, learn)
    }
}

impl Part {
    fn learn(
        message: &[u8],
        part: &Range<usize>,
        around: &Range<usize>,
        vocabulary: &Vocabulary,
    ) -> Self {
        let mut squashed = Vec::new();
        squash(&message[around.start..part.start], &mut squashed);
        let start = squashed.len();
        squash(&message[part.clone()], &mut squashed);
        let inside = start..squashed.len();
        squash(&message[part.end..around.end], &mut squashed);
        let mut rest = Vec::new();
        vocabulary.reduce(&squashed, inside, &mut rest);
        let text = &message[part.clone()];
        let has_code = code::find(text).next().is_some();
        Self { rest: xxh3_64(&rest), may_name: entity::may_name(text), has_code }
    }
}

struct Walk<'a> {
    masker: &'a mut Masker,
    vocabulary: &'a Vocabulary,
}

impl Walk<'_> {
    fn note(&mut self, hash: u64) {
        self.masker.rest.extend_from_slice(&hash.to_le_bytes());
    }

    /// Notes where the template is now.
    fn note_place(&mut self) {
        self.note(self.masker.template.len() as u64);
    }
}

impl Sink for Walk<'_> {
    fn keep(&mut self, text: &[u8]) {
        self.masker.template.extend_from_slice(text);
    }

    fn hide(&mut self, placeholder: &'static [u8], message: &[u8], part: Range<usize>) {
        self.masker.template.extend_from_slice(placeholder);
        let text = &message[part.clone()];
        let part = self.masker.part(message, part, self.vocabulary);
        self.masker.may_name |= part.may_name;
        let rest = if part.has_code { xxh3_64(text) } else { part.rest };
        self.note(rest);
    }

    fn hide_digits(&mut self, placeholder: &'static [u8]) {
        self.masker.template.extend_from_slice(placeholder);
        self.note(0);
    }

    fn hide_blank(&mut self, placeholder: &'static [u8], blank: &[u8]) {
        self.note_place();
        self.note(xxh3_64(blank));
        self.masker.template.extend_from_slice(placeholder);
    }

    fn angle(&mut self) {
        self.note_place();
    }

    fn digits_in(&mut self, word: &[u8]) {
        if code::find(word).next().is_some() {
            self.note(xxh3_64(word));
        }
    }
}

/// Puts a text with `0` for each digit into `out`, eight bytes at a time: rows of digits become alike when they are of
/// the same length.
fn zero_digits(text: &[u8], out: &mut Vec<u8>) {
    const TOP: u64 = u64::from_le_bytes([0x80; 8]);
    const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
    out.clear();
    out.extend_from_slice(text);
    let (words, rest) = out.as_chunks_mut::<8>();
    for bytes in words {
        let word = u64::from_le_bytes(*bytes);
        let low = word & !TOP;
        // A carry into the top bit says that a byte is at least `0`, or beyond `9`.
        let at_least_zero = low + u64::from_le_bytes([0x80 - b'0'; 8]);
        let beyond_nine = low + u64::from_le_bytes([0x80 - b'9' - 1; 8]);
        let digits = ((at_least_zero & !beyond_nine & !word & TOP) >> 7) * 0xff;
        *bytes = ((word & !digits) | (ZEROS & digits)).to_le_bytes();
    }
    rest.iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|byte| *byte = b'0');
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn eight_bytes_at_once_are_as_each_alone(
            text in vec(prop_oneof![any::<u8>(), 47u8..59], 0..40),
        ) {
            let mut out = Vec::new();
            zero_digits(&text, &mut out);
            let plain = text.iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte });
            prop_assert_eq!(out, plain.collect::<Vec<_>>());
        }
    }
}
