//! Room that is used again.

use crate::code::Code;

/// Room that one thread reuses from message to message.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The codes of the message, in order, each once.
    pub codes: Vec<Code>,
    /// Which literals it holds, and the same as a list.
    pub(super) hits: Vec<bool>,
    pub(super) found: Vec<usize>,
    /// For the message with zeros for its digits.
    pub(super) shape: Vec<u8>,
}

impl Scratch {
    /// Forgets the literals, of which there are so many.
    pub(super) fn clear(&mut self, literals: usize) {
        self.hits.resize(literals, false);
        for literal in self.found.drain(..) {
            self.hits[literal] = false;
        }
    }

    /// Notes a literal.
    pub(super) fn hit(&mut self, literal: usize) {
        if !self.hits[literal] {
            self.hits[literal] = true;
            self.found.push(literal);
        }
    }
}
