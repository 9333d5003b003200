//! Tar: headers of 512 bytes, each with the bytes of its file behind it, filled up to 512.
//!
//! The headers are read by the `tar` crate. Its iterator is not used: it takes a name of any length into memory.

use std::io::{self, Read};

use tar::{EntryType, GnuExtSparseHeader, Header, PaxExtensions};

use super::{Limited, MAX_FILE, Member, MemberKind, display_path, invalid};

const BLOCK: usize = 512;
/// Longest record that only describes the next member, in bytes. Paths have 4 KiB.
const MAX_EXTENSION: u64 = 1 << 20;
/// Such records in a row: one for the name, one for a link, one of each kind of pax.
const MAX_EXTENSIONS: u32 = 10;

/// Whether a file begins with a header whose sum is right.
pub(super) fn is_header(head: &[u8]) -> bool {
    head.get(..BLOCK).is_some_and(|block| is_sound(block) && block[0] != 0)
}

fn is_sound(block: &[u8]) -> bool {
    // A text is told without adding anything up.
    if !block[148..156].iter().all(|byte| matches!(byte, b'0'..=b'7' | b' ' | 0)) {
        return false;
    }
    // The sum is that of a header with blanks in its place.
    let sum = |range: &[u8]| range.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    let expected = sum(&block[..148]) + 8 * u32::from(b' ') + sum(&block[156..]);
    Header::from_byte_slice(block).cksum().is_ok_and(|told| told == expected)
}

/// What the records before a header say about it.
#[derive(Default)]
struct Extension {
    path: Option<Vec<u8>>,
    size: Option<u64>,
    is_sparse: bool,
}

/// Gives all members.
pub(super) fn members(stream: &mut (dyn Read + Send), sink: &mut Limited<'_>) -> io::Result<()> {
    let (mut extension, mut extensions) = (Extension::default(), 0);
    while let Some(block) = next_header(stream)? {
        let header = Header::from_byte_slice(&block);
        let kind = header.entry_type();
        if kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() {
            extensions += 1;
            if extensions > MAX_EXTENSIONS {
                return Err(invalid("descriptions of members that never come"));
            }
            let bytes = description(stream, size_of(header)?)?;
            extend(&mut extension, kind, bytes)?;
            continue;
        }
        let Extension { path, size, is_sparse } = std::mem::take(&mut extension);
        extensions = 0;
        let size = size.map_or_else(|| size_of(header), Ok)?;
        if size > MAX_FILE {
            return Err(invalid(format!("a file of {size} bytes; nothing behind it is read")));
        }
        if header.as_gnu().is_some_and(|header| kind.is_gnu_sparse() && header.is_extended()) {
            pass_over_regions(stream)?;
        }
        let path = path.unwrap_or_else(|| header.path_bytes().into_owned());
        let mut data = Data { stream, left: size };
        if !kind.is_pax_global_extensions() {
            let kind = kind_of(kind, &path, is_sparse);
            let member = Member { path: display_path(&path), kind, size };
            match member.kind {
                MemberKind::File => sink.give(&member, &mut data)?,
                _ => sink.give(&member, &mut io::empty())?,
            }
        }
        data.pass_over(size)?;
    }
    // What follows the end is the filling of the last block of a tape, unless somebody glued archives together.
    let rest = io::copy(&mut NonZero(stream), &mut io::sink())?;
    match rest {
        0 => Ok(()),
        _ => Err(invalid("something follows the end of the archive; it is not read")),
    }
}

/// The next header; `None` at the end, which is a block of zeros.
fn next_header(stream: &mut dyn Read) -> io::Result<Option<[u8; BLOCK]>> {
    let mut block = [0; BLOCK];
    stream.read_exact(&mut block).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            io::Error::new(error.kind(), "it ends without an end mark: members may be missing")
        }
        _ => error,
    })?;
    if block == [0; BLOCK] {
        Ok(None)
    } else if is_sound(&block) {
        Ok(Some(block))
    } else {
        Err(invalid("a header is damaged; what stands behind it is not read"))
    }
}

/// Goes over the list of regions of a file with holes, of which a header has room for four: 21 in each block that follows.
/// They are no part of the size.
fn pass_over_regions(stream: &mut (dyn Read + Send)) -> io::Result<()> {
    let mut more = GnuExtSparseHeader::new();
    more.set_is_extended(true);
    while more.is_extended() {
        Data { stream, left: BLOCK as u64 }.read_exact(more.as_mut_bytes())?;
    }
    Ok(())
}

/// The size that a header tells. What the crate says of a field that is none holds the path and the field itself.
fn size_of(header: &Header) -> io::Result<u64> {
    header.entry_size().map_err(|_| invalid("a size that is no number; nothing behind it is read"))
}

/// The bytes of a record that describes the next member.
fn description(stream: &mut (dyn Read + Send), size: u64) -> io::Result<Vec<u8>> {
    if size > MAX_EXTENSION {
        return Err(invalid(format!(
            "a name or an attribute of {size} bytes; nothing behind it is read"
        )));
    }
    let mut bytes = Vec::new();
    let mut data = Data { stream, left: size };
    data.read_to_end(&mut bytes)?;
    data.pass_over(size)?;
    Ok(bytes)
}

fn extend(extension: &mut Extension, kind: EntryType, mut bytes: Vec<u8>) -> io::Result<()> {
    if kind.is_gnu_longname() {
        bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
        extension.path = Some(bytes);
    } else if kind.is_pax_local_extensions() {
        for pair in PaxExtensions::new(&bytes) {
            let pair = pair?;
            match pair.key_bytes() {
                b"path" => extension.path = Some(pair.value_bytes().to_vec()),
                b"size" => {
                    let size = pair.value().ok().and_then(|value| value.parse().ok());
                    extension.size = Some(size.ok_or_else(|| invalid("a size that is no number"))?);
                }
                key => extension.is_sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
    }
    Ok(())
}

fn kind_of(kind: EntryType, path: &[u8], is_sparse: bool) -> MemberKind {
    match kind {
        EntryType::Regular if path.ends_with(b"/") => MemberKind::Folder,
        EntryType::Regular | EntryType::Continuous if !is_sparse => MemberKind::File,
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
            MemberKind::Unsupported(
                "stored with holes, which is not read; pack it without".to_owned(),
            )
        }
        EntryType::Directory => MemberKind::Folder,
        EntryType::Link | EntryType::Symlink => MemberKind::Link,
        _ => MemberKind::Special,
    }
}

/// The bytes of a member.
struct Data<'a> {
    stream: &'a mut (dyn Read + Send),
    left: u64,
}

impl Data<'_> {
    /// Goes to the next header, over what was not read of `size` bytes and what fills them up.
    fn pass_over(&mut self, size: u64) -> io::Result<()> {
        io::copy(self, &mut io::sink())?;
        let filling = size.next_multiple_of(BLOCK as u64) - size;
        io::copy(&mut (&mut *self.stream).take(filling), &mut io::sink())?;
        Ok(())
    }
}

impl Read for Data<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.stream.read(&mut buffer[..wanted])?;
        if count == 0 && wanted > 0 {
            let message =
                format!("the archive ends {} bytes before the end of this file", self.left);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// The bytes of a stream up to its end, of which zeros are passed over.
struct NonZero<'a>(&'a mut dyn Read);

impl Read for NonZero<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.0.read(buffer)?;
            if count == 0 || buffer[..count].iter().any(|byte| *byte != 0) {
                return Ok(count);
            }
        }
    }
}
