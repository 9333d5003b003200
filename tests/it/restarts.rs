//! Starts and stops: the daily restart is no outage, a crash loop is an issue; and times that cannot be.

use serde_json::Value;

use crate::support::{Logs, json_of, record, run};

/// A log that grows record by record.
struct Log {
    zone: &'static str,
    text: String,
}

impl Log {
    /// A healthy day with a record a minute, and the restart of all processes at some second of it.
    fn day(zone: &'static str, restart: Option<u32>) -> Self {
        let mut log = Self { zone, text: String::new() };
        for minute in 0..1_440 {
            log.say(minute * 60 + 50, "info", "all is well");
            if restart.is_some_and(|restart| restart / 60 == minute) {
                log.restart(minute * 60);
            }
        }
        log
    }

    fn say(&mut self, second: u32, level: &str, message: &str) {
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let stamp = format!("2026-11-18 {hour:02}:{minute:02}:{second:02}.118{}", self.zone);
        self.text.push_str(&record(&stamp, level, message));
    }

    fn restart(&mut self, second: u32) {
        self.say(second, "info", "Stop requested (pid=664)");
        self.say(second + 2, "info", "Starting some module (pid=701, tid=701)...");
    }

    /// Errors, some in each minute of a stretch.
    fn errors(mut self, minutes: std::ops::Range<u32>, each: u32, message: &str) -> Self {
        for minute in minutes {
            for n in 0..each {
                self.say(minute * 60 + 5 + n, "error", message);
            }
        }
        self
    }
}

const POOL: &str = "PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already";
const SIX: u32 = 6 * 3_600;

/// Three modules that restart at some second, with errors of web.
fn server(zone: &'static str, restart: u32, errors: std::ops::Range<u32>) -> Logs {
    let day = || Log::day(zone, Some(restart));
    Logs::new([
        ("var/default/log/web.log", day().errors(errors, 12, POOL).text),
        ("var/prod1/log/mta.log", day().text),
        ("var/prod1/log/wfserver.log", day().text),
    ])
}

#[test]
fn errors_of_the_daily_restart_are_no_outage_and_no_top_issue() {
    let found = json_of(&server("+01:00", SIX, 360..363), &[]);
    assert!(found["outage"].is_null(), "{}", found["outage"]);
    let restart = &found["daily_restart"];
    assert_eq!((&restart["time"], &restart["how"]), (&"06:00".into(), &"default".into()));
    assert_eq!((&restart["modules"], &restart["records"]), (&3.into(), &36.into()));
    let issue = &found["issues"][0];
    assert_eq!((&issue["role"], &issue["daily_restart"]), (&"noise".into(), &true.into()));
    assert_eq!(found["actions"], Value::Array(Vec::new()));
    let web = &found["modules"][0];
    assert_eq!(web["restarts"], serde_json::json!(["2026-11-18T06:00:02.118+01:00"]));
}

#[test]
fn an_outage_that_begins_with_the_restart_is_one() {
    let found = json_of(&server("+01:00", SIX, 360..420), &[]);
    assert_eq!(found["outage"]["from"], "2026-11-18T06:00:05.118+01:00");
    assert_eq!(found["issues"][0]["role"], "cause");
}

#[test]
fn the_hour_may_be_given() {
    let four = server("+01:00", 4 * 3_600, 240..243);
    // Everything at a full hour and in good order is no crash.
    assert_eq!(json_of(&four, &[])["daily_restart"]["how"], "learnt");
    let found = json_of(&four, &["--restart-time", "04:00"]);
    assert!(found["outage"].is_null());
    assert_eq!(found["daily_restart"]["how"], "given");
    let odd = server("+01:00", 4 * 3_600 + 420, 247..250);
    assert!(!json_of(&odd, &[])["outage"].is_null());
    assert!(json_of(&odd, &["--restart-time", "04:07"])["outage"].is_null());
    let ended = run(["--restart-time", "noon", "samples/quiet-day"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("06:00"), "{}", ended.stderr);
}

#[test]
fn modules_that_do_not_come_back_make_no_restart_noise() {
    let mut logs = server("+01:00", SIX, 360..363);
    let web = Log::day("+01:00", Some(SIX)).errors(360..363, 12, POOL);
    let dead: Vec<_> = web.text.lines().filter(|line| *line < "2026-11-18 06:01").collect();
    logs.add("var/default/log/web.log", dead.join("\n").as_bytes());
    let found = json_of(&logs, &[]);
    let pool = found["issues"]
        .as_array()
        .and_then(|all| all.iter().find(|issue| issue["rule"] == "database/too-many-connections"));
    assert_eq!(pool.expect("an issue")["role"], "cause");
    logs = server("+01:00", SIX, 0..0);
    assert_eq!(json_of(&logs, &[])["issues"], Value::Array(Vec::new()));
}

/// A watchdog that starts web at these minutes.
fn watchdog(minutes: &[u32]) -> Log {
    let mut log = Log::day("+01:00", None);
    for minute in minutes {
        log.say(minute * 60 + 3, "info", "Launching task 'web@default' in a new process");
    }
    log
}

#[test]
fn a_module_that_starts_again_and_again_is_an_issue_although_nothing_is_an_error() {
    let mut web = Log::day("+01:00", Some(SIX));
    for (n, minute) in (600..640).step_by(4).enumerate() {
        web.say(
            minute * 60 + 4,
            "info",
            &format!("Starting Web server module (pid={}, tid=1)...", 4_700 + n),
        );
    }
    let logs = Logs::new([
        ("var/default/log/web.log", web.text),
        ("var/default/log/watchdog.log", watchdog(&(600..640).step_by(4).collect::<Vec<_>>()).text),
        ("var/prod1/log/mta.log", Log::day("+01:00", Some(SIX)).text),
    ]);
    logs.add("var/core.4703", b"\x7fELF");
    let found = json_of(&logs, &[]);
    let issues = found["issues"].as_array().expect("a list");
    assert_eq!(issues.len(), 1, "{issues:#?}");
    let issue = &issues[0];
    assert_eq!((&issue["kind"], &issue["module"]), (&"restart".into(), &"web".into()));
    assert_eq!((&issue["count"], &issue["severity"]), (&0.into(), &"high".into()));
    assert_eq!(issue["first_seen"], "2026-11-18T10:00:03+01:00");
    assert_eq!(issue["last_seen"], "2026-11-18T10:36:03+01:00");
    let meaning = issue["meaning"].as_str().expect("words");
    assert!(meaning.starts_with("10 starts in 36 minutes. No stop was asked for"), "{meaning}");
    assert!(meaning.contains("core.4703 is of one of them"), "{meaning}");
    // Ten of the loop, and that of the daily restart.
    assert_eq!(issue["entities"]["pid"].as_array().map_or(0, Vec::len), 11);
}

#[test]
fn restarts_by_hand_are_no_loop() {
    let logs = Logs::new([
        ("var/default/log/web.log", Log::day("+01:00", Some(SIX)).text),
        ("var/default/log/watchdog.log", watchdog(&[600, 640, 1_000]).text),
    ]);
    assert_eq!(json_of(&logs, &[])["issues"], Value::Array(Vec::new()));
}

#[test]
fn a_clock_that_goes_back_and_several_zones_are_named() {
    let day = Log::day("+01:00", None).text;
    let lines: Vec<_> = day.lines().collect();
    let stepped = [&lines[..700], &lines[640..]].concat().join("\n");
    let logs = Logs::new([
        ("var/default/log/web.log", stepped),
        ("var/prod1/log/mta.log", Log::day("Z", None).text),
    ]);
    let coverage = &json_of(&logs, &[])["coverage"];
    let step = &coverage["clock_steps"][0];
    assert_eq!(coverage["clock_steps"].as_array().map_or(0, Vec::len), 1);
    assert_eq!((&step["count"], &step["seconds"]), (&1.into(), &3_540.into()));
    assert_eq!(step["at"], "2026-11-18T10:40:50.118+01:00");
    let offsets: Vec<_> =
        coverage["offsets"].as_array().expect("a list").iter().map(|one| &one["offset"]).collect();
    assert_eq!(offsets, ["+01:00", "+00:00"]);
}

#[test]
fn a_stamp_out_of_all_time_does_not_stretch_the_report() {
    let mut log = Log::day("+01:00", None).errors(600..660, 6, POOL).text;
    log.push_str("9999-12-31 23:59:59.999Z\t00002572\t00007D6C\t1\terror\tlog\tlost in time\n");
    let logs = Logs::new([("var/default/log/web.log", log)]);
    let found = json_of(&logs, &[]);
    assert_eq!(found["timeline"]["bucket_seconds"], 60);
    assert_eq!(found["outage"]["from"], "2026-11-18T10:00:05.118+01:00");
    assert_eq!(found["outage"]["over"], true);
    assert_eq!(found["coverage"]["outlying"]["records"], 1);
    let shown = run(["--no-progress", &logs.path("").display().to_string()]).stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("1 record is dated 9999-12-"), "{shown}");
    assert!(shown.contains("the clock goes back once, by "), "{shown}");
    assert_eq!(found["totals"]["error"], 361);
}

#[test]
fn a_stamp_out_of_all_time_does_not_say_whether_it_is_over() {
    let quiet = Log::day("+01:00", None).text;
    let error = |stamp: &str| format!("{stamp}\t00002572\t00007D6C\t1\terror\tlog\t{POOL}\n");
    let errors = |stamps: &[&str]| stamps.iter().map(|stamp| error(stamp)).collect::<String>();
    let during = ["2026-11-18 10:00:05.118+01:00", "2026-11-18 10:20:07.118+01:00"];
    let said = |log: String| {
        let logs = Logs::new([("var/default/log/web.log", log)]);
        let shown = run(["--no-progress", &logs.dir.path().display().to_string()]).stdout;
        shown
            .lines()
            .skip_while(|line| !line.starts_with("ERRORS"))
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let alone = said(quiet.clone() + &errors(&during));
    assert!(
        alone.contains("10:00:05 - 10:20:07") && alone.contains("then none for 13 h"),
        "{alone}"
    );
    // To the minute: of the stretch that is left only buckets are known.
    let strays = ["9999-12-31 23:59:59.999Z", "1999-12-31 23:59:59.999Z"];
    let among = said(quiet.clone() + &errors(&during) + &errors(&strays));
    assert!(
        among.contains("10:00:00 - 10:20:00") && among.contains("then none for 13 h"),
        "{among}"
    );
    // Where there is nothing else, it is told as it is, and nothing that does not follow from it.
    let old = said(quiet.clone() + &errors(&["2024-03-05 09:00:00.118+01:00"]));
    assert!(old.contains("2024-03-05 09:00:00 -") && old.contains("then none for 988 d"), "{old}");
    let future = said(quiet + &errors(&strays[..1]));
    assert!(future.contains("9999") && !future.contains("still going on"), "{future}");
}

#[test]
fn a_module_that_the_watchdog_starts_has_a_log() {
    let quiet = || Log::day("+01:00", None).text;
    let mut watchdog = watchdog(&[700]);
    watchdog.say(701 * 60, "info", "Launching task 'inMail@prod1' in a new process");
    let logs = Logs::new([
        ("var/default/log/web.log", quiet()),
        ("var/default/log/watchdog.log", watchdog.text),
        ("var/prod1/log/mta.log", quiet()),
    ]);
    let issues = &json_of(&logs, &[])["issues"];
    assert_eq!(issues.as_array().map_or(0, Vec::len), 1, "{issues:#}");
    assert_eq!(
        (&issues[0]["kind"], &issues[0]["module"]),
        (&"missing-log".into(), &"inMail".into())
    );
}
