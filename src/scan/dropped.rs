//! What a bug took away.

use std::{collections::BTreeSet, sync::Mutex};

use crate::{input::Discovery, summary::Summary};

/// Plain files of which a bug took some counts away, by index; of what is packed nobody knows how much that was.
#[derive(Debug, Default)]
pub(super) struct Dropped(Mutex<BTreeSet<usize>>);

impl Dropped {
    /// Notes a file.
    pub(super) fn note(&self, source: usize) {
        self.0.lock().expect("no thread panics while it notes").insert(source);
    }

    /// Counts the bytes that nobody has counted.
    pub(super) fn tell(self, found: &Discovery, summary: &mut Summary) {
        let all = self.0.into_inner().expect("no thread panics while it notes");
        for source in all.into_iter().map(|index| &found.sources[index]) {
            let account = summary.accounts.entry(source.name.clone()).or_default();
            account.dropped(source.size.saturating_sub(account.bytes));
        }
    }
}
