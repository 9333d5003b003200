//! What is done when there are too many groups: less is kept of each, and those of templates are folded.

use super::{Event, Tally};
use crate::summary::{GroupKey, MAX_COARSE, MAX_TEMPLATES, crowd::Crowd, group::coarse};

impl Tally {
    /// Forgets some of each group when they have become many. What is beyond the limit here is so in the whole.
    pub(super) fn make_room(&mut self) {
        let now = Crowd::of(self.groups.len());
        if now > self.crowd {
            self.crowd = now;
            for (key, group) in self.groups.iter_mut() {
                group.shrink_to(now.room(key));
            }
        }
    }

    /// The group that an event goes to, folding groups when there are too many. A template that is beyond the limit in
    /// this range is beyond it in the whole, so folding here loses nothing that merging would keep.
    pub(super) fn place(&mut self, event: &Event<'_>) -> GroupKey {
        let GroupKey::Template(fingerprint) = event.key else { return event.key };
        if !self.templates.is_beyond(fingerprint) {
            if self.templates.grows(!self.groups.contains(&event.key), MAX_TEMPLATES) {
                self.fold_templates();
                return self.place(event);
            }
            return event.key;
        }
        let hash = coarse(&event.template.text());
        if self.coarse.is_beyond(hash) {
            return GroupKey::Rest;
        }
        let key = GroupKey::Coarse(hash);
        if self.coarse.grows(!self.groups.contains(&key), MAX_COARSE) {
            self.fold_coarse();
            return self.place(event);
        }
        key
    }

    /// Folds the templates with the largest fingerprints into coarser groups, as merging summaries does.
    pub(super) fn fold_templates(&mut self) {
        let hash = |key: &GroupKey| match key {
            GroupKey::Template(fingerprint) => Some(*fingerprint),
            _ => None,
        };
        for fingerprint in
            self.templates.beyond(self.groups.unknown().filter_map(hash), MAX_TEMPLATES)
        {
            if let Some(group) = self.groups.remove(&GroupKey::Template(fingerprint)) {
                let key = GroupKey::Coarse(group.coarse);
                let is_new = !self.groups.contains(&key);
                self.groups.or_default(key).merge(*group);
                self.coarse.grows(is_new, usize::MAX / 2);
            }
        }
        self.fold_coarse();
    }

    /// Folds the coarse groups with the largest hashes into one.
    pub(super) fn fold_coarse(&mut self) {
        let hash = |key: &GroupKey| match key {
            GroupKey::Coarse(hash) => Some(*hash),
            _ => None,
        };
        for hash in self.coarse.beyond(self.groups.unknown().filter_map(hash), MAX_COARSE) {
            if let Some(group) = self.groups.remove(&GroupKey::Coarse(hash)) {
                self.groups.or_default(GroupKey::Rest).merge(*group);
            }
        }
    }
}
