//! The walk over a message that finds what varies.

use std::ops::Range;

use super::{
    MESSAGE_LEN,
    quotes::{closing, opens},
    secret::{Secret, is_key, is_scheme},
    sink::Sink,
    words::{
        COLON, DIGIT, SIGN, Status, WORD, address, is_code, is_status_word, is_word, number_or_id,
        status, telling_digits, word,
    },
};

/// Bytes of a word that may be a token by itself.
const TOKEN_LEN: usize = 20;

/// Walks over a text; what it says so far decides what becomes of the next word.
pub(super) struct Masker<'a, S> {
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

impl<'a, S: Sink> Masker<'a, S> {
    pub(super) fn new(text: &'a [u8], sink: &'a mut S) -> Self {
        Self {
            text,
            sink,
            kept: 0,
            is_after_blank: false,
            can_close: [true; 2],
            teller: 0..0,
            secret: Secret::No,
        }
    }

    pub(super) fn run(mut self) {
        let mut at = 0;
        while at < self.text.len() {
            at = self.step(at);
        }
        self.keep_up_to(self.text.len());
    }

    /// Reads what begins at a place and says where it ends.
    fn step(&mut self, at: usize) -> usize {
        let byte = self.text[at];
        let is_blank = matches!(byte, b' ' | b'\t');
        let end = match byte {
            b'\'' | b'"' => self.quoted(at),
            _ if is_blank => self.blank(at),
            _ if is_word(byte) => self.words(at),
            _ => self.mark(at),
        };
        self.is_after_blank = is_blank;
        end
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

    /// Reads a word, and those behind it as long as all of them stay and there is a blank between two: most of a message.
    fn words(&mut self, mut at: usize) -> usize {
        loop {
            let (len, kinds) = word(&self.text[at..]);
            let end = at + len;
            let is_plain = kinds & (DIGIT | SIGN) == 0 && len < TOKEN_LEN && self.secret.is_free();
            if !is_plain || is_scheme(&self.text[at..end]) {
                return self.word(at, end, kinds);
            }
            self.secret = Secret::Word(at, end);
            self.teller = at..end;
            let [b' ', next, ..] = self.text[end..] else { return end };
            if !is_word(next) {
                return end;
            }
            at = end + 1;
        }
    }

    /// Reads a word that may be hidden, in part or as a whole.
    fn word(&mut self, at: usize, end: usize, kinds: u8) -> usize {
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
        if kinds == WORD | DIGIT && word.iter().all(u8::is_ascii_digit) {
            return self.hide(b"<n>", at..at + word.len());
        }
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
        let may_tell = kinds & COLON != 0 || is_scheme(word);
        if !may_tell && self.secret.is_free() && word.len() < TOKEN_LEN {
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
mod tests;
