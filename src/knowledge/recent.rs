//! A table that forgets.

use hashbrown::{HashMap, hash_map::Entry};

/// Values by their hash, as many as weigh up to twice `KEPT`. Those that were asked for lately are kept; nothing that is
/// kept changes what is said.
#[derive(Debug)]
pub(super) struct Recent<V, const KEPT: usize> {
    new: HashMap<u128, V>,
    /// What the new ones weigh.
    weight: usize,
    /// What was new before; what nobody asks for until the next change is forgotten.
    old: HashMap<u128, V>,
}

/// What a value adds to the weight of a table.
pub(super) trait Weigh {
    /// One for values that are all of one size.
    fn weight(&self) -> usize {
        1
    }
}

impl Weigh for u128 {}

impl<V, const KEPT: usize> Default for Recent<V, KEPT> {
    fn default() -> Self {
        Self { new: HashMap::new(), weight: 0, old: HashMap::new() }
    }
}

impl<V: Weigh, const KEPT: usize> Recent<V, KEPT> {
    /// The value of a hash; when there is none, it is made, which may be refused.
    pub(super) fn get_or_try_insert_with(
        &mut self,
        hash: u128,
        make: impl FnOnce() -> Option<V>,
    ) -> Option<&V> {
        if self.weight >= KEPT && !self.new.contains_key(&hash) {
            self.old = std::mem::take(&mut self.new);
            self.weight = 0;
        }
        match self.new.entry(hash) {
            Entry::Occupied(known) => Some(known.into_mut()),
            Entry::Vacant(free) => {
                let value = self.old.remove(&hash).or_else(make)?;
                self.weight += value.weight();
                Some(free.insert(value))
            }
        }
    }

    /// The value of a hash; when there is none, it is made.
    pub(super) fn get_or_insert_with(&mut self, hash: u128, make: impl FnOnce() -> V) -> &V {
        self.get_or_try_insert_with(hash, || Some(make())).expect("it is made")
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
    fn heavy_values_are_fewer() {
        #[derive(Debug)]
        struct Heavy(usize);
        impl Weigh for Heavy {
            fn weight(&self) -> usize {
                self.0
            }
        }
        let mut recent = Recent::<Heavy, 100>::default();
        for hash in 0..1_000 {
            recent.get_or_insert_with(hash, || Heavy(if hash < 500 { 10 } else { 40 }));
            let kept = [&recent.new, &recent.old].into_iter().flat_map(HashMap::values);
            let weight: usize = kept.map(Weigh::weight).sum();
            assert!(weight <= 2 * 139, "{weight} at {hash}");
        }
        assert_eq!(recent.old.len(), 3, "a hundred and what weighed too much");
    }

    #[test]
    fn what_is_refused_is_not_kept() {
        let mut recent = Recent::<u128, 4>::default();
        assert_eq!(recent.get_or_try_insert_with(1, || None), None);
        assert_eq!(recent.get_or_try_insert_with(1, || Some(7)), Some(&7));
        assert_eq!(recent.get_or_try_insert_with(1, || None), Some(&7));
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
