//! Modules that stop writing while the others go on. A module that died says nothing, and that is all there is to see.
//!
//! Judged against the module's own habits: a gap counts when it lasts ten minutes, three times as long as the module's
//! next longest one, and when at least fourteen minutes with records were to be expected in it (by its pace over the rest
//! of its time; were they independent, such a gap would come about once in a million). A gap that lasts to the end of
//! the logs counts, too. One of a day or more that does not may be a weekend, and counts only if the module wrote at these
//! hours a week before or after. When nearly all modules are silent at once, it is the log server or the machine.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{
    Issue, Moment, Span,
    issues::{self, Silent},
    timeline::Grid,
};
use crate::{
    input::Identity,
    knowledge::KnowledgeBase,
    record::Timestamp,
    summary::{Buckets, Levels, Summary},
};

/// Shortest silence, in seconds.
const MIN_SECONDS: i64 = 600;
/// How much longer than the next longest gap it must be.
const MIN_FACTOR: i64 = 3;
/// Active minutes that were to be expected in it.
const MIN_EXPECTED: f64 = 14.0;
/// Share of the modules that makes it everybody's, and the least number of them.
const ALL_SHARE: f64 = 0.8;
const MIN_MODULES: usize = 3;
/// The redirection logs, which trackinglogd writes.
const REDIRECTION: &str = "redirection";
/// Minutes with records in which another module shows that it goes on.
const GOING_MINUTES: usize = 3;
/// Width of the buckets that are judged; a wider one hides too much.
const BUCKET_SECONDS: i64 = 60;
/// A gap of so many seconds that ended by itself may be a weekend.
const MAYBE_USUAL: i64 = 86_400;
const WEEK: i64 = 7 * 86_400;

/// A stretch in which a module wrote nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Silence {
    pub(super) identity: Identity,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// Whether it lasts to the end of the logs.
    pub(super) is_open: bool,
    /// Longest gap of the module beside it, in seconds.
    pub(super) usual: i64,
    /// Minutes with records that were to be expected in it.
    pub(super) expected: f64,
}

impl Silence {
    fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    fn seconds(&self) -> i64 {
        self.to.seconds() - self.from.seconds()
    }
}

/// The silences of all modules, by module.
pub(super) fn find(summary: &Summary, grid: Option<&Grid>) -> Vec<Silence> {
    let Some(grid) = grid else {
        return Vec::new();
    };
    let ends = summary.activity.values().filter_map(|buckets| {
        let last = buckets.iter().filter(|(at, _)| grid.contains(*at)).last();
        // Of a wide bucket only the beginning is sure to have records.
        last.map(|(at, _)| at.seconds() + BUCKET_SECONDS)
    });
    let Some(end) = ends.max() else {
        return Vec::new();
    };
    judged(summary)
        .filter_map(|(identity, buckets)| of_module(identity, buckets, grid, end))
        .collect()
}

/// The modules that can be silent: of other logs nobody knows who writes them.
fn judged(summary: &Summary) -> impl Iterator<Item = (&Identity, &Buckets<Levels>)> {
    summary.activity.iter().filter(|(identity, _)| identity.module != Identity::UNKNOWN)
}

/// Whether what befell some modules out of all befell everybody, so that no single one is to blame.
pub(super) fn is_everybody(some: usize, all: usize) -> bool {
    some >= MIN_MODULES && some as f64 >= ALL_SHARE * all as f64
}

/// The longest gap of a module, if it is unusual.
fn of_module(
    identity: &Identity,
    buckets: &Buckets<Levels>,
    grid: &Grid,
    end: i64,
) -> Option<Silence> {
    if buckets.seconds() != BUCKET_SECONDS {
        return None;
    }
    let on_grid = buckets.iter().filter(|(at, _)| grid.contains(*at));
    let active: Vec<i64> = on_grid.map(|(at, _)| at.seconds()).collect();
    let first = *active.first()?;
    let starts = active.iter().map(|at| at + BUCKET_SECONDS);
    let nexts = active.iter().skip(1).copied().chain([end]);
    let mut gaps: Vec<(i64, i64)> =
        starts.zip(nexts).map(|(from, to)| (to - from, from)).filter(|gap| gap.0 > 0).collect();
    // Longest first, the earlier one on a tie.
    gaps.sort_by_key(|(len, from)| (-len, *from));
    let (len, from) = *gaps.first()?;
    let usual = gaps.get(1).map_or(BUCKET_SECONDS, |gap| gap.0.max(BUCKET_SECONDS));
    let seen = (end - first).saturating_sub(len).max(BUCKET_SECONDS);
    let rest = seen as f64 / BUCKET_SECONDS as f64;
    let expected = active.len() as f64 / rest * len as f64 / BUCKET_SECONDS as f64;
    // Habits that nobody saw cannot be broken.
    let has_habits = active.len() as f64 >= MIN_EXPECTED;
    let is_open = from + len == end;
    let wrote = |shift: i64| {
        let hours = from + shift..from + len + shift;
        active.iter().filter(|at| hours.contains(at)).count() as f64 >= MIN_EXPECTED
    };
    let is_unusual = has_habits
        && len >= MIN_SECONDS
        && len >= MIN_FACTOR * usual
        && expected >= MIN_EXPECTED
        && (is_open || len < MAYBE_USUAL || wrote(-WEEK) || wrote(WEEK));
    is_unusual.then(|| Silence {
        identity: identity.clone(),
        from: Timestamp::from_seconds(from),
        to: Timestamp::from_seconds(from + len),
        is_open,
        usual,
        expected,
    })
}

/// Silences as issues: one for everybody, or one for each module, over all its instances.
pub(super) fn issues(
    summary: &Summary,
    silences: &[Silence],
    knowledge: &KnowledgeBase,
    zone: &TimeZone,
) -> Vec<Issue> {
    let judged = judged(summary).count();
    let together = silences
        .iter()
        .map(|one| silences.iter().filter(|other| other.holds(one.from)).collect::<Vec<_>>())
        .max_by_key(Vec::len)
        .filter(|together| is_everybody(together.len(), judged));
    let mut by_module = BTreeMap::<&str, Vec<&Silence>>::new();
    for silence in silences {
        if !together.as_ref().is_some_and(|all| all.contains(&silence)) {
            by_module.entry(&silence.identity.module).or_default().push(silence);
        }
    }
    let all = Silent { identity: "syslogd", module: "syslogd", title: "All modules write nothing" };
    let everybody =
        together.iter().map(|silences| issues::silence(&all, silences, knowledge, zone));
    let single = by_module.iter().filter_map(|(identity, silences)| {
        let (module, title) = if *identity == REDIRECTION {
            let other = silences.iter().find_map(|silence| goes_on(summary, silence))?;
            ("trackinglogd", format!("Redirection logs stop while {other} goes on"))
        } else {
            (*identity, format!("{identity} writes nothing"))
        };
        let what = Silent { identity, module, title: &title };
        Some(issues::silence(&what, silences, knowledge, zone))
    });
    everybody.chain(single).collect()
}

/// A module that goes on while the redirection logs of its instance stand still: without visitors there are no clicks, and
/// a server that is down is no fault of trackinglogd.
fn goes_on<'s>(summary: &'s Summary, silence: &Silence) -> Option<&'s str> {
    let is_beside = |identity: &Identity| match identity.module.as_str() {
        REDIRECTION | "trackinglogd" | Identity::UNKNOWN => false,
        "web" => true,
        _ => identity.instance == silence.identity.instance,
    };
    let minutes = |buckets: &Buckets<Levels>| {
        buckets.iter().filter(|(at, _)| (silence.from..silence.to).contains(at)).count()
    };
    let beside = summary.activity.iter().filter(|(identity, _)| is_beside(identity));
    let going = beside.filter(|(_, buckets)| minutes(buckets) >= GOING_MINUTES);
    let names: Vec<&str> = going.map(|(identity, _)| identity.module.as_str()).collect();
    names.iter().find(|name| **name == "web").or(names.first()).copied()
}

/// From and to of some silences together, and the longest of them.
pub(super) fn span(silences: &[&Silence]) -> Option<(Timestamp, Timestamp, i64)> {
    let from = silences.iter().map(|silence| silence.from).min()?;
    let to = silences.iter().map(|silence| silence.to).max()?;
    let longest = silences.iter().map(|silence| silence.seconds()).max()?;
    Some((from, to, longest))
}

/// The silences of one module on one instance, for its row of the report.
pub(super) fn spans(
    silences: &[Silence],
    module: &str,
    instance: Option<&str>,
    zone: &TimeZone,
) -> Vec<Span> {
    let is_its = |silence: &&Silence| {
        silence.identity.module == module && silence.identity.instance.as_deref() == instance
    };
    let moment = |at| Moment::new(at, zone);
    silences
        .iter()
        .filter(is_its)
        .map(|silence| Span { from: moment(silence.from), to: moment(silence.to) })
        .collect()
}

#[cfg(test)]
mod tests;
