use std::os::unix::fs::symlink;

use super::*;
use crate::input::{DiscoverOptions, discover};

fn only_source(path: &Path) -> Source {
    let found = discover(&[path.to_owned()], &DiscoverOptions::default()).expect("found");
    found.sources.into_iter().next().expect("one")
}

#[test]
fn a_log_that_has_become_something_else_is_refused_at_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let (log, other) = (dir.path().join("web.log"), dir.path().join("other.log"));
    for path in [&log, &other] {
        File::create(path).expect("made").set_len(10).expect("a size");
    }
    let source = only_source(&log);
    assert!(open(&source, 4).is_ok());
    std::fs::remove_file(&log).expect("gone");
    symlink(&other, &log).expect("linked");
    let refused = |source| open(source, 4).expect_err("it is none").to_string();
    assert_eq!(refused(&source), "no longer a regular file");
    // A link that is named is followed, unless it leads elsewhere.
    let link = only_source(&log);
    assert!(open(&link, 4).is_ok());
    std::fs::remove_file(&other).expect("gone");
    let made = std::process::Command::new("mkfifo").arg(&other).status().expect("runs");
    assert!(made.success());
    assert_eq!(refused(&link), "no longer a regular file");
    std::fs::remove_file(&log).expect("gone");
    std::fs::create_dir(&log).expect("made");
    assert_eq!(refused(&source), "no longer a regular file");
}
