//! The list of sample cases, the files they become, and the README that tells them apart.

use std::fmt::Write;

use super::SampleFile;
use super::day::Day;
use super::{bundle, incidents, mixed, special};

/// A sample directory.
struct Case {
    name: &'static str,
    fill: fn(&mut Day, &str),
    /// What happened, for the README.
    story: &'static str,
    /// What the report should say first.
    first: &'static str,
}

const fn row(name: &'static str, story: &'static str, first: &'static str) -> Case {
    Case { name, fill: incidents::fill, story, first }
}

const CASES: [Case; 15] = [
    Case {
        name: "database-outage",
        fill: |day, _| special::database_outage(day),
        story: "PostgreSQL has no free connection from 21:42:03 to 23:10; about 1500 session errors in `web.log` are the echo",
        first: "the database refuses connections: free or raise its connections, then restart `web` and `wfserver@prod1`",
    },
    row(
        "export",
        "the export 'weeklyCustomers' of Marta Keller fails from 21:42 on; nobody repeats it before midnight",
        "operator 'Marta Keller (mkeller)' launches the export again, delta or full",
    ),
    row(
        "import",
        "the import 'loyaltyCards' of Jonas Weber breaks off three times from 21:42 on",
        "check the database for duplicates, then operator 'Jonas Weber (jweber)' launches the import again",
    ),
    row(
        "inMail",
        "the POP3 server of the bounces times out from 21:42 to 23:10; `stat.log` has one id and `Z`",
        "bounces are not read: restart `inMail@prod1`",
    ),
    Case {
        name: "mixed-bag",
        fill: |day, _| mixed::fill(day),
        story: "full disk, HTTP 403, deadlock, wrong password and script error, unrelated; undated lines, stack trace, console dump, notes, secret, ESC byte, a corrupted redirection line",
        first: "mails cannot be written: free space on the disk of `/tmp`; the others are issues of their own",
    },
    row(
        "mta",
        "the mta cannot start its child processes from 21:42 to 23:10; `mtachild` is silent meanwhile",
        "mails are not sent: start `mta@prod1`",
    ),
    Case {
        name: "quiet-day",
        fill: |day, _| special::quiet_day(day),
        story: "nothing: five warnings and two errors `JST-310034` that are noise; three line forms",
        first: "no outage found",
    },
    row(
        "stat",
        "the statistics server does not answer from 21:42 to 23:10, sending is suspended",
        "mails are not sent: restart `stat@prod1`",
    ),
    Case {
        name: "support-bundle",
        fill: |day, _| bundle::fill(day),
        story: "no module logs, but what people send with them: journals of the console (day first and newest first; month first), process list, migration checks, Tomcat, the system's log, a SOAP fault",
        first: "nlserver lacks a shared library after the upgrade; `inMail@prod1` and `mta@prod1` should run and do not",
    },
    row(
        "syslogd",
        "UDP port 6666 is taken from 21:42 to 23:10; all other logs have a gap meanwhile",
        "logs are missing: see who holds UDP port 6666, then restart `syslogd`",
    ),
    row(
        "tracking",
        "the redirection server answers 503 from 21:42 to 23:10",
        "tracking logs are not fetched: check the Tracking workflow, restart it",
    ),
    row(
        "trackinglogd",
        "tracking log files cannot be written from 21:42 to the end; `trackinglogd.log` has `T` and `Z`",
        "tracking logs are neither fetched nor on the server: start `trackinglogd`",
    ),
    row(
        "watchdog",
        "processes exit as soon as they are started, from 21:42 to 23:10; `web` and `wfserver` are silent",
        "no process starts: check the watchdog (`nlserver watchdog -svc -noconsole`)",
    ),
    row("web", "nobody can log on from 21:42 to 23:10", "restart `web`"),
    row(
        "wfserver",
        "no workflow starts from 21:42 to 23:10",
        "restart `wfserver@prod1`; if it comes back, raise the log precision",
    ),
];

/// All files of all cases and the README, sorted by path.
pub fn all(seed: u64) -> Vec<SampleFile> {
    let mut files: Vec<SampleFile> = CASES.iter().flat_map(|case| files_of(case, seed)).collect();
    files.push(SampleFile { path: "README.md".to_owned(), bytes: readme().into_bytes() });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn files_of(case: &Case, seed: u64) -> Vec<SampleFile> {
    let mut day = Day::new(case.name, seed);
    (case.fill)(&mut day, case.name);
    day.into_files()
}

fn readme() -> String {
    let mut text = String::from(
        "# Samples

Invented logs in the shape of an install tree, all of 18 November 2026: a healthy day with the daily
restart at 06:00, and one thing that goes wrong. No host, name, address or line is real.

| sample | what happened | what the report should say first |
|---|---|---|
",
    );
    for Case { name, story, first, .. } in &CASES {
        writeln!(text, "| `{name}` | {story} | {first} |").expect("writing to memory cannot fail");
    }
    text.push_str(
        "
Do not edit them: they, and this page, come from `benches/loggen`, the same bytes every time:

```sh
cargo run --release --example loggen -- samples samples/
```
",
    );
    text
}
