//! An earlier report, read from its JSON: leniently as to fields, strictly as to what they hold.

use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Error as JsonError;

use super::{Baseline, Covered, GoneIssue, MAX_TEXT};
use crate::{
    error::{Error, Result},
    redact::Redactor,
    report::{Moment, SCHEMA_VERSION},
};

/// What tells a report from other JSON.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<u64>,
    run: Option<IgnoredAny>,
    issues: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Document {
    run: Run,
    issues: Vec<GoneIssue>,
    #[serde(default)]
    coverage: Coverage,
}

#[derive(Deserialize)]
struct Run {
    #[serde(default)]
    version: String,
    generated_at: Option<Moment>,
    #[serde(default)]
    knowledge_digest: String,
}

#[derive(Default, Deserialize)]
struct Coverage {
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    first_seen: Option<Moment>,
    last_seen: Option<Moment>,
}

impl Baseline {
    /// What to give instead of a file that is none.
    pub const WANTED: &str = "--baseline takes a report that `nltriage -o FILE.json` wrote";

    /// Reads a JSON report; `name` is what messages call it. Fields that are not known are passed over.
    ///
    /// # Errors
    /// When it is no JSON, no report of nltriage, or of another `schema_version`.
    pub fn parse(name: &str, json: &[u8]) -> Result<Self> {
        let head: Head = serde_json::from_slice(json).map_err(|error| no_json(name, &error))?;
        match (head.schema_version, head.run, head.issues) {
            (Some(version), ..) if version != u64::from(SCHEMA_VERSION) => {
                return Err(Error::usage(format!(
                    "`{name}` is a report of schema {version}; this nltriage compares with schema {SCHEMA_VERSION}: let it write a report of the same logs, and compare with that"
                )));
            }
            (Some(_), Some(_), Some(_)) => {}
            _ => return Err(no_report(name)),
        }
        let document: Document =
            serde_json::from_slice(json).map_err(|error| broken(name, &shown(&error)))?;
        Self::of(document).map_err(|reason| broken(name, reason))
    }

    fn of(document: Document) -> std::result::Result<Self, &'static str> {
        let mut issues = BTreeMap::new();
        for known in document.issues {
            if !is_id(&known.id) {
                return Err("the id of an issue is not 32 hexadecimal digits");
            }
            if issues.insert(known.id.clone(), known).is_some() {
                return Err("the id of an issue stands twice");
            }
        }
        let sources = document.coverage.sources.iter();
        let spans = sources.filter_map(|source| Some((source.first_seen?, source.last_seen?)));
        Ok(Self {
            version: document.run.version,
            knowledge_digest: document.run.knowledge_digest,
            generated_at: document.run.generated_at,
            covered: Covered::of(spans),
            issues,
        })
    }
}

fn no_json(name: &str, error: &JsonError) -> Error {
    if error.is_data() {
        return no_report(name);
    }
    if error.is_eof() {
        return Error::usage(format!(
            "`{name}` ends in the middle ({error}); {}",
            Baseline::WANTED
        ));
    }
    Error::usage(format!("`{name}` is no JSON ({}); {}", shown(error), Baseline::WANTED))
}

fn no_report(name: &str) -> Error {
    Error::usage(format!("`{name}` is no report of nltriage; {}", Baseline::WANTED))
}

fn broken(name: &str, reason: &str) -> Error {
    Error::usage(format!("`{name}` is not as nltriage wrote it ({reason}); {}", Baseline::WANTED))
}

/// The text of an error may quote what it read.
fn shown(error: &JsonError) -> String {
    Redactor::ON.keep(error.to_string().as_bytes(), MAX_TEXT).as_str().to_owned()
}

fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
