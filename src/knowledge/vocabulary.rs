//! The words that rules look at, to tell which parts of a message cannot matter to any of them.
//!
//! A literal that touches a word of a message lies inside it, ends with its beginning, begins with its end, or holds all
//! of it. A word that no literal touches in one of these ways, given what stands beside it, is *inert*: the literals that
//! a message holds do not depend on it. Digits are squashed before, so a literal with digits counts in every form that
//! it may take then.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use hashbrown::HashMap;

use super::{entity, template::SQUASHED};

/// Stands for a word that matters to nobody.
pub(super) const INERT: u8 = 3;
/// Bytes beside a word that are compared: enough to tell nearly all words from those of a literal.
pub(super) const BESIDE: usize = 8;

/// Made from all literals of the rules, and from what stands before the names of things.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Literals that are one word: they may lie inside another one.
    single: AhoCorasick,
    /// First words of literals: a word of a message may end with them.
    first: Words,
    /// Last words of literals: a word of a message may begin with them.
    last: Words,
    /// Words between others.
    whole: Words,
    /// Literals with digits as they look when the digits are squashed.
    squashed: AhoCorasick,
}

/// Words of literals, each with what stands before and behind it in them.
type Words = HashMap<Vec<u8>, Vec<(Vec<u8>, Vec<u8>)>>;

impl Vocabulary {
    /// For the literals of all rules; none when they are too many.
    pub(super) fn new<'a>(literals: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut single = Vec::new();
        let mut squashed = Vec::new();
        let (mut first, mut last, mut whole) = <(Words, Words, Words)>::default();
        let triggers = entity::triggers().map(str::to_ascii_lowercase);
        for literal in literals.map(str::to_ascii_lowercase).chain(triggers) {
            let forms = squashed_forms(literal.as_bytes());
            for text in std::iter::once(literal.as_bytes()).chain(forms.iter().map(Vec::as_slice)) {
                for range in words(text) {
                    let (before, after) = beside(text, &range);
                    match (before.is_empty(), after.is_empty()) {
                        (true, true) => single.push(text.to_vec()),
                        (true, false) => add(&mut first, &text[range], before, after),
                        (false, true) => add(&mut last, &text[range], before, after),
                        (false, false) => add(&mut whole, &text[range], before, after),
                    }
                }
            }
            squashed.extend(forms);
        }
        Some(Self { single: finder(&single)?, first, last, whole, squashed: finder(&squashed)? })
    }

    /// Appends the part `inside` of a text, with a sign for each of its inert words. The digits of the text are squashed,
    /// and the part begins and ends at the border of a word.
    pub(super) fn reduce(&self, squashed: &[u8], inside: Range<usize>, out: &mut Vec<u8>) {
        let lower = squashed.to_ascii_lowercase();
        let mut from = inside.start;
        for range in words(&lower) {
            if range.start < inside.start || range.end > inside.end {
                continue;
            }
            out.extend_from_slice(&squashed[from..range.start]);
            from = range.end;
            if self.is_inert(&lower, &range) {
                out.push(INERT);
            } else {
                out.extend_from_slice(&squashed[range]);
            }
        }
        out.extend_from_slice(&squashed[from..inside.end]);
    }

    /// Whether no literal can touch a word, whatever stands beyond the text.
    fn is_inert(&self, text: &[u8], range: &Range<usize>) -> bool {
        let word = &text[range.clone()];
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let stands = |words: &Words, part: &[u8]| {
            words.get(part).is_some_and(|places| {
                places.iter().any(|(own_before, own_after)| {
                    (own_before.ends_with(before) || before.ends_with(own_before))
                        && (own_after.starts_with(after) || after.starts_with(own_after))
                })
            })
        };
        let touches = stands(&self.whole, word)
            || (0..word.len()).any(|at| stands(&self.first, &word[at..]))
            || (1..=word.len()).any(|at| stands(&self.last, &word[..at]))
            || self.single.is_match(word);
        !touches
    }

    /// Whether a literal with digits may stand where the digits of a text were squashed.
    pub(super) fn may_read_digits(&self, squashed: &[u8]) -> bool {
        self.squashed.is_match(squashed)
    }
}

/// Adds a word of a literal with what stands beside it.
fn add(words: &mut Words, word: &[u8], before: &[u8], after: &[u8]) {
    let places = words.entry(word.to_vec()).or_default();
    let place = (before.to_vec(), after.to_vec());
    if !places.contains(&place) {
        places.push(place);
    }
}

fn finder(texts: &[Vec<u8>]) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(texts)
        .ok()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == SQUASHED
}

/// Where the words of a text are, in order.
fn words(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    text.chunk_by(|one, two| is_word(*one) == is_word(*two)).filter_map(move |part| {
        end += part.len();
        is_word(part[0]).then(|| end - part.len()..end)
    })
}

/// A few bytes before and behind a word.
fn beside<'a>(text: &'a [u8], word: &Range<usize>) -> (&'a [u8], &'a [u8]) {
    let from = word.start.saturating_sub(BESIDE);
    let to = text.len().min(word.end + BESIDE);
    (&text[from..word.start], &text[word.end..to])
}

/// A literal with some of its rows of digits squashed, in every way but none.
fn squashed_forms(literal: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![(Vec::new(), false)];
    for part in literal.chunk_by(|one, two| one.is_ascii_digit() == two.is_ascii_digit()) {
        let squashed = part[0].is_ascii_digit().then(|| {
            let squash = |(form, _): &(Vec<u8>, bool)| ([form, &[SQUASHED][..]].concat(), true);
            forms.iter().map(squash).collect::<Vec<_>>()
        });
        for (form, _) in &mut forms {
            form.extend_from_slice(part);
        }
        forms.extend(squashed.into_iter().flatten());
    }
    forms.into_iter().filter(|(_, is_squashed)| *is_squashed).map(|(form, _)| form).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_hide_the_digits_of_a_literal_is_known() {
        let forms = |text: &str| squashed_forms(text.as_bytes());
        assert_eq!(forms("no digits"), Vec::<Vec<u8>>::new());
        assert_eq!(forms("(403)"), [b"(\x01)"]);
        assert_eq!(forms("421 4."), [&b"\x01 4."[..], b"421 \x01.", b"\x01 \x01."]);
    }

    #[test]
    fn only_words_that_no_literal_touches_are_inert() {
        let literals = ["session", "too many clients", "code 28)", "(403)"];
        let vocabulary = Vocabulary::new(literals.into_iter()).expect("builds");
        let reduced = |text: &str| {
            let mut out = Vec::new();
            vocabulary.reduce(text.as_bytes(), 0..text.len(), &mut out);
            String::from_utf8(out).expect("text").replace('\u{3}', "_")
        };
        assert_eq!(reduced("of xtk:session, mysessions"), "_ _:session, mysessions");
        assert_eq!(reduced("Tattoo many clientship"), "Tattoo many clientship");
        assert_eq!(reduced("Tattoo many clientel, many much"), "Tattoo _ _, _ _");
        assert_eq!(reduced("many"), "many");
        assert_eq!(reduced("'many'"), "'_'");
        assert_eq!(reduced("barcode 28) and (403) and 28"), "barcode 28) _ (403) _ _");
        assert!(vocabulary.may_read_digits(b"code \x01)"));
        assert!(!vocabulary.may_read_digits(b"code 28), \x01 rows"));
    }
}
