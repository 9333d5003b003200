//! Stretches of time, and records over time.

use serde::{Deserialize, Serialize};

use crate::{
    record::Level,
    report::{Dense, Moment},
};

/// A stretch of time with far more errors than around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    /// Its start.
    pub from: Moment,
    /// Its end.
    pub to: Moment,
    /// Found in the logs, or given.
    pub detected: bool,
    /// Whether the logs go on quietly after it.
    pub over: bool,
    /// Errors a minute outside it.
    pub errors_per_minute_before: f64,
    /// Errors a minute inside it.
    pub errors_per_minute_during: f64,
    /// The second divided by the first; `None` when there were none before.
    pub ratio: Option<f64>,
}

/// The restart of all processes that nlserver does once a day. What is logged only meanwhile is noise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyRestart {
    /// Its hour in the report's zone: `06:00`.
    pub time: String,
    /// How it is known.
    pub how: RestartTime,
    /// Modules that announce their starts.
    pub modules: u64,
    /// Errors and warnings that were set aside since they were logged only meanwhile.
    pub records: u64,
    /// When.
    pub seen: Vec<Span>,
}

/// How the hour of the daily restart is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RestartTime {
    /// The user gave it.
    Given,
    /// The product's default, and modules start there.
    Default,
    /// Nearly all modules start together at that hour.
    Learnt,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Span {
    pub from: Moment,
    pub to: Moment,
}

/// Records over time, on one grid of buckets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timeline {
    /// Width of a bucket in seconds.
    pub bucket_seconds: i64,
    /// Start of the first bucket.
    pub from: Option<Moment>,
    /// One for each module, instance and level that wrote anything.
    pub series: Vec<Series>,
}

/// Records of one module and level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Series {
    pub module: String,
    pub instance: Option<String>,
    pub level: Level,
    pub counts: Dense,
}
