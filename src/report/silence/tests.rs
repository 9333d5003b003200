use super::*;

fn module(name: &str, minutes: impl Iterator<Item = i64>) -> (Identity, Buckets<Levels>) {
    let mut buckets = Buckets::default();
    for minute in minutes {
        buckets.add(Timestamp::from_seconds(minute * 60), &Levels([0, 0, 1, 0]));
    }
    (Identity { instance: Some("prod1".to_owned()), module: name.to_owned() }, buckets)
}

fn found(modules: Vec<(Identity, Buckets<Levels>)>) -> Vec<(String, i64, i64, bool)> {
    let summary = Summary { activity: modules.into_iter().collect(), ..Summary::default() };
    let silences = find(&summary, Grid::of(&summary).as_ref());
    let minute = |at: Timestamp| at.seconds() / 60;
    let shown = silences
        .iter()
        .map(|one| (one.identity.module.clone(), minute(one.from), minute(one.to), one.is_open));
    shown.collect()
}

fn busy(name: &str) -> (Identity, Buckets<Levels>) {
    module(name, 0..1_440)
}

#[test]
fn a_module_that_stops_and_comes_back_is_silent_between() {
    let mta = module("mta", (0..600).chain(680..1_440));
    assert_eq!(found(vec![busy("web"), mta]), [("mta".to_owned(), 600, 680, false)]);
    let dead = module("mta", 0..1_300);
    assert_eq!(found(vec![busy("web"), dead]), [("mta".to_owned(), 1_300, 1_440, true)]);
}

#[test]
fn two_hours_of_a_month_are_seen() {
    let month = 30 * 1_440;
    let mta = module("mta", (0..20_000).chain(20_120..month));
    let modules = vec![module("web", 0..month), mta];
    assert_eq!(found(modules), [("mta".to_owned(), 20_000, 20_120, false)]);
}

#[test]
fn a_weekend_is_no_silence_unless_another_one_was_worked() {
    let week = 7 * 1_440;
    let weekend = 3 * 1_440..5 * 1_440;
    let found = |days: i64| {
        let minutes = (0..days * 1_440).filter(|minute| !weekend.contains(minute));
        found(vec![module("web", 0..days * 1_440), module("mta", minutes)])
    };
    assert!(found(9).is_empty());
    assert_eq!(found(13), [("mta".to_owned(), weekend.start, weekend.end, false)]);
    // What lasts to the end is judged whatever day it is.
    let modules = vec![module("web", 0..week), module("mta", 0..3 * 1_440)];
    assert!(self::found(modules)[0].3);
}

#[test]
fn a_module_of_wide_buckets_does_not_make_the_logs_longer() {
    let days = 400 * 1_440;
    let modules = vec![
        module("stat", (0..days).step_by(10)),
        module("web", days - 1_440..days - 9),
        module("mta", days - 1_440..days - 9),
    ];
    assert_eq!(found(modules), []);
}

#[test]
fn all_are_silent_only_at_one_moment() {
    let month = 28 * 1_440;
    let gap = |name, from| module(name, (0..from).chain(from + 60..month));
    let modules = [module("mta", 0..14 * 1_440), gap("stat", 18 * 1_440), gap("web", 23 * 1_440)];
    let summary = Summary { activity: modules.into(), ..Summary::default() };
    let silences = find(&summary, Grid::of(&summary).as_ref());
    let knowledge = KnowledgeBase::builtin().expect("loads");
    let titles = issues(&summary, &silences, &knowledge, &TimeZone::UTC);
    let titles: Vec<_> = titles.iter().map(|issue| issue.title.as_str()).collect();
    assert_eq!(titles, ["mta writes nothing", "stat writes nothing", "web writes nothing"]);
}

#[test]
fn a_module_that_writes_now_and_then_is_not_silent_between() {
    assert!(found(vec![busy("web"), module("export", (0..1_440).step_by(60))]).is_empty());
    let irregular = (0..1_440).filter(|minute| minute % 97 < 3 || minute % 41 == 7);
    assert!(found(vec![busy("web"), module("stat", irregular)]).is_empty());
    // Nine minutes are none, and neither is one record long ago.
    assert!(found(vec![busy("web"), module("mta", (0..600).chain(609..1_440))]).is_empty());
    assert!(found(vec![busy("web"), module("billing", 3..4)]).is_empty());
}

#[test]
fn nearly_all_of_three_or_more_are_everybody() {
    assert!(is_everybody(3, 3) && is_everybody(4, 5) && !is_everybody(3, 4));
    assert!(!is_everybody(2, 2) && !is_everybody(0, 0));
}

#[test]
fn logs_that_nobody_knows_are_not_asked_whether_all_are_silent() {
    let stopped = |name| module(name, (0..600).chain(680..1_440));
    let mut modules = ["mta", "stat", "web", "wfserver"].map(stopped).to_vec();
    modules.extend([busy("export"), busy(Identity::UNKNOWN)]);
    let summary = Summary { activity: modules.into_iter().collect(), ..Summary::default() };
    let silences = find(&summary, Grid::of(&summary).as_ref());
    let knowledge = KnowledgeBase::builtin().expect("loads");
    let issues = issues(&summary, &silences, &knowledge, &TimeZone::UTC);
    let titles: Vec<_> = issues.iter().map(|issue| issue.title.as_str()).collect();
    assert_eq!(titles, ["All modules write nothing"]);
}

#[test]
fn a_gap_like_another_one_is_usual() {
    let nights = (0..4_320).filter(|minute| minute % 1_440 > 360);
    assert!(found(vec![module("web", 0..4_320), module("mta", nights)]).is_empty());
}
