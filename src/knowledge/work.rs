//! Work that ends well, as messages at level info say: what failed and has finished since need not be run again.
//!
//! ```text
//! Workflow 'WKF1203' finished after 12 s          Technical workflow 'cleanup' finished
//! Export 'weekly' launched by operator 'x' finished: 812 lines
//! ```
//! No document shows these lines; the forms are inferred from those of the failures.

use super::{Entity, EntityKind, lifecycle::begins_with_one};

/// How a message begins that names a piece of work, and what it names.
const HEADS: [(&[u8], EntityKind); 4] = [
    (b"Workflow '", EntityKind::Workflow),
    (b"Technical workflow '", EntityKind::Workflow),
    (b"Export '", EntityKind::Export),
    (b"Import '", EntityKind::Import),
];
/// Longest name that is believed, and how far behind it the end is told, in bytes.
const MAX_NAME: usize = 128;
const MAX_BETWEEN: usize = 120;

/// The same in four bytes.
pub(super) const BEGINNINGS: [&[u8; 4]; 4] = [b"Work", b"Tech", b"Expo", b"Impo"];

/// The piece of work that a message says has finished; a comparison of four bytes for most other messages.
#[inline]
#[must_use]
pub fn finished(message: &[u8]) -> Option<Entity<'_>> {
    if begins_with_one(message, BEGINNINGS) { read(message) } else { None }
}

fn read(message: &[u8]) -> Option<Entity<'_>> {
    let (rest, kind) =
        HEADS.iter().find_map(|(head, kind)| Some((message.strip_prefix(*head)?, *kind)))?;
    let end = memchr::memchr(b'\'', &rest[..rest.len().min(MAX_NAME)])?;
    let (value, after) = rest.split_at(end);
    let is_activity = after.starts_with(b"', activity");
    let is_end = !is_activity && says_finished(&after[..after.len().min(MAX_BETWEEN)]);
    (is_end && !value.is_empty()).then_some(Entity { kind, value })
}

/// Whether a short text holds ` finished`.
fn says_finished(text: &[u8]) -> bool {
    memchr::memchr_iter(b'f', text)
        .any(|at| text[..at].last() == Some(&b' ') && text[at..].starts_with(b"finished"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_piece_of_work_is_read() {
        let name = |message: &'static str| {
            finished(message.as_bytes()).map(|found| (found.kind, found.value))
        };
        let workflow = |name: &'static str| Some((EntityKind::Workflow, name.as_bytes()));
        assert_eq!(name("Workflow 'WKF1203' finished after 12 s"), workflow("WKF1203"));
        assert_eq!(name("Technical workflow 'cleanup' finished"), workflow("cleanup"));
        let import =
            "Import 'cards' launched by operator 'Marta Keller (mkeller)' finished: 12 lines read";
        assert_eq!(name(import), Some((EntityKind::Import, &b"cards"[..])));
        for other in [
            "Workflow 'WKF1203' started by operator 'x'",
            "Workflow 'WKF1203', activity 'query2' finished in 12 ms",
            "Import 'never closed",
            "Workflow '' finished",
            "All finished",
        ] {
            assert_eq!(name(other), None, "{other}");
        }
    }
}
