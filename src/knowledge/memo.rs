//! What was found out about messages that differ in nothing that matters, so that it need not be found out again.
//!
//! A message is known by its [`Shape`](super::shape), which says where its codes, literals and names stand. Rules look at
//! codes and literals, which are few, so what they say is remembered by those; only a pattern may look at anything. Then it
//! is remembered by the shape, or asked each time if it tells digits apart. A property test compares what the memo says
//! with what is found out each time anew.
//!
//! In long logs most shapes come once, so a shape is kept when it comes a second time.

mod findings;
mod room;
mod shapes;

use hashbrown::DefaultHashBuilder;
use smallvec::SmallVec;

use self::{
    findings::{Findings, Question},
    room::Room,
    shapes::{Place, Shapes},
};
use super::{
    Classification, Classifier, Named, Template, entity,
    recent::{Door, Recent},
    shape::{Known, Shape, TEMPLATES, hash_zeroed},
    template::MESSAGE_LEN,
};
use crate::code::Code;

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

/// A message at first sight: a hash of its shape, if its shape is remembered; and where, once it was fetched.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    hash: Option<u64>,
    place: Option<Place>,
}

/// The memory of one thread.
#[derive(Debug, Default)]
pub struct Memo {
    /// Another one in each run, so that nobody can write messages which are taken for others.
    hasher: DefaultHashBuilder,
    shapes: Shapes,
    /// Tells shapes that come again.
    door: Door,
    /// Fingerprints by the shape and the digits that decide about them.
    templates: Recent<u128, TEMPLATES>,
    findings: Findings,
    room: Room,
    /// Whether nothing is remembered.
    is_plain: bool,
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
        let mut sight = self.look(message);
        self.fetch([&mut sight].into_iter());
        self.judge_seen(classifier, message, sight)
    }

    /// The same for a message that was looked at, and fetched with those before and after it.
    pub fn judge_seen<'a>(
        &'a mut self,
        classifier: &Classifier,
        message: &'a [u8],
        sight: Sight,
    ) -> Judged<'a> {
        if let Some(hash) = sight.hash {
            // One of those that were fetched with it may have been the first of its shape.
            let place = sight.place.or_else(|| self.shapes.find(hash));
            return match place.or_else(|| self.learn(classifier, message, hash)) {
                Some(place) => self.recall(classifier, message, hash, place),
                None => self.meet(classifier, message),
            };
        }
        let room = &mut self.room;
        let classification = classifier.classify(message, &mut room.scratch);
        room.reading.clear();
        room.reading.codes.extend_from_slice(&room.scratch.codes);
        room.reading.named.extend(entity::find(message));
        room.judged(message, classification)
    }

    /// Looks at a message which is to be judged.
    #[must_use]
    pub fn look(&self, message: &[u8]) -> Sight {
        let is_remembered = !self.is_plain && message.len() <= MESSAGE_LEN;
        Sight { hash: is_remembered.then(|| hash_zeroed(message, &self.hasher)), place: None }
    }

    /// Brings what is known of some messages into the caches of the processor: where it lies for all of them, then all of it, so
    /// that the loads of one step wait together. They are to be judged before others are fetched.
    pub fn fetch<'s>(&mut self, sights: impl Iterator<Item = &'s mut Sight>) {
        self.shapes.forget();
        let mut places = [None; TOGETHER];
        for (sight, place) in sights.zip(&mut places) {
            sight.place = sight.hash.and_then(|hash| self.shapes.find(hash));
            *place = sight.place;
        }
        let shapes = || places.iter().flatten().map(|place| self.shapes.peek(*place));
        std::hint::black_box(shapes().fold(false, |any, shape| any ^ shape.fetch()));
        std::hint::black_box(shapes().fold(0, |sum, shape| sum ^ shape.fetch_rest()));
    }

    /// Learns the shape of a message, if it was seen before.
    fn learn(&mut self, classifier: &Classifier, message: &[u8], hash: u64) -> Option<Place> {
        if !self.door.knows(hash) {
            return None;
        }
        let shape = Shape::learn(message, self.room.zeroed(message), classifier.literals());
        Some(self.shapes.insert(hash, shape))
    }

    /// Judges a message whose shape is not known.
    fn meet<'a>(&'a mut self, classifier: &Classifier, message: &'a [u8]) -> Judged<'a> {
        let Self { findings, room, .. } = self;
        let classification = room.classify(classifier, message, findings);
        room.judged(message, classification)
    }

    /// Judges a message whose shape is known.
    fn recall<'a>(
        &'a mut self,
        classifier: &Classifier,
        message: &'a [u8],
        hash: u64,
        place: Place,
    ) -> Judged<'a> {
        let Self { shapes, templates, findings, room, .. } = self;
        let shape = shapes.at(place);
        let is_same = shape.is_told_again(message);
        if let (true, Some(classification)) = (is_same, shape.last.verdict) {
            let template = Template::of(shape.last.fingerprint, message);
            return Judged {
                classification,
                codes: &shape.last.codes,
                template,
                named: &shape.named,
            };
        }
        let Room { scratch, template, reading, key, .. } = room;
        shape.read(message, classifier.literals(), reading);
        let key = reading.key(shape.literals(), key);
        let question = Question { classifier, message, codes: &reading.codes };
        let (classification, is_settled) = findings.answer(key, Some(hash), question, scratch);
        let template = if is_same {
            Template::of(shape.last.fingerprint, message)
        } else {
            shape.template(message, reading, hash, templates, template)
        };
        shape.last = Known {
            verdict: is_settled.then_some(classification),
            fingerprint: template.fingerprint,
            codes: SmallVec::from_slice(&reading.codes),
        };
        Judged { classification, codes: &shape.last.codes, template, named: &shape.named }
    }
}

#[cfg(test)]
mod tests;
