//! A table that forgets.

use hashbrown::HashMap;

/// Values by their hash, at most twice `KEPT`. Those that were asked for lately are kept; nothing that is kept changes what
/// is said.
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

/// Tells what comes a second time from what comes once, mostly: it forgets a hash when another one needs its place.
#[derive(Debug)]
pub(super) struct Door {
    /// A part of the hash that was last seen at each place.
    last: Box<[u32]>,
}

/// Places of a door; a power of two.
const PLACES: usize = 1 << 15;

impl Default for Door {
    fn default() -> Self {
        Self { last: vec![0; PLACES].into() }
    }
}

impl Door {
    /// Whether a hash has been seen before; it is from now on.
    pub(super) fn knows(&mut self, hash: u64) -> bool {
        let [a, b, c, d, part @ ..] = hash.to_le_bytes();
        let place = u32::from_le_bytes([a, b, c, d]) as usize % PLACES;
        let part = u32::from_le_bytes(part);
        std::mem::replace(&mut self.last[place], part) == part
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

    #[test]
    fn a_door_knows_what_came_before_until_its_place_is_taken() {
        let mut door = Door::default();
        let hash = 5 | 9 << 32;
        let same_place = 5 | 8 << 32;
        let asked = [hash, hash, 6 | 9 << 32, hash, same_place, same_place, hash];
        let known = asked.map(|hash| door.knows(hash));
        assert_eq!(known, [false, true, false, true, false, true, false]);
    }
}
