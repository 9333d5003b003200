//! Reads the knowledge base: the built-in files and the user's packs through the same door.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    KnowledgeBase, Place, Rule, Subject,
    advice::{AdviceFile, Deferred},
    finding,
    place::{Text, line_and_column},
    schema::{FamilyFile, Guide, SubjectFile, SubjectKind},
};
use crate::error::{Error, Result};

/// A file that comes with the program.
struct BuiltIn {
    /// Path below `rules/` without its ending. The first part of it is the module or area.
    path: &'static str,
    toml: &'static str,
    /// The same as JSON, without what its rules advise.
    json: &'static str,
    /// What each of its rules advises, as JSON.
    advice: &'static [&'static str],
}

/// Those that the build script found.
const BUILT_IN: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

const FAMILIES: &str = include_str!("families.toml");
const FINDINGS: &str = include_str!("findings.toml");

/// Loads everything that comes with the program.
pub(super) fn built_in() -> Result<KnowledgeBase> {
    let mut base = KnowledgeBase::default();
    for BuiltIn { path, toml, json, advice } in BUILT_IN {
        let subject = path.split('/').next().unwrap_or(path);
        let file = format!("{path}.toml");
        let parsed =
            serde_json::from_str(json).map_err(|error| Error::rules(format!("{file}: {error}")))?;
        let advice = advice.iter().map(|json| Deferred::built_in(json));
        add(&mut base, subject, &file, &Text::BuiltIn(toml), parsed, advice)?;
    }
    let families: FamilyFile =
        toml::from_str(FAMILIES).map_err(|error| at("families.toml", FAMILIES, &error))?;
    base.families = families.family;
    base.findings = finding::load(FINDINGS, &base)?;
    base.digest = digest(BUILT_IN.iter().map(|file| file.toml).chain([FAMILIES, FINDINGS]));
    Ok(base)
}

/// Adds a pack: a TOML file, or a folder of them. The name of a file, or of the folder in the pack that holds it, is the
/// module or area.
pub(super) fn pack(base: &mut KnowledgeBase, path: &Path) -> Result<()> {
    for file in files(path)? {
        #[expect(clippy::disallowed_methods, reason = "a rule pack is no log")]
        let text = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, error))?;
        let folder = file.parent().filter(|folder| path.is_dir() && *folder != path);
        let named = folder.and_then(Path::file_name).or_else(|| file.file_stem());
        let id = named.unwrap_or_default().to_string_lossy().into_owned();
        add_text(base, &id, &file.display().to_string(), &text)?;
        base.digest = digest([base.digest.as_str(), &text]);
    }
    Ok(())
}

/// The TOML files of a pack; those with a guide come before the folder of the same name.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(path).max_depth(2).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let place = error.path().unwrap_or(path).to_owned();
            Error::io(&place, error.into())
        })?;
        let is_toml = entry.path().extension().is_some_and(|end| end == "toml");
        if entry.file_type().is_file() && (is_toml || entry.depth() == 0) {
            files.push((entry.depth(), entry.into_path()));
        }
    }
    files.sort();
    Ok(files.into_iter().map(|(_, file)| file).collect())
}

/// Adds the TOML text of one file.
fn add_text(base: &mut KnowledgeBase, id: &str, file: &str, text: &str) -> Result<()> {
    let fails = |error| at(file, text, &error);
    let parsed: SubjectFile = toml::from_str(text).map_err(fails)?;
    let AdviceFile { rule } = toml::from_str(text).map_err(fails)?;
    add(base, id, file, &Text::Read(text.into()), parsed, rule.into_iter().map(Deferred::from))
}

/// Adds the rules of one file, and its guide where there is none yet.
fn add(
    base: &mut KnowledgeBase,
    id: &str,
    file: &str,
    text: &Text,
    parsed: SubjectFile,
    advice: impl Iterator<Item = Deferred>,
) -> Result<()> {
    let (kind, guide, rules) = parsed.split();
    let subject = subject_index(base, id, file, kind, guide)?;
    let file: Arc<str> = file.into();
    for (index, (entry, advice)) in rules.into_iter().zip(advice).enumerate() {
        let place = Place::new(&file, text, index);
        let full_id = format!("{id}/{}", entry.id);
        add_rule(base, Rule { id: full_id, subject, place, entry, advice })?;
    }
    Ok(())
}

/// Adds a rule, or puts it in the place of the one that it names.
fn add_rule(base: &mut KnowledgeBase, rule: Rule) -> Result<()> {
    let Rule { id, place, entry, .. } = &rule;
    if entry.any.iter().chain(&entry.all).any(String::is_empty) {
        let message = format!("{place}: rule `{id}`: an empty literal would fit every message");
        return Err(Error::rules(message));
    }
    let target = entry.replaces.clone().unwrap_or_else(|| id.clone());
    let existing = base.rules.iter().position(|known| known.id == target);
    match existing {
        Some(index) if entry.replaces.is_some() || entry.disabled => {
            base.rules.remove(index);
        }
        Some(index) => {
            let first = &base.rules[index].place;
            return Err(Error::rules(format!(
                "{place}: rule `{id}` is already in {first}; say `replaces = \"{id}\"` to take its place"
            )));
        }
        None if entry.replaces.is_some() || entry.disabled => {
            let place = place.of(&target);
            return Err(Error::rules(format!("{place}: there is no rule `{target}` to replace")));
        }
        None => {}
    }
    if !entry.disabled {
        base.rules.push(rule);
    }
    Ok(())
}

/// The module or area of a file: one that is known, or a new one that says what it is.
fn subject_index(
    base: &mut KnowledgeBase,
    id: &str,
    file: &str,
    kind: Option<SubjectKind>,
    guide: Guide,
) -> Result<usize> {
    if let Some(index) = base.subjects.iter().position(|subject| subject.id == id) {
        return Ok(index);
    }
    let Some(kind) = kind else {
        let known: Vec<_> = base.subjects.iter().map(|subject| subject.id.as_str()).collect();
        return Err(Error::rules(format!(
            "{file}:1:1: there is no module or area `{id}`; name the file after one of {}, or give it `kind`, `title`, `scope`, `impact` and `checks` of its own",
            known.join(" ")
        )));
    };
    base.subjects.push(Subject { id: id.to_owned(), kind, guide });
    Ok(base.subjects.len() - 1)
}

/// An error that points into a TOML text, and names the key where the library does not.
pub(super) fn at(file: &str, text: &str, error: &toml::de::Error) -> Error {
    let Some(span) = error.span() else {
        return Error::rules(format!("{file}: {}", error.message()));
    };
    let (line, column) = line_and_column(text, span.start);
    let key = text.lines().nth(line - 1).and_then(|line| Some(line.split_once('=')?.0.trim()));
    let key = key.filter(|key| !error.message().contains(&format!("`{key}`")));
    let key = key.map_or_else(String::new, |key| format!(" (`{key}`)"));
    Error::rules(format!("{file}:{line}:{column}: {}{key}", error.message()))
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
mod tests;
