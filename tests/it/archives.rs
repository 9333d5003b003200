//! Archives through the program: a bundle says what the folder says that it was made of.

use std::{io::Write as _, path::Path, process::Stdio};

use serde_json::Value;

use crate::support::{
    Ended, Logs, gz, otherwise_compressed, program, record, run, samples, tar, zip,
};

/// The report of one path, with how the run ended.
fn report_of(path: &Path, options: &[&str]) -> (Value, Ended) {
    let path = path.to_str().expect("text");
    let ended = run([&["--no-progress", "-f", "json"], options, &[path]].concat());
    (serde_json::from_str(&ended.stdout).unwrap_or(Value::Null), ended)
}

/// All files of a sample, by their path in it.
fn files_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_str().expect("ASCII").to_owned();
        if path.is_dir() {
            let below = files_of(&path).into_iter();
            files.extend(below.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            files.push((name, std::fs::read(path).expect("readable")));
        }
    }
    files.sort();
    files
}

fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect()
}

/// A report without what says where it came from, and without the step that takes lines out of a file: it is not given as
/// a command for what lies in an archive.
fn anonymous(mut report: Value, place: &str) -> Value {
    report["run"] = Value::Null;
    without_the_taking_out(&mut report);
    let text = report.to_string().replace(place, "");
    serde_json::from_str(&text).expect("JSON")
}

fn without_the_taking_out(value: &mut Value) {
    let is_it = |step: &Value| {
        let text = step["do"].as_str().or(step["text"].as_str()).unwrap_or_default();
        text.starts_with("The corrupted lines are too many")
            || text.starts_with("With the workflow stopped, take line")
    };
    match value {
        Value::Array(values) => {
            values.retain(|value| !is_it(value));
            values.iter_mut().for_each(without_the_taking_out);
        }
        Value::Object(values) => values.values_mut().for_each(without_the_taking_out),
        _ => {}
    }
}

#[test]
fn a_bundle_says_what_its_folder_says() {
    for case in samples() {
        let folder = Path::new("samples").join(&case);
        let files = files_of(&folder);
        let expected = anonymous(report_of(&folder, &[]).0, &format!("samples/{case}/"));
        for (name, bytes) in [
            ("bundle.tar", tar(&borrowed(&files))),
            ("bundle.tar.gz", gz(&[&tar(&borrowed(&files))])),
            ("bundle.zip", zip(&borrowed(&files))),
        ] {
            let place = tempfile::tempdir().expect("a directory");
            let path = place.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            let (report, ended) = report_of(&path, &["-j", "2"]);
            assert!(report.is_object(), "{case}: {}", ended.stderr);
            let found = anonymous(report, &format!("{}!/", path.display()));
            assert!(found == expected, "{case}/{name}\n{found:#}\n{expected:#}");
        }
    }
}

const STAMP: &str = "2026-11-18 21:42:07.123+01:00";

fn text(count: usize) -> String {
    let message = |number| format!("PGS-220000 record {number} (iRc=-2006)");
    (0..count).map(|number| record(STAMP, "error", &message(number))).collect()
}

#[test]
fn members_may_be_compressed_and_names_lead_nowhere() {
    let mut files = vec![
        ("var/prod1/log/web.log".to_owned(), text(3).into_bytes()),
        ("/../../../tmp/evil/mta.log".to_owned(), text(2).into_bytes()),
        ("notes.csv".to_owned(), b"nothing\n".to_vec()),
    ];
    for (end, _, bytes) in otherwise_compressed(text(4).as_bytes()) {
        files.push((format!("var/prod1/log/mta.log.{end}"), bytes));
    }
    files.push(("var/prod1/log/inMail.log.1.gz".to_owned(), gz(&[text(5).as_bytes()])));
    let bytes = zip(&borrowed(&files));
    let logs = Logs::new([("bundle.zip", &bytes[..])]);
    let (report, ended) = report_of(logs.dir.path(), &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(report["totals"]["records"], 3 + 2 + 3 * 4 + 5);
    let sources = report["coverage"]["sources"].as_array().expect("a list");
    let named = |end: &str| {
        let is_it = |source: &&Value| source["name"].as_str().expect("a name").ends_with(end);
        sources.iter().find(is_it).unwrap_or_else(|| panic!("{end}"))
    };
    assert_eq!(named("bundle.zip!/var/prod1/log/web.log")["instance"], "prod1");
    assert_eq!(named("bundle.zip!/../../../tmp/evil/mta.log")["module"], "mta");
    assert_eq!(named("mta.log.xz")["compression"], "xz");
    assert_eq!(report["coverage"]["not_logs"][0]["kind"], "text");
}

#[test]
fn what_is_packed_once_too_often_is_named() {
    let log = text(3);
    let inner = tar(&[("web.log", &log)]);
    let logs = Logs::new([
        ("a.tar", tar(&[("b.tar", &inner)])),
        ("c.log.gz", gz(&[&gz(&[log.as_bytes()])])),
        ("web.log", log.clone().into_bytes()),
    ]);
    let (report, ended) = report_of(logs.dir.path(), &[]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(report["totals"]["records"], 3);
    for told in ["a.tar!/b.tar", "tar archive inside an archive", "gzip inside gzip"] {
        assert!(ended.stderr.contains(told), "{told}: {}", ended.stderr);
    }
}

#[test]
fn an_archive_that_is_cut_keeps_what_can_be_read() {
    let (first, second) = (text(400), text(3_000));
    let whole = tar(&[("var/prod1/log/mta.log", &first), ("var/prod1/log/web.log", &second)]);
    let cut = &whole[..whole.len() / 2];
    let packed = gz(&[&whole]);
    for (name, bytes) in [("a.tar", cut), ("a.tgz", &packed[..packed.len() / 2])] {
        let logs = Logs::new([(name, bytes)]);
        let (report, ended) = report_of(&logs.path(name), &[]);
        assert_eq!(ended.code, Some(1), "{name}");
        let records = report["totals"]["records"].as_u64().expect("a figure");
        assert!((400..3_400).contains(&records), "{name}: {records}");
        let problems = report["coverage"]["problems"].as_array().expect("a list");
        let is_damaged = |problem: &Value| problem["kind"] == "damaged";
        assert!(problems.len() >= 2 && problems.iter().all(is_damaged), "{name}: {problems:?}");
    }
}

#[test]
fn a_bundle_may_come_through_a_pipe_if_it_can_be_read_from_its_start() {
    let files = [("var/prod1/log/web.log", text(3))];
    let zipped = zip(&[("var/prod1/log/web.log", text(3).as_bytes())]);
    for (bytes, code, records) in [(gz(&[&tar(&files)]), 0, 3), (zipped, 2, 0)] {
        let mut child = program()
            .args(["--no-progress", "-f", "json", "--name", "bundle", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("runs");
        child.stdin.take().expect("piped").write_all(&bytes).expect("taken");
        let ended: Ended = child.wait_with_output().expect("ends").into();
        assert_eq!(ended.code, Some(code), "{}", ended.stderr);
        if records > 0 {
            let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
            assert_eq!(report["totals"]["records"], records);
            let name = &report["coverage"]["sources"][0]["name"];
            assert_eq!(name, "bundle!/var/prod1/log/web.log");
        } else {
            assert!(ended.stderr.contains("must be a plain file"), "{}", ended.stderr);
        }
    }
}

#[test]
fn what_is_left_out_is_left_out_of_archives_too() {
    let files = [("log/web.log", text(3)), ("log/mta.log", text(2))];
    let logs = Logs::new([("bundle.tar", tar(&files))]);
    let records = |options: &[&str]| {
        let (report, _) = report_of(logs.dir.path(), options);
        report["totals"]["records"].clone()
    };
    assert_eq!(records(&["--exclude", "mta*"]), 3);
    assert_eq!(records(&["--include", "*.tar", "--exclude", "web*"]), 2);
    let (report, _) = report_of(&logs.path("bundle.tar"), &["--include", "mta*"]);
    assert_eq!(report["totals"]["records"], 2);
}

#[test]
fn an_archive_is_asked_for_by_its_name_and_not_by_what_is_shown_of_it() {
    let files = [("log/web.log", text(3)), ("log/mta.log", text(2))];
    let logs = Logs::new([("jo.doe@mail.example.tar", tar(&files))]);
    let (report, ended) = report_of(logs.dir.path(), &["--include", "jo.doe@*.tar"]);
    assert_eq!(report["totals"]["records"], 5, "{}", ended.stderr);
}

#[test]
fn an_empty_folder_is_told_as_the_archive_names_it() {
    let logs = ["web", "mta", "inMail"].map(|module| format!("var/prod1/log/{module}.log"));
    let mut files: Vec<_> = logs.iter().map(|path| (path.as_str(), text(3))).collect();
    files.push(("var/prod1/redir/log/", String::new()));
    let logs = Logs::new([("bundle.tar", tar(&files))]);
    let (report, ended) = report_of(&logs.path("bundle.tar"), &[]);
    let issues = report["issues"].as_array().expect("a list");
    let told = |issue: &Value| {
        let meaning = issue["meaning"].as_str().unwrap_or_default();
        meaning.contains("bundle.tar!/var/prod1/redir/log/. Nobody")
    };
    assert!(issues.iter().any(told), "{issues:#?} {}", ended.stderr);
}

#[test]
fn members_whose_names_become_equal_keep_books_of_their_own() {
    let plain = "Something failed here: error\n".repeat(6);
    let files = [
        ("log/jo.doe@mail.example.log", text(3)),
        ("log/bo.doe@mail.example.log", text(2)),
        // As `tar -r` adds it once more.
        ("log/bo.doe@mail.example.log", text(4)),
        // Nothing but its name says that it is a log.
        ("log/al.doe@mail.example.log", plain),
    ];
    let logs = Logs::new([("a.tar", tar(&files)), ("b.tar", tar(&files[..3]))]);
    let (report, ended) = report_of(logs.dir.path(), &["-j", "1"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let sources = report["coverage"]["sources"].as_array().expect("a list");
    let books = |source: &Value| {
        let name = source["name"].as_str().expect("a name");
        let (archive, member) = name.split_once("!/").expect("a member");
        let archive = archive.rsplit('/').next().expect("a name");
        format!("{archive}!/{member}: {}", source["records"])
    };
    let expected = [
        "a.tar!/log/<email>: 3",
        "a.tar!/log/<email> (2): 2",
        "a.tar!/log/<email> (3): 4",
        "a.tar!/log/<email> (4): 6",
        "b.tar!/log/<email>: 3",
        "b.tar!/log/<email> (2): 2",
        "b.tar!/log/<email> (3): 4",
    ];
    assert_eq!(sources.iter().map(books).collect::<Vec<_>>(), expected);
    for threads in ["2", "8"] {
        let (other, _) = report_of(logs.dir.path(), &["-j", threads]);
        assert_eq!(other["coverage"], report["coverage"], "{threads} threads");
        assert_eq!(other["issues"], report["issues"], "{threads} threads");
    }
}
