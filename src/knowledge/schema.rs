//! The TOML shape of the knowledge base. Unknown keys are errors, so that a typing slip is found at once.

mod degrees;

use serde::{Deserialize, Serialize, de::IgnoredAny};

pub use self::degrees::{Evidence, Role, Severity, StepRisk};

/// One file: a module or an area, its guide, and its rules.
///
/// The guide's keys stand here once more, since serde cannot refuse unknown keys of a flattened struct with their place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectFile {
    pub(super) kind: Option<SubjectKind>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    impact: String,
    #[serde(default)]
    cure: String,
    #[serde(default)]
    logs: Vec<String>,
    #[serde(default)]
    silence: String,
    #[serde(default)]
    rerun: String,
    #[serde(default)]
    ports: Vec<String>,
    #[serde(default)]
    settings: Vec<String>,
    #[serde(default)]
    checks: Vec<Step>,
    #[serde(default)]
    precision: Vec<Step>,
    restart: Option<Restart>,
    #[serde(default)]
    pub(super) rule: Vec<RuleEntry>,
}

impl SubjectFile {
    /// The guide, and what is left.
    pub(super) fn split(self) -> (Option<SubjectKind>, Guide, Vec<RuleEntry>) {
        let Self {
            kind,
            title,
            scope,
            impact,
            cure,
            logs,
            silence,
            rerun,
            ports,
            settings,
            checks,
            precision,
            restart,
            rule,
        } = self;
        let guide = Guide {
            title,
            scope,
            impact,
            cure,
            logs,
            silence,
            rerun,
            ports,
            settings,
            checks,
            precision,
            restart,
        };
        (kind, guide, rule)
    }
}

/// Whether a file is about a module of Campaign or about a cause outside the modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// A module of Campaign.
    Module,
    /// A cause outside the modules: database, operating system, network …
    Area,
}

/// What an administrator should know about a module or an area.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Guide {
    /// What people call it.
    pub title: String,
    /// What it does, in a sentence.
    pub scope: String,
    /// What the business loses without it, in a sentence.
    pub impact: String,
    /// What to do first, in a sentence or two.
    pub cure: String,
    /// Where its lines are, as paths below the install root.
    pub logs: Vec<String>,
    /// What it means when it writes nothing.
    pub silence: String,
    /// What to mind when work of it that failed is run again.
    pub rerun: String,
    /// Ports it needs.
    pub ports: Vec<String>,
    /// Settings that matter, with their defaults.
    pub settings: Vec<String>,
    /// What to look at, quickest first.
    pub checks: Vec<Step>,
    /// How to make it write more, and how to put it back.
    pub precision: Vec<Step>,
    /// How to restart it.
    pub restart: Option<Restart>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What to do, in a sentence; may hold `{instance}`, `{operator}`, `{workflow}`, `{delivery}`, `{host}`, `{path}`.
    #[serde(rename = "do")]
    pub text: String,
    /// The command, if there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub command: String,
    /// What the step itself may break.
    #[serde(default)]
    pub risk: StepRisk,
}

/// How to restart a module, and what that costs.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Restart {
    /// The command.
    pub command: String,
    /// What the restart itself may break.
    pub risk: StepRisk,
    /// What it cancels.
    pub cancels: String,
    /// What must run or be mended first: modules and areas.
    #[serde(default)]
    pub after: Vec<String>,
}

/// One piece of knowledge.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// Short id, unique in its file, never reused.
    pub id: String,
    /// What a human reads in a table.
    #[serde(default)]
    pub title: String,
    /// What it means.
    #[serde(default = "default_severity")]
    pub severity: Severity,
    /// Product codes; one of them must be in the record.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Literals; one of them must be in the message.
    #[serde(default)]
    pub any: Vec<String>,
    /// Literals that must all be in the message.
    #[serde(default)]
    pub all: Vec<String>,
    /// A regular expression that must fit as well.
    pub pattern: Option<String>,
    /// Only when no other rule matches.
    #[serde(default)]
    pub fallback: bool,
    /// Its literals are names that other messages mention too, so that any known code in the record goes first.
    #[serde(default)]
    pub mention: bool,
    /// Its part in an outage.
    #[serde(default)]
    pub role: Role,
    /// Rules under which this one stands when both occur; `area/*` means any rule of that file.
    #[serde(default)]
    pub symptom_of: Vec<String>,
    /// Rules of the same tier that this one goes before.
    #[serde(default)]
    pub before: Vec<String>,
    /// Former ids.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The full id of a rule that this one takes the place of.
    pub replaces: Option<String>,
    /// Switches the rule of this id off.
    #[serde(default)]
    pub disabled: bool,
    // The keys of `Advice`, which stands in the same tables and is read for itself.
    #[serde(default, rename = "cause")]
    _cause: IgnoredAny,
    #[serde(default, rename = "steps")]
    _steps: IgnoredAny,
    #[serde(default, rename = "verify")]
    _verify: IgnoredAny,
    #[serde(default, rename = "references")]
    _references: IgnoredAny,
    #[serde(default, rename = "evidence")]
    _evidence: IgnoredAny,
    #[serde(default, rename = "examples")]
    _examples: IgnoredAny,
    #[serde(default, rename = "counterexamples")]
    _counterexamples: IgnoredAny,
}

fn default_severity() -> Severity {
    Severity::Medium
}

/// The table of families: what the prefix of a code is about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilyFile {
    pub(super) family: Vec<Family>,
}

/// What the prefix of a code is about.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// `PGS`.
    pub prefix: String,
    /// The two digits that every code of the family begins with: `22`.
    pub number: String,
    /// What it is about.
    pub about: String,
    /// The responsible area, or
    pub area: Option<String>,
    /// the responsible module.
    pub module: Option<String>,
    /// What an unknown code of the family is taken for.
    pub severity: Severity,
    /// Where to look.
    pub look_in: String,
    /// What to send to support.
    pub send: String,
}
