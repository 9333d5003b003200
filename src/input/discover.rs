//! From paths, directories, globs and `-` to a sorted list of sources.

mod filter;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ffi::OsString,
    fs::Metadata,
    io,
    path::{Path, PathBuf},
};

use globset::GlobSet;
use walkdir::{DirEntry, WalkDir};

pub use self::filter::Filter;
pub(crate) use self::filter::glob_base;
use self::filter::globs;
use super::{
    layout::Identity,
    shown::{display_name, io_message},
    source::{
        OnDisk, Origin, Source, absolute, is_crash_dump, is_redirection_folder, is_redirection_log,
    },
};
use crate::{
    error::{Error, Result},
    problem::{Problem, ProblemKind},
};

/// Deepest folder that is entered below a root.
const MAX_DEPTH: usize = 64;

/// What to look for.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct DiscoverOptions {
    /// Only files below a directory whose path fits one of these globs; all when empty.
    pub include: Vec<String>,
    /// No file that fits one of these.
    pub exclude: Vec<String>,
    /// What standard input is called: a path, so that instance and module can be read from it.
    pub stdin_name: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Discovery {
    /// Sorted by name, each file once.
    pub sources: Vec<Source>,
    /// Paths that were left out, and why.
    pub problems: Vec<Problem>,
    /// Folders that were given and taken as a whole: what is not in them is not there.
    pub folders: BTreeSet<String>,
    /// Redirection folders below them that hold no log.
    pub empty_folders: BTreeMap<String, Identity>,
    /// What is wanted of archives among the sources.
    pub filter: Filter,
}

/// Finds the sources that the paths stand for.
///
/// # Errors
/// When a glob is malformed, or when none of the paths exists.
pub fn discover(paths: &[PathBuf], options: &DiscoverOptions) -> Result<Discovery> {
    let filter = Filter::new(&options.include, &options.exclude)?;
    let found = Discovery { filter, ..Discovery::default() };
    let folder = (PathBuf::new(), PathBuf::new());
    let mut finder = Finder { seen: HashSet::new(), folder, found };
    for path in paths {
        if path.as_os_str() == "-" {
            finder.stdin(options.stdin_name.as_deref());
        } else {
            finder.path(path);
        }
    }
    let mut found = finder.found;
    found.sources.sort_by(|a, b| a.name.cmp(&b.name));
    found.problems.sort();
    let is_missing = |problem: &Problem| problem.kind == ProblemKind::NotFound;
    if found.sources.is_empty() && !paths.is_empty() && found.problems.iter().all(is_missing) {
        let names: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        let what =
            if found.problems.is_empty() { "no file in" } else { "no such file or directory:" };
        return Err(Error::nothing(format!("{what} {}", names.join(", "))));
    }
    Ok(found)
}

struct Finder {
    /// Files by identity, so that one that is named twice counts once.
    seen: HashSet<OsString>,
    /// The folder of the last file, as it was walked to and from the root on.
    folder: (PathBuf, PathBuf),
    found: Discovery,
}

impl Finder {
    fn stdin(&mut self, name: Option<&str>) {
        if !self.seen.insert(OsString::from("-")) {
            return;
        }
        let name = name.unwrap_or("<stdin>");
        self.found.sources.push(Source {
            name: name.to_owned(),
            origin: Origin::Stdin,
            identity: Identity::of(Path::new(name)).into(),
            is_explicit: true,
            is_link: false,
            size: 0,
            disk: OnDisk::default(),
            is_crash_dump: false,
        });
    }

    fn path(&mut self, path: &Path) {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => self.directory(path, None),
            Ok(meta) if meta.is_file() => {
                let before = self.found.sources.len();
                self.file(path, absolute(path), &meta, true);
                if let Some(source) = self.found.sources.get_mut(before) {
                    source.is_link = path.is_symlink();
                }
            }
            Ok(_) => self.problem(path, ProblemKind::Special, "neither a file nor a directory"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.glob(path),
            Err(error) => self.problem(path, ProblemKind::Unreadable, &io_message(&error)),
        }
    }

    /// What a path stands for that is no file: a pattern that no shell has read.
    fn glob(&mut self, path: &Path) {
        let pattern = glob_base(path).and_then(|base| {
            // The walk says `./x` below the current directory, so the pattern must too.
            let is_bare = base == Path::new(".") && !path.starts_with(".");
            let full = if is_bare { base.join(path) } else { path.to_owned() };
            // A name with a bracket need not be a glob.
            let glob = globs(&[full.to_string_lossy().into_owned()]).ok()??;
            Some((base, glob))
        });
        match pattern {
            Some((base, glob)) => self.directory(&base, Some(&glob)),
            None => self.problem(path, ProblemKind::NotFound, "no such file or directory"),
        }
    }

    /// Every regular file below a directory; links are named, not followed.
    fn directory(&mut self, root: &Path, only: Option<&GlobSet>) {
        let is_whole = only.is_none() && self.found.filter.is_empty();
        let mut empty = BTreeSet::new();
        let walk = WalkDir::new(root).follow_links(false).max_depth(MAX_DEPTH).sort_by_file_name();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    note_redirection(&entry, &mut empty);
                    self.entry(&entry, only);
                }
                Err(error) => {
                    let path = error.path().unwrap_or(root);
                    // What is in there cannot be told.
                    empty.remove(path);
                    let message = error.io_error().map_or_else(|| error.to_string(), io_message);
                    self.problem(path, ProblemKind::Unreadable, &message);
                }
            }
        }
        if is_whole {
            self.found.folders.insert(display_name(root));
            for folder in empty {
                let identity = Identity::of(&absolute(&folder).join("0x0.log"));
                self.found.empty_folders.insert(display_name(&folder), identity);
            }
        }
    }

    /// One thing below a directory.
    fn entry(&mut self, entry: &DirEntry, only: Option<&GlobSet>) {
        let (path, kind) = (entry.path(), entry.file_type());
        if kind.is_dir() {
            if entry.depth() == MAX_DEPTH {
                self.problem(path, ProblemKind::Unreadable, "too deep: not entered");
            }
            return;
        }
        let is_asked_for = only.is_none_or(|glob| glob.is_match(path));
        if !is_asked_for || !self.found.filter.wants(path) {
            return;
        }
        if kind.is_symlink() {
            let message = "link not followed; name its target to have it read";
            self.problem(path, ProblemKind::Link, message);
        } else if !kind.is_file() {
            self.problem(path, ProblemKind::Special, "neither a file nor a directory");
        } else {
            match entry.metadata() {
                Ok(about) => {
                    let absolute = self.absolute(path);
                    self.file(path, absolute, &about, only.is_some());
                }
                Err(error) => self.problem(path, ProblemKind::Unreadable, &error.to_string()),
            }
        }
    }

    /// The path of a file that is no link, from the root on: to ask the system costs a call for each folder above.
    fn absolute(&mut self, path: &Path) -> PathBuf {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return absolute(path);
        };
        if self.folder.0.as_os_str() != folder.as_os_str() {
            self.folder = (folder.to_owned(), absolute(folder));
        }
        self.folder.1.join(name)
    }

    fn file(&mut self, path: &Path, absolute: PathBuf, about: &Metadata, is_explicit: bool) {
        let identity = Identity::of(&absolute).into();
        if !self.seen.insert(absolute.into_os_string()) {
            return;
        }
        let is_crash_dump = !is_explicit && is_crash_dump(path);
        if is_crash_dump {
            self.problem(path, ProblemKind::CrashDump, "a process crashed here; not read");
        }
        self.found.sources.push(Source {
            name: display_name(path),
            identity,
            origin: Origin::File(path.to_owned()),
            is_explicit,
            is_link: false,
            size: about.len(),
            disk: OnDisk::of(about),
            is_crash_dump,
        });
    }

    fn problem(&mut self, path: &Path, kind: ProblemKind, message: &str) {
        self.found.problems.push(Problem {
            source: display_name(path),
            offset: None,
            kind,
            message: message.to_owned(),
        });
    }
}

/// Keeps the redirection folders in which no log was met yet.
fn note_redirection(entry: &DirEntry, empty: &mut BTreeSet<PathBuf>) {
    let path = entry.path();
    if !entry.file_type().is_dir() {
        if let Some(folder) = path.parent().filter(|_| is_redirection_log(path)) {
            empty.remove(folder);
        }
    } else if is_redirection_folder(path) {
        empty.insert(path.to_owned());
    }
}

#[cfg(test)]
mod tests;
