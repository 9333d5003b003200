//! Every command once a round, so that what disturbs the machine disturbs them all; ratios are taken round by round.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::measure::{Cost, measure};

/// A command on an input.
pub struct Run {
    pub label: String,
    pub words: Vec<OsString>,
    /// A file, or a folder of them.
    pub input: PathBuf,
    /// Uncompressed.
    pub bytes: u64,
    /// Whether its output may go to nowhere.
    pub is_copy: bool,
    /// Whether the input is to come from the disk.
    pub is_cold: bool,
}

/// What the runs of one command come to.
pub struct Row {
    pub label: String,
    pub bytes: u64,
    /// Median, seconds.
    pub wall: f64,
    /// Median over the rounds of the time beside that of the reference in the same round.
    pub ratio: f64,
    /// Median, seconds of all processors.
    pub cpu: f64,
    /// Largest, MiB.
    pub peak: f64,
}

/// Runs all, `rounds` times; the ratios are those to the run of the number `reference`.
pub fn rows(runs: &[Run], reference: usize, rounds: usize, folder: &Path) -> io::Result<Vec<Row>> {
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); runs.len()];
    for _ in 0..rounds {
        for (run, costs) in runs.iter().zip(&mut costs) {
            if run.is_cold {
                forget(&run.input)?;
            } else {
                warm(&run.input)?;
            }
            let output = if run.is_copy { "/dev/null".into() } else { folder.join("output") };
            costs.push(measure(&run.words, &output)?);
        }
    }
    let row = |(run, own): (&Run, &Vec<Cost>)| Row {
        label: run.label.clone(),
        bytes: run.bytes,
        wall: median(own.iter().map(|cost| cost.wall)),
        ratio: median(own.iter().zip(&costs[reference]).map(|(own, other)| own.wall / other.wall)),
        cpu: median(own.iter().map(|cost| cost.cpu)),
        peak: own.iter().map(|cost| cost.peak).fold(0.0, f64::max),
    };
    Ok(runs.iter().zip(&costs).map(row).collect())
}

/// The middle one; of an even number the mean of the two.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Reads the input once: a machine that lends its memory may have taken the pages back since the last round.
fn warm(input: &Path) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 20];
    each_file(input, &mut |mut file| {
        while file.read(&mut buffer)? > 0 {}
        Ok(())
    })
}

/// Has the kernel give up the pages of the input, which must be on the disk for that.
fn forget(input: &Path) -> io::Result<()> {
    use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
    each_file(input, &mut |file| {
        file.sync_all()?;
        Ok(posix_fadvise(file, 0, 0, PosixFadviseAdvice::POSIX_FADV_DONTNEED)?)
    })
}

#[expect(clippy::disallowed_methods, reason = "a bench reads its own logs")]
fn each_file(input: &Path, work: &mut dyn FnMut(File) -> io::Result<()>) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(input) {
        let entry = entry?;
        if entry.file_type().is_file() {
            work(File::open(entry.path())?)?;
        }
    }
    Ok(())
}

/// Bytes of a file, or of all below a folder.
pub fn size(input: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    each_file(input, &mut |file| {
        bytes += file.metadata()?.len();
        Ok(())
    })?;
    Ok(bytes)
}

/// Deletes an input.
pub fn delete(input: &Path) -> io::Result<()> {
    if input.is_dir() { fs::remove_dir_all(input) } else { fs::remove_file(input) }
}
