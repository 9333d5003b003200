//! What was found out about messages that differ in nothing that matters, so that it need not be found out again.
//!
//! A message is known by its [`Shape`](super::shape), which says where its codes, literals and names stand. Rules look at
//! codes and literals, which are few, so what they say is remembered by those; only a pattern may look at anything. Then it
//! is remembered by the shape, or asked each time if it tells digits apart. A property test compares what the memo says
//! with what is found out each time anew.
//!
//! In long logs most shapes come once, so a shape is kept when it comes a second time.

mod findings;

use xxhash_rust::xxh3::xxh3_128;

use self::findings::{Findings, Question};
use super::{
    Classification, Classifier, Named, Scratch, Template,
    classify::find_codes,
    entity,
    recent::{Door, Recent},
    shape::{Hits, Known, Reading, Shape, TEMPLATES, zero_digits},
    template::{MESSAGE_LEN, mask},
};
use crate::code::Code;

/// Bytes of the shapes that are kept at least, and at most twice as many: fourteen thousand usual ones, just fewer than a
/// table of a power of two holds.
const SHAPES: usize = 14_000 * USUAL;
/// Bytes of a usual shape.
const USUAL: usize = 320;
/// How many messages are best fetched together: as many as a processor has loads under way at once, more or less.
pub const TOGETHER: usize = 12;

/// What a message is, and what it names.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The rule and the code.
    pub classification: Classification,
    /// The codes of the message, in order, each once.
    pub codes: &'a [Code],
    /// The message without its variables.
    pub template: Template<'a>,
    /// The things that it names, in order.
    pub named: &'a [Named],
}

/// A message at first sight: a hash of its shape, if its shape is remembered.
#[derive(Debug, Clone, Copy)]
pub struct Sight(Option<u128>);

/// The memory of one thread.
#[derive(Debug, Default)]
pub struct Memo {
    shapes: Recent<Box<Shape>, SHAPES>,
    /// Tells shapes that come again.
    door: Door,
    /// Fingerprints by the shape and the digits that decide about them.
    templates: Recent<u128, TEMPLATES>,
    findings: Findings,
    room: Room,
    /// Whether nothing is remembered.
    is_plain: bool,
}

/// Buffers that are used again for each message.
#[derive(Debug, Default)]
struct Room {
    scratch: Scratch,
    template: Vec<u8>,
    zeroed: Vec<u8>,
    reading: Reading,
    hits: Hits,
    key: Vec<u8>,
}

impl Memo {
    /// No memory: each message is judged anew, which is what a memory must not differ from.
    #[must_use]
    pub fn none() -> Self {
        Self { is_plain: true, ..Self::default() }
    }

    /// Says what [`Classifier::classify`], [`mask`](super::mask) and [`find_named`](super::find_named) say, mostly without
    /// asking them.
    pub fn judge<'a>(&'a mut self, classifier: &Classifier, message: &'a [u8]) -> Judged<'a> {
        let sight = self.look(message);
        self.judge_seen(classifier, message, sight)
    }

    /// The same for a message that was looked at.
    pub fn judge_seen<'a>(
        &'a mut self,
        classifier: &Classifier,
        message: &'a [u8],
        sight: Sight,
    ) -> Judged<'a> {
        if let Some(hash) = sight.0 {
            return self.recall(classifier, message, hash);
        }
        let room = &mut self.room;
        let classification = classifier.classify(message, &mut room.scratch);
        room.reading.codes.clone_from(&room.scratch.codes);
        room.judged(message, classification)
    }

    /// Looks at a message which is to be judged.
    pub fn look(&mut self, message: &[u8]) -> Sight {
        let is_remembered = !self.is_plain && message.len() <= MESSAGE_LEN;
        Sight(is_remembered.then(|| {
            let zeroed = &mut self.room.zeroed;
            zero_digits(message, zeroed);
            xxh3_128(zeroed)
        }))
    }

    /// Brings what is known of some messages into the caches of the processor: where it lies for all of them, then all of it, so
    /// that the loads of one step wait together.
    pub fn fetch(&self, sights: impl Iterator<Item = Sight>) {
        let mut shapes = [None; TOGETHER];
        let known = sights.map(|sight| sight.0.and_then(|hash| self.shapes.peek(hash)));
        for (place, shape) in shapes.iter_mut().zip(known) {
            *place = shape;
        }
        let shapes = || shapes.iter().flatten();
        std::hint::black_box(shapes().fold(false, |any, shape| any ^ shape.fetch()));
        std::hint::black_box(shapes().fold(0, |sum, shape| sum ^ shape.fetch_places()));
    }

    fn recall<'a>(
        &'a mut self,
        classifier: &Classifier,
        message: &'a [u8],
        hash: u128,
    ) -> Judged<'a> {
        let Self { shapes, door, templates, findings, room, .. } = self;
        let known = shapes.get_or_try_insert_with(hash, || {
            door.knows(hash).then(|| {
                zero_digits(message, &mut room.zeroed);
                let Room { zeroed, reading, .. } = room;
                Box::new(Shape::learn(message, zeroed, classifier.literals(), reading))
            })
        });
        let Some(shape) = known else {
            zero_digits(message, &mut room.zeroed);
            let classification = room.classify(classifier, message, findings);
            return room.judged(message, classification);
        };
        let Room { scratch, template, reading, key, .. } = room;
        shape.read(message, reading);
        let told = reading.told();
        let last = Some(shape.last.get()).filter(|last| last.told == told);
        if let Some(Known { verdict: Some(classification), fingerprint, .. }) = last {
            let template = Template::of(fingerprint, message);
            return Judged { classification, codes: &reading.codes, template, named: &shape.named };
        }
        shape.read_closely(message, classifier.literals(), reading);
        let key = reading.key(shape.literals, key);
        let question = Question { classifier, message, codes: &reading.codes };
        let (classification, is_settled) = findings.answer(key, Some(hash), question, scratch);
        let template = match last {
            Some(Known { fingerprint, .. }) => Template::of(fingerprint, message),
            None => shape.template(message, reading, hash, templates, template),
        };
        let verdict = is_settled.then_some(classification);
        shape.last.set(Known { told, verdict, fingerprint: template.fingerprint });
        Judged { classification, codes: &reading.codes, template, named: &shape.named }
    }
}

impl Reading {
    /// A hash of what rules look at first: codes and literals. `always` is that of the literals which all messages of the
    /// shape hold, `room` is for bytes.
    fn key(&self, always: u128, room: &mut Vec<u8>) -> u128 {
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
    /// What a message is whose shape is not known.
    fn classify(
        &mut self,
        classifier: &Classifier,
        message: &[u8],
        findings: &mut Findings,
    ) -> Classification {
        let Self { scratch, zeroed, reading, hits, key, .. } = self;
        reading.clear();
        find_codes(message, &mut reading.codes);
        classifier.by_codes(&reading.codes).unwrap_or_else(|| {
            hits.find(zeroed, classifier.literals());
            hits.read(message, classifier.literals(), &mut reading.literals);
            let key = reading.key(hits.hash(), key);
            let question = Question { classifier, message, codes: &reading.codes };
            findings.answer(key, None, question, scratch).0
        })
    }

    /// All of a message that was classified; its codes are in the room.
    fn judged<'a>(&'a mut self, message: &'a [u8], classification: Classification) -> Judged<'a> {
        let Self { template, reading: Reading { codes, named, .. }, .. } = self;
        let template = Template::masked(mask(message, template), template);
        named.clear();
        named.extend(entity::find(message));
        Judged { classification, codes, template, named }
    }
}

#[cfg(test)]
mod tests;
