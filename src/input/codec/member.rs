//! One member of a compressed file: what one call of the compressor wrote.

use std::io::{self, BufRead, Read};

use bzip2::bufread::BzDecoder;
#[expect(clippy::disallowed_types, reason = "`Members` goes on behind the first one")]
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use super::Codec;

/// What a member may ask for, in bytes: what `zstd` itself decodes without being told to, and twice what `xz -9` writes.
const MAX_WINDOW: u64 = 128 << 20;

/// Decodes one member.
pub(super) enum Member<R: Read> {
    #[expect(clippy::disallowed_types, reason = "`Members` goes on behind the first one")]
    Gzip(Box<GzDecoder<R>>),
    Zstd(Box<Frame<R>>),
    Bzip2(Box<BzDecoder<R>>),
    Xz(Box<XzReader<R>>),
}

impl<R: BufRead> Member<R> {
    /// A member that begins where `file` stands.
    ///
    /// # Errors
    /// When what stands there is no member.
    pub(super) fn new(codec: Codec, file: R) -> io::Result<Self> {
        Ok(match codec {
            #[expect(clippy::disallowed_types, reason = "`Members` goes on behind the first one")]
            Codec::Gzip => Member::Gzip(Box::new(GzDecoder::new(file))),
            Codec::Zstd => Member::Zstd(Box::new(Frame::new(file)?)),
            Codec::Bzip2 => Member::Bzip2(Box::new(BzDecoder::new(file))),
            Codec::Xz => {
                let limit = u32::try_from(MAX_WINDOW / 1024).expect("a small constant");
                Member::Xz(Box::new(XzReader::new_mem_limit(file, false, limit)))
            }
        })
    }

    /// The file, at the end of the member.
    pub(super) fn into_inner(self) -> R {
        match self {
            Member::Gzip(decoder) => decoder.into_inner(),
            Member::Zstd(decoder) => decoder.file,
            Member::Bzip2(decoder) => decoder.into_inner(),
            Member::Xz(decoder) => decoder.into_inner(),
        }
    }
}

impl<R: BufRead> Read for Member<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Member::Gzip(decoder) => decoder.read(buffer),
            Member::Zstd(decoder) => decoder.read(buffer),
            Member::Bzip2(decoder) => decoder.read(buffer),
            Member::Xz(decoder) => decoder.read(buffer),
        }
    }
}

/// A frame of zstd.
pub(super) struct Frame<R> {
    file: R,
    /// `None` for a frame that holds no data.
    decoder: Option<FrameDecoder>,
    /// Why the frame ended before its end, told behind what was decoded.
    failure: Option<io::Error>,
}

/// A last block without content, and a sum that nobody compares.
const END_OF_FRAME: &[u8] = &[1, 0, 0, 0, 0, 0, 0];

impl<R: BufRead> Frame<R> {
    fn new(mut file: R) -> io::Result<Self> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW);
        match decoder.init(&mut file) {
            Ok(()) => Ok(Self { file, decoder: Some(decoder), failure: None }),
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let skipped = io::copy(&mut (&mut file).take(length.into()), &mut io::sink())?;
                if skipped < length.into() {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(Self { file, decoder: None, failure: None })
            }
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

impl<R: BufRead> Read for Frame<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else { return Ok(0) };
        while decoder.can_collect() == 0 && !decoder.is_finished() {
            let one = || BlockDecodingStrategy::UptoBlocks(1);
            if let Err(error) = decoder.decode_blocks(&mut self.file, one()) {
                self.failure = Some(io::Error::other(error));
                // The library holds a window back until the frame ends, so it is told that this is the end.
                decoder.decode_blocks(END_OF_FRAME, one()).map_err(io::Error::other)?;
            }
        }
        let count = decoder.read(buffer)?;
        if count == 0
            && let Some(failure) = self.failure.take()
        {
            return Err(failure);
        }
        // The library calculates the sum, and leaves the comparison to others.
        if count == 0
            && let Some(told) = decoder.get_checksum_from_data()
            && decoder.get_calculated_checksum().is_some_and(|sum| sum != told)
        {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "checksum differs"));
        }
        Ok(count)
    }
}
