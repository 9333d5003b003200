//! Build script: the rules as JSON beside their TOML, since a program that is asked in the night must not read a megabyte
//! of TOML first (measured: 608 rules took 40 ms as TOML, 5 ms as JSON). Every file under `rules/` is taken.

#![expect(clippy::disallowed_methods, reason = "it runs before there is a program")]

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

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
        let value: toml::Table =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let json = out.join(format!("{number}.json"));
        fs::write(&json, serde_json::to_string(&value)?)?;
        let parts = file.strip_prefix(&root)?.with_extension("");
        let parts: Vec<_> = parts.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let (toml, json) = (file.display().to_string(), json.display().to_string());
        writeln!(list, "    ({name:?}, include_str!({toml:?}), include_str!({json:?})),")?;
    }
    list.push_str("]\n");
    fs::write(out.join("rules.rs"), list)?;
    Ok(())
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
