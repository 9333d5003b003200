//! Archives: tar and zip, told by magic bytes. What they hold is given one after the other, as it lies there; nothing is
//! unpacked, and a name in an archive is a text and never a path that is opened.
//!
//! To add one: an arm in [`Archive::of`] and in [`members`].

mod tar;
mod zip;

use std::{
    io::{self, BufReader, Read},
    sync::Arc,
};

use super::{
    Content,
    watched::{Stream, Watched},
};

/// Files of an archive that are read at most: each is a source of its own, with its books.
const MAX_MEMBERS: u64 = 50_000;

/// Largest file in an archive, in bytes. Nobody has larger logs, and sums of what hostile headers say must not overflow.
const MAX_FILE: u64 = 1 << 42;

/// How sources lie in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archive {
    /// One behind the other.
    Tar,
    /// With a list at the end, so it can be read from a plain file only.
    Zip,
}

impl Archive {
    /// The archive that the first bytes of a file announce.
    pub(super) fn of(head: &[u8]) -> Option<Archive> {
        if tar::is_header(head) {
            Some(Archive::Tar)
        } else if zip::is_archive(head) {
            Some(Archive::Zip)
        } else {
            None
        }
    }

    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Archive::Tar => "tar",
            Archive::Zip => "zip",
        }
    }
}

/// Something in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path in there, without a leading slash or `./`; bytes that are no UTF-8 are shown as `\xff`. Only a text: it may
    /// hold `..` and anything else.
    pub path: String,
    /// What it is.
    pub kind: MemberKind,
    /// Bytes that it has, as the archive says.
    pub size: u64,
}

/// What lies in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberKind {
    /// A file, which can be read.
    File,
    /// A folder.
    Folder,
    /// A link to something, by name.
    Link,
    /// A device, a FIFO or the like.
    Special,
    /// A file that this program cannot read, and why.
    Unsupported(String),
}

/// Gives everything that an archive holds to `sink`, in the order of the archive, each with its bytes: those of a file
/// that is not read to its end are passed over, and those of what is no file are empty.
///
/// # Errors
/// When the archive cannot be followed to its end. What was given before is whole.
pub fn members(
    archive: Archive,
    content: Content<'_>,
    sink: &mut dyn FnMut(&Member, &mut (dyn Read + Send)),
) -> io::Result<()> {
    let mut limited = Limited { sink, files: 0 };
    match (archive, content) {
        (Archive::Tar, Content::File(file)) => {
            tar::members(&mut buffered(file, 64 << 10), &mut limited)
        }
        (Archive::Tar, Content::Stream(mut stream)) => tar::members(&mut stream, &mut limited),
        (Archive::Zip, Content::File(file)) => {
            let size = file.size();
            // The list is read anew from each of its entries on.
            let readers = [buffered(Arc::clone(&file), 4 << 10), buffered(file, 64 << 10)];
            zip::members(readers, size, &mut limited)
        }
        (Archive::Zip, Content::Stream(_)) => {
            let message = "a zip archive is read from its end, so it must be a plain file";
            Err(io::Error::new(io::ErrorKind::Unsupported, message))
        }
    }
}

fn buffered(file: Arc<Watched>, bytes: usize) -> BufReader<Stream> {
    BufReader::with_capacity(bytes, Stream::new(file))
}

/// Counts what is given.
struct Limited<'a> {
    sink: &'a mut dyn FnMut(&Member, &mut (dyn Read + Send)),
    files: u64,
}

impl Limited<'_> {
    fn give(&mut self, member: &Member, bytes: &mut (dyn Read + Send)) -> io::Result<()> {
        self.files += 1;
        if self.files > MAX_MEMBERS {
            return Err(invalid(format!("more than {MAX_MEMBERS} members: the rest is not read")));
        }
        (self.sink)(member, bytes);
        Ok(())
    }
}

/// The path of a member as a text.
fn display_path(bytes: &[u8]) -> String {
    let mut path = bytes;
    while let Some(rest) = path.strip_prefix(b"/").or_else(|| path.strip_prefix(b"./")) {
        path = rest;
    }
    super::shown::display_bytes(path)
}

fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}

#[cfg(test)]
mod tests;
