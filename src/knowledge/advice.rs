//! What a rule advises. It is read when somebody asks: it is most of what a rule says, and a report asks a few dozen of the
//! hundreds of rules.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{Evidence, Rule, Step};

/// What is told of a message that a rule has found, and what proves the rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Advice {
    /// What it means and where it comes from.
    pub cause: String,
    /// What to do, the cure first.
    pub steps: Vec<Step>,
    /// How to see that it helped.
    pub verify: String,
    /// Where the knowledge comes from.
    pub references: Vec<String>,
    /// How well it is founded.
    pub evidence: Evidence,
    /// Messages that this rule wins.
    pub examples: Vec<String>,
    /// Messages that look alike and are not it.
    pub counterexamples: Vec<String>,
}

/// The advice of all rules of a file, in their order; what else it says of them is not read.
#[derive(Debug, Deserialize)]
pub(super) struct AdviceFile {
    #[serde(default)]
    pub(super) rule: Vec<Advice>,
}

/// Advice that is read when it is asked for.
#[derive(Debug, Clone)]
pub(super) struct Deferred {
    json: &'static str,
    read: OnceLock<Advice>,
}

impl Deferred {
    /// That of a rule which comes with the program.
    pub(super) fn built_in(json: &'static str) -> Self {
        Self { json, read: OnceLock::new() }
    }
}

impl From<Advice> for Deferred {
    fn from(advice: Advice) -> Self {
        Self { json: "", read: advice.into() }
    }
}

impl Rule {
    /// What it advises.
    ///
    /// # Panics
    /// When what comes with the program is malformed, which the tests rule out.
    #[must_use]
    pub fn advice(&self) -> &Advice {
        let Deferred { json, read } = &self.advice;
        read.get_or_init(|| serde_json::from_str(json).expect("the build script wrote it"))
    }
}
