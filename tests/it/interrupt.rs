//! Who stops a run finds older reports as they were, and no other file.

use std::{
    io::Write as _,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::support::{Logs, program, record};

/// The program, waiting for more on standard input: it has read everything that was given, and will not end by itself.
/// It answers `signal` already: before, it would end like any program.
fn waiting(mut command: Command, signal: Signal) -> Child {
    let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
    let line = record("2026-11-18 21:42:07.123+01:00", "error", "Connection lost");
    let stdin = child.stdin.as_mut().expect("a pipe");
    stdin.write_all(line.repeat(100).as_bytes()).expect("taken");
    wait_until(|| is_answering(child.id(), signal));
    child
}

fn wait_until(mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "nothing happens");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whether the process has a handler for a signal.
fn is_answering(id: u32, signal: Signal) -> bool {
    is_in_mask(&id.to_string(), "SigCgt:", signal).unwrap_or(true)
}

/// Whether the tests were started with a signal ignored, as by nohup, or in the background of a script. Then the program
/// ignores it, too.
fn is_ignored(signal: Signal) -> bool {
    is_in_mask("self", "SigIgn:", signal).unwrap_or(false)
}

/// What Linux says of a process and a signal.
fn is_in_mask(process: &str, name: &str, signal: Signal) -> Option<bool> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix(name))?;
    let mask = u64::from_str_radix(mask.trim(), 16).ok()?;
    Some(mask >> (signal as i32 - 1) & 1 == 1)
}

fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(child.id()).expect("an id")), signal).expect("sent");
}

#[test]
fn a_signal_ends_the_run_with_its_number_even_while_nothing_comes() {
    let all = [(Signal::SIGINT, 130), (Signal::SIGTERM, 143), (Signal::SIGHUP, 129)];
    for (signal, code) in all.into_iter().filter(|(signal, _)| !is_ignored(*signal)) {
        let logs = Logs::new([("r.json", "old")]);
        let mut command = program();
        command.args(["-q", "-o"]).arg(logs.path("r.json")).arg("-");
        let mut child = waiting(command, signal);
        send(&child, signal);
        assert_eq!(child.wait().expect("ends").code(), Some(code), "{signal}");
        assert_eq!(std::fs::read_to_string(logs.path("r.json")).expect("there"), "old");
        assert_eq!(std::fs::read_dir(logs.dir.path()).expect("there").count(), 1);
    }
}

#[test]
fn what_the_caller_ignores_stays_ignored() {
    // As nohup does.
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_nltriage");
    command.args(["-c", "trap '' HUP; exec \"$0\" -q -", program]).env("SOURCE_DATE_EPOCH", "0");
    // The last one that gets a handler: what is ignored has been passed over then.
    let mut child = waiting(command, Signal::SIGXFSZ);
    send(&child, Signal::SIGHUP);
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("ends").code(), Some(0));
}
