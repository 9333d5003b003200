//! Numbers in as many bytes as they need: there are millions of counts, and most of them are small.

use integer_encoding::VarInt;

/// Appends a number: a byte when it is less than 128, ten for the largest.
#[inline]
pub(crate) fn write(number: u64, bytes: &mut Vec<u8>) {
    match u8::try_from(number) {
        // Nearly all are.
        Ok(small) if small < 0x80 => bytes.push(small),
        _ => write_large(number, bytes),
    }
}

fn write_large(number: u64, bytes: &mut Vec<u8>) {
    let mut room = [0; 10];
    let len = number.encode_var(&mut room);
    bytes.extend_from_slice(&room[..len]);
}

/// Takes a number from bytes; 0 when there is none.
#[inline]
pub(crate) fn read(bytes: &mut &[u8]) -> u64 {
    if let Some((first, rest)) = bytes.split_first().filter(|(first, _)| **first < 0x80) {
        *bytes = rest;
        return u64::from(*first);
    }
    let (number, len) = u64::decode_var(bytes).unwrap_or_default();
    *bytes = &bytes[len..];
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_read_as_they_were_written(numbers: Vec<u64>, shift in 0u32..64) {
            let mut bytes = vec![];
            for number in &numbers {
                write(number >> shift, &mut bytes);
            }
            let mut rest = &bytes[..];
            for number in &numbers {
                prop_assert_eq!(read(&mut rest), number >> shift);
            }
            prop_assert!(rest.is_empty());
            prop_assert_eq!(read(&mut rest), 0);
        }
    }
}
