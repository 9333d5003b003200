//! Names of files are text from outside as well, and may hold addresses.

use crate::{input::Discovery, redact::Redactor, scan::Names};

/// Replaces personal data in the names that reports and messages show.
pub(super) fn redact(found: &mut Discovery) {
    let mut names = Names::new(Redactor::ON);
    for source in &mut found.sources {
        names.name(source);
    }
    found.sources.sort_by(|a, b| a.name.cmp(&b.name));
    found.folders = found.folders.iter().map(|folder| names.text(folder)).collect();
    found.empty_folders = std::mem::take(&mut found.empty_folders)
        .into_iter()
        .map(|(folder, mut identity)| {
            names.identify(&mut identity);
            (names.unique(&folder), identity)
        })
        .collect();
    found.problems = std::mem::take(&mut found.problems)
        .into_iter()
        .map(|mut problem| {
            problem.source = names.text(&problem.source);
            problem.message = names.text(&problem.message);
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
