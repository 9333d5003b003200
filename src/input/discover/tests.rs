use super::*;

fn tree() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    for name in ["var/prod1/log/web.log", "var/prod1/log/mta.log", "var/core.4711", "conf/a.xml"] {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("made");
        std::fs::File::create(path).expect("made");
    }
    dir
}

fn names(found: &Discovery, dir: &tempfile::TempDir) -> Vec<String> {
    let root = format!("{}/", dir.path().display());
    found.sources.iter().map(|source| source.name.replace(&root, "")).collect()
}

#[test]
fn a_directory_is_walked_in_order_and_crash_dumps_are_only_named() {
    let dir = tree();
    let found = discover(&[dir.path().to_owned()], &DiscoverOptions::default()).expect("found");
    assert_eq!(
        names(&found, &dir),
        ["conf/a.xml", "var/core.4711", "var/prod1/log/mta.log", "var/prod1/log/web.log"]
    );
    assert_eq!(found.problems.len(), 1);
    assert_eq!(found.problems[0].kind, ProblemKind::CrashDump);
}

#[test]
fn a_file_that_is_named_twice_counts_once_and_globs_are_expanded() {
    let dir = tree();
    let web = dir.path().join("var/prod1/log/web.log");
    let glob = dir.path().join("var/*/log/w*.log");
    let found = discover(&[web, glob], &DiscoverOptions::default()).expect("found");
    assert_eq!(names(&found, &dir), ["var/prod1/log/web.log"]);
}

#[test]
fn include_and_exclude_choose_files() {
    let dir = tree();
    let options = DiscoverOptions {
        include: vec!["*.log".to_owned()],
        exclude: vec!["mta*".to_owned()],
        ..DiscoverOptions::default()
    };
    let found = discover(&[dir.path().to_owned()], &options).expect("found");
    assert_eq!(names(&found, &dir), ["var/prod1/log/web.log"]);
}

#[test]
fn only_missing_paths_are_fatal_and_some_missing_are_named() {
    let dir = tree();
    let missing = dir.path().join("nowhere");
    let error =
        discover(std::slice::from_ref(&missing), &DiscoverOptions::default()).expect_err("nothing");
    assert!(error.is_nothing_to_analyse());
    let found = discover(&[missing, dir.path().to_owned()], &DiscoverOptions::default());
    assert!(
        found.expect("some").problems.iter().any(|problem| problem.kind == ProblemKind::NotFound)
    );
}

#[test]
fn a_redirection_folder_without_logs_is_noted_where_all_of_a_folder_is_taken() {
    let dir = tree();
    let root = dir.path().to_owned();
    for folder in ["var/prod1/redir/log", "var/prod2/redir/log"] {
        std::fs::create_dir_all(root.join(folder)).expect("made");
    }
    std::fs::File::create(root.join("var/prod2/redir/log/0x00A1.log")).expect("made");
    std::fs::File::create(root.join("var/prod1/redir/log/.keep")).expect("made");
    let found = discover(std::slice::from_ref(&root), &DiscoverOptions::default()).expect("found");
    let empty: Vec<_> = found.empty_folders.values().collect();
    let instance = Some("prod1".to_owned());
    assert_eq!(empty, [&Identity { instance, module: "redirection".to_owned() }]);
    assert_eq!(found.folders.len(), 1);
    let include = DiscoverOptions { include: vec!["*.log".to_owned()], ..Default::default() };
    for (path, options) in
        [(root.clone(), include), (root.join("var/*/log"), DiscoverOptions::default())]
    {
        let found = discover(&[path], &options).unwrap_or_default();
        assert!(found.folders.is_empty() && found.empty_folders.is_empty());
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let dir = tree();
    std::os::unix::fs::symlink("/etc", dir.path().join("var/etc")).expect("linked");
    let found = discover(&[dir.path().to_owned()], &DiscoverOptions::default()).expect("found");
    assert!(names(&found, &dir).iter().all(|name| !name.contains("etc")));
    assert!(found.problems.iter().any(|problem| problem.kind == ProblemKind::Link));
}
