//! What the program is built of: nothing that talks over a network, nothing that may not be used, nothing from elsewhere.
//! `deny.toml` says the same to cargo-deny, which also knows advisories; these tests need nothing but cargo.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use serde_json::Value;
use toml::Table;

fn read(path: &str) -> Table {
    fs::read_to_string(path).expect("tests run beside Cargo.toml").parse().expect("TOML")
}

/// The names in a list of `deny.toml`.
fn listed(section: &str, list: &str) -> BTreeSet<String> {
    let name = |entry: &toml::Value| match entry {
        toml::Value::String(name) => name.clone(),
        other => other["crate"].as_str().expect("a name").to_owned(),
    };
    let deny = read("deny.toml");
    deny[section][list].as_array().expect("a list").iter().map(name).collect()
}

/// Every dependency of the program on any system, with its own: what only tests need is not among them.
fn dependencies() -> BTreeSet<String> {
    let manifest = read("Cargo.toml");
    let mut tables: Vec<&toml::Value> =
        vec![&manifest["dependencies"], &manifest["build-dependencies"]];
    let targets = manifest["target"].as_table().expect("systems");
    tables.extend(targets.values().filter_map(|target| target.get("dependencies")));
    let mut open: Vec<String> =
        tables.iter().flat_map(|table| table.as_table().expect("names").keys().cloned()).collect();
    let lock = read("Cargo.lock");
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in lock["package"].as_array().expect("packages") {
        let needed = package.get("dependencies").and_then(toml::Value::as_array);
        // `name` or `name version`.
        let names = needed.into_iter().flatten().filter_map(|n| n.as_str()?.split(' ').next());
        edges.entry(package["name"].as_str().expect("a name")).or_default().extend(names);
    }
    let mut all = BTreeSet::new();
    while let Some(name) = open.pop() {
        if all.insert(name.clone()) {
            open.extend(edges[name.as_str()].iter().map(|name| (*name).to_owned()));
        }
    }
    all
}

#[test]
fn nothing_in_the_program_talks_over_a_network() {
    let (all, banned) = (dependencies(), listed("bans", "deny"));
    assert!(all.contains("regex-automata") && banned.contains("openssl"), "the lists are read");
    let found: Vec<_> = all.intersection(&banned).collect();
    assert!(found.is_empty(), "banned by deny.toml: {found:?}");
}

#[test]
fn all_packages_come_from_the_registry_with_their_checksums() {
    let lock = read("Cargo.lock");
    let packages = lock["package"].as_array().expect("packages");
    let foreign = packages.iter().filter(|package| {
        let is_own = package["name"].as_str() == Some(env!("CARGO_PKG_NAME"));
        let source = package.get("source").and_then(toml::Value::as_str).unwrap_or_default();
        let is_checked = source.starts_with("registry+") && package.get("checksum").is_some();
        !is_own && !is_checked
    });
    let foreign: Vec<_> = foreign.map(|package| &package["name"]).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// Whether an SPDX expression can be met with these licences; `/` is how old manifests write OR.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.trim();
    if let Some(parts) = parts(expression, &[" OR ", "/"]) {
        return parts.iter().any(|part| is_allowed(part, allowed));
    }
    if let Some(parts) = parts(expression, &[" AND "]) {
        return parts.iter().all(|part| is_allowed(part, allowed));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_allowed(inner, allowed),
        None => allowed.contains(expression),
    }
}

/// The parts between words that stand outside brackets, if there are any.
fn parts<'a>(expression: &'a str, words: &[&str]) -> Option<Vec<&'a str>> {
    let mut depth = 0;
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, character) in expression.char_indices() {
        depth += i32::from(character == '(') - i32::from(character == ')');
        let word = words.iter().find(|word| depth == 0 && expression[at..].starts_with(**word));
        if let Some(word) = word.filter(|_| at >= start) {
            parts.push(&expression[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&expression[start..]);
    (parts.len() > 1).then_some(parts)
}

#[test]
fn expressions_of_licences_are_read() {
    let allowed = ["MIT", "Zlib"].map(str::to_owned).into();
    for yes in [
        "MIT",
        "GPL-2.0 OR MIT",
        "GPL-2.0/MIT",
        "(GPL-2.0 OR MIT) AND Zlib",
        "GPL-2.0 OR MIT AND Zlib",
    ] {
        assert!(is_allowed(yes, &allowed), "{yes}");
    }
    for no in ["GPL-2.0", "MIT AND GPL-2.0", "(MIT OR Zlib) AND GPL-2.0", ""] {
        assert!(!is_allowed(no, &allowed), "{no}");
    }
}

#[test]
fn every_licence_may_be_used() {
    // Of this system only: what others need was not fetched.
    let target = Command::new(env!("CARGO")).args(["-vV"]).output().expect("cargo runs").stdout;
    let target = String::from_utf8(target).expect("text");
    let host = target.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--offline",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            host,
        ])
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50, "the packages are read");
    let allowed = listed("licenses", "allow");
    let wrong: Vec<_> = packages
        .iter()
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or_default(), &allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert!(wrong.is_empty(), "not allowed by deny.toml: {wrong:?}");
}
