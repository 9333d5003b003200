//! JSON: the report as it is. Strict, one document, and no character that could harm a terminal it is printed on.

use std::io::{self, Write as _};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use super::{Renderer, Style, escape::is_harmful};
use crate::report::Report;

/// The contract for other programs.
#[derive(Debug)]
pub struct Json;

impl Renderer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn suffix(&self) -> Option<&'static str> {
        Some("json")
    }

    fn render(&self, report: &Report, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        // It comes in pieces of some bytes, and where they go is only known while the program runs.
        let mut out = io::BufWriter::with_capacity(BUFFER, out);
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, Careful);
        report.serialize(&mut serializer)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

/// Writes harmful characters as `\u` escapes, and `<`, `>`, `&` too, so that the document can stand inside HTML.
struct Careful;

impl Formatter for Careful {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly all text is plain, which is soon told.
        if fragment.bytes().fold(true, |all, byte| all & is_plain(byte)) {
            return writer.write_all(fragment.as_bytes());
        }
        let is_escaped = |c: char| match u8::try_from(c) {
            Ok(byte) if is_plain(byte) => false,
            _ => is_harmful(c) || matches!(c, '<' | '>' | '&'),
        };
        let mut start = 0;
        for (at, character) in fragment.char_indices().filter(|(_, c)| is_escaped(*c)) {
            writer.write_all(&fragment.as_bytes()[start..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            start = at + character.len_utf8();
        }
        CompactFormatter.write_string_fragment(writer, &fragment[start..])
    }
}

/// Whether a byte is a character that needs no escape, whatever stands beside it.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') & !matches!(byte, b'<' | b'>' | b'&')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        text.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Careful))
            .expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn harmful_characters_are_escaped() {
        assert_eq!(
            written("a\u{9b}<\u{1f600}>\u{202e}\u{f0000}"),
            "\"a\\u009b\\u003c\u{1f600}\\u003e\\u202e\\udb80\\udc00\""
        );
    }

    #[test]
    fn what_is_called_plain_is_not_escaped() {
        for byte in (0..=u8::MAX).filter(|byte| is_plain(*byte)) {
            let character = char::from(byte);
            assert!(!is_harmful(character) && !"<>&".contains(character), "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn text_comes_back_the_same(text in any::<String>()) {
            let json = written(&text);
            prop_assert!(!json.chars().any(is_harmful));
            prop_assert_eq!(serde_json::from_str::<String>(&json).expect("strict"), text);
        }
    }
}
