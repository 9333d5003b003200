//! What each byte of a head may be: all of them are compared at once, sixteen by sixteen.

use wide::u8x16;

use super::{MINUTE_LEN, REACH, words::Word};

/// Bytes of one comparison: as many as a minute has.
const LANES: usize = MINUTE_LEN;
/// Comparisons behind the minute. The category of a quiet line ends before the last byte of these.
const PARTS: usize = 3;

/// The least and the greatest byte for each place behind the minute, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    low: [u8x16; PARTS],
    high: [u8x16; PARTS],
}

impl Bounds {
    /// Anything is within.
    pub(super) const ALL: Self = Self {
        low: [u8x16::new([u8::MIN; LANES]); PARTS],
        high: [u8x16::new([u8::MAX; LANES]); PARTS],
    };

    /// Lets only such texts stand at a place of a head that are between two of one length, byte by byte.
    pub(super) fn narrow(&mut self, at: usize, low: &[u8], high: &[u8]) {
        for (at, (low, high)) in (at - MINUTE_LEN..).zip(low.iter().zip(high)) {
            self.low[at / LANES].as_mut_array()[at % LANES] = *low;
            self.high[at / LANES].as_mut_array()[at % LANES] = *high;
        }
    }

    /// Lets only a word stand at a place.
    pub(super) fn narrow_to(&mut self, at: usize, word: Word) {
        let bytes = word.bytes();
        self.narrow(at, &bytes[..word.len], &bytes[..word.len]);
    }

    /// Whether a head is of a minute, and within.
    #[inline]
    pub(super) fn hold(&self, head: &[u8; REACH], minute: [u8; MINUTE_LEN]) -> bool {
        let (parts, _) = head.as_chunks::<LANES>();
        let other_minute = u8x16::new(parts[0]) ^ u8x16::new(minute);
        let bounds = self.low.iter().zip(&self.high);
        let outside =
            parts[1..].iter().zip(bounds).fold(other_minute, |outside, (part, (low, high))| {
                let part = u8x16::new(*part);
                outside | part.saturating_sub(*high) | low.saturating_sub(part)
            });
        outside.simd_eq(u8x16::ZERO).all()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_byte_is_compared_with_its_bounds(
            at in MINUTE_LEN..MINUTE_LEN + PARTS * LANES, low in any::<u8>(), high in any::<u8>(), byte in any::<u8>(),
            other in any::<u8>(), minute_at in 0..MINUTE_LEN,
        ) {
            let mut bounds = Bounds::ALL;
            bounds.narrow(at, &[low], &[high]);
            let mut head = [other; REACH];
            head[at] = byte;
            let mut minute = [other; MINUTE_LEN];
            prop_assert_eq!(bounds.hold(&head, minute), (low..=high).contains(&byte));
            prop_assert!(Bounds::ALL.hold(&head, minute));
            minute[minute_at] ^= 1;
            prop_assert!(!Bounds::ALL.hold(&head, minute));
        }
    }
}
