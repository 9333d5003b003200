//! The only way for log text to be kept.
//!
//! Everything that outlives a chunk passes through [`Redactor::keep`]: first personal data and secrets are replaced, then
//! the text is cut, so that no half address escapes. The replacements are constants, so that the same log gives the same
//! report and summaries merge exactly. Redaction is best effort: names in free text are not found.

mod numbers;

use std::{
    borrow::Cow,
    sync::{LazyLock, OnceLock},
};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};

/// Text of a log that may be kept and shown (after escaping). It can only be made by a [`Redactor`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Redacted(String);

/// What may stand for something in a text that was redacted.
pub const TOKENS: [&str; 9] = [
    "<card>",
    "<email>",
    "<iban>",
    "<key>",
    "<password>",
    "<secret>",
    "<ssn>",
    "<token>",
    "<user>",
];

impl Redacted {
    /// The text; it is still untrusted and must be escaped for where it goes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Replaces personal data and secrets.
#[derive(Debug, Clone, Copy)]
pub struct Redactor {
    is_on: bool,
}

impl Redactor {
    /// The default: everything is replaced.
    pub const ON: Redactor = Redactor { is_on: true };
    /// Shows personal data; a report made with it must say so.
    pub const OFF: Redactor = Redactor { is_on: false };

    /// Whether it replaces anything.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.is_on
    }

    /// Decodes, redacts and cuts to at most `max` bytes, on a character boundary. Invalid UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn keep(self, text: &[u8], max: usize) -> Redacted {
        // Most is UTF-8, which is told in large steps.
        let text = match std::str::from_utf8(text) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(text),
        };
        let text = if self.is_on { redact(text) } else { text };
        let mut end = text.len().min(max);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let is_cut = end < text.len();
        Redacted(if is_cut { format!("{}…", &text[..end]) } else { text.into_owned() })
    }
}

/// Something that is replaced.
struct Class {
    /// Without one of these, in letters of either case, the pattern cannot match: most texts have none and are spared it. Where
    /// a pattern is for either case, `ſ` is an `s` to it and the sign of the kelvin a `k`.
    signs: &'static [&'static str],
    pattern: &'static str,
    replacement: fn(&Captures<'_>) -> String,
    /// Compiled when a text with one of its signs is met, as few are in most logs.
    compiled: OnceLock<Regex>,
}

impl Class {
    const fn new(
        signs: &'static [&'static str],
        pattern: &'static str,
        replacement: fn(&Captures<'_>) -> String,
    ) -> Self {
        Self { signs, pattern, replacement, compiled: OnceLock::new() }
    }

    fn pattern(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            let pattern = self.pattern.replace("<#>", numbers::TOKENS);
            Regex::new(&pattern).expect("a constant pattern")
        })
    }
}

/// Signs of a key that tells that its value is a secret.
const KEY_SIGNS: &[&str] =
    &["pass", "pwd", "secret", "token", "api", "authorization", "cookie", "\u{17f}", "\u{212a}"];

/// What is looked for, in this order; later classes see the text as the earlier ones left it. `<#>` is a number that was
/// replaced: it may have been a part of a secret or an address, which must not end there.
static CLASSES: [Class; 6] = [
    // -----BEGIN PRIVATE KEY----- … up to its end, or to the end of the text when it was cut.
    Class::new(
        &["-----begin"],
        r"-----BEGIN [A-Z ]+-----(?s:.*?)(?:-----END [A-Z ]+-----|$)",
        |_| "<key>".to_owned(),
    ),
    // A JSON web token: three base64 parts, the first of which begins with {"
    Class::new(
        &["eyj"],
        r"\beyJ(?:[A-Za-z0-9_-]{5,}|[A-Za-z0-9_-]*<#>(?:<#>|[A-Za-z0-9_-])*)\.(?:<#>|[A-Za-z0-9_-])+(?:\.(?:<#>|[A-Za-z0-9_-])*)?",
        |_| "<token>".to_owned(),
    ),
    // scheme://user:password@host
    Class::new(
        &["://"],
        r"(?P<scheme>\b[A-Za-z][A-Za-z0-9+.-]*://)(?:<#>|[^\s/@'\x22<>:])*:(?:<#>|[^\s/@'\x22<>])*@",
        |found| format!("{}<user>:<password>@", &found["scheme"]),
    ),
    // authorization: Bearer x, token=x, "password":"x", pwd='x'. A value of another kind (a placeholder) is left;
    // one that was replaced is taken as it is, else `Bearer` would be the value behind `authorization:`.
    Class::new(
        KEY_SIGNS,
        r#"(?i)(?P<key>\b(?:password|passwd|passphrase|pwd|secret|client_secret|api[_-]?key|access[_-]?token|refresh[_-]?token|session[_-]?token|security[_-]?token|auth[_-]?token|authorization|cookie|token)\b["']?\s*[=:]\s*["']?(?:(?:bearer|basic)\s+)?)(?P<value>(?:<#>|<secret>|[^\s"'&;,<>)])+)"#,
        |found| format!("{}<secret>", &found["key"]),
    ),
    // Bearer x without a key before it.
    Class::new(
        &["bearer", "basic", "\u{17f}"],
        r"(?i)(?P<key>\b(?:bearer|basic)\s+)(?:[A-Za-z0-9+/_=.-]*<#>(?:<#>|[A-Za-z0-9+/_=.-])*|[A-Za-z0-9+/_=.-]{12,})",
        |found| format!("{}<secret>", &found["key"]),
    ),
    // name@host.tld, also with %40, a quoted name, and letters of any script. The classes say what is *not* in a name:
    // listing the letters of all scripts would cost more time at start than everything else together.
    Class::new(
        &["@", "%40"],
        r#"(?:"[^"\s]+"|(?:<#>|[^\s"'<>()\[\]{},;:=&?/\\|@])+)(?:@|%40)(?:(?:<#>|[^\s"'<>()\[\]{},;:=&?/\\|@.%])+\.)+[^\s"'<>()\[\]{},;:=&?/\\|@.%0-9]{2,}"#,
        |_| "<email>".to_owned(),
    ),
];

/// All signs, and for each the place of its class.
static FINDER: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
    let signs = CLASSES
        .iter()
        .enumerate()
        .flat_map(|(class, Class { signs, .. })| signs.iter().map(move |sign| (*sign, class)));
    let (signs, classes): (Vec<_>, Vec<_>) = signs.unzip();
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(signs);
    (finder.expect("a few short signs"), classes)
});

/// The signs that are words, in small letters: those are looked for in large steps, which a sign of one byte would forbid.
static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let signs = CLASSES.iter().flat_map(|class| class.signs);
    let words = signs.filter(|sign| sign.is_ascii() && !sign.starts_with(['@', '%']));
    let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words);
    finder.expect("a few short signs")
});

/// Whether any class may match in a text.
fn has_signs(text: &str) -> bool {
    memchr::memchr2(b'@', b'%', text.as_bytes()).is_some()
        || !text.is_ascii()
        || WORDS.is_match(&text.to_ascii_lowercase())
}

/// Which classes may match in a text.
fn signs_in(text: &str) -> [bool; CLASSES.len()] {
    let mut found = [false; CLASSES.len()];
    // Most texts have none.
    if !has_signs(text) {
        return found;
    }
    let (finder, classes) = &*FINDER;
    for sign in finder.find_overlapping_iter(text) {
        found[classes[sign.pattern().as_usize()]] = true;
    }
    found
}

/// Numbers come first: a class would take a part of one with blanks for something else, and leave the rest. What a class has
/// replaced may have hidden where a number starts; then all is done once more. Each turn takes away what stood there and leaves
/// less, so it ends.
fn redact(text: Cow<'_, str>) -> Cow<'_, str> {
    redact_by(text, signs_in)
}

/// The same, where somebody else says which classes may match.
fn redact_by(mut text: Cow<'_, str>, asked: fn(&str) -> [bool; CLASSES.len()]) -> Cow<'_, str> {
    loop {
        text = numbers::redact(text);
        // They are told once: what stands for something that was replaced is no part of anything else.
        let is_asked = asked(&text);
        let mut has_changed = false;
        for (class, _) in CLASSES.iter().zip(is_asked).filter(|(_, is_asked)| *is_asked) {
            if let Cow::Owned(changed) = class.pattern().replace_all(&text, class.replacement) {
                has_changed |= changed != *text;
                text = Cow::Owned(changed);
            }
        }
        if !has_changed || !may_show_a_number(&text) {
            return text;
        }
    }
}

/// Whether a number may start right behind something that was replaced: before, it was a part of the same word or fraction.
/// It is asked since another turn costs as much as the first.
fn may_show_a_number(text: &str) -> bool {
    let is_shown = |(at, _): (usize, &str)| {
        let behind = text[at + 1..].trim_start_matches(['.', '-']);
        behind.starts_with(|next: char| next.is_ascii_alphanumeric())
    };
    text.match_indices('>').any(is_shown)
}

#[cfg(test)]
mod tests;
