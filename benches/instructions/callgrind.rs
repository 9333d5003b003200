//! Runs a command under callgrind and says how many instructions it took.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::figures::Machine;

/// Name of the function whose instructions are those of a stage; see `stages.rs`.
pub const MEASURED: &str = "measured";

/// What to count: a program with its arguments, whole or only inside [`MEASURED`].
pub struct Counted {
    pub words: Vec<OsString>,
    pub is_stage: bool,
}

/// Valgrind, and the folder in which commands run and profiles are left.
pub struct Callgrind {
    folder: PathBuf,
    machine: Machine,
}

impl Callgrind {
    /// Fails when there is no valgrind.
    pub fn new(folder: &Path) -> io::Result<Self> {
        first_line("valgrind").map_err(|error| {
            let hint = "this needs valgrind (`apt-get install valgrind`)";
            io::Error::new(error.kind(), format!("{hint}: {error}"))
        })?;
        let machine = Machine { compiler: first_line("rustc")?, processor: processor() };
        Ok(Self { folder: folder.to_owned(), machine })
    }

    /// What the figures depend on.
    pub fn machine(&self) -> Machine {
        self.machine.clone()
    }

    /// Instructions of a command, those of the kernel not counted.
    #[expect(
        clippy::disallowed_methods,
        reason = "valgrind is looked for where the user's programs are"
    )]
    pub fn count(&self, name: &str, counted: &Counted) -> io::Result<u64> {
        let profile = self.folder.join(format!("{}.callgrind", name.replace('/', "-")));
        let mut command = Command::new("valgrind");
        command
            .args(["--quiet", "--tool=callgrind", "--dump-line=no"])
            .arg(format!("--callgrind-out-file={}", profile.display()));
        if counted.is_stage {
            command.arg(format!("--toggle-collect=*{MEASURED}*"));
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let result = command
            .args(&counted.words)
            .current_dir(&self.folder)
            .env_clear()
            .envs([("PATH", path), ("SOURCE_DATE_EPOCH", "1795000000".into())])
            .envs([("TZ", "UTC"), ("LC_ALL", "C")])
            .stdin(Stdio::null())
            .output()?;
        if !result.status.success() {
            let said = String::from_utf8_lossy(&result.stderr).into_owned();
            return Err(io::Error::other(format!("{name}: {}: {said}", result.status)));
        }
        total(&profile)
    }
}

/// The sum that the end of a profile gives.
#[expect(clippy::disallowed_methods, reason = "a bench reads what it had written")]
fn total(profile: &Path) -> io::Result<u64> {
    let text = String::from_utf8_lossy(&std::fs::read(profile)?).into_owned();
    text.lines()
        .filter_map(|line| line.strip_prefix("totals: "))
        .find_map(|number| number.trim().parse().ok())
        .filter(|total| *total > 0)
        .ok_or_else(|| io::Error::other(format!("{}: nothing was counted", profile.display())))
}

/// What a program says about its version.
fn first_line(program: &str) -> io::Result<String> {
    let said = Command::new(program).arg("--version").output()?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// The instruction set, with the extension that byte searches are chosen by when the program runs.
fn processor() -> String {
    #[cfg(target_arch = "x86_64")]
    let extension = if std::is_x86_feature_detected!("avx2") { " with AVX2" } else { "" };
    #[cfg(not(target_arch = "x86_64"))]
    let extension = "";
    format!("{}{extension}", std::env::consts::ARCH)
}
