//! Any bytes in any size of buffer: every byte comes once and in order, in whole lines.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nltriage::input::{Piece, ReadOptions, read_stream};

fuzz_target!(|input: (u16, Vec<u8>)| {
    let (buffer, data) = input;
    let options = ReadOptions { buffer_bytes: usize::from(buffer) + 1, ..ReadOptions::default() };
    let mut seen = 0;
    let outcome = read_stream(data.as_slice(), &options, &mut |piece| {
        let bytes = usize::try_from(piece.bytes()).expect("small");
        match piece {
            Piece::Lines(lines) => {
                assert_eq!(lines.offset, seen as u64);
                let own = &lines.bytes[..lines.own];
                assert_eq!(own, &data[seen..seen + bytes]);
                assert!(data[seen..].starts_with(lines.bytes), "what follows is shown as it is");
                let is_before_zeros = data.get(seen + bytes) == Some(&0);
                assert!(own.ends_with(b"\n") || seen + bytes == data.len() || is_before_zeros);
            }
            Piece::OverLong { offset, .. } => assert_eq!(offset, seen as u64),
            Piece::Nul { offset, .. } => {
                assert_eq!(offset, seen as u64);
                assert!(data[seen..seen + bytes].iter().all(|byte| *byte == 0));
            }
        }
        seen += bytes;
    });
    assert!(outcome.is_ok() && seen == data.len());
});
