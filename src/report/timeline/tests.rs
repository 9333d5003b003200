use super::*;
use crate::{
    input::Identity,
    summary::{Group, GroupKey, Levels},
};

#[test]
fn it_is_no_finer_than_what_is_known_of_any_group() {
    let mut summary = Summary::default();
    let mut group = Group::default();
    for half in 0..2 {
        let mut activity = Buckets::default();
        for minute in half * 2_000..(half + 1) * 2_000 {
            let at = Timestamp::from_seconds(minute * 60);
            activity.add(at, &Levels([1, 0, 0, 0]));
            group.over_time.add(at, &Count { count: 1, first: at });
        }
        let identity = Identity { instance: None, module: half.to_string() };
        summary.activity.insert(identity, activity);
    }
    let seconds = |summary: &Summary| Grid::of(summary).expect("it has times").seconds();
    assert_eq!(seconds(&summary), 300, "4,000 minutes");
    summary.activity.pop_last();
    assert_eq!(seconds(&summary), 120, "2,000 minutes");
    assert_eq!(group.over_time.seconds(), 300, "as many as it keeps");
    summary.groups.insert(GroupKey::Rest, group);
    assert_eq!(seconds(&summary), 300, "no finer");
    let mut group = Group::default();
    for day in 0..3_100 {
        let at = Timestamp::from_seconds(day * 86_400);
        group.over_time.add(at, &Count { count: 1, first: at });
    }
    summary.activity = [(web(), on_days((0..3_100).step_by(50)))].into();
    summary.groups.insert(GroupKey::Rest, group);
    assert_eq!(seconds(&summary), 30 * 86_400, "nor when it has many days");
}

fn web() -> Identity {
    Identity { instance: None, module: "web".to_owned() }
}

/// A module that writes on each so many days.
fn on_days(days: impl Iterator<Item = i64>) -> Buckets<Levels> {
    let mut buckets = Buckets::default();
    for day in days {
        buckets.add(Timestamp::from_seconds(day * 86_400), &Levels([1, 0, 0, 0]));
    }
    buckets
}

#[test]
fn stamps_of_all_centuries_are_one_stretch_that_begins_in_the_year_0() {
    // Enough of them for the widest buckets, of which the first would begin before.
    let first = -62_167_219_200 / 86_400;
    let buckets = on_days((first..first + 9_999 * 365).step_by(60));
    let records = buckets.iter().map(|(_, cell)| cell.sum()).sum::<u64>();
    assert_eq!((buckets.seconds(), records), (300 * 86_400, 60_828));
    let summary = Summary { activity: [(web(), buckets)].into(), ..Summary::default() };
    let grid = Grid::of(&summary).expect("it has times");
    assert_eq!(grid.begin().seconds(), first * 86_400);
    assert!(outlying(&summary, Some(&grid), &TimeZone::UTC).is_none());
}

#[test]
fn a_stretch_touches_its_buckets_and_a_moment_its_own() {
    let grid = Grid { from: 600, width: 60, buckets: 10 };
    let touched =
        |from, to| grid.touched(Timestamp::from_seconds(from), Timestamp::from_seconds(to));
    assert_eq!(touched(660, 720), 1..2);
    assert_eq!(touched(660, 721), 1..3);
    assert_eq!((touched(660, 660), touched(661, 661)), (1..2, 1..2));
    assert_eq!((touched(0, 600), touched(0, 601)), (0..0, 0..1));
    assert_eq!((touched(1_199, 9_999), touched(1_200, 9_999)), (9..10, 10..10));
}
