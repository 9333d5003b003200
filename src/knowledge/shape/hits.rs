//! The literals of rules in a shape.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_128;

use crate::knowledge::{
    entity::{self, Named},
    literals::Literals,
};

/// The literals of rules in a shape; room that is used again for each.
#[derive(Debug, Default)]
pub(in crate::knowledge) struct Hits {
    /// Those of all its messages: sorted, each once.
    always: Vec<usize>,
    /// Forms of literals with digits, and where they stand.
    pub(super) forms: Vec<(usize, Range<usize>)>,
    /// Where triggers of names begin, and which.
    triggers: Vec<(usize, usize)>,
    bytes: Vec<u8>,
}

impl Hits {
    /// Finds them in a shape.
    pub(in crate::knowledge) fn find(&mut self, zeroed: &[u8], literals: &Literals) {
        let Self { always, forms, triggers, .. } = self;
        always.clear();
        forms.clear();
        triggers.clear();
        literals.find(zeroed, |number, place| {
            let form = literals.form(number);
            triggers.extend(form.triggers.iter().map(|trigger| (place.start, *trigger)));
            match form.literals.first() {
                Some(_) if form.has_digits => forms.push((number, place)),
                Some(literal) => always.push(*literal),
                None => {}
            }
        });
        sort(always);
    }

    /// The things that a message of this shape names.
    pub(in crate::knowledge) fn named(&mut self, message: &[u8]) -> impl Iterator<Item = Named> {
        entity::find_at(message, &mut self.triggers)
    }

    /// The literals that digits of a message of this shape decide about: sorted, each once.
    pub(in crate::knowledge) fn read(
        &self,
        message: &[u8],
        literals: &Literals,
        found: &mut Vec<usize>,
    ) {
        let forms = self.forms.iter();
        found.extend(forms.filter_map(|(form, at)| literals.at(*form, &message[at.clone()])));
        sort(found);
    }

    /// A hash of those of all messages.
    pub(in crate::knowledge) fn hash(&mut self) -> u128 {
        self.bytes.clear();
        let always = self.always.iter();
        always.for_each(|literal| self.bytes.extend_from_slice(&literal.to_le_bytes()));
        xxh3_128(&self.bytes)
    }
}

pub(super) fn sort(literals: &mut Vec<usize>) {
    literals.sort_unstable();
    literals.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_all_messages_tell_shapes_apart() {
        let mut literals = Literals::default();
        for text in ["lost", "found", "port 6666"] {
            literals.add(text);
        }
        literals.build();
        let hash = |text: &str| {
            let mut hits = Hits::default();
            hits.find(text.as_bytes(), &literals);
            hits.hash()
        };
        assert_eq!(hash("lost and FOUND port 0000"), hash("Found it, lost it"));
        assert_ne!(hash("lost"), hash("found"));
        assert_ne!(hash("lost"), hash(""));
    }
}
