//! Where and on what figures were measured; nothing that names the machine.

use std::process::Command;
use std::thread::available_parallelism;

/// What stands above all tables.
pub fn introduction(rounds: usize) -> String {
    let processors = available_parallelism().map_or(1, usize::from);
    let commit = said("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let changes = said("git", &["status", "--porcelain", "--untracked-files=no", "--", "src"]);
    let state = if changes.unwrap_or_default().is_empty() { "" } else { ", with changes in src/" };
    let date = said("date", &["-u", "+%Y-%m-%d"]).unwrap_or_default();
    format!(
        "# What it takes

Written by `cargo bench --bench compare -- --write` on {date}. Commit {commit}{state}, {compiler}; {processors} processors
({model}), {memory} GiB of memory, {system}. Medians of {rounds} rounds in which every command runs once, after its input
was read once; ratios are medians of the ratios of each round. Seconds of another machine, or of a busy one, are other
seconds: look at the ratios. GB are 10^9 bytes, CPU seconds are those of all threads with the kernel's, memory is the
peak of the largest process. nltriage writes its whole report as JSON. The logs come from `benches/loggen`.
",
        compiler = said("rustc", &["--version"]).unwrap_or_default(),
        model = value("/proc/cpuinfo", "model name").unwrap_or("unknown".to_owned()),
        memory = memory_gib(),
        system = system(),
    )
}

/// What a program prints, if it runs.
fn said(program: &str, words: &[&str]) -> Option<String> {
    let output = Command::new(program).args(words).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The first `key : value` of a file of the kernel.
#[expect(clippy::disallowed_methods, reason = "no log")]
fn value(path: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut values = text.lines().filter_map(|line| line.split_once(':'));
    values.find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim().to_owned())
}

fn memory_gib() -> String {
    let kib = value("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next().and_then(|number| number.parse::<f64>().ok()));
    kib.map_or("?".to_owned(), |kib| format!("{:.0}", kib / f64::from(1 << 20)))
}

/// `Linux 6.1`: what the kernel's builder added may name somebody.
fn system() -> String {
    let release = said("uname", &["-r"]).unwrap_or_default();
    let version: Vec<_> = release.split('.').take(2).collect();
    format!("{} {}", said("uname", &["-s"]).unwrap_or_default(), version.join("."))
}
