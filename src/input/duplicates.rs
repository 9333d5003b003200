//! Logs that were given twice: hard links, and copies that are the same byte for byte, one of them packed perhaps.
//!
//! Only sources that may be copies are looked at: plain files of the same size, and compressed files that begin as another
//! file does. What begins alike is compared to its end, or to its first difference. So each byte of a copy is read once, and
//! those of the one that is kept once more.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use xxhash_rust::xxh3::xxh3_128;

use super::{
    layout::Identity,
    open::decoded_file,
    source::{Origin, Source, without_compression},
};

/// Files that are smaller are never compared: two short logs may well be alike, and they cost nothing.
const MIN_BYTES: u64 = 4096;
/// The same for what is compressed.
const MIN_PACKED: u64 = 128;
/// Decoded bytes by which files are told apart before they are compared.
const HEAD_LEN: usize = 4096;
/// Different files that begin alike to which a file is compared at most. What is beyond is no copy.
const MAX_ALIKE: usize = 8;

/// A source that another one says all of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// Index of the source that is kept.
    pub of: usize,
    /// Decoded bytes.
    pub bytes: u64,
    /// Whether both are names of one file.
    pub is_link: bool,
}

/// Finds the sources that need not be read, by index. Of several that are the same the one is kept whose path says most
/// about who wrote it, and of those the first by name. `is_log` is asked about the first bytes: what is no log is not read here either.
#[must_use]
pub fn duplicates(
    sources: &[Source],
    is_log: impl Fn(&Source, &[u8]) -> bool,
) -> BTreeMap<usize, Duplicate> {
    let mut found = links(sources);
    let candidates = candidates(sources, &found);
    let mut alike = BTreeMap::<u128, Vec<Candidate>>::new();
    for index in candidates {
        if let Some((hash, candidate)) = candidate(sources, index, &is_log) {
            alike.entry(hash).or_default().push(candidate);
        }
    }
    for mut group in alike.into_values() {
        group.sort_by_key(|candidate| preference(&sources[candidate.index], candidate.index));
        let mut kept: Vec<&Candidate> = Vec::new();
        for candidate in &group {
            let may_be = |kept: &&&Candidate| {
                let [one, other] =
                    [kept.index, candidate.index].map(|index| &sources[index].identity);
                may_be_one(one, other)
            };
            let same = kept.iter().filter(may_be).take(MAX_ALIKE).find_map(|kept| {
                let bytes = same_bytes(sources, kept, candidate)?;
                Some(Duplicate { of: kept.index, bytes, is_link: false })
            });
            match same {
                Some(duplicate) => drop(found.insert(candidate.index, duplicate)),
                None => kept.push(candidate),
            }
        }
    }
    found
}

/// Whether two paths may name one log: what another module or another instance wrote is another log, whatever it holds.
fn may_be_one(one: &Identity, other: &Identity) -> bool {
    let same_module = one.module == other.module || one.is_unknown() || other.is_unknown();
    let instances = one.instance.as_ref().zip(other.instance.as_ref());
    same_module && instances.is_none_or(|(one, other)| one == other)
}

/// What is smallest is kept.
fn preference(source: &Source, index: usize) -> (bool, bool, usize) {
    (source.identity.is_unknown(), source.identity.instance.is_none(), index)
}

/// Names of one file.
fn links(sources: &[Source]) -> BTreeMap<usize, Duplicate> {
    let mut files = BTreeMap::<(u64, u64), Vec<usize>>::new();
    for (index, source) in sources.iter().enumerate() {
        if let Some(file) = source.disk.linked_file {
            files.entry(file).or_default().push(index);
        }
    }
    let mut found = BTreeMap::new();
    for mut names in files.into_values() {
        names.sort_by_key(|index| preference(&sources[*index], *index));
        for index in &names[1..] {
            let bytes = sources[*index].size;
            found.insert(*index, Duplicate { of: names[0], bytes, is_link: true });
        }
    }
    found
}

/// Sources that may be copies of each other, by what costs nothing: size and name.
fn candidates(sources: &[Source], links: &BTreeMap<usize, Duplicate>) -> BTreeSet<usize> {
    let is_file = |source: &Source| {
        matches!(source.origin, Origin::File(_)) && !source.is_crash_dump && !source.disk.has_holes
    };
    let files = || {
        let all = sources.iter().enumerate();
        all.filter(|(index, source)| is_file(source) && !links.contains_key(index))
    };
    let mut sizes = BTreeMap::<u64, Vec<usize>>::new();
    let mut packed = BTreeMap::<&str, Vec<usize>>::new();
    for (index, source) in files() {
        let name = file_name(source);
        if source.size >= MIN_BYTES {
            sizes.entry(source.size).or_default().push(index);
        }
        if source.size >= MIN_PACKED && without_compression(name) != name {
            packed.entry(stem(name)).or_default().push(index);
        }
    }
    let mut found: BTreeSet<usize> =
        sizes.into_values().filter(|same| same.len() > 1).flatten().collect();
    if !packed.is_empty() {
        for (index, source) in files().filter(|(_, source)| source.size >= MIN_BYTES) {
            if packed.contains_key(stem(file_name(source))) {
                found.insert(index);
            }
        }
        found.extend(packed.into_values().flatten());
    }
    found
}

fn file_name(source: &Source) -> &str {
    Path::new(&source.name).file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// `web` of `web.log.2.gz`: what a log and its copies have in common.
fn stem(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    &name[..end]
}

/// A file of which the head is known.
struct Candidate {
    index: usize,
    /// Bytes when they are known without decoding.
    size: Option<u64>,
}

/// What a file begins with, by its hash; `None` for what cannot be read or is no log.
fn candidate(
    sources: &[Source],
    index: usize,
    is_log: &impl Fn(&Source, &[u8]) -> bool,
) -> Option<(u128, Candidate)> {
    let source = &sources[index];
    let (codec, bytes) = decoded_file(source).ok()?;
    let mut head = Vec::with_capacity(HEAD_LEN);
    bytes.take(HEAD_LEN as u64).read_to_end(&mut head).ok()?;
    let is_whole = head.len() == HEAD_LEN || codec.is_some();
    (is_whole && is_log(source, &head)).then(|| {
        let size = codec.is_none().then_some(source.size);
        (xxh3_128(&head), Candidate { index, size })
    })
}

/// How many bytes two files have in common, if that is all of both.
fn same_bytes(sources: &[Source], one: &Candidate, other: &Candidate) -> Option<u64> {
    if one.size.is_some() && other.size.is_some() && one.size != other.size {
        return None;
    }
    let reader = |candidate: &Candidate| -> io::Result<_> {
        let (_, bytes) = decoded_file(&sources[candidate.index])?;
        Ok(BufReader::with_capacity(256 << 10, bytes))
    };
    let (mut one, mut other) = (reader(one).ok()?, reader(other).ok()?);
    let mut bytes = 0;
    loop {
        // What is damaged is read as what it is.
        let (left, right) = (one.fill_buf().ok()?, other.fill_buf().ok()?);
        let count = left.len().min(right.len());
        if count == 0 {
            return (left.is_empty() && right.is_empty()).then_some(bytes);
        }
        if left[..count] != right[..count] {
            return None;
        }
        one.consume(count);
        other.consume(count);
        bytes += count as u64;
    }
}

#[cfg(test)]
mod tests;
