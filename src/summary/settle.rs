//! What is decided when all parts are there: line numbers, the order of time, remarks, and whether the books balance.

use super::{Buckets, Group, SkipReason, Summary};
use crate::{
    problem::{Problem, ProblemKind},
    record::{Level, Location},
};

impl Summary {
    /// Ends the counting: decides about lines at the start of ranges, gives lines their numbers, and checks the books.
    /// `lines_before` says how many lines stand before the range of a source that holds an offset.
    pub fn settle(&mut self, mut lines_before: impl FnMut(&str, u64) -> u64) {
        for account in self.accounts.values_mut() {
            account.settle();
        }
        self.settle_times();
        let mut number = |location: &mut Location| {
            location.line += lines_before(&location.source, location.offset);
        };
        for group in self.groups.values_mut() {
            group.excerpts.relocate(&mut number);
            group.places.relocate(&mut number);
        }
        for lifecycle in self.lifecycles.values_mut() {
            lifecycle.excerpts.relocate(&mut number);
        }
        for excerpt in self.unparsed.values_mut() {
            number(&mut excerpt.location);
        }
        self.name_oddities();
        self.check_books();
    }

    /// Puts what is told over time in order, which it is not while parts are added.
    pub(super) fn settle_times(&mut self) {
        self.activity.values_mut().for_each(Buckets::settle);
        self.groups.values_mut().for_each(|group| group.over_time.settle());
        self.lifecycles.values_mut().for_each(|lifecycle| lifecycle.over_time.settle());
    }

    /// Remarks that follow from the books of a source.
    fn name_oddities(&mut self) {
        for (source, account) in &self.accounts {
            let cut = account.skipped.get(&SkipReason::OverLong);
            let over_long = cut.map(|cut| {
                let message = format!(
                    "{} over-long, cut after 1 MiB; {} not looked at",
                    counted(account.over_long, "line"),
                    counted(cut.bytes, "byte")
                );
                (ProblemKind::OverLong, Some(cut.first), message)
            });
            let times = account.impossible_times;
            let impossible = (times > 0).then(|| {
                let stamps = counted(times, "time stamp");
                let message = format!("{stamps} of no moment that exists; kept without a time");
                (ProblemKind::ImpossibleTime, account.first_impossible, message)
            });
            let nul = account.skipped.get(&SkipReason::Nul).map(|nul| {
                let message =
                    format!("{} zeros where nothing was ever written, passed over", nul.bytes);
                (ProblemKind::Nul, Some(nul.first), message)
            });
            for (kind, offset, message) in over_long.into_iter().chain(impossible).chain(nul) {
                self.problems.insert(Problem { source: source.clone(), offset, kind, message });
            }
        }
    }

    /// Whether everything adds up; if not, a problem of kind internal for each figure that does not.
    fn check_books(&mut self) {
        let mut complaints: Vec<(String, String)> = self
            .accounts
            .iter()
            .filter_map(|(name, account)| Some((name.clone(), account.imbalance()?)))
            .collect();
        let sum = |level: Level| -> u64 {
            self.accounts.values().map(|account| account.levels.0[level.index()]).sum()
        };
        let in_groups = |count: fn(&Group) -> u64| -> u64 { self.groups.values().map(count).sum() };
        for (what, records, events) in [
            ("errors", sum(Level::Error), in_groups(|group| group.errors)),
            ("warnings", sum(Level::Warning), in_groups(|group| group.warnings)),
        ] {
            if records != events {
                let text = format!("{what}: {records} records, {events} in issues");
                complaints.push((String::from("all sources"), text));
            }
        }
        for (source, message) in complaints {
            self.problems.insert(Problem {
                source,
                offset: None,
                kind: ProblemKind::Internal,
                message,
            });
        }
    }
}

/// `1 line`, `2 lines`.
fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::{Account, GroupKey};

    #[test]
    fn books_that_do_not_balance_are_named_with_both_figures() {
        // An event without a record, and a byte that belongs to nothing.
        let group = Group { errors: 1, ..Group::default() };
        let mut summary =
            Summary { groups: [(GroupKey::Rest, group)].into(), ..Summary::default() };
        let mut account = Account::default();
        account.record(Level::Info, 0, 10);
        account.bytes += 1;
        summary.accounts.insert("web.log".to_owned(), account.into());
        summary.settle(|_, _| 0);
        let said: Vec<_> = summary
            .problems
            .iter()
            .map(|problem| (problem.kind, problem.source.as_str(), problem.message.as_str()))
            .collect();
        let internal = ProblemKind::Internal;
        assert_eq!(
            said,
            [
                (internal, "all sources", "errors: 0 records, 1 in issues"),
                (internal, "web.log", "bytes: 11 in all, 10 accounted for"),
            ]
        );
    }
}
