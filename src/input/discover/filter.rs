//! Which files are wanted: the globs of `--include`, `--exclude` and of paths.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::{Error, Result};

/// Which files are wanted, by their paths.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Filter {
    /// What fits one of the first globs, if there are any, and none of the others.
    pub(super) fn new(include: &[String], exclude: &[String]) -> Result<Self> {
        Ok(Self { include: globs(include)?, exclude: globs(exclude)? })
    }

    /// Whether every file is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.include.is_none() && self.exclude.is_none()
    }

    /// Whether a file in a folder is wanted.
    pub(super) fn wants(&self, path: &Path) -> bool {
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

/// Globs as one question; `None` when there are none.
pub(super) fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
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
