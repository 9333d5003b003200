//! Logs that were given twice: hard links, and copies that are the same byte for byte, one of them packed perhaps.
//!
//! Only sources that may be copies are looked at: plain files of the same size, and compressed files that begin as another
//! file does. What begins alike is compared to its end, or to its first difference. So each byte of a copy is read once, and
//! those of the one that is kept once more.

mod compare;
mod seen;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use compare::{Budget, Candidate, Compared, candidate, compare, head};
pub use seen::Seen;

use super::{
    layout::Identity,
    open::{HEAD_LEN, open, plain_file},
    source::{Origin, Source, without_compression},
    watched::has_holes,
};

/// Files that are smaller are never compared.
const MIN_BYTES: u64 = HEAD_LEN as u64;
/// The same for what is compressed, of which more may come out.
const MIN_PACKED: u64 = 128;
/// Different files that begin alike to which a file is compared at most. What is beyond is no copy.
const MAX_ALIKE: usize = 8;

/// A source that another one says all of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// Index of the source that is kept.
    pub of: usize,
    /// Decoded bytes; `None` for names of one file, which is not read here.
    pub bytes: Option<u64>,
}

/// The sources that are the same, by index.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// Those that need not be read.
    pub found: BTreeMap<usize, Duplicate>,
    /// What they and those that are kept for them were.
    pub seen: BTreeMap<usize, Seen>,
    /// Those that may be a copy of another one, which is given: it would have taken too much to find out.
    pub unsure: BTreeMap<usize, usize>,
}

/// Finds the sources that need not be read. Of several that are the same the one is kept whose path says most about who wrote
/// it, then one that was named, and of those the first by name. `is_log` is asked about the first bytes, `sample_len` of them where
/// one file has several names: what is no log is not read here either. `each` calls a function with each number below another one, in
/// any order and perhaps at the same time.
#[must_use]
pub fn duplicates(
    sources: &[Source],
    sample_len: usize,
    is_log: impl Fn(&Source, &[u8]) -> bool,
    each: impl FnOnce(usize, &(dyn Fn(usize) + Sync)),
) -> Copies {
    let mut copies = links(sources, sample_len, &is_log);
    let candidates: Vec<_> = candidates(sources, &copies.found).into_iter().collect();
    let mut budget = Budget::of(candidates.iter().map(|index| &sources[*index]));
    let mut alike = BTreeMap::<u128, Vec<Candidate>>::new();
    let known: Vec<_> = candidates.iter().map(|_| OnceLock::new()).collect();
    each(candidates.len(), &|number| {
        known[number].get_or_init(|| candidate(sources, candidates[number]));
    });
    for (hash, candidate) in known.into_iter().filter_map(|known| known.into_inner().flatten()) {
        alike.entry(hash).or_default().push(candidate);
    }
    for mut group in alike.into_values().filter(|group| group.len() > 1) {
        // Asked late: few files begin alike, and the answer takes longer than reading.
        group.retain(|candidate| {
            let source = &sources[candidate.index];
            head(source).is_some_and(|(_, head)| is_log(source, &head))
        });
        group.sort_by_key(|candidate| preference(&sources[candidate.index], candidate.index));
        copies.compare(sources, &group, &mut budget);
    }
    // What has another name may be a copy of another file by that.
    let roots = copies.found.clone();
    for copy in copies.found.values_mut() {
        *copy = roots.get(&copy.of).copied().unwrap_or(*copy);
    }
    copies
}

impl Copies {
    /// Compares files that begin alike, each with those before it that are kept.
    fn compare(&mut self, sources: &[Source], group: &[Candidate], budget: &mut Budget) {
        let mut kept: Vec<&Candidate> = Vec::new();
        'candidates: for candidate in group {
            let may_be = |kept: &&&Candidate| {
                let [one, other] =
                    [kept.index, candidate.index].map(|index| &sources[index].identity);
                may_be_one(one, other)
            };
            for kept in kept.iter().filter(may_be).take(MAX_ALIKE) {
                let of = kept.index;
                match compare(sources, [kept, candidate], budget) {
                    Compared::Same { bytes, seen } => {
                        self.found.insert(candidate.index, Duplicate { of, bytes: Some(bytes) });
                        self.seen.extend([of, candidate.index].into_iter().zip(seen));
                        continue 'candidates;
                    }
                    Compared::Different => {}
                    Compared::Unknown => drop(self.unsure.insert(candidate.index, of)),
                }
            }
            kept.push(candidate);
        }
        for index in self.found.keys() {
            self.unsure.remove(index);
        }
    }
}

/// Whether two paths may name one log: what another module or another instance wrote is another log, whatever it holds.
fn may_be_one(one: &Identity, other: &Identity) -> bool {
    let same_module = one.module == other.module || one.is_unknown() || other.is_unknown();
    let instances = one.instance.as_ref().zip(other.instance.as_ref());
    same_module && instances.is_none_or(|(one, other)| one == other)
}

/// Those of some files beside which there may be another name of one log. Thousands of logs are of few sizes, but not of one
/// module.
fn with_partners(sources: &[Source], mut files: Vec<usize>) -> Vec<usize> {
    let identity = |index: usize| &*sources[index].identity;
    let is_anybodys = |identity: &Identity| identity.is_unknown() || identity.instance.is_none();
    if files.len() > 1 && files.iter().any(|index| is_anybodys(identity(*index))) {
        return files;
    }
    let mut counts = BTreeMap::<&Identity, usize>::new();
    for index in &files {
        *counts.entry(identity(*index)).or_default() += 1;
    }
    files.retain(|index| counts[identity(*index)] > 1);
    files
}

/// What is smallest is kept.
fn preference(source: &Source, index: usize) -> (bool, bool, bool, usize) {
    let identity = &source.identity;
    (identity.is_unknown(), identity.instance.is_none(), !source.is_explicit, index)
}

/// Names of one file, where one of them is the name of a log; the others would not be read under theirs.
fn links(
    sources: &[Source],
    sample_len: usize,
    is_log: &impl Fn(&Source, &[u8]) -> bool,
) -> Copies {
    let mut files = BTreeMap::<(u64, u64), Vec<usize>>::new();
    for (index, source) in sources.iter().enumerate().filter(|(_, source)| !source.is_crash_dump) {
        if let Some(file) = source.disk.file.filter(|_| source.disk.has_links) {
            files.entry(file).or_default().push(index);
        }
    }
    let mut copies = Copies::default();
    for mut names in files.into_values().filter(|names| names.len() > 1) {
        names.sort_by_key(|index| preference(&sources[*index], *index));
        let is_kept = |index: &usize| {
            let source = &sources[*index];
            open(source, sample_len).is_ok_and(|opened| is_log(source, &opened.head))
        };
        let Some(of) = names.iter().copied().find(is_kept) else { continue };
        let seen = plain_file(&sources[of]).and_then(|(file, about)| Seen::of(&file, &about));
        let Ok(seen) = seen else { continue };
        let others = names.iter().filter(|index| **index != of);
        copies.found.extend(others.map(|index| (*index, Duplicate { of, bytes: None })));
        copies.seen.extend(names.iter().map(|index| (*index, seen)));
    }
    copies
}

/// Sources that may be copies of each other, by what costs nothing: size and name.
fn candidates(sources: &[Source], links: &BTreeMap<usize, Duplicate>) -> BTreeSet<usize> {
    let is_file = |source: &Source| {
        matches!(source.origin, Origin::File(_)) && !source.is_crash_dump && !is_sparse(source)
    };
    let all = sources.iter().enumerate();
    let files: Vec<_> =
        all.filter(|(index, source)| is_file(source) && !links.contains_key(index)).collect();
    let mut sizes = BTreeMap::<u64, Vec<usize>>::new();
    let mut packed = BTreeMap::<&str, Vec<usize>>::new();
    for (index, source) in &files {
        let name = file_name(source);
        if source.size >= MIN_BYTES {
            sizes.entry(source.size).or_default().push(*index);
        }
        if source.size >= MIN_PACKED && without_compression(name) != name {
            packed.entry(stem(name)).or_default().push(*index);
        }
    }
    let same = sizes.into_values().map(|same| with_partners(sources, same));
    let mut found: BTreeSet<usize> = same.flatten().collect();
    for (index, source) in files {
        if source.size >= MIN_BYTES && packed.contains_key(stem(file_name(source))) {
            found.insert(index);
        }
    }
    found.extend(packed.into_values().flatten());
    found
}

/// Whether a file has holes; one that cannot be opened is not compared either.
fn is_sparse(source: &Source) -> bool {
    source.disk.has_holes
        && plain_file(source).map_or(true, |(file, about)| has_holes(&file, &about))
}

fn file_name(source: &Source) -> &str {
    source.path().file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// `web` of `web.log.2.gz`: what a log and its copies have in common.
fn stem(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    &name[..end]
}

#[cfg(test)]
mod tests;
