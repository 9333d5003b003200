//! Where a piece of knowledge stands in its file, so that a complaint can point at it.

use std::{fmt, ops::Range, sync::Arc};

/// A stretch of a TOML file: one rule. Shown as `file:line:column`, both from 1, the column in bytes.
#[derive(Debug, Clone)]
pub struct Place {
    file: Arc<str>,
    text: Arc<str>,
    range: Range<usize>,
}

impl Place {
    /// A stretch of the text of a file.
    pub(super) fn new(file: &Arc<str>, text: &Arc<str>, range: Range<usize>) -> Self {
        Self { file: Arc::clone(file), text: Arc::clone(text), range }
    }

    /// Where a value of the stretch is written, as far as it is written as it is; else where the stretch begins.
    #[must_use]
    pub fn of(&self, value: &str) -> Place {
        let stretch = &self.text[self.range.clone()];
        // TOML doubles a backslash and marks a quote in its basic strings.
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        let at = stretch.find(&escaped).or_else(|| stretch.find(value)).unwrap_or(0);
        let start = self.range.start + at;
        Place { range: start..self.range.end, ..self.clone() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = line_and_column(&self.text, self.range.start);
        write!(f, "{}:{line}:{column}", self.file)
    }
}

/// Line and column of an offset, both from 1.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before.len() - line_start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_in_the_form_that_toml_gives_it() {
        let text: Arc<str> = "[[rule]]\nid = \"a\"\nany = [\"say \\\"x\\\"\", 'b\\d']\n".into();
        let place = Place::new(&"web.toml".into(), &text, 14..text.len());
        assert_eq!(place.to_string(), "web.toml:2:6");
        assert_eq!(place.of("say \"x\"").to_string(), "web.toml:3:9");
        assert_eq!(place.of("b\\d").to_string(), "web.toml:3:22");
        assert_eq!(place.of("nowhere").to_string(), "web.toml:2:6");
    }
}
