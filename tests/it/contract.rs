//! The JSON is a contract: every sample against the checked-in schema, and the sums that the schema cannot say.

use std::{collections::BTreeSet, sync::LazyLock};

use jsonschema::Validator;
use nltriage::{
    render::{Json, Renderer, Style},
    report::{Report, ReportOptions},
    summary::Summary,
};
use serde_json::{Value, json};

use crate::support::{KNOWLEDGE, run, sample_report, samples};

const SCHEMA: &str = include_str!("../../src/report/report.schema.json");

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("the schema is a schema");
    jsonschema::draft202012::new(&schema).expect("the schema compiles")
});

fn rendered(report: &Report) -> String {
    let mut out = Vec::new();
    Json.render(report, &Style::default(), &mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

fn document(report: &Report) -> Value {
    serde_json::from_str(&rendered(report)).expect("strict JSON")
}

/// What the schema has against a document, with the places.
pub(crate) fn faults(document: &Value) -> Vec<String> {
    VALIDATOR
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn every_sample_fits_the_schema() {
    for case in samples() {
        assert_eq!(faults(&document(&sample_report(&case))), Vec::<String>::new(), "{case}");
    }
}

#[test]
fn a_report_of_nothing_fits_the_schema() {
    let report = Report::build(&Summary::default(), &KNOWLEDGE, &ReportOptions::default());
    assert_eq!(faults(&document(&report)), Vec::<String>::new());
}

#[test]
fn fields_may_be_added() {
    let mut document = document(&sample_report("web"));
    document["issues"][0]["mood"] = json!("grim");
    document["weather"] = json!({"sky": "grey"});
    assert_eq!(faults(&document), Vec::<String>::new());
}

#[test]
#[expect(clippy::type_complexity, reason = "a list of what to break and how")]
fn a_broken_document_is_refused() {
    let whole = document(&sample_report("database-outage"));
    let breaks: &[(&str, fn(&mut Value))] = &[
        ("another version", |d| d["schema_version"] = json!(2)),
        ("no totals", |d| drop(d.as_object_mut().expect("object").remove("totals"))),
        ("a negative count", |d| d["totals"]["lines"] = json!(-1)),
        ("an unknown severity", |d| d["issues"][0]["severity"] = json!("grave")),
        ("a severity in capitals", |d| d["issues"][0]["severity"] = json!("High")),
        ("an unknown risk", |d| d["issues"][0]["risk"] = json!("none")),
        ("an unknown role", |d| d["issues"][0]["role"] = json!("victim")),
        ("an unknown level", |d| d["timeline"]["series"][0]["level"] = json!("fatal")),
        ("an unknown status", |d| d["issues"][0]["status"] = json!("old")),
        ("a score above 100", |d| d["issues"][0]["score"] = json!(101)),
        ("module and area", |d| {
            d["issues"][0]["module"] = json!("web");
            d["issues"][0]["area"] = json!("database");
        }),
        ("a time without an offset", |d| {
            d["issues"][0]["first_seen"] = json!("2026-11-18T21:42:07");
        }),
        ("a rank of zero", |d| d["issues"][0]["rank"] = json!(0)),
        ("an id that is no id", |d| d["issues"][1]["caused_by"] = json!("web/xtk-session")),
        ("an excerpt without a line", |d| {
            drop(d["issues"][0]["excerpts"][0].as_object_mut().expect("object").remove("line"));
        }),
        ("a source without a name", |d| {
            drop(d["coverage"]["sources"][0].as_object_mut().expect("object").remove("name"));
        }),
        ("an action without a text", |d| d["actions"][0]["text"] = json!("")),
    ];
    for (what, break_it) in breaks {
        let mut broken = whole.clone();
        break_it(&mut broken);
        assert_ne!(broken, whole, "{what}: nothing was broken");
        assert!(!faults(&broken).is_empty(), "{what} is accepted");
    }
}

/// Each field of the contract is in the schema; a field of the report that is not would be promised to nobody.
#[test]
fn the_schema_names_every_field_of_a_report() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let mut unknown = BTreeSet::new();
    for case in samples() {
        unknown.extend(unnamed(&document(&sample_report(&case)), &schema, &schema, "report"));
    }
    let compared = document(&crate::baseline::compared());
    unknown.extend(unnamed(&compared, &schema, &schema, "report"));
    assert_eq!(unknown, BTreeSet::new());
}

/// Paths of a document that its schema does not name.
fn unnamed(document: &Value, schema: &Value, root: &Value, path: &str) -> Vec<String> {
    let schema = resolve(schema, root);
    match document {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| {
                let path = format!("{path}.{name}");
                let named = schema["properties"].get(name);
                match named.or_else(|| schema.get("additionalProperties")) {
                    Some(schema) => unnamed(value, schema, root, &path),
                    None => vec![path],
                }
            })
            .collect(),
        Value::Array(items) if schema.get("prefixItems").is_none() => {
            items.iter().flat_map(|item| unnamed(item, &schema["items"], root, path)).collect()
        }
        _ => Vec::new(),
    }
}

/// The schema that a reference, or the first of two choices, stands for.
fn resolve<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolve(root.pointer(&reference[1..]).expect("an own definition"), root);
    }
    match &schema["anyOf"][0] {
        first if first.get("$ref").is_some() => resolve(first, root),
        _ => schema,
    }
}

#[test]
fn the_sums_of_the_contract_hold_in_every_sample() {
    for case in samples() {
        let report = sample_report(&case);
        let totals = &report.totals;
        assert_eq!(totals.records + totals.continuation + totals.skipped, totals.lines, "{case}");
        let bytes = totals.bytes_records + totals.bytes_continuation + totals.bytes_skipped;
        assert_eq!(bytes, totals.bytes, "{case}");
        let levels = totals.info + totals.warning + totals.error + totals.other;
        assert_eq!(levels, totals.records, "{case}");
        let issues = &report.issues;
        assert_eq!(issues.iter().map(|issue| issue.errors).sum::<u64>(), totals.error, "{case}");
        assert_eq!(
            issues.iter().map(|issue| issue.warnings).sum::<u64>(),
            totals.warning,
            "{case}"
        );
        for issue in issues {
            assert_eq!(issue.count, issue.errors + issue.warnings, "{case}: {}", issue.title);
            let counts = || issue.entities.values().flatten().map(|entity| entity.count);
            assert!(counts().all(|count| count <= issue.count), "{case}: {}", issue.title);
            let dated: u64 = issue.series.iter().map(|(_, count)| count).sum();
            assert!(dated <= issue.count, "{case}: {}", issue.title);
        }
        let sources = &report.coverage.sources;
        assert_eq!(sources.len() as u64, totals.sources, "{case}");
        for source in sources {
            let lines = source.records + source.continuation + source.skipped;
            assert_eq!(lines, source.lines, "{}", source.name);
            let bytes = source.bytes_records + source.bytes_continuation + source.bytes_skipped;
            assert_eq!(bytes, source.bytes, "{}", source.name);
            let on_disk = std::fs::read(&source.name).expect("a sample");
            assert_eq!(source.bytes, on_disk.len() as u64, "{}", source.name);
        }
        let modules = &report.modules;
        assert_eq!(modules.iter().map(|module| module.errors).sum::<u64>(), totals.error, "{case}");
        assert_eq!(modules.iter().map(|module| module.lines).sum::<u64>(), totals.lines, "{case}");
        let ids: BTreeSet<_> = issues.iter().map(|issue| &issue.id).collect();
        assert_eq!(ids.len(), issues.len(), "{case}: an id stands twice");
        let known = |id: &String| ids.contains(id);
        assert!(issues.iter().filter_map(|issue| issue.caused_by.as_ref()).all(known), "{case}");
        assert!(report.actions.iter().all(|action| known(&action.issue)), "{case}");
        let orders: Vec<_> = report.actions.iter().map(|action| action.order as usize).collect();
        assert_eq!(orders, (1..=orders.len()).collect::<Vec<_>>(), "{case}");
        for counts in report.timeline.series.iter().map(|series| &series.counts) {
            assert_eq!(counts.len(), report.timeline.series[0].counts.len(), "{case}");
        }
    }
}

#[test]
fn a_report_comes_back_from_its_json() {
    for case in samples() {
        let report = sample_report(&case);
        let back: Report = serde_json::from_str(&rendered(&report)).expect("reads its own JSON");
        assert!(back == report, "{case}");
        assert_eq!(rendered(&back), rendered(&report), "{case}");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for case in ["mixed-bag", "database-outage"] {
        let once = rendered(&sample_report(case));
        assert_eq!(rendered(&sample_report(case)), once, "{case}");
    }
    let arguments = |threads| ["--no-progress", "-f", "json", "-j", threads, "samples/mixed-bag"];
    let once = run(arguments("2"));
    assert_eq!(once.code, Some(0), "{}", once.stderr);
    assert_eq!(run(arguments("2")).stdout, once.stdout);
    // The command line is told, so another one differs there and nowhere else.
    let other = run(arguments("1")).stdout;
    assert_eq!(other.replace(" -j 1 ", " -j 2 "), once.stdout);
}

#[test]
fn the_program_writes_what_the_schema_says() {
    let ended = run(["--no-progress", "-f", "json", "samples/web"]);
    let document: Value = serde_json::from_str(&ended.stdout).expect("one strict document");
    assert_eq!(faults(&document), Vec::<String>::new());
    assert_eq!(document["run"]["command"], "nltriage --no-progress -f json samples/web");
    assert_eq!(document["run"]["redacted"], true);
}
