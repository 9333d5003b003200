//! Product codes: `PGS-220000`, and Oracle's own `ORA-00020`.
//!
//! A Campaign code is three letters, a dash and six digits, of which the first two belong to the prefix; Oracle's
//! has five digits. Source: the official error catalogue, and every coded line that is public.

use std::fmt;

use memchr::memchr_iter;

/// A code as found in a message; the letters are upper case. At most ten bytes, so it is copied freely.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    bytes: [u8; 10],
    len: u8,
}

impl Code {
    /// The code that a text is, whole; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Code> {
        let (code, range) = find(text.as_bytes()).next()?;
        (range.start == 0 && range.end == text.len()).then_some(code)
    }

    /// The code that stands in a place where [`find`] found one, perhaps with other digits.
    pub(crate) fn at_place(text: &[u8]) -> Code {
        let mut bytes = [0; 10];
        bytes[..text.len()].copy_from_slice(text);
        bytes[0] = bytes[0].to_ascii_uppercase();
        Code { bytes, len: u8::try_from(text.len()).expect("nine or ten") }
    }

    /// `PGS-220000`, of any length up to ten.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// `PGS-220000`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // A code is ASCII by construction.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// `PGS`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.as_str()[..3]
    }

    /// The two digits that belong to the prefix: `22`. Oracle's own codes have no such pair.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        (self.len == 10).then(|| &self.as_str()[4..6])
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Every code in a text with its byte range, in order.
///
/// One public form prints the first letter in lower case (`bAS-010011`); it is taken and shown in upper case.
pub fn find(text: &[u8]) -> impl Iterator<Item = (Code, std::ops::Range<usize>)> + '_ {
    memchr_iter(b'-', text).filter_map(|dash| at_dash(text, dash))
}

/// Whether no letter and no digit stands right before a position.
fn is_boundary(text: &[u8], at: usize) -> bool {
    !at.checked_sub(1).is_some_and(|before| text[before].is_ascii_alphanumeric())
}

/// Whether a line end or TAB inside a message stands right before a position, written as `\n` or `\t`.
fn is_escape(text: &[u8], at: usize) -> bool {
    at.checked_sub(2).is_some_and(|start| matches!(&text[start..at], br"\n" | br"\t" | br"\r"))
}

fn at_dash(text: &[u8], dash: usize) -> Option<(Code, std::ops::Range<usize>)> {
    let start = dash.checked_sub(3)?;
    let letters = &text[start..dash];
    let is_word = letters[0].is_ascii_alphabetic()
        && letters[1..].iter().all(u8::is_ascii_uppercase)
        && (is_boundary(text, start) || is_escape(text, start));
    if !is_word {
        return None;
    }
    let digits = text[dash + 1..].iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
    let known = digits == 6 || (digits == 5 && letters == b"ORA");
    let end = dash + 1 + digits;
    if !known || text.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    Some((Code::at_place(&text[start..end]), start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        find(text.as_bytes()).map(|(code, _)| code.as_str().to_owned()).collect()
    }

    #[test]
    fn codes_are_found_anywhere_in_order() {
        assert_eq!(all("ORA-210000 Oracle error: ORA-00020: x"), ["ORA-210000", "ORA-00020"]);
        assert_eq!(all(r"ORA-00604: recursion\nORA-01688: full"), ["ORA-00604", "ORA-01688"]);
        assert_eq!(all("(type text) (bAS-010011 Invalid value)"), ["BAS-010011"]);
    }

    #[test]
    fn look_alikes_are_left_alone() {
        assert!(
            all("NEO-29440 CAMP-46536 XPGS-220000 PGS-2200001 abc-123456 PGS-22000x").is_empty()
        );
        assert!(all("-220000 GS-220000 PGS-").is_empty());
    }

    #[test]
    fn parts_of_a_code() {
        let code = Code::parse("PGS-220000").expect("a code");
        assert_eq!((code.prefix(), code.number()), ("PGS", Some("22")));
        assert_eq!(Code::parse("ORA-00020").expect("a code").number(), None);
        assert_eq!(Code::parse("PGS-220000 x"), None);
    }
}
