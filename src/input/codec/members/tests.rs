use std::io::Write as _;

use super::*;

const ALL: [Codec; 4] = [Codec::Gzip, Codec::Zstd, Codec::Bzip2, Codec::Xz];

fn encoded(codec: Codec, bytes: &[u8]) -> Vec<u8> {
    match codec {
        Codec::Gzip => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).expect("memory");
            encoder.finish().expect("memory")
        }
        Codec::Zstd => {
            let level = ruzstd::encoding::CompressionLevel::Fastest;
            ruzstd::encoding::compress_to_vec(bytes, level)
        }
        Codec::Bzip2 => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            encoder.write_all(bytes).expect("memory");
            encoder.finish().expect("memory")
        }
        Codec::Xz => {
            let options = lzma_rust2::XzOptions::with_preset(0);
            let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("good options");
            encoder.write_all(bytes).expect("memory");
            encoder.finish().expect("memory")
        }
    }
}

/// What comes out of a file, why it ended, and how many bytes of it were used.
fn decoded(codec: Codec, file: &[u8]) -> (Vec<u8>, Option<io::Error>, u64) {
    assert_eq!(Codec::of(file), Some(codec));
    let consumed = Arc::default();
    let mut decoder = codec.decoder(file, Arc::clone(&consumed));
    let mut bytes = Vec::new();
    let error = decoder.read_to_end(&mut bytes).err();
    assert_eq!(decoder.read(&mut [0; 8]).expect("it is over"), 0);
    (bytes, error, consumed.load(Ordering::Relaxed))
}

/// Text that does not repeat itself too much.
fn text(len: usize) -> Vec<u8> {
    let number = |at: usize| (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    (0..).flat_map(|at| format!("line {at} of {}\n", number(at)).into_bytes()).take(len).collect()
}

#[test]
fn all_members_are_decoded_whatever_fills_them_up() {
    let (first, second) = (text(300_000), b"second\n".to_vec());
    for codec in ALL {
        let parts = [encoded(codec, &first), encoded(codec, b""), encoded(codec, &second)].concat();
        let (bytes, error, consumed) = decoded(codec, &parts);
        assert!(error.is_none(), "{codec:?}: {error:?}");
        assert!(bytes == [&first[..], &second].concat(), "{codec:?}");
        assert_eq!(consumed, parts.len() as u64, "{codec:?}");
        // Only xz may be filled up with zeros; behind the others they are told.
        let (bytes, error, _) = decoded(codec, &[&parts[..], &[0; 512]].concat());
        assert_eq!(
            (error.is_none(), bytes.len()),
            (codec == Codec::Xz, first.len() + second.len())
        );
    }
}

#[test]
fn what_follows_and_is_no_member_is_told_behind_what_was_decoded() {
    for codec in ALL {
        let file = [encoded(codec, b"all\n"), b"GARBAGE and so on, for a while".to_vec()].concat();
        let (bytes, error, _) = decoded(codec, &file);
        assert_eq!(bytes, b"all\n", "{codec:?}");
        let error = error.expect("garbage").to_string();
        assert!(error.starts_with(&format!("no {} data behind", codec.name())), "{error}");
    }
}

#[test]
fn what_is_cut_or_torn_gives_what_can_be_decoded_and_says_so() {
    let text = text(3 << 20);
    for codec in ALL {
        let file = encoded(codec, &text);
        let (bytes, error, _) = decoded(codec, &file[..file.len() * 2 / 3]);
        assert!(error.is_some(), "{codec:?}");
        assert!(!bytes.is_empty() && text.starts_with(&bytes), "{codec:?}: {}", bytes.len());
        let mut torn = file.clone();
        torn[file.len() * 2 / 3] ^= 0x40;
        assert!(decoded(codec, &torn).1.is_some(), "{codec:?}");
    }
}

#[test]
fn of_a_frame_that_is_cut_its_window_is_given_as_well() {
    // A window of 8 MiB and blocks as they are, 100 KiB each; with a sum at the end and without.
    let text = text(3 << 20);
    for flags in [0x00, 0x04] {
        let mut file = [&b"\x28\xb5\x2f\xfd"[..], &[flags, 13 << 3]].concat();
        for block in text.chunks(100 << 10) {
            let header = u32::try_from(block.len() << 3).expect("a small block");
            file.extend(&header.to_le_bytes()[..3]);
            file.extend(block);
        }
        // Where another block should come, and in the middle of the last one and of an earlier one.
        for (cut, missing) in [(0, 0), (3, 1), (250 << 10, 3)] {
            let file = &file[..file.len() - cut];
            let (bytes, error, _) = decoded(Codec::Zstd, file);
            let whole = text.len().div_ceil(100 << 10) - missing;
            assert_eq!(bytes.len(), text.len().min(whole * (100 << 10)), "{cut}");
            assert!(error.is_some() && text.starts_with(&bytes), "{cut}");
        }
    }
}

#[test]
fn damage_anywhere_is_an_error_and_never_a_panic() {
    let text = text(5_000);
    for codec in ALL {
        let file = encoded(codec, &text);
        for at in 12..file.len() {
            let mut torn = file.clone();
            torn[at] ^= 1 << (at % 8);
            let (bytes, error, _) = decoded(codec, &torn);
            assert!(error.is_some() || bytes == text, "{codec:?} at {at}");
            decoded(codec, &file[..at]).1.expect("cut");
        }
    }
}

#[test]
fn a_frame_of_zstd_may_hold_something_else() {
    let skippable = b"\x51\x2a\x4d\x18\x03\x00\x00\x00abc";
    let file = [&skippable[..], &encoded(Codec::Zstd, b"text\n"), skippable].concat();
    let (bytes, error, _) = decoded(Codec::Zstd, &file);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(bytes, b"text\n");
}

#[test]
fn more_memory_than_the_usual_is_refused() {
    // A window of 2 GiB: exponent 21, nothing more.
    let file = b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00";
    let (bytes, error, _) = decoded(Codec::Zstd, file);
    assert!(bytes.is_empty());
    assert!(error.expect("refused").to_string().contains("indow"));
    let options = || {
        let mut options = lzma_rust2::XzOptions::with_preset(0);
        options.lzma_options.dict_size = 256 << 20;
        options
    };
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options()).expect("good options");
    encoder.write_all(b"text\n").expect("memory");
    let (bytes, error, _) = decoded(Codec::Xz, &encoder.finish().expect("memory"));
    assert!(bytes.is_empty());
    assert!(error.expect("refused").to_string().contains("memory"));
}

#[test]
fn a_flood_of_empty_members_ends() {
    for codec in ALL {
        let text = encoded(codec, b"text\n");
        let flood = encoded(codec, b"").repeat(MAX_EMPTY as usize + 10);
        let (bytes, error, _) = decoded(codec, &[&text[..], &flood, &text].concat());
        if codec == Codec::Gzip {
            assert_eq!((&bytes[..], error.is_none()), (&b"text\ntext\n"[..], true));
        } else {
            assert_eq!(bytes, b"text\n");
            assert!(error.expect("ends").to_string().contains("in a row"), "{codec:?}");
        }
    }
    // Empty in another way: a name, and a block of no bytes.
    let named =
        b"\x1f\x8b\x08\x08\0\0\0\0\0\x03n\0\x03\0\0\0\0\0\0\0\0\0".repeat(MAX_EMPTY as usize + 10);
    assert!(decoded(Codec::Gzip, &named).1.expect("ends").to_string().contains("in a row"));
}

#[test]
fn what_grows_without_end_is_ended() {
    // A block of zstd says that a byte comes 128 KiB times, in four bytes; none of them is the last.
    let head: &[u8] = b"\x28\xb5\x2f\xfd\x00\x38";
    let block = [0x02, 0x00, 0x10, b'x'].repeat(20_000);
    let consumed = Arc::default();
    let mut decoder = Codec::Zstd.decoder(head.chain(&block[..]), consumed);
    let (mut sum, mut buffer) = (0u64, vec![0; 1 << 20]);
    let error = loop {
        match decoder.read(&mut buffer) {
            Ok(0) => panic!("it is cut, and says so"),
            Ok(count) => sum += count as u64,
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("no log does"), "{error}");
    assert!((MAX_DECODED..MAX_DECODED + (2 << 20)).contains(&sum), "{sum}");
}
