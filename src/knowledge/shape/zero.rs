//! Zeros for digits.

use wide::u8x16;

/// Bytes that are looked at together.
const LANES: usize = 16;

/// Appends a message with `0` for each of its digits.
pub(in crate::knowledge) fn zero_digits(message: &[u8], all: &mut Vec<u8>) {
    let start = all.len();
    all.resize(start + message.len(), 0);
    let zeroed = &mut all[start..];
    let (from, to) = (message.as_chunks::<LANES>().0, zeroed.as_chunks_mut().0);
    from.iter().zip(to).for_each(|(from, to)| *to = without_digits(*from));
    // The last ones may be looked at twice: one by one they would cost more.
    if let (Some(from), Some(to)) = (message.last_chunk::<LANES>(), zeroed.last_chunk_mut()) {
        *to = without_digits(*from);
    } else {
        let zero = |byte: &u8| if byte.is_ascii_digit() { b'0' } else { *byte };
        zeroed.iter_mut().zip(message).for_each(|(to, from)| *to = zero(from));
    }
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
    use super::*;

    #[test]
    fn zeros_stand_for_digits_alone() {
        let message: Vec<u8> = (0..=255).cycle().skip(40).take(999).collect();
        for end in [0, 1, 15, 16, 17, 31, 32, 33, 999] {
            let mut zeroed = vec![7];
            zero_digits(&message[..end], &mut zeroed);
            let plain =
                message[..end].iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte });
            assert_eq!(zeroed[1..], plain.collect::<Vec<_>>());
        }
    }
}
