//! What was found out about messages that differ in nothing that matters, so that it need not be found out again.
//!
//! Two messages are alike when they have the same template, and behind its placeholders the same words that rules look
//! at. Then they hold the same literals, codes and names, so the verdict about one holds for the other, unless it may rest
//! on digits that the template hides: because a literal with digits could stand where they are, or because a pattern was
//! asked. Such messages are judged each by itself, as are those of several lines. A property test compares what the memo
//! says with what is found out each time anew.

use super::{
    Classification, Classifier, Scratch, entity,
    likeness::{Likeness, Masker},
    recent::Recent,
    template::{MESSAGE_LEN, mask, probe},
    vocabulary::Vocabulary,
};
use crate::code::Code;

/// Verdicts that are kept at least: about a megabyte.
const VERDICTS: usize = 8_192;

/// What a message is, with its template.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The rule and the code.
    pub classification: Classification,
    /// The codes of the message, in order, each once.
    pub codes: &'a [Code],
    /// Hash of the whole template.
    pub fingerprint: u128,
    /// The beginning of the template.
    pub template: &'a [u8],
    /// Whether it may name things; if not, [`find_entities`](super::find_entities) finds none.
    pub may_name: bool,
}

/// The memory of one thread.
#[derive(Debug)]
pub struct Memo {
    masker: Masker,
    verdicts: Recent<Option<Verdict>, VERDICTS>,
    scratch: Scratch,
    /// Messages that are judged anew before any is remembered.
    before: u32,
}

#[derive(Debug)]
struct Verdict {
    classification: Classification,
    codes: Box<[Code]>,
    may_name: bool,
}

impl Memo {
    /// Messages before it is worth to remember any: what must be known for it takes as long as judging some thousands.
    pub const USUAL: u32 = 4_000;

    /// A memory that begins behind so many messages.
    #[must_use]
    pub fn behind(before: u32) -> Self {
        Self {
            masker: Masker::default(),
            verdicts: Recent::default(),
            scratch: Scratch::default(),
            before,
        }
    }

    /// Says what [`Classifier::classify`] and [`mask`](super::mask) say, mostly without asking the classifier.
    pub fn judge(&mut self, classifier: &Classifier, message: &[u8]) -> Judged<'_> {
        let vocabulary = if self.before == 0 { classifier.vocabulary() } else { None };
        self.before = self.before.saturating_sub(1);
        let Some(vocabulary) = vocabulary else {
            return self.judge_anew(classifier, message);
        };
        let Self { masker, verdicts, scratch, .. } = self;
        let (fingerprint, likeness) = masker.mask(message, vocabulary);
        let is_whole = message.len() < MESSAGE_LEN && memchr::memchr(b'\n', message).is_none();
        let known = likeness.filter(|_| is_whole).and_then(|likeness: Likeness| {
            let learn = || Verdict::learn(classifier, vocabulary, message, scratch);
            verdicts.get_or_insert_with(likeness, learn).as_ref()
        });
        let (classification, codes, may_name) = match known {
            Some(Verdict { classification, codes, may_name }) => {
                (*classification, &**codes, *may_name || masker.may_name)
            }
            None => (classifier.classify(message, scratch), &*scratch.codes, true),
        };
        Judged { classification, codes, fingerprint, template: &masker.template, may_name }
    }

    /// The same without the memory.
    fn judge_anew(&mut self, classifier: &Classifier, message: &[u8]) -> Judged<'_> {
        let Self { masker, scratch, .. } = self;
        let fingerprint = mask(message, &mut masker.template);
        let classification = classifier.classify(message, scratch);
        let (codes, template) = (&*scratch.codes, &*masker.template);
        Judged { classification, codes, fingerprint, template, may_name: true }
    }
}

impl Verdict {
    /// The verdict about all messages like this one, if there is one.
    fn learn(
        classifier: &Classifier,
        vocabulary: &Vocabulary,
        message: &[u8],
        scratch: &mut Scratch,
    ) -> Option<Self> {
        let classification = classifier.classify(message, scratch);
        let rests_on_digits = scratch.asked_pattern || vocabulary.may_read_digits(&probe(message));
        (!rests_on_digits).then(|| Self {
            classification,
            codes: scratch.codes.as_slice().into(),
            may_name: entity::may_name(message),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::knowledge::{KnowledgeBase, find_entities};

    /// Messages of rules with other digits in them, and pieces that make likenesses hard to tell.
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
        let (mut memo, mut anew) = (Memo::behind(0), Memo::behind(u32::MAX));
        let mut compare = |text: &str| {
            let judged = memo.judge(&classifier, text.as_bytes());
            let plain = anew.judge(&classifier, text.as_bytes());
            assert_eq!(judged.classification, plain.classification, "{text}");
            assert_eq!(judged.codes, plain.codes, "{text}");
            assert_eq!(judged.fingerprint, plain.fingerprint, "{text}");
            assert_eq!(judged.template, plain.template, "{text}");
            assert!(judged.may_name || find_entities(text.as_bytes()).next().is_none(), "{text}");
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
