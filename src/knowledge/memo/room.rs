//! Room that is used again for each message, and what is done in it alone: judging a message of which nothing is remembered.

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Judged,
    findings::{Findings, Question},
};
use crate::knowledge::{
    Classification, Classifier, Scratch, Template,
    classify::find_codes,
    entity,
    shape::{Hits, Reading, zero_digits},
    template::mask,
};

/// Buffers that are used again for each message.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub(super) scratch: Scratch,
    pub(super) template: Vec<u8>,
    pub(super) reading: Reading,
    pub(super) hits: Hits,
    pub(super) key: Vec<u8>,
    zeroed: Vec<u8>,
}

impl Reading {
    /// A hash of what rules look at first: codes and literals. `always` is that of the literals which all messages of the
    /// shape hold, `room` is for bytes.
    pub(super) fn key(&self, always: u128, room: &mut Vec<u8>) -> u128 {
        if self.codes.is_empty() && self.literals.is_empty() {
            return always;
        }
        room.clear();
        room.extend_from_slice(&always.to_le_bytes());
        for code in &self.codes {
            room.extend_from_slice(code.as_bytes());
        }
        // No code begins with it.
        room.push(0);
        for literal in &self.literals {
            room.extend_from_slice(&literal.to_le_bytes());
        }
        xxh3_128(room)
    }
}

impl Room {
    /// A message with `0` for each of its digits.
    pub(super) fn zeroed(&mut self, message: &[u8]) -> &[u8] {
        zero_digits(message, &mut self.zeroed)
    }

    /// What a message is whose shape is not known.
    pub(super) fn classify(
        &mut self,
        classifier: &Classifier,
        message: &[u8],
        findings: &mut Findings,
    ) -> Classification {
        let Self { scratch, reading, hits, key, zeroed, .. } = self;
        reading.clear();
        find_codes(message, &mut reading.codes);
        if let Some(classification) = classifier.by_codes(&reading.codes) {
            reading.named.extend(entity::find(message));
            return classification;
        }
        hits.find(zero_digits(message, zeroed), classifier.literals());
        hits.read(message, classifier.literals(), &mut reading.literals);
        reading.named.extend(hits.named(message));
        let key = reading.key(hits.hash(), key);
        let question = Question { classifier, message, codes: &reading.codes };
        findings.answer(key, None, question, scratch).0
    }

    /// All of a message that was classified; its codes and names are in the room.
    pub(super) fn judged<'a>(
        &'a mut self,
        message: &'a [u8],
        classification: Classification,
    ) -> Judged<'a> {
        let Self { template, reading: Reading { codes, named, .. }, .. } = self;
        let template = Template::masked(mask(message, template), template);
        Judged { classification, codes, template, named }
    }
}
