//! The knowledge base as its writers and readers meet it: documented messages, examples, the guide for rule writers, packs.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use nltriage::knowledge::{Classifier, KnowledgeBase, Scratch, check};

use crate::support::{KNOWLEDGE, run};

/// A message as it stands in a log: one physical line.
fn line(second: usize, message: &str) -> String {
    let (minute, second) = (second / 60 % 60, second % 60);
    let message = message.replace('\r', "").replace('\n', r"\n");
    format!(
        "2026-11-18 21:{minute:02}:{second:02}.118+01:00\t000021A4\t000021B1\t1\terror\tlog\t{message}\n"
    )
}

#[test]
fn every_example_is_won_by_its_rule_through_the_whole_program() {
    let dir = tempfile::tempdir().expect("a directory");
    let log = dir.path().join("var/prod1/log");
    fs::create_dir_all(&log).expect("made");
    let mut text = String::new();
    let mut wanted = BTreeMap::<&str, u64>::new();
    for rule in KNOWLEDGE.rules() {
        for example in &rule.advice().examples {
            text.push_str(&line(text.len(), example));
            *wanted.entry(rule.id.as_str()).or_default() += 1;
        }
    }
    fs::write(log.join("unnamed.log"), text).expect("written");
    let ended = run(["--no-progress", "-f", "json", &dir.path().display().to_string()]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let counts: BTreeMap<&str, u64> = report["issues"]
        .as_array()
        .expect("issues")
        .iter()
        // A finding is made of other issues, and has no records of its own.
        .filter(|issue| issue["checks"].as_array().is_none_or(Vec::is_empty))
        .map(|issue| {
            let rule = issue["rule"].as_str().unwrap_or("no rule");
            (rule, issue["count"].as_u64().expect("a count"))
        })
        .collect();
    let all: u64 = wanted.values().sum();
    assert_eq!(report["totals"]["error"].as_u64(), Some(all));
    assert_eq!(counts, wanted);
}

/// Code, message and rule of every message that public sources document.
fn documented() -> Vec<(String, String, String)> {
    let text = fs::read_to_string("tests/it/documented.tsv").expect("the list is beside this file");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let mut cells = row.split('\t').map(str::to_owned);
        let mut next = || cells.next().unwrap_or_else(|| panic!("three cells: {row}"));
        (next(), next(), next())
    })
    .collect()
}

#[test]
fn every_documented_message_has_its_rule() {
    let classifier = Classifier::new(&KNOWLEDGE).expect("compiles");
    let mut scratch = Scratch::default();
    let rows = documented();
    assert_eq!(rows.len(), 214);
    let mut wrong = String::new();
    for (_, message, wanted) in &rows {
        let found = classifier.classify(message.as_bytes(), &mut scratch).rule;
        let found = found.map_or("-", |rule| KNOWLEDGE.rule(rule).id.as_str());
        if found != wanted || found == "-" {
            let _ = writeln!(wrong, "{wanted} wanted, {found} found: {message}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_documented_code_can_be_explained() {
    let mut codes: Vec<String> = documented().into_iter().map(|(code, ..)| code).collect();
    codes.sort();
    codes.dedup();
    let is_code = |code: &&String| nltriage::code::Code::parse(code).is_some();
    let unknown: Vec<_> = codes
        .iter()
        .filter(is_code)
        .filter(|code| !KNOWLEDGE.rules().iter().any(|rule| rule.entry.codes.contains(*code)))
        .collect();
    assert!(unknown.is_empty(), "no rule names {unknown:?}");
    let explained = codes.iter().filter(is_code).step_by(10);
    for code in explained.chain([&"PU-0006".to_owned()]) {
        let ended = run(["explain", code]);
        assert_eq!(ended.code, Some(0), "{code}: {}", ended.stderr);
        assert!(ended.stdout.contains(code.as_str()), "{code}");
    }
}

#[test]
fn every_built_in_file_is_loaded() {
    let mut files = Vec::new();
    for folder in [Path::new("src/knowledge/rules").to_owned()].into_iter().chain(
        fs::read_dir("src/knowledge/rules").expect("there").filter_map(|entry| {
            let path = entry.expect("readable").path();
            path.is_dir().then_some(path)
        }),
    ) {
        let entries =
            fs::read_dir(folder).expect("there").map(|entry| entry.expect("readable").path());
        files.extend(entries.filter(|path| path.is_file()));
    }
    for file in files {
        let name =
            file.strip_prefix("src/knowledge/rules").expect("below it").display().to_string();
        let id = name.trim_end_matches(".toml");
        let is_guide = KNOWLEDGE.subject(id).is_some();
        let has_rule = KNOWLEDGE
            .rules()
            .iter()
            .any(|rule| rule.place.to_string().starts_with(&format!("{name}:")));
        assert!(is_guide || has_rule, "{name} is not named in knowledge/load.rs");
    }
}

const GUIDE: &str = "src/knowledge/RULES.md";

#[test]
fn the_guide_for_rule_writers_names_every_key() {
    let guide = fs::read_to_string(GUIDE).expect("there");
    let dir = tempfile::tempdir().expect("a directory");
    let pack = dir.path().join("web.toml");
    for (text, place) in [("[[rule]]\nno_such_key = 1\n", "rule"), ("no_such_key = 1\n", "file")] {
        fs::write(&pack, text).expect("written");
        let error =
            KnowledgeBase::builtin().and_then(|base| base.with_pack(&pack)).expect_err("refused");
        let text = error.to_string();
        let keys =
            text.split("expected one of ").nth(1).unwrap_or_else(|| panic!("{place}: {text}"));
        for key in keys.split(", ").filter(|key| *key != "`rule`") {
            let key = key.split(' ').next().expect("a key").trim_matches('`');
            let is_named =
                guide.contains(&format!("`{key}`")) || guide.contains(&format!("`[{key}]`"));
            assert!(
                is_named || guide.contains(&format!("`{key} = ")),
                "{place}: {key} is not explained"
            );
        }
    }
}

#[test]
fn the_worked_example_holds() {
    let guide = fs::read_to_string(GUIDE).expect("there");
    let readme = fs::read_to_string("README.md").expect("there");
    for (text, rules) in [(&guide, 3), (&readme, 1)] {
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let dir = tempfile::tempdir().expect("a directory");
        let pack = dir.path().join("web.toml");
        fs::write(&pack, example.expect("a block of TOML")).expect("written");
        let base = KnowledgeBase::builtin().expect("loads").with_pack(&pack).expect("loads");
        let complaints = check(&base).expect("compiles");
        assert!(complaints.is_empty(), "{complaints:#?}");
        let own = base.rules().iter().filter(|rule| {
            rule.place.to_string().contains("web.toml") && rule.place.to_string().starts_with('/')
        });
        assert!(own.count() >= rules - 1);
    }
}

#[test]
fn a_broken_pack_stops_everything_and_says_where() {
    let dir = tempfile::tempdir().expect("a directory");
    let huge = "[[rule]]\nid = \"a\"\nany = [\"some text\"]\npattern = '(\\w{1,500}){500}'\n";
    for (file, text, message) in [
        ("web.toml", "[[rule]]\nid = \"a\"\nanny = []\n", "web.toml:3:1: unknown field `anny`"),
        ("web.toml", huge, "web.toml:4:12: rule `web/a`: `pattern`: "),
        ("wbe.toml", "[[rule]]\nid = \"a\"\n", "wbe.toml:1:1: there is no module or area `wbe`"),
        (
            "web.toml",
            "[[rule]]\nid = \"xtk-session\"\nany = [\"x\"]\n",
            "rule `web/xtk-session` is already in web.toml:",
        ),
        (
            "web.toml",
            "[[rule]]\nid = \"a\"\ncodes = [\"PGS-22\"]\n",
            "web.toml:3:11: rule `web/a`: `PGS-22` is no product code",
        ),
    ] {
        let pack = dir.path().join(file);
        fs::write(&pack, text).expect("written");
        let report = dir.path().join("report.json").display().to_string();
        let pack = pack.display().to_string();
        for arguments in [
            vec!["--no-progress", "--rules", &pack, "-o", &report, "samples/quiet-day"],
            vec!["rules", "check", &pack],
            vec!["explain", "web", "--rules", &pack],
        ] {
            let ended = run(arguments);
            assert_eq!(ended.code, Some(2), "{file}: {}", ended.stderr);
            assert!(ended.stderr.contains(message), "{message} is not in {}", ended.stderr);
            assert!(ended.stdout.is_empty() && !Path::new(&report).exists());
        }
    }
}
