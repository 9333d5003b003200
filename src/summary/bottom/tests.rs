use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::redact::Redactor;

/// Both halves of the hashes differ, and some halves do not.
fn hash_of(number: u8) -> u128 {
    u128::from(number % 4) << 64 | u128::from(number / 4)
}

fn of(room: usize, hashes: &[u8]) -> Bottom<64> {
    let mut bottom = Bottom::with_room(room);
    for hash in hashes {
        bottom.add(hash_of(*hash), 1, || Redactor::ON.keep(&[b'a' + hash % 26], 9));
    }
    bottom
}

/// The slow, plain way: count all, keep the smallest.
fn plain(room: usize, hashes: &[u8]) -> (Vec<(u128, u64)>, u64) {
    let mut counts = BTreeMap::<u128, u64>::new();
    for hash in hashes {
        *counts.entry(hash_of(*hash)).or_default() += 1;
    }
    let mut kept: Vec<_> = counts.into_iter().collect();
    let dropped = kept.split_off(room.min(kept.len()));
    (kept, dropped.into_iter().map(|(_, count)| count).sum())
}

proptest! {
    #[test]
    fn merging_in_any_order_keeps_the_same_values_with_exact_counts(
        room in 0usize..20, left in vec(0u8..30, 0..40), right in vec(0u8..30, 0..40),
    ) {
        let all = [left.clone(), right.clone()].concat();
        let whole = of(room, &all);
        prop_assert_eq!((whole.counts().collect(), whole.dropped), plain(room, &all));
        for (one, other) in [(&left, &right), (&right, &left)] {
            let mut merged = of(room, one);
            merged.merge(of(room, other));
            prop_assert_eq!(&merged, &whole);
            // One that has more room, such as none that was filled yet.
            let mut merged = of(64, one);
            merged.merge(of(room, other));
            prop_assert_eq!(&merged, &whole);
        }
        prop_assert_eq!(whole.first(), whole.top().first().copied());
        // Texts are only asked for where they are not known.
        let mut beside = of(room, &left);
        let asked = std::cell::Cell::new(0);
        let text = |text| (asked.set(asked.get() + 1), text).1;
        let other = of(room, &right);
        let unknown = other.counts().filter(|(hash, _)| beside.get(*hash).is_none()).count();
        let other = other.map_beside(Some(&beside), text);
        prop_assert!(asked.get() <= unknown, "{} of {unknown}", asked.get());
        beside.merge(other);
        prop_assert_eq!(&beside, &whole);
        let mut two = Bottom::<64>::default();
        two.merge(whole.clone());
        prop_assert_eq!(two, whole);
    }
}
