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

pub(crate) use baseline::WANTED;
pub use baseline::{Baseline, Compared, Comparison, GoneIssue};
pub use build::ReportOptions;
pub use data::{
    ClockStep, Coverage, Duplicate, EndedBefore, Module, NotLogs, OffsetCount, Outlying,
    Overwritten, ProblemReport, Series, Skip, SourceCoverage, Span, Timeline,
};
pub use findings::{Check, Found};
pub use moment::Moment;
pub use outage::Given;
pub use places::Place;
pub use rank::{Risk, Terms};
pub use times::zone_of_the_logs;

use crate::{
    knowledge::{Role, Severity, Step, StepRisk},
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
    /// `rule`, `family`, `template`, `rest`, `corrupt-tracking-log`, `silence`, `missing-log`, the id of a finding …
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
    /// What speaks for that.
    #[serde(default)]
    pub link: Option<Link>,
    /// Against the baseline: new, gone, up, down, same, or unknown without one.
    pub status: Status,
    /// What the baseline says about it; `None` without one.
    #[serde(default)]
    pub baseline: Option<Compared>,
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
    /// Where each of its lines lies, for logs that are mended line by line: the first 1,000 by source and offset.
    #[serde(default)]
    pub places: Vec<Place>,
    /// How many such lines there are in all.
    #[serde(default)]
    pub places_count: u64,
    /// What may be behind it, each checked in the logs; only findings have any.
    #[serde(default)]
    pub checks: Vec<Check>,
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
            link: None,
            status: Status::Unknown,
            baseline: None,
            terms: Terms::default(),
            meaning: String::new(),
            steps: Vec::new(),
            verify: String::new(),
            references: Vec::new(),
            series: Vec::new(),
            excerpts: Vec::new(),
            places: Vec::new(),
            places_count: 0,
            checks: Vec::new(),
        }
    }

    /// Takes evidence in, and what follows from it for the score.
    fn take(&mut self, evidence: &evidence::Evidence) {
        self.terms.take(evidence);
        self.score = self.terms.own_score;
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

    /// Whether it is a log that should be there and is not.
    #[must_use]
    pub fn is_missing_log(&self) -> bool {
        self.kind == "missing-log"
    }

    /// Whether it was found in other issues and has a list of what may be behind it.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        !self.checks.is_empty()
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

/// Why an issue stands under another one. The figures are `None` where a rule says so.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What the two have in common.
    pub how: How,
    /// Which part of the symptom the cause has in common with it, 0 to 1.
    pub share: Option<f64>,
    /// The share divided by that of chance.
    pub lift: Option<f64>,
    /// What the share was counted over: threads in ten seconds, or records that name something.
    pub samples: Option<u64>,
}

/// What an issue and its cause have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// A rule says that one is a symptom of the other.
    Declared,
    /// The same threads wrote both within seconds.
    Thread,
    /// They name the same workflows.
    Workflow,
    /// They name the same deliveries.
    Delivery,
    /// They name the same operators.
    Operator,
    /// A module fell silent, and it or those that start it and write for it failed.
    Silence,
}

impl How {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Thread => "thread",
            Self::Workflow => "workflow",
            Self::Delivery => "delivery",
            Self::Operator => "operator",
            Self::Silence => "silence",
        }
    }
}

/// A named thing and how often it was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityCount {
    /// Its name.
    pub value: Redacted,
    /// Records that name it.
    pub count: u64,
    /// The latest of them.
    #[serde(default)]
    pub last_seen: Option<Moment>,
}

/// Against the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
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

impl Status {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "same",
            Self::Unknown => "unknown",
        }
    }
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
    /// The activity that failed, where the logs name only one.
    #[serde(default)]
    pub activity: Option<Redacted>,
    /// Who launched it, where the logs name only one.
    #[serde(default)]
    pub operator: Option<Redacted>,
    /// When it finished after its last failure, if it did.
    #[serde(default)]
    pub finished: Option<Moment>,
    /// What to mind when it is run again.
    #[serde(default)]
    pub advice: String,
}
