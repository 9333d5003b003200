//! An issue: what is wrong, what speaks for it, and what belongs to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    knowledge::{Role, Severity, Step},
    redact::Redacted,
    report::{Check, Compared, Moment, Place, Risk, Sparse, Terms, evidence::Evidence},
};

/// One thing that is wrong. The default says nothing yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
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
    pub series: Sparse,
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
    /// An issue of some weight that says nothing else yet.
    pub(in crate::report) fn weighing(severity: Severity, terms: Terms) -> Issue {
        let score = terms.own_score;
        Issue { severity, risk: Risk::of(score), score, terms, ..Issue::default() }
    }

    /// Takes evidence in, and what follows from it for the score.
    pub(in crate::report) fn take(&mut self, evidence: &Evidence) {
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
