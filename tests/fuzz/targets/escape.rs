//! Any text as message, file name and host: what is written can harm no terminal, no page and no table.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nltriage::{
    input::{DiscoverOptions, discover},
    knowledge::{Classifier, KnowledgeBase},
    render::{Csv, Json, Markdown, Renderer, Style, Terminal},
    report::{Report, ReportOptions},
    scan::{Progress, ScanOptions, scan},
};

static KNOWLEDGE: LazyLock<KnowledgeBase> =
    LazyLock::new(|| KnowledgeBase::builtin().expect("the rules load"));
static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::new(&KNOWLEDGE).expect("the rules compile"));

fn report(data: &[u8]) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = Vec::new();
    for line in data.split(|byte| *byte == b'\n').take(50) {
        log.extend_from_slice(
            b"2026-11-18 21:42:07.123+01:00\t00002572\t00007D6C\t1\terror\tlog\t",
        );
        log.extend_from_slice(line);
        log.push(b'\n');
    }
    let path = folder.path().join("web.log");
    std::fs::write(&path, log).expect("written");
    let found = discover(&[path], &DiscoverOptions::default()).expect("a file");
    let summary = scan(&found, &CLASSIFIER, &ScanOptions::default(), &Progress::default());
    Report::build(&summary, &KNOWLEDGE, &ReportOptions::default())
}

fn rendered(renderer: &dyn Renderer, report: &Report) -> String {
    let mut out = Vec::new();
    renderer.render(report, &Style::default(), &mut out).expect("memory takes it");
    String::from_utf8(out).expect("reports are UTF-8")
}

fuzz_target!(|data: &[u8]| {
    let report = report(data);
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
