//! What the digits of a message tell that decide about anything, beside what those of the message before told.

use std::ops::Range;

/// Bytes that are looked at together.
const LEN: usize = 8;

/// Digits in places that are the same for all messages of a shape, and what stood there last.
#[derive(Debug, Default)]
pub(super) struct Told(Box<[Word]>);

/// A few bytes of a message.
#[derive(Debug)]
struct Word {
    last: u64,
    at: u16,
    /// The bytes that are asked for: the first of them, and how many.
    from: u8,
    len: u8,
}

impl Told {
    /// What a message tells in some places.
    pub(super) fn of(message: &[u8], places: impl Iterator<Item = Range<usize>>) -> Self {
        let mut words = Vec::new();
        for place in places {
            for from in place.clone().step_by(LEN) {
                // A word that would go beyond the end begins before the place.
                let at = from.min(message.len().saturating_sub(LEN));
                let len = LEN.min(place.end - from);
                let short = |number| u8::try_from(number).expect("at most eight");
                let (from, len) = (short(from - at), short(len));
                let at = u16::try_from(at).expect("a shape is short");
                words.push(Word { last: word(message, at) & mask(from, len), at, from, len });
            }
        }
        Self(words.into())
    }

    /// Whether a message of the same shape tells what the one before told; it is the one before from now on.
    pub(super) fn is_told_again(&mut self, message: &[u8]) -> bool {
        let others = self.0.iter_mut().fold(0, |others, Word { last, at, from, len }| {
            let now = word(message, *at) & mask(*from, *len);
            others | now ^ std::mem::replace(last, now)
        });
        others == 0
    }

    /// Bytes in memory.
    pub(super) fn weight(&self) -> usize {
        size_of_val(&*self.0)
    }

    /// Looks at it, so that it is in the caches of the processor.
    pub(super) fn fetch(&self) -> u16 {
        self.0.first().map_or(0, |word| word.at) ^ self.0.last().map_or(0, |word| word.at)
    }
}

/// Some of eight bytes: which is the first of them, and how many, one at least.
fn mask(from: u8, len: u8) -> u64 {
    u64::MAX >> (64 - 8 * u32::from(len)) << (8 * u32::from(from))
}

/// Eight bytes of a message; zeros stand for what is behind the end of a shorter one.
fn word(message: &[u8], at: u16) -> u64 {
    let rest = message.get(usize::from(at)..).unwrap_or_default();
    let word = rest.first_chunk().copied().unwrap_or_else(|| {
        let mut word = [0; LEN];
        word.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        word
    });
    u64::from_le_bytes(word)
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    proptest! {
        #[test]
        fn what_stands_elsewhere_does_not_matter(
            len in 1..40_usize, ends in prop::collection::vec((0..40_usize, 0..40_usize), 0..4),
            messages in prop::collection::vec(prop::collection::vec(select(b"01".to_vec()), 40), 1..9),
        ) {
            let places: Vec<_> = ends
                .into_iter()
                .map(|(one, other)| one.min(other).min(len)..one.max(other).min(len))
                .collect();
            let mut before = vec![b'0'; len];
            let mut told = Told::of(&before, places.iter().cloned());
            for message in messages {
                let message = &message[..len];
                let same = places.iter().all(|place| message[place.clone()] == before[place.clone()]);
                prop_assert_eq!(told.is_told_again(message), same);
                before.copy_from_slice(message);
            }
        }
    }
}
