//! What the system refuses: one call at a time, each kind of call, each of its turns. However a run ends, it says so, and the
//! reports are those of before or those of after. Needs strace, which makes calls fail; without it the tests say so.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

use crate::support::{Logs, program, record};

/// Calls, and how they fail.
const FAULTS: &[(&str, &str)] = &[
    ("write", "ENOSPC"),
    ("write", "EIO"),
    ("write", "EINTR"),
    ("read,pread64", "EIO"),
    ("read,pread64", "EINTR"),
    ("read,pread64", "ESTALE"),
    ("openat", "EACCES"),
    ("openat", "EMFILE"),
    ("mmap", "ENOMEM"),
    ("statx,newfstatat,fstat", "EIO"),
    ("fsync,fdatasync", "EIO"),
    ("link,linkat", "EPERM"),
    ("rename,renameat,renameat2", "EIO"),
    ("rename,renameat,renameat2", "EXDEV"),
    ("clone,clone3", "EAGAIN"),
];

/// Logs with two older reports.
struct Case {
    logs: Logs,
    /// What the JSON report says of a run that nothing disturbs.
    totals: Value,
}

impl Case {
    fn new() -> Self {
        let line = record("2026-11-18 21:42:07.123+01:00", "error", "Connection lost");
        let logs = Logs::new([
            ("in/web.log", line.repeat(2_000).as_str()),
            ("in/mta.log", line.repeat(20).as_str()),
        ]);
        let mut case = Self { logs, totals: Value::Null };
        let ended = case.run(None);
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        case.totals = case.new_report().expect("written");
        case
    }

    /// A run under strace, with one call that fails.
    fn run(&self, fault: Option<(&str, &str, usize)>) -> Output {
        for name in ["out/r.json", "out/r.md"] {
            self.logs.add(name, b"old");
        }
        let program = program();
        let mut command = Command::new("strace");
        command.env_clear().envs(program.get_envs().filter_map(|(k, v)| Some((k, v?))));
        command.args(["-qq", "-f", "-o"]).arg(self.logs.path("trace"));
        match fault {
            Some((calls, error, turn)) => {
                command.args(["-e", &format!("trace={calls},prctl")]);
                command.args(["-e", &format!("inject={calls}:error={error}:when={turn}")]);
            }
            None => {
                command.args(["-e", "trace=prctl"]);
            }
        }
        command.arg(program.get_program()).args(["-q", "-j", "2"]);
        for name in ["out/r.json", "out/r.md"] {
            command.arg("-o").arg(self.logs.path(name));
        }
        command.arg(self.logs.path("in")).output().expect("strace runs")
    }

    /// What the trace says of the last run: whether a call failed, and whether that was before the program began; the
    /// loader of the system is not ours.
    fn was_hit(&self) -> (bool, bool) {
        let trace = fs::read_to_string(self.logs.path("trace")).expect("a trace");
        let hit = trace.find("(INJECTED)");
        let begins = trace.find("PR_SET_DUMPABLE").unwrap_or(trace.len());
        (hit.is_some(), hit.is_some_and(|hit| hit < begins))
    }

    /// The totals of the JSON report, unless both reports are the older ones.
    fn new_report(&self) -> Option<Value> {
        let read = |name| fs::read_to_string(self.logs.path(name)).expect("a report is there");
        let (json, markdown) = (read("out/r.json"), read("out/r.md"));
        assert_eq!(json == "old", markdown == "old", "one is new and one is old");
        if json == "old" {
            return None;
        }
        assert!(markdown.ends_with('\n'), "half a report");
        let report: Value = serde_json::from_str(&json).expect("a whole report");
        Some(report["totals"].clone())
    }

    /// Whether the run was disturbed at all, after it was found to have ended as it should.
    fn survives(&self, calls: &str, error: &str, turn: usize) -> bool {
        let ended = self.run(Some((calls, error, turn)));
        let what = format!("{calls} {error}, turn {turn}");
        let (is_hit, is_early) = self.was_hit();
        if is_early {
            return true;
        }
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert!(
            !stderr.contains("panicked") && !stderr.contains("internal error"),
            "{what}: {stderr}"
        );
        let code = ended.status.code();
        assert!(matches!(code, Some(0 | 1 | 3)), "{what}: {:?} {stderr}", ended.status);
        let totals = self.new_report();
        match code {
            Some(0) => {
                assert_eq!(totals.as_ref(), Some(&self.totals), "{what}: something is missing");
            }
            Some(1) => assert!(totals.is_some() && !stderr.is_empty(), "{what}: not told"),
            _ => assert!(totals.is_none(), "{what}: written all the same"),
        }
        let left = fs::read_dir(self.logs.path("out")).expect("there").count();
        assert_eq!(left, 2, "{what}: a file is left over");
        is_hit
    }
}

/// Whether calls can be made to fail here; says so if not.
#[expect(clippy::print_stderr, reason = "a test that says that it was skipped")]
fn has_strace() -> bool {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    let works = tried.is_ok_and(|output| output.status.success());
    if !works {
        eprintln!("skipped: strace is not there, or may not trace");
    }
    works
}

/// Lets each call fail in the turns that `next` leads to, until a run is not disturbed any more.
fn all_calls_fail(next: impl Fn(usize) -> usize) {
    if !has_strace() {
        return;
    }
    let case = Case::new();
    for (calls, error) in FAULTS {
        let mut turn = 1;
        while case.survives(calls, error, turn) {
            turn = next(turn);
        }
    }
}

#[test]
fn a_call_that_fails_gives_old_reports_or_new_ones() {
    all_calls_fail(|turn| turn + 1 + turn / 3);
}

/// Every turn of every call: `cargo test --test it -- --ignored every_call_may_fail`.
#[test]
#[ignore = "takes minutes"]
fn every_call_may_fail() {
    all_calls_fail(|turn| turn + 1);
}

#[test]
fn a_run_talks_to_nobody_and_starts_nothing() {
    if !has_strace() {
        return;
    }
    let case = Case::new();
    let trace = case.logs.path("calls");
    let ended = Command::new("strace")
        .args(["-qq", "-f", "-e", "trace=%network,execve,execveat,fork,vfork", "-o"])
        .arg(&trace)
        .arg(program().get_program())
        .arg("-q")
        .arg(case.logs.path("in"))
        .output()
        .expect("strace runs");
    assert!(ended.status.success(), "{ended:?}");
    let trace = fs::read_to_string(trace).expect("a trace");
    let calls: Vec<_> =
        trace.lines().filter(|line| line.contains('(') && !line.contains("---")).collect();
    assert_eq!(calls.len(), 1, "more than the start itself: {calls:#?}");
}

#[test]
fn a_signal_while_reports_are_written_leaves_the_old_ones_until_the_new_ones_are_there() {
    if !has_strace() {
        return;
    }
    let case = Case::new();
    // At the first bytes, when they are safe, and when the folder is: too late to stop anything.
    let turns = [
        ("write", 1, 143),
        ("write", 2, 143),
        ("fsync", 1, 143),
        ("fsync", 2, 143),
        ("fsync", 3, 0),
    ];
    for (call, turn, code) in turns {
        case.logs.add("out/r.json", b"old");
        case.logs.add("out/r.md", b"old");
        let json = case.logs.path("out/r.json");
        let markdown = case.logs.path("out/r.md");
        let ended = Command::new("strace")
            .args(["-qq", "-f", "-o", "/dev/null", "-e"])
            .arg(format!("inject={call}:signal=TERM:when={turn}"))
            .arg(program().get_program())
            .args([Path::new("-q"), Path::new("-o"), &json, Path::new("-o"), &markdown])
            .arg(case.logs.path("in"))
            .output()
            .expect("strace runs");
        assert_eq!(ended.status.code(), Some(code), "{call} {turn}: {ended:?}");
        let expected = (code == 0).then(|| case.totals.clone());
        assert_eq!(case.new_report(), expected, "{call} {turn}");
        assert_eq!(fs::read_dir(case.logs.path("out")).expect("there").count(), 2, "{call} {turn}");
    }
}
