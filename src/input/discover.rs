//! From paths, directories, globs and `-` to a sorted list of sources.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ffi::OsString,
    fmt::Write as _,
    fs::Metadata,
    io,
    path::{Path, PathBuf},
};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use super::{
    layout::Identity,
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

/// Which files are wanted, by their paths.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Filter {
    /// Whether every file is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.include.is_none() && self.exclude.is_none()
    }

    /// Whether a file in a folder is wanted.
    fn wants(&self, path: &Path) -> bool {
        self.include.as_ref().is_none_or(|glob| glob.is_match(path))
            && self.exclude.as_ref().is_none_or(|glob| !glob.is_match(path))
    }

    /// Whether a member of an archive is wanted; who asks for an archive asks for all that is not excluded.
    #[must_use]
    pub fn wants_member(&self, archive: &str, path: &str) -> bool {
        let is_asked_for = self.include.as_ref().is_some_and(|glob| glob.is_match(archive));
        let is_excluded = self.exclude.as_ref().is_some_and(|glob| glob.is_match(path));
        !is_excluded && (is_asked_for || self.wants(Path::new(path)))
    }
}

/// Finds the sources that the paths stand for.
///
/// # Errors
/// When a glob is malformed, or when none of the paths exists.
pub fn discover(paths: &[PathBuf], options: &DiscoverOptions) -> Result<Discovery> {
    let filter = Filter { include: globs(&options.include)?, exclude: globs(&options.exclude)? };
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
            Err(error) if error.kind() == io::ErrorKind::NotFound => match glob_base(path) {
                Some(base) => {
                    // The walk says `./x` below the current directory, so the pattern must too.
                    let full = if base == Path::new(".") && !path.starts_with(".") {
                        base.join(path)
                    } else {
                        path.to_owned()
                    };
                    match globs(&[full.to_string_lossy().into_owned()]) {
                        Ok(glob) => self.directory(&base, glob.as_ref()),
                        // A name with a bracket that is no glob either.
                        Err(_) => {
                            self.problem(path, ProblemKind::NotFound, "no such file or directory");
                        }
                    }
                }
                None => {
                    self.problem(path, ProblemKind::NotFound, "no such file or directory");
                }
            },
            Err(error) => self.problem(path, ProblemKind::Unreadable, &io_message(&error)),
        }
    }

    /// Every regular file below a directory; links are named, not followed.
    fn directory(&mut self, root: &Path, only: Option<&GlobSet>) {
        let is_whole = only.is_none() && self.found.filter.is_empty();
        let mut empty = BTreeSet::new();
        let walk = WalkDir::new(root).follow_links(false).max_depth(MAX_DEPTH).sort_by_file_name();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    // What is in there cannot be told.
                    empty.remove(&path);
                    let message = error.io_error().map_or_else(|| error.to_string(), io_message);
                    self.problem(&path, ProblemKind::Unreadable, &message);
                    continue;
                }
            };
            let path = entry.path();
            let kind = entry.file_type();
            let is_wanted =
                only.is_none_or(|glob| glob.is_match(path)) && self.found.filter.wants(path);
            if kind.is_dir() {
                if is_redirection_folder(path) {
                    empty.insert(path.to_owned());
                }
                if entry.depth() == MAX_DEPTH {
                    self.problem(path, ProblemKind::Unreadable, "too deep: not entered");
                }
                continue;
            }
            if let Some(folder) = path.parent().filter(|_| is_redirection_log(path)) {
                empty.remove(folder);
            }
            if !is_wanted {
            } else if kind.is_symlink() {
                let message = "link not followed; name its target to have it read";
                self.problem(path, ProblemKind::Link, message);
            } else if !kind.is_file() {
                self.problem(path, ProblemKind::Special, "neither a file nor a directory");
            } else {
                match entry.metadata() {
                    Ok(meta) => {
                        let absolute = self.absolute(path);
                        self.file(path, absolute, &meta, only.is_some());
                    }
                    Err(error) => self.problem(path, ProblemKind::Unreadable, &error.to_string()),
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

/// A path as text; bytes that are no UTF-8 are shown as `\xff`, so that two such names stay two.
fn display_name(path: &Path) -> String {
    display_bytes(path.as_os_str().as_encoded_bytes())
}

/// A name as text, in the same way.
pub(super) fn display_bytes(bytes: &[u8]) -> String {
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    name
}

/// What an I/O error says, without the number that Rust appends.
pub(crate) fn io_message(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        // A pattern without a slash means the file name, wherever it is.
        let anchored =
            if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
        let glob = GlobBuilder::new(&anchored)
            .literal_separator(true)
            .build()
            .map_err(|error| Error::usage(format!("glob `{pattern}`: {}", error.kind())))?;
        set.add(glob);
    }
    Ok(Some(set.build().map_err(|error| Error::usage(error.to_string()))?))
}

/// The folder above the first component that holds a glob sign; `None` when there is no such sign.
pub(crate) fn glob_base(path: &Path) -> Option<PathBuf> {
    let is_glob = |part: &std::ffi::OsStr| part.to_string_lossy().contains(['*', '?', '[', '{']);
    let fixed = path.iter().take_while(|part| !is_glob(part)).collect::<PathBuf>();
    if fixed.as_os_str() == path.as_os_str() || !path.iter().any(is_glob) {
        return None;
    }
    let base = if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed };
    base.is_dir().then_some(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a directory");
        for name in
            ["var/prod1/log/web.log", "var/prod1/log/mta.log", "var/core.4711", "conf/a.xml"]
        {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("inside")).expect("made");
            std::fs::File::create(path).expect("made");
        }
        dir
    }

    fn names(found: &Discovery, dir: &tempfile::TempDir) -> Vec<String> {
        let root = format!("{}/", dir.path().display());
        found.sources.iter().map(|source| source.name.replace(&root, "")).collect()
    }

    #[test]
    fn a_directory_is_walked_in_order_and_crash_dumps_are_only_named() {
        let dir = tree();
        let found = discover(&[dir.path().to_owned()], &DiscoverOptions::default()).expect("found");
        assert_eq!(
            names(&found, &dir),
            ["conf/a.xml", "var/core.4711", "var/prod1/log/mta.log", "var/prod1/log/web.log"]
        );
        assert_eq!(found.problems.len(), 1);
        assert_eq!(found.problems[0].kind, ProblemKind::CrashDump);
    }

    #[test]
    fn a_file_that_is_named_twice_counts_once_and_globs_are_expanded() {
        let dir = tree();
        let web = dir.path().join("var/prod1/log/web.log");
        let glob = dir.path().join("var/*/log/w*.log");
        let found = discover(&[web, glob], &DiscoverOptions::default()).expect("found");
        assert_eq!(names(&found, &dir), ["var/prod1/log/web.log"]);
    }

    #[test]
    fn include_and_exclude_choose_files() {
        let dir = tree();
        let options = DiscoverOptions {
            include: vec!["*.log".to_owned()],
            exclude: vec!["mta*".to_owned()],
            ..DiscoverOptions::default()
        };
        let found = discover(&[dir.path().to_owned()], &options).expect("found");
        assert_eq!(names(&found, &dir), ["var/prod1/log/web.log"]);
    }

    #[test]
    fn only_missing_paths_are_fatal_and_some_missing_are_named() {
        let dir = tree();
        let missing = dir.path().join("nowhere");
        let error = discover(std::slice::from_ref(&missing), &DiscoverOptions::default())
            .expect_err("nothing");
        assert!(error.is_nothing_to_analyse());
        let found = discover(&[missing, dir.path().to_owned()], &DiscoverOptions::default());
        assert!(
            found
                .expect("some")
                .problems
                .iter()
                .any(|problem| problem.kind == ProblemKind::NotFound)
        );
    }

    #[test]
    fn a_redirection_folder_without_logs_is_noted_where_all_of_a_folder_is_taken() {
        let dir = tree();
        let root = dir.path().to_owned();
        for folder in ["var/prod1/redir/log", "var/prod2/redir/log"] {
            std::fs::create_dir_all(root.join(folder)).expect("made");
        }
        std::fs::File::create(root.join("var/prod2/redir/log/0x00A1.log")).expect("made");
        std::fs::File::create(root.join("var/prod1/redir/log/.keep")).expect("made");
        let found =
            discover(std::slice::from_ref(&root), &DiscoverOptions::default()).expect("found");
        let empty: Vec<_> = found.empty_folders.values().collect();
        let instance = Some("prod1".to_owned());
        assert_eq!(empty, [&Identity { instance, module: "redirection".to_owned() }]);
        assert_eq!(found.folders.len(), 1);
        let include = DiscoverOptions { include: vec!["*.log".to_owned()], ..Default::default() };
        for (path, options) in
            [(root.clone(), include), (root.join("var/*/log"), DiscoverOptions::default())]
        {
            let found = discover(&[path], &options).unwrap_or_default();
            assert!(found.folders.is_empty() && found.empty_folders.is_empty());
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let dir = tree();
        std::os::unix::fs::symlink("/etc", dir.path().join("var/etc")).expect("linked");
        let found = discover(&[dir.path().to_owned()], &DiscoverOptions::default()).expect("found");
        assert!(names(&found, &dir).iter().all(|name| !name.contains("etc")));
        assert!(found.problems.iter().any(|problem| problem.kind == ProblemKind::Link));
    }
}
