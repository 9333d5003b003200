use super::*;

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

/// The text of bytes, how they are written, and the bytes that are counted for it.
fn read(bytes: &[u8]) -> (String, Writing, u64) {
    let writing = Writing::of(bytes);
    let mut text = Vec::new();
    let unpaired = Arc::default();
    let mut reader = writing.reader(bytes, Arc::clone(&unpaired));
    reader.read_to_end(&mut text).expect("memory");
    let count = writing.units().count(&text) + unpaired.load(Ordering::Relaxed);
    (String::from_utf8(text).expect("UTF-8"), writing, count)
}

#[test]
fn both_orders_are_read_with_and_without_a_mark_and_every_byte_counts() {
    let text = "2026-11-18 21:42:07Z\t\u{c9}chec \u{65e5}\u{672c} \u{1f600}\r\n".repeat(9_000);
    for (order, encoding) in [
        (u16::to_le_bytes as fn(u16) -> [u8; 2], Encoding::Utf16Le),
        (u16::to_be_bytes, Encoding::Utf16Be),
    ] {
        for mark in ["\u{feff}", ""] {
            let bytes = utf16(&format!("{mark}{text}"), order);
            let (found, writing, count) = read(&bytes);
            assert_eq!((writing.encoding, writing.is_guessed), (encoding, mark.is_empty()));
            assert!(found.trim_start_matches('\u{feff}') == text);
            assert_eq!(count, bytes.len() as u64);
        }
    }
}

#[test]
fn what_is_no_character_counts_as_well() {
    let mut bytes = utf16("\u{feff}a\nb", u16::to_le_bytes);
    // A high half before a letter, a low half alone, a high half at the end, and half a unit.
    for unit in [0xd83d_u16, 0x0063, 0xde00, 0x000a, 0xd83d] {
        bytes.extend(unit.to_le_bytes());
    }
    bytes.push(b'x');
    let (text, _, count) = read(&bytes);
    assert_eq!(text, "\u{feff}a\nb\u{fffd}c\u{fffd}\n\u{fffd}");
    assert_eq!(count, bytes.len() as u64);
}

#[test]
fn what_is_no_utf_16_is_left_as_it_is() {
    let numbers: Vec<u8> = (0..4_000u16).flat_map(|number| (number % 250).to_le_bytes()).collect();
    for bytes in [&b"2026-11-18 21:42:07Z\ttext\n"[..], &numbers, &[0; 4096], b"", b"a\0b\0"] {
        assert_eq!(Writing::of(bytes).encoding, Encoding::Bytes, "{bytes:?}");
    }
}

#[test]
fn lines_of_an_old_mac_are_lines() {
    let (text, writing, count) = read(b"one\rtwo\rthree");
    assert!(writing.has_cr_lines && !writing.is_plain());
    assert_eq!((text.as_str(), count), ("one\ntwo\nthree", 13));
    for other in [&b"one\r\ntwo\r\n"[..], b"one\n", b"one", b"progress\rbar\n"] {
        assert!(Writing::of(other).is_plain(), "{other:?}");
    }
    assert!(Writing::of(&utf16("\u{feff}one\rtwo", u16::to_be_bytes)).has_cr_lines);
}
