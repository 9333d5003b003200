//! The earlier report of `--baseline`, as a file.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

use crate::{
    error::Error,
    input::{Origin, Source, io_message},
    report::Baseline,
};

/// Largest file that is read: reports hold a few megabytes, and this one is held in memory.
const MAX_BYTES: u64 = 256 << 20;

/// Reads and checks it before any log is read.
pub(super) fn read(path: &Path) -> anyhow::Result<Baseline> {
    let name = path.display().to_string();
    let refuse = |reason: &str| Error::usage(format!("`{name}`: {reason}; {}", Baseline::WANTED));
    let json = bytes(path).map_err(|error| refuse(&io_message(&error)))?;
    if json.len() as u64 > MAX_BYTES {
        return Err(refuse("more than 256 MiB").into());
    }
    Ok(Baseline::parse(&name, &json)?)
}

/// One byte more than may be, so that a file that is too large is seen; a pipe does not tell its size.
#[expect(clippy::disallowed_methods, reason = "an earlier report is no log")]
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A baseline that lies among the logs is none of them.
pub(super) fn leave_out(path: &Path, sources: &mut Vec<Source>) {
    let Ok(path) = fs::canonicalize(path) else { return };
    sources.retain(|source| match &source.origin {
        Origin::File(file) => !fs::canonicalize(file).is_ok_and(|file| file == path),
        Origin::Stdin | Origin::Archive(_) => true,
    });
}
