//! Many literals, found in one pass over a message.
//!
//! The automaton holds only the beginning of each literal, since its size decides how long it takes to build and
//! whether it stays in the cache; the rest is compared where the beginning was found.

use std::{ops::Range, sync::OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use hashbrown::HashMap;

use crate::error::Error;

/// Bytes of a literal that the automaton holds: long enough to be rare in logs, see the bench `classify`.
const ANCHOR: usize = 8;

/// The distinct literals, lower case; a literal is known by its position.
#[derive(Debug, Default)]
pub(super) struct Literals {
    texts: Vec<Literal>,
    known: HashMap<String, usize>,
    /// The beginnings of the literals, each once.
    anchors: Vec<Vec<u8>>,
    /// Literals by their anchor.
    by_anchor: Vec<Vec<usize>>,
    automaton: Option<AhoCorasick>,
    /// Finds the same several times as fast, once it is built: it takes time and room that only long logs pay for.
    fast: OnceLock<Option<AhoCorasick>>,
}

#[derive(Debug)]
struct Literal {
    text: String,
    /// Its shape: the text with `0` for each digit.
    shape: String,
}

impl Literals {
    /// The position of a literal, which is added when it is new.
    pub(super) fn add(&mut self, text: &str) -> usize {
        let text = text.to_ascii_lowercase();
        *self.known.entry(text).or_insert_with_key(|text| {
            let shape = text.replace(|sign: char| sign.is_ascii_digit(), "0");
            self.texts.push(Literal { text: text.clone(), shape });
            self.texts.len() - 1
        })
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Builds the automaton; to be called when all literals are there.
    pub(super) fn build(&mut self) -> Result<(), Error> {
        let mut positions = HashMap::<&[u8], usize>::new();
        self.anchors.clear();
        self.by_anchor.clear();
        for (position, literal) in self.texts.iter().enumerate() {
            let shape = literal.shape.as_bytes();
            let anchor = &shape[..shape.len().min(ANCHOR)];
            let place = *positions.entry(anchor).or_insert_with(|| {
                self.anchors.push(anchor.to_vec());
                self.by_anchor.push(Vec::new());
                self.anchors.len() - 1
            });
            self.by_anchor[place].push(position);
        }
        let automaton = self.automaton(AhoCorasickKind::ContiguousNFA);
        self.automaton = Some(automaton.map_err(|error| Error::rules(error.to_string()))?);
        Ok(())
    }

    /// Prepares for a long log.
    pub(super) fn hasten(&self) {
        self.fast.get_or_init(|| self.automaton(AhoCorasickKind::DFA).ok());
    }

    fn automaton(&self, kind: AhoCorasickKind) -> Result<AhoCorasick, BuildError> {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            .build(&self.anchors)
    }

    /// Tells every literal that may stand in messages of a shape, and where: it does stand there unless it has digits and
    /// the message has others, see [`Self::is_at`]. Once for each place.
    pub(super) fn find(&self, shape: &[u8], mut tell: impl FnMut(usize, Range<usize>)) {
        let fast = self.fast.get().and_then(Option::as_ref);
        let Some(automaton) = fast.or(self.automaton.as_ref()) else { return };
        for found in automaton.find_overlapping_iter(shape) {
            for &literal in &self.by_anchor[found.pattern().as_usize()] {
                let text = self.texts[literal].shape.as_bytes();
                let place = found.start()..found.start() + text.len();
                let here = shape.get(place.clone());
                if here.is_some_and(|here| here.eq_ignore_ascii_case(text)) {
                    tell(literal, place);
                }
            }
        }
    }

    /// Whether a literal that was found in the shape of a message stands in the message itself.
    pub(super) fn is_at(&self, literal: usize, message: &[u8], place: Range<usize>) -> bool {
        let Literal { text, shape } = &self.texts[literal];
        text == shape || message[place].eq_ignore_ascii_case(text.as_bytes())
    }

    pub(super) fn has_digits(&self, literal: usize) -> bool {
        self.texts[literal].shape.contains('0')
    }
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
            all.build().expect("builds");
            let lower = message.to_ascii_lowercase();
            for _ in 0..2 {
                let mut found = Vec::new();
                let mut shape = message.clone().into_bytes();
                zero_digits(&mut shape);
                all.find(&shape, |literal, place| {
                    if all.is_at(literal, message.as_bytes(), place.clone()) {
                        found.push((literal, place));
                    }
                });
                for (literal, id) in literals.iter().zip(&ids) {
                    let literal = literal.to_ascii_lowercase();
                    let is_found = found.iter().any(|(found, place)| found == id && lower[place.clone()] == literal);
                    prop_assert_eq!(is_found, lower.contains(&literal), "{}", literal);
                }
                all.hasten();
            }
        }
    }
}
