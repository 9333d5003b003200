//! Many literals, found in one pass over a message.
//!
//! The automaton holds only the beginning of each literal, since its size decides how long it takes to build and
//! whether it stays in the cache; the rest is compared where the beginning was found.

use std::{collections::BTreeMap, ops::Range, sync::OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use hashbrown::HashMap;

use crate::error::Error;

/// Bytes of a literal that the automaton holds: long enough to be rare in logs, see the bench `classify`.
const ANCHOR: usize = 8;

/// The distinct literals, lower case; a literal is known by its position.
#[derive(Debug, Default)]
pub(super) struct Literals {
    texts: Vec<String>,
    known: HashMap<String, usize>,
    forms: Vec<Form>,
    /// The beginnings of the forms, each once.
    anchors: Vec<Vec<u8>>,
    /// Forms by their anchor.
    by_anchor: Vec<Vec<usize>>,
    automaton: Option<AhoCorasick>,
    /// Finds the same several times as fast, once it is built: it takes time and room that only long logs pay for.
    fast: OnceLock<Option<AhoCorasick>>,
}

/// Literals that have one shape.
#[derive(Debug)]
pub(super) struct Form {
    /// Their text with `0` for each digit.
    shape: String,
    pub(super) literals: Vec<usize>,
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

    /// Builds the automaton; to be called when all literals are there.
    pub(super) fn build(&mut self) -> Result<(), Error> {
        let mut forms = BTreeMap::<String, Vec<usize>>::new();
        for (literal, text) in self.texts.iter().enumerate() {
            let shape = text.replace(|sign: char| sign.is_ascii_digit(), "0");
            forms.entry(shape).or_default().push(literal);
        }
        self.anchors.clear();
        self.by_anchor.clear();
        self.forms.clear();
        for (shape, literals) in forms {
            let anchor = &shape.as_bytes()[..shape.len().min(ANCHOR)];
            // In order, so that equal beginnings follow each other.
            if self.anchors.last().is_none_or(|last| last != anchor) {
                self.anchors.push(anchor.to_vec());
                self.by_anchor.push(Vec::new());
            }
            self.by_anchor.last_mut().expect("just made").push(self.forms.len());
            self.forms.push(Form { shape, literals });
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

    /// Tells which forms stand in a shape, and where: once for each place.
    pub(super) fn find(&self, shape: &[u8], mut tell: impl FnMut(&Form, Range<usize>)) {
        let fast = self.fast.get().and_then(Option::as_ref);
        let Some(automaton) = fast.or(self.automaton.as_ref()) else { return };
        for found in automaton.find_overlapping_iter(shape) {
            for &form in &self.by_anchor[found.pattern().as_usize()] {
                let form = &self.forms[form];
                let place = found.start()..found.start() + form.shape.len();
                let here = shape.get(place.clone());
                if here.is_some_and(|here| here.eq_ignore_ascii_case(form.shape.as_bytes())) {
                    tell(form, place);
                }
            }
        }
    }

    /// Which literals of a form stand in a text of the same shape.
    pub(super) fn at<'a>(&'a self, form: &'a Form, text: &'a [u8]) -> impl Iterator<Item = usize> {
        let is_here = |literal: &usize| text.eq_ignore_ascii_case(self.texts[*literal].as_bytes());
        form.literals.iter().copied().filter(move |literal| !form.has_digits() || is_here(literal))
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
                all.find(&shape, |form, place| {
                    let here = &message.as_bytes()[place.clone()];
                    found.extend(all.at(form, here).map(|literal| (literal, place.clone())));
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
