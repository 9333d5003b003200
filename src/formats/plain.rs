//! Free text, the last resort: only lines with a product code or an error word are records.
//!
//! The simplest format, and the example to copy. Every other line is *unparsed*: counted and shown with its place.

use super::{Format, parts, text};
use crate::record::{Record, Time};

/// Text of no known form.
#[derive(Debug)]
pub struct Plain;

impl Format for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn about(&self) -> &'static str {
        "free text: only lines with a product code or an error word are records"
    }

    fn parse<'a>(&self, _line: &'a [u8]) -> Option<Record<'a>> {
        None
    }

    fn salvage<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let level = text::level_of_prose(line)?;
        let (message, time) = parts::stamp(line).unwrap_or((line, Time::Missing));
        Some(Record {
            time,
            level,
            category: b"",
            thread: b"",
            message: message.trim_ascii_start(),
        })
    }

    fn has_continuations(&self) -> bool {
        false
    }
}
