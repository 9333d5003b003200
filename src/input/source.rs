//! A named origin of bytes, and what its name says about it.

use std::{
    fs::Metadata,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{archive::Member, layout::Identity};

/// Where the bytes of a source come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// An archive, which gives them when it is read: the source cannot be opened by itself. With the path in there.
    Archive(PathBuf),
}

/// A named origin of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as it was given or found, or the name for standard input. What lies in an archive is called
    /// `bundle.tar.gz!/var/prod1/log/web.log`. Sources are sorted by it.
    pub name: String,
    /// Where to read.
    pub origin: Origin,
    /// Instance and module, from the path.
    pub identity: Arc<Identity>,
    /// Whether the user named this very file; then it is read even when it does not look like a log.
    pub is_explicit: bool,
    /// Whether the path is a link that the user named, which is followed.
    pub is_link: bool,
    /// Size on disk in bytes, or what an archive says; zero for standard input.
    pub size: u64,
    /// What the file system says of it.
    pub disk: OnDisk,
    /// Whether the name says that it is the memory of a crashed process: evidence, but nothing to read.
    pub is_crash_dump: bool,
}

/// What the file system says of a file that is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OnDisk {
    /// Device and number, where the system has them: what tells a file whatever its name.
    pub file: Option<(u64, u64)>,
    /// Whether it has other names, too.
    pub has_links: bool,
    /// Whether it takes less room than its size says.
    pub has_holes: bool,
}

impl OnDisk {
    pub(super) fn of(about: &Metadata) -> Self {
        let (file, has_links) = file(about);
        Self { file, has_links, has_holes: has_holes(about) }
    }
}

impl Source {
    /// Whether the name says that it is a log: known module, or one of the usual endings.
    #[must_use]
    pub fn has_log_name(&self) -> bool {
        let name = self.path().to_string_lossy().to_ascii_lowercase();
        let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
        self.identity.module != Identity::UNKNOWN
            || file.contains(".log")
            || [".txt", ".out", ".err"].iter().any(|end| without_compression(file).ends_with(end))
    }

    /// The path as it was given or found, or as the archive has it. Ask it what the name of a file says: the name that is
    /// shown may be without an address, and then it has lost its ending as well.
    #[must_use]
    pub fn path(&self) -> &Path {
        match &self.origin {
            Origin::File(path) | Origin::Archive(path) => path,
            Origin::Stdin => Path::new(&self.name),
        }
    }

    /// The folder that it lies in, from the root on where the system can tell.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        let path = match &self.origin {
            Origin::File(path) => absolute(path),
            Origin::Stdin | Origin::Archive(_) => PathBuf::from(&self.name),
        };
        path.parent().map(Path::to_owned).unwrap_or_default()
    }

    /// A member of this archive, as if it were unpacked in a folder.
    #[must_use]
    pub fn member(&self, folder: &Path, member: &Member) -> Source {
        let path = Path::new(&member.path);
        Source {
            name: format!("{}!/{}", self.name, member.path),
            origin: Origin::Archive(path.to_owned()),
            identity: Arc::new(Identity::of(&folder.join(path))),
            is_explicit: false,
            is_link: false,
            size: member.size,
            disk: OnDisk::default(),
            is_crash_dump: is_crash_dump(path),
        }
    }
}

/// A name without the end that says how the file is compressed.
pub(super) fn without_compression(name: &str) -> &str {
    let ends = [".gz", ".zst", ".bz2", ".xz"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// Device and number of a file, and whether it has more names than one.
#[cfg(unix)]
fn file(about: &Metadata) -> (Option<(u64, u64)>, bool) {
    use std::os::unix::fs::MetadataExt as _;
    (Some((about.dev(), about.ino())), about.nlink() > 1)
}

#[cfg(not(unix))]
fn file(_about: &Metadata) -> (Option<(u64, u64)>, bool) {
    (None, false)
}

/// Whether a file takes less room than its size says.
#[cfg(unix)]
pub(super) fn has_holes(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    about.blocks().saturating_mul(512) < about.len()
}

#[cfg(not(unix))]
pub(super) fn has_holes(_about: &Metadata) -> bool {
    false
}

/// The path from the root on, where the system can tell it.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// `core.4711` and minidumps say that a process crashed; their content is not ours to read.
pub(super) fn is_crash_dump(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_core = name
        .strip_prefix("core.")
        .is_some_and(|pid| !pid.is_empty() && pid.bytes().all(|byte| byte.is_ascii_digit()));
    is_core || path.extension().is_some_and(|end| end.eq_ignore_ascii_case("mdmp"))
}

/// `var/<instance>/redir/log`
pub(crate) fn is_redirection_folder(path: &Path) -> bool {
    let is = |name: Option<&std::ffi::OsStr>, wanted| name.is_some_and(|name| name == wanted);
    is(path.file_name(), "log") && is(path.parent().and_then(Path::file_name), "redir")
}

/// `0x00000000000A1000.log`, copies and packed ones as well.
pub(crate) fn is_redirection_log(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("0x") || name.contains(".log")
}
