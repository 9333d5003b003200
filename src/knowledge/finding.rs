//! Findings: what the business notices, with the causes that it may have. Data in `findings.toml`; to add one, see RULES.md.

use serde::{Deserialize, Serialize};

use super::{KnowledgeBase, Severity, Step, place::line_and_column};
use crate::{
    error::{Error, Result},
    module::MODULES,
};

/// The table of findings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingFile {
    finding: Vec<Finding>,
}

/// Something that the business notices and that no single message says.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// In kebab-case; the kind of its issue.
    pub id: String,
    /// What a human reads in a table.
    pub title: String,
    /// The module that people look at first.
    pub module: String,
    /// What it means for the business.
    pub severity: Severity,
    /// Rules that speak for it and are none of its causes.
    #[serde(default)]
    pub speaks: Vec<String>,
    /// What it means, in words.
    pub meaning: String,
    /// What to do when no cause was found.
    pub steps: Vec<Step>,
    /// How to see that it helped.
    pub verify: String,
    /// Where the knowledge comes from.
    pub references: Vec<String>,
    /// What may be behind it, in the order in which people should look.
    #[serde(rename = "cause")]
    pub causes: Vec<PossibleCause>,
}

/// One thing that may be behind a finding, and how the logs tell it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PossibleCause {
    /// In kebab-case, unique in its finding.
    pub id: String,
    /// What it is, in a few words.
    pub title: String,
    /// Rules that say that it is so; each speaks for the finding, too.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Rules that say so only when something else at the same time speaks for the finding.
    #[serde(default)]
    pub also: Vec<String>,
    /// Workflows by name: an error that names one says that it is so.
    #[serde(default)]
    pub workflows: Vec<String>,
    /// Modules whose silence says so.
    #[serde(default)]
    pub silences: Vec<String>,
    /// Modules whose missing log says so.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Modules in whose logs it would stand; without any of them nobody knows.
    pub logs: Vec<String>,
    /// Where to look when the logs do not tell.
    pub look: String,
}

const FILE: &str = "findings.toml";

/// Reads a table of findings for rules that are known.
pub(super) fn load(text: &str, base: &KnowledgeBase) -> Result<Vec<Finding>> {
    let parsed: FindingFile =
        toml::from_str(text).map_err(|error| super::load::at(FILE, text, &error))?;
    let mut faults = parsed.finding.iter().flat_map(|finding| {
        faults(finding, base).into_iter().map(move |(value, fault)| (finding, value, fault))
    });
    if let Some((finding, value, fault)) = faults.next() {
        let id = &finding.id;
        let start = text.find(&format!("\"{id}\"")).unwrap_or(0);
        let offset = start + text[start..].find(&format!("\"{value}\"")).unwrap_or(0);
        let (line, column) = line_and_column(text, offset);
        let message = format!("{FILE}:{line}:{column}: finding `{id}`: {fault} `{value}`");
        return Err(Error::rules(message));
    }
    Ok(parsed.finding)
}

/// Names that stand for nothing, each with what is wrong.
fn faults<'a>(finding: &'a Finding, base: &KnowledgeBase) -> Vec<(&'a str, &'static str)> {
    let causes = || finding.causes.iter();
    let rules = causes().flat_map(|cause| cause.rules.iter().chain(&cause.also));
    let is_rule = |id: &&String| base.rules().iter().any(|rule| rule.id == **id);
    let unknown = finding.speaks.iter().chain(rules).filter(|id| !is_rule(id));
    let modules = causes().flat_map(|cause| {
        let named = cause.silences.iter().chain(&cause.missing).chain(&cause.logs);
        named.chain([&finding.module])
    });
    let strange = modules.filter(|module| !MODULES.contains(&module.as_str()));
    let twice = causes()
        .enumerate()
        .filter(|(at, cause)| finding.causes[..*at].iter().any(|earlier| earlier.id == cause.id));
    unknown
        .map(|id| (id.as_str(), "there is no rule"))
        .chain(strange.map(|module| (module.as_str(), "no log is called")))
        .chain(twice.map(|(_, cause)| (cause.id.as_str(), "two causes are called")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_for_nothing_is_refused_with_its_place() {
        let base = KnowledgeBase::builtin().expect("loads");
        let text = include_str!("findings.toml");
        assert_eq!(load(text, &base).expect("sound").len(), base.findings().len());
        for (from, to, message) in [
            (
                "\"tracking/fetch-failed\"",
                "\"tracking/fetched\"",
                "there is no rule `tracking/fetched`",
            ),
            ("\"operating-system/disk-full\"", "\"disk\"", "there is no rule `disk`"),
            ("\"webmdl\", \"web\"]", "\"webb\"]", "no log is called `webb`"),
            ("id    = \"disk\"", "id    = \"workflow\"", "two causes are called `workflow`"),
        ] {
            let error = load(&text.replacen(from, to, 1), &base).expect_err(to).to_string();
            assert!(error.starts_with("findings.toml:") && error.ends_with(message), "{error}");
        }
        let slip = load(&text.replacen("look  =", "lok =", 1), &base).expect_err("a slip");
        assert!(slip.to_string().contains("unknown field `lok`"), "{slip}");
    }
}
