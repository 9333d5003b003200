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
mod tests;
