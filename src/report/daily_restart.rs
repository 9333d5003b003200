//! The daily restart of all processes, which is no outage.
//!
//! nlserver restarts everything once a day (`processRestartTime`, 06:00 server time unless changed). It is recognised by
//! start lines: at the given hour, or at 06:00 when half of the modules start there, or at another hour when nearly all
//! modules start together on two days, or once, in good order, at a full or half hour. What is logged only meanwhile means
//! nothing, as long as the modules come back.

use std::collections::BTreeSet;

use jiff::tz::{Offset, TimeZone};

use super::{DailyRestart, Moment, RestartTime, Span, timeline::Grid};
use crate::{
    input::Identity,
    record::Timestamp,
    summary::{Buckets, Group, Summary},
};

/// 06:00, in seconds.
pub(super) const DEFAULT: i64 = 6 * 3_600;
/// A restart is over after so many seconds; the late errors of Tomcat come a minute or two after it.
const LASTS: i64 = 600;
/// A module that is well again writes within so many seconds.
const BACK_WITHIN: i64 = 3_600;
/// Clocks are not that exact.
const EARLY: i64 = 30;
/// Share of the modules that start together at the usual hour, and at an hour that nobody told.
const SHARE: f64 = 0.5;
const SHARE_UNTOLD: f64 = 0.8;
/// Least number of modules and of days for an hour that nobody told.
const MIN_MODULES: usize = 3;
const MIN_DAYS: usize = 2;
/// Two restarts are at the same hour when they are not further apart than so many seconds.
const SAME_HOUR: i64 = 300;
/// How sharp an hour is that was seen on one day only.
const HALF_HOUR: i64 = 1_800;
const SHARP: i64 = 20;
const DAY: i64 = 86_400;
/// Days that are looked through: ten years.
const MAX_DAYS: i64 = 3_660;

/// The daily restarts of the logs.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    how: Option<RestartTime>,
    /// Start of each, in seconds since the epoch, in order.
    starts: Vec<i64>,
    modules: usize,
}

impl Restarts {
    /// Finds them; `given` is the hour that the user gives, in seconds since midnight.
    pub(super) fn find(summary: &Summary, grid: Option<&Grid>, given: Option<i64>) -> Self {
        let signs = Signs::of(summary);
        let at_hour = |time| grid.map_or_else(Vec::new, |grid| at_hour(summary, grid, time));
        let at = |how, starts| Self { how: Some(how), starts, modules: signs.modules };
        if let Some(time) = given {
            return at(RestartTime::Given, at_hour(time));
        }
        let enough = SHARE * signs.modules as f64;
        let mut starts = at_hour(DEFAULT);
        starts.retain(|from| signs.modules > 0 && signs.together(*from) as f64 >= enough);
        if !starts.is_empty() {
            return at(RestartTime::Default, starts);
        }
        let starts = signs.learnt();
        if starts.is_empty() { Self::default() } else { at(RestartTime::Learnt, starts) }
    }

    /// Whether a moment lies within one of them.
    pub(super) fn contains(&self, at: Timestamp) -> bool {
        let seconds = at.seconds();
        let place = self.starts.partition_point(|start| *start <= seconds);
        place > 0 && seconds < self.starts[place - 1] + LASTS
    }

    /// Whether everything that a group holds was logged during restarts after which its modules went on.
    pub(super) fn explains(&self, group: &Group, summary: &Summary) -> bool {
        let Some(last) = group.last.filter(|_| !self.starts.is_empty()) else {
            return false;
        };
        let inside = || group.over_time.iter().filter(|(_, cell)| self.contains(cell.first));
        let is_fine = group.over_time.seconds() <= LASTS;
        let dated: u64 = inside().map(|(_, cell)| cell.count).sum();
        let until = Timestamp::from_seconds(last.seconds().saturating_add(BACK_WITHIN));
        let goes_on = |identity: &Identity| {
            let mut activity = summary.activity.get(identity).into_iter().flat_map(Buckets::iter);
            activity.any(|(at, _)| at > last && at <= until && !self.contains(at))
        };
        is_fine && dated == group.count() && group.origins.keys().all(|origin| goes_on(origin))
    }

    /// For the report: the hour as the logs' zone shows it, and how many records were set aside.
    pub(super) fn shown(&self, records: u64, zone: &TimeZone) -> Option<DailyRestart> {
        let first = *self.starts.first()?;
        let moment = |seconds| Moment::new(Timestamp::from_seconds(seconds), zone);
        let span = |start: &i64| Span { from: moment(*start), to: moment(start + LASTS) };
        Some(DailyRestart {
            time: moment(first + EARLY).format("%H:%M"),
            how: self.how?,
            modules: self.modules as u64,
            records,
            seen: self.starts.iter().map(span).collect(),
        })
    }
}

/// Starts of all modules, in order of time.
struct Signs<'a> {
    starts: Vec<(i64, &'a Identity)>,
    /// Modules that ever start.
    modules: usize,
    /// Whether most starts follow a stop in good order.
    is_orderly: bool,
}

impl<'a> Signs<'a> {
    fn of(summary: &'a Summary) -> Self {
        let (mut starts, mut modules, mut orderly) = (Vec::new(), BTreeSet::new(), 0u64);
        for (identity, lifecycle) in &summary.lifecycles {
            for (_, cell) in lifecycle.over_time.iter().filter(|(_, cell)| cell.starts() > 0) {
                starts.push((cell.first_start.seconds(), identity));
                modules.insert(identity);
                orderly += u64::from(cell.stops() > 0);
            }
        }
        starts.sort_unstable();
        let is_orderly = orderly as f64 >= SHARE * starts.len() as f64;
        Self { modules: modules.len(), starts, is_orderly }
    }

    /// How many modules start within a restart that begins here.
    fn together(&self, from: i64) -> usize {
        let place = |seconds| self.starts.partition_point(|(at, _)| *at < seconds);
        let within = &self.starts[place(from)..place(from + LASTS)];
        within.iter().map(|(_, identity)| identity).collect::<BTreeSet<_>>().len()
    }

    /// Moments at which nearly all modules start, at the same hour on several days.
    fn learnt(&self) -> Vec<i64> {
        let enough = (SHARE_UNTOLD * self.modules as f64).max(MIN_MODULES as f64);
        let mut all: Vec<i64> = Vec::new();
        for (at, _) in &self.starts {
            let from = at - EARLY;
            let is_new = all.last().is_none_or(|last| from >= last + LASTS);
            if is_new && self.together(from) as f64 >= enough {
                all.push(from);
            }
        }
        let apart = |one: i64, other: i64| {
            let apart = (other - one).rem_euclid(DAY);
            apart.min(DAY - apart)
        };
        let same_hour = |one: &i64| -> Vec<i64> {
            all.iter().copied().filter(|other| apart(*one, *other) <= SAME_HOUR).collect()
        };
        // Moments of one hour are days apart. The earliest hour on a tie.
        let most = all.iter().map(same_hour).rev().max_by_key(Vec::len);
        let is_habit = |moments: &Vec<i64>| {
            // On one day alone: everything at a full or a half hour, stopped in good order. A crash keeps no such hours.
            let is_sharp = moments.iter().all(|at| (at + EARLY).rem_euclid(HALF_HOUR) <= SHARP);
            moments.len() >= MIN_DAYS || (self.is_orderly && is_sharp)
        };
        most.filter(is_habit).unwrap_or_default()
    }
}

/// Where a restart would begin at an hour of the server's clock, on each day of the grid, in order. The grid leaves stamps
/// out of all time out.
fn at_hour(summary: &Summary, grid: &Grid, time: i64) -> Vec<i64> {
    let (first, last) = (grid.begin().seconds(), grid.end().seconds());
    let mut found = BTreeSet::new();
    for offset in offsets(summary) {
        let midnight = (first + offset).div_euclid(DAY) * DAY - offset;
        let moments = (0..MAX_DAYS).map(|day| midnight + day * DAY + time - EARLY);
        let on_grid = moments.take_while(|from| *from < last).filter(|from| from + LASTS > first);
        found.extend(on_grid);
    }
    found.into_iter().collect()
}

/// Every offset that stamps are written with, in seconds: summer and winter time, servers in several zones.
fn offsets(summary: &Summary) -> BTreeSet<i64> {
    let all = summary.accounts.values().flat_map(|account| account.offsets.keys());
    let is_sane = |offset: &i64| offset.abs() <= i64::from(Offset::MAX.seconds());
    all.map(|offset| i64::from(offset.unwrap_or(0)) * 60).filter(is_sane).collect()
}

#[cfg(test)]
mod tests {
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
}
