//! When it broke, who fell silent, what must be run again: seen from outside.

use serde_json::Value;

use crate::support::{Logs, json, json_of, record, run};

const DEADLOCK: &str = "PGS-220000 PostgreSQL error: ERROR: deadlock detected (iRc=-2006)";

/// A record a minute, with as many errors beside it as told.
fn log(minutes: impl Iterator<Item = u32>, errors: impl Fn(u32) -> u32) -> String {
    let mut text = String::new();
    for minute in minutes {
        let at = format!(
            "2026-11-{:02} {:02}:{:02}",
            18 + minute / 1_440,
            minute / 60 % 24,
            minute % 60
        );
        text.push_str(&record(&format!("{at}:07.118+01:00"), "info", "all is well"));
        for n in 0..errors(minute) {
            let stamp = format!("{at}:{:02}.500+01:00", 10 + n % 50);
            text.push_str(&record(&stamp, "error", DEADLOCK));
        }
    }
    text
}

/// Six errors a minute from one minute to before another.
fn burst(minute: u32, from: u32, to: u32) -> u32 {
    u32::from((from..to).contains(&minute)) * 6
}

#[test]
fn the_outage_of_the_sample_is_found_and_a_quiet_day_has_none() {
    let found = json(&["samples/database-outage"]);
    let outage = &found["outage"];
    assert_eq!(outage["from"], "2026-11-18T21:42:03.118+01:00");
    assert!(outage["to"].as_str().expect("a time").starts_with("2026-11-18T23:09:59"), "{outage}");
    assert_eq!((&outage["detected"], &outage["over"]), (&Value::Bool(true), &Value::Bool(true)));
    assert_eq!(found["issues"][0]["rule"], "database/too-many-connections");
    assert_eq!(found["issues"][0]["risk"], "critical");
    assert!(json(&["samples/quiet-day"])["outage"].is_null());
}

#[test]
fn an_outage_at_the_end_of_the_logs_is_still_going_on() {
    let until =
        |end: u32| Logs::new([("var/default/log/web.log", log(0..end, |m| burst(m, 600, 660)))]);
    assert_eq!(json_of(&until(661), &[])["outage"]["over"], false);
    assert_eq!(json_of(&until(900), &[])["outage"]["over"], true);
}

#[test]
fn a_given_outage_without_errors_is_not_going_on() {
    let given = ["--outage", "2026-11-18 23:10..2026-11-18 23:50", "samples/database-outage"];
    assert_eq!(json(&given)["outage"]["over"], true);
    let text = run(given).stdout;
    assert!(text.contains("last error 23:09:59"), "{text}");
}

#[test]
fn two_outages_are_two_and_the_greater_one_is_the_main_one() {
    let logs = Logs::new([(
        "var/default/log/web.log",
        log(0..1_440, |m| burst(m, 300, 320) + burst(m, 900, 960)),
    )]);
    let found = json_of(&logs, &[]);
    let starts: Vec<_> =
        found["outages"].as_array().expect("a list").iter().map(|one| &one["from"]).collect();
    assert_eq!(starts, ["2026-11-18T05:00:10.5+01:00", "2026-11-18T15:00:10.5+01:00"]);
    assert_eq!(&found["outage"], &found["outages"][1]);
}

#[test]
fn an_outage_may_be_given() {
    let given = ["--outage", "2026-11-18 21:30..2026-11-18 22:30"];
    let found = json(&[&given[..], &["samples/mixed-bag"]].concat());
    let outage = &found["outage"];
    assert_eq!(outage["from"], "2026-11-18T21:30:00+01:00");
    assert_eq!(
        (&outage["to"], &outage["detected"]),
        (&"2026-11-18T22:30:00+01:00".into(), &Value::Bool(false))
    );
    for wrong in ["21:30", "2026-11-18 22:30..2026-11-18 21:30", "a..b"] {
        let ended = run(["--no-progress", "--outage", wrong, "samples/quiet-day"]);
        assert_eq!(ended.code, Some(2), "{wrong}");
    }
}

#[test]
fn a_module_that_stops_writing_is_an_issue_although_it_wrote_nothing() {
    let quiet = |_| 0;
    let logs = Logs::new([
        ("var/default/log/web.log", log(0..1_440, quiet)),
        ("var/prod1/log/wfserver.log", log(0..1_440, quiet)),
        ("var/prod1/log/stat.log", log((0..1_440).step_by(30), quiet)),
        ("var/prod1/log/mta.log", log((0..600).chain(680..1_440), quiet)),
    ]);
    let found = json_of(&logs, &[]);
    let issues = found["issues"].as_array().expect("a list");
    assert_eq!(issues.len(), 1, "{issues:#?}");
    assert_eq!((&issues[0]["kind"], &issues[0]["module"]), (&"silence".into(), &"mta".into()));
    assert_eq!(issues[0]["first_seen"], "2026-11-18T10:00:00+01:00");
    let silent = |module: &str| {
        let modules = found["modules"].as_array().expect("a list");
        let row = modules.iter().find(|row| row["module"] == module).expect("a row");
        row["silent"].as_array().map_or(0, Vec::len)
    };
    assert_eq!((silent("mta"), silent("stat"), silent("web")), (1, 0, 0));
}

#[test]
fn a_gap_of_all_modules_is_the_log_servers() {
    let gap = || log((0..600).chain(700..1_440), |_| 0);
    let logs = Logs::new([
        ("var/default/log/web.log", gap()),
        ("var/prod1/log/mta.log", gap()),
        ("var/prod1/log/wfserver.log", gap()),
    ]);
    let found = json_of(&logs, &[]);
    let issues = found["issues"].as_array().expect("a list");
    assert_eq!(issues.len(), 1);
    assert_eq!((&issues[0]["kind"], &issues[0]["module"]), (&"silence".into(), &"syslogd".into()));
}

#[test]
fn work_that_failed_is_listed_by_name() {
    let found = json(&["samples/import"]);
    let import = &found["rerun"]["imports"][0];
    assert_eq!((&import["id"], &import["instance"]), (&"loyaltyCards".into(), &"prod1".into()));
    assert_eq!(import["reason"], "A scheduled import failed");
    let quiet = &json(&["samples/quiet-day"])["rerun"];
    assert!(
        quiet
            .as_object()
            .expect("four lists")
            .values()
            .all(|list| list == &Value::Array(Vec::new())),
        "{quiet}"
    );
}

#[test]
fn work_that_has_finished_since_comes_last_and_says_so() {
    let line = |time: &str, level: &str, message: &str| {
        record(&format!("2026-11-18 {time}.118+01:00"), level, message)
    };
    let failed = |name: &str| {
        format!(
            "Import '{name}' scheduled by operator 'Jonas Weber (jweber)' failed at line 12: connection closed by the source. (iRc=-53)"
        )
    };
    let log = [
        line("10:00:00", "error", &failed("cards")),
        line("10:05:00", "error", &failed("stores")),
        line(
            "11:00:00",
            "info",
            "Import 'cards' launched by operator 'Jonas Weber (jweber)' finished: 9 lines read",
        ),
        line(
            "09:00:00",
            "info",
            "Import 'stores' launched by operator 'Jonas Weber (jweber)' finished: 9 lines read",
        ),
    ];
    let imports =
        &json_of(&Logs::new([("var/prod1/log/import.log", log.concat())]), &[])["rerun"]["imports"];
    assert_eq!((&imports[0]["id"], &imports[0]["finished"]), (&"stores".into(), &Value::Null));
    assert_eq!(imports[0]["last_seen"], "2026-11-18T10:05:00.118+01:00");
    assert_eq!((&imports[1]["id"], &imports[1]["operator"]), (&"cards".into(), &"jweber".into()));
    assert_eq!(imports[1]["finished"], "2026-11-18T11:00:00.118+01:00");
    let advice = imports[0]["advice"].as_str().expect("words");
    assert!(advice.contains("duplicates"), "{advice}");
}

#[test]
fn a_log_that_begins_after_the_outage_did_is_named() {
    let logs = Logs::new([
        ("var/default/log/web.log", log(0..1_440, |m| burst(m, 600, 660))),
        ("var/prod1/log/mta.log", log(630..1_440, |_| 0)),
    ]);
    let overwritten = &json_of(&logs, &[])["coverage"]["overwritten"];
    assert_eq!(overwritten.as_array().map_or(0, Vec::len), 1);
    assert_eq!(overwritten[0]["module"], "mta");
}

#[test]
fn what_calls_itself_fatal_is_no_low_risk_however_rare() {
    let line = |level: &str, message: &str| record("2026-11-18 10:00:00.118+01:00", level, message);
    let log = [
        log(0..600, |_| 0),
        line("fatal", "The moon fell down"),
        line("error", "It was fatal today"),
    ];
    let found = json_of(&Logs::new([("var/prod1/log/mta.log", log.concat())]), &[]);
    let issues = found["issues"].as_array().expect("a list");
    let first = &issues[0];
    assert_eq!(
        (&first["title"], &first["severity"]),
        (&"The moon fell down".into(), &"critical".into())
    );
    assert_eq!((&first["risk"], &first["terms"]["floor"]), (&"medium".into(), &25.0.into()));
    assert!(issues[1]["terms"]["floor"].is_null());
}

#[test]
fn odd_times_make_no_outage_and_no_trouble() {
    let at = |stamp: &str| record(stamp, "error", DEADLOCK);
    let forever = at("9999-12-31 23:59:59.999Z");
    let day = log(0..1_440, |m| u32::from(m % 97 == 0));
    for (what, text) in [
        (
            "no time stamps",
            "21:42:07 >>> PGS-220000 PostgreSQL error: ERROR: deadlock detected\n".repeat(50),
        ),
        ("one record", at("2026-11-18 21:42:07.118+01:00")),
        ("one millisecond", at("2026-11-18 21:42:07.118+01:00").repeat(500)),
        ("the year 9999", [day.as_str(), &forever].concat()),
        ("backwards", day.lines().rev().collect::<Vec<_>>().join("\n")),
    ] {
        let found = json_of(&Logs::new([("var/default/log/web.log", text)]), &[]);
        assert!(found["outage"].is_null(), "{what}: {}", found["outage"]);
        assert_eq!(found["issues"][0]["rule"], "database/deadlock", "{what}");
    }
}

#[test]
fn errors_without_a_time_are_errors_all_the_same() {
    let console = format!("21:42:07 >>> {DEADLOCK}\n").repeat(2);
    let logs = Logs::new([("console.txt", console)]);
    let path = logs.dir.path().display().to_string();
    for format in ["terminal", "markdown"] {
        let shown = run(["--no-progress", "-f", format, &path]).stdout;
        assert!(shown.contains("2 errors, undated"), "{format}: {shown}");
        assert!(!shown.contains("No errors"), "{format}: {shown}");
    }
}

#[test]
fn both_reports_for_people_say_what_was_not_read_or_taken_for_granted() {
    let no_zone = record("2026-11-18 10:00:00", "error", "The moon fell down");
    let logs = Logs::new([("var/prod1/log/mta.log", &*no_zone), ("var/prod1/picture.png", "PNG")]);
    let path = logs.dir.path().display().to_string();
    for format in ["terminal", "markdown"] {
        let shown = run(["--no-progress", "-f", format, &path]).stdout;
        for words in ["taken as UTC", "not read"] {
            assert!(shown.contains(words), "{format} does not say `{words}`: {shown}");
        }
    }
}

#[test]
fn what_is_too_long_to_list_is_counted() {
    let kinds = ["lost", "late", "torn", "odd", "blue"];
    let lines = (0..5 * 256).map(|number| {
        let time = format!("2026-11-18 12:{:02}:00.000+01:00", number % 30);
        let kind = kinds[number / 256];
        record(&time, "error", &format!("Parts are {kind} of delivery {}", 8_000_000 + number))
    });
    let logs = Logs::new([("var/prod1/log/mta.log", lines.collect::<String>())]);
    let rerun = &json_of(&logs, &[])["rerun"];
    assert_eq!(rerun["deliveries"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(rerun["not_listed"], serde_json::json!({"deliveries": 280}));
    let text = run([logs.dir.path().as_os_str()]).stdout;
    assert!(text.contains("delivery: 280 more are in no list"), "{text}");
}
