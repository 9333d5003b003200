//! What a line says about its own level, for the forms that have no level column.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::{code, record::Level};

/// Words that make a line of free text worth keeping, most severe first within each list.
const ERROR_WORDS: [&str; 12] = [
    "error",
    "fatal",
    "severe",
    "critical",
    "exception",
    "failed",
    "failure",
    "cannot",
    "unable to",
    "denied",
    "refused",
    "timed out",
];
const WARNING_WORDS: [&str; 2] = ["warning", "warn"];

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(ERROR_WORDS.iter().chain(&WARNING_WORDS))
        .expect("a few short words")
});

/// The level of a message without one: an error when it has a product code or a negative iRc, else unknown.
pub(super) fn level_of(message: &[u8]) -> Option<Level> {
    let is_error =
        code::find(message).next().is_some() || memchr::memmem::find(message, b"(iRc=-").is_some();
    is_error.then_some(Level::Error)
}

/// The level of a line of free text: as [`level_of`], or by an error or warning word of its own; `None` when it says neither.
pub(super) fn level_of_prose(line: &[u8]) -> Option<Level> {
    let is_letter = |at: usize| line.get(at).is_some_and(u8::is_ascii_alphabetic);
    let whole_words = WORDS.find_iter(line).filter(|found| {
        !is_letter(found.end()) && !found.start().checked_sub(1).is_some_and(is_letter)
    });
    level_of(line).or_else(|| {
        whole_words
            .map(|found| {
                let is_error = found.pattern().as_usize() < ERROR_WORDS.len();
                if is_error { Level::Error } else { Level::Warning }
            })
            .min()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_judged_by_codes_and_whole_words() {
        assert_eq!(level_of_prose(b"PGS-220000 text"), Some(Level::Error));
        assert_eq!(level_of_prose(b"done (iRc=-53)"), Some(Level::Error));
        assert_eq!(level_of_prose(b"warning, then Unable to open"), Some(Level::Error));
        assert_eq!(level_of_prose(b"WARNING: slow"), Some(Level::Warning));
        assert_eq!(level_of_prose(b"terrors of errorless days"), None);
        assert_eq!(level_of_prose(b"all is well (iRc=0)"), None);
    }
}
