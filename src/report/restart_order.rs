//! Restarts in the order in which the modules need each other, from the guides (`restart.after`).
//!
//! The issues say what must be restarted, their rank says what matters; but mta needs stat, and everything needs syslogd.

use std::collections::BTreeSet;

use super::{Action, Issue, RestartStep};
use crate::knowledge::{KnowledgeBase, Severity};

/// Most steps that are listed.
const MAX_STEPS: usize = 10;

/// What must be there before a module is restarted, through all links.
pub(super) fn needs<'k>(knowledge: &'k KnowledgeBase, module: &str) -> BTreeSet<&'k str> {
    let mut found = BTreeSet::new();
    let mut open = vec![module];
    while let Some(module) = open.pop() {
        let restart = knowledge.subject(module).and_then(|subject| subject.guide.restart.as_ref());
        for needed in restart.map_or(&[][..], |restart| &restart.after) {
            if found.insert(needed.as_str()) {
                open.push(needed);
            }
        }
    }
    found
}

/// The module that a command starts or restarts.
pub(super) fn target(command: &str) -> Option<&str> {
    let words = ["nlserver restart ", "nlserver start "];
    let rest = words.iter().find_map(|head| command.trim_start().strip_prefix(head))?;
    if rest.contains("-verbose") {
        return None;
    }
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// The actions that grave issues ask for: only their restarts are worth an interruption of others.
fn is_grave(action: &Action, issues: &[Issue]) -> bool {
    let issue = issues.iter().find(|issue| issue.id == action.issue);
    issue.is_some_and(|issue| issue.severity >= Severity::High)
}

/// Moves what a restart needs before it; everything else keeps its place.
pub(super) fn sort(
    actions: Vec<Action>,
    issues: &[Issue],
    knowledge: &KnowledgeBase,
) -> Vec<Action> {
    let mut open: Vec<Option<Action>> = actions.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(open.len());
    for index in 0..open.len() {
        let Some(module) =
            open[index].as_ref().map(|action| target(&action.command).map(str::to_owned))
        else {
            continue;
        };
        if let Some(module) = module {
            let needed = needs(knowledge, &module);
            let mut earlier: Vec<usize> = (index + 1..open.len())
                .filter(|later| open[*later].as_ref().is_some_and(|one| is_needed(one, &needed)))
                .filter(|later| open[*later].as_ref().is_some_and(|one| is_grave(one, issues)))
                .collect();
            // Among those that move, what is needed most widely goes first.
            earlier.sort_by_key(|later| {
                let target = open[*later].as_ref().and_then(|one| target(&one.command));
                target.map_or(0, |module| needs(knowledge, module).len())
            });
            sorted.extend(earlier.into_iter().filter_map(|later| open[later].take()));
        }
        sorted.extend(open[index].take());
    }
    for (index, action) in sorted.iter_mut().enumerate() {
        action.order = u32::try_from(index + 1).unwrap_or(u32::MAX);
    }
    sorted
}

/// Whether an action starts one of the modules that are needed.
fn is_needed(action: &Action, needed: &BTreeSet<&str>) -> bool {
    target(&action.command).is_some_and(|module| needed.contains(module))
}

/// The restarts among the actions, each module once, in order.
pub(super) fn steps(
    actions: &[Action],
    issues: &[Issue],
    knowledge: &KnowledgeBase,
) -> Vec<RestartStep> {
    let mut seen = BTreeSet::new();
    let mut steps: Vec<RestartStep> = Vec::new();
    for action in actions.iter().filter(|action| is_grave(action, issues)) {
        if let Some(module) = target(&action.command)
            && seen.insert(module)
            && steps.len() < MAX_STEPS
        {
            let restart =
                knowledge.subject(module).and_then(|subject| subject.guide.restart.as_ref());
            steps.push(RestartStep {
                order: 0,
                module: module.to_owned(),
                command: action.command.clone(),
                risk: action.risk,
                cancels: restart.map_or_else(String::new, |restart| restart.cancels.clone()),
            });
        }
    }
    order(&steps, knowledge)
}

/// Steps in the order of need; what does not depend on each other stays as it is.
fn order(steps: &[RestartStep], knowledge: &KnowledgeBase) -> Vec<RestartStep> {
    let needed: Vec<_> = steps.iter().map(|step| needs(knowledge, &step.module)).collect();
    let mut order: Vec<usize> = Vec::new();
    while order.len() < steps.len() {
        let is_free = |index: &usize| {
            !order.contains(index)
                && (0..steps.len()).all(|other| {
                    other == *index
                        || order.contains(&other)
                        || !needed[*index].contains(steps[other].module.as_str())
                })
        };
        // A circle in the data: the first that is left goes on.
        let free = (0..steps.len()).find(is_free);
        let next = free.or_else(|| (0..steps.len()).find(|index| !order.contains(index)));
        order.extend(next);
    }
    let sorted = order.into_iter().enumerate().map(|(place, index)| RestartStep {
        order: u32::try_from(place + 1).unwrap_or(u32::MAX),
        ..steps[index].clone()
    });
    sorted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::StepRisk;

    fn actions(commands: &[&str]) -> Vec<Action> {
        let action = |command: &&str| Action {
            order: 0,
            issue: String::new(),
            module: "x".to_owned(),
            text: String::new(),
            command: (*command).to_owned(),
            risk: StepRisk::Medium,
            verify: String::new(),
            reference: String::new(),
        };
        commands.iter().map(action).collect()
    }

    fn grave() -> Issue {
        Issue { severity: Severity::High, ..Issue::default() }
    }

    fn sorted(commands: &[&str]) -> Vec<String> {
        let knowledge = KnowledgeBase::builtin().expect("loads");
        let sorted = sort(actions(commands), &[grave()], &knowledge);
        assert!(sorted.iter().enumerate().all(|(index, one)| one.order as usize == index + 1));
        sorted.into_iter().map(|action| action.command).collect()
    }

    #[test]
    fn what_a_module_needs_is_restarted_before_it() {
        assert_eq!(
            sorted(&[
                "df -h",
                "nlserver restart mta@prod1",
                "ls",
                "nlserver restart stat@prod1",
                "nlserver restart syslogd"
            ]),
            [
                "df -h",
                "nlserver restart syslogd",
                "nlserver restart stat@prod1",
                "nlserver restart mta@prod1",
                "ls"
            ]
        );
        let independent = ["nlserver restart web", "nlserver restart inMail@prod1"];
        assert_eq!(sorted(&independent), independent);
    }

    #[test]
    fn the_restarts_are_listed_once_and_in_order() {
        let knowledge = KnowledgeBase::builtin().expect("loads");
        let list = actions(&[
            "nlserver start wfserver@prod1",
            "nlserver restart web",
            "nlserver restart web -verbose",
            "psql",
        ]);
        let modules: Vec<_> =
            steps(&list, &[grave()], &knowledge).into_iter().map(|step| step.module).collect();
        assert_eq!(modules, ["web", "wfserver"]);
    }

    #[test]
    fn commands_tell_what_they_start() {
        assert_eq!(target("nlserver restart mta@<instance>"), Some("mta"));
        assert_eq!(target("nlserver start trackinglogd"), Some("trackinglogd"));
        assert_eq!(target("nlserver stop web"), None);
        assert_eq!(target("nlserver restart web -verbose"), None);
        assert_eq!(target("echo nlserver restart web"), None);
    }

    #[test]
    fn no_guide_needs_itself() {
        let knowledge = KnowledgeBase::builtin().expect("loads");
        for subject in knowledge.subjects() {
            let needed = needs(&knowledge, &subject.id);
            assert!(!needed.contains(subject.id.as_str()), "{}", subject.id);
            assert!(needed.iter().all(|id| knowledge.subject(id).is_some()), "{}", subject.id);
        }
    }
}
