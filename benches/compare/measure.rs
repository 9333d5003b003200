//! What a command takes: seconds on the clock, seconds of the processors, and the most memory it held.
//!
//! A command is started by a fresh copy of this program, which has held next to nothing: a process begins with the peak of the
//! one that it was forked from, so the figure of a child of a large parent says nothing.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// The argument by which this program knows that it is the copy: the file for standard output and the command follow.
pub const ARGUMENT: &str = "--measure";

/// What one run of a command took.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of all processors, those of the kernel included.
    pub cpu: f64,
    /// Most memory held at once, in MiB; that of the largest process.
    pub peak: f64,
}

/// Runs a command by a copy of this program. Its output goes to `output`: GNU grep ends at the first hit when that is
/// `/dev/null`.
pub fn measure(words: &[OsString], output: &Path) -> io::Result<Cost> {
    let said = Command::new(std::env::current_exe()?)
        .args([ARGUMENT.as_ref(), output.as_os_str()])
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let numbers: Vec<f64> =
        text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [wall, cpu, peak] if said.status.success() => Ok(Cost { wall, cpu, peak }),
        _ => Err(io::Error::other(format!("{}: failed", words[0].display()))),
    }
}

/// What the copy does: the first word is the file for standard output, the others are the command.
#[expect(clippy::disallowed_methods, reason = "this measures")]
pub fn measure_here(words: &[OsString]) -> io::Result<()> {
    let [output, program, arguments @ ..] = words else {
        return Err(io::Error::other("no command"));
    };
    let output = File::create(output)?;
    let started = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .env("SOURCE_DATE_EPOCH", "1795000000")
        .stdout(output)
        .status()
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", program.display())))?;
    let wall = started.elapsed().as_secs_f64();
    if !status.success() {
        return Err(io::Error::other(format!("{}: {status}", program.display())));
    }
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = seconds(used.user_time()) + seconds(used.system_time());
    writeln!(io::stdout(), "{wall} {cpu} {}", used.max_rss() as f64 / 1024.0)
}

fn seconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
}
