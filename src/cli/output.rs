//! Reports as files: all or none, and never half a file.
//!
//! Each is written beside its target under another name, flushed and synced; only when all of them are there do they get
//! their names (`publish.rs`). An older report stays as it was when anything fails, or when somebody stops the run.

mod publish;
mod target;

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use publish::{Finished, PREFIX, folder, publish};
pub(super) use target::Target;
use tempfile::TempPath;

use super::interrupt::{Interrupt, Stopped};
use crate::{
    render::{Renderer, Style},
    report::Report,
};

/// A report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {message}", path.display())]
pub(super) struct NotWritten {
    path: PathBuf,
    message: String,
}

impl NotWritten {
    pub(super) fn new(path: &Path, error: &io::Error) -> Self {
        Self { path: path.to_owned(), message: crate::input::io_message(error) }
    }

    /// The same failure, with what followed from it.
    fn and(mut self, more: &str) -> Self {
        self.message = format!("{}; {more}", self.message);
        self
    }
}

/// Writes all reports, or none of them.
///
/// # Errors
/// [`NotWritten`], or [`Stopped`] when a signal came before the reports got their names. One that comes later stops nothing.
pub(super) fn write_all(
    targets: &[Target],
    report: &Report,
    style: &Style,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    // From here on there are files to take away.
    let held = interrupt.hold();
    let mut folders = Folders::default();
    let outcome = finish_and_publish(targets, report, style, interrupt, &mut folders);
    drop(folders);
    drop(held);
    outcome
}

fn finish_and_publish(
    targets: &[Target],
    report: &Report,
    style: &Style,
    interrupt: &Interrupt,
    folders: &mut Folders,
) -> anyhow::Result<()> {
    let finished = finish_all(targets, report, style, interrupt, folders);
    // That somebody stopped the run is also why it could not be written.
    if let Some(signal) = interrupt.stopped() {
        return Err(Stopped { signal }.into());
    }
    publish(finished?, &folders.parents())?;
    folders.keep();
    Ok(())
}

fn finish_all(
    targets: &[Target],
    report: &Report,
    style: &Style,
    interrupt: &Interrupt,
    folders: &mut Folders,
) -> Result<Vec<Finished>, NotWritten> {
    let mut finished = Vec::new();
    for target in targets {
        finished.extend(finish(target, report, style, interrupt, folders)?);
    }
    Ok(finished)
}

/// The files of a target, finished, but for their names.
fn finish(
    target: &Target,
    report: &Report,
    style: &Style,
    interrupt: &Interrupt,
    folders: &mut Folders,
) -> Result<Vec<Finished>, NotWritten> {
    if let Target::Tables(folder) = target {
        folders.make(folder).map_err(|error| NotWritten::new(folder, &error))?;
    }
    let finish = |(path, renderer): (PathBuf, &dyn Renderer)| {
        let file = write_beside(&path, renderer, report, style, interrupt);
        file.map_err(|error| NotWritten::new(&path, &error)).map(|file| (file, path))
    };
    target.files().into_iter().map(finish).collect()
}

/// Folders that were made for the tables; they vanish again when nothing was written.
#[derive(Default)]
struct Folders(Vec<PathBuf>);

impl Folders {
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        if !folder.is_dir() {
            fs::create_dir(folder)?;
            self.0.push(folder.to_owned());
        }
        Ok(())
    }

    /// Where the names of new folders are written down.
    fn parents(&self) -> Vec<PathBuf> {
        self.0.iter().map(|made| folder(made).to_owned()).collect()
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // One that is not empty any more is not ours alone.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A finished file with another name in the folder of its target, for its owner only; it vanishes unless it is renamed.
fn write_beside(
    path: &Path,
    renderer: &dyn Renderer,
    report: &Report,
    style: &Style,
    interrupt: &Interrupt,
) -> io::Result<TempPath> {
    if path.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let beside = tempfile::Builder::new().prefix(PREFIX).suffix(".tmp").tempfile_in(folder(path));
    let mut file = beside?;
    {
        let stoppable = Stoppable { file: file.as_file_mut(), interrupt };
        let mut out = io::BufWriter::with_capacity(64 << 10, stoppable);
        renderer.render(report, style, &mut out)?;
        out.flush()?;
    }
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}

/// A file that takes no more once somebody has stopped the run.
struct Stoppable<'a> {
    file: &'a mut File,
    interrupt: &'a Interrupt,
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.interrupt.stopped() {
            Some(signal) => Err(io::Error::other(Stopped { signal })),
            None => self.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
