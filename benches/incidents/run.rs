//! From a kind and a seed to a report: written to a folder, read as a user's logs are.

use std::fs;
use std::path::Path;
use std::thread;

use nltriage::{
    input::{DiscoverOptions, discover},
    knowledge::{Classifier, KnowledgeBase},
    report::{Report, ReportOptions},
    scan::{Progress, ScanOptions, scan},
};

use super::judge::{Verdict, judge};
use super::loggen::SampleFile;
use super::loggen::outages::{Kind, case};

/// What every case is judged with.
pub struct Tool {
    pub knowledge: KnowledgeBase,
    pub classifier: Classifier,
}

impl Tool {
    pub fn new() -> Self {
        let knowledge = KnowledgeBase::builtin().expect("the built-in rules are sound");
        let classifier = Classifier::new(&knowledge).expect("the built-in rules compile");
        Self { knowledge, classifier }
    }

    /// The report about some logs.
    pub fn report(&self, files: &[SampleFile]) -> Report {
        let folder = tempfile::tempdir().expect("a folder for the logs");
        write(folder.path(), files);
        let found = discover(&[folder.path().to_owned()], &DiscoverOptions::default())
            .expect("logs that were just written");
        let options = ScanOptions { threads: 1, ..ScanOptions::default() };
        let summary = scan(&found, &self.classifier, &options, &Progress::default());
        Report::build(&summary, &self.knowledge, &ReportOptions::default())
    }

    /// What the report says about one case, against its label.
    pub fn judge(&self, kind: &'static Kind, seed: u64) -> Verdict {
        let case = case(kind, seed);
        judge(&case.outage, &self.report(&case.files))
    }

    /// All cases, in the order in which they are given; several at a time.
    pub fn judge_all(&self, cases: &[(&'static Kind, u64)], threads: usize) -> Vec<Verdict> {
        let size = cases.len().div_ceil(threads.max(1)).max(1);
        thread::scope(|scope| {
            let workers: Vec<_> = cases
                .chunks(size)
                .map(|part| {
                    scope.spawn(move || {
                        part.iter().map(|&(kind, seed)| self.judge(kind, seed)).collect::<Vec<_>>()
                    })
                })
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a judge ends")).collect()
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench writes its own logs")]
fn write(folder: &Path, files: &[SampleFile]) {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("room for logs");
        fs::write(path, &file.bytes).expect("room for logs");
    }
}
