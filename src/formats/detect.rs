//! Which form a file has: the one that reads most lines of its head.

use super::{FORMATS, Format};
use crate::code;

/// Bytes of a file's head that decide: a log may begin with a long stack trace.
pub const SAMPLE_LEN: usize = 256 * 1024;
const SAMPLE_LINES: usize = 2_000;
/// Lines by which a form leads when it is plain that it is the one; most files begin with no others.
const LEAD: usize = 30;
/// The same for a form whose lines cannot be mistaken for others.
const SURE_LEAD: usize = 12;

/// What the head of a file looks like.
#[derive(Debug, Clone, Copy)]
pub enum Detection {
    /// A log of this form.
    Log(&'static dyn Format),
    /// Text without any known header; worth reading when its name says log, or when it holds product codes.
    Text {
        /// Whether the sample holds a product code.
        has_code: bool,
    },
    /// No text, and what it seems to be.
    Other(&'static str),
    /// Nothing at all.
    Empty,
}

/// Judges the first bytes of a file (at most [`SAMPLE_LEN`] are looked at). Same bytes, same answer.
#[must_use]
pub fn detect(head: &[u8]) -> Detection {
    let head = &head[..head.len().min(SAMPLE_LEN)];
    if head.is_empty() {
        return Detection::Empty;
    }
    let mut hits = [0usize; FORMATS.len()];
    for line in lines(head).take(SAMPLE_LINES) {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        for (hit, format) in hits.iter_mut().zip(FORMATS) {
            let is_own = format.sniff(line);
            *hit += usize::from(is_own);
            if is_own && format.is_unmistakable() {
                break;
            }
        }
        if leads(&hits) {
            break;
        }
    }
    // On a tie the first one wins, so look for the maximum from the back.
    let best = (0..FORMATS.len()).rev().max_by_key(|index| hits[*index]);
    match best {
        Some(index) if hits[index] > 0 => Detection::Log(FORMATS[index]),
        _ => other(head),
    }
}

/// The lines of a text, without what ends them; nothing is the last of them when the text ends with a line end.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr::memchr_iter(b'\n', text).chain([text.len()]);
    ends.scan(0, |start, end| Some(&text[std::mem::replace(start, end + 1)..end]))
}

/// Whether one form has so many hits more than any other that no more lines need to be read.
fn leads(hits: &[usize]) -> bool {
    let first = hits.iter().max().copied().unwrap_or_default();
    let is_sure = |format: usize| hits[format] == first && FORMATS[format].is_unmistakable();
    let lead = if (0..hits.len()).any(is_sure) { SURE_LEAD } else { LEAD };
    first >= lead && hits.iter().filter(|hit| **hit + lead > first).count() == 1
}

fn other(head: &[u8]) -> Detection {
    if let Some(kind) = magic(head) {
        return Detection::Other(kind);
    }
    let odd = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    // Text has hardly any control bytes; one in fifty still passes for a damaged log.
    if odd * 50 > head.len() {
        return Detection::Other("binary");
    }
    Detection::Text { has_code: code::find(head).next().is_some() }
}

/// Files that lie about in an install tree and are told by their first bytes.
fn magic(head: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 9] = [
        (b"\x7fELF", "binary"),
        (b"MZ", "binary"),
        (b"MDMP", "crash dump"),
        (b"\x89PNG", "image"),
        (b"\xff\xd8\xff", "image"),
        (b"%PDF", "document"),
        (b"PK\x03\x04", "zip archive"),
        (b"SQLite format 3", "database"),
        (b"<?xml", "XML"),
    ];
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(head: &[u8]) -> String {
        match detect(head) {
            Detection::Log(format) => format.name().to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_form_that_reads_most_lines_wins() {
        let module = b"2026-11-18 21:42:07Z\t1\t2\t1\tinfo\tlog\ta\n\tat x.y\n\tat x.z\n";
        let console = b"21:42:07 >   Tomcat started\r\n21:42:08 >>> No port\r\n";
        assert_eq!(name(module), "module-log");
        assert_eq!(name(console), "console");
        assert_eq!(name(&[&console[..], &module[..]].concat()), "console");
    }

    #[test]
    fn a_few_lines_of_another_form_do_not_decide() {
        let console = "21:42:07 >   Tomcat started\n".repeat(20);
        let module = "2026-11-18 21:42:07Z\t1\t2\t1\tinfo\tlog\ta\n".repeat(60);
        assert_eq!(name(format!("{console}{module}").as_bytes()), "module-log");
        assert_eq!(name(format!("{console}{console}{module}").as_bytes()), "console");
    }

    #[test]
    fn a_form_that_cannot_be_mistaken_needs_a_smaller_lead() {
        let (console, module) =
            ("21:42:07 >   Tomcat started\n", "2026-11-18 21:42:07Z\t1\t2\t1\tinfo\tlog\ta\n");
        let other = console.repeat(100);
        let [short, long] = [11, 12].map(|lines| module.repeat(lines));
        assert_eq!(name(format!("{short}{other}").as_bytes()), "console");
        assert_eq!(name(format!("{long}{other}").as_bytes()), "module-log");
        // Whatever came before it, it leads by as much.
        let before = console.repeat(3);
        assert_eq!(name(format!("{before}{long}{other}").as_bytes()), "console");
        assert_eq!(name(format!("{before}{}{other}", module.repeat(15)).as_bytes()), "module-log");
    }

    #[test]
    fn the_last_line_needs_no_end() {
        let module = b"2026-11-18 21:42:07Z\t1\t2\t1\tinfo\tlog\ta";
        assert_eq!(name(module), "module-log");
        assert_eq!(name(&[b"some text\n", &module[..]].concat()), "module-log");
    }

    #[test]
    fn what_is_no_log_is_named() {
        assert_eq!(name(b""), "Empty");
        assert_eq!(name(b"\x7fELF\x02\x01"), "Other(\"binary\")");
        assert_eq!(name(&[0u8; 200]), "Other(\"binary\")");
        assert_eq!(name(b"name;city\nA;B\n"), "Text { has_code: false }");
        assert_eq!(name(b"see PGS-220000 in the log\n"), "Text { has_code: true }");
    }
}
