use super::*;
use crate::{
    knowledge::Sign,
    summary::{Account, Announced, Levels, Lifecycle},
};

/// Modules that start at the given minutes, in logs of four days.
fn summary(modules: &[(&str, &[i64])], offset: Option<i16>) -> Summary {
    let mut summary = Summary::default();
    for (name, minutes) in modules {
        let identity = Identity { instance: None, module: (*name).to_owned() };
        let mut lifecycle = Lifecycle::default();
        for minute in *minutes {
            let at = Timestamp::from_seconds(minute * 60 + 1);
            lifecycle.over_time.add(at, &Announced::one(Sign::Starting, at));
        }
        summary.lifecycles.insert(identity, lifecycle);
        let mut account = Account::default();
        account.offsets.insert(offset, 1);
        summary.accounts.insert((*name).to_owned(), account.into());
    }
    write(&mut summary, 0);
    write(&mut summary, 4 * DAY - 1);
    summary
}

/// A record at a second.
fn write(summary: &mut Summary, second: i64) {
    let identity = Identity { instance: None, module: "web".to_owned() };
    let activity = summary.activity.entry(identity).or_default();
    activity.add(Timestamp::from_seconds(second), &Levels([1, 0, 0, 0]));
}

fn find(summary: &Summary, given: Option<i64>) -> Restarts {
    Restarts::find(summary, Grid::of(summary).as_ref(), given)
}

fn found(modules: &[(&str, &[i64])], offset: Option<i16>) -> (Option<RestartTime>, Vec<i64>) {
    let restarts = find(&summary(modules, offset), None);
    (restarts.how, restarts.starts.iter().map(|start| (start + EARLY).div_euclid(60)).collect())
}

#[test]
fn six_o_clock_is_that_of_the_server() {
    let day = [300, 1_740];
    let modules = [("web", &day[..]), ("mta", &day), ("stat", &[900])];
    assert_eq!(found(&modules, Some(60)), (Some(RestartTime::Default), vec![300, 1_740]));
    assert_eq!(found(&modules, Some(120)).1, Vec::<i64>::new());
}

#[test]
fn another_hour_is_learnt_when_all_restart_on_two_days() {
    let day = [200, 1_641];
    let modules = [("web", &day[..]), ("mta", &day), ("stat", &day)];
    assert_eq!(found(&modules, Some(0)), (Some(RestartTime::Learnt), vec![200, 1_641]));
    let single = [200];
    let modules = [("web", &single[..]), ("mta", &single), ("stat", &single)];
    assert_eq!(found(&modules, Some(0)), (None, Vec::new()));
    let one = [("web", &day[..]), ("mta", &[7][..]), ("stat", &[9])];
    assert_eq!(found(&one, Some(0)), (None, Vec::new()));
}

#[test]
fn a_day_is_a_day_also_around_midnight() {
    let days = [1_441, 2_879];
    let modules = [("web", &days[..]), ("mta", &days), ("stat", &days)];
    assert_eq!(found(&modules, Some(0)), (Some(RestartTime::Learnt), vec![1_441, 2_879]));
}

#[test]
fn a_stamp_out_of_all_time_hides_no_restart() {
    let day = [360];
    let mut summary = summary(&[("web", &day[..]), ("mta", &day)], Some(0));
    write(&mut summary, -60 * 365 * DAY);
    assert_eq!(find(&summary, None).how, Some(RestartTime::Default));
}

#[test]
fn a_given_hour_is_one_of_the_logs() {
    let mut summary = Summary::default();
    summary.accounts.entry("web.log".to_owned()).or_default().offsets.insert(Some(0), 1);
    write(&mut summary, 10 * 3_600);
    write(&mut summary, 12 * 3_600);
    assert!(find(&summary, Some(4 * 3_600)).starts.is_empty());
    assert_eq!(find(&summary, Some(11 * 3_600)).starts, [11 * 3_600 - EARLY]);
}

#[test]
fn a_given_hour_needs_no_start_lines() {
    let restarts = find(&summary(&[("web", &[])], Some(0)), Some(4 * 3_600));
    assert_eq!(restarts.starts.len(), 4);
    assert!(restarts.contains(Timestamp::from_seconds(4 * 3_600 + 61)));
    assert!(!restarts.contains(Timestamp::from_seconds(4 * 3_600 + 601)));
    assert!(!restarts.contains(Timestamp::from_seconds(0)));
}
