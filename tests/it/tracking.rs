//! Clicks that do not arrive: every corrupted line, logs that should be there, and what may be behind it.

use std::collections::BTreeMap;

use nltriage::{
    input::{DiscoverOptions, Maps, ReadOptions, discover},
    report::{Found, Issue, Report},
    scan::ScanOptions,
};

use crate::support::{
    KNOWLEDGE, Logs, fixed_options, gz, oracle_options, sample_report, scan_with,
};

const FINDING: &str = "missing-tracking-logs";
const REDIRECTION: &str = "var/prod1/redir/log/0x000000000000A100.log";

/// A day of a module that writes once a minute, and an error at noon.
fn day(minutes: impl Iterator<Item = u32>, error: &str) -> String {
    let line = |minute: u32, level: &str, text: &str| {
        let (hour, minute) = (minute / 60, minute % 60);
        format!(
            "2026-11-18 {hour:02}:{minute:02}:10.500Z\t00000A01\t00000A01\t1\t{level}\tlog\t{text}\n"
        )
    };
    let lines = minutes.map(|minute| {
        let more = if minute == 720 && !error.is_empty() {
            line(minute, "error", error)
        } else {
            String::new()
        };
        line(minute, "info", "A round of work was done") + &more
    });
    lines.collect()
}

/// A day of clicks; those of some lines are broken.
fn clicks(minutes: impl Iterator<Item = u32>, broken: impl Fn(usize) -> bool) -> String {
    let line = |(number, minute): (usize, u32)| {
        let (hour, minute) = (minute / 60, minute % 60);
        let gap = if broken(number + 1) { "Mozilla" } else { "\t" };
        format!(
            "50x{:016X}\t2026-11-18T{hour:02}:{minute:02}:52.34\t1f\t2a\t3b{gap}r\tab12-cd34\tExampleBrowser/1.0\thttps://www.shop.example\ten\t192.0.2.7\n",
            0xA100 + number
        )
    };
    minutes.enumerate().map(line).collect()
}

/// The logs of a healthy server, by path; the tests break one of them.
struct Server(BTreeMap<&'static str, String>);

impl Server {
    fn healthy() -> Self {
        let quiet = || day(0..1_440, "");
        let logs = [
            "var/default/log/web.log",
            "var/default/log/webmdl.log",
            "var/default/log/trackinglogd.log",
            "var/prod1/log/mta.log",
            "var/prod1/log/wfserver.log",
            "var/prod1/log/tracking.log",
        ];
        let mut files: BTreeMap<_, _> = logs.into_iter().map(|path| (path, quiet())).collect();
        files.insert(REDIRECTION, clicks(0..1_440, |_| false));
        Self(files)
    }

    fn with(mut self, path: &'static str, text: String) -> Self {
        self.0.insert(path, text);
        self
    }

    fn error(self, path: &'static str, message: &str) -> Self {
        self.with(path, day(0..1_440, message))
    }

    fn without(mut self, path: &str) -> Self {
        self.0.remove(path);
        self
    }

    fn report(&self) -> Report {
        let logs = self.logs();
        report_of(&logs, &[""])
    }

    fn logs(&self) -> Logs {
        Logs::new(self.0.iter().map(|(path, text)| (*path, text)))
    }
}

/// The report of some paths below a directory.
fn report_of(logs: &Logs, paths: &[&str]) -> Report {
    let paths: Vec<_> = paths.iter().map(|path| logs.path(path)).collect();
    let found = discover(&paths, &DiscoverOptions::default()).expect("found");
    let summary = scan_with(&found, &ScanOptions::default());
    Report::build(&summary, &KNOWLEDGE, &fixed_options("nltriage"))
}

fn of_kind<'r>(report: &'r Report, kind: &str) -> Vec<&'r Issue> {
    report.issues.iter().filter(|issue| issue.kind == kind).collect()
}

/// What the finding says about its causes, by their names.
fn checks(report: &Report) -> BTreeMap<&str, Found> {
    let finding = of_kind(report, FINDING);
    let checks = finding.iter().flat_map(|finding| &finding.checks);
    checks.map(|check| (check.id.as_str(), check.found)).collect()
}

fn causes_found(report: &Report) -> Vec<&str> {
    let yes = |(id, found)| (found == Found::Yes).then_some(id);
    checks(report).into_iter().filter_map(yes).collect()
}

#[test]
fn a_healthy_day_has_no_finding() {
    let report = Server::healthy().report();
    assert!(report.issues.is_empty(), "{:#?}", report.issues);
    assert!(of_kind(&sample_report("quiet-day"), FINDING).is_empty());
}

#[test]
fn each_cause_alone_leads_to_the_finding_with_exactly_that_cause() {
    let web = "var/default/log/web.log";
    let (tracking, trackinglogd) =
        ("var/prod1/log/tracking.log", "var/default/log/trackinglogd.log");
    let fetch = "Unable to download the tracking logs from redirection server 'track1': HTTP status 503. (iRc=-53)";
    let write = "Unable to write tracking log file '/var/prod1/redir/log/0x00000000000A1000.log': no record kept. (iRc=-52)";
    let unreachable = "RED-520025 Communication failed with tracking server 'http://192.0.2.20'. Please check that the server is started and that the URL is right.";
    let memory = "SRV-810031 Bad version for the shared memory block 'NlServerContext6.0'. Current version is 106, expected version 107.";
    let quota = "The tracking logs use 512 MB on disk: maxLogsSizeOnDiskMb (500) is exceeded, the oldest files are deleted.";
    let named =
        "Unable to start workflow 'tracking': the workflow server does not answer. (iRc=16384)";
    let stopped = || clicks((0..600).chain(800..1_440), |_| false);
    let healthy = Server::healthy;
    let cases = [
        ("workflow", healthy().error(tracking, fetch)),
        ("workflow", healthy().error("var/prod1/log/wfserver.log", named)),
        ("workflow", healthy().with(tracking, day((0..600).chain(800..1_440), ""))),
        ("trackinglogd", healthy().error(trackinglogd, write)),
        ("trackinglogd", healthy().with(trackinglogd, day((0..600).chain(800..1_440), ""))),
        ("trackinglogd", healthy().with(REDIRECTION, stopped())),
        ("trackinglogd", healthy().without(trackinglogd)),
        ("corrupted-lines", healthy().with(REDIRECTION, clicks(0..1_440, |line| line == 77))),
        ("server-unreachable", healthy().error("var/prod1/log/mta.log", unreachable)),
        ("shared-memory", healthy().error("var/default/log/webmdl.log", memory)),
        ("disk", healthy().error(trackinglogd, quota)),
    ];
    for (number, (cause, server)) in cases.iter().enumerate() {
        let report = server.report();
        assert_eq!(causes_found(&report), [*cause], "case {number}: {:#?}", report.issues);
        let finding = of_kind(&report, FINDING)[0];
        let check = finding.checks.iter().find(|check| check.id == *cause).expect("listed");
        assert_eq!(finding.caused_by, check.issue, "case {number}");
        assert_eq!(report.issues[0].rank, 1);
        assert_eq!(Some(&report.issues[0].id), check.issue.as_ref(), "case {number}");
        assert_eq!((finding.count, finding.module.as_deref()), (0, Some("tracking")));
    }
    let disk_alone = healthy().error(web, "No space left on device (errno=28), file /data/a.eml");
    assert!(of_kind(&disk_alone.report(), FINDING).is_empty(), "a full disk is no word on clicks");
}

#[test]
fn a_full_disk_is_a_cause_only_beside_lines_that_it_may_have_broken() {
    let full = "No space left on device (errno=28), file /data/spool/0815.eml";
    let broken = |at: usize| clicks(0..1_440, move |line| line == at);
    let with = |line| {
        let server = Server::healthy().error("var/prod1/log/mta.log", full);
        server.with(REDIRECTION, broken(line)).report()
    };
    let near = with(723);
    assert_eq!(causes_found(&near), ["corrupted-lines", "disk"]);
    // The graver one goes first, and the finding stands under it.
    let finding = of_kind(&near, FINDING)[0];
    assert_eq!(near.issues[0].rule.as_deref(), Some("operating-system/disk-full"));
    assert_eq!(finding.caused_by.as_deref(), Some(near.issues[0].id.as_str()));
    assert_eq!(causes_found(&with(77)), ["corrupted-lines"]);
}

#[test]
fn without_a_cause_the_finding_stands_alone() {
    let message = "Requested URL '/r/ id=h787bc0,281a4d8,281a4da&p1=1' cannot be found";
    let report = Server::healthy().error("var/default/log/webmdl.log", message).report();
    let finding = of_kind(&report, FINDING)[0];
    assert_eq!(causes_found(&report), Vec::<&str>::new());
    assert!(finding.caused_by.is_none() && !finding.steps.is_empty());
}

#[test]
fn what_the_logs_deny_is_told_from_what_they_cannot_know() {
    let broken = clicks(0..1_440, |line| line == 77);
    let alone = checks(&report_of(&Logs::new([(REDIRECTION, &broken)]), &[REDIRECTION]))
        .into_values()
        .collect::<Vec<_>>();
    assert_eq!(alone.iter().filter(|found| **found == Found::Yes).count(), 1);
    assert_eq!(alone.iter().filter(|found| **found == Found::Unknown).count(), alone.len() - 1);
    let report = Server::healthy().with(REDIRECTION, broken).report();
    let all = checks(&report);
    assert_eq!(all.values().filter(|found| **found == Found::No).count(), all.len() - 1);
    let finding = of_kind(&report, FINDING)[0];
    let check = |id: &str| finding.checks.iter().find(|check| check.id == id).expect("listed");
    assert_eq!(check("trackinglogd").text, "Nothing of the kind in trackinglogd.log.");
    assert!(check("corrupted-lines").text.contains(REDIRECTION));
}

#[test]
fn every_corrupted_line_is_named_however_the_log_is_read() {
    let is_broken = |line: usize| line % 97 == 3 || line == 2_000;
    let text = clicks((0..2_000).map(|n| n % 1_440), is_broken);
    let wanted: Vec<u64> = (1..=2_000).filter(|line| is_broken(*line)).map(|l| l as u64).collect();
    let packed = REDIRECTION.replace(".log", ".log.gz");
    let logs =
        Logs::new([(REDIRECTION, text.clone().into_bytes()), (&packed, gz(&[text.as_bytes()]))]);
    for path in [REDIRECTION, &packed] {
        for (threads, chunk_bytes, buffer_bytes) in
            [(1, u64::MAX, 1 << 20), (3, 5_000, 700), (2, 1_777, 1)]
        {
            let found = discover(&[logs.path(path)], &DiscoverOptions::default()).expect("found");
            let options = ScanOptions {
                threads,
                read: ReadOptions { chunk_bytes, buffer_bytes, maps: Maps::Never },
                ..oracle_options()
            };
            let summary = scan_with(&found, &options);
            let report = Report::build(&summary, &KNOWLEDGE, &fixed_options("nltriage"));
            let issue = of_kind(&report, "corrupt-tracking-log")[0];
            let lines: Vec<u64> = issue.places.iter().map(|place| place.line).collect();
            assert_eq!(lines, wanted, "{path}, ranges of {chunk_bytes}");
            assert_eq!(issue.places_count, issue.count);
            for place in &issue.places {
                let offset = usize::try_from(place.offset).expect("small");
                let before = text[..offset].matches('\n').count() as u64;
                assert_eq!(before + 1, place.line);
            }
            let commands = issue.steps.iter().filter(|step| step.command.starts_with("sed -i.bak"));
            assert_eq!(commands.count(), usize::from(path == REDIRECTION), "{path}");
        }
    }
}

#[test]
fn of_very_many_corrupted_lines_the_first_are_named_and_all_are_counted() {
    let text = clicks((0..1_500).map(|n| n % 1_440), |line| line > 20);
    let report = report_of(&Logs::new([(REDIRECTION, &text)]), &[REDIRECTION]);
    let issue = of_kind(&report, "corrupt-tracking-log")[0];
    assert_eq!((issue.places.len(), issue.places_count, issue.count), (1_000, 1_480, 1_480));
    assert_eq!(issue.places.iter().map(|place| place.line).max(), Some(1_020));
}

#[test]
fn an_empty_redirection_folder_is_a_missing_log() {
    let server = Server::healthy().without(REDIRECTION);
    assert!(of_kind(&server.report(), "missing-log").is_empty());
    let logs = server.logs();
    std::fs::create_dir_all(logs.path("var/prod1/redir/log")).expect("made");
    let report = report_of(&logs, &[""]);
    let missing = of_kind(&report, "missing-log");
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].title, "The redirection folder of prod1 is empty");
    assert_eq!((missing[0].module.as_deref(), missing[0].count), (Some("trackinglogd"), 0));
    assert_eq!(causes_found(&report), ["trackinglogd"]);
}

#[test]
fn a_log_that_others_name_is_missed() {
    let trackinglogd = "var/default/log/trackinglogd.log";
    let report = Server::healthy().without(trackinglogd).report();
    let missing = of_kind(&report, "missing-log");
    assert_eq!(missing.len(), 1, "{:#?}", report.issues);
    assert_eq!(missing[0].title, "trackinglogd.log is missing");
    assert_eq!(missing[0].steps[0].command, "ls -l var/default/log/trackinglogd.log");
    let again = Server::healthy().without(trackinglogd).report();
    assert_eq!(of_kind(&again, "missing-log")[0].id, missing[0].id);
    let pdump = "22:40:31 >   Application server\nsyslogd@default (2201) - 20.9 MB\nweb@default (2241) - 682.6 MB\nstat@prod1 (2236) - 49.1 MB\nmta@prod9 (1) - 1.1 MB\nwatchdog (2198) - 8.0 MB\n";
    let report = Server::healthy().with("pdump.txt", pdump.to_owned()).report();
    let mut titles: Vec<_> =
        of_kind(&report, "missing-log").iter().map(|issue| &*issue.title).collect();
    titles.sort_unstable();
    // No log of prod9 was given at all, and syslogd writes for others.
    assert_eq!(titles, ["stat.log is missing", "watchdog.log is missing"]);
}

#[test]
fn an_empty_or_renamed_log_is_not_missing() {
    let trackinglogd = "var/default/log/trackinglogd.log";
    let healthy = || Server::healthy().without(trackinglogd);
    for path in [trackinglogd, "var/default/log/trackinglogd_2.log"] {
        let report = healthy().with(path, String::new()).report();
        assert!(of_kind(&report, "missing-log").is_empty(), "{path}");
    }
}

#[test]
fn single_files_and_a_few_logs_prove_nothing() {
    let server = Server::healthy().without("var/default/log/trackinglogd.log");
    let logs = server.logs();
    let files: Vec<&str> = server.0.keys().copied().collect();
    assert!(of_kind(&report_of(&logs, &files), "missing-log").is_empty());
    assert!(of_kind(&report_of(&logs, &[REDIRECTION]), "missing-log").is_empty());
    let few =
        Server(server.0.into_iter().filter(|(path, _)| !path.contains("prod1/log")).collect());
    assert!(of_kind(&few.report(), "missing-log").is_empty());
}

#[test]
fn redirection_logs_are_silent_only_while_others_go_on() {
    let gap = || (0..600).chain(800..1_440);
    let stopped = |web: String| {
        let files = [("var/default/log/web.log", web), (REDIRECTION, clicks(gap(), |_| false))];
        report_of(&Logs::new(files), &[""])
    };
    let report = stopped(day(0..1_440, ""));
    let silence = of_kind(&report, "silence");
    assert_eq!(silence.len(), 1);
    assert_eq!(silence[0].title, "Redirection logs stop while web goes on");
    assert_eq!(silence[0].module.as_deref(), Some("trackinglogd"));
    let down = stopped(day(gap(), ""));
    let titles: Vec<_> = of_kind(&down, "silence").iter().map(|issue| &*issue.title).collect();
    assert_eq!(titles, ["web writes nothing"]);
}
