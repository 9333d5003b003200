//! Reports as files: all or none, and never half a file.
//!
//! Each is written beside its target under another name, flushed and synced; only when all of them are there are they
//! renamed. An older report stays as it was when anything fails.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{
    input::{Origin, Source},
    render::{RENDERERS, Renderer, Style, table_files, tables},
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

    /// Refuses to overwrite what is to be read.
    pub(super) fn refuse_inputs(&self, sources: &[Source]) -> anyhow::Result<()> {
        let paths = match self {
            Target::File(path, _) => vec![path.clone()],
            Target::Tables(folder) => table_files().map(|name| folder.join(name)).collect(),
        };
        let targets: Vec<_> = paths.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let is_target = |source: &&Source| match &source.origin {
            Origin::File(path) => fs::canonicalize(path).is_ok_and(|path| targets.contains(&path)),
            Origin::Stdin | Origin::Archive => false,
        };
        match sources.iter().find(is_target) {
            Some(source) => anyhow::bail!("{}: is an input and would be overwritten", source.name),
            None => Ok(()),
        }
    }

    /// The files of the target and their content, given as functions so that each is rendered straight to its file.
    fn files(&self, report: &Report, style: &Style) -> io::Result<Vec<(PathBuf, Content<'_>)>> {
        match self {
            Target::File(path, renderer) => Ok(vec![(path.clone(), Content::Rendered(*renderer))]),
            Target::Tables(folder) => {
                let tables = tables(report, style)?.into_iter();
                Ok(tables.map(|(name, bytes)| (folder.join(name), Content::Bytes(bytes))).collect())
            }
        }
    }
}

enum Content<'a> {
    Rendered(&'a dyn Renderer),
    Bytes(Vec<u8>),
}

/// Writes all reports, or none of them.
pub(super) fn write_all(
    targets: &[Target],
    report: &Report,
    style: &Style,
) -> Result<(), NotWritten> {
    let mut folders = Folders::default();
    let mut written: Vec<(NamedTempFile, PathBuf)> = Vec::new();
    for target in targets {
        let place = match target {
            Target::File(path, _) => path,
            Target::Tables(folder) => {
                folders.make(folder).map_err(|error| NotWritten::new(folder, &error))?;
                folder
            }
        };
        let files = target.files(report, style).map_err(|error| NotWritten::new(place, &error))?;
        for (path, content) in files {
            let file = write_beside(&path, &content, report, style)
                .map_err(|error| NotWritten::new(&path, &error))?;
            written.push((file, path));
        }
    }
    for (file, path) in written {
        file.persist(&path).map_err(|error| NotWritten::new(&path, &error.error))?;
        folders.keep();
    }
    Ok(())
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

/// A finished file with another name in the folder of its target; it vanishes unless it is renamed.
fn write_beside(
    path: &Path,
    content: &Content<'_>,
    report: &Report,
    style: &Style,
) -> io::Result<NamedTempFile> {
    if path.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    {
        let mut out = io::BufWriter::new(file.as_file_mut());
        match content {
            Content::Rendered(renderer) => renderer.render(report, style, &mut out)?,
            Content::Bytes(bytes) => out.write_all(bytes)?,
        }
        out.flush()?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}
