//! Which logs were there, and which modules are said to run: what a log that is missing is told by.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::Identity;

/// Modules that are said to run, at most: nobody has more, but a file may say anything.
const MAX_RUNNING: usize = 1_000;

/// What lay in the folders that were given, read or not, and what the logs say should be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// Whose logs were found, empty and unreadable ones as well; without those whose path does not say.
    pub files: BTreeSet<Identity>,
    /// Folders that were given as a whole, by name.
    pub folders: BTreeSet<String>,
    /// Redirection folders that hold no log, by name.
    pub empty_folders: BTreeMap<String, Identity>,
    /// Modules that a list of processes names as running.
    pub running: BTreeSet<Identity>,
}

impl Inventory {
    /// Notes that a module is said to run.
    pub fn runs(&mut self, identity: Identity) {
        self.running.insert(identity);
        if self.running.len() > MAX_RUNNING {
            self.running.pop_last();
        }
    }

    /// Adds everything of another.
    pub fn merge(&mut self, other: Self) {
        let Self { files, folders, empty_folders, running } = other;
        self.files.extend(files);
        self.folders.extend(folders);
        self.empty_folders.extend(empty_folders);
        for identity in running {
            self.runs(identity);
        }
    }
}
