//! Where a line ends, when it ends soon: a call of memchr takes longer than that, and guesses how long the line is.

use wide::u8x16;

use crate::knowledge::NEAR;

/// Where the first line end stands.
#[inline]
pub(super) fn line_end(near: &[u8; NEAR]) -> Option<usize> {
    let (parts, _) = near.as_chunks::<16>();
    let (first, second) = parts.split_at(4);
    // The cheaper of the two is not known beforehand, so both are made.
    let ends = u128::from(line_ends(second)) << 64 | u128::from(line_ends(first));
    (ends != 0).then(|| ends.trailing_zeros() as usize)
}

/// A bit for each byte of at most 64, the first is the lowest.
#[inline]
fn line_ends(parts: &[[u8; 16]]) -> u64 {
    parts.iter().rev().fold(0, |ends, part| {
        let is_end = u8x16::new(*part).simd_eq(u8x16::splat(b'\n'));
        ends << 16 | u64::from(is_end.to_bitmask())
    })
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    proptest! {
        #[test]
        fn the_first_line_end_is_found(
            ends in prop::collection::vec(0..NEAR, 0..4), other in select(vec![b'\0', b'\t', 0x0b, 0x8a, b' ', 0xff]),
        ) {
            let mut near = [other; NEAR];
            for at in ends {
                near[at] = b'\n';
            }
            prop_assert_eq!(line_end(&near), memchr::memchr(b'\n', &near));
        }
    }
}
