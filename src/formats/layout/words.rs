//! Eight bytes of a header at once.

use super::REACH;

/// A few bytes that are compared at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    bytes: u64,
    mask: u64,
    pub(super) len: usize,
}

impl Word {
    /// Of at most eight bytes.
    pub(super) fn new(text: &[u8]) -> Self {
        let pad = |fill: &dyn Fn(u8) -> u8| {
            let mut bytes = [0; 8];
            bytes.iter_mut().zip(text).for_each(|(to, from)| *to = fill(*from));
            u64::from_le_bytes(bytes)
        };
        Self { bytes: pad(&|byte| byte), mask: pad(&|_| 0xff), len: text.len().min(8) }
    }

    #[inline]
    pub(super) fn begins(self, text: u64) -> bool {
        text & self.mask == self.bytes
    }

    /// The bytes; what is behind its length is zero.
    pub(super) fn bytes(self) -> [u8; 8] {
        self.bytes.to_le_bytes()
    }
}

/// Eight bytes of a header, the first is the lowest. No place in a header is beyond 63.
#[inline]
pub(super) fn word(head: &[u8; REACH], at: usize) -> u64 {
    let at = at & 63;
    u64::from_le_bytes(*head[at..at + 8].first_chunk().expect("eight bytes"))
}

pub(super) const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The top bit of every byte that is at least `low`; the bytes of `text` are below 128.
#[inline]
fn at_least(text: u64, low: u8) -> u64 {
    text + each(0x80 - low)
}

/// Whether eight bytes are hexadecimal digits, all of them tested at once.
#[inline]
pub(super) fn are_hexadecimal(text: u64) -> bool {
    let top = each(0x80);
    let lower = text & !top | each(0x20);
    let digit = at_least(text & !top, b'0') & !at_least(text & !top, b'9' + 1);
    let letter = at_least(lower, b'a') & !at_least(lower, b'f' + 1);
    (digit | letter) & !text & top == top
}

/// Microseconds of `:07.123`, the eighth byte is anything. A leap second is left to nom.
#[inline]
pub(super) fn seconds(text: u64) -> Option<i64> {
    let [_, s1, s2, _, m1, m2, m3, _] = digits_of_clock(text)?.to_le_bytes();
    let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(*digit));
    Some(number(&[s1, s2]) * 1_000_000 + number(&[m1, m2, m3]) * 1_000)
}

/// The digits of `:07.123` as their values, each at its place.
#[inline]
fn digits_of_clock(text: u64) -> Option<u64> {
    const MARKS: u64 = u64::from_le_bytes([0xff, 0, 0, 0xff, 0, 0, 0, 0]);
    const DIGITS: u64 = u64::from_le_bytes([0, 0xff, 0xff, 0, 0xff, 0xff, 0xff, 0]);
    /// What carries a digit into the upper half when it is too large: above 9, and above 5 for tens of seconds.
    const CARRY: u64 = u64::from_le_bytes([0, 10, 6, 0, 6, 6, 6, 0]);
    let values = (text & DIGITS) ^ (each(b'0') & DIGITS);
    let is_clock = text & MARKS == u64::from_le_bytes(*b":\0\0.\0\0\0\0")
        && (values | (values + CARRY)) & each(0xf0) == 0;
    is_clock.then_some(values)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn eight_bytes_at_once_are_tested_as_each_alone(text in any::<[u8; 8]>()) {
            let plain = text.iter().all(u8::is_ascii_hexdigit);
            prop_assert_eq!(are_hexadecimal(u64::from_le_bytes(text)), plain);
        }

        #[test]
        fn hexadecimal_digits_are(text in "[0-9A-Fa-f]{7}[0-9A-Fa-f/:@G`g]") {
            let plain = text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let bytes = *text.as_bytes().first_chunk().expect("eight");
            prop_assert_eq!(are_hexadecimal(u64::from_le_bytes(bytes)), plain);
        }

        #[test]
        fn the_clock_is_read(text in ":[0-9:/][0-9][.][0-9][0-9:/][0-9]Z") {
            let number = |text: &str| text.parse::<i64>().ok();
            let plain = number(&text[1..3]).zip(number(&text[4..7])).filter(|(second, _)| *second < 60);
            let bytes = *text.as_bytes().first_chunk().expect("eight");
            let plain = plain.map(|(second, milli)| second * 1_000_000 + milli * 1_000);
            prop_assert_eq!(seconds(u64::from_le_bytes(bytes)), plain);
        }
    }
}
