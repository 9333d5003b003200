//! Every line of a log that must be mended, and how to mend it: which lines to take out of which file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Issue;
use crate::{
    knowledge::{Step, StepRisk},
    summary::{Group, Summary},
};

/// Lines of one file that are taken out by their numbers; more of them are found again by what they look like.
const LINES_BY_NUMBER: usize = 50;
/// Files that get a command of their own.
const FILES_BY_NUMBER: usize = 10;

/// The place of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the source.
    pub source: String,
    /// Line number, from 1.
    pub line: u64,
    /// Offset of its first byte in the decoded source.
    pub offset: u64,
}

/// Gives an issue the places of its group, and steps for them behind its first step.
pub(super) fn add(issue: &mut Issue, group: &Group, summary: &Summary) {
    issue.places_count = group.places.all();
    let place = |place: &crate::record::Location| Place {
        source: place.source.clone(),
        line: place.line,
        offset: place.offset,
    };
    issue.places = group.places.kept().map(place).collect();
    if !issue.places.is_empty() {
        let at = issue.steps.len().min(1);
        issue.steps.splice(at..at, steps(issue, summary));
    }
}

/// One step for each of the first files, and one for all lines that cannot be named so.
fn steps(issue: &Issue, summary: &Summary) -> Vec<Step> {
    let mut by_file = BTreeMap::<&str, Vec<u64>>::new();
    for place in &issue.places {
        by_file.entry(&place.source).or_default().push(place.line);
    }
    let files = by_file.len();
    // Of the last file, only a part of its lines may have been kept.
    let is_whole = issue.places_count == issue.places.len() as u64;
    let known = if is_whole { files } else { files - 1 };
    let is_plain = |source: &str| {
        summary.accounts.get(source).is_some_and(|account| account.compression.is_none())
    };
    let mut steps: Vec<Step> = by_file
        .iter()
        .take(known)
        .filter(|(source, lines)| {
            lines.len() <= LINES_BY_NUMBER && is_plain(source) && is_safe_path(source)
        })
        .take(FILES_BY_NUMBER)
        .map(|(source, lines)| by_number(source, lines))
        .collect();
    if steps.len() < files {
        steps.push(by_form(steps.is_empty()));
    }
    steps
}

/// `sed -i.bak -e '12d;57d' 0x0A1000.log`
fn by_number(source: &str, lines: &[u64]) -> Step {
    let script: Vec<_> = lines.iter().map(|line| format!("{line}d")).collect();
    let lines: Vec<_> = lines.iter().map(u64::to_string).collect();
    let what = if lines.len() == 1 { "line" } else { "lines" };
    let text = format!(
        "With the workflow stopped, take {what} {} out of {source}. The numbers hold only while nobody has changed the file. trackinglogd still writes into the newest file: stop it before you touch that one. The old content stays beside it as .bak: move that out of redir/log.",
        lines.join(", ")
    );
    let command = format!("sed -i.bak -e '{}' {source}", script.join(";"));
    Step { text, command, risk: StepRisk::Medium }
}

fn by_form(is_only: bool) -> Step {
    let which = if is_only { "The" } else { "All other" };
    let text = format!(
        "{which} corrupted lines are too many, or lie in compressed files or under odd names: do not take them out by number. With the workflow stopped, find them in each file by the validity expression of the documentation (Tracking troubleshooting), in a copy of the file first. nltriage -o DIR/ lists them in places.csv."
    );
    Step { text, command: String::new(), risk: StepRisk::Medium }
}

/// Whether a path does nothing but name a file when people paste it into a shell.
fn is_safe_path(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-/".contains(&byte);
    !path.is_empty() && path.len() <= 255 && !path.starts_with('-') && path.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{record::Location, summary::Account};

    const FILE: &str = "var/prod1/redir/log/0x00000000000A1000.log";

    /// The steps behind the first one, for some lines of some files.
    fn steps_for(files: &[(&str, Option<&'static str>, u64)]) -> Vec<(String, String)> {
        let (mut group, mut summary) = (Group::default(), Summary::default());
        for (source, compression, lines) in files {
            for line in 1..=*lines {
                group.places.add(Location {
                    source: (*source).to_owned(),
                    offset: line * 170,
                    line: line * 3,
                });
            }
            let account: &mut Account = summary.accounts.entry((*source).to_owned()).or_default();
            account.compression = *compression;
        }
        let mut issue = Issue::default();
        let first = |text: &str| Step {
            text: text.to_owned(),
            command: String::new(),
            risk: StepRisk::None,
        };
        issue.steps = vec![first("stop it"), first("why")];
        add(&mut issue, &group, &summary);
        assert_eq!(issue.steps.first().map(|step| &*step.text), Some("stop it"));
        assert_eq!(issue.steps.last().map(|step| &*step.text), Some("why"));
        let middle = &issue.steps[1..issue.steps.len() - 1];
        middle.iter().map(|step| (step.text.clone(), step.command.clone())).collect()
    }

    #[test]
    fn a_few_lines_of_a_plain_file_are_taken_out_by_number() {
        let steps = steps_for(&[(FILE, None, 2)]);
        assert_eq!(steps.len(), 1);
        assert_eq!(steps[0].1, format!("sed -i.bak -e '3d;6d' {FILE}"));
        assert!(steps[0].0.contains("take lines 3, 6 out of"), "{}", steps[0].0);
    }

    #[test]
    fn many_lines_packed_files_and_odd_names_get_no_command() {
        for (source, compression, lines) in [
            (FILE, None, 51),
            (FILE, Some("gzip"), 1),
            ("var/prod1/redir/log/0x;reboot.log", None, 1),
            ("-i.log", None, 1),
            ("a b.log", None, 1),
            ("$(id).log", None, 1),
        ] {
            let steps = steps_for(&[(source, compression, lines)]);
            assert_eq!(steps.len(), 1, "{source}");
            assert_eq!(steps[0].1, "", "{source}");
            assert!(steps[0].0.contains("validity expression"));
        }
        let both = steps_for(&[(FILE, None, 50), ("x.log", Some("gzip"), 1)]);
        assert!(both.len() == 2 && both[1].0.starts_with("All other corrupted lines"));
    }

    #[test]
    fn a_file_whose_lines_were_not_all_kept_gets_no_command() {
        let files: Vec<String> = (0..40).map(|n| format!("0x{n:02}.log")).collect();
        let files: Vec<_> = files.iter().map(|name| (name.as_str(), None, 30)).collect();
        let steps = steps_for(&files);
        assert_eq!(steps.len(), FILES_BY_NUMBER + 1);
        let files: Vec<_> = [("a.log", None, 990), ("b.log", None, 40)].into();
        let steps = steps_for(&files);
        assert!(steps.len() == 1 && steps[0].1.is_empty(), "{steps:?}");
    }
}
