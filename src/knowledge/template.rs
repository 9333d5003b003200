//! A message without its variables: what makes a million lines one issue.
//!
//! Numbers, ids, quoted names, paths, addresses and SQL literals become placeholders; product codes never do, nor the
//! numbers that say what happened (HTTP and SMTP status, SQLSTATE, errno, iRc). The same walk takes personal data out.

mod quotes;
mod secret;
mod sink;
mod words;

pub(super) use sink::Sink;

use std::{borrow::Cow, ops::Range};

use self::{
    quotes::{closing, opens},
    secret::{Secret, is_key, is_scheme},
    words::{
        COLON, DIGIT, SCHEME, SIGN, Status, WORD, address, class, is_code, is_status_word, is_word,
        number_or_id, status, telling_digits,
    },
};

/// Bytes of a message that make its template; what follows is variable text in practice.
pub(super) const MESSAGE_LEN: usize = 4096;
/// Bytes of a template that are kept for showing; the fingerprint covers all of it.
pub(super) const SHOWN_LEN: usize = 512;

/// Bytes of a word that may be a token by itself.
const TOKEN_LEN: usize = 20;

/// The template of a message: what identifies it, and its text when it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// Fixed, versioned hash of the whole template.
    pub fingerprint: u128,
    source: Source<'a>,
}

/// Where the text of a template comes from.
#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    Masked(&'a [u8]),
    Message(&'a [u8]),
}

impl<'a> Template<'a> {
    /// A template whose text is there.
    #[must_use]
    pub fn masked(fingerprint: u128, text: &'a [u8]) -> Self {
        Self { fingerprint, source: Source::Masked(text) }
    }

    /// A template that was met before: its text is made when it is asked for, which is rare.
    pub(super) fn of(fingerprint: u128, message: &'a [u8]) -> Self {
        Self { fingerprint, source: Source::Message(message) }
    }

    /// The beginning of the template, to be shown: at most 512 bytes.
    #[must_use]
    pub fn text(&self) -> Cow<'a, [u8]> {
        match self.source {
            Source::Masked(text) => text.into(),
            Source::Message(message) => {
                let mut text = Vec::new();
                mask(message, &mut text);
                text.into()
            }
        }
    }
}

/// Masks the first line of a message into `out` and returns the fingerprint. `out` is cleared first, so that a thread can
/// use one buffer for all messages.
pub fn mask(message: &[u8], out: &mut Vec<u8>) -> u128 {
    out.clear();
    walk(message, out);
    let Template { fingerprint, .. } = finish(out);
    out.truncate(shown(out).len());
    fingerprint
}

/// A template that was walked to its end.
pub(super) fn finish(walked: &[u8]) -> Template<'_> {
    Template::masked(xxhash_rust::xxh3::xxh3_128(trimmed(walked)), shown(walked))
}

/// What is shown of it.
pub(super) fn shown(walked: &[u8]) -> &[u8] {
    let text = trimmed(walked);
    &text[..text.len().min(SHOWN_LEN)]
}

fn trimmed(walked: &[u8]) -> &[u8] {
    let blanks = walked.iter().rev().take_while(|byte| **byte == b' ').count();
    &walked[..walked.len() - blanks]
}

/// Walks over the first line of a message and tells the sink what stays and what is hidden.
pub(super) fn walk(message: &[u8], sink: &mut impl Sink) {
    let line = memchr::memchr(b'\n', message).map_or(message, |end| &message[..end]);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = &line[..line.len().min(MESSAGE_LEN)];
    Masker {
        text,
        sink,
        kept: 0,
        is_after_blank: false,
        can_close: [true; 2],
        teller: 0..0,
        secret: Secret::No,
    }
    .run();
}

struct Masker<'a, S> {
    text: &'a [u8],
    sink: &'a mut S,
    /// Up to where the text was told; what stays is told in long pieces.
    kept: usize,
    /// Whether a blank was the last thing read.
    is_after_blank: bool,
    /// Whether a closing quote may still be found: single, double. Searching again for what is not there would make
    /// a line of quotes quadratic.
    can_close: [bool; 2],
    /// The word before, which may say that the number to come is a status; empty where none may.
    teller: Range<usize>,
    /// Whether the word to come is a secret.
    secret: Secret,
}

impl<S: Sink> Masker<'_, S> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            let byte = self.text[at];
            let is_blank = matches!(byte, b' ' | b'\t');
            at = match byte {
                b'\'' | b'"' => self.quoted(at),
                _ if is_blank => self.blank(at),
                _ if is_word(byte) => self.word(at),
                _ => self.mark(at),
            };
            self.is_after_blank = is_blank;
        }
        self.keep_up_to(self.text.len());
    }

    /// Tells that everything up to here stays.
    fn keep_up_to(&mut self, end: usize) {
        if end > self.kept {
            let part = self.kept..end;
            self.sink.keep(&self.text[part.clone()], part);
        }
        self.kept = end;
    }

    /// Tells that a part of the text is hidden.
    fn hide(&mut self, placeholder: &'static [u8], part: Range<usize>) {
        self.keep_up_to(part.start);
        self.kept = part.end;
        self.sink.hide(placeholder);
    }

    /// Blanks in a row become one.
    fn blank(&mut self, at: usize) -> usize {
        if self.is_after_blank || self.text[at] != b' ' {
            self.keep_up_to(at);
            let placeholder = if self.is_after_blank { &b""[..] } else { b" " };
            self.sink.hide(placeholder);
            self.kept = at + 1;
        }
        at + 1
    }

    /// A sign that is no part of a word.
    fn mark(&mut self, at: usize) -> usize {
        let byte = self.text[at];
        // `iRc=16384`, `status: 503`: the mark between the word and its number.
        if !matches!(byte, b'=' | b':' | b'(') {
            self.teller = 0..0;
        }
        self.secret = match (self.secret, byte) {
            (Secret::Next, b'=' | b':') => Secret::Next,
            (Secret::Word(start, end), b'=' | b':') if is_key(&self.text[start..end]) => {
                Secret::Next
            }
            _ => Secret::No,
        };
        at + 1
    }

    /// `'anything'` becomes `'<name>'`; a quote that opens nothing stays.
    fn quoted(&mut self, at: usize) -> usize {
        let quote = self.text[at];
        let can_close = &mut self.can_close[usize::from(quote == b'"')];
        if !*can_close || !opens(self.text, at) {
            return at + 1;
        }
        match closing(self.text, at) {
            Some(close) => {
                if close > at + 1 {
                    self.hide(b"<name>", at + 1..close);
                }
                close + 1
            }
            // Cut off inside a quote: what follows is inside it.
            None if self.text.len() == MESSAGE_LEN => {
                self.hide(b"<name>", at..self.text.len());
                self.text.len()
            }
            None => {
                *can_close = false;
                at + 1
            }
        }
    }

    fn word(&mut self, at: usize) -> usize {
        let mut kinds = 0;
        let is_word = |byte: &&u8| {
            let class = class(**byte);
            kinds |= class;
            class & WORD != 0
        };
        let end = at + self.text[at..].iter().take_while(is_word).count();
        let whole = &self.text[at..end];
        if self.hides(at, whole, kinds) {
            return end;
        }
        if kinds & (DIGIT | SIGN) == 0 {
            self.teller = at..end;
            return end;
        }
        let mut word = whole;
        while let [start @ .., b'.' | b':' | b'-'] = word {
            word = start;
        }
        let is_framed = at > 0 && self.text[at - 1] == b'(' && self.text.get(end) == Some(&b')');
        let is_told = is_status_word(&self.text[self.teller.clone()]);
        let is_status = match status(word, is_told, is_framed, at == 0) {
            Status::Yes => true,
            Status::No => false,
            Status::By(first) => {
                self.sink.look_at(at..at + word.len());
                first.contains(&word[0])
            }
        };
        if !is_status {
            self.mask_word(at, word, kinds);
        }
        self.teller = at..at + word.len();
        end
    }

    /// Masks one word: addresses, paths and identifiers as a whole, digits elsewhere.
    fn mask_word(&mut self, at: usize, word: &[u8], kinds: u8) {
        let has_digit = kinds & DIGIT != 0;
        if S::LOOKS && has_digit {
            telling_digits(word).for_each(|part| self.sink.look_at(at + part.start..at + part.end));
        }
        let address = if kinds & SIGN != 0 { address(word, kinds) } else { None };
        let placeholder = address.or_else(|| if has_digit { number_or_id(word) } else { None });
        if let Some(placeholder) = placeholder {
            self.hide(placeholder, at..at + word.len());
        } else if has_digit && !is_code(word) {
            let mut from = 0;
            while let Some(start) = word[from..].iter().position(u8::is_ascii_digit) {
                let start = from + start;
                let digits = word[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                self.hide(b"<n>", at + start..at + start + digits);
                from = start + digits;
            }
        }
    }

    /// Hides a word that is a secret, and notes what the word says about the next one.
    fn hides(&mut self, at: usize, word: &[u8], kinds: u8) -> bool {
        let may_tell = kinds & COLON != 0 || class(word[0]) & SCHEME != 0;
        let is_free = matches!(self.secret, Secret::No | Secret::Word(..));
        if !may_tell && is_free && word.len() < TOKEN_LEN {
            self.secret = Secret::Word(at, at + word.len());
            return false;
        }
        let is_scheme = is_scheme(word);
        let hides = match self.secret {
            Secret::Next => !is_scheme,
            Secret::Scheme => word.len() >= 12,
            Secret::No | Secret::Word(..) => word.len() >= TOKEN_LEN && word.starts_with(b"eyJ"),
        };
        let colon = if kinds & COLON == 0 { None } else { memchr::memchr(b':', word) };
        let end = colon.unwrap_or(word.len());
        self.secret = match self.secret {
            Secret::Next if is_scheme => Secret::Next,
            _ if is_scheme => Secret::Scheme,
            _ if hides => Secret::No,
            _ if end == word.len() => Secret::Word(at, at + end),
            _ if !is_key(&word[..end]) => Secret::No,
            _ if end + 1 == word.len() => Secret::Next,
            // `password:x` in one word.
            _ => {
                self.hide(b"<secret>", at + end + 1..at + word.len());
                self.teller = 0..0;
                self.secret = Secret::No;
                return true;
            }
        };
        if hides {
            self.hide(b"<secret>", at..at + word.len());
            self.teller = 0..0;
        }
        hides
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn masked(message: &str) -> String {
        let mut out = Vec::new();
        mask(message.as_bytes(), &mut out);
        String::from_utf8(out).expect("text in, text out")
    }

    #[test]
    fn variables_are_masked_and_codes_are_kept() {
        for (message, template) in [
            // A mark stands between the word and its number, or parts them.
            ("status: 503, then 504 (code=12)", "status: 503, then <n> (code=12)"),
            ("the last status, 503 rows; errno 28", "the last status, <n> rows; errno 28"),
            (
                "PGS-220000 PostgreSQL error: table \"wkf12_3\" is gone (iRc=-2006)",
                "PGS-220000 PostgreSQL error: table \"<name>\" is gone (iRc=-2006)",
            ),
            (
                "The HTTP query returned a 'Forbidden' type error (403) (iRc=-53)",
                "The HTTP query returned a '<name>' type error (403) (iRc=-53)",
            ),
            (
                "Postponing DeliveryParts for broken delivery 351981208",
                "Postponing DeliveryParts for broken delivery <n>",
            ),
            (
                "Cannot open /tmp/tmp12.tmp (errno=13, Permission denied)",
                "Cannot open <path> (errno=13, Permission denied)",
            ),
            (
                "mail to a.b@mail.example via https://x.example/?id=3 from 192.0.2.7:25",
                "mail to <email> via <url>=<n> from <ip>",
            ),
            ("550 5.1.1 User unknown after 250 tries", "550 5.1.1 User unknown after <n> tries"),
            (
                "thread 7f00ab12 of web@default, WKF471/js3",
                "thread <id> of web@default, WKF<n>/js<n>",
            ),
            ("it doesn't fit, SQLState: 40001", "it doesn't fit, SQLState: 40001"),
            ("password=9714Tulip, Token: a1", "password=<secret>, Token: <secret>"),
            ("authorization: Bearer 9Quoll-abc", "authorization: Bearer <secret>"),
            ("with Bearer 9Quoll-abcdefgh now", "with Bearer <secret> now"),
            ("JWT token is missing, pwd:x1", "JWT token is missing, pwd:<secret>"),
            ("/r/?mail=Quoll%40mail.example", "<path>=<email>"),
        ] {
            assert_eq!(masked(message), template);
        }
    }

    #[test]
    fn quotes_inside_quoted_sql_are_matched() {
        let message = "SQL statement 'SELECT a FROM T WHERE b = 'x' AND c IN ('y', 'z')' could not be executed.";
        assert_eq!(masked(message), "SQL statement '<name>' could not be executed.");
        assert_eq!(masked("field '' is empty, 'open"), "field '' is empty, 'open");
    }

    #[test]
    fn only_the_first_line_counts_and_blanks_are_folded() {
        assert_eq!(masked("a   b\t c \r\n\tat x.y(Z.java:41)"), "a b c");
    }

    proptest! {
        #[test]
        fn masking_is_total_and_stable(message in proptest::collection::vec(any::<u8>(), 0..300)) {
            let (mut once, mut again) = (Vec::new(), Vec::new());
            prop_assert_eq!(mask(&message, &mut once), mask(&message, &mut again));
            prop_assert_eq!(once, again);
        }

        #[test]
        fn other_numbers_give_the_same_template(a in 1u32.., b in 1u32.., name in "[a-z]{1,8}") {
            let first = format!("Job {a} of '{name}' failed after {b} rows");
            let second = format!("Job {b} of 'other' failed after {a} rows");
            prop_assert_eq!(masked(&first), masked(&second));
        }
    }
}
