//! Where reports go: what an argument of `--output` means, and what must not be written over.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::publish::folder;
use crate::{
    input::{Origin, Source},
    render::{RENDERERS, Renderer, tables},
};

/// Where one report goes.
pub(in crate::cli) enum Target {
    /// One file, by the renderer that its ending asks for.
    File(PathBuf, &'static dyn Renderer),
    /// A folder for all tables.
    Tables(PathBuf),
}

impl Target {
    /// Reads an argument of `--output`.
    pub(in crate::cli) fn parse(path: &Path) -> anyhow::Result<Target> {
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
    pub(in crate::cli) fn folder(&self) -> &Path {
        match self {
            Target::File(path, _) => folder(path),
            Target::Tables(folder) => folder,
        }
    }

    /// The folder that has to be opened for writing: its own, or for tables whose folder is still to be made the one right above
    /// it. `None` when that is not there either: then nothing can be written.
    pub(in crate::cli) fn existing_folder(&self) -> Option<&Path> {
        let above = match self {
            Target::File(..) => None,
            Target::Tables(made) => Some(folder(made)),
        };
        [Some(self.folder()), above].into_iter().flatten().find(|folder| folder.is_dir())
    }

    /// Refuses to overwrite what is to be read, under whatever name.
    pub(in crate::cli) fn refuse_inputs(&self, sources: &[Source]) -> anyhow::Result<()> {
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
    pub(super) fn files(&self) -> Vec<(PathBuf, &'static dyn Renderer)> {
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
