//! How a report compares with a baseline: part of the report, so its names are a promise.

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::knowledge::Severity;

/// How a report compares with its baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Version of nltriage that made the baseline.
    pub version: String,
    /// When that was.
    pub generated_at: Option<Moment>,
    /// Earliest time in the baseline's logs; `None` when they have no times.
    pub from: Option<Moment>,
    /// Latest time in them.
    pub to: Option<Moment>,
    /// Minutes that the baseline's logs cover, without the gaps between them.
    pub minutes: Option<f64>,
    /// Minutes that the logs of this report cover.
    pub minutes_here: Option<f64>,
    /// Which knowledge base judged the baseline.
    pub knowledge_digest: String,
    /// Whether it is the one of this report. If not, what is new or gone may be so because of other rules.
    pub same_knowledge: bool,
    /// Issues that the baseline does not have.
    pub new: u64,
    /// Issues that only the baseline has.
    pub gone: u64,
    /// Issues whose rate is clearly higher.
    pub up: u64,
    /// Issues whose rate is clearly lower.
    pub down: u64,
    /// All other issues.
    pub same: u64,
    /// The issues that are gone, the severest first.
    pub gone_issues: Vec<GoneIssue>,
}

/// What the baseline says about an issue, and how its rates compare.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Errors and warnings in the baseline; zero for a new issue.
    pub count: u64,
    /// Minutes that the baseline's logs cover.
    pub minutes: Option<f64>,
    /// Its rate here divided by its rate there; `None` without times on both sides, or without any events.
    pub rate_ratio: Option<f64>,
    /// The lower 95 % bound of that.
    pub rate_ratio_low: Option<f64>,
    /// The upper 95 % bound.
    pub rate_ratio_high: Option<f64>,
}

/// An issue of the baseline; in a comparison, one that is not here. What the version that made it did not write is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of an issue")]
pub struct GoneIssue {
    pub id: String,
    #[serde(default)]
    pub kind: String,
    pub rule: Option<String>,
    #[serde(default)]
    pub title: String,
    pub module: Option<String>,
    pub area: Option<String>,
    pub severity: Severity,
    #[serde(default)]
    pub count: u64,
}

impl GoneIssue {
    /// Module or area, whichever is responsible.
    #[must_use]
    pub fn responsible(&self) -> &str {
        self.module.as_deref().or(self.area.as_deref()).unwrap_or("unknown")
    }
}
