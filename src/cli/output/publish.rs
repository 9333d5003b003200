//! The moment in which finished files get their names: all of them, or none.
//!
//! A file system renames one file at a time, so what was there before is kept under a second name until every rename is
//! done and the folders are synced. What fails meanwhile is undone in reverse order. Only a kill in between, or a file
//! system that refuses the way back as well, can leave some reports new and some old; each is whole all the same.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile, TempPath};

use super::NotWritten;
use crate::input::io_message;

/// Beginning of the names of files that vanish again.
pub(super) const PREFIX: &str = ".nltriage-";

/// A finished file under another name, and the name that it is to get. It is closed: there may be more reports than a process
/// may have open files.
pub(super) type Finished = (TempPath, PathBuf);

/// Gives finished files their names, and syncs their folders and `more_folders`. When anything fails, what had these
/// names before has them again.
pub(super) fn publish(finished: Vec<Finished>, more_folders: &[PathBuf]) -> Result<(), NotWritten> {
    let mut folders: BTreeSet<PathBuf> = more_folders.iter().cloned().collect();
    folders.extend(finished.iter().map(|(_, path)| folder(path).to_owned()));
    let mut placed = Vec::new();
    let outcome = place_all(finished, &mut placed).and_then(|()| {
        let sync = |folder: &PathBuf| sync(folder).map_err(|error| NotWritten::new(folder, &error));
        folders.iter().try_for_each(sync)
    });
    outcome.map_err(|failure| {
        let lost = placed.into_iter().rev().filter_map(|placed: Placed| placed.undo());
        lost.fold(failure, |failure, lost| failure.and(&lost))
    })
}

/// The folder that a path lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn place_all(finished: Vec<Finished>, placed: &mut Vec<Placed>) -> Result<(), NotWritten> {
    for (file, path) in finished {
        let before = keep(&path).map_err(|error| NotWritten::new(&path, &error))?;
        let has_moved = matches!(before, Before::Moved(_));
        let now = Placed { path: path.clone(), before };
        let outcome = file.persist(&path).map_err(|error| NotWritten::new(&path, &error.error));
        // What kept its name needs no way back.
        if outcome.is_ok() || has_moved {
            placed.push(now);
        }
        outcome?;
    }
    Ok(())
}

/// What had a name before.
enum Before {
    Nothing,
    /// It has a second name, which vanishes.
    Linked(TempPath),
    /// It has only this other name.
    Moved(TempPath),
}

/// A name that was taken, and what had it before.
struct Placed {
    path: PathBuf,
    before: Before,
}

impl Placed {
    /// Puts back what was there. Says so if that fails; the earlier report is then left under its second name.
    fn undo(self) -> Option<String> {
        let before = match self.before {
            Before::Linked(before) | Before::Moved(before) => before,
            Before::Nothing => {
                let removed = fs::remove_file(&self.path).err();
                let is_left = |error: &io::Error| error.kind() != io::ErrorKind::NotFound;
                return removed.filter(is_left).map(|error| {
                    let (path, why) = (self.path.display(), io_message(&error));
                    format!("{path} is new, and cannot be removed: {why}")
                });
            }
        };
        match fs::rename(&before, &self.path) {
            Ok(()) => None,
            Err(error) => {
                let (name, why) = (before.display().to_string(), io_message(&error));
                let _ = before.keep();
                Some(format!("the earlier report could not be put back ({why}), and is now {name}"))
            }
        }
    }
}

/// Gives what has this name a second one beside it. A link is kept as a link: it is replaced, not what it leads to.
fn keep(path: &Path) -> io::Result<Before> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Before::Nothing),
        Err(error) => return Err(error),
        Ok(_) => {}
    }
    let second = |take: fn(&Path, &Path) -> io::Result<()>| {
        let mut builder = Builder::new();
        let builder = builder.prefix(PREFIX).suffix(".old");
        builder.make_in(folder(path), |name| take(path, name)).map(NamedTempFile::into_temp_path)
    };
    // File systems without hard links, and files of somebody else: for a moment nothing has the name then.
    second(|path, name| fs::hard_link(path, name))
        .map(Before::Linked)
        .or_else(|_| second(|path, name| fs::rename(path, name)).map(Before::Moved))
}

/// Makes the names of a folder last. Where a folder cannot be opened or synced for what it is, the files themselves are
/// synced all the same.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    let synced = match fs::File::options().read(true).open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        Err(_) => Ok(()),
    };
    let is_no_matter = |error: &io::Error| {
        matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported)
    };
    synced.or_else(|error| if is_no_matter(&error) { Ok(()) } else { Err(error) })
}

/// Folders are no files there.
#[cfg(not(unix))]
fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make files and read them")]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// A folder with an old report `a` and a folder `b`.
    fn reports() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a directory");
        fs::write(dir.path().join("a"), "old").expect("written");
        fs::create_dir_all(dir.path().join("b/inside")).expect("made");
        dir
    }

    fn finished(folder: &Path, name: &str) -> Finished {
        let mut file = NamedTempFile::new_in(folder).expect("made");
        file.write_all(b"new").expect("written");
        (file.into_temp_path(), folder.join(name))
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("readable");
        let name = |entry: io::Result<fs::DirEntry>| entry.expect("one").file_name();
        let mut names: Vec<_> = entries.map(|e| name(e).into_string().expect("ASCII")).collect();
        names.sort();
        names
    }

    #[test]
    fn all_names_are_taken_and_nothing_else_is_left() {
        let dir = reports();
        let files = vec![finished(dir.path(), "a"), finished(dir.path(), "c")];
        publish(files, &[]).expect("published");
        for name in ["a", "c"] {
            assert_eq!(fs::read_to_string(dir.path().join(name)).expect("there"), "new");
        }
        assert_eq!(names(dir.path()), ["a", "b", "c"]);
    }

    #[test]
    fn when_one_name_cannot_be_taken_all_are_as_before() {
        let dir = reports();
        let blocked = dir.path().join("a/below");
        let mut files = vec![finished(dir.path(), "c"), finished(dir.path(), "a")];
        let file = NamedTempFile::new_in(dir.path()).expect("made");
        files.push((file.into_temp_path(), blocked));
        publish(files, &[]).expect_err("`a` is no folder");
        assert_eq!(fs::read_to_string(dir.path().join("a")).expect("there"), "old");
        assert_eq!(names(dir.path()), ["a", "b"]);
    }

    #[test]
    fn a_folder_that_cannot_be_synced_undoes_everything() {
        let dir = reports();
        let files = vec![finished(dir.path(), "a"), finished(dir.path(), "c")];
        let gone = dir.path().join("gone");
        publish(files, &[gone]).expect_err("there is no such folder");
        assert_eq!(fs::read_to_string(dir.path().join("a")).expect("there"), "old");
        assert_eq!(names(dir.path()), ["a", "b"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_is_not() {
        let dir = reports();
        let (link, dangling) = (dir.path().join("l"), dir.path().join("m"));
        std::os::unix::fs::symlink("a", &link).expect("linked");
        std::os::unix::fs::symlink("nowhere", &dangling).expect("linked");
        let files = || vec![finished(dir.path(), "l"), finished(dir.path(), "m")];
        publish(files(), &[dir.path().join("gone")]).expect_err("there is no such folder");
        assert_eq!(fs::read_link(&link).expect("a link again"), Path::new("a"));
        assert_eq!(fs::read_link(&dangling).expect("a link again"), Path::new("nowhere"));
        publish(files(), &[]).expect("published");
        assert_eq!(fs::read_to_string(&link).expect("there"), "new");
        assert_eq!(fs::read_to_string(dir.path().join("a")).expect("there"), "old");
        assert_eq!(names(dir.path()), ["a", "b", "l", "m"]);
    }
}
