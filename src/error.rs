//! What stops a run: bad options, a bad rule file, nothing to analyse. Everything milder is a *problem* (kept in the
//! summary and shown) or a *count*.

use std::path::{Path, PathBuf};

/// A failure that stops the run. Ask it what it is; its text says what, where and what to do.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Kind);

/// The kinds, private so that one can be added without breaking anyone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{0}")]
    NothingToAnalyse(String),
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Rules(String),
}

/// What the library returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Kind::Io { path: path.to_owned(), source }.into()
    }

    pub(crate) fn nothing(message: impl Into<String>) -> Self {
        Kind::NothingToAnalyse(message.into()).into()
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Kind::Usage(message.into()).into()
    }

    pub(crate) fn rules(message: impl Into<String>) -> Self {
        Kind::Rules(message.into()).into()
    }

    /// Whether there was no log to read (exit code 2, with a hint in the message).
    #[must_use]
    pub fn is_nothing_to_analyse(&self) -> bool {
        matches!(self.0, Kind::NothingToAnalyse(_))
    }

    /// Whether a rule file is at fault.
    #[must_use]
    pub fn is_rules(&self) -> bool {
        matches!(self.0, Kind::Rules(_))
    }
}
