//! Any text as message and as the name of a file: what is written can harm no terminal, no page and no table.

#![no_main]

mod log;

use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use nltriage::{
    input::{DiscoverOptions, discover},
    knowledge::{Classifier, KnowledgeBase},
    render::{Csv, Json, Markdown, Renderer, Style, Terminal},
    report::{Report, ReportOptions},
    scan::{Progress, ScanOptions, scan},
};

use log::log;

static KNOWLEDGE: LazyLock<KnowledgeBase> =
    LazyLock::new(|| KnowledgeBase::builtin().expect("the rules load"));
static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::new(&KNOWLEDGE).expect("the rules compile"));

fn report(name: &[u8], data: &[u8]) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    // A path has no slash and no zero in a name, and at most 255 bytes.
    let name: Vec<u8> =
        name.iter().copied().filter(|byte| !matches!(byte, 0 | b'/')).take(200).collect();
    let path = folder.path().join(OsStr::from_bytes(&[&name[..], b"web.log"].concat()));
    std::fs::write(&path, log(data)).expect("written");
    // By its folder: a name may look like a pattern.
    let inputs = [folder.path().to_owned()];
    let found = discover(&inputs, &DiscoverOptions::default()).expect("a file");
    let summary = scan(&found, &CLASSIFIER, &ScanOptions::default(), &Progress::default());
    Report::build(&summary, &KNOWLEDGE, &ReportOptions::default())
}

fn rendered(renderer: &dyn Renderer, report: &Report) -> String {
    let mut out = Vec::new();
    renderer.render(report, &Style::default(), &mut out).expect("memory takes it");
    String::from_utf8(out).expect("reports are UTF-8")
}

fuzz_target!(|input: (&[u8], &[u8])| {
    let report = report(input.0, input.1);
    for renderer in [&Terminal as &dyn Renderer, &Markdown, &Csv, &Json] {
        let text = rendered(renderer, &report);
        let is_control = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r');
        assert!(!text.contains(is_control), "{text}");
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}']), "{text}");
    }
    serde_json::from_str::<serde_json::Value>(&rendered(&Json, &report)).expect("JSON");
    let table = rendered(&Csv, &report);
    let rows = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(table.as_bytes())
        .into_records();
    for row in rows {
        for cell in &row.expect("a table") {
            let is_number = cell.parse::<f64>().is_ok();
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
});
