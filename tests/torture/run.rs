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
    /// Most memory that it has held at once, in MiB, as was last seen before its end; 0 where the system does not tell.
    pub mib: u64,
    pub is_too_long: bool,
    /// Whether what happens to the input happened before its end.
    pub was_changed: bool,
    /// Whether names, sizes and times of the input are as they were.
    pub is_input_untouched: bool,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// Longest time for a case.
pub const LIMIT: Duration = Duration::from_secs(60);

/// How long after the start an input is changed where nobody can see whether the program has begun to read.
const UNTIL_CHANGE: Duration = Duration::from_millis(120);
/// How long after it was seen to read.
const WHILE_READING: Duration = Duration::from_millis(15);

/// Runs in one of its ways with all kinds of reports, and the one for the terminal on standard output.
pub fn run(program: &Path, case: &Case, way: &str, dir: &Dir) -> io::Result<Run> {
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
    command.args((!way.is_empty()).then_some(way));
    let mut child = command.arg("--all").arg(&dir.input).spawn()?;
    let mut change = case.change;
    let mut reads_since = None;
    let mut mib = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        mib = peak(child.id()).unwrap_or(mib);
        if reads_since.is_none() && change.is_some() && reads(child.id(), &dir.input) {
            reads_since = Some(Instant::now());
        }
        let is_time = reads_since.is_some_and(|since| since.elapsed() > WHILE_READING)
            || started.elapsed() > UNTIL_CHANGE;
        if let Some(change) = change.take_if(|_| is_time) {
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
        mib,
        is_too_long: started.elapsed() > LIMIT,
        was_changed: change.is_none(),
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

/// The most memory that a process has held so far, in MiB.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1024)
}

/// Whether a process has a file of this folder open.
fn reads(process: u32, folder: &Path) -> bool {
    let Ok(open) = fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    let targets = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    targets.into_iter().any(|target| target.starts_with(folder) && target != folder)
}
