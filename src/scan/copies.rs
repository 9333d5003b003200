//! Sources that need not be read, since others say all of them: as long as those are what they were when they were compared.
//!
//! A log that is renamed or written anew in between is another one when it is opened. Whoever opens it tells, and when all is
//! read, one of its copies is read in its place. So nothing is lost or counted twice, whatever the order of reading.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Mutex,
};

use super::Progress;
use crate::{
    input::{Copies, Discovery, Duplicate},
    problem::{Problem, ProblemKind},
    summary::Summary,
};

/// Sources for which others are not read, and that were another file or none when they were opened, by index.
#[derive(Debug, Default)]
pub(super) struct Gone(Mutex<BTreeSet<usize>>);

impl Gone {
    pub(super) fn note(&self, source: usize) {
        self.0.lock().expect("no thread panics while it notes").insert(source);
    }
}

/// Sources that were not read so far.
pub(super) struct Unread(BTreeMap<usize, Duplicate>);

impl Unread {
    /// All copies, and the sources to be read.
    pub(super) fn new(found: &Discovery, copies: &Copies) -> (Self, Vec<usize>) {
        let all = 0..found.sources.len();
        let read = all.filter(|index| !copies.found.contains_key(index)).collect();
        (Self(copies.found.clone()), read)
    }

    /// The sources to be read in place of those that are gone: one for each, of which the others are copies then.
    pub(super) fn instead_of(&mut self, gone: Gone) -> Vec<usize> {
        let gone = gone.0.into_inner().expect("no thread panics while it notes");
        let mut instead = BTreeMap::new();
        for (index, copy) in self.0.iter_mut().filter(|(_, copy)| gone.contains(&copy.of)) {
            match instead.entry(copy.of) {
                Entry::Vacant(place) => drop(place.insert(*index)),
                Entry::Occupied(first) => copy.of = *first.get(),
            }
        }
        let read: Vec<_> = instead.into_values().collect();
        for index in &read {
            self.0.remove(index);
        }
        read
    }

    /// Counts the bytes of those that remain.
    pub(super) fn tell(self, found: &Discovery, summary: &mut Summary, progress: &Progress) {
        for (index, copy) in self.0 {
            let [source, of] = [index, copy.of].map(|index| &found.sources[index]);
            progress.read(source.size);
            let bytes = copy.bytes.unwrap_or_else(|| read_of(summary, &of.name));
            let what = if copy.bytes.is_none() { "a hard link to" } else { "the same content as" };
            summary.problems.insert(Problem {
                source: source.name.clone(),
                offset: None,
                kind: ProblemKind::Duplicate,
                message: format!("{what} {}: counted once", of.name),
            });
            summary.add_copy(&source.name, &source.identity, of.name.clone(), bytes);
        }
    }
}

/// Names those that may be copies.
pub(super) fn tell_unsure(copies: &Copies, found: &Discovery, summary: &mut Summary) {
    for (index, of) in &copies.unsure {
        let of = &found.sources[*of].name;
        summary.problems.insert(Problem {
            source: found.sources[*index].name.clone(),
            offset: None,
            kind: ProblemKind::Duplicate,
            message: format!(
                "begins as {of} does, and too much would have to be decoded to see whether it is a copy: both are counted"
            ),
        });
    }
}

/// Decoded bytes of a source that was read, or of all that an archive holds.
fn read_of(summary: &Summary, name: &str) -> u64 {
    if let Some(account) = summary.accounts.get(name) {
        return account.bytes;
    }
    let below = format!("{name}!/");
    let members = summary.accounts.range(below.clone()..);
    members.take_while(|(name, _)| name.starts_with(&below)).map(|(_, account)| account.bytes).sum()
}
