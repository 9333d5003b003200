//! The groups of a tally, by what makes their events one issue.

use hashbrown::HashMap;

use super::group::TallyGroup;
use crate::{knowledge::RuleIndex, summary::GroupKey};

/// Groups by their keys. Those of rules, which most events belong to, lie in a row and need no hash. All are boxed, so that what
/// grows moves no more than their addresses.
#[derive(Debug, Default)]
pub(super) struct Groups {
    by_rule: Vec<Option<Box<TallyGroup>>>,
    rules: usize,
    others: HashMap<GroupKey, Box<TallyGroup>>,
}

impl Groups {
    pub(super) fn len(&self) -> usize {
        self.rules + self.others.len()
    }

    #[inline]
    pub(super) fn get_mut(&mut self, key: &GroupKey) -> Option<&mut TallyGroup> {
        match key {
            GroupKey::Rule(rule) => self.by_rule.get_mut(rule.0 as usize)?.as_deref_mut(),
            key => self.others.get_mut(key).map(AsMut::as_mut),
        }
    }

    pub(super) fn contains(&self, key: &GroupKey) -> bool {
        match key {
            GroupKey::Rule(rule) => self.by_rule.get(rule.0 as usize).is_some_and(Option::is_some),
            key => self.others.contains_key(key),
        }
    }

    /// Adds a group that is not there.
    pub(super) fn insert(&mut self, key: GroupKey, group: Box<TallyGroup>) -> &mut TallyGroup {
        debug_assert!(!self.contains(&key), "a group is added once");
        let GroupKey::Rule(rule) = key else {
            return self.others.entry(key).insert(group).into_mut();
        };
        let place = rule.0 as usize;
        if place >= self.by_rule.len() {
            self.by_rule.resize_with(place + 1, Default::default);
        }
        self.rules += 1;
        self.by_rule[place].insert(group)
    }

    /// The group of a key, which is made if it is not there.
    pub(super) fn or_default(&mut self, key: GroupKey) -> &mut TallyGroup {
        if !self.contains(&key) {
            self.insert(key, Box::default());
        }
        self.get_mut(&key).expect("it is there")
    }

    /// Takes a group away that no rule made.
    pub(super) fn remove(&mut self, key: &GroupKey) -> Option<Box<TallyGroup>> {
        self.others.remove(key)
    }

    /// The keys of the groups that no rule made.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &GroupKey> {
        self.others.keys()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (GroupKey, &mut TallyGroup)> {
        let by_rule = self.by_rule.iter_mut().enumerate();
        let known = by_rule.filter_map(|(rule, group)| Some((known(rule), group.as_deref_mut()?)));
        known.chain(self.others.iter_mut().map(|(key, group)| (*key, group.as_mut())))
    }

    /// All groups, in no order that means anything.
    pub(super) fn into_vec(self) -> Vec<(GroupKey, Box<TallyGroup>)> {
        let by_rule = self.by_rule.into_iter().enumerate();
        let known = by_rule.filter_map(|(rule, group)| Some((known(rule), group?)));
        known.chain(self.others).collect()
    }
}

fn known(rule: usize) -> GroupKey {
    GroupKey::Rule(RuleIndex::at(rule))
}
