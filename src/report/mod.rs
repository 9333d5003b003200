//! The report: public plain data, the same for every output. JSON is exactly this, so its names are a promise.
//!
//! [`Report::build`] is a pure function of a summary and the knowledge base: no clock, no files, no terminal. Each part is
//! made in a file of its own. Fields may be added within a `schema_version`, never renamed or removed.

mod actions;
mod baseline;
mod build;
mod cascade;
mod coverage;
mod crash_loop;
mod daily_restart;
mod data;
mod dense;
mod evidence;
mod findings;
mod issues;
mod missing;
mod moment;
mod outage;
mod places;
mod rank;
mod rerun;
mod restart_order;
mod silence;
mod timeline;
mod times;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use baseline::{Baseline, Compared, Comparison, GoneIssue};
pub use build::ReportOptions;
pub use data::{
    counts::{Dense, Sparse},
    coverage::{
        ClockStep, Coverage, Duplicate, EndedBefore, Module, NotLogs, OffsetCount, Outlying,
        Overwritten, ProblemReport, Skip, SourceCoverage,
    },
    issue::{EntityCount, Excerpt, How, Issue, Link, Status},
    plan::{Action, Rerun, RerunItem, RestartStep},
    time::{DailyRestart, Outage, RestartTime, Series, Span, Timeline},
};
pub use findings::{Check, Found};
pub use moment::Moment;
pub use outage::Given;
pub use places::Place;
pub use rank::{Risk, Terms};
pub use times::zone_of_the_logs;

/// Version of the JSON contract.
pub const SCHEMA_VERSION: u32 = 1;

/// What went wrong, why the tool thinks so, and what to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Where the report comes from.
    pub run: Run,
    /// The main outage; `None` when none was found.
    pub outage: Option<Outage>,
    /// All outages, in order of time.
    pub outages: Vec<Outage>,
    /// The daily restart of all processes, where it was seen.
    #[serde(default)]
    pub daily_restart: Option<DailyRestart>,
    /// Figures of the whole input.
    pub totals: Totals,
    /// Roots in the order of their rank, each followed by its symptoms.
    pub issues: Vec<Issue>,
    /// What to do, in order.
    pub actions: Vec<Action>,
    /// Which modules to restart, in the order in which they need each other.
    #[serde(default)]
    pub restart_order: Vec<RestartStep>,
    /// Work to run again.
    pub rerun: Rerun,
    /// Modules by instance.
    pub modules: Vec<Module>,
    /// Records over time.
    pub timeline: Timeline,
    /// What was read and what was not.
    pub coverage: Coverage,
    /// Errors and warnings by the codes they hold.
    pub code_counts: BTreeMap<String, u64>,
    /// How it compares with an earlier report; `None` without one.
    #[serde(default)]
    pub baseline: Option<Comparison>,
}

/// Provenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Version of nltriage.
    pub version: String,
    /// The command line.
    pub command: String,
    /// When the report was made.
    pub generated_at: Option<Moment>,
    /// Time for reading and judging, in milliseconds.
    pub elapsed_ms: u64,
    /// Bytes read per second.
    pub bytes_per_second: u64,
    /// Zone of all times in the report: a name, or an offset.
    pub timezone: String,
    /// Which knowledge base judged.
    pub knowledge_digest: String,
    /// Whether personal data was replaced.
    pub redacted: bool,
    /// Says that the report contains personal data, when nothing was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
}

/// Figures of the whole input, in decoded bytes. `records + continuation + skipped = lines`; the three byte figures sum to
/// `bytes`; the four levels sum to `records`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the figures are explained above")]
pub struct Totals {
    pub sources: u64,
    pub bytes: u64,
    pub lines: u64,
    pub records: u64,
    pub continuation: u64,
    pub skipped: u64,
    pub bytes_records: u64,
    pub bytes_continuation: u64,
    pub bytes_skipped: u64,
    pub info: u64,
    pub warning: u64,
    pub error: u64,
    pub other: u64,
}
