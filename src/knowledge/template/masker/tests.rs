//! Words that are read in a row.

use proptest::prelude::*;

use super::*;

impl<S: Sink> Masker<'_, S> {
    /// The same, where each word is read alone: the plain way, which all must agree with.
    fn run_word_by_word(mut self) {
        let mut at = 0;
        while at < self.text.len() {
            at = match word(&self.text[at..]) {
                (0, _) => self.step(at),
                (len, kinds) => {
                    self.is_after_blank = false;
                    self.word(at, at + len, kinds)
                }
            };
        }
        self.keep_up_to(self.text.len());
    }
}

/// Words that say something of the word to come or are hidden, and what may stand between them.
const PIECES: &[&str] = &[
    "the",
    "bearer",
    "Basic",
    "basics",
    "password",
    "status",
    "HTTP",
    "errno",
    "code",
    "a",
    "b",
    "=",
    ":",
    ",",
    " ",
    "  ",
    "\t",
    "(",
    ")",
    "'",
    "\"",
    "12",
    "503",
    "7f00ab12",
    "eyJhbGciOiJIUzI1NiJ9x",
    "Tulip9714abcdefghijkl",
    "jo@mail.example",
    "/tmp/x",
    "wkf12_3",
    "5.1.1",
    "-",
    "PGS-220000",
    "averylongwordthatissafe",
    ".",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn words_in_a_row_are_what_each_is_alone(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..14),
    ) {
        for between in ["", " "] {
            let text = pieces.join(between);
            let (mut row, mut alone) = (Vec::new(), Vec::new());
            Masker::new(text.as_bytes(), &mut row).run();
            Masker::new(text.as_bytes(), &mut alone).run_word_by_word();
            prop_assert_eq!(String::from_utf8(row), String::from_utf8(alone), "{}", text);
        }
    }
}
