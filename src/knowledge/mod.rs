//! What is known about Campaign's messages: data under `rules/`, and the classifier made from it.
//!
//! To add a rule, edit one TOML file under `rules/`; `nltriage rules check` and the tests say whether it holds. Each rule
//! carries its own proof: messages that it must win and messages that it must not. To add a module or an area, add a
//! file there.

mod advice;
mod check;
mod classify;
mod entity;
mod finding;
mod lifecycle;
mod literals;
mod load;
mod memo;
mod ordinary;
mod pattern;
mod place;
mod recent;
mod schema;
mod shape;
mod template;
mod work;

pub use advice::Advice;
pub use check::{Complaint, check};
pub use classify::{Classification, Classifier, Scratch};
pub use entity::{Entity, EntityKind, Named, find as find_named};
pub use finding::{Finding, PossibleCause};
pub use lifecycle::{Announcement, Sign, announcement};
pub use memo::{Judged, Memo, Sight, TOGETHER};
pub use ordinary::{NEAR, is_ordinary};
pub use place::Place;
pub use schema::{
    Evidence, Family, Guide, Restart, Role, RuleEntry, Severity, Step, StepRisk, SubjectKind,
};
pub use template::{Template, mask};
pub use work::finished;

use self::advice::Deferred;
use crate::{code::Code, error::Result, lang::canonical_module};

/// Everything that is known: subjects with their guides, rules, families.
#[derive(Debug, Clone, Default)]
pub struct KnowledgeBase {
    subjects: Vec<Subject>,
    rules: Vec<Rule>,
    families: Vec<Family>,
    findings: Vec<Finding>,
    digest: String,
}

/// A module or an area.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `web`, `database` …
    pub id: String,
    /// Module or area.
    pub kind: SubjectKind,
    /// What to know about it.
    pub guide: Guide,
}

/// A rule in its place.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `web/session-expired`.
    pub id: String,
    /// Index of its subject in [`KnowledgeBase::subjects`].
    pub subject: usize,
    /// Where it stands, for messages about it.
    pub place: Place,
    /// What the file says of messages.
    pub entry: RuleEntry,
    advice: Deferred,
}

/// Position of a rule in [`KnowledgeBase::rules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub u32);

impl RuleIndex {
    /// The index of a position; nobody has four billion rules.
    #[must_use]
    pub fn at(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

impl KnowledgeBase {
    /// What comes with the program.
    ///
    /// # Errors
    /// When a built-in file is malformed, which the tests rule out.
    pub fn builtin() -> Result<Self> {
        load::built_in()
    }

    /// Adds a pack: a TOML file, or a folder of them. Its name is the module or area that its rules belong to.
    ///
    /// # Errors
    /// When it cannot be read, is malformed, or holds a rule id that exists and is not replaced openly.
    pub fn with_pack(mut self, path: &std::path::Path) -> Result<Self> {
        load::pack(&mut self, path)?;
        Ok(self)
    }

    /// Modules and areas, sorted by id for the built-in ones.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// All rules, in the order of the files.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All families.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// All findings, in the order of their file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Hash of all the texts, 32 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The rule at an index that this knowledge base gave out.
    #[must_use]
    pub fn rule(&self, index: RuleIndex) -> &Rule {
        &self.rules[index.0 as usize]
    }

    /// The module or area that a rule belongs to.
    #[must_use]
    pub fn subject_of(&self, rule: &Rule) -> &Subject {
        &self.subjects[rule.subject]
    }

    /// The name that nlserver uses for a module, for a name from a translated manual.
    #[must_use]
    pub fn canonical<'a>(&self, name: &'a str) -> &'a str {
        let is_known = self.subjects.iter().any(|known| known.id.eq_ignore_ascii_case(name));
        if is_known { name } else { canonical_module(name).unwrap_or(name) }
    }

    /// The module or area of an id, without regard to case. A name that somebody gave is made [`Self::canonical`] first: the
    /// translations are not read for less.
    #[must_use]
    pub fn subject(&self, id: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.id.eq_ignore_ascii_case(id))
    }

    /// The family of a code whose prefix is known and whose two digits belong to that prefix.
    #[must_use]
    pub fn family(&self, code: Code) -> Option<&Family> {
        let family = self.families.iter().find(|family| family.prefix == code.prefix())?;
        code.number().is_none_or(|number| number == family.number).then_some(family)
    }
}
