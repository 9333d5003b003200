//! One run of the program over a case.

use std::{
    fs::{self, File},
    io,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::case::{Case, Dir};

/// How a run ended.
pub struct Run {
    /// `None`: a signal.
    pub code: Option<i32>,
    pub seconds: f64,
    /// Most memory that any run so far has held at once, in MiB: the system keeps no other figure.
    pub mib: i64,
    pub is_too_long: bool,
    /// Whether names, sizes and times of the input are as they were.
    pub is_input_untouched: bool,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// Longest time for a case.
pub const LIMIT: Duration = Duration::from_secs(60);

/// How long after the start an input is changed: the program has begun to read by then, and is not done.
const UNTIL_CHANGE: Duration = Duration::from_millis(120);

/// Runs with all kinds of reports, and the one for the terminal on standard output.
pub fn run(program: &Path, case: &Case, dir: &Dir) -> io::Result<Run> {
    let before = state(&dir.input)?;
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| dir.root.join(name));
    let started = Instant::now();
    let mut command = if case.shell.is_empty() {
        Command::new(program)
    } else {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &format!("{}; exec \"$0\" \"$@\"", case.shell)]).arg(program);
        shell
    };
    command.env_clear().env("PATH", "/usr/bin:/bin").env("COLUMNS", "100").stdin(Stdio::null());
    command.stdout(File::create(&stdout)?).stderr(File::create(&stderr)?);
    // The working directory may be gone, so all paths are whole.
    for report in ["r.json", "r.md", "r.csv", "tables/"] {
        command.arg("-o").arg(dir.output.join(report));
    }
    let mut child = command.arg("--all").arg(&dir.input).spawn()?;
    let mut change = case.change;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if let Some(change) = change.take_if(|_| started.elapsed() > UNTIL_CHANGE) {
            change(&dir.input)?;
        }
        if started.elapsed() > LIMIT {
            child.kill()?;
            break child.wait()?;
        }
        thread::sleep(Duration::from_millis(2));
    };
    Ok(Run {
        code: status.code(),
        seconds: started.elapsed().as_secs_f64(),
        mib: peak(),
        is_too_long: started.elapsed() > LIMIT,
        is_input_untouched: case.change.is_some() || state(&dir.input)? == before,
        stdout: fs::read(stdout)?,
        stderr: fs::read(stderr)?,
    })
}

/// Names with sizes and times of everything below a folder, as far as it can be seen.
fn state(folder: &Path) -> io::Result<Vec<String>> {
    let mut state = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let Ok(entry) = entry else { continue };
        let about = fs::symlink_metadata(entry.path())?;
        state.push(format!("{} {} {:?}", entry.path().display(), about.len(), about.modified()?));
    }
    Ok(state)
}

#[cfg(unix)]
fn peak() -> i64 {
    use nix::sys::resource::{UsageWho, getrusage};
    getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| usage.max_rss() / 1024)
}

#[cfg(not(unix))]
fn peak() -> i64 {
    0
}
