//! What is said when there is no log.

use super::args::Analyse;
use crate::{error::Error, report::Report};

/// What the input looks like instead of logs, and where logs are.
pub(super) fn nothing_recognised(args: &Analyse, report: &Report) -> Error {
    let paths: Vec<_> = args.paths.iter().map(|path| path.display().to_string()).collect();
    let place =
        if paths.is_empty() { "the current directory".to_owned() } else { paths.join(", ") };
    let mut seen: Vec<_> = report
        .coverage
        .not_logs
        .iter()
        .map(|kind| {
            format!("{} {} such as {}", kind.files, plural(&kind.kind, kind.files), kind.example)
        })
        .collect();
    for source in report.coverage.sources.iter().take(3) {
        seen.push(format!("{} without any record", source.name));
    }
    for problem in report.coverage.problems.iter().take(3) {
        let offset = problem.offset.map_or(String::new(), |offset| format!(" at byte {offset}"));
        seen.push(format!("{}{offset}: {}", problem.source, problem.message));
    }
    let seen = if seen.is_empty() {
        String::new()
    } else {
        format!("\nthere is: {}", seen.join("\nthere is: "))
    };
    Error::nothing(format!(
        "no Campaign log record in {place}{seen}\nlogs are in <install>/var/<instance>/log and <install>/var/default/log, for example /usr/local/neolane/nl6/var"
    ))
}

fn plural(kind: &str, files: u64) -> String {
    format!("{kind} {}", if files == 1 { "file" } else { "files" })
}
