//! Where a piece of knowledge stands in its file, so that a complaint can point at it.

use std::{fmt, sync::Arc};

/// The text of a rule file.
#[derive(Debug, Clone)]
pub(super) enum Text {
    /// It came with the program.
    BuiltIn(&'static str),
    /// It was read.
    Read(Arc<str>),
}

impl Text {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::BuiltIn(text) => text,
            Self::Read(text) => text,
        }
    }
}

/// A rule in its file, or a value of it. Shown as `file:line:column`, both from 1, the column in bytes.
#[derive(Debug, Clone)]
pub struct Place {
    file: Arc<str>,
    text: Text,
    /// The number of the rule in its file, from 0.
    rule: usize,
    /// The value that is meant; the rule's id when it is empty.
    value: String,
}

impl Place {
    /// The id of a rule.
    pub(super) fn new(file: &Arc<str>, text: &Text, rule: usize) -> Self {
        Self { file: Arc::clone(file), text: text.clone(), rule, value: String::new() }
    }

    /// Whether the rule came with the program, so that the tests have seen it.
    pub(super) fn is_built_in(&self) -> bool {
        matches!(self.text, Text::BuiltIn(_))
    }

    /// Where a value of the rule is written.
    #[must_use]
    pub fn of(&self, value: &str) -> Place {
        Place { value: value.to_owned(), ..self.clone() }
    }

    /// Offset in the text: of the value as far as it is written as it is, else of the id.
    fn offset(&self) -> usize {
        let text = self.text.as_str();
        let mut starts = text.match_indices("[[rule]]").map(|(at, _)| at);
        let start = starts.nth(self.rule).unwrap_or(0);
        let end = starts.next().unwrap_or(text.len());
        let stretch = &text[start..end];
        // TOML doubles a backslash and marks a quote in its basic strings.
        let escaped = self.value.replace('\\', "\\\\").replace('"', "\\\"");
        let find = |value: &str| if value.is_empty() { None } else { stretch.find(value) };
        let id = || {
            let key = stretch.find("\nid").map(|at| at + 1)?;
            Some(key + stretch[key..].find('"')?)
        };
        start + find(&escaped).or_else(|| find(&self.value)).or_else(id).unwrap_or(0)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = line_and_column(self.text.as_str(), self.offset());
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
        let text =
            "[[rule]]\nid = \"a\"\n[[rule]]\nid = \"b\"\nany = [\"say \\\"x\\\"\", 'b\\d']\n";
        let place = Place::new(&"web.toml".into(), &Text::Read(text.into()), 1);
        assert_eq!(place.to_string(), "web.toml:4:6");
        assert_eq!(place.of("say \"x\"").to_string(), "web.toml:5:9");
        assert_eq!(place.of("b\\d").to_string(), "web.toml:5:22");
        assert_eq!(place.of("nowhere").to_string(), "web.toml:4:6");
    }
}
