//! Who may know whom, and where effects live. Arrows point up only; what is otherwise stands in [`EXCEPTIONS`] with a reason.
//!
//! The test reads the sources as text, with comments and texts taken out and code for tests left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The parts that anybody may use: they may use each other.
const WORDS: &[&str] =
    &["code", "error", "lang", "module", "packed", "problem", "record", "window"];

/// What each part may use, beside itself and the words.
const LAYERS: &[(&str, &[&str], &str)] = &[
    ("code", &[], "a word knows only words"),
    ("error", &[], "a word knows only words"),
    ("lang", &[], "a word knows only words"),
    ("module", &[], "a word knows only words"),
    ("packed", &[], "a word knows only words"),
    ("problem", &[], "a word knows only words"),
    ("record", &[], "a word knows only words"),
    ("window", &[], "a word knows only words"),
    ("redact", &[], "a worker knows only words"),
    ("input", &[], "a worker knows only words"),
    ("formats", &[], "a worker knows only words"),
    ("knowledge", &[], "a worker knows only words"),
    (
        "summary",
        &["redact", "knowledge"],
        "the fold keeps redacted text and rule ids; it reads nothing",
    ),
    (
        "scan",
        &["redact", "input", "formats", "knowledge", "summary"],
        "the driver knows the workers and the fold, and nothing that is shown",
    ),
    (
        "report",
        &["redact", "knowledge", "summary"],
        "the report is made of a summary and of knowledge, without any input",
    ),
    ("render", &["redact", "report"], "a renderer knows the report and nothing else"),
    (
        "cli",
        &["redact", "input", "formats", "knowledge", "lang", "summary", "scan", "report", "render"],
        "the rim knows all",
    ),
    ("main", &["cli"], "the program is the library's `cli`"),
    // The crate root names the parts and shows them; it holds no code.
    (
        "lib",
        &[
            "redact",
            "input",
            "formats",
            "knowledge",
            "lang",
            "summary",
            "scan",
            "report",
            "render",
            "cli",
        ],
        "the root names all",
    ),
];

/// Single things that cross the layers, in the open: who, what, why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("summary", "input::Identity", "counts are kept by instance and module, which a path says"),
    ("report", "input::Identity", "an issue says where it was felt, in the words of the summary"),
    ("render", "knowledge::Role", "a plain enum that is part of an issue"),
    ("render", "knowledge::Severity", "a plain enum that is part of an issue"),
];

/// Where an effect may stand: what is looked for, the files (a folder ends in `/`), why.
const EFFECTS: &[(&str, &[&str], &str)] = &[
    (
        "unsafe",
        &["input/map.rs", "input/map/"],
        "one place to review; the lint is called `unsafe_code`",
    ),
    ("std::env", &["cli/"], "the environment is the user's, and only cli talks to the user"),
    ("env::var", &["cli/"], "the environment is the user's, and only cli talks to the user"),
    ("env::args", &["cli/"], "arguments are read once"),
    ("SystemTime", &["cli/"], "the same logs give the same report at any time"),
    ("Instant", &["cli/"], "the same logs give the same report at any time"),
    ("process::exit", &[], "main returns an exit code, so that everything is cleaned up"),
    ("std::thread", &["scan.rs", "scan/", "cli/progress.rs"], "one place starts threads"),
    ("thread::spawn", &[], "threads end before the function that starts them"),
    ("File::open", &["input/", "cli/baseline.rs"], "only input opens logs; a baseline is no log"),
    ("fs::read(", &[], "a log is never read as a whole"),
    (
        "fs::read_to_string",
        &["knowledge/load.rs", "cli/interrupt.rs"],
        "a rule pack is no log, nor is what the system says of the process",
    ),
    ("std::net", &[], "nothing leaves the machine"),
    ("os::unix::net", &[], "nothing leaves the process"),
    ("process::Command", &[], "no other program is ever run"),
    ("catch_unwind", &["cli/bug.rs", "scan/worker.rs"], "a bug is caught where it can be named"),
    ("println!", &[], "results go through a writer that knows about closed pipes"),
    ("eprintln!", &[], "messages go through cli/console.rs, which escapes them"),
    ("todo!", &[], "nothing is left open"),
    ("dbg!", &[], "nothing is left over"),
];

/// Longest file in lines.
const MAX_LINES: usize = 600;

/// Names of a file's path below `src/`, and its code.
struct File {
    path: String,
    code: String,
    lines: usize,
}

impl File {
    /// The part that the file belongs to: `report` for `report/rank.rs`, `scan` for `scan.rs`.
    fn part(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Modules above this file, from the crate root: `["report", "rank"]`.
    fn module(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.path.trim_end_matches(".rs").split('/').collect();
        if names.last() == Some(&"mod") {
            names.pop();
        }
        names
    }
}

fn files() -> Vec<File> {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    // It runs when the program is built and is no part of it.
    files.retain(|file| file.path != "knowledge/build.rs");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 40, "the sources are not where they were");
    files
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).expect("tests run beside Cargo.toml") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            let name = path.strip_prefix("src").expect("below").to_str().expect("ASCII").to_owned();
            let is_test = name.ends_with("tests.rs") || name.contains("/tests/");
            if !is_test {
                let code = without_tests(&without_texts(&text)).to_owned();
                files.push(File { path: name, code, lines: text.lines().count() });
            }
        }
    }
}

/// Code up to the unit tests, which stand last.
fn without_tests(code: &str) -> &str {
    code.find("#[cfg(test)]").map_or(code, |at| &code[..at])
}

/// The same length of lines without comments, texts and characters in quotes.
fn without_texts(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(len) = raw_text(rest, code.chars().next_back()) {
            len
        } else if rest.starts_with('"') {
            quoted(rest)
        } else {
            character(rest).unwrap_or(0)
        };
        if skipped == 0 {
            let one = rest.chars().next().expect("not at the end");
            code.push(one);
            at += one.len_utf8();
        } else {
            code.extend(rest[..skipped].chars().filter(|c| *c == '\n'));
            code.push(' ');
            at += skipped;
        }
    }
    code
}

/// Length of `r"…"` or `r#"…"#`, also behind a `b`.
fn raw_text(rest: &str, before: Option<char>) -> Option<usize> {
    let is_word = before.is_some_and(|c| c.is_alphanumeric() && c != 'b' || c == '_');
    let marks = rest.strip_prefix('r').filter(|_| !is_word)?;
    let hashes = marks.len() - marks.trim_start_matches('#').len();
    let body = marks[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(1 + hashes + 1 + body.find(&end)? + end.len())
}

/// Length of a text in double quotes.
fn quoted(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Length of a character in single quotes; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let mut characters = inner.char_indices();
    let (_, first) = characters.next()?;
    if first == '\\' {
        // The character behind the backslash may be a quote itself.
        let end = inner.char_indices().skip(2).find(|(_, c)| *c == '\'')?.0;
        return Some(1 + end + 1);
    }
    let (at, second) = characters.next()?;
    (second == '\'').then_some(1 + at + 1)
}

/// Every path that begins with `crate`, or that leaves its part by `super`, with nested lists unfolded: `input::Identity`.
fn uses(file: &File) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in file.code.match_indices("crate::") {
        let before = file.code[..at].chars().next_back();
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '$') {
            unfold(&file.code[at + "crate::".len()..], "", &mut found);
        }
    }
    // `super::super::x` in `render/terminal/table.rs` is still inside `render`; what goes above the root is an edge.
    for (at, _) in file.code.match_indices("super::") {
        if file.code[..at].ends_with("super::") {
            continue;
        }
        let mut rest = &file.code[at..];
        let mut above = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            (rest, above) = (next, above + 1);
        }
        if above >= file.module().len() {
            unfold(rest, "", &mut found);
        }
    }
    found
}

/// Reads one use tree: `input::{Identity, split::{a, b}}`; adds its leaves. Returns what follows it.
fn unfold<'t>(text: &'t str, prefix: &str, found: &mut BTreeSet<String>) -> &'t str {
    let text = text.trim_start();
    if let Some(mut list) = text.strip_prefix('{') {
        loop {
            list = list.trim_start();
            if let Some(rest) = list.strip_prefix('}') {
                return rest;
            }
            let rest = unfold(list, prefix, found).trim_start();
            let rest = rest.strip_prefix("as ").map_or(rest, |rest| {
                rest.trim_start()
                    .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
                    .trim_start()
            });
            list = rest.strip_prefix(',').unwrap_or(rest);
            assert!(list.len() < text.len(), "a use list that does not end: {text:.60}");
        }
    }
    let end =
        text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    match rest.strip_prefix("::") {
        // `Vec::<u8>` ends a path.
        Some(deeper) if !deeper.starts_with('<') => unfold(deeper, &path, found),
        _ => {
            found.insert(path);
            rest
        }
    }
}

fn excepted(part: &str, path: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    EXCEPTIONS.iter().find(|(who, what, _)| {
        *who == part
            && (path == *what || path.strip_prefix(what).is_some_and(|rest| rest.starts_with("::")))
    })
}

#[test]
fn arrows_point_up_only() {
    let layers: BTreeMap<_, _> =
        LAYERS.iter().map(|(part, above, why)| (*part, (*above, *why))).collect();
    let mut wrong = Vec::new();
    for file in files() {
        let part = file.part();
        let Some((above, why)) = layers.get(part) else {
            wrong.push(format!("src/{}: `{part}` has no layer; give it one in LAYERS", file.path));
            continue;
        };
        for path in uses(&file) {
            let target = path.split("::").next().unwrap_or_default();
            // Names that the root shows, and macros, are no parts.
            if !layers.contains_key(target) {
                continue;
            }
            let is_allowed = target == part || WORDS.contains(&target) || above.contains(&target);
            if !is_allowed && excepted(part, &path).is_none() {
                wrong.push(format!("src/{}: {part} -> {path}: {why}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_exception_is_needed() {
    let mut unused: Vec<_> = EXCEPTIONS.iter().collect();
    for file in files() {
        for path in uses(&file) {
            if let Some(exception) = excepted(file.part(), &path) {
                unused.retain(|other| *other != exception);
            }
        }
    }
    assert!(unused.is_empty(), "no longer true, take them out: {unused:?}");
}

#[test]
fn effects_stand_where_they_belong() {
    let mut wrong = Vec::new();
    for file in files() {
        for (what, homes, why) in EFFECTS {
            let is_home = |home: &&str| match home.strip_suffix('/') {
                Some(_) => file.path.starts_with(*home),
                None => file.path == **home,
            };
            if homes.iter().any(is_home) {
                continue;
            }
            for (at, _) in file.code.match_indices(what) {
                let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                let ends_in_word = is_word(what.chars().next_back());
                let before = file.code[..at].chars().next_back();
                let after = file.code[at + what.len()..].chars().next();
                let is_part_of_a_word = is_word(before) || (ends_in_word && is_word(after));
                if !is_part_of_a_word {
                    let line = file.code[..at].matches('\n').count() + 1;
                    wrong.push(format!(
                        "src/{}:{line}: `{what}` outside {homes:?}: {why}",
                        file.path
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn threads_and_files_are_not_named_behind_another_name() {
    // `use std::{env, thread, fs::File}` hides what the test above looks for.
    let homes: &[(&str, &[&str])] = &[
        ("env", &["cli/"]),
        ("thread", &["scan.rs", "scan/", "cli/progress.rs"]),
        ("process::Command", &[]),
        ("process", &["cli/", "main.rs"]),
        ("net", &[]),
        ("os::unix::net", &[]),
        ("time", &["cli/"]),
    ];
    let mut wrong = Vec::new();
    for file in files() {
        let mut used = BTreeSet::new();
        for (at, _) in file.code.match_indices("std::") {
            unfold(&file.code[at + "std::".len()..], "", &mut used);
        }
        for path in used {
            let is_below = |name: &str| {
                path.strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            };
            let Some((_, homes)) = homes.iter().find(|(name, _)| is_below(name)) else { continue };
            if !homes.iter().any(|home| file.path.starts_with(home)) {
                wrong.push(format!("src/{}: std::{path} outside {homes:?}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_file_is_too_long_to_read() {
    for file in files() {
        assert!(
            file.lines <= MAX_LINES,
            "src/{}: {} lines; look for the seam",
            file.path,
            file.lines
        );
    }
    let main = files().into_iter().find(|file| file.path == "main.rs").expect("there is one");
    assert!(main.lines <= 40, "src/main.rs: {} lines; it only hands over", main.lines);
}

#[test]
fn the_reader_of_sources_sees_nested_lists_and_no_texts() {
    let text = r#"
        use crate::{a::{b, c as d, e::f}, g, h::*};
        // crate::comment
        const X: &str = "crate::text"; const Y: &str = r"crate::raw";
        fn z<'a>(x: &'a str) -> char { crate::i::j(x); super::super::k::l(); '"' }
        fn w() { crate::m::N::o(); }
    "#;
    let file = File { path: "p/q.rs".to_owned(), code: without_texts(text), lines: 0 };
    let expected = ["a::b", "a::c", "a::e::f", "g", "h::*", "i::j", "k::l", "m::N::o"];
    assert_eq!(uses(&file).into_iter().collect::<Vec<_>>(), expected);
}
