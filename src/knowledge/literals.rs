//! Many literals, found in one pass over a message.
//!
//! The automaton holds only the beginning of each literal, since its size decides how long it takes to build and
//! whether it stays in the cache; the rest is compared where the beginning was found.

use std::{collections::BTreeMap, ops::Range, sync::OnceLock};

use aho_corasick::{Anchored, automaton::Automaton, dfa::DFA, nfa::contiguous::NFA};
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
    automaton: Option<NFA>,
    /// Finds the same several times as fast, once it is built: it takes time and room that only long logs pay for.
    fast: OnceLock<Option<DFA>>,
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
        let automaton = NFA::builder().ascii_case_insensitive(true).build(&self.anchors);
        self.automaton = Some(automaton.map_err(|error| Error::rules(error.to_string()))?);
        Ok(())
    }

    /// Prepares for a long log.
    pub(super) fn hasten(&self) {
        let build = || DFA::builder().ascii_case_insensitive(true).build(&self.anchors).ok();
        self.fast.get_or_init(build);
    }

    /// The form of this number.
    pub(super) fn form(&self, form: usize) -> &Form {
        &self.forms[form]
    }

    /// Tells which forms stand in a shape by their numbers, and where: once for each place.
    pub(super) fn find(&self, shape: &[u8], mut tell: impl FnMut(usize, Range<usize>)) {
        let mut tell = |anchor: usize, end: usize| {
            let start = end - self.anchors[anchor].len();
            for &number in &self.by_anchor[anchor] {
                let form = &self.forms[number];
                let place = start..start + form.shape.len();
                let here = shape.get(place.clone());
                if here.is_some_and(|here| here.eq_ignore_ascii_case(form.shape.as_bytes())) {
                    tell(number, place);
                }
            }
        };
        match (self.fast.get(), &self.automaton) {
            (Some(Some(fast)), _) => walk(fast, shape, &mut tell),
            (_, Some(automaton)) => walk(automaton, shape, &mut tell),
            _ => {}
        }
    }

    /// Which literals of a form stand in a text of the same shape.
    pub(super) fn at<'a>(&'a self, form: &'a Form, text: &'a [u8]) -> impl Iterator<Item = usize> {
        let is_here = |literal: &usize| text.eq_ignore_ascii_case(self.texts[*literal].as_bytes());
        form.literals.iter().copied().filter(move |literal| !form.has_digits() || is_here(literal))
    }
}

/// Tells the number of each pattern that ends somewhere in a text, and where it ends. The library's own search for
/// overlapping matches does the same in three times as many instructions.
fn walk(automaton: &impl Automaton, text: &[u8], tell: &mut impl FnMut(usize, usize)) {
    let Ok(mut state) = automaton.start_state(Anchored::No) else { return };
    for (at, byte) in text.iter().enumerate() {
        state = automaton.next_state(Anchored::No, state, *byte);
        if automaton.is_special(state) && automaton.is_match(state) {
            for index in 0..automaton.match_len(state) {
                tell(automaton.match_pattern(state, index).as_usize(), at + 1);
            }
        }
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
                    found.extend(all.at(all.form(form), here).map(|literal| (literal, place.clone())));
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
