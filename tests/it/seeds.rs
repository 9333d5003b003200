//! The samples tell the stories that they were made for: what the report says first, and what is to be done first.

use std::collections::BTreeMap;

use nltriage::{
    knowledge::Role,
    render::{RENDERERS, Style},
    report::{Issue, Report, Risk},
};

use crate::support::{sample_report, samples, tables};

/// What is wanted of a sample: the rule of the first issue, other rules among the first issues, the first action (words of
/// its text in their order, and its command).
struct Seed {
    case: &'static str,
    first: &'static str,
    others: &'static [&'static str],
    says: &'static [&'static str],
    command: &'static str,
}

const SEEDS: &[Seed] = &[
    Seed {
        case: "export",
        first: "export/failed",
        others: &[],
        says: &["operator", "mkeller", "launch the export again", "delta", "full"],
        command: "",
    },
    Seed {
        case: "import",
        first: "import/failed",
        others: &[],
        says: &["duplicates", "operator", "jweber", "launch the import again"],
        command: "",
    },
    Seed {
        case: "inMail",
        first: "inMail/pop3-unreachable",
        others: &[],
        says: &["Bounces are no longer read", "restart inMail"],
        command: "nlserver restart inMail@prod1",
    },
    Seed {
        case: "mta",
        first: "mta/not-sending",
        others: &[],
        says: &["Mails are not sent", "start mta"],
        command: "nlserver start mta@prod1",
    },
    Seed {
        case: "stat",
        first: "stat/unreachable",
        others: &[],
        says: &["Mails are not sent", "restart stat"],
        command: "nlserver restart stat@prod1",
    },
    Seed {
        case: "syslogd",
        first: "syslogd/port-in-use",
        others: &[],
        says: &["Logs are missing", "UDP port 6666", "restart syslogd"],
        command: "nlserver restart syslogd",
    },
    Seed {
        case: "tracking",
        first: "tracking/fetch-failed",
        others: &[],
        says: &["Tracking logs are not fetched", "check the Tracking workflow", "restart it"],
        command: "",
    },
    Seed {
        case: "trackinglogd",
        first: "trackinglogd/cannot-write",
        others: &[],
        says: &["not fetched", "none on the server", "start trackinglogd"],
        command: "nlserver start trackinglogd",
    },
    Seed {
        case: "watchdog",
        first: "watchdog/cannot-start-process",
        others: &[],
        says: &["No process starts", "watchdog"],
        command: "nlserver watchdog -svc -noconsole",
    },
    Seed {
        case: "web",
        first: "web/xtk-session",
        others: &["web/logon-empty-return", "web/session-expired"],
        says: &["Restart the web module"],
        command: "nlserver restart web",
    },
    Seed {
        case: "wfserver",
        first: "wfserver/start-failed",
        others: &[],
        says: &["Restart the workflow server"],
        command: "nlserver restart wfserver@prod1",
    },
];

fn first(report: &Report) -> &Issue {
    report.issues.iter().find(|issue| issue.rank == 1).expect("there are issues")
}

fn by_rule<'r>(report: &'r Report, rule: &str) -> &'r Issue {
    let found = report.issues.iter().find(|issue| issue.rule.as_deref() == Some(rule));
    found.unwrap_or_else(|| panic!("no issue of rule {rule}"))
}

/// Whether the words stand in the text, in this order.
fn says(text: &str, words: &[&str]) -> bool {
    let mut rest = text;
    words.iter().all(|word| match rest.find(word) {
        Some(at) => {
            rest = &rest[at + word.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn every_seed_comes_first_with_its_first_action() {
    for seed in SEEDS {
        let report = sample_report(seed.case);
        let issue = first(&report);
        assert_eq!(issue.rule.as_deref(), Some(seed.first), "{}", seed.case);
        assert_eq!(report.issues[0].id, issue.id, "{}: rank 1 is not first", seed.case);
        for rule in seed.others {
            by_rule(&report, rule);
        }
        let action = &report.actions[0];
        assert_eq!((action.order, &action.issue), (1, &issue.id), "{}", seed.case);
        assert!(says(&action.text, seed.says), "{}: {}", seed.case, action.text);
        assert_eq!(action.command, seed.command, "{}", seed.case);
    }
}

#[test]
fn the_workflow_server_gets_more_precise_logs_after_the_restart() {
    let report = sample_report("wfserver");
    let order = |command: &str| {
        let action = report.actions.iter().find(|action| action.command == command);
        action.unwrap_or_else(|| panic!("{command} is not asked for")).order
    };
    assert!(
        order("nlserver restart wfserver@prod1")
            < order("nlserver restart wfserver@prod1 -verbose")
    );
}

#[test]
fn the_database_goes_before_its_echo_in_the_web_module() {
    let report = sample_report("database-outage");
    let cause = first(&report);
    assert_eq!(cause.rule.as_deref(), Some("database/too-many-connections"));
    let echo = by_rule(&report, "web/xtk-session");
    assert_eq!(echo.caused_by.as_ref(), Some(&cause.id));
    assert!(echo.count > 20 * cause.count, "{} against {}", echo.count, cause.count);
    assert!(echo.rank > cause.rank);
    assert_eq!(report.actions[0].issue, cause.id);
    assert!(
        report.actions.iter().all(|action| action.issue != echo.id),
        "a symptom asks for nothing"
    );
}

#[test]
fn a_cause_stands_right_above_its_symptoms() {
    for case in samples() {
        let report = sample_report(&case);
        let mut root = None;
        for issue in &report.issues {
            match &issue.caused_by {
                None => root = Some(&issue.id),
                Some(cause) => {
                    assert!(
                        report.issues.iter().any(|other| other.id == *cause),
                        "{case}: no such cause"
                    );
                    assert!(root.is_some(), "{case}: a symptom stands first");
                }
            }
        }
        let mut ranks: Vec<_> = report.issues.iter().map(|issue| issue.rank).collect();
        ranks.sort_unstable();
        let expected: Vec<_> = (1..=u32::try_from(ranks.len()).expect("few")).collect();
        assert_eq!(ranks, expected, "{case}");
    }
}

#[test]
fn a_quiet_day_is_quiet() {
    let report = sample_report("quiet-day");
    assert_eq!(report.outage, None);
    for issue in &report.issues {
        assert!(
            issue.risk == Risk::Low || issue.role == Role::Noise,
            "{}: {:?}",
            issue.title,
            issue.risk
        );
    }
}

#[test]
fn unrelated_troubles_stay_issues_of_their_own() {
    let report = sample_report("mixed-bag");
    assert_eq!(first(&report).rule.as_deref(), Some("operating-system/disk-full"));
    let roots = report.issues.iter().filter(|issue| issue.caused_by.is_none());
    assert!(roots.count() >= 5);
    by_rule(&report, "network/http-access-refused");
    assert!(report.issues.iter().any(|issue| issue.kind == "corrupt-tracking-log"));
}

#[test]
fn unparsed_lines_are_listed_with_their_numbers() {
    let report = sample_report("mixed-bag");
    let unparsed = &report.coverage.unparsed;
    assert!(!unparsed.is_empty());
    let mut by_source = BTreeMap::<&str, Vec<u64>>::new();
    for line in unparsed {
        let bytes = std::fs::read(&line.source).expect("a sample");
        let text =
            bytes.split(|byte| *byte == b'\n').nth(usize::try_from(line.line).expect("small") - 1);
        let text = String::from_utf8_lossy(text.expect("a line of that number"));
        assert_eq!(
            line.text.as_str(),
            text.trim_end_matches('\r'),
            "{}:{}",
            line.source,
            line.line
        );
        by_source.entry(&line.source).or_default().push(line.line);
    }
    // Of the notes, only the line with an error word is a record.
    let notes = by_source.iter().find(|(name, _)| name.ends_with("notes.txt")).expect("notes");
    let text = std::fs::read_to_string(notes.0).expect("a sample");
    let is_plain = |line: &&str| !line.trim().is_empty();
    assert!(
        notes.1.len() <= text.lines().filter(is_plain).count() && notes.1.len() >= 3,
        "{notes:?}"
    );
    let skipped =
        report.coverage.skips.iter().find(|skip| skip.reason == "unparsed").expect("some");
    assert_eq!(skipped.lines, unparsed.len() as u64);
}

/// Every output of a report, rendered to text.
fn outputs(report: &Report) -> Vec<(String, Vec<u8>)> {
    let mut style = Style::default();
    style.top = None;
    style.has_details = true;
    style.explains_rank = true;
    let mut all = tables(report, &style);
    for renderer in RENDERERS {
        let mut out = Vec::new();
        renderer.render(report, &style, &mut out).expect("memory");
        all.push((renderer.name().to_owned(), out));
    }
    all
}

#[test]
fn the_secret_and_the_address_of_the_mixed_bag_are_in_no_output() {
    // They are in the logs, or this test says nothing.
    let log =
        std::fs::read_to_string("samples/mixed-bag/var/default/log/web.log").expect("a sample");
    assert!(log.contains("Tulip-9714") && log.contains("ana.silva30@inbox.example"));
    for (name, bytes) in outputs(&sample_report("mixed-bag")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        for secret in ["Tulip", "9714", "ana.silva", "inbox.example"] {
            assert!(!text.contains(secret), "{secret} in {name}");
        }
    }
}

#[test]
fn no_control_byte_reaches_any_output() {
    for case in samples() {
        for (name, bytes) in outputs(&sample_report(&case)) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let harmful = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r'));
            assert_eq!(harmful, None, "{name} of {case}");
            // A carriage return only ends the rows of a table.
            assert_eq!(
                text.matches('\r').count(),
                text.matches("\r\n").count(),
                "{name} of {case}"
            );
        }
    }
}
