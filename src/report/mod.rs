//! The report: public plain data, the same for every output. JSON is exactly this, so its names are a promise.
//!
//! [`Report::build`] is a pure function of a summary and the knowledge base: no clock, no files, no terminal. Each part is
//! made in a file of its own. Fields may be added within a `schema_version`, never renamed or removed.

mod actions;
mod build;
mod cascade;
mod coverage;
mod crash_loop;
mod daily_restart;
mod dense;
mod evidence;
mod issues;
mod moment;
mod outage;
mod rank;
mod rerun;
mod silence;
mod timeline;
mod times;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use build::{ReportOptions, zone_of_the_logs};
pub use moment::Moment;
pub use outage::Given;
pub use rank::{Risk, Terms};

use crate::{
    knowledge::{Role, Severity, Step, StepRisk},
    problem::ProblemKind,
    redact::Redacted,
};

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
}

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

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// 1 is first; roots are numbered before symptoms.
    pub rank: u32,
    /// Stable fingerprint of kind and rule (or code, or template): 32 hexadecimal digits.
    pub id: String,
    /// `rule`, `family`, `template`, `rest`, `corrupt-tracking-log` …
    pub kind: String,
    /// Id of the rule that explains it.
    pub rule: Option<String>,
    /// One line for people.
    pub title: String,
    /// The responsible module, or
    pub module: Option<String>,
    /// the responsible area outside the modules. Never both.
    pub area: Option<String>,
    /// What it means.
    pub severity: Severity,
    /// Band of the score.
    pub risk: Risk,
    /// 0 to 100.
    pub score: f64,
    /// Its part in the outage.
    pub role: Role,
    /// Whether it was logged only during daily restarts, after which its modules went on.
    #[serde(default)]
    pub daily_restart: bool,
    /// Product codes in its records, most frequent first.
    pub codes: Vec<String>,
    /// The commonest shape of its messages.
    pub template: Redacted,
    /// Errors and warnings.
    pub count: u64,
    /// Records of level error.
    pub errors: u64,
    /// Records of level warning.
    pub warnings: u64,
    /// Of these, inside the outage.
    pub count_in_outage: Option<u64>,
    /// Of these, before the outage.
    pub count_before: Option<u64>,
    /// Earliest time.
    pub first_seen: Option<Moment>,
    /// Latest time.
    pub last_seen: Option<Moment>,
    /// When its raised rate began.
    pub onset: Option<Moment>,
    /// Where it was felt.
    pub instances: Vec<String>,
    /// Modules whose logs hold it.
    pub logged_by: Vec<String>,
    /// Things that its records name, with exact counts, most frequent first.
    pub entities: BTreeMap<String, Vec<EntityCount>>,
    /// Id of the issue that it is a symptom of.
    pub caused_by: Option<String>,
    /// Against the baseline: new, gone, up, down, same, or unknown without one.
    pub status: Status,
    /// Every term of the score.
    pub terms: Terms,
    /// What it means, in words.
    pub meaning: String,
    /// What to do, the cure first, with names filled in.
    pub steps: Vec<Step>,
    /// How to see that it helped.
    pub verify: String,
    /// Where the knowledge comes from.
    pub references: Vec<String>,
    /// Events by bucket of the timeline; buckets without any are left out.
    pub series: Vec<(u64, u64)>,
    /// Evidence: the earliest and the latest records.
    pub excerpts: Vec<Excerpt>,
}

impl Issue {
    /// An issue that says nothing yet.
    fn empty() -> Issue {
        Issue {
            rank: 0,
            id: String::new(),
            kind: String::new(),
            rule: None,
            title: String::new(),
            module: None,
            area: None,
            severity: Severity::Low,
            risk: Risk::Low,
            score: 0.0,
            role: Role::Cause,
            daily_restart: false,
            codes: Vec::new(),
            template: Redacted::default(),
            count: 0,
            errors: 0,
            warnings: 0,
            count_in_outage: None,
            count_before: None,
            first_seen: None,
            last_seen: None,
            onset: None,
            instances: Vec::new(),
            logged_by: Vec::new(),
            entities: BTreeMap::new(),
            caused_by: None,
            status: Status::Unknown,
            terms: Terms::default(),
            meaning: String::new(),
            steps: Vec::new(),
            verify: String::new(),
            references: Vec::new(),
            series: Vec::new(),
            excerpts: Vec::new(),
        }
    }

    /// Whether it is a module that writes nothing, which no record tells.
    #[must_use]
    pub fn is_silence(&self) -> bool {
        self.kind == "silence"
    }

    /// Whether it is a module that starts again and again, which is no error by itself.
    #[must_use]
    pub fn is_restart(&self) -> bool {
        self.kind == "restart"
    }

    /// Module or area, whichever is responsible.
    #[must_use]
    pub fn responsible(&self) -> &str {
        self.module.as_deref().or(self.area.as_deref()).unwrap_or("unknown")
    }

    /// Whether it stands under another issue.
    #[must_use]
    pub fn is_symptom(&self) -> bool {
        self.caused_by.is_some()
    }
}

/// A named thing and how often it was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityCount {
    /// Its name.
    pub value: Redacted,
    /// Records that name it.
    pub count: u64,
}

/// Against the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Status {
    New,
    Gone,
    Up,
    Down,
    Same,
    #[default]
    Unknown,
}

/// A record shown as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Name of the source.
    pub source: String,
    /// Line number, from 1.
    pub line: u64,
    /// Offset of its first byte in the decoded source.
    pub offset: u64,
    /// When it was written.
    pub at: Option<Moment>,
    /// Its message, redacted and cut.
    pub text: Redacted,
}

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

/// Work that was lost and must be run again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Rerun {
    pub workflows: Vec<RerunItem>,
    pub deliveries: Vec<RerunItem>,
    pub imports: Vec<RerunItem>,
    pub exports: Vec<RerunItem>,
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
}

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
    pub level: crate::record::Level,
    pub counts: Vec<u64>,
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
    pub format: String,
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
    pub encoding: String,
    pub compression: Option<String>,
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
