//! Modules that start again and again, outside the daily restart.
//!
//! A process that crashes is started by the watchdog, and crashes again: nothing of that need be an error in a log, but
//! every start is announced. Four starts within an hour are a loop; a restart by hand, even two, is none.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{
    EntityCount, Issue, Moment, Terms, actions, daily_restart::Restarts, issues, moment, silence,
};
use crate::{
    input::Identity,
    knowledge::{KnowledgeBase, Severity, Step},
    module::{FREQUENT, SERVICES},
    record::Timestamp,
    redact::Redacted,
    summary::{Lifecycle, Summary},
};

/// Starts within [`WITHIN`] seconds that make a loop.
const MIN_STARTS: u64 = 4;
const WITHIN: i64 = 3_600;
/// So many seconds before the first start, a stop in good order belongs to it.
const ASKED_BEFORE: i64 = 120;
/// The rule whose advice fits.
const RULE: &str = "watchdog/restart-loop";
/// Process ids that are named in a sentence.
const PIDS_NAMED: usize = 5;

/// A stretch of time in which a module starts again and again.
#[derive(Debug)]
pub(super) struct Loop<'a> {
    identity: &'a Identity,
    lifecycle: &'a Lifecycle,
    from: Timestamp,
    to: Timestamp,
    starts: u64,
    /// Stops in good order within it, and just before it.
    stops: u64,
}

/// The loops of all modules, by module.
pub(super) fn find<'a>(summary: &'a Summary, restarts: &Restarts) -> Vec<Loop<'a>> {
    let services = summary
        .lifecycles
        .iter()
        .filter(|(identity, _)| SERVICES.contains(&identity.module.as_str()));
    services.filter_map(|(identity, life)| of_module(identity, life, restarts)).collect()
}

/// From the first to the last start that has enough others within an hour.
fn of_module<'a>(
    identity: &'a Identity,
    lifecycle: &'a Lifecycle,
    restarts: &Restarts,
) -> Option<Loop<'a>> {
    let cells: Vec<_> =
        lifecycle.over_time.iter().filter(|(_, cell)| !restarts.contains(cell.first)).collect();
    let starting = cells.iter().filter(|(_, cell)| cell.starts() > 0);
    let starts: Vec<(i64, u64)> =
        starting.map(|(_, cell)| (cell.first_start.seconds(), cell.starts())).collect();
    let mut span: Option<(i64, i64)> = None;
    let (mut begin, mut sum) = (0, 0);
    for (at, count) in &starts {
        sum += count;
        while starts[begin].0 <= at - WITHIN {
            sum -= starts[begin].1;
            begin += 1;
        }
        if sum >= MIN_STARTS {
            let first = span.map_or(starts[begin].0, |span| span.0);
            span = Some((first, *at));
        }
    }
    let (from, to) = span?;
    let within = starts.iter().filter(|(at, _)| (from..=to).contains(at));
    let asked = from - ASKED_BEFORE..=to;
    let stopping = cells.iter().filter(|(_, cell)| asked.contains(&cell.first.seconds()));
    Some(Loop {
        identity,
        lifecycle,
        from: Timestamp::from_seconds(from),
        to: Timestamp::from_seconds(to),
        starts: within.map(|(_, count)| count).sum(),
        stops: stopping.map(|(_, cell)| cell.stops()).sum(),
    })
}

/// Loops as issues: one for everybody, or one for each module over all its instances.
pub(super) fn issues(
    summary: &Summary,
    loops: &[Loop<'_>],
    knowledge: &KnowledgeBase,
    zone: &TimeZone,
) -> Vec<Issue> {
    let is_service = |identity: &&Identity| SERVICES.contains(&identity.module.as_str());
    let services = summary.lifecycles.keys().filter(is_service).count();
    if silence::is_everybody(loops.len(), services) {
        let all: Vec<_> = loops.iter().collect();
        let title = "All modules start again and again";
        return vec![issue(summary, "watchdog", title, &all, knowledge, zone)];
    }
    let mut by_module = BTreeMap::<&str, Vec<&Loop<'_>>>::new();
    for one in loops {
        by_module.entry(&one.identity.module).or_default().push(one);
    }
    let single = by_module.into_iter().map(|(module, loops)| {
        let title = format!("{module} starts again and again");
        issue(summary, module, &title, &loops, knowledge, zone)
    });
    single.collect()
}

fn issue(
    summary: &Summary,
    module: &str,
    title: &str,
    loops: &[&Loop<'_>],
    knowledge: &KnowledgeBase,
    zone: &TimeZone,
) -> Issue {
    let starts: u64 = loops.iter().map(|one| one.starts).sum();
    let stops: u64 = loops.iter().map(|one| one.stops).sum();
    let is_by_hand = stops >= starts;
    let is_grave = FREQUENT.contains(&module) && !is_by_hand;
    let severity = if is_grave { Severity::High } else { Severity::Medium };
    let instances: Vec<String> =
        issues::sorted(loops.iter().filter_map(|one| one.identity.instance.clone()));
    let names =
        actions::Names::of_instance(instances.iter().find(|name| *name != "default").cloned());
    let rule = knowledge.rules().iter().find(|rule| rule.id == RULE);
    let advice: Vec<Step> = match rule {
        Some(rule) => rule.advice().steps.clone(),
        None => knowledge.subject(module).map_or_else(Vec::new, |found| found.guide.checks.clone()),
    };
    let first = loops.iter().map(|one| one.from).min().unwrap_or_default();
    let last = loops.iter().map(|one| one.to).max().unwrap_or_default();
    let pids = pids(loops);
    let terms = Terms::of_impact(severity.impact());
    let mut excerpts: Vec<_> = loops.iter().flat_map(|one| one.lifecycle.excerpts.all()).collect();
    excerpts.sort_by_key(|excerpt| (excerpt.at, &excerpt.location));
    Issue {
        id: issues::id("restart", module),
        kind: "restart".to_owned(),
        title: title.to_owned(),
        module: Some(module.to_owned()),
        first_seen: Some(Moment::new(first, zone)),
        last_seen: Some(Moment::new(last, zone)),
        logged_by: issues::sorted(loops.iter().map(|one| one.identity.module.clone())),
        meaning: meaning(starts, stops, first, last, &pids, summary),
        steps: advice.iter().map(|step| names.fill(step)).collect(),
        verify: format!(
            "nlserver pdump shows the same process id of {module} for thirty minutes, and nltriage --since -30m shows no restart of it."
        ),
        references: rule.map_or_else(Vec::new, |rule| rule.advice().references.clone()),
        entities: [("pid".to_owned(), pids)].into(),
        excerpts: excerpts.into_iter().take(6).map(|one| issues::excerpt(one, zone)).collect(),
        instances,
        ..Issue::weighing(severity, terms)
    }
}

/// Process ids that were announced, most frequent first.
fn pids(loops: &[&Loop<'_>]) -> Vec<EntityCount> {
    let mut sums = BTreeMap::<&Redacted, u64>::new();
    for (value, count) in loops.iter().flat_map(|one| one.lifecycle.pids.top()) {
        *sums.entry(value).or_default() += count;
    }
    let mut counts: Vec<_> = sums
        .into_iter()
        .map(|(value, count)| EntityCount { value: value.clone(), count, last_seen: None })
        .collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    counts
}

/// How often, and what else speaks for a crash: stops that nobody asked for, core files of the same processes.
fn meaning(
    starts: u64,
    stops: u64,
    first: Timestamp,
    last: Timestamp,
    pids: &[EntityCount],
    summary: &Summary,
) -> String {
    let minutes = (last.seconds() - first.seconds()).max(60) / 60;
    let asked = match stops {
        0 => "No stop was asked for, so it died each time.".to_owned(),
        stops if stops >= starts => {
            "Each was preceded by a stop that somebody asked for.".to_owned()
        }
        stops => format!("Only {stops} of them followed a stop that somebody asked for."),
    };
    let named: Vec<_> = pids.iter().take(PIDS_NAMED).map(|pid| pid.value.as_str()).collect();
    let named = match named.len() {
        0 => String::new(),
        len if len < pids.len() => format!(" Processes: {} and others.", named.join(", ")),
        _ => format!(" Processes: {}.", named.join(", ")),
    };
    let cores = summary.unread.get("crash dump").map(|unread| &unread.names);
    let own = cores.into_iter().flatten().find(|name| {
        let suffix = name.rsplit('.').next().unwrap_or_default();
        pids.iter().any(|pid| pid.value.as_str() == suffix)
    });
    let core = match (own, cores.and_then(|names| names.first())) {
        (Some(own), _) => format!(" The core file {own} is of one of them."),
        (None, Some(other)) => format!(" There are core files, such as {other}."),
        (None, None) => {
            " No core file is among the logs; look for var/core.* on the server.".to_owned()
        }
    };
    let minutes = moment::minutes(minutes);
    format!("{starts} starts in {minutes}. {asked}{named}{core}")
}

/// All starts of a module on an instance, for its row of the report.
pub(super) fn starts(
    summary: &Summary,
    module: &str,
    instance: Option<&str>,
    zone: &TimeZone,
) -> Vec<Moment> {
    let identity = Identity { instance: instance.map(str::to_owned), module: module.to_owned() };
    let cells =
        summary.lifecycles.get(&identity).into_iter().flat_map(|life| life.over_time.iter());
    let starts = cells.filter(|(_, cell)| cell.starts() > 0);
    starts.map(|(_, cell)| Moment::new(cell.first_start, zone)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{knowledge::Sign, summary::Announced};

    fn looping(seconds: &[i64], stops: &[i64]) -> Option<(i64, i64, u64, u64)> {
        let identity = Identity { instance: None, module: "web".to_owned() };
        let mut lifecycle = Lifecycle::default();
        let signs = seconds.iter().map(|at| (*at, Sign::Starting));
        for (at, sign) in signs.chain(stops.iter().map(|at| (*at, Sign::StopRequested))) {
            let at = Timestamp::from_seconds(at);
            lifecycle.over_time.add(at, &Announced::one(sign, at));
        }
        let found = of_module(&identity, &lifecycle, &Restarts::default())?;
        Some((found.from.seconds(), found.to.seconds(), found.starts, found.stops))
    }

    #[test]
    fn four_starts_within_an_hour_are_a_loop() {
        assert_eq!(looping(&[0, 600, 1_200, 1_800], &[]), Some((0, 1_800, 4, 0)));
        assert_eq!(looping(&[0, 10, 20, 30, 40, 9_000], &[]), Some((0, 0, 5, 0)));
        assert_eq!(looping(&[0, 600, 1_200], &[]), None);
        assert_eq!(looping(&[0, 4_000, 8_000, 12_000, 16_000], &[]), None);
    }

    #[test]
    fn stops_that_were_asked_for_are_counted() {
        let found = looping(&[100, 700, 1_300, 1_900], &[50, 650, 1_250, 1_850]);
        assert_eq!(found, Some((100, 1_900, 4, 4)), "the first stop was in the minute before");
        let found = looping(&[100, 700, 1_300, 1_900], &[97, 697, 1_297, 1_897]);
        assert_eq!(found, Some((100, 1_900, 4, 4)), "each stop is in the minute of its start");
        let found = looping(&[1_000, 1_600, 2_200, 2_800], &[500, 1_550, 2_150]);
        assert_eq!(found, Some((1_000, 2_800, 4, 2)), "the first stop was long before");
    }
}
