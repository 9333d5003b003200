//! How fast each stage is, and all of them together, in bytes of log per second.
//!
//! ```text
//! cargo bench --bench stages          everything
//! cargo bench --bench stages parse    one stage
//! cargo bench --bench stages -- --test    once each, to see that they run
//! ```
//!
//! The logs are made by `loggen`, the same bytes on every machine. Beside the typical and the outage log there are the
//! extremes: lines that nobody matches, lines that all match, very long lines. A figure that leaves this page goes with
//! machine, date, command and input.

#![expect(unreachable_pub, reason = "nobody else can reach into a program")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use nltriage::{
    input::{DiscoverOptions, Discovery, discover},
    knowledge::{Classifier, KnowledgeBase},
    report::{Report, ReportOptions},
    scan::{Progress, ScanOptions, scan},
    summary::Summary,
};

mod classify;
mod end_to_end;
mod judge;
#[path = "../loggen/mod.rs"]
mod loggen;
mod logs;
mod parse;
mod render;
mod split;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the logs");
    logs::keep_in(folder.path());
    divan::main();
}

static KNOWLEDGE: LazyLock<KnowledgeBase> =
    LazyLock::new(|| KnowledgeBase::builtin().expect("the built-in rules are sound"));

static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::new(&KNOWLEDGE).expect("the built-in rules are sound"));

fn find(paths: &[PathBuf]) -> Discovery {
    discover(paths, &DiscoverOptions::default()).expect("paths that exist")
}

/// The summary of a file, and how many bytes it stands for.
fn summary(path: &Path) -> (Summary, u64) {
    let found = find(&[path.to_owned()]);
    let summary = scan(&found, &CLASSIFIER, &ScanOptions::default(), &Progress::default());
    (summary, found.sources[0].size)
}

fn report(summary: &Summary) -> Report {
    Report::build(summary, &KNOWLEDGE, &ReportOptions::default())
}
