//! What was found out about messages that differ in nothing that matters, so that it need not be found out again.
//!
//! A message is known by its [`Shape`](super::shape), which says where its codes, literals and names stand. Rules look at
//! codes and literals, which are few, so what they say is remembered by those; only a pattern may look at anything. Then it
//! is remembered by the shape, or asked each time if it tells digits apart. A property test compares what the memo says
//! with what is found out each time anew.
//!
//! In long logs most shapes come once, so a shape is kept when it comes a second time.

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Classification, Classifier, Named, Scratch, Template,
    classify::Asked,
    entity,
    recent::{Door, Recent, Weigh},
    shape::{Shape, TEMPLATES, zero_digits},
    template::{MESSAGE_LEN, mask},
};
use crate::code::Code;

/// Bytes of the shapes that are kept at least, and at most twice as many: fourteen thousand usual ones, just fewer than a
/// table of a power of two holds.
const SHAPES: usize = 14_000 * USUAL;
/// Bytes of a usual shape: the mean of 15,541 from an outage log was 418.
const USUAL: usize = 420;
/// What rules said: how many are kept at least, and at most twice as many.
const FINDINGS: usize = 4_000;

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

/// The memory of one thread.
#[derive(Debug, Default)]
pub struct Memo {
    shapes: Recent<Shape, SHAPES>,
    /// Tells shapes that come again.
    door: Door,
    /// The last shape that was not kept.
    passing: Shape,
    /// Fingerprints by what decides about them.
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
    codes: Vec<Code>,
    literals: Vec<usize>,
    named: Vec<Named>,
}

/// What rules said, by the codes and literals that they were asked about.
#[derive(Debug, Default)]
struct Findings(Recent<Finding, FINDINGS>);

#[derive(Debug, Clone, Copy)]
enum Finding {
    Settled(Classification),
    /// A pattern has a say, which is the same for all messages of a shape.
    ByShape,
    /// A pattern has a say that may be another one for each message.
    Open,
}

impl Weigh for Finding {}

impl Memo {
    /// No memory: each message is judged anew, which is what a memory must not differ from.
    #[must_use]
    pub fn none() -> Self {
        Self { is_plain: true, ..Self::default() }
    }

    /// Says what [`Classifier::classify`], [`mask`](super::mask) and [`find_named`](super::find_named) say, mostly without
    /// asking them.
    pub fn judge<'a>(&'a mut self, classifier: &Classifier, message: &'a [u8]) -> Judged<'a> {
        if self.is_plain || message.len() > MESSAGE_LEN {
            self.room.judge(classifier, message)
        } else {
            self.recall(classifier, message)
        }
    }

    fn recall<'a>(&'a mut self, classifier: &Classifier, message: &'a [u8]) -> Judged<'a> {
        let Self { shapes, door, passing, templates, findings, room, .. } = self;
        let Room { scratch, template, zeroed, codes, literals, .. } = room;
        zeroed.clear();
        zeroed.extend_from_slice(message);
        zero_digits(zeroed);
        let hash = xxh3_128(zeroed);
        let known = shapes.get_or_try_insert_with(hash, || {
            let shape = Shape::learn(message);
            if door.knows(hash) {
                return Some(shape);
            }
            *passing = shape;
            None
        });
        let shape = known.unwrap_or(passing);
        shape.read_codes(message, codes);
        let classification = classifier.by_codes(codes).unwrap_or_else(|| {
            shape.read_literals(message, zeroed, classifier.literals(), literals);
            let key = key(codes, literals, zeroed);
            let mut explain = || classifier.explain(message, codes, literals, scratch);
            findings.classify(key, hash, &mut explain)
        });
        let template = shape.template(message, hash, templates, template);
        Judged { classification, codes, template, named: &shape.named }
    }
}

impl Findings {
    /// What rules say about codes and literals of this key, in a shape of this hash.
    fn classify(
        &mut self,
        key: u128,
        shape: u128,
        explain: &mut dyn FnMut() -> (Classification, Asked),
    ) -> Classification {
        let finding = self.0.get_or_insert_with(key, || match explain() {
            (found, Asked::Nothing) => Finding::Settled(found),
            (_, Asked::Shape) => Finding::ByShape,
            (_, Asked::Digits) => Finding::Open,
        });
        let by_shape = match *finding {
            Finding::Settled(found) => return found,
            Finding::Open => return explain().0,
            Finding::ByShape => key ^ shape,
        };
        // Another shape may ask more patterns than the one that came first: a rule that fitted there kept worse ones from
        // being asked.
        let finding = self.0.get_or_insert_with(by_shape, || match explain() {
            (_, Asked::Digits) => Finding::Open,
            (found, Asked::Nothing | Asked::Shape) => Finding::Settled(found),
        });
        match *finding {
            Finding::Settled(found) => found,
            Finding::ByShape | Finding::Open => explain().0,
        }
    }
}

/// A hash of codes and literals; `room` is for their bytes.
fn key(codes: &[Code], literals: &[usize], room: &mut Vec<u8>) -> u128 {
    room.clear();
    for code in codes {
        room.extend_from_slice(code.as_bytes());
    }
    // No code begins with it.
    room.push(0);
    for literal in literals {
        room.extend_from_slice(&literal.to_le_bytes());
    }
    xxh3_128(room)
}

impl Room {
    /// Judges a message without the memory.
    fn judge<'a>(&'a mut self, classifier: &Classifier, message: &'a [u8]) -> Judged<'a> {
        let Self { scratch, template, named, .. } = self;
        let fingerprint = mask(message, template);
        named.clear();
        named.extend(entity::find(message));
        Judged {
            classification: classifier.classify(message, scratch),
            codes: &scratch.codes,
            template: Template::masked(fingerprint, template),
            named,
        }
    }
}

#[cfg(test)]
mod tests;
