use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::summary::Count;

/// The slow, plain way: the smallest width whose buckets are few enough.
pub(in crate::summary) fn plain(times: &[Timestamp]) -> (i64, Vec<(Timestamp, Count)>) {
    let of_width = |width: i64| {
        let mut cells = BTreeMap::<i64, Count>::new();
        for at in times {
            let index = at.seconds().div_euclid(width);
            cells.entry(index).or_default().add(&Count { count: 1, first: *at });
        }
        let start = |(index, cell)| (Timestamp::from_seconds(index * width), cell);
        (width, cells.into_iter().map(start).collect::<Vec<_>>())
    };
    let few = LADDER.into_iter().map(of_width).find(|(_, cells)| cells.len() <= Count::BUDGET);
    few.unwrap_or_else(|| of_width(LADDER[LADDER.len() - 1]))
}

pub(in crate::summary) fn read(buckets: &Buckets<Count>) -> (i64, Vec<(Timestamp, Count)>) {
    (buckets.seconds(), buckets.iter().collect())
}

fn of(minutes: &[i64]) -> Buckets<Count> {
    let mut buckets = Buckets::default();
    for minute in minutes {
        let first = Timestamp::from_seconds(minute * 60);
        buckets.push(first, &Count { count: 1, first });
    }
    buckets.settle();
    buckets
}

#[test]
fn too_many_cells_widen_and_nothing_is_lost() {
    let minutes: Vec<_> = (0..20_000).collect();
    let buckets = of(&minutes);
    assert_eq!(buckets.seconds(), 600);
    assert_eq!(buckets.iter().map(|(_, cell)| cell.count).sum::<u64>(), 20_000);
}

#[test]
fn the_smaller_room_is_taken_over() {
    let of = |minutes: std::ops::Range<i64>| of(&minutes.collect::<Vec<_>>());
    let mut part = of(0..2_000);
    part.shrink_to(500);
    let mut sum = Buckets::default();
    sum.merge(part);
    sum.merge(of(2_000..3_000));
    sum.settle();
    assert_eq!(sum.seconds(), 600);
}

#[test]
fn what_is_added_one_by_one_is_as_all_at_once() {
    let minutes: Vec<_> = (0..3_000).map(|n| n * 1_009 % 1_999 * 7).collect();
    let mut buckets = Buckets::default();
    for minute in &minutes {
        let at = Timestamp::from_seconds(minute * 60 + 30);
        buckets.add(at, &Count { count: 1, first: Timestamp::from_seconds(minute * 60) });
    }
    let times: Vec<_> = minutes.iter().map(|n| Timestamp::from_seconds(n * 60)).collect();
    assert_eq!(read(&buckets), plain(&times));
}

proptest! {
    #[test]
    fn any_order_of_merging_ends_the_same(
        starts in proptest::collection::vec((-50_000i64..50_000, 1i64..6_000), 1..5), cut in 0usize..5,
    ) {
        let runs: Vec<Vec<i64>> =
            starts.iter().map(|(start, len)| (*start..start + len).collect()).collect();
        let whole = of(&runs.concat());
        let (left, right) = runs.split_at(cut.min(runs.len()));
        let mut one = of(&left.concat());
        one.merge(of(&right.concat()));
        one.settle();
        let mut two = of(&right.concat());
        two.merge(of(&left.concat()));
        two.settle();
        prop_assert_eq!(&one, &whole);
        prop_assert_eq!(&two, &whole);
        let times = runs.concat().into_iter().map(|n| Timestamp::from_seconds(n * 60));
        prop_assert_eq!(read(&whole), plain(&times.collect::<Vec<_>>()));
    }
}
