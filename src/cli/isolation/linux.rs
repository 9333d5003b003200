//! Landlock, and the limits of a process.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, RestrictionStatus, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, Scope,
};
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use crate::{cli::output::Target, input::glob_base};

/// What is asked for; an older kernel gives what it knows (ABI 6: Linux 6.12).
const WANTED: ABI = ABI::V6;

/// Where zones lie, as jiff looks for them.
const ZONES: [&str; 3] = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

pub(super) fn no_core_dumps() {
    // A limit that cannot be lowered is not in the way of anything.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// What has to be read: what was named and is there, and zones.
#[expect(clippy::disallowed_methods, reason = "this is the rim")]
pub(super) fn readable(inputs: &[PathBuf]) -> Vec<PathBuf> {
    let zones = ZONES.iter().map(PathBuf::from).chain(std::env::var_os("TZDIR").map(PathBuf::from));
    inputs.iter().filter_map(|path| to_read(path)).chain(zones).collect()
}

/// What is opened for an input: the path, or the folder in which a glob is looked for. Standard input is open, and for what is
/// not there nothing is opened: the folder above it was not named.
fn to_read(path: &Path) -> Option<PathBuf> {
    if path.as_os_str() == "-" {
        None
    } else if path.exists() {
        Some(path.to_owned())
    } else {
        glob_base(path)
    }
}

/// The folders of reports.
pub(super) fn writable(targets: &[Target]) -> Vec<PathBuf> {
    targets.iter().filter_map(|target| target.existing_folder().map(Path::to_owned)).collect()
}

/// Leaves nothing but these; says what the system gave, `None` if it failed.
pub(super) fn enter(read: &[PathBuf], write: &[PathBuf]) -> Option<RestrictionStatus> {
    restrict(read, write).ok()
}

fn restrict(read: &[PathBuf], write: &[PathBuf]) -> Result<RestrictionStatus, RulesetError> {
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(WANTED))?
        .handle_access(AccessNet::from_all(WANTED))?
        .scope(Scope::from_all(WANTED))?
        .create()?;
    let reading = AccessFs::ReadFile | AccessFs::ReadDir;
    // What it takes to make a file under another name (it is opened for both ways), to keep the old one, and to rename or
    // remove both.
    let writing = AccessFs::ReadDir
        | AccessFs::ReadFile
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
        | AccessFs::MakeSym
        | AccessFs::RemoveFile
        | AccessFs::MakeDir
        | AccessFs::RemoveDir;
    for path in read {
        allow(&mut rules, path, reading);
    }
    for folder in write {
        allow(&mut rules, folder, writing);
    }
    rules.restrict_self()
}

/// What cannot be opened needs no rule, nor does a pipe: it is open, and belongs to no folder.
fn allow(rules: &mut RulesetCreated, path: &Path, access: BitFlags<AccessFs>) {
    let access = if path.is_dir() { access } else { access & AccessFs::from_file(WANTED) };
    if let Ok(opened) = PathFd::new(path) {
        let _ = rules.add_rule(PathBeneath::new(opened, access));
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make files and read them")]
mod tests {
    use std::{fs, io, net::TcpListener, process::Command, thread};

    use landlock::RulesetStatus;

    use super::*;

    fn is_refused<T>(outcome: io::Result<T>) -> bool {
        outcome.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    }

    /// Landlock holds for a thread, so a test can shut itself in without the others.
    #[test]
    fn what_was_not_named_can_neither_be_read_nor_written_nor_run() {
        let dir = tempfile::tempdir().expect("a directory");
        let [logs, reports, other] = ["logs", "reports", "other"].map(|name| {
            let folder = dir.path().join(name);
            fs::create_dir(&folder).expect("made");
            fs::write(folder.join("web.log"), "x").expect("written");
            folder
        });
        let test = || {
            let status = enter(std::slice::from_ref(&logs), std::slice::from_ref(&reports));
            let status = status.expect("no error");
            if status.ruleset == RulesetStatus::NotEnforced {
                return false;
            }
            assert_eq!(fs::read(logs.join("web.log")).expect("an input"), b"x");
            assert!(is_refused(fs::read(other.join("web.log"))), "it was not named");
            assert!(is_refused(fs::write(logs.join("new"), "x")), "an input is no output");
            assert!(is_refused(fs::write(other.join("new"), "x")), "it was not named");
            assert!(is_refused(fs::remove_file(logs.join("web.log"))), "an input is no output");
            fs::write(reports.join("new"), "x").expect("an output");
            fs::rename(reports.join("new"), reports.join("web.log")).expect("an output");
            assert!(is_refused(Command::new("/bin/true").status()), "no other program");
            if status.ruleset == RulesetStatus::FullyEnforced {
                assert!(is_refused(TcpListener::bind("127.0.0.1:0")), "no network");
            }
            true
        };
        let is_enforced = thread::scope(|scope| scope.spawn(test).join().expect("ends well"));
        if !is_enforced {
            // A named skip, not a silent one: the harness shows what a test wrote when it is asked to.
            skipped("Landlock is not there");
        }
    }

    #[expect(clippy::print_stderr, reason = "a test that says that it was skipped")]
    fn skipped(why: &str) {
        eprintln!("skipped: {why}");
    }

    #[test]
    fn inputs_open_what_they_name_and_what_is_not_there_opens_nothing() {
        let dir = tempfile::tempdir().expect("a directory");
        let below = |path: &str| dir.path().join(path);
        assert_eq!(to_read(dir.path()).as_deref(), Some(dir.path()));
        assert_eq!(to_read(&below("b*.log")).as_deref(), Some(dir.path()));
        assert_eq!(to_read(Path::new("no-such-file*")).as_deref(), Some(Path::new(".")));
        for missing in ["-", "no-such-file", "/no-such/mta.log", "/no-such/*.log", "/no-such.log"] {
            assert_eq!(to_read(Path::new(missing)), None, "{missing}");
        }
        assert_eq!(to_read(&below("a/b*.log")), None);
    }

    #[test]
    fn reports_open_their_folder_or_the_one_that_theirs_is_made_in() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::create_dir(dir.path().join("there")).expect("made");
        let opened = |path: &str| {
            let target = Target::parse(&dir.path().join(path)).expect("a report");
            writable(&[target])
        };
        assert_eq!(opened("r.json"), [dir.path()]);
        assert_eq!(opened("there/"), [dir.path().join("there")]);
        assert_eq!(opened("tables/"), [dir.path()]);
        for missing in ["a/r.json", "a/tables/", "/no-such/r.json", "/no-such/a/tables/"] {
            assert_eq!(opened(missing), [] as [PathBuf; 0], "{missing}");
        }
        let here = Target::parse(Path::new("no-such-tables/")).expect("a report");
        assert_eq!(writable(&[here]), [Path::new(".")]);
    }

    #[test]
    fn this_process_leaves_no_memory_behind() {
        no_core_dumps();
        let limit = rustix::process::getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
