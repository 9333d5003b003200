//! Reports as files: whole or not at all, and nothing else is touched.

use std::{fs, path::Path};

use crate::support::{Ended, Logs, record, run};

/// A log with an error, and an older report.
fn logs() -> Logs {
    let line = record("2026-11-18 21:42:07.123+01:00", "error", "Connection lost");
    Logs::new([("in/web.log", line.repeat(20).as_str()), ("out/r.json", "old")])
}

/// A run over the log with these reports.
fn write(logs: &Logs, reports: &[&Path]) -> Ended {
    let mut arguments = vec![logs.path("in").into_os_string(), "-q".into()];
    for report in reports {
        arguments.extend(["-o".into(), report.as_os_str().to_owned()]);
    }
    run(arguments)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("readable");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("one").file_name().into_string().expect("ASCII"))
        .collect();
    names.sort();
    names
}

#[test]
fn when_one_report_cannot_be_written_all_stay_as_they_were() {
    let logs = logs();
    let [old, new, folder] = ["out/r.json", "out/r.md", "out/t.csv/x"].map(|name| logs.path(name));
    // A folder in the place of the last one shows only when it is its turn.
    fs::create_dir_all(&folder).expect("made");
    let blocked = folder.parent().expect("above").join("no/such.csv");
    let ended = write(&logs, &[&new, &old, &blocked]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("such.csv: no such file or directory"), "{ended:?}");
    assert_eq!(fs::read_to_string(&old).expect("there"), "old");
    assert_eq!(names(&logs.path("out")), ["r.json", "t.csv"]);
}

#[cfg(unix)]
#[test]
fn reports_are_for_their_owner_only_and_links_are_replaced() {
    use std::os::unix::fs::{MetadataExt as _, symlink};
    let logs = logs();
    let link = logs.path("out/latest.json");
    symlink("r.json", &link).expect("linked");
    let tables = logs.path("out/tables/");
    let ended = write(&logs, &[&link, &tables]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(fs::read_to_string(logs.path("out/r.json")).expect("there"), "old");
    assert_eq!(names(&logs.path("out")), ["latest.json", "r.json", "tables"]);
    for path in names(&tables).iter().map(|name| tables.join(name)).chain([link]) {
        let about = fs::symlink_metadata(&path).expect("there");
        assert!(about.is_file() && about.mode() & 0o777 == 0o600, "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn an_input_is_no_output_under_any_name() {
    let logs = logs();
    let [other, link] = ["out/other.csv", "out/link.csv"].map(|name| logs.path(name));
    fs::hard_link(logs.path("in/web.log"), &other).expect("linked");
    std::os::unix::fs::symlink(logs.path("in/web.log"), &link).expect("linked");
    for path in [other, link] {
        let ended = write(&logs, &[&path]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("is an input and would be overwritten"), "{ended:?}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_takes_no_report() {
    let logs = logs();
    let pipe = logs.path("out/pipe.json");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).expect("made");
    for path in [pipe.as_path(), Path::new("/dev/null"), Path::new("-")] {
        let ended = write(&logs, &[path]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("--format"), "{ended:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_reader_who_left_are_told_apart() {
    use std::process::Stdio;
    let logs = logs();
    let into = |what: Stdio, arguments: &[&str]| {
        let mut command = crate::support::program();
        command.args(arguments).stdout(what).stderr(Stdio::null());
        command.status().expect("runs").code()
    };
    let input = logs.path("in").display().to_string();
    let reports: [&[&str]; 4] = [&[&input], &["--help"], &["rules", "list"], &["explain", "mta"]];
    for arguments in reports {
        let full = || fs::File::options().write(true).open("/dev/full").expect("there").into();
        assert_eq!(into(full(), arguments), Some(3), "{arguments:?}");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        assert_eq!(into(writer.into(), arguments), Some(0), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn when_standard_output_fails_report_files_are_new_and_each_failure_is_named() {
    let logs = logs();
    let full = || fs::File::options().write(true).open("/dev/full").expect("there");
    let run = |report: &str| {
        let mut command = crate::support::program();
        command.arg("-o").arg(logs.path(report)).arg(logs.path("in")).stdout(full());
        let ended = command.output().expect("runs");
        (ended.status.code(), String::from_utf8(ended.stderr).expect("UTF-8"))
    };
    let (code, stderr) = run("no/such.json");
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("such.json: ") && stderr.contains("standard output: "), "{stderr}");
    let (code, stderr) = run("out/r.json");
    assert_eq!(code, Some(3), "{stderr}");
    assert_ne!(fs::read_to_string(logs.path("out/r.json")).expect("there"), "old");
}

/// As people type it, in the folder of the logs: reports of yesterday must not be in the way.
#[cfg(unix)]
#[test]
fn the_example_of_the_help_works_every_day() {
    let logs = logs();
    let help = run(["--help"]).stdout;
    let example = help.lines().find_map(|line| line.trim().strip_prefix("nltriage -o "));
    let (options, _) = example.expect("an example").split_once("  ").expect("what it is for");
    for day in 1..=2 {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &format!("\"$0\" -o {options}")]).arg(env!("CARGO_BIN_EXE_nltriage"));
        shell.env_clear().env("HOME", logs.path("out")).current_dir(logs.path("in"));
        let ended = shell.output().expect("runs");
        assert_eq!(ended.status.code(), Some(0), "day {day}: {ended:?}");
    }
    assert!(names(&logs.path("out")).len() > 2, "reports are there");
}

#[test]
fn a_log_that_cannot_be_read_is_no_wrong_path() {
    let logs = logs();
    let path = logs.path("in/web.log");
    let mut rights = fs::metadata(&path).expect("there").permissions();
    #[cfg(unix)]
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0);
    fs::set_permissions(&path, rights).expect("set");
    if fs::File::open(&path).is_ok() {
        return skipped("who runs this may read everything");
    }
    let ended = run(["-q".as_ref(), logs.path("in").as_os_str()]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("permission denied"), "{ended:?}");
}

#[expect(clippy::print_stderr, reason = "a test that says that it was skipped")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
