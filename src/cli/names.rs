//! Names of files are text from outside as well, and may hold addresses.

use std::collections::BTreeSet;

use crate::{input::Discovery, redact::Redactor};

/// Longest name; longer paths cannot be opened.
const MAX_NAME: usize = 4096;

/// Replaces personal data in the names that reports and messages show. Sources keep names of their own, since everything
/// that is counted goes by them: of names that became equal the later ones get a number.
pub(super) fn redact(found: &mut Discovery) {
    let redacted = |text: &str| Redactor::ON.keep(text.as_bytes(), MAX_NAME).as_str().to_owned();
    let mut taken = BTreeSet::new();
    for source in &mut found.sources {
        let name = redacted(&source.name);
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        source.name = names.find(|name| !taken.contains(name)).unwrap_or(name);
        taken.insert(source.name.clone());
        if let Some(instance) = &mut source.identity.instance {
            *instance = redacted(instance);
        }
        source.identity.module = redacted(&source.identity.module);
    }
    found.sources.sort_by(|a, b| a.name.cmp(&b.name));
    found.folders = found.folders.iter().map(|folder| redacted(folder)).collect();
    found.empty_folders = std::mem::take(&mut found.empty_folders)
        .into_iter()
        .map(|(folder, identity)| (redacted(&folder), identity))
        .collect();
    found.problems = std::mem::take(&mut found.problems)
        .into_iter()
        .map(|mut problem| {
            problem.source = redacted(&problem.source);
            problem.message = redacted(&problem.message);
            problem
        })
        .collect();
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make files")]
mod tests {
    use super::*;
    use crate::input::{DiscoverOptions, discover};

    #[test]
    fn names_hold_no_addresses_and_stay_apart() {
        let dir = tempfile::tempdir().expect("a directory");
        for name in ["jo.doe@mail.example.log", "bo.doe@mail.example.log", "web.log"] {
            std::fs::write(dir.path().join(name), "x\n").expect("written");
        }
        let mut found =
            discover(&[dir.path().to_owned()], &DiscoverOptions::default()).expect("found");
        redact(&mut found);
        let names: Vec<_> = found
            .sources
            .iter()
            .map(|source| source.name.rsplit('/').next().expect("a name"))
            .collect();
        assert_eq!(names, ["<email>", "<email> (2)", "web.log"]);
    }
}
