//! The words of a few that rules use: risks, severities, roles, kinds of evidence.

use serde::{Deserialize, Serialize};

/// The risk of doing something, from nothing to an interruption of service.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum StepRisk {
    /// It only looks.
    #[default]
    None,
    /// A small change.
    Low,
    /// Work in progress is cut.
    Medium,
    /// Service stops, or data may be lost.
    High,
}

impl StepRisk {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What a rule means for the business; the level in the log is kept apart.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Cosmetic.
    #[default]
    Low,
    /// A function is degraded.
    Medium,
    /// A function is lost.
    High,
    /// Service down, or data lost.
    Critical,
}

impl Severity {
    /// All, mildest first.
    pub const ALL: [Severity; 4] =
        [Severity::Low, Severity::Medium, Severity::High, Severity::Critical];

    /// The impact in the score, 1 to 4.
    #[must_use]
    pub fn impact(self) -> u8 {
        self as u8 + 1
    }

    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// The part that a message plays in an outage.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It may be what broke first.
    #[default]
    Cause,
    /// It follows from something else.
    Symptom,
    /// It only says that something inside failed; the cause is beside it.
    Wrapper,
    /// It means nothing.
    Noise,
}

impl Role {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Symptom => "symptom",
            Self::Wrapper => "wrapper",
            Self::Noise => "noise",
        }
    }
}

/// How well a piece of knowledge is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The text was seen in a public excerpt.
    Confirmed,
    /// A document of the vendor says so.
    Documented,
    /// By reasoning; treat it as a hypothesis.
    #[default]
    Inferred,
}
