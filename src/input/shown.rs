//! Paths and errors of the system as text for people.

use std::{fmt::Write as _, io, path::Path};

/// A path as text; bytes that are no UTF-8 are shown as `\xff`, so that two such names stay two.
pub(super) fn display_name(path: &Path) -> String {
    display_bytes(path.as_os_str().as_encoded_bytes())
}

/// A name as text, in the same way.
pub(super) fn display_bytes(bytes: &[u8]) -> String {
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    name
}

/// What an I/O error says, without the number that Rust appends.
pub(crate) fn io_message(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}
