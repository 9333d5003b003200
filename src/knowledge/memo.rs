//! What was found out about messages that differ in nothing that matters, so that it need not be found out again.
//!
//! A message is known by its [`Shape`](super::shape) and its decisive digits: then template, codes and literals are the
//! same, so the verdict is. Only a pattern may look at any digit: where one was asked, the rule is looked for each time
//! anew. A property test compares what the memo says with what is found out each time anew.

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Classification, Classifier, Named, Scratch, Template, entity,
    recent::Recent,
    shape::{Shape, zero_digits},
    template::{MESSAGE_LEN, mask},
};
use crate::code::Code;

/// Shapes that are kept at least, and at most twice as many: one takes about 500 bytes. Just fewer than a table of a power of
/// two holds.
const SHAPES: usize = 14_000;
/// The same for verdicts: one takes about 130 bytes.
const VERDICTS: usize = 14_000;
/// New shapes before it is worth to hasten the search for literals, which takes as long as looking for them in thousands.
const MANY: u32 = 4_000;

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
    verdicts: Recent<Verdict, VERDICTS>,
    room: Room,
    /// Messages whose shape was new.
    new_shapes: u32,
    /// Whether nothing is remembered.
    is_plain: bool,
}

/// Buffers that are used again for each message.
#[derive(Debug, Default)]
struct Room {
    scratch: Scratch,
    template: Vec<u8>,
    zeroed: Vec<u8>,
    named: Vec<Named>,
}

#[derive(Debug)]
struct Verdict {
    /// `None` when a pattern had a say.
    classification: Option<Classification>,
    codes: Box<[Code]>,
    fingerprint: u128,
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
        let Room { scratch, template, zeroed, .. } = &mut self.room;
        zeroed.clear();
        zeroed.extend_from_slice(message);
        zero_digits(zeroed);
        let hash = xxh3_128(zeroed);
        let shape = self.shapes.get_or_insert_with(hash, || {
            self.new_shapes = self.new_shapes.saturating_add(1);
            if self.new_shapes == MANY {
                classifier.hasten();
            }
            Shape::learn(message, zeroed, classifier.literals())
        });
        zeroed.clear();
        zeroed.extend_from_slice(&hash.to_le_bytes());
        shape.read(message, zeroed);
        let mut is_new = false;
        let verdict = self.verdicts.get_or_insert_with(xxh3_128(zeroed), || {
            is_new = true;
            Verdict::learn(classifier, message, shape, template, scratch)
        });
        let Verdict { classification, codes, fingerprint } = verdict;
        Judged {
            classification: classification.unwrap_or_else(|| {
                classifier.classify_with(message, shape.literals.as_deref(), scratch)
            }),
            codes,
            template: if is_new {
                Template::masked(*fingerprint, template)
            } else {
                Template::of(*fingerprint, message)
            },
            named: &shape.named,
        }
    }
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

impl Verdict {
    /// The verdict about all messages of this shape and these decisive digits; the template is left in `template`.
    fn learn(
        classifier: &Classifier,
        message: &[u8],
        shape: &Shape,
        template: &mut Vec<u8>,
        scratch: &mut Scratch,
    ) -> Self {
        let fingerprint = shape.mask(message, template);
        let classification = classifier.classify_with(message, shape.literals.as_deref(), scratch);
        Self {
            classification: (!scratch.asked_pattern).then_some(classification),
            codes: scratch.codes.as_slice().into(),
            fingerprint,
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
        for text in &examples {
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
