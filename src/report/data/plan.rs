//! What to do: actions, restarts, and work to run again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{knowledge::StepRisk, redact::Redacted, report::Moment};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// 1 is first.
    pub order: u32,
    /// Id of the issue that it is for.
    pub issue: String,
    /// Module or area.
    pub module: String,
    /// What to do.
    pub text: String,
    /// The command; empty when there is none.
    pub command: String,
    /// What doing it may break.
    pub risk: StepRisk,
    /// How to see that it helped.
    pub verify: String,
    /// Where the knowledge comes from.
    pub reference: String,
}

/// A module to restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestartStep {
    /// 1 is first.
    pub order: u32,
    /// Its name.
    pub module: String,
    /// The command.
    pub command: String,
    /// What the restart itself may break.
    pub risk: StepRisk,
    /// What it cancels.
    pub cancels: String,
}

/// Work that was lost and must be run again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Rerun {
    pub workflows: Vec<RerunItem>,
    pub deliveries: Vec<RerunItem>,
    pub imports: Vec<RerunItem>,
    pub exports: Vec<RerunItem>,
    /// Beyond the first thousand of a list: how many more, by the name of the list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_listed: BTreeMap<String, u64>,
}

/// One piece of work to run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RerunItem {
    /// Internal name or number.
    pub id: Redacted,
    /// Where.
    pub instance: Option<String>,
    /// Why.
    pub reason: String,
    /// When it was last seen.
    pub last_seen: Option<Moment>,
    /// The activity that failed most often, where it is sure to belong to this work.
    #[serde(default)]
    pub activity: Option<Redacted>,
    /// Who launched it, where that is sure.
    #[serde(default)]
    pub operator: Option<Redacted>,
    /// When it finished after its last failure, if it did.
    #[serde(default)]
    pub finished: Option<Moment>,
    /// What to mind when it is run again.
    #[serde(default)]
    pub advice: String,
}
