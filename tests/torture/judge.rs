//! What holds for every case, and what a case says itself.

use std::{fs, io, path::Path};

use serde_json::Value;

use crate::{
    case::{Bytes, Case, Dir},
    run::{LIMIT, Run},
};

/// Most memory for any case.
const MAX_MIB: u64 = 512;

/// What is wrong; nothing if the case passes.
pub fn judge(case: &Case, dir: &Dir, run: &Run) -> io::Result<Vec<String>> {
    let mut wrong = Vec::new();
    match run.code {
        None if run.is_too_long => wrong.push(format!("took more than {LIMIT:?}")),
        None => wrong.push("ended by a signal".to_owned()),
        Some(code) if !case.exits.contains(&code) => {
            wrong.push(format!("exit {code}, not one of {:?}", case.exits));
        }
        Some(_) => {}
    }
    if run.mib > MAX_MIB {
        wrong.push(format!("{} MiB", run.mib));
    }
    if !run.was_changed {
        wrong.push("it ended before the input was changed".to_owned());
    }
    if !run.is_input_untouched {
        wrong.push("the input was changed".to_owned());
    }
    let outputs = outputs(dir, run)?;
    for (name, bytes) in &outputs {
        wrong.extend(text(case, name, bytes).into_iter().map(|what| format!("{name}: {what}")));
    }
    let json = outputs.iter().find(|(name, _)| name == "r.json");
    match json.map(|(_, bytes)| serde_json::from_slice(bytes)) {
        Some(Ok(report)) => wrong.extend(report_says(case, dir, run, &report)?),
        Some(Err(error)) => wrong.push(format!("r.json: {error}")),
        // Nothing to analyse, or no place to write to: nothing is written, and it says why.
        None if matches!(run.code, Some(2 | 3)) && run.stderr.len() > 20 && outputs.len() == 2 => {}
        None => wrong.push("no report, or only some".to_owned()),
    }
    Ok(wrong)
}

/// All that the run has said, by where it said it.
fn outputs(dir: &Dir, run: &Run) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut outputs =
        vec![("stdout".to_owned(), run.stdout.clone()), ("stderr".to_owned(), run.stderr.clone())];
    for entry in walkdir::WalkDir::new(&dir.output).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&dir.output).unwrap_or(Path::new("?"));
            outputs.push((name.display().to_string(), fs::read(entry.path())?));
        }
    }
    Ok(outputs)
}

/// What is wrong with a text for people or programs, whatever it says.
fn text(case: &Case, name: &str, bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("not UTF-8".to_owned()) };
    if name.starts_with('.') || name.contains(".nltriage-") {
        return Some("a file is left over".to_owned());
    }
    if text.contains("panicked") || text.contains("internal error") {
        return Some("a bug".to_owned());
    }
    let is_allowed = |c: char| c == '\n' || c == '\t' || c == '\r' && name.ends_with(".csv");
    let is_hidden = |c: char| {
        c.is_control() && !is_allowed(c)
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if let Some(found) = text.chars().find(|c| is_hidden(*c)) {
        return Some(format!("U+{:04X}", u32::from(found)));
    }
    let is_meant = case.hidden_in.iter().any(|end| name.ends_with(end));
    if let Some(canary) = case.canaries.iter().find(|canary| is_meant && text.contains(**canary)) {
        return Some(format!("shows {canary:?}"));
    }
    if name.ends_with(".csv") { table(text) } else { None }
}

/// What is wrong with a table: each row has as many cells as the first, and none of them runs.
fn table(text: &str) -> Option<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(false).from_reader(text.as_bytes());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => return Some(error.to_string()),
        };
        let runs = |cell: &&str| {
            let first = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
            let is_number = first.strip_prefix('-').is_some_and(|rest| rest.parse::<f64>().is_ok());
            first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number
        };
        if let Some(cell) = row.iter().find(runs) {
            return Some(format!("a formula: {}", cell.chars().take(40).collect::<String>()));
        }
    }
    None
}

/// What the JSON report says: the books balance, all bytes are in them, and what the case asks for.
fn report_says(case: &Case, dir: &Dir, run: &Run, report: &Value) -> io::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let figure = |name: &str| report["totals"][name].as_u64().unwrap_or(u64::MAX);
    let sum = |names: [&str; 3]| names.iter().map(|name| figure(name)).fold(0, u64::saturating_add);
    for (total, parts) in [
        ("lines", ["records", "continuation", "skipped"]),
        ("bytes", ["bytes_records", "bytes_continuation", "bytes_skipped"]),
    ] {
        if figure(total) != sum(parts) {
            wrong.push(format!("{total}: {} in all, {} accounted for", figure(total), sum(parts)));
        }
    }
    let in_issues = |name: &str| {
        let issues = report["issues"].as_array().into_iter().flatten();
        issues.filter_map(|issue| issue[name].as_u64()).sum::<u64>()
    };
    if in_issues("errors") != figure("error") || in_issues("warnings") != figure("warning") {
        wrong.push("issues do not add up".to_owned());
    }
    let bytes = match case.bytes {
        Bytes::OnDisk => Some(on_disk(&dir.input)?),
        Bytes::Any => None,
    };
    for (what, wanted, found) in
        [("bytes", bytes, figure("bytes")), ("records", case.records, figure("records"))]
    {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != found) {
            wrong.push(format!("{found} {what}, not {wanted}"));
        }
    }
    let problems = report["coverage"]["problems"].as_array().map_or(0, Vec::len);
    if case.is_told && problems == 0 {
        wrong.push("nothing is named".to_owned());
    }
    // Of what changes, either everything is counted, or what is missing is named.
    if let Some(least) = case.whole.filter(|least| figure("records") < *least)
        && (run.code != Some(1) || problems == 0)
    {
        wrong.push(format!("{} records of {least}, and no word of a loss", figure("records")));
    }
    if run.code == Some(1) && run.stderr.is_empty() {
        wrong.push("exit 1 without a word".to_owned());
    }
    Ok(wrong)
}

/// Bytes of all regular files.
fn on_disk(folder: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            sum += entry.metadata()?.len();
        }
    }
    Ok(sum)
}
