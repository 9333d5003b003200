//! Any file: the books balance, and the short ways say what the slow ones say.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nltriage::{
    input::{DiscoverOptions, Maps, ReadOptions, discover},
    knowledge::{Classifier, KnowledgeBase},
    scan::{Progress, ScanOptions, scan},
};

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| {
    let knowledge = KnowledgeBase::builtin().expect("the rules load");
    Classifier::new(&knowledge).expect("the rules compile")
});

fuzz_target!(|data: &[u8]| {
    let file = tempfile::Builder::new().suffix(".log").tempfile().expect("a file");
    std::fs::write(file.path(), data).expect("written");
    let found = discover(&[file.path().to_owned()], &DiscoverOptions::default()).expect("a file");
    let small = ReadOptions { chunk_bytes: 700, buffer_bytes: 300, maps: Maps::Always };
    let plain = ScanOptions { threads: 1, is_plain: true, ..ScanOptions::default() };
    let quick = ScanOptions { threads: 1, ..ScanOptions::default() };
    let in_parts = ScanOptions { threads: 2, read: small, ..ScanOptions::default() };
    let summaries = [plain, quick, in_parts]
        .map(|options| scan(&found, &CLASSIFIER, &options, &Progress::default()));
    for account in summaries[0].accounts.values() {
        assert_eq!(account.imbalance(), None);
    }
    assert_eq!(summaries[0], summaries[1]);
    assert_eq!(summaries[0], summaries[2]);
});
