//! Build script: the rules as JSON beside their TOML, since a program that is asked in the night must not read a megabyte
//! of TOML first (measured: 608 rules took 40 ms as TOML, 5 ms as JSON, 3 ms without what they advise). Every file under `rules/` is
//! taken.

#![expect(clippy::disallowed_methods, reason = "it runs before there is a program")]

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The keys of a rule that only people read.
const ADVICE: [&str; 7] =
    ["cause", "counterexamples", "evidence", "examples", "references", "steps", "verify"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("src/knowledge/rules");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    // The guide of a subject stands in the file of its name, which goes before those in its folder.
    files.sort_by_key(|file| file.with_extension(""));
    let mut list = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        let text = fs::read_to_string(file)?;
        let mut value: toml::Table =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let advice = take_advice(&mut value)?;
        let json = out.join(format!("{number}.json"));
        fs::write(&json, serde_json::to_string(&value)?)?;
        let parts = file.strip_prefix(&root)?.with_extension("");
        let parts: Vec<_> = parts.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let (toml, json) = (file.display().to_string(), json.display().to_string());
        writeln!(list, "    BuiltIn {{ path: {name:?}, toml: include_str!({toml:?}),")?;
        writeln!(list, "        json: include_str!({json:?}), advice: &{advice:?} }},")?;
    }
    list.push_str("]\n");
    fs::write(out.join("rules.rs"), list)?;
    Ok(())
}

/// Takes what its rules advise out of a file, as JSON: that is read when somebody asks.
fn take_advice(file: &mut toml::Table) -> serde_json::Result<Vec<String>> {
    let rules = file.get_mut("rule").and_then(toml::Value::as_array_mut).into_iter().flatten();
    let advice = rules.filter_map(toml::Value::as_table_mut).map(|rule| {
        let keys = ADVICE.iter().filter_map(|key| rule.remove_entry(*key));
        serde_json::to_string(&keys.collect::<toml::Table>())
    });
    advice.collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
