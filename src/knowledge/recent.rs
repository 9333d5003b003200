//! A table that forgets.

use hashbrown::HashMap;

/// Values by their hash. Those that were asked for lately are kept; nothing that is kept changes what is said.
#[derive(Debug)]
pub(super) struct Recent<V, const KEPT: usize> {
    new: HashMap<u128, V>,
    /// What was new before; what nobody asks for until the next change is forgotten.
    old: HashMap<u128, V>,
}

impl<V, const KEPT: usize> Default for Recent<V, KEPT> {
    fn default() -> Self {
        Self { new: HashMap::new(), old: HashMap::new() }
    }
}

impl<V, const KEPT: usize> Recent<V, KEPT> {
    /// The value of a hash; when there is none, it is made.
    pub(super) fn get_or_insert_with(&mut self, hash: u128, make: impl FnOnce() -> V) -> &V {
        if self.new.len() >= KEPT && !self.new.contains_key(&hash) {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.entry(hash).or_insert_with(|| self.old.remove(&hash).unwrap_or_else(make))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays() {
        let mut recent = Recent::<u128, 4>::default();
        let mut made = Vec::new();
        for hash in [1, 2, 3, 1, 4, 5, 1, 6, 7, 8, 1, 9, 2] {
            let value = *recent.get_or_insert_with(hash, || {
                made.push(hash);
                hash
            });
            assert_eq!(value, hash);
            assert!(recent.new.len() + recent.old.len() <= 8);
        }
        assert_eq!(made, [1, 2, 3, 4, 5, 6, 7, 8, 9, 2]);
    }
}
