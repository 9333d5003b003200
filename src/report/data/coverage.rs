//! What was read and what was not, by log and by module.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{issue::Excerpt, time::Span};
use crate::{problem::ProblemKind, report::Moment};

/// A module on an instance, by its logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Its name; `unknown` for logs whose path does not say.
    pub module: String,
    /// The instance; `default` for what all share.
    pub instance: Option<String>,
    /// Lines of its logs.
    pub lines: u64,
    /// Errors that it logged.
    pub errors: u64,
    /// Warnings that it logged.
    pub warnings: u64,
    /// Earliest record.
    pub first_seen: Option<Moment>,
    /// Latest record.
    pub last_seen: Option<Moment>,
    /// Times in which it wrote nothing and should have.
    pub silent: Vec<Span>,
    /// Times at which it started.
    pub restarts: Vec<Moment>,
    /// What the business loses without it; empty where nothing is known.
    #[serde(default)]
    pub impact: String,
}

/// What was read and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Logs that were read, by name.
    pub sources: Vec<SourceCoverage>,
    /// What went wrong.
    pub problems: Vec<ProblemReport>,
    /// Lines that no form explains, the first of them.
    pub unparsed: Vec<Excerpt>,
    /// Sources with the same content as another one.
    pub duplicates: Vec<Duplicate>,
    /// Modules whose log no longer reaches back to the start of the outage.
    pub overwritten: Vec<Overwritten>,
    /// Skipped lines and bytes by reason.
    pub skips: Vec<Skip>,
    /// Files that are no logs, by kind.
    pub not_logs: Vec<NotLogs>,
    /// Sources whose stamps name no zone and were taken as UTC.
    pub assumed_utc: Vec<String>,
    /// Sources whose clock went back.
    #[serde(default)]
    pub clock_steps: Vec<ClockStep>,
    /// Offsets from UTC that stamps are written with, most records first.
    #[serde(default)]
    pub offsets: Vec<OffsetCount>,
    /// Modules whose logs end long before the outage.
    #[serde(default)]
    pub ended_before: Vec<EndedBefore>,
    /// Records stamped so far from all others that the timeline leaves them out.
    #[serde(default)]
    pub outlying: Option<Outlying>,
    /// Distinct issues that were folded into coarser ones because there were too many.
    pub is_capped: bool,
}

/// The books of one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the figures are those of the totals")]
pub struct SourceCoverage {
    pub name: String,
    pub format: Cow<'static, str>,
    pub module: String,
    pub instance: Option<String>,
    pub bytes: u64,
    pub lines: u64,
    pub records: u64,
    pub continuation: u64,
    pub skipped: u64,
    pub bytes_records: u64,
    pub bytes_continuation: u64,
    pub bytes_skipped: u64,
    pub errors: u64,
    pub warnings: u64,
    pub first_seen: Option<Moment>,
    pub last_seen: Option<Moment>,
    pub encoding: Cow<'static, str>,
    pub compression: Option<Cow<'static, str>>,
    /// Stamps of a moment that does not exist.
    pub impossible_times: u64,
}

/// Something that went wrong with a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ProblemReport {
    pub source: String,
    pub offset: Option<u64>,
    pub kind: ProblemKind,
    pub message: String,
}

/// Two sources with the same content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Duplicate {
    pub source: String,
    pub same_as: String,
    pub bytes: u64,
}

/// A module whose log begins after the start of the outage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Overwritten {
    pub module: String,
    pub instance: Option<String>,
    pub earliest: Moment,
    pub outage_from: Moment,
}

/// A log in which later records carry earlier times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStep {
    /// Name of the source.
    pub source: String,
    /// How often.
    pub count: u64,
    /// The greatest step, in seconds.
    pub seconds: i64,
    /// Offset of the record after the greatest step.
    pub offset: u64,
    /// Its time.
    pub at: Moment,
}

/// Records written with one offset from UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetCount {
    /// `+01:00`
    pub offset: String,
    /// How many records.
    pub records: u64,
}

/// A module whose log ends more than a day before the outage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct EndedBefore {
    pub module: String,
    pub instance: Option<String>,
    pub latest: Moment,
}

/// Records far from all others in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Outlying {
    pub records: u64,
    pub from: Moment,
    pub to: Moment,
}

/// What was skipped for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Skip {
    pub reason: String,
    pub lines: u64,
    pub bytes: u64,
}

/// Files of one kind that are no logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NotLogs {
    pub kind: String,
    pub files: u64,
    pub bytes: u64,
    pub example: String,
}
