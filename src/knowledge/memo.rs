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
    recent::{Door, Recent},
    shape::{Shape, TEMPLATES, zero_digits},
    template::{MESSAGE_LEN, mask},
};
use crate::code::Code;

/// Shapes that are kept at least, and at most twice as many: one takes about 400 bytes. Just fewer than a table of a power of
/// two holds.
const SHAPES: usize = 14_000;
/// The same for what rules said.
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
        match *self.0.get_or_insert_with(by_shape, || Finding::Settled(explain().0)) {
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
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::knowledge::KnowledgeBase;

    /// Messages of rules with other digits in them, and pieces that make shapes hard to tell.
    fn message(examples: Vec<String>) -> impl Strategy<Value = String> {
        let piece = select(vec![
            "'",
            "\"",
            "<n>",
            "<name>",
            "  ",
            "\t",
            " ",
            "\u{1}",
            "\u{2}",
            "12",
            "PGS-220000",
            "x-PGS-220000",
            "403",
            "(403)",
            "port 6666",
            "errno=28)",
            "pop3",
            "/a/b7",
            "7f00ab12",
            "192.0.2.7",
            "password=",
            "\\nORA-00020",
            "421 4.7.0",
            "delivery ",
            "jo%40mail.example",
            "0x7f",
            "5.1.1",
            "503 ",
            "(iRc=",
            "WKF12/js3",
            "https://jo@shop.example:80/x",
        ]);
        let digits = proptest::collection::vec(0u8..10, 1..6);
        (select(examples), digits, proptest::option::of((piece, any::<proptest::sample::Index>())))
            .prop_map(|(example, digits, piece)| {
                let mut next = digits.iter().cycle();
                let other = |sign: char| match sign.to_digit(10) {
                    Some(_) => char::from(b'0' + next.next().expect("a cycle")),
                    None => sign,
                };
                let mut text: String = example.chars().map(other).collect();
                if let Some((piece, at)) = piece {
                    let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
                    if !places.is_empty() {
                        text.insert_str(places[at.index(places.len())], piece);
                    }
                }
                text
            })
    }

    #[test]
    fn the_memo_says_what_is_found_out_anew() {
        let base = KnowledgeBase::builtin().expect("loads");
        let classifier = Classifier::new(&base).expect("compiles");
        let entries = base.rules().iter().map(|rule| &rule.entry);
        let examples: Vec<_> = entries
            .flat_map(|entry| entry.examples.iter().chain(&entry.counterexamples))
            .cloned()
            .collect();
        let (mut memo, mut anew) = (Memo::default(), Memo::none());
        let mut compare = |text: &str| {
            let judged = memo.judge(&classifier, text.as_bytes());
            let plain = anew.judge(&classifier, text.as_bytes());
            assert_eq!(judged.classification, plain.classification, "{text}");
            assert_eq!(judged.codes, plain.codes, "{text}");
            assert_eq!(judged.template.fingerprint, plain.template.fingerprint, "{text}");
            assert_eq!(judged.template.text(), plain.template.text(), "{text}");
            let names = |judged: &Judged<'_>| {
                let name = |named: &Named| {
                    let hash = named.hash(text.as_bytes());
                    (named.kind, named.name(text.as_bytes()).to_vec(), hash)
                };
                judged.named.iter().map(name).collect::<Vec<_>>()
            };
            assert_eq!(names(&judged), names(&plain), "{text}");
        };
        // A shape is kept when it comes a second time.
        for text in examples.iter().chain(&examples).chain(&examples) {
            compare(text);
        }
        let config = ProptestConfig {
            cases: 20_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let compare = std::cell::RefCell::new(compare);
        let result =
            proptest::test_runner::TestRunner::new(config).run(&message(examples), |text| {
                (*compare.borrow_mut())(&text);
                Ok(())
            });
        result.expect("the same each time");
    }
}
