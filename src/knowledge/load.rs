//! Reads the knowledge base: the built-in files and the user's packs through the same door.

use std::path::Path;

use toml::Spanned;

use super::{
    KnowledgeBase, Rule, Subject,
    schema::{FamilyFile, Guide, SubjectFile, SubjectKind},
};
use crate::error::{Error, Result};

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        /// The files that come with the program: path below `rules/` without its ending, and text. The first part of the
        /// path is the module or area; a folder holds the rules that would make one file too long.
        pub(super) const BUILT_IN: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("rules/", $name, ".toml")))),*];
    };
}

built_in!(
    "authentication",
    "configuration",
    "content",
    "database",
    "database/odbc",
    "database/oracle",
    "database/postgresql",
    "database/warehouses",
    "export",
    "import",
    "inMail",
    "integration",
    "java",
    "mail-provider",
    "mta",
    "network",
    "operating-system",
    "stat",
    "syslogd",
    "tls",
    "tracking",
    "trackinglogd",
    "watchdog",
    "web",
    "wfserver",
);

const FAMILIES: &str = include_str!("families.toml");

/// Loads everything that comes with the program.
pub(super) fn built_in() -> Result<KnowledgeBase> {
    let mut base = KnowledgeBase::default();
    for (path, text) in BUILT_IN {
        let subject = path.split('/').next().unwrap_or(path);
        add(&mut base, subject, &format!("{path}.toml"), text)?;
    }
    let families: FamilyFile =
        toml::from_str(FAMILIES).map_err(|error| at("families.toml", FAMILIES, &error))?;
    base.families = families.family;
    base.digest = digest(BUILT_IN.iter().map(|(_, text)| *text).chain([FAMILIES]));
    Ok(base)
}

/// Adds a pack: a TOML file, or a folder of them.
pub(super) fn pack(base: &mut KnowledgeBase, path: &Path) -> Result<()> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| Error::io(path, error))?;
        files = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
        files.sort();
    }
    for file in files {
        #[expect(clippy::disallowed_methods, reason = "a rule pack is no log")]
        let text = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, error))?;
        let id = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        add(base, &id, &file.display().to_string(), &text)?;
        base.digest = digest([base.digest.as_str(), &text]);
    }
    Ok(())
}

/// Adds the rules of one file, and its guide where there is none yet.
fn add(base: &mut KnowledgeBase, id: &str, file: &str, text: &str) -> Result<()> {
    let parsed: SubjectFile = toml::from_str(text).map_err(|error| at(file, text, &error))?;
    let (kind, guide, rules) = parsed.split();
    let subject = subject_index(base, id, kind, guide);
    for entry in rules {
        let line = line_of(text, Spanned::span(&entry.id).start);
        let full_id = format!("{id}/{}", entry.id.get_ref());
        let place = format!("{file}:{line}");
        let target = entry.replaces.clone().unwrap_or_else(|| full_id.clone());
        let existing = base.rules.iter().position(|rule| rule.id == target);
        match existing {
            Some(index) if entry.replaces.is_some() || entry.disabled => {
                base.rules.remove(index);
            }
            Some(index) => {
                let first = &base.rules[index].place;
                let message = format!(
                    "{place}: rule `{full_id}` is already in {first}; say `replaces = \"{full_id}\"` to take its place"
                );
                return Err(Error::rules(message));
            }
            None if entry.replaces.is_some() => {
                let message = format!("{place}: there is no rule `{target}` to replace");
                return Err(Error::rules(message));
            }
            None => {}
        }
        if !entry.disabled {
            base.rules.push(Rule { id: full_id, subject, place, entry });
        }
    }
    Ok(())
}

fn subject_index(
    base: &mut KnowledgeBase,
    id: &str,
    kind: Option<SubjectKind>,
    guide: Guide,
) -> usize {
    if let Some(index) = base.subjects.iter().position(|subject| subject.id == id) {
        return index;
    }
    let kind = kind.unwrap_or(SubjectKind::Area);
    base.subjects.push(Subject { id: id.to_owned(), kind, guide });
    base.subjects.len() - 1
}

/// An error that points into a TOML text.
fn at(file: &str, text: &str, error: &toml::de::Error) -> Error {
    let place = error.span().map_or(String::new(), |span| {
        let column = text[..span.start].rfind('\n').map_or(span.start, |end| span.start - end - 1);
        format!(":{}:{}", line_of(text, span.start), column + 1)
    });
    Error::rules(format!("{file}{place}: {}", error.message()))
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// A fixed hash of the texts, so that two summaries can tell whether they were made with the same knowledge.
fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    for text in texts {
        hash.update(text.as_bytes());
        hash.update(&[0]);
    }
    format!("{:032x}", hash.digest128())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "[[rule]]\nid = \"a\"\nany = [\"some text\"]\n";

    #[test]
    fn an_unknown_key_is_named_with_its_place() {
        let error =
            add(&mut KnowledgeBase::default(), "x", "x.toml", "[[rule]]\nid = \"a\"\nanny = []\n");
        let text = error.expect_err("refused").to_string();
        assert!(text.starts_with("x.toml:3:1: unknown field `anny`"), "{text}");
    }

    #[test]
    fn a_rule_that_exists_must_be_replaced_openly() {
        let mut base = KnowledgeBase::default();
        add(&mut base, "x", "x.toml", RULE).expect("loads");
        let error = add(&mut base, "x", "mine/x.toml", RULE).expect_err("refused").to_string();
        assert!(error.contains("mine/x.toml:2") && error.contains("x.toml:2"), "{error}");
        add(&mut base, "x", "mine/x.toml", &format!("{RULE}replaces = \"x/a\"\n"))
            .expect("replaces");
        assert_eq!(base.rules.len(), 1);
        add(&mut base, "x", "mine/x.toml", "[[rule]]\nid = \"a\"\ndisabled = true\n")
            .expect("switches off");
        assert!(base.rules.is_empty());
    }
}
