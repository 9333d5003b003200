//! Logs that should be there and are not: somebody names the module, the folder of its log was given, and no file of it is
//! in there.
//!
//! Only what lies in a folder that was given as a whole, with at least three module logs in it, is judged: a single file
//! that somebody points at, or a choice of files, proves nothing about the others. And a log is missed only where other
//! module logs of its instance are: else its folder was not given.

use std::collections::{BTreeMap, BTreeSet};

use super::{Issue, Terms, actions, evidence, issues};
use crate::{
    input::Identity,
    knowledge::{KnowledgeBase, Severity, Sign, Step, StepRisk},
    summary::{Lifecycle, Summary},
};

/// Module logs in a folder that make it the folder of a server.
const MIN_LOGS: usize = 3;
/// Checks of a guide that a missing log asks for.
const CHECKS: usize = 3;

/// Logs that should be there, each with who says so, as the end of a sentence: "a list of processes names it".
pub(super) type Expected = BTreeMap<Identity, String>;

/// What process lists, starts of processes and redirection logs expect.
pub(super) fn expected(summary: &Summary) -> Expected {
    let running = summary.inventory.running.iter();
    let mut expected: Expected = running
        // syslogd is sure to write the logs of others only.
        .filter(|identity| identity.module != "syslogd")
        .map(|identity| (identity.clone(), "a list of processes names it as running".to_owned()))
        .collect();
    let is_launched = |lifecycle: &Lifecycle| {
        lifecycle.over_time.iter().any(|(_, cell)| cell.signs[Sign::Launch.index()] > 0)
    };
    for (identity, _) in summary.lifecycles.iter().filter(|(_, life)| is_launched(life)) {
        expected.entry(identity.clone()).or_insert("the watchdog started it".to_owned());
    }
    let writer = shared("trackinglogd");
    let mut files = summary.inventory.files.iter();
    if let Some(log) = files.find(|identity| identity.module == "redirection") {
        let instance = log.instance.as_deref().unwrap_or("an instance");
        expected.entry(writer).or_insert(format!("it writes the redirection logs of {instance}"));
    }
    expected
}

fn shared(module: &str) -> Identity {
    Identity { instance: Some("default".to_owned()), module: module.to_owned() }
}

/// An issue for each module with a log that is missing, and one for empty redirection folders.
pub(super) fn issues(
    expected: &Expected,
    summary: &Summary,
    knowledge: &KnowledgeBase,
) -> Vec<Issue> {
    let folders = judged_folders(summary);
    if folders.is_empty() {
        return Vec::new();
    }
    let present = &summary.inventory.files;
    let mut by_module = BTreeMap::<&str, Vec<(&Identity, &str)>>::new();
    for (identity, named_by) in expected {
        if is_missing(identity, present) && file_of(&identity.module, knowledge).is_some() {
            by_module.entry(&identity.module).or_default().push((identity, named_by));
        }
    }
    let missing = by_module.iter().map(|(module, logs)| log(module, logs, knowledge));
    let empty: Vec<_> = summary
        .inventory
        .empty_folders
        .iter()
        .filter(|(name, _)| folders.iter().any(|folder| is_below(name, folder)))
        .collect();
    let folder = (!empty.is_empty()).then(|| redirection_folder(&empty, knowledge));
    missing.chain(folder).collect()
}

/// Whether it is not there, and others of its instance are.
fn is_missing(identity: &Identity, present: &BTreeSet<Identity>) -> bool {
    let is_it = |found: &Identity| {
        let is_there = found.instance.is_none() || found.instance == identity.instance;
        found.module == identity.module && is_there
    };
    let is_neighbour =
        |found: &Identity| found.instance == identity.instance && is_module_log(&found.module);
    !present.iter().any(is_it) && present.iter().any(is_neighbour)
}

/// Whether logs of this name lie in the folder of the module logs.
fn is_module_log(module: &str) -> bool {
    !matches!(module, Identity::UNKNOWN | "redirection" | "postupgrade" | "logins")
}

/// The folders that hold enough logs to be a server's.
fn judged_folders(summary: &Summary) -> Vec<&String> {
    let logs_below = |folder: &str| {
        let below = summary.accounts.iter().filter(|(name, _)| is_below(name, folder));
        let identities = below.filter_map(|(_, account)| account.identity.as_ref());
        // A list of processes is the watchdog's by its form, and no log of it.
        let named = identities.filter(|identity| summary.inventory.files.contains(identity));
        let logs = named.filter(|identity| is_module_log(&identity.module));
        logs.collect::<BTreeSet<_>>().len()
    };
    summary.inventory.folders.iter().filter(|folder| logs_below(folder) >= MIN_LOGS).collect()
}

fn is_below(name: &str, folder: &str) -> bool {
    let ends = ['/', '\\'];
    let rest = name.strip_prefix(folder.trim_end_matches(ends));
    rest.is_some_and(|rest| rest.starts_with(ends))
}

/// Where the log of a module lies, below the install root; `None` when it has none for sure.
fn file_of<'k>(module: &str, knowledge: &'k KnowledgeBase) -> Option<&'k str> {
    let name = format!("/{module}.log");
    let logs = &knowledge.subject(module)?.guide.logs;
    logs.iter().find(|log| log.ends_with(&name)).map(String::as_str)
}

/// The missing logs of one module.
fn log(module: &str, logs: &[(&Identity, &str)], knowledge: &KnowledgeBase) -> Issue {
    let instances: Vec<&str> =
        logs.iter().filter_map(|(identity, _)| identity.instance.as_deref()).collect();
    let severity = if module == "trackinglogd" { Severity::High } else { Severity::Medium };
    let path = file_of(module, knowledge).unwrap_or_default().replace("<instance>", "{instance}");
    let named_by: BTreeSet<&str> = logs.iter().map(|(_, named_by)| *named_by).collect();
    let named_by: Vec<&str> = named_by.into_iter().collect();
    let meaning = format!(
        "No log of {module} is among the files of {}, although other logs are there: {}. It does not run, syslogd does not write for it, or the file was not copied.",
        instances.join(", "),
        named_by.join("; ")
    );
    let missing = Missing {
        identity: module,
        module,
        title: format!("{module}.log is missing"),
        severity,
        instances: &instances,
        meaning,
        look: look("See whether the log is there, and how old it is.", &path),
    };
    missing.issue(knowledge)
}

/// Redirection folders without any log.
fn redirection_folder(folders: &[(&String, &Identity)], knowledge: &KnowledgeBase) -> Issue {
    let instances: Vec<&str> =
        folders.iter().filter_map(|(_, identity)| identity.instance.as_deref()).collect();
    let title = match instances.len() {
        1 => format!("The redirection folder of {} is empty", instances[0]),
        _ => format!("{} redirection folders are empty", folders.len()),
    };
    let names: Vec<&str> = folders.iter().take(3).map(|(name, _)| name.as_str()).collect();
    let meaning = format!(
        "No redirection log is in {}. Nobody has clicked for so long that all of them were purged, or trackinglogd does not write them and every click is lost.",
        names.join(", ")
    );
    let missing = Missing {
        identity: "redirection",
        module: "trackinglogd",
        title,
        severity: Severity::High,
        instances: &instances,
        meaning,
        look: look("Click a test link, and see whether a file comes.", "var/{instance}/redir/log"),
    };
    missing.issue(knowledge)
}

fn look(text: &str, path: &str) -> Step {
    let command = format!("ls -l {path}");
    Step { text: text.to_owned(), command, risk: StepRisk::None }
}

/// What is missing, and what is told about it.
struct Missing<'a> {
    /// What its id is made of.
    identity: &'a str,
    module: &'a str,
    title: String,
    severity: Severity,
    instances: &'a [&'a str],
    meaning: String,
    look: Step,
}

impl Missing<'_> {
    fn issue(self, knowledge: &KnowledgeBase) -> Issue {
        let guide = knowledge.subject(self.module).map(|subject| subject.guide.clone());
        let guide = guide.unwrap_or_default();
        let instance = self.instances.iter().find(|name| **name != "default");
        let names = actions::Names::of_instance(instance.map(|name| (*name).to_owned()));
        let steps = [self.look].into_iter().chain(guide.checks.iter().take(CHECKS).cloned());
        let steps = steps.chain(issues::restart(&guide));
        let mut terms = Terms::of_impact(self.severity.impact());
        // Nobody knows since when, but it is not as it should be.
        terms.take(&evidence::of_habits());
        Issue {
            id: issues::id("missing-log", self.identity),
            kind: "missing-log".to_owned(),
            title: issues::cut(&self.title),
            module: Some(self.module.to_owned()),
            instances: self.instances.iter().map(|name| (*name).to_owned()).collect(),
            meaning: self.meaning,
            steps: steps.map(|step| names.fill(&step)).collect(),
            verify: "nltriage on the same folder no longer misses it.".to_owned(),
            ..Issue::weighing(self.severity, terms)
        }
    }
}
