use std::collections::{BTreeMap, HashSet};

use proptest::{collection::vec, prelude::*};

use super::*;

/// Events as thread and second.
type Events = Vec<(u8, i64)>;

fn thread(number: u8) -> Thread {
    Writer::of(Some("prod1"))
        .thread(format!("{:08X}", u32::from(number) + 1).as_bytes())
        .expect("not zero")
}

fn of(events: &[(u8, i64)]) -> Sketch {
    let mut sketch = Sketch::default();
    for (number, second) in events {
        sketch.see(thread(*number), Timestamp::from_seconds(*second));
    }
    sketch
}

fn slots(events: &[(u8, i64)]) -> HashSet<(u8, i64)> {
    events.iter().map(|(number, second)| (*number, second.div_euclid(SLOT_SECONDS))).collect()
}

#[test]
fn a_thread_that_nobody_knows_is_none() {
    assert_eq!(Writer::of(Some("prod1")).thread(b""), None);
    assert_eq!(Writer::of(Some("prod1")).thread(b"00000000"), None);
    assert_ne!(
        Writer::of(Some("prod1")).thread(b"00000001"),
        Writer::of(Some("prod2")).thread(b"00000001")
    );
    assert_eq!(Writer::of(None).thread(b"00000001"), Writer::of(None).thread(b"00000001"));
}

#[test]
fn many_slots_are_estimated_and_their_overlap_too() {
    let all: Events =
        (0..20_000u16).map(|n| ((n % 7).to_le_bytes()[0], i64::from(n) * SLOT_SECONDS)).collect();
    let (sketch, half) = (of(&all), of(&all[..10_000]));
    assert_eq!(sketch.len(), SLOTS_KEPT);
    assert!((sketch.distinct() / 20_000.0 - 1.0).abs() < 0.4, "{}", sketch.distinct());
    let overlap = sketch.overlap(&half);
    assert!((overlap.share() - 0.5).abs() < 0.2, "{overlap:?}");
    let back = half.overlap(&sketch);
    assert_eq!(back.shared, back.samples);
}

#[test]
fn slots_that_the_other_had_no_room_for_do_not_count() {
    let loud: Events = (0..10_000).map(|n| (1, n * SLOT_SECONDS)).collect();
    let small: Events = (0..20).map(|n| (1, n * 400 * SLOT_SECONDS)).collect();
    let overlap = of(&small).overlap(&of(&loud));
    assert_eq!(overlap.shared, overlap.samples, "each of them is in the other");
    assert!(overlap.samples < 20);
}

proptest! {
    #[test]
    fn any_order_of_merging_keeps_the_same(
        left in vec((0u8..4, 0i64..900), 0..200), right in vec((0u8..4, -900i64..900), 0..200),
    ) {
        let whole = of(&[left.clone(), right.clone()].concat());
        let (mut one, mut two) = (of(&left), of(&right));
        one.merge(&of(&right));
        two.merge(&of(&left));
        prop_assert_eq!(&one, &whole);
        prop_assert_eq!(&two, &whole);
        let mut backwards = left;
        backwards.extend(right);
        backwards.reverse();
        prop_assert_eq!(&of(&backwards), &whole);
    }

    #[test]
    fn merging_is_associative(parts in vec(vec((0u8..4, 0i64..2_000), 0..90), 3)) {
        let [a, b, c] = [of(&parts[0]), of(&parts[1]), of(&parts[2])];
        let (mut left, mut inner) = (a.clone(), b.clone());
        left.merge(&b);
        left.merge(&c);
        inner.merge(&c);
        let mut right = a;
        right.merge(&inner);
        prop_assert_eq!(left, right);
    }

    #[test]
    fn small_sketches_say_what_sets_say(
        left in vec((0u8..3, 0i64..150), 0..60), right in vec((0u8..3, 0i64..150), 0..60),
    ) {
        let (one, two) = (slots(&left), slots(&right));
        prop_assert!(one.len() < SLOTS_KEPT && two.len() < SLOTS_KEPT);
        let overlap = of(&left).overlap(&of(&right));
        prop_assert_eq!(overlap.samples, one.len());
        prop_assert_eq!(overlap.shared, one.intersection(&two).count());
        prop_assert!((of(&left).distinct() - one.len() as f64).abs() < 0.5);
        let led = one.intersection(&two).filter(|slot| first(&right, slot) <= first(&left, slot));
        prop_assert_eq!(overlap.led, led.count());
    }
}

/// The earliest second of a slot.
fn first(events: &[(u8, i64)], slot: &(u8, i64)) -> i64 {
    let mut firsts = BTreeMap::<(u8, i64), i64>::new();
    for (number, second) in events {
        let first = firsts.entry((*number, second.div_euclid(SLOT_SECONDS))).or_insert(*second);
        *first = (*first).min(*second);
    }
    firsts[slot]
}
