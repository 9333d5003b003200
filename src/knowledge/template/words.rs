//! What a word of a message is: told by its bytes and by the word before.

use std::ops::{Range, RangeInclusive};

use crate::code;

/// What a byte may be; a table, since this is asked for every byte of every message that is masked.
pub(super) const WORD: u8 = 1;
pub(super) const DIGIT: u8 = 2;
/// A sign that only an address, a path or a time holds.
pub(super) const SIGN: u8 = 4;
/// `:`
pub(super) const COLON: u8 = 8;
/// `@` and `%`, which may stand for one.
pub(super) const AT: u8 = 16;

pub(super) const CLASSES: [u8; 256] = {
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
            | b'+'
            | b'#'
            | b'$'
            | b'&'
            | b'~'
            | b'?'
            | b'*' => WORD,
            b'%' => WORD | AT,
            b':' => WORD | SIGN | COLON,
            b'@' => WORD | SIGN | AT,
            b'.' | b'/' | b'\\' => WORD | SIGN,
            _ => 0,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    classes
};

/// What may be said of a byte.
pub(super) fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

pub(super) fn is_word(byte: u8) -> bool {
    class(byte) & WORD != 0
}

/// How long the word is that a text begins with, and of what kinds its bytes are.
#[inline]
pub(super) fn word(text: &[u8]) -> (usize, u8) {
    let mut kinds = 0;
    for (len, byte) in text.iter().enumerate() {
        let class = class(*byte);
        if class & WORD == 0 {
            return (len, kinds);
        }
        kinds |= class;
    }
    (text.len(), kinds)
}

/// Whether a word says of its number that it tells what happened.
pub(super) fn is_status_word(word: &[u8]) -> bool {
    let is = |known: &[u8]| word.eq_ignore_ascii_case(known);
    match word.len() {
        2 => is(b"rc"),
        3 => is(b"iRc"),
        4 => is(b"code") || is(b"HTTP") || is(b"SMTP"),
        5 => is(b"errno"),
        6 => is(b"status") || is(b"signal"),
        8 => is(b"SQLState"),
        _ => false,
    }
}

/// Whether a number tells what happened, and must stay.
#[derive(Debug, PartialEq)]
pub(super) enum Status {
    Yes,
    No,
    /// If its first digit is one of these.
    By(RangeInclusive<u8>),
}

/// Says of a number whether it is a status: after a status word, `(403)`, a SMTP reply at the start, `5.1.1`, SQLSTATE.
pub(super) fn status(
    word: &[u8],
    follows_status_word: bool,
    is_framed: bool,
    is_first: bool,
) -> Status {
    if word.len() > 8 {
        return Status::No;
    }
    let is_enhanced = word.get(1) == Some(&b'.')
        && memchr::memchr_iter(b'.', word).count() == 2
        && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    if is_enhanced {
        return Status::By(b'2'..=b'5');
    }
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    let is_number =
        !digits.is_empty() && digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit);
    let is_sqlstate = || {
        word.len() == 5
            && word.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    if follows_status_word && (is_number || is_sqlstate()) {
        return Status::Yes;
    }
    let is_reply = (is_framed || is_first) && word.len() == 3 && digits.len() == 3 && is_number;
    if is_reply { Status::By(b'1'..=b'5') } else { Status::No }
}

pub(super) fn is_code(word: &[u8]) -> bool {
    code::find(word).next().is_some_and(|(_, range)| range == (0..word.len()))
}

/// What a word with a dot, a slash or the like stands for as a whole. `kinds` is what its bytes are.
pub(super) fn address(word: &[u8], kinds: u8) -> Option<&'static [u8]> {
    if kinds & COLON != 0
        && memchr::memchr(b':', word).is_some_and(|colon| word[colon..].starts_with(b"://"))
    {
        return Some(b"<url>");
    }
    if kinds & AT != 0 {
        let sign = memchr::memchr(b'@', word).or_else(|| memchr::memmem::find(word, b"%40"));
        if let Some(sign) = sign
            && sign > 0
            && memchr::memchr(b'.', &word[sign..]).is_some()
        {
            return Some(b"<email>");
        }
    }
    let is_path = match word {
        [b'/', _, ..] | [b'.', b'/' | b'.', ..] | [b'\\', b'\\', ..] => true,
        [drive, b':', b'\\', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    };
    is_path.then_some(b"<path>")
}

/// What a word with a digit stands for as a whole.
pub(super) fn number_or_id(word: &[u8]) -> Option<&'static [u8]> {
    let count = |sign: u8| memchr::memchr_iter(sign, word).count();
    let is_number_like =
        word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':'));
    if is_number_like {
        return (count(b'.') == 3).then_some(b"<ip>");
    }
    let hexadecimal = word.strip_prefix(b"0x").unwrap_or(word);
    let is_hex =
        hexadecimal.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'-' | b':'));
    if !is_hex {
        return None;
    }
    if count(b':') >= 2 {
        return Some(b"<ip>");
    }
    let has_letter = hexadecimal.iter().any(u8::is_ascii_alphabetic);
    let is_id = hexadecimal.len() >= 8 && has_letter || hexadecimal.len() < word.len();
    is_id.then_some(b"<id>")
}

/// Digits that say whether a word is an address or an id: of `%40`, and the first one of `0x7f`.
pub(super) fn telling_digits(word: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let escapes = memchr::memchr_iter(b'%', word).map(|at| at + 1..word.len().min(at + 3));
    let prefix = (word.get(1) == Some(&b'x')).then_some(0..1);
    escapes.chain(prefix)
}
