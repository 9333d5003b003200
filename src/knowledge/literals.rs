//! The literals of all rules, found in one pass over a message.
//!
//! The automaton holds only the beginning of each literal, since its size decides how long it takes to build and
//! whether it stays in the cache; the rest is compared where the beginning was found.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use hashbrown::HashMap;

use crate::error::{Error, Result};

/// Bytes of a literal that the automaton holds: long enough to be rare in logs, see the bench `classify`.
const ANCHOR: usize = 12;

/// The distinct literals, lower case; a literal is known by its position.
#[derive(Debug, Default)]
pub(super) struct Literals {
    texts: Vec<String>,
    known: HashMap<String, usize>,
    /// Literals by their anchor.
    by_anchor: Vec<Vec<usize>>,
    automaton: Option<AhoCorasick>,
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

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Builds the automaton; to be called when all literals are there.
    pub(super) fn build(&mut self) -> Result<()> {
        let mut anchors: Vec<&[u8]> = Vec::new();
        let mut positions = HashMap::<&[u8], usize>::new();
        self.by_anchor.clear();
        for (literal, text) in self.texts.iter().enumerate() {
            let anchor = &text.as_bytes()[..text.len().min(ANCHOR)];
            let position = *positions.entry(anchor).or_insert_with(|| {
                anchors.push(anchor);
                self.by_anchor.push(Vec::new());
                anchors.len() - 1
            });
            self.by_anchor[position].push(literal);
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(anchors)
            .map_err(|error| Error::rules(error.to_string()))?;
        self.automaton = Some(automaton);
        Ok(())
    }

    /// Tells every literal in a message, once for each place where it stands.
    pub(super) fn find(&self, message: &[u8], mut tell: impl FnMut(usize)) {
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(message) {
            for &literal in &self.by_anchor[found.pattern().as_usize()] {
                let text = self.texts[literal].as_bytes();
                let here = message.get(found.start()..found.start() + text.len());
                if here.is_some_and(|here| here.eq_ignore_ascii_case(text)) {
                    tell(literal);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The slow, plain way: look for each literal alone.
        #[test]
        fn every_literal_is_found_wherever_it_stands(
            literals in proptest::collection::vec("[aAb ]{1,30}", 1..12), message in "[aAbB é]{0,80}",
        ) {
            let mut all = Literals::default();
            let ids: Vec<_> = literals.iter().map(|literal| all.add(literal)).collect();
            all.build().expect("builds");
            let mut found = Vec::new();
            all.find(message.as_bytes(), |literal| found.push(literal));
            let lower = message.to_ascii_lowercase();
            for (literal, id) in literals.iter().zip(ids) {
                prop_assert_eq!(found.contains(&id), lower.contains(&literal.to_ascii_lowercase()), "{}", literal);
            }
        }
    }
}
