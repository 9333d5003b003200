use super::*;
use crate::{record::Timestamp, redact::Redactor};

fn one(fingerprint: u128) -> Summary {
    let text = format!("kind{} of trouble", fingerprint % 5_000);
    let coarse = group::coarse(text.as_bytes());
    let mut group = Group { errors: 1, coarse, ..Group::default() };
    group.templates.add(fingerprint, 1, || Redactor::ON.keep(text.as_bytes(), 99));
    Summary { groups: [(GroupKey::Template(fingerprint), group)].into(), ..Summary::default() }
}

#[test]
fn more_than_a_thousand_modules_are_told_less_finely_in_any_order() {
    let mut buckets = Buckets::default();
    for minute in 0..6_000 {
        buckets.push(Timestamp::from_seconds(minute * 60), &Levels([0, 0, 1, 0]));
    }
    let part = |modules: std::ops::Range<u32>| {
        let mut part = Summary::default();
        for number in modules {
            let identity = Identity { instance: None, module: number.to_string() };
            part.add_activity([(identity, buckets.clone())].into());
        }
        part.settle_times();
        part
    };
    let widths = |summary: &Summary| {
        summary.activity.values().map(Buckets::seconds).collect::<BTreeSet<_>>()
    };
    let few = part(0..1_024);
    assert_eq!(widths(&few), [60].into());
    let many = few.clone().merge(part(1_024..1_030));
    assert_eq!(widths(&many), [300].into());
    assert_eq!(part(1_024..1_030).merge(few), many);
    assert_eq!(part(0..1_030), many);
}

#[test]
fn a_million_templates_are_limited_and_the_sum_stays() {
    let count = 30_000u128;
    let merged = (0..count).map(|n| one(n * 7919 % count)).fold(Summary::default(), Summary::merge);
    let backwards =
        (0..count).rev().map(|n| one(n * 7919 % count)).fold(Summary::default(), Summary::merge);
    assert_eq!(merged, backwards);
    assert_eq!(merged.groups.values().map(Group::count).sum::<u64>(), 30_000);
    assert_eq!(merged.groups.len(), MAX_TEMPLATES + MAX_COARSE + 1);
}
