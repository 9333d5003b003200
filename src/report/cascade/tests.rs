//! Invented issues, each by the threads and seconds of its events.

use jiff::tz::TimeZone;

use super::*;
use crate::{
    knowledge::EntityKind,
    record::Location,
    redact::Redactor,
    report::{Moment, issues::excerpt},
    summary::{Excerpt, Seen, Writer},
};

/// Events as thread and second; thread 0 is none.
type Events = Vec<(u32, i64)>;

/// Issues with their groups.
#[derive(Default)]
struct Case {
    issues: Vec<Issue>,
    groups: Vec<Group>,
}

impl Case {
    /// Adds an issue of medium severity that may be a cause.
    fn with(mut self, id: &str, events: &[(u32, i64)], change: impl FnOnce(&mut Issue)) -> Self {
        let mut group = Group { errors: events.len() as u64, ..Group::default() };
        for (thread, second) in events {
            let at = Timestamp::from_seconds(*second);
            if let Some(thread) =
                Writer::of(Some("prod1")).thread(format!("{thread:08X}").as_bytes())
            {
                group.sketch.see(thread, at);
            }
            group.first = Some(group.first.map_or(at, |first| first.min(at)));
            group.last = group.last.max(Some(at));
        }
        let moment = |at: Option<Timestamp>| at.map(|at| Moment::new(at, &TimeZone::UTC));
        let mut issue = Issue {
            id: id.to_owned(),
            kind: "template".to_owned(),
            severity: Severity::Medium,
            errors: group.errors,
            count: group.errors,
            first_seen: moment(group.first),
            last_seen: moment(group.last),
            ..Issue::default()
        };
        change(&mut issue);
        self.issues.push(issue);
        self.groups.push(group);
        self
    }

    /// Lets an issue name values, so often each.
    fn naming(mut self, id: &str, kind: EntityKind, values: &[(&str, u64)]) -> Self {
        let place = self.place(id);
        let kept = self.groups[place].entities.entry(kind).or_default();
        for (value, count) in values {
            let hash = xxhash_rust::xxh3::xxh3_128(value.as_bytes());
            kept.add(hash, Seen { count: *count, last: None }, || {
                Redactor::ON.keep(value.as_bytes(), 99)
            });
        }
        self
    }

    /// Lets an undated issue stand in a source.
    fn undated_in(mut self, id: &str, source: &str) -> Self {
        let place = self.place(id);
        let issue = &mut self.issues[place];
        (issue.first_seen, issue.last_seen) = (None, None);
        let location = Location { source: source.to_owned(), offset: 0, line: 1 };
        let kept = Excerpt { at: None, location, text: Redactor::ON.keep(b"x", 9) };
        issue.excerpts.push(excerpt(&kept, &TimeZone::UTC));
        self
    }

    fn place(&self, id: &str) -> usize {
        self.issues.iter().position(|issue| issue.id == id).expect("it was added")
    }

    fn folded(mut self) -> Vec<Issue> {
        let knowledge = KnowledgeBase::builtin().expect("sound rules");
        fold(&mut self.issues, &self.groups.iter().collect::<Vec<_>>(), &knowledge, None);
        self.issues
    }

    /// Cause of the issue `after`, and how it was found.
    fn found(self) -> Option<(String, How)> {
        let issues = self.folded();
        let issue = issues.into_iter().find(|issue| issue.id == "after").expect("it was added");
        Some((issue.caused_by?, issue.link?.how))
    }
}

fn same(_: &mut Issue) {}

/// What no rule calls a cause cannot be one.
fn minor(issue: &mut Issue) {
    issue.severity = Severity::Low;
}

fn of_rule(id: &str, role: Role) -> impl FnOnce(&mut Issue) {
    move |issue| {
        issue.rule = Some(id.to_owned());
        issue.role = role;
    }
}

/// So many failures, each in another thread, some seconds after each hundredth one.
fn failures(count: u32, after: i64) -> Events {
    (0..count).map(|n| (100 + n % 7, i64::from(n) * 100 + after)).collect()
}

/// What else is written, by other threads.
fn elsewhere() -> Events {
    (0..400).map(|n| (900 + n % 11, i64::from(n) * 20)).collect()
}

fn by_thread(id: &str) -> (String, How) {
    (id.to_owned(), How::Thread)
}

#[test]
fn what_always_follows_in_the_same_thread_is_a_symptom() {
    let case = |after: Events| {
        Case::default().with("before", &failures(40, 1), same).with("after", &after, minor).with(
            "other",
            &elsewhere(),
            same,
        )
    };
    assert_eq!(case(failures(40, 3)).found(), Some(by_thread("before")));
    let link = case(failures(40, 3)).folded()[1].link.expect("a link");
    assert_eq!((link.share, link.samples), (Some(1.0), Some(40)));
    assert!(link.lift.is_some_and(|lift| lift >= MIN_LIFT), "{link:?}");
    // The same seconds in other threads are nothing in common.
    let elsewhere = failures(40, 3).into_iter().map(|(thread, at)| (thread + 50, at)).collect();
    assert_eq!(case(elsewhere).found(), None);
}

#[test]
fn issues_that_are_everywhere_have_nothing_in_common() {
    let everywhere = |after| -> Events {
        (0..600).map(|n| (n % 3 + 1, i64::from(n / 3) * 10 + after)).collect()
    };
    let case = Case::default()
        .with("before", &everywhere(0), same)
        .with("after", &everywhere(1), minor)
        .with("other", &elsewhere(), same);
    assert_eq!(case.found(), None);
}

#[test]
fn what_comes_before_is_no_symptom() {
    let case = |first: i64| {
        let mut before = failures(40, 5);
        // The first of all, so that only the order within the slots tells.
        before.push((1, first));
        Case::default().with("before", &before, same).with("after", &failures(40, 2), minor).with(
            "other",
            &elsewhere(),
            same,
        )
    };
    assert_eq!(case(-500).found(), None);
    assert_eq!(case(5).found(), None);
}

#[test]
fn one_that_began_later_is_no_cause_although_it_comes_first_mostly() {
    let mut early = failures(40, 3);
    early.push((1, -500));
    let case = Case::default()
        .with("before", &failures(40, 1), same)
        .with("after", &early, minor)
        .with("other", &elsewhere(), same);
    assert_eq!(case.found(), None);
}

#[test]
fn a_few_cases_prove_nothing() {
    let case = |count: u32| {
        Case::default()
            .with("before", &failures(count, 1), same)
            .with("after", &failures(count, 3), minor)
            .with("other", &elsewhere(), same)
    };
    assert_eq!(case(2).found(), None);
    assert_eq!(case(4).found(), None);
    assert_eq!(case(5).found(), Some(by_thread("before")));
    // Three of five are too few, five of eight are not.
    assert_eq!(Likeness::of(3, 5, 0.1), None);
    assert!(Likeness::of(4, 5, 0.1).is_some() && Likeness::of(5, 8, 0.1).is_some());
    assert_eq!(Likeness::of(5, 8, 0.3), None);
}

#[test]
fn only_grave_causes_carry_and_noise_is_not_carried() {
    let case = |change: fn(&mut Issue), symptom: fn(&mut Issue)| {
        Case::default()
            .with("before", &failures(40, 1), change)
            .with("after", &failures(40, 3), symptom)
            .with("other", &elsewhere(), same)
    };
    assert_eq!(case(same, minor).found(), Some(by_thread("before")));
    let no_causes: [fn(&mut Issue); 5] = [
        minor,
        |issue| issue.errors = 0,
        |issue| issue.role = Role::Symptom,
        |issue| issue.role = Role::Wrapper,
        |issue| "rest".clone_into(&mut issue.kind),
    ];
    for no_cause in no_causes {
        assert_eq!(case(no_cause, minor).found(), None);
    }
    assert_eq!(case(same, |issue| issue.role = Role::Noise).found(), None);
    assert_eq!(case(same, |issue| "coarse".clone_into(&mut issue.kind)).found(), None);
}

#[test]
fn a_wrapper_stands_under_what_it_wraps_also_when_it_comes_first() {
    let wrapper = || of_rule("test/wrapper", Role::Wrapper);
    let case = |rule: Option<&str>| {
        let known = |issue: &mut Issue| issue.rule = rule.map(str::to_owned);
        Case::default()
            .with("after", &failures(40, 1), wrapper())
            .with("before", &failures(40, 3), known)
            .with("other", &elsewhere(), same)
    };
    assert_eq!(case(Some("test/cause")).found(), Some(by_thread("before")));
    assert_eq!(case(None).found(), None);
}

#[test]
fn what_a_rule_calls_a_cause_does_not_stand_under_an_unknown_message() {
    let case = |rule: Option<&str>| {
        let known = |issue: &mut Issue| issue.rule = rule.map(str::to_owned);
        Case::default()
            .with("before", &failures(40, 1), known)
            .with("after", &failures(40, 3), of_rule("test/late", Role::Cause))
            .with("other", &elsewhere(), same)
    };
    assert_eq!(case(None).found(), None);
    assert_eq!(case(Some("test/early")).found(), Some(by_thread("before")));
}

#[test]
fn the_cause_that_shares_most_is_the_cause() {
    let most: Events = failures(40, 1).into_iter().take(30).collect();
    let case = Case::default()
        .with("some", &most, |issue| issue.severity = Severity::Critical)
        .with("all", &failures(40, 2), same)
        .with("after", &failures(40, 3), minor)
        .with("other", &elsewhere(), same);
    assert_eq!(case.found(), Some(by_thread("all")));
}

#[test]
fn what_fails_after_the_same_workflow_failed_is_a_symptom() {
    let case = |values: &[(&str, u64)], others: &str, late: i64| {
        Case::default()
            .with("before", &[(0, 100), (0, 9_000)], same)
            .with("after", &[(0, 200 + late), (0, 9_500 + late)], minor)
            .with("other", &[(0, 50), (0, 9_000)], same)
            .naming("before", EntityKind::Workflow, &[("WKF1", 3), ("WKF2", 4)])
            .naming("after", EntityKind::Workflow, values)
            .naming("other", EntityKind::Workflow, &[(others, 60)])
    };
    let by_name = Some(("before".to_owned(), How::Workflow));
    assert_eq!(case(&[("WKF1", 6), ("WKF9", 4)], "WKF7", 0).found(), by_name);
    assert_eq!(case(&[("WKF1", 5), ("WKF9", 5)], "WKF7", 0).found(), None, "a half");
    assert_eq!(case(&[("WKF1", 4)], "WKF7", 0).found(), None, "four records");
    assert_eq!(case(&[("WKF1", 10)], "WKF1", 0).found(), None, "everybody names it");
    assert_eq!(case(&[("WKF1", 10)], "WKF7", 20_000).found(), None, "hours later");
    assert_eq!(case(&[("WKF1", 10)], "WKF7", -190).found(), None, "before it");
}

#[test]
fn what_a_rule_declares_goes_before_what_figures_say() {
    let case = |source: &str| {
        Case::default()
            .with("unknown", &failures(40, 1), same)
            .with("after", &failures(40, 3), of_rule("web/xtk-session", Role::Symptom))
            .with("other", &elsewhere(), same)
            .with("cause", &[(0, 5)], of_rule("database/too-many-connections", Role::Cause))
            .undated_in("cause", source)
    };
    // Undated in another source: nothing says that it was then.
    assert_eq!(case("console.txt").found(), Some(by_thread("unknown")));
    let declared = Some(("cause".to_owned(), How::Declared));
    assert_eq!(case("console.txt").undated_in("after", "console.txt").found(), declared);
    assert_eq!(case("console.txt").undated_in("after", "other.txt").found(), None);
    let dated = Case::default()
        .with("unknown", &failures(40, 1), same)
        .with("after", &failures(40, 3), of_rule("web/xtk-session", Role::Symptom))
        .with("cause", &[(0, 5)], of_rule("database/too-many-connections", Role::Cause));
    assert_eq!(dated.found(), declared);
}

#[test]
fn causes_never_make_a_circle() {
    let issues = Case::default().with("a", &[(1, 1)], same).with("b", &[(1, 1)], same).issues;
    let mut tree = Tree::of(&issues);
    tree.hang(0, vec![Edge::of_rule(1, How::Declared)]);
    tree.hang(1, vec![Edge::of_rule(0, How::Declared)]);
    assert!(!tree.is_root(0) && tree.is_root(1));
    // The same moment, the same weight: neither is the other's symptom.
    let both = Case::default()
        .with("before", &failures(40, 1), same)
        .with("after", &failures(40, 1), same)
        .with("other", &elsewhere(), same);
    assert!(both.folded().iter().all(|issue| issue.caused_by.is_none()));
}
