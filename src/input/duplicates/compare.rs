//! Compares the decoded bytes of files.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    sync::Arc,
};

use xxhash_rust::xxh3::xxh3_128;

use super::{
    super::{
        codec::Codec,
        open::{Decoded, HEAD_LEN, decoded_file},
        source::Source,
    },
    seen::Seen,
};

/// How much may come out of compressed files to be compared, in bytes, and how much more for each byte of theirs. A log and
/// its copy take twice what it grows by, which is ten to forty times.
const MAX_DECODED: u64 = 1 << 30;
const MAX_RATIO: u64 = 100;

/// A file of which the head is known.
pub(super) struct Candidate {
    pub(super) index: usize,
    /// Bytes when they are known without decoding.
    size: Option<u64>,
}

/// What a file begins with, by its hash; `None` for what cannot be read or is too short.
pub(super) fn candidate(sources: &[Source], index: usize) -> Option<(u128, Candidate)> {
    let source = &sources[index];
    let (codec, head) = head(source)?;
    let size = codec.is_none().then_some(source.size);
    Some((xxh3_128(&head), Candidate { index, size }))
}

/// The first [`HEAD_LEN`] decoded bytes of a file.
pub(super) fn head(source: &Source) -> Option<(Option<Codec>, Vec<u8>)> {
    let Decoded { codec, bytes, .. } = decoded_file(source).ok()?;
    let mut head = Vec::with_capacity(HEAD_LEN);
    bytes.take(HEAD_LEN as u64).read_to_end(&mut head).ok()?;
    (head.len() == HEAD_LEN).then_some((codec, head))
}

/// What comparing two files says.
pub(super) enum Compared {
    /// They have these decoded bytes in common, which is all of both, and they were these files.
    Same {
        bytes: u64,
        seen: [Seen; 2],
    },
    Different,
    /// Too much would have to be decoded to know.
    Unknown,
}

/// What may still be decoded.
pub(super) struct Budget(u64);

impl Budget {
    /// For sources that are compressed, or may be.
    pub(super) fn of<'a>(packed: impl Iterator<Item = &'a Source>) -> Self {
        let bytes = packed.fold(0_u64, |sum, source| sum.saturating_add(source.size));
        Self(bytes.saturating_mul(MAX_RATIO).saturating_add(MAX_DECODED))
    }

    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self(0)
    }
}

/// A file that is compared.
struct Side {
    reader: BufReader<Box<dyn Read + Send>>,
    file: Arc<File>,
    is_packed: bool,
    seen: Seen,
}

impl Side {
    fn open(source: &Source) -> io::Result<Self> {
        let Decoded { codec, bytes, file, about } = decoded_file(source)?;
        let seen = Seen::of(&file, &about)?;
        let reader = BufReader::with_capacity(256 << 10, bytes);
        Ok(Self { reader, file, is_packed: codec.is_some(), seen })
    }

    /// Whether what was read is what was seen.
    fn is_untouched(&self) -> bool {
        self.file.metadata().is_ok_and(|about| self.seen.is_untouched(&about))
    }
}

/// Compares two files to their end, or to the first difference.
pub(super) fn compare(
    sources: &[Source],
    [one, other]: [&Candidate; 2],
    budget: &mut Budget,
) -> Compared {
    if one.size.is_some() && other.size.is_some() && one.size != other.size {
        return Compared::Different;
    }
    let [Ok(mut one), Ok(mut other)] =
        [one, other].map(|candidate| Side::open(&sources[candidate.index]))
    else {
        return Compared::Different;
    };
    let packed = u64::from(one.is_packed) + u64::from(other.is_packed);
    let mut bytes = 0;
    loop {
        // What is damaged is read as what it is.
        let (Ok(left), Ok(right)) = (one.reader.fill_buf(), other.reader.fill_buf()) else {
            return Compared::Different;
        };
        let count = left.len().min(right.len());
        if left[..count] != right[..count] || count == 0 && left.len() != right.len() {
            return Compared::Different;
        }
        if count == 0 {
            break;
        }
        let Some(left) = budget.0.checked_sub(packed * count as u64) else {
            return Compared::Unknown;
        };
        budget.0 = left;
        one.reader.consume(count);
        other.reader.consume(count);
        bytes += count as u64;
    }
    if one.is_untouched() && other.is_untouched() {
        Compared::Same { bytes, seen: [one.seen, other.seen] }
    } else {
        Compared::Different
    }
}
