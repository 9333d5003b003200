//! Opens what can only be read once and in order.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    super::{codec::Codec, nul},
    Content, MAX_NULS, Opened, odd_zero,
};

/// Opens what comes as a stream.
///
/// # Errors
/// When nothing can be read, or nothing decoded.
pub(super) fn open_stream<'a>(
    mut stream: Box<dyn Read + Send + 'a>,
    head_len: usize,
) -> io::Result<Opened<'a>> {
    let mut head = Vec::new();
    let failure = stream.by_ref().take(head_len as u64).read_to_end(&mut head).err();
    let rest: Box<dyn Read + Send + 'a> = match failure {
        None => stream,
        Some(error) if head.is_empty() => return Err(error),
        Some(error) => Box::new(Broken(Some(error))),
    };
    if let Some(codec) = Codec::of(&head) {
        return decoded(codec, Box::new(io::Cursor::new(head).chain(rest)), head_len);
    }
    Ok(streamed(head, rest, head_len, None, Arc::default()))
}

/// Opens what is compressed, and is read from its start.
///
/// # Errors
/// When nothing can be decoded, of kind `InvalidData`.
pub(super) fn decoded<'a>(
    codec: Codec,
    bytes: Box<dyn Read + Send + 'a>,
    head_len: usize,
) -> io::Result<Opened<'a>> {
    let consumed = Arc::default();
    let mut decoder = codec.decoder(bytes, Arc::clone(&consumed));
    let mut head = Vec::new();
    let failure = decoder.by_ref().take(head_len as u64).read_to_end(&mut head).err();
    let rest: Box<dyn Read + Send + 'a> = match failure {
        None => decoder,
        Some(error) if head.is_empty() => {
            let (name, consumed) = (codec.name(), consumed.load(Ordering::Relaxed));
            let message = format!(
                "{name} data damaged at compressed byte {consumed} ({error}); nothing was decoded"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Some(error) => Box::new(Broken(Some(error))),
    };
    Ok(streamed(head, rest, head_len, Some(codec.name()), consumed))
}

/// A stream of which the first bytes were taken. When they are zeros, its head is what stands behind those, if anything
/// does.
fn streamed<'a>(
    mut head: Vec<u8>,
    mut rest: Box<dyn Read + Send + 'a>,
    head_len: usize,
    compression: Option<&'static str>,
    consumed: Arc<AtomicU64>,
) -> Opened<'a> {
    let mut zeros = 0;
    while zeros < MAX_NULS && head.len() >= nul::SPAN && nul::leading(&head) == head.len() {
        let mut block = Vec::new();
        if let Err(error) = rest.by_ref().take(head_len as u64).read_to_end(&mut block) {
            rest = Box::new(Broken(Some(error)));
        }
        if block.is_empty() {
            break;
        }
        zeros += head.len() as u64;
        head = block;
    }
    let count = nul::leading(&head);
    if count < head.len() && zeros + count as u64 >= nul::SPAN as u64 {
        let mut pass = |head: &mut Vec<u8>, count| {
            head.drain(..count);
            zeros += count as u64;
        };
        pass(&mut head, count & !1);
        let missing = (head_len - head.len()) as u64;
        if let Err(error) = rest.by_ref().take(missing).read_to_end(&mut head) {
            rest = Box::new(Broken(Some(error)));
        }
        let odd = odd_zero(&head);
        pass(&mut head, odd);
    }
    let start = io::repeat(0).take(zeros).chain(io::Cursor::new(head.clone()));
    let content = Content::Stream(Box::new(start.chain(rest)));
    let mut opened = Opened::new(head, compression, content, consumed);
    // It does not begin where an archive must.
    opened.archive = opened.archive.filter(|_| zeros == 0);
    opened
}

/// Gives an error that happened while the head was read again, at its place in the stream.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
