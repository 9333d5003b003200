//! Every entry of every list is shown, documented and exercised: who adds one is told what is missing.

use std::collections::BTreeSet;

use nltriage::{
    formats::{FORMATS, Format, Plain},
    module::{FREQUENT, MODULES},
    render::{RENDERERS, Style},
};

use crate::support::{KNOWLEDGE, run, sample_report, samples, tables};

fn readme() -> String {
    std::fs::read_to_string("README.md").expect("there is a README.md beside Cargo.toml")
}

/// Whether a row of a Markdown table names the word: as a code span or bare, in the first cell.
fn has_row(text: &str, word: &str) -> bool {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix('|')?.split('|').next())
        .any(|cell| cell.split([' ', ',', '`']).any(|name| name == word))
}

#[test]
fn every_format_is_in_a_sample() {
    let read: BTreeSet<_> = samples()
        .iter()
        .flat_map(|case| sample_report(case).coverage.sources)
        .map(|source| source.format)
        .collect();
    for format in FORMATS.iter().copied().chain([&Plain as &dyn Format]) {
        assert!(read.contains(format.name()), "no sample has the form {}: {read:?}", format.name());
    }
}

#[test]
fn every_format_says_what_it_is_under_a_name_of_its_own() {
    let formats = || FORMATS.iter().copied().chain([&Plain as &dyn Format]);
    let names: BTreeSet<_> = formats().map(Format::name).collect();
    assert_eq!(names.len(), FORMATS.len() + 1);
    assert!(formats().all(|format| format.about().len() > 20));
}

#[test]
fn every_format_and_every_output_is_in_the_readme() {
    let readme = readme();
    let formats = FORMATS.iter().map(|format| format.name()).chain([Plain.name()]);
    for name in formats.chain(RENDERERS.iter().map(|renderer| renderer.name())) {
        assert!(has_row(&readme, name), "no table of README.md has a row for {name}");
    }
}

#[test]
fn every_output_renders_the_common_report() {
    let report = sample_report("database-outage");
    let first = &report.issues[0];
    for renderer in RENDERERS {
        let mut out = Vec::new();
        renderer.render(&report, &Style::default(), &mut out).expect("memory takes everything");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.contains("PGS-220000"), "{} leaves the code out", renderer.name());
        assert!(text.contains(first.title.as_str()), "{} leaves the issue out", renderer.name());
        assert!(text.ends_with('\n'), "{} leaves the last line open", renderer.name());
    }
}

#[test]
fn every_output_can_be_asked_for() {
    let help = run(["--help"]);
    assert_eq!(help.code, Some(0));
    let names = RENDERERS.iter().map(|renderer| renderer.name()).collect::<Vec<_>>();
    let shown = format!("[possible values: {}]", names.join(", "));
    let flat = help.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(&shown), "{shown} is not in:\n{}", help.stdout);
    for renderer in RENDERERS {
        if let Some(suffix) = renderer.suffix() {
            assert!(flat.contains(&format!(".{suffix}")), "--help does not name .{suffix}");
        }
        let ended = run(["--no-progress", "-f", renderer.name(), "samples/quiet-day"]);
        assert_eq!(ended.code, Some(0), "{}: {}", renderer.name(), ended.stderr);
        assert!(!ended.stdout.is_empty(), "{}", renderer.name());
    }
}

#[test]
fn every_table_has_a_name_of_its_own_and_a_suffix_has_one_output() {
    let files = tables(&sample_report("quiet-day"), &Style::default());
    let names: BTreeSet<_> = files.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), files.len());
    let suffixes: Vec<_> = RENDERERS.iter().filter_map(|renderer| renderer.suffix()).collect();
    assert_eq!(suffixes.iter().collect::<BTreeSet<_>>().len(), suffixes.len());
}

#[test]
fn every_seed_module_has_a_guide_and_rules() {
    for module in FREQUENT {
        assert!(MODULES.contains(&module), "no log is called {module}");
        let subject = KNOWLEDGE.subject(module).unwrap_or_else(|| panic!("no guide for {module}"));
        assert_eq!(subject.id, module);
        let is_its = |rule: &&nltriage::knowledge::Rule| KNOWLEDGE.subject_of(rule).id == module;
        assert!(KNOWLEDGE.rules().iter().any(|rule| is_its(&rule)), "{module} has no rule");
        let ended = run(["explain", module]);
        assert_eq!(ended.code, Some(0), "{module}: {}", ended.stderr);
        let rules = KNOWLEDGE.rules().iter().filter(is_its);
        for rule in rules {
            assert!(ended.stdout.contains(&rule.id), "{module} does not name {}", rule.id);
        }
    }
}

#[test]
fn every_rule_can_be_explained_and_is_listed() {
    let listed = run(["rules", "list"]).stdout;
    for rule in KNOWLEDGE.rules() {
        let is_line = |line: &str| line.split_whitespace().next() == Some(&rule.id);
        assert!(listed.lines().any(is_line), "{} is not listed", rule.id);
    }
    for rule in KNOWLEDGE.rules().iter().step_by(10) {
        let ended = run(["explain", &rule.id]);
        assert_eq!(ended.code, Some(0), "{}", rule.id);
        // Long lines are wrapped, so only the words count.
        let flat = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&rule.entry.title), "{}", rule.id);
    }
}

#[test]
fn every_finding_can_be_explained() {
    for finding in KNOWLEDGE.findings() {
        let ended = run(["explain", &finding.id]);
        assert_eq!(ended.code, Some(0), "{}", finding.id);
        assert!(ended.stdout.starts_with(&finding.title), "{}", ended.stdout);
        let flat = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(finding.causes.iter().all(|cause| flat.contains(&cause.title)), "{flat}");
    }
}

#[test]
fn every_sample_is_described_and_nothing_else_is() {
    let text = std::fs::read_to_string("samples/README.md").expect("samples are described");
    let described: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned))
        .collect();
    assert_eq!(described, samples().into_iter().collect());
}
