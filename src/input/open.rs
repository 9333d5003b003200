//! Opens a source: its decoded head, and a way to its bytes.
//!
//! A plain regular file can be read anywhere, by map or by read; standard input and compressed files come as a stream.
//! A path may have become something else since it was listed: a link is not followed, and a FIFO does not block.

mod stream;

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    path::Path,
    sync::{Arc, atomic::AtomicU64},
};

use stream::{decoded, open_stream};

use super::{
    archive::Archive,
    codec::Codec,
    duplicates::Seen,
    fill::fill,
    nul::{self, Bytes as _},
    source::{Origin, Source},
    text::{Encoding, Writing},
    watched::{self, Reader, Stream, Watched},
};

/// Zeros that are read to see what stands behind them, in bytes. Holes that the file system knows of do not count.
const MAX_NULS: u64 = 1 << 30;

/// A source whose head is known.
pub struct Opened<'a> {
    /// The first decoded bytes, as many as were asked for or as there are.
    pub head: Vec<u8>,
    /// `gzip`, or another of the compressions, or nothing.
    pub compression: Option<&'static str>,
    /// Whether the decoded bytes are an archive.
    pub archive: Option<Archive>,
    /// How its text is written; the head and a stream are decoded.
    pub writing: Writing,
    /// Where the bytes are.
    pub content: Content<'a>,
    /// The file, where its content comes as a stream although it is plain.
    pub file: Option<Arc<Watched>>,
    /// Bytes at the end that are no whole character, when all was read.
    pub unpaired: Arc<AtomicU64>,
    /// Compressed bytes used so far, for compressed sources.
    pub consumed: Arc<AtomicU64>,
}

/// The decoded bytes of a source.
pub enum Content<'a> {
    /// A plain file, for all who read a part of it.
    File(Arc<Watched>),
    /// What can only be read once and in order; the head is part of it.
    Stream(Box<dyn Read + Send + 'a>),
}

impl<'a> Opened<'a> {
    fn new(
        head: Vec<u8>,
        compression: Option<&'static str>,
        content: Content<'a>,
        consumed: Arc<AtomicU64>,
    ) -> Self {
        let archive = Archive::of(&head);
        let writing = Writing::of(&head);
        let (file, unpaired) = (None, Arc::default());
        let opened =
            Self { head, compression, archive, writing, content, file, unpaired, consumed };
        if archive.is_some() || writing.is_plain() { opened } else { opened.into_text() }
    }

    /// With its bytes as UTF-8 and lines that end with LF.
    fn into_text(mut self) -> Self {
        let raw: Box<dyn Read + Send + 'a> = match self.content {
            Content::File(file) => {
                self.file = Some(Arc::clone(&file));
                Box::new(Stream::new(file))
            }
            Content::Stream(stream) => stream,
        };
        let text = self.writing.reader(raw, Arc::clone(&self.unpaired));
        self.content = Content::Stream(text);
        self.head = self.writing.decoded(&self.head);
        self
    }

    /// What lies in what, where that is once too often: one layer of compression is decoded.
    #[must_use]
    pub fn nested(&self) -> Option<String> {
        let (outer, inner) = (self.compression?, Codec::of(&self.head)?.name());
        Some(format!("{inner} inside {outer}: one layer is decoded, so nothing of it is read"))
    }
}

impl std::fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("compression", &self.compression).finish_non_exhaustive()
    }
}

/// Opens a source and reads up to `head_len` decoded bytes of it.
///
/// # Errors
/// When the file cannot be opened or read, or is no longer a regular file; of kind `InvalidData`, when it is compressed and
/// nothing of it can be decoded. Damage behind the first decoded byte is no error here: the head is then what could be
/// decoded, and reading on meets the damage again.
pub fn open(source: &Source, head_len: usize) -> io::Result<Opened<'static>> {
    match &source.origin {
        Origin::Archive(_) => Err(io::Error::other("it can be read with its archive only")),
        Origin::Stdin => open_stream(Box::new(io::stdin()), head_len),
        Origin::File(path) => {
            let (file, about) = open_regular(path, source.is_link)?;
            opened(file, &about, head_len)
        }
    }
}

/// Opens a file that was seen before, and says whether it still is what it was.
///
/// # Errors
/// As [`open`].
pub fn open_again(
    source: &Source,
    seen: &Seen,
    head_len: usize,
) -> io::Result<(Opened<'static>, bool)> {
    let Origin::File(path) = &source.origin else { return Ok((open(source, head_len)?, true)) };
    let (file, about) = open_regular(path, source.is_link)?;
    let is_same = seen.is_in(&file, &about);
    Ok((opened(file, &about, head_len)?, is_same))
}

fn opened(file: File, about: &Metadata, head_len: usize) -> io::Result<Opened<'static>> {
    let mut head = Vec::new();
    // With room for all that there is to read, so that it is read at once.
    let room = usize::try_from(about.len()).map_or(head_len, |size| size.min(head_len));
    let outcome = read_up_to(&file, room, &mut head);
    let is_broken = outcome.as_ref().is_err_and(watched::is_broken);
    if !is_broken {
        outcome?;
    }
    let zeros = nul::leading(&head);
    if zeros >= nul::SPAN || is_broken && zeros == head.len() {
        let file = Arc::new(Watched::new(file, about, &head));
        return Ok(behind_nuls(file, head, head_len));
    }
    match Codec::of(&head) {
        None => {
            let content = Content::File(Arc::new(Watched::new(file, about, &head)));
            Ok(Opened::new(head, None, content, Arc::default()))
        }
        Some(codec) => {
            let rest = io::Cursor::new(head).chain(file);
            decoded(codec, Box::new(rest), head_len)
        }
    }
}

/// Decoded bytes by which files are told apart before they are compared. What has no more is not compared: two short logs may
/// well be alike, and they cost nothing.
pub(super) const HEAD_LEN: usize = 4096;

/// Reads so many bytes as far as there are any. Those before a failure are kept.
fn read_up_to(mut file: &File, count: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.resize(count, 0);
    let (len, outcome) = fill(&mut file, bytes);
    bytes.truncate(len);
    outcome
}

/// A file to be compared and not to be counted.
pub(super) struct Decoded {
    pub(super) codec: Option<Codec>,
    pub(super) bytes: Box<dyn Read + Send>,
    pub(super) file: Arc<File>,
    pub(super) about: Metadata,
}

/// The decoded bytes of a file.
///
/// # Errors
/// As [`open`].
pub(super) fn decoded_file(source: &Source) -> io::Result<Decoded> {
    let (file, about) = plain_file(source)?;
    let mut head = Vec::new();
    // As much as is looked at first, of what is not compressed.
    read_up_to(&file, HEAD_LEN, &mut head)?;
    let codec = Codec::of(&head);
    let file = Arc::new(file);
    let bytes = io::Cursor::new(head).chain(Arc::clone(&file));
    let bytes: Box<dyn Read + Send> = match codec {
        None => Box::new(bytes),
        Some(codec) => codec.decoder(bytes, Arc::default()),
    };
    Ok(Decoded { codec, bytes, file, about })
}

/// The file that a source is.
///
/// # Errors
/// As [`open`], and when it is none.
pub(super) fn plain_file(source: &Source) -> io::Result<(File, Metadata)> {
    let Origin::File(path) = &source.origin else { return Err(io::ErrorKind::Unsupported.into()) };
    open_regular(path, source.is_link)
}

/// Opens a member of an archive, of which the bytes are given, and reads up to `head_len` decoded bytes of it.
///
/// # Errors
/// When its bytes cannot be read; for damage as [`open`].
pub fn open_member(bytes: &mut (dyn Read + Send), head_len: usize) -> io::Result<Opened<'_>> {
    open_stream(Box::new(bytes), head_len)
}

/// A plain file that begins with zeros: its head is what stands behind them, if anything does.
fn behind_nuls(file: Arc<Watched>, zeros: Vec<u8>, head_len: usize) -> Opened<'static> {
    let mut reader = Reader::new(&file, zeros.len() as u64);
    let mut head = zeros;
    let mut passed = 0;
    while passed < MAX_NULS {
        let count = nul::leading(&head);
        if count < head.len() {
            head.drain(..count & !1);
            let missing = (head_len - head.len()) as u64;
            // What cannot be read is told when the file is.
            let _ = reader.take(missing).read_to_end(&mut head);
            head.drain(..odd_zero(&head));
            break;
        }
        reader.pass_hole();
        let mut block = Vec::new();
        if (&mut reader).take(head_len as u64).read_to_end(&mut block).is_err() || block.is_empty()
        {
            break;
        }
        passed += block.len() as u64;
        head = block;
    }
    let mut opened = Opened::new(head, None, Content::File(file), Arc::default());
    // It does not begin where an archive must.
    opened.archive = None;
    opened
}

/// How many zeros, one or none, still are to be passed over at the start of a head of which an even number was: the first of
/// UTF-16 may belong to a character, whose high byte it is.
fn odd_zero(head: &[u8]) -> usize {
    let is_half = Writing::of(head).encoding != Encoding::Bytes;
    usize::from(head.first() == Some(&0) && !is_half)
}

/// Whether the first decoded bytes of a source are those of an archive.
#[must_use]
pub fn is_archive(head: &[u8]) -> bool {
    Archive::of(head).is_some()
}

/// The text of the first decoded bytes of a source.
#[must_use]
pub fn decoded_head(head: &[u8]) -> Vec<u8> {
    Writing::of(head).decoded(head)
}

/// Opens a path that was a regular file when it was listed, or a link to one that the user named.
fn open_regular(path: &Path, is_link: bool) -> io::Result<(File, Metadata)> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let no_follow = if is_link { 0 } else { libc::O_NOFOLLOW };
        options.custom_flags(no_follow | libc::O_NONBLOCK | libc::O_NOCTTY);
    }
    #[cfg(not(unix))]
    let _ = is_link;
    let file = options.open(path).map_err(no_longer_a_file)?;
    let about = file.metadata()?;
    if about.is_file() { Ok((file, about)) } else { Err(no_longer_a_file(NOT_A_FILE.into())) }
}

/// What opening says of something that is no regular file.
const NOT_A_FILE: io::ErrorKind = io::ErrorKind::InvalidInput;

/// Says what the numbers of the system mean here: a link that may not be followed, a socket.
fn no_longer_a_file(error: io::Error) -> io::Error {
    #[cfg(unix)]
    let is_other = matches!(error.raw_os_error(), Some(libc::ELOOP | libc::ENXIO));
    #[cfg(not(unix))]
    let is_other = false;
    if is_other || error.kind() == NOT_A_FILE {
        io::Error::new(NOT_A_FILE, "no longer a regular file")
    } else {
        error
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
