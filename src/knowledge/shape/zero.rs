//! Zeros for digits.

use std::hash::{BuildHasher, Hasher};

use wide::u8x16;

/// Bytes that are looked at together.
const LANES: usize = 16;

/// A message with `0` for each of its digits, written in the room.
pub(in crate::knowledge) fn zero_digits<'a>(message: &[u8], room: &'a mut Vec<u8>) -> &'a [u8] {
    room.clear();
    room.extend_from_slice(message);
    room.as_chunks_mut().0.iter_mut().for_each(|part| *part = without_digits(*part));
    // The last ones may be looked at twice: one by one they would cost more.
    if let Some(part) = room.last_chunk_mut() {
        *part = without_digits(*part);
    } else {
        room.iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|digit| *digit = b'0');
    }
    room
}

/// A hash of a message with `0` for each of its digits, which need not be written down for it.
#[inline]
pub(in crate::knowledge) fn hash_zeroed(message: &[u8], hasher: &impl BuildHasher) -> u64 {
    let mut state = hasher.build_hasher();
    let mut tell = |part| state.write_u128(u128::from_le_bytes(without_digits(part)));
    message.as_chunks().0.iter().for_each(|part| tell(*part));
    // The last ones may be told twice; a message that is shorter ends with nothing else than its length.
    tell(message.last_chunk().copied().unwrap_or_else(|| {
        let mut part = [0; LANES];
        part[..message.len()].copy_from_slice(message);
        part
    }));
    state.write_usize(message.len());
    state.finish()
}

#[inline]
fn without_digits(bytes: [u8; LANES]) -> [u8; LANES] {
    let (bytes, zero) = (u8x16::new(bytes), u8x16::splat(b'0'));
    // What is below `0` wraps around and is large.
    let from_zero = bytes - zero;
    let is_digit = from_zero.min(u8x16::splat(9)).simd_eq(from_zero);
    is_digit.bitselect(zero, bytes).to_array()
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    #[test]
    fn zeros_stand_for_digits_alone() {
        let message: Vec<u8> = (0..=255).cycle().skip(40).take(999).collect();
        for end in [0, 1, 15, 16, 17, 31, 32, 33, 999] {
            let mut room = vec![7];
            let zeroed = zero_digits(&message[..end], &mut room);
            let plain =
                message[..end].iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte });
            assert_eq!(zeroed, plain.collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn what_differs_in_digits_alone_has_one_hash(
            message in prop::collection::vec(select(b"17a\0".to_vec()), 1..70),
            at in any::<prop::sample::Index>(), byte in select(b"17a\0".to_vec()),
        ) {
            let mut other = message.clone();
            other[at.index(message.len())] = byte;
            let zeroed = |message: &[u8]| zero_digits(message, &mut Vec::new()).to_vec();
            let hasher = hashbrown::DefaultHashBuilder::default();
            let hash = |message: &[u8]| hash_zeroed(message, &hasher);
            prop_assert_eq!(hash(&message) == hash(&other), zeroed(&message) == zeroed(&other));
            let longer = [&message[..], b"\0"].concat();
            prop_assert_ne!(hash(&message), hash(&longer));
        }
    }
}
