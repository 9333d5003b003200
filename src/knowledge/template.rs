//! A message without its variables: what makes a million lines one issue.
//!
//! Numbers, ids, quoted names, paths, addresses and SQL literals become placeholders; product codes never do, nor the
//! numbers that say what happened (HTTP and SMTP status, SQLSTATE, errno, iRc). The same walk takes personal data out.

use crate::code;

/// Bytes of a message that make its template; what follows is variable text in practice.
const MESSAGE_LEN: usize = 4096;
/// Bytes of a template that are kept for showing; the fingerprint covers all of it.
const SHOWN_LEN: usize = 512;

/// A template and its identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Fixed, versioned hash of the whole template.
    pub fingerprint: u128,
    /// The beginning of it, to be shown.
    pub text: Vec<u8>,
}

/// Masks the first line of a message into `out` and returns the fingerprint. `out` is cleared first, so that a thread
/// can use one buffer for all messages.
pub fn mask(message: &[u8], out: &mut Vec<u8>) -> u128 {
    out.clear();
    let line = memchr::memchr(b'\n', message).map_or(message, |end| &message[..end]);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = &line[..line.len().min(MESSAGE_LEN)];
    Masker { text, out, can_close: [true; 2], keeps: false, secret: Secret::No }.run();
    let fingerprint = xxhash_rust::xxh3::xxh3_128(out);
    out.truncate(SHOWN_LEN);
    fingerprint
}

struct Masker<'a> {
    text: &'a [u8],
    out: &'a mut Vec<u8>,
    /// Whether a closing quote may still be found: single, double. Searching again for what is not there would make
    /// a line of quotes quadratic.
    can_close: [bool; 2],
    /// Whether the word before says that the number to come is a status.
    keeps: bool,
    /// Whether the word to come is a secret.
    secret: Secret,
}

/// How far the text has come towards a secret: `password`, then `=`, then the secret itself.
#[derive(Clone, Copy, PartialEq)]
enum Secret {
    No,
    /// A key was read.
    Key,
    /// Its `=` or `:`, too: the next word is the secret.
    Next,
    /// `Bearer` or `Basic`: the next word is one if it is long.
    Scheme,
}

/// Ends of words whose value is a secret.
const KEYS: [&[u8]; 10] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"pwd",
    b"secret",
    b"token",
    b"apikey",
    b"api_key",
    b"authorization",
    b"cookie",
];

/// Words that announce a credential.
const SCHEMES: [&[u8]; 2] = [b"bearer", b"basic"];

fn is_key(word: &[u8]) -> bool {
    let [.., a, b, c] = word else { return false };
    // Most words are told by their last letters.
    let end = [a.to_ascii_lowercase(), b.to_ascii_lowercase(), c.to_ascii_lowercase()];
    let may_be = matches!(
        &end,
        b"ord" | b"swd" | b"ase" | b"pwd" | b"ret" | b"ken" | b"key" | b"ion" | b"kie"
    );
    let ends_in = |key: &&[u8]| {
        word.len() >= key.len() && word[word.len() - key.len()..].eq_ignore_ascii_case(key)
    };
    may_be && KEYS.iter().any(ends_in)
}

fn is_scheme(word: &[u8]) -> bool {
    matches!(word.len(), 5 | 6) && SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}

impl Masker<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            let byte = self.text[at];
            at = match byte {
                b'\'' | b'"' => self.quoted(at),
                b' ' | b'\t' => self.blank(at),
                _ if is_word(byte) => self.word(at),
                _ => {
                    self.out.push(byte);
                    // `iRc=16384`, `status: 503`: the mark between the word and its number.
                    self.keeps &= matches!(byte, b'=' | b':' | b'(');
                    self.secret = match (self.secret, byte) {
                        (Secret::Key | Secret::Next, b'=' | b':') => Secret::Next,
                        _ => Secret::No,
                    };
                    at + 1
                }
            };
        }
        while self.out.last() == Some(&b' ') {
            self.out.pop();
        }
    }

    fn blank(&mut self, at: usize) -> usize {
        if self.out.last() != Some(&b' ') {
            self.out.push(b' ');
        }
        at + 1
    }

    /// `'anything'` becomes `'<name>'`; a quote that opens nothing stays.
    fn quoted(&mut self, at: usize) -> usize {
        let quote = self.text[at];
        let can_close = &mut self.can_close[usize::from(quote == b'"')];
        let close = (*can_close && opens(self.text, at)).then(|| closing(self.text, at));
        match close {
            Some(Some(close)) => {
                self.out.push(quote);
                if close > at + 1 {
                    self.out.extend_from_slice(b"<name>");
                }
                self.out.push(quote);
                close + 1
            }
            // Cut off inside a quote: what follows is inside it.
            Some(None) if self.text.len() == MESSAGE_LEN => {
                self.out.extend_from_slice(b"<name>");
                self.text.len()
            }
            Some(None) => {
                *can_close = false;
                self.out.push(quote);
                at + 1
            }
            None => {
                self.out.push(quote);
                at + 1
            }
        }
    }

    fn word(&mut self, at: usize) -> usize {
        let mut kinds = 0;
        let mut end = at;
        while end < self.text.len() {
            let class = CLASSES[usize::from(self.text[end])];
            if class & WORD == 0 {
                break;
            }
            kinds |= class;
            end += 1;
        }
        let whole = &self.text[at..end];
        if self.hides(whole) {
            return end;
        }
        if kinds == WORD {
            self.out.extend_from_slice(whole);
            self.keeps = is_status_word(whole);
            return end;
        }
        let trailing =
            whole.iter().rev().take_while(|byte| matches!(byte, b'.' | b':' | b'-')).count();
        let (word, tail) = whole.split_at(whole.len() - trailing);
        let is_framed = at > 0 && self.text[at - 1] == b'(' && self.text.get(end) == Some(&b')');
        if is_status(word, self.keeps, is_framed, self.out.is_empty()) {
            self.out.extend_from_slice(word);
        } else {
            mask_word(word, kinds, self.out);
        }
        self.out.extend_from_slice(tail);
        self.keeps = is_status_word(word);
        end
    }
}

impl Masker<'_> {
    /// Puts a placeholder for a word that is a secret, and notes what the word says about the next one.
    fn hides(&mut self, word: &[u8]) -> bool {
        let is_scheme = is_scheme(word);
        let hides = match self.secret {
            Secret::Next => !is_scheme,
            Secret::Scheme => word.len() >= 12,
            Secret::No | Secret::Key => word.len() >= 20 && word.starts_with(b"eyJ"),
        };
        let end = word.iter().position(|byte| *byte == b':').unwrap_or(word.len());
        self.secret = match self.secret {
            Secret::Next if is_scheme => Secret::Next,
            _ if is_scheme => Secret::Scheme,
            _ if hides || !is_key(&word[..end]) => Secret::No,
            _ if end + 1 == word.len() => Secret::Next,
            _ if end == word.len() => Secret::Key,
            // `password:x` in one word.
            _ => {
                self.out.extend_from_slice(&word[..=end]);
                self.out.extend_from_slice(b"<secret>");
                self.keeps = false;
                self.secret = Secret::No;
                return true;
            }
        };
        if hides {
            self.out.extend_from_slice(b"<secret>");
            self.keeps = false;
        }
        hides
    }
}

/// Words whose number says what happened.
const STATUS_WORDS: [&[u8]; 10] = [
    b"iRc",
    b"rc",
    b"errno",
    b"SQLState",
    b"SQLSTATE",
    b"status",
    b"code",
    b"HTTP",
    b"SMTP",
    b"signal",
];

fn is_status_word(word: &[u8]) -> bool {
    let may_be = word.len() <= 8
        && matches!(
            word.first().map(u8::to_ascii_lowercase),
            Some(b'c' | b'e' | b'h' | b'i' | b'r' | b's')
        );
    may_be && STATUS_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// What a byte may be; a table, since this is asked for every byte of every warning and error.
const WORD: u8 = 1;
const DIGIT: u8 = 2;
/// A sign that only an address, a path or a time holds.
const SIGN: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0u8;
    loop {
        classes[byte as usize] = match byte {
            b'0'..=b'9' => WORD | DIGIT,
            b'a'..=b'z'
            | b'A'..=b'Z'
            | 0x80..
            | b'_'
            | b'-'
            | b'%'
            | b'+'
            | b'#'
            | b'$'
            | b'&'
            | b'~'
            | b'?'
            | b'*' => WORD,
            b'.' | b'/' | b'\\' | b':' | b'@' => WORD | SIGN,
            _ => 0,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    classes
};

fn is_word(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & WORD != 0
}

/// A number that must stay: after a status word, `(403)`, a SMTP reply at the start, `5.1.1`, SQLSTATE.
fn is_status(word: &[u8], follows_status_word: bool, is_framed: bool, is_first: bool) -> bool {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    let is_number =
        !digits.is_empty() && digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit);
    let is_three = is_number && word.len() == 3 && (b'1'..=b'5').contains(&word[0]);
    let is_enhanced = word.len() <= 8
        && (b'2'..=b'5').contains(&word.first().copied().unwrap_or(0))
        && memchr::memchr_iter(b'.', word).count() == 2
        && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && word.get(1) == Some(&b'.');
    let is_sqlstate = word.len() == 5
        && word.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    (follows_status_word && (is_number || is_sqlstate))
        || (is_three && (is_framed || is_first))
        || is_enhanced
}

/// Masks one word: addresses, paths and identifiers as a whole, digits elsewhere.
fn mask_word(word: &[u8], kinds: u8, out: &mut Vec<u8>) {
    let has_digit = kinds & DIGIT != 0;
    let address = if kinds & SIGN != 0 { address(word) } else { None };
    if let Some(placeholder) = address.or_else(|| if has_digit { number_or_id(word) } else { None })
    {
        out.extend_from_slice(placeholder);
    } else if !has_digit || is_code(word) {
        out.extend_from_slice(word);
    } else {
        let mut in_number = false;
        for byte in word {
            let is_digit = byte.is_ascii_digit();
            if !is_digit {
                out.push(*byte);
            } else if !in_number {
                out.extend_from_slice(b"<n>");
            }
            in_number = is_digit;
        }
    }
}

fn is_code(word: &[u8]) -> bool {
    code::find(word).next().is_some_and(|(_, range)| range == (0..word.len()))
}

/// What a word with a dot, a slash or the like stands for as a whole.
fn address(word: &[u8]) -> Option<&'static [u8]> {
    if memchr::memchr(b':', word).is_some_and(|colon| word[colon..].starts_with(b"://")) {
        return Some(b"<url>");
    }
    let sign = memchr::memchr(b'@', word).or_else(|| memchr::memmem::find(word, b"%40"));
    if let Some(sign) = sign
        && sign > 0
        && memchr::memchr(b'.', &word[sign..]).is_some()
    {
        return Some(b"<email>");
    }
    let is_path = (word.starts_with(b"/") && word.len() > 1)
        || word.starts_with(b"./")
        || word.starts_with(b"..")
        || (word.len() > 2 && word[0].is_ascii_alphabetic() && &word[1..3] == b":\\")
        || word.starts_with(b"\\\\");
    is_path.then_some(b"<path>")
}

/// What a word with a digit stands for as a whole.
fn number_or_id(word: &[u8]) -> Option<&'static [u8]> {
    let count = |sign: u8| memchr::memchr_iter(sign, word).count();
    let is_number_like =
        word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':'));
    if is_number_like && count(b'.') == 3 {
        return Some(b"<ip>");
    }
    let hexadecimal = word.strip_prefix(b"0x").unwrap_or(word);
    let is_hex =
        hexadecimal.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'-' | b':'));
    if is_hex && count(b':') >= 2 && !is_number_like {
        return Some(b"<ip>");
    }
    let has_letter = hexadecimal.iter().any(u8::is_ascii_alphabetic);
    let is_id = is_hex && (hexadecimal.len() >= 8 && has_letter || hexadecimal.len() < word.len());
    is_id.then_some(b"<id>")
}

/// Whether a quote looks like an opening one: after nothing, a blank or a bracket, and before something.
fn opens(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| text[before]);
    let follows = text.get(at + 1).is_some_and(|byte| *byte != b' ');
    follows && before.is_none_or(|byte| b" \t([{=:,<|>".contains(&byte))
}

/// Whether a quote looks like a closing one: at the end, or before a blank or a mark.
fn closes(text: &[u8], at: usize) -> bool {
    text.get(at + 1).is_none_or(|byte| b" \t.,;:)]}>/\\|'\"".contains(byte))
}

/// The quote that closes the one at `open`; quotes inside (SQL in a message) are matched with each other.
fn closing(text: &[u8], open: usize) -> Option<usize> {
    let quote = text[open];
    let mut depth = 1usize;
    for at in memchr::memchr_iter(quote, &text[open + 1..]).map(|at| at + open + 1) {
        if closes(text, at) {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else if opens(text, at) {
            depth += 1;
        }
    }
    None
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
