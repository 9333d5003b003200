//! The shapes that are remembered, by a hash.

use hashbrown::HashMap;

use crate::knowledge::shape::Shape;

/// Bytes of the shapes that are kept at least, and at most twice as many: fourteen thousand usual ones, just fewer than a
/// table of a power of two holds. With half of them an outage takes a sixth longer, since so many are learnt again.
const KEPT: usize = SHAPES * USUAL;
const SHAPES: usize = 14_000;
/// For how many there is room from the first one on: many are smaller than usual.
const ROOM: usize = SHAPES * 3 / 2;
/// Bytes of a usual shape.
const USUAL: usize = 372;

/// Shapes as many as weigh up to twice [`KEPT`]. Those that were asked for lately are kept.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    new: Generation,
    /// What the new ones weigh.
    weight: usize,
    /// What was new before; what nobody asks for until the next change is forgotten.
    old: Generation,
}

#[derive(Debug, Default)]
struct Generation {
    places: HashMap<u64, u32>,
    shapes: Vec<Shape>,
}

/// Where a shape stands, until some are forgotten.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(u32);

impl Shapes {
    /// Forgets what nobody asked for, once there are too many.
    pub(super) fn forget(&mut self) {
        if self.weight >= KEPT {
            self.old = std::mem::take(&mut self.new);
            self.weight = 0;
        }
    }

    /// Where the shape of a hash stands.
    pub(super) fn find(&mut self, hash: u64) -> Option<Place> {
        if let Some(place) = self.new.places.get(&hash) {
            return Some(Place(*place));
        }
        let place = self.old.places.remove(&hash)?;
        let shape = std::mem::take(&mut self.old.shapes[place as usize]);
        Some(self.insert(hash, shape))
    }

    /// Keeps a shape that is not there.
    pub(super) fn insert(&mut self, hash: u64, shape: Shape) -> Place {
        let Generation { places, shapes } = &mut self.new;
        let place = u32::try_from(shapes.len()).expect("thousands");
        self.weight += shape.weight();
        if shapes.is_empty() {
            // What grows step by step leaves holes behind that are too small for the next step.
            shapes.reserve_exact(ROOM);
            places.reserve(SHAPES);
        }
        shapes.push(shape);
        places.insert(hash, place);
        Place(place)
    }

    pub(super) fn at(&mut self, place: Place) -> &mut Shape {
        &mut self.new.shapes[place.0 as usize]
    }

    /// The same to be looked at.
    pub(super) fn peek(&self, place: Place) -> &Shape {
        &self.new.shapes[place.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let shape = |hash: u64| {
            let mut shape = Shape::default();
            shape.last.fingerprint = hash.into();
            shape
        };
        let mut shapes = Shapes::default();
        shapes.insert(0, shape(0));
        let most = u64::try_from(KEPT / shape(0).weight()).expect("small") + 1;
        for hash in 1..3 * most {
            shapes.forget();
            shapes.insert(hash, shape(hash));
            let asked = shapes.find(0).expect("it is asked for");
            assert_eq!(shapes.at(asked).last.fingerprint, 0, "after {hash}");
        }
        let mut kept = Vec::new();
        for hash in 0..3 * most {
            if let Some(place) = shapes.find(hash) {
                assert_eq!(shapes.peek(place).last.fingerprint, hash.into());
                kept.push(hash);
            }
        }
        // The older half of them came before the younger one, and what came before both is gone.
        assert!(kept.len() as u64 <= 2 * most && kept.len() as u64 > most, "{}", kept.len());
        assert!(kept[1] > most / 2 && kept.contains(&(3 * most - 1)));
    }
}
