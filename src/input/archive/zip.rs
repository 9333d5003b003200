//! Zip: a list at the end says where its files lie. It is walked entry by entry, never taken into memory as a whole.

use std::io::{self, Read, Seek};

use zip::{
    ZipReadOptions,
    read::{Config, ZipFileEntry},
    result::ZipError,
    unstable::read::ZipIterable,
};

use super::{Limited, MAX_FILE, Member, MemberKind, display_path, invalid};

/// How much may come out of an archive, in bytes, and how many times its size beyond that: its files may lie on top of
/// each other, and then a small one holds more than any disk.
const MAX_DECODED: u64 = 1 << 30;
const MAX_RATIO: u64 = 2_000;

/// Whether a file is an archive of files, and no document or program that happens to be stored as one.
pub(super) fn is_archive(head: &[u8]) -> bool {
    const FOREIGN: [&[u8]; 3] = [b"META-INF/", b"[Content_Types].xml", b"mimetype"];
    // The name of the first file stands behind 30 bytes.
    let is_foreign = |rest: &[u8]| FOREIGN.iter().any(|name| rest.starts_with(name));
    head.starts_with(b"PK\x03\x04") && !head.get(30..).is_some_and(is_foreign)
}

/// Gives all members. Two readers of the same file, of that many bytes: one for the list, one for the files.
pub(super) fn members<R: Read + Seek + Send>(
    [list, mut bodies]: [R; 2],
    len: u64,
    sink: &mut Limited<'_>,
) -> io::Result<()> {
    let mut archive = ZipIterable::try_new(list, Config::default()).map_err(as_io)?;
    let mut left = MAX_DECODED.saturating_add(len.saturating_mul(MAX_RATIO));
    for entry in archive.files().map_err(as_io)? {
        let entry = entry.map_err(as_io)?;
        let mut member = Member {
            path: display_path(entry.name_raw()),
            kind: kind_of(&entry),
            // The list may say anything, and it is added up; no more than this comes out.
            size: entry.size().min(left).min(MAX_FILE),
        };
        if member.kind != MemberKind::File {
            sink.give(&member, &mut io::empty())?;
            continue;
        }
        match entry.with_reader(&mut bodies, ZipReadOptions::new()) {
            Ok(file) => {
                let mut body = Body { file, left: &mut left };
                sink.give(&member, &mut body)?;
            }
            Err(ZipError::UnsupportedArchive(reason)) => {
                member.kind = MemberKind::Unsupported(reason.to_lowercase());
                sink.give(&member, &mut io::empty())?;
            }
            // The list is sound, so the others may be.
            Err(error) => sink.give(&member, &mut Failed(Some(as_io(error))))?,
        }
    }
    Ok(())
}

fn kind_of(entry: &ZipFileEntry<'_>) -> MemberKind {
    if entry.is_dir() {
        MemberKind::Folder
    } else if entry.is_symlink() {
        MemberKind::Link
    } else if entry.encrypted() {
        MemberKind::Unsupported("encrypted".to_owned())
    } else {
        MemberKind::File
    }
}

/// The bytes of a file.
struct Body<'a, R> {
    file: R,
    /// What may still come out of the archive.
    left: &'a mut u64,
}

impl<R: Read> Read for Body<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        *self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            invalid(format!("the archive grows more than {MAX_RATIO} times: no log does"))
        })?;
        Ok(count)
    }
}

/// A file that cannot be found.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn as_io(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => invalid(other.to_string().to_lowercase()),
    }
}
