//! The daily restart of all processes, which is no outage.
//!
//! nlserver restarts everything once a day (`processRestartTime`, 06:00 server time unless changed). It is recognised by
//! start lines: at the given hour, or at 06:00 when half of the modules start there, or at another hour when nearly all
//! modules start together on two days, or once, in good order, at a full or half hour. What is logged only meanwhile means
//! nothing, as long as the modules come back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::{Offset, TimeZone};

use super::{DailyRestart, Moment, RestartTime, Span};
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
/// Days that are looked through: ten years; beyond it stand stamps out of all time.
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
    pub(super) fn find(summary: &Summary, given: Option<i64>) -> Self {
        let signs = Signs::of(summary);
        if let Some(time) = given {
            let starts = signs.at_hour(summary, time, 0.0);
            return Self { how: Some(RestartTime::Given), modules: signs.modules, starts };
        }
        let starts = signs.at_hour(summary, DEFAULT, SHARE);
        if !starts.is_empty() {
            return Self { how: Some(RestartTime::Default), modules: signs.modules, starts };
        }
        let starts = signs.learnt();
        let how = (!starts.is_empty()).then_some(RestartTime::Learnt);
        Self { how, modules: signs.modules, starts }
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
        is_fine && dated == group.count() && group.origins.keys().all(goes_on)
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

    /// The days on which enough modules start at an hour of the server's clock.
    fn at_hour(&self, summary: &Summary, time: i64, share: f64) -> Vec<i64> {
        let span = summary
            .accounts
            .values()
            .filter_map(|account| Some((account.first?.seconds(), account.last?.seconds())));
        let Some((first, last)) = span.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
            return Vec::new();
        };
        let is_enough = |from: &i64| {
            share == 0.0
                || (self.modules > 0 && self.together(*from) as f64 >= share * self.modules as f64)
        };
        let mut found = BTreeSet::new();
        for offset in offsets(summary) {
            let midnight = (first + offset).div_euclid(DAY) * DAY - offset;
            let days = ((last - midnight) / DAY + 1).clamp(0, MAX_DAYS);
            let moments = (0..days).map(|day| midnight + day * DAY + time - EARLY);
            found.extend(moments.filter(|from| *from <= last).filter(is_enough));
        }
        found.into_iter().collect()
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
        let same_hour = |one: i64| {
            let apart = |other: i64| {
                let apart = (other - one).rem_euclid(DAY);
                apart.min(DAY - apart)
            };
            let days = all.iter().copied().filter(|other| apart(*other) <= SAME_HOUR);
            days.collect::<Vec<_>>()
        };
        let days = |moments: &[i64]| {
            moments.iter().map(|at| at.div_euclid(DAY)).collect::<BTreeSet<_>>().len()
        };
        let candidates = all.iter().map(|one| same_hour(*one));
        let most =
            candidates.reduce(|best, next| if days(&next) > days(&best) { next } else { best });
        let is_habit = |moments: &Vec<i64>| {
            // On one day alone: everything at a full or a half hour, stopped in good order. A crash keeps no such hours.
            let is_sharp = moments.iter().all(|at| (at + EARLY).rem_euclid(HALF_HOUR) <= SHARP);
            days(moments) >= MIN_DAYS || (self.is_orderly && is_sharp)
        };
        most.filter(is_habit).unwrap_or_default()
    }
}

/// Every offset that stamps are written with, in seconds: summer and winter time, servers in several zones.
fn offsets(summary: &Summary) -> BTreeSet<i64> {
    let mut counts = BTreeMap::<i64, u64>::new();
    for account in summary.accounts.values() {
        for (offset, count) in &account.offsets {
            *counts.entry(i64::from(offset.unwrap_or(0)) * 60).or_default() += count;
        }
    }
    let is_sane = |offset: &i64| offset.abs() <= i64::from(Offset::MAX.seconds());
    counts.into_keys().filter(is_sane).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        knowledge::Sign,
        summary::{Account, Announced, Lifecycle},
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
            account.first = Some(Timestamp::from_seconds(0));
            account.last = Some(Timestamp::from_seconds(4 * DAY - 1));
            summary.accounts.insert((*name).to_owned(), account);
        }
        summary
    }

    fn found(modules: &[(&str, &[i64])], offset: Option<i16>) -> (Option<RestartTime>, Vec<i64>) {
        let restarts = Restarts::find(&summary(modules, offset), None);
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
    fn a_given_hour_needs_no_start_lines() {
        let restarts = Restarts::find(&summary(&[("web", &[])], Some(0)), Some(4 * 3_600));
        assert_eq!(restarts.starts.len(), 4);
        assert!(restarts.contains(Timestamp::from_seconds(4 * 3_600 + 61)));
        assert!(!restarts.contains(Timestamp::from_seconds(4 * 3_600 + 601)));
        assert!(!restarts.contains(Timestamp::from_seconds(0)));
    }
}
