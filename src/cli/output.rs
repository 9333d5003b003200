//! Reports as files: all or none, and never half a file.
//!
//! Each is written beside its target under another name, flushed and synced; only when all of them are there do they get
//! their names (`publish.rs`). An older report stays as it was when anything fails, or when somebody stops the run.

mod publish;

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use publish::{Finished, PREFIX, folder, publish};
use tempfile::TempPath;

use super::interrupt::{Interrupt, Stopped};
use crate::{
    input::{Origin, Source},
    render::{RENDERERS, Renderer, Style, tables},
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

/// Where one report goes.
pub(super) enum Target {
    /// One file, by the renderer that its ending asks for.
    File(PathBuf, &'static dyn Renderer),
    /// A folder for all tables.
    Tables(PathBuf),
}

impl Target {
    /// Reads an argument of `--output`.
    pub(super) fn parse(path: &Path) -> anyhow::Result<Target> {
        let text = path.to_string_lossy();
        refuse_what_is_no_file(path)?;
        if text.ends_with('/') || path.is_dir() {
            return Ok(Target::Tables(path.to_owned()));
        }
        let suffix = path.extension().map(|end| end.to_string_lossy().to_lowercase());
        let renderer =
            RENDERERS.iter().find(|r| r.suffix().is_some() && r.suffix() == suffix.as_deref());
        let known: Vec<_> = RENDERERS.iter().filter_map(|r| r.suffix()).collect();
        match renderer {
            Some(renderer) => Ok(Target::File(path.to_owned(), *renderer)),
            None => anyhow::bail!(
                "{text}: the ending says what kind of report it is; known are .{} and DIR/ for all tables",
                known.join(" .")
            ),
        }
    }

    /// The folder that files are written to. It may have to be made first.
    pub(super) fn folder(&self) -> &Path {
        match self {
            Target::File(path, _) => folder(path),
            Target::Tables(folder) => folder,
        }
    }

    /// The folder that has to be opened for writing: its own, or for tables whose folder is still to be made the one right above
    /// it. `None` when that is not there either: then nothing can be written.
    pub(super) fn existing_folder(&self) -> Option<&Path> {
        let above = match self {
            Target::File(..) => None,
            Target::Tables(made) => Some(folder(made)),
        };
        [Some(self.folder()), above].into_iter().flatten().find(|folder| folder.is_dir())
    }

    /// Refuses to overwrite what is to be read, under whatever name.
    pub(super) fn refuse_inputs(&self, sources: &[Source]) -> anyhow::Result<()> {
        let targets: Vec<_> = self.files().iter().filter_map(|(path, _)| identity(path)).collect();
        let is_target = |source: &&Source| match &source.origin {
            Origin::File(_) => identity_of(source).is_some_and(|file| targets.contains(&file)),
            Origin::Stdin | Origin::Archive(_) => false,
        };
        if targets.is_empty() {
            return Ok(());
        }
        match sources.iter().find(is_target) {
            Some(source) => anyhow::bail!("{}: is an input and would be overwritten", source.name),
            None => Ok(()),
        }
    }

    /// The files of the target, and what each is rendered by.
    fn files(&self) -> Vec<(PathBuf, &'static dyn Renderer)> {
        let in_folder = |folder: &Path, table: &dyn Renderer| {
            folder.join(format!("{}.{}", table.name(), table.suffix().unwrap_or_default()))
        };
        match self {
            Target::File(path, renderer) => vec![(path.clone(), *renderer)],
            Target::Tables(folder) => {
                tables().map(|table| (in_folder(folder, table), table)).collect()
            }
        }
    }
}

/// A report replaces a file, so it cannot go into a pipe or a device.
fn refuse_what_is_no_file(path: &Path) -> anyhow::Result<()> {
    const INSTEAD: &str = "choose what goes to standard output with --format";
    if path == Path::new("-") {
        anyhow::bail!("`-` is no file; {INSTEAD}");
    }
    let is_special = |about: fs::Metadata| !about.is_file() && !about.is_dir();
    if fs::metadata(path).is_ok_and(is_special) {
        anyhow::bail!(
            "{}: is a device, a pipe or a socket, and no file; {INSTEAD}",
            path.display()
        );
    }
    Ok(())
}

/// What tells a file whatever its name: a hard link is the same file, too.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

/// That of a file which was found.
#[cfg(unix)]
fn identity_of(source: &Source) -> Option<(u64, u64)> {
    source.disk.file
}

/// As far as names tell.
#[cfg(not(unix))]
fn identity_of(source: &Source) -> Option<PathBuf> {
    identity(source.path())
}

/// As far as names tell.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
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
