use proptest::prelude::*;

use super::*;

/// One error every so many buckets, and stretches with more.
fn day(bursts: &[(Range<usize>, u64)]) -> Vec<u64> {
    let mut errors: Vec<u64> = (0..1_440).map(|minute| u64::from(minute % 60 == 7)).collect();
    for (range, count) in bursts {
        errors[range.clone()].iter_mut().for_each(|bucket| *bucket += count);
    }
    errors
}

fn one(bursts: &[(Range<usize>, u64)]) -> Range<usize> {
    let found = find(&day(bursts), 60);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

#[test]
fn an_ordinary_day_has_no_outage() {
    assert!(find(&day(&[]), 60).is_empty());
    assert!(find(&[], 60).is_empty());
    assert!(find(&[500], 60).is_empty());
    assert!(find(&[7; 1_440], 60).is_empty());
    // A handful of errors in one minute is no outage.
    assert!(find(&day(&[(600..601, 9)]), 60).is_empty());
}

#[test]
fn one_outage_is_found_to_the_minute() {
    for (burst, count) in [(1_302..1_390, 17), (0..30, 5), (1_400..1_440, 3)] {
        assert_eq!(one(&[(burst.clone(), count)]), burst);
    }
}

#[test]
fn two_outages_are_told_apart() {
    let found = find(&day(&[(300..340, 12), (900..1_000, 20)]), 60);
    assert_eq!(found, [300..340, 900..1_000]);
    let close = find(&day(&[(300..340, 12), (380..420, 12)]), 60);
    assert_eq!(close, [300..340, 380..420]);
    // Five quiet minutes are no end of it.
    assert_eq!(one(&[(300..340, 12), (345..420, 12)]), 300..420);
}

proptest! {
    /// The slow, plain way: every window, its sum by adding up; the first of equals.
    #[test]
    fn the_best_window_is_the_best_of_all(
        errors in proptest::collection::vec(prop_oneof![3 => 0u64..6, 1 => Just(0), 1 => 0u64..90], 2..80),
        known in (0usize..80, 0usize..20),
    ) {
        let known = known.0.min(errors.len())..(known.0 + known.1).min(errors.len());
        let rest = Rest::of(&errors, std::slice::from_ref(&known), 60);
        let (mut most, mut best) = (0.0, None);
        for start in 0..errors.len() {
            for end in start + 1..=errors.len().min(start + rest.buckets / 2) {
                let window = start..end;
                let is_free = end <= known.start || start >= known.end;
                let sum: u64 = errors[window.clone()].iter().sum();
                prop_assert_eq!(sum, rest.sum(&window));
                let is_framed = errors[start] > 0 && errors[end - 1] > 0;
                if is_free && is_framed && rest.likelihood(&window) > most {
                    (most, best) = (rest.likelihood(&window), Some(window));
                }
            }
        }
        prop_assert_eq!(rest.best(), best);
    }

    #[test]
    fn outages_lie_apart_and_in_order(errors in proptest::collection::vec(0u64..400, 0..200)) {
        let found = find(&errors, 60);
        prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(found.iter().all(|window| !window.is_empty() && window.end <= errors.len()));
    }
}
