//! The regular expression of a rule.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};

use super::Rule;
use crate::error::{Error, Result};

/// Largest compiled pattern, in bytes: ten times what the largest built-in one takes. Matching is linear in the message
/// whatever the pattern; this keeps the factor small.
const MAX_PATTERN_BYTES: usize = 256 * 1024;
/// Deepest nesting of groups in a pattern.
const MAX_PATTERN_DEPTH: u32 = 32;

#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    /// Compiled when it is first needed: most runs need few of them, and compiling all takes longer than reading all rules.
    compiled: OnceLock<Option<Compiled>>,
}

#[derive(Debug)]
struct Compiled {
    regex: Regex,
    tells_digits_apart: bool,
}

impl Pattern {
    /// A pattern that came with the program is known to compile; one that was read is compiled at once.
    pub(super) fn new(rule: &Rule, text: &str) -> Result<Self> {
        let pattern = Self { text: text.to_owned(), compiled: OnceLock::new() };
        if !rule.place.is_built_in() {
            let compiled = pattern.compile().map_err(|error| {
                let place = rule.place.of(text);
                Error::rules(format!("{place}: rule `{}`: `pattern`: {error}", rule.id))
            })?;
            pattern.compiled.get_or_init(|| Some(compiled));
        }
        Ok(pattern)
    }

    /// Log text is bytes of any encoding, and the letters of all scripts would make the automata large: `\w` is ASCII here.
    fn compile(&self) -> std::result::Result<Compiled, regex::Error> {
        let mut builder = RegexBuilder::new(&self.text);
        builder.unicode(false).size_limit(MAX_PATTERN_BYTES).nest_limit(MAX_PATTERN_DEPTH);
        let regex = builder.build()?;
        let syntax = ParserBuilder::new().unicode(false).utf8(false).build().parse(&self.text);
        let tells_digits_apart = syntax.as_ref().map_or(true, tells_digits_apart);
        Ok(Compiled { regex, tells_digits_apart })
    }

    fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| self.compile().ok()).as_ref()
    }

    pub(super) fn is_match(&self, message: &[u8]) -> bool {
        self.compiled().is_some_and(|compiled| compiled.regex.is_match(message))
    }

    /// Whether it may match one message and not another one that differs from it in digits alone.
    pub(super) fn tells_digits_apart(&self) -> bool {
        self.compiled().is_some_and(|compiled| compiled.tells_digits_apart)
    }
}

/// Whether a part of a pattern means some digits and not others.
fn tells_digits_apart(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.iter().any(u8::is_ascii_digit),
        HirKind::Class(class) => {
            let digits = ('0'..='9').filter(|digit| holds(class, *digit)).count();
            !matches!(digits, 0 | 10)
        }
        HirKind::Repetition(repetition) => tells_digits_apart(&repetition.sub),
        HirKind::Capture(capture) => tells_digits_apart(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().any(tells_digits_apart)
        }
    }
}

fn holds(class: &Class, digit: char) -> bool {
    match class {
        Class::Unicode(class) => {
            class.iter().any(|range| (range.start()..=range.end()).contains(&digit))
        }
        Class::Bytes(class) => {
            class.iter().any(|range| (range.start()..=range.end()).contains(&(digit as u8)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_tell_digits_apart_are_told() {
        let tells = |text: &str| {
            let pattern = Pattern { text: text.to_owned(), compiled: OnceLock::new() };
            assert!(pattern.compiled().is_some(), "{text}");
            pattern.tells_digits_apart()
        };
        for text in ["port 5432", "[45][0-9]{2}", "a|(b5)?", "[^7]", "x[1-9]*", "(?i)E1"] {
            assert!(tells(text), "{text}");
        }
        for text in [r"\d+ ms\b", "[0-9]{3}", "^[a-z]+$", ".*", r"(?i)(a|\w)[^x]?", r"\bE\D"] {
            assert!(!tells(text), "{text}");
        }
    }
}
