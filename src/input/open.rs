//! Opens a source: its decoded head, and a way to its bytes.
//!
//! A plain regular file can be read anywhere, by map or by read; standard input and compressed files come as a stream.

use std::{
    fs::File,
    io::{self, Read},
    sync::{Arc, atomic::AtomicU64},
};

use super::{
    codec::Codec,
    discover::{Origin, Source},
};

/// A source whose head is known.
pub struct Opened {
    /// The first decoded bytes, as many as were asked for or as there are.
    pub head: Vec<u8>,
    /// `gzip`, or nothing.
    pub compression: Option<&'static str>,
    /// Where the bytes are.
    pub content: Content,
    /// Compressed bytes used so far, for compressed sources.
    pub consumed: Arc<AtomicU64>,
}

/// The decoded bytes of a source.
pub enum Content {
    /// A plain file of this many bytes at the time of opening; a file that grows is read up to there.
    File(File, u64),
    /// What can only be read once and in order; the head is part of it.
    Stream(Box<dyn Read + Send>),
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("compression", &self.compression).finish_non_exhaustive()
    }
}

/// Opens a source and reads up to `head_len` decoded bytes of it.
///
/// # Errors
/// When the file cannot be opened or read, or is no longer a regular file. Damage inside compressed data is no error
/// here: the head is then what could be decoded, and reading on meets the damage again.
pub fn open(source: &Source, head_len: usize) -> io::Result<Opened> {
    match &source.origin {
        Origin::Stdin => open_stream(Box::new(io::stdin()), head_len),
        Origin::File(path) => {
            let file = open_regular(path)?;
            let len = file.metadata()?.len();
            let mut head = Vec::new();
            (&file).take(head_len as u64).read_to_end(&mut head)?;
            match Codec::of(&head) {
                None => Ok(Opened {
                    head,
                    compression: None,
                    content: Content::File(file, len),
                    consumed: Arc::default(),
                }),
                Some(codec) => {
                    let rest = io::Cursor::new(head).chain(file);
                    Ok(decoded(codec, Box::new(rest), head_len))
                }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where logs are opened")]
fn open_regular(path: &std::path::Path) -> io::Result<File> {
    // A path that has become a FIFO would block; look before the leap.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "no longer a regular file"));
    }
    File::open(path)
}

fn open_stream(mut stream: Box<dyn Read + Send>, head_len: usize) -> io::Result<Opened> {
    let mut head = Vec::new();
    stream.by_ref().take(head_len as u64).read_to_end(&mut head)?;
    if let Some(codec) = Codec::of(&head) {
        return Ok(decoded(codec, Box::new(io::Cursor::new(head).chain(stream)), head_len));
    }
    let content = Content::Stream(Box::new(io::Cursor::new(head.clone()).chain(stream)));
    Ok(Opened { head, compression: None, content, consumed: Arc::default() })
}

fn decoded(codec: Codec, bytes: Box<dyn Read + Send>, head_len: usize) -> Opened {
    let consumed = Arc::default();
    let mut decoder = codec.decoder(bytes, Arc::clone(&consumed));
    let mut head = Vec::new();
    let failure = decoder.by_ref().take(head_len as u64).read_to_end(&mut head).err();
    let start = io::Cursor::new(head.clone());
    let content: Box<dyn Read + Send> = match failure {
        None => Box::new(start.chain(decoder)),
        Some(error) => Box::new(start.chain(Broken(Some(error)))),
    };
    Opened { head, compression: Some(codec.name()), content: Content::Stream(content), consumed }
}

/// Gives an error that happened while the head was read again, at its place in the stream.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
