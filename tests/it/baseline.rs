//! Compared with an earlier report: what is news, what is not, and what is refused.

use std::{collections::BTreeMap, path::Path};

use nltriage::{
    input::{DiscoverOptions, discover},
    lang::LangId,
    render::{Json, RENDERERS, Renderer, Style, Terminal, columns},
    report::{Baseline, Report, Status},
    scan::ScanOptions,
};
use serde_json::{Value, json};

use crate::{
    contract::faults,
    support::{
        KNOWLEDGE, Logs, fixed_options, record, run, sample, sample_report, samples, scan_with,
        tables,
    },
};

const COUPON: &str = "the coupon server is asleep";
const FEED: &str = "the shop feed is late";
const STOCK: &str = "the stock list is empty";
const PRICE: &str = "the price list is stale";
const DEADLOCK: &str = "PGS-220000 PostgreSQL error: ERROR: deadlock detected (iRc=-2006)";

/// A log with a record a minute from midnight of a day of November, and each message every so many minutes.
fn log(day: u32, minutes: u32, errors: &[(&str, u32)]) -> String {
    let mut text = String::new();
    for minute in 0..minutes {
        let at = format!("2026-11-{day:02} {:02}:{:02}", minute / 60, minute % 60);
        text.push_str(&record(&format!("{at}:07.118+01:00"), "info", "all is well"));
        for (message, _) in errors.iter().filter(|(_, every)| minute % every == 0) {
            text.push_str(&record(&format!("{at}:10.500+01:00"), "error", message));
        }
    }
    text
}

fn monday() -> String {
    log(16, 1_440, &[(COUPON, 3), (FEED, 90), (STOCK, 3), (DEADLOCK, 10)])
}

fn tuesday() -> String {
    log(17, 1_440, &[(COUPON, 3), (FEED, 3), (STOCK, 90), (PRICE, 20)])
}

fn web(text: impl AsRef<[u8]>) -> Logs {
    Logs::new([("var/default/log/web.log", text)])
}

/// The report of a folder of logs, against another one or none.
fn report(logs: &Path, baseline: Option<&Report>) -> Report {
    let found = discover(&[logs.to_owned()], &DiscoverOptions::default()).expect("logs");
    against(&found, baseline.map(parsed))
}

fn against(found: &nltriage::input::Discovery, baseline: Option<Baseline>) -> Report {
    let mut options = fixed_options("nltriage");
    options.baseline = baseline;
    Report::build(&scan_with(found, &ScanOptions::default()), &KNOWLEDGE, &options)
}

fn of(text: &str, baseline: Option<&Report>) -> Report {
    report(web(text).dir.path(), baseline)
}

fn parsed(report: &Report) -> Baseline {
    Baseline::parse("before.json", text(&Json, report, &Style::default()).as_bytes())
        .expect("a report that was just written")
}

/// The same after a change of its JSON.
fn changed(report: &Report, change: impl FnOnce(&mut Value)) -> Report {
    let mut document = serde_json::to_value(report).expect("JSON");
    change(&mut document);
    serde_json::from_value(document).expect("still a report")
}

fn text(renderer: &dyn Renderer, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    renderer.render(report, style, &mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

/// Issues by their titles.
fn statuses(report: &Report) -> BTreeMap<&str, Status> {
    report.issues.iter().map(|issue| (issue.title.as_str(), issue.status)).collect()
}

/// A report with issues of every status.
pub(crate) fn compared() -> Report {
    of(&tuesday(), Some(&of(&monday(), None)))
}

#[test]
fn identical_logs_are_no_news() {
    for case in samples() {
        let report = against(&sample(&case), Some(parsed(&sample_report(&case))));
        let comparison = report.baseline.as_ref().expect("a comparison");
        let news = [comparison.new, comparison.gone, comparison.up, comparison.down];
        assert_eq!(news, [0; 4], "{case}");
        assert_eq!(comparison.same, report.issues.len() as u64, "{case}");
        assert!(comparison.same_knowledge && comparison.gone_issues.is_empty(), "{case}");
        assert_eq!(comparison.minutes, comparison.minutes_here, "{case}");
        for issue in &report.issues {
            assert_eq!(issue.status, Status::Same, "{case}: {}", issue.title);
            let is_judged = issue.terms.evidence.is_some();
            assert_eq!(issue.terms.novelty, is_judged.then_some(0.0), "{case}: {}", issue.title);
        }
    }
}

#[test]
fn what_is_new_gone_up_down_and_the_same_is_told() {
    let report = compared();
    let expected =
        [(COUPON, Status::Same), (FEED, Status::Up), (STOCK, Status::Down), (PRICE, Status::New)];
    assert_eq!(statuses(&report), BTreeMap::from(expected));
    let comparison = report.baseline.as_ref().expect("a comparison");
    let counts = [comparison.new, comparison.gone, comparison.up, comparison.down, comparison.same];
    assert_eq!(counts, [1; 5]);
    let gone = &comparison.gone_issues[0];
    assert_eq!((gone.rule.as_deref(), gone.count), (Some("database/deadlock"), 144));
    let feed = report.issues.iter().find(|issue| issue.title == FEED).expect("an issue");
    let feed = feed.baseline.expect("compared");
    assert_eq!((feed.count, feed.minutes), (16, Some(1_439.0)));
    // ((480 + 0.5) / T) / ((16 + 0.5) / T), and exp(1.96 * sqrt(1 / 480.5 + 1 / 16.5)) both ways.
    let ratio = [feed.rate_ratio, feed.rate_ratio_low, feed.rate_ratio_high];
    assert_eq!(ratio, [Some(29.12), Some(17.83), Some(47.57)]);
    assert!(report.issues.iter().map(|issue| issue.errors).sum::<u64>() == report.totals.error);
}

#[test]
fn a_part_of_a_day_is_compared_by_its_rates() {
    let monday = of(&monday(), None);
    let hours = log(17, 180, &[(COUPON, 3), (FEED, 90), (STOCK, 3), (DEADLOCK, 10)]);
    let report = of(&hours, Some(&monday));
    assert!(report.issues.iter().all(|issue| issue.status == Status::Same), "{report:#?}");
}

#[test]
fn without_times_only_new_and_gone_are_told() {
    let undated = |lines: &[&str]| {
        let lines: Vec<_> = lines.iter().map(|line| format!("21:42:07 >>> {line}\n")).collect();
        of(&lines.concat(), None)
    };
    let before = undated(&[COUPON, COUPON, COUPON, FEED]);
    let logs = format!("21:42:07 >>> {COUPON}\n21:42:09 >>> {PRICE}\n");
    let report = of(&logs, Some(&before));
    let expected = BTreeMap::from([(COUPON, Status::Same), (PRICE, Status::New)]);
    assert_eq!(statuses(&report), expected);
    let comparison = report.baseline.as_ref().expect("a comparison");
    assert_eq!((comparison.minutes, comparison.minutes_here, comparison.gone), (None, None, 1));
    let coupon = report.issues.iter().find(|issue| issue.title == COUPON).expect("an issue");
    assert_eq!(coupon.baseline.expect("compared").rate_ratio, None);
    assert!(text(&Terminal, &report, &Style::default()).contains("times are missing"));
}

/// A day with an outage from 10:00 to 10:30: one message that was there since the morning, and one that comes every day.
fn outage(day: u32) -> String {
    let healthy = log(day, 1_440, &[(STOCK, 60)]);
    let mut lines: Vec<_> = healthy.split_inclusive('\n').map(str::to_owned).collect();
    let error = |minute: u32, message: &str| {
        let at = format!("2026-11-{day:02} {:02}:{:02}:30.500+01:00", minute / 60, minute % 60);
        record(&at, "error", message)
    };
    lines.push(error(420, PRICE));
    lines.extend((600..630).flat_map(|minute| [error(minute, PRICE), error(minute, STOCK)]));
    lines.sort();
    lines.concat()
}

#[test]
fn the_baseline_has_the_word_on_what_is_new_in_an_outage() {
    let judged = |baseline: Option<&Report>| {
        let report = of(&outage(17), baseline);
        assert!(report.outage.is_some());
        let terms = |title: &str| {
            let issue = report.issues.iter().find(|issue| issue.title == title);
            let issue = issue.expect("an issue");
            (issue.terms.novelty, issue.score)
        };
        [terms(PRICE), terms(STOCK)]
    };
    // By the logs alone neither is new: both were there before.
    let [price, stock] = judged(None);
    assert_eq!((price.0, stock.0), (Some(0.0), Some(0.0)));
    let monday = of(&monday(), None);
    let [new, known] = judged(Some(&monday));
    assert_eq!(new.0, Some(1.0));
    assert!(new.1 > price.1, "{new:?} {price:?}");
    assert_eq!(known, stock);
    // It may be the rules that make it new, or a baseline too short to tell.
    let other = changed(&monday, |report| report["run"]["knowledge_digest"] = json!("other"));
    assert_eq!(judged(Some(&other)), [price, stock]);
    assert_eq!(judged(Some(&of(&log(16, 10, &[(STOCK, 3)]), None)))[0], price);
}

#[test]
fn other_rules_are_told_and_a_rule_is_found_under_another_id() {
    let before = of(&monday(), None);
    let other = changed(&before, |report| {
        report["run"]["knowledge_digest"] = json!("0123456789abcdef0123456789abcdef");
        let issues = report["issues"].as_array_mut().expect("a list");
        let deadlock = issues.iter_mut().find(|issue| !issue["rule"].is_null());
        deadlock.expect("an issue")["id"] = json!("0".repeat(32));
    });
    let report = of(&monday(), Some(&other));
    let comparison = report.baseline.as_ref().expect("a comparison");
    assert!(!comparison.same_knowledge);
    assert_eq!((comparison.new, comparison.gone, comparison.same), (0, 0, 4));
    for name in ["terminal", "markdown"] {
        let renderer = RENDERERS.iter().find(|renderer| renderer.name() == name).expect("one");
        let note = |report| text(*renderer, report, &Style::default()).contains("other rules");
        assert!(note(&report), "{name}");
        assert!(!note(&compared()), "{name}");
    }
}

#[test]
fn a_rule_that_got_another_id_is_found_under_the_old_one() {
    let pack = |rule: &str| {
        let text = format!(
            "[[rule]]\n{rule}\ntitle = \"It sleeps\"\nseverity = \"low\"\nany = [\"{COUPON}\"]\ncause = \"It sleeps.\"\nsteps = [{{ do = \"Wake it up.\" }}]\nverify = \"It is awake.\"\nreferences = [\"handbook\"]\nexamples = [\"{COUPON}\"]\n"
        );
        Logs::new([("web.toml", text)])
    };
    let logs = web(log(17, 100, &[(COUPON, 10)]));
    let folder = logs.dir.path().display().to_string();
    let reports = tempfile::tempdir().expect("a directory");
    let before = reports.path().join("before.json").display().to_string();
    let packs = ["id = \"asleep\"", "id = \"coupon\"\naliases = [\"web/asleep\"]"].map(pack);
    let [old, new] = packs.each_ref().map(|pack| pack.path("web.toml").display().to_string());
    let made = run(["-q", "--no-progress", "--rules", &old, "-o", &before, &folder]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let ended = run(["-f", "json", "--rules", &new, "--baseline", &before, &folder]);
    let report: Report = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(report.issues[0].rule.as_deref(), Some("web/coupon"));
    assert_eq!(report.issues[0].status, Status::Same);
    assert_eq!(report.baseline.expect("a comparison").gone, 0);
}

/// What the program says about a baseline, with nothing written.
fn refused(baseline: &Path) -> String {
    let out = tempfile::tempdir().expect("a directory");
    let file = out.path().join("report.json");
    let arguments = ["--no-progress", "-o"].map(Path::new);
    let rest = ["--baseline".as_ref(), baseline, "samples/quiet-day".as_ref()];
    let ended = run(arguments.into_iter().chain([file.as_path()]).chain(rest));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{}", ended.stderr);
    assert!(!file.exists(), "{}", ended.stderr);
    ended.stderr
}

#[test]
fn what_is_no_baseline_is_refused_before_anything_is_written() {
    let good = text(&Json, &of(&monday(), None), &Style::default());
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let small = |run: &str, issues: &str| {
        format!("{{\"schema_version\":1,\"run\":{run},\"issues\":{issues}}}")
    };
    let issue = "{\"id\":\"00112233445566778899aabbccddeeff\",\"severity\":\"low\"}";
    let deep = "[".repeat(100_000);
    let nested = format!("{deep}{}", "]".repeat(100_000));
    let cases = [
        ("schema", with("\"schema_version\":1", "\"schema_version\":2"), "schema 2; this nltriage"),
        ("no schema", "{\"issues\":[],\"run\":{}}".to_owned(), "no report of nltriage"),
        ("list", "[1,{},[]]".to_owned(), "not as nltriage wrote it"),
        ("number", "7".to_owned(), "no report of nltriage"),
        ("other JSON", "{\"name\":\"web\"}".to_owned(), "no report of nltriage"),
        ("a log", monday(), "no report of nltriage"),
        ("a page", "<html></html>".to_owned(), "is no JSON"),
        ("empty", String::new(), "ends in the middle"),
        ("truncated", good[..good.len() / 2].to_owned(), "ends in the middle"),
        ("trailing", format!("{good}{{}}"), "is no JSON"),
        ("negative", with("\"count\":480", "\"count\":-480"), "not as nltriage wrote it"),
        ("infinite", with("\"count\":480", "\"count\":1e300"), "not as nltriage wrote it"),
        ("beyond", with("\"count\":480", "\"count\":1e999"), "not as nltriage wrote it"),
        ("an id", with("\"id\":\"", "\"id\":\"x"), "32 hexadecimal digits"),
        ("a time", small("{\"generated_at\":\"then\"}", "[]"), "not as nltriage wrote it"),
        ("twice", small("{}", &format!("[{issue},{issue}]")), "stands twice"),
        ("deep", deep.clone(), "no report of nltriage"),
        ("deep run", small(&nested, "[]"), "not as nltriage wrote it"),
        ("deep issues", small("{}", &nested), "not as nltriage wrote it"),
        ("deep, open", small("{}", &deep), "is no JSON"),
        ("deep title", with("\"title\":\"", &format!("\"title\":{deep}\"")), "is no JSON"),
    ];
    let logs = Logs::new::<&str>([]);
    for (what, content, says) in cases {
        logs.add("before.json", content.as_bytes());
        let message = refused(&logs.path("before.json"));
        assert!(message.contains(says), "{what}: {message}");
        assert!(message.contains("before.json") && message.len() < 800, "{what}: {message}");
    }
    assert!(refused(&logs.path("nowhere.json")).contains("no such file"));
    assert!(refused(logs.dir.path()).contains("is a directory"));
}

#[test]
fn fields_that_are_not_known_or_not_there_are_no_reason_to_refuse() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let issue = "{\"id\":\"00112233445566778899aabbccddeeff\",\"severity\":\"low\",\"mood\":7}";
    let json = format!(
        "{{\"weather\":{deep},\"schema_version\":1,\"run\":{{\"crew\":null}},\"issues\":[{issue}]}}"
    );
    let baseline = Baseline::parse("small.json", json.as_bytes()).expect("lenient");
    let found = sample("quiet-day");
    let report = against(&found, Some(baseline));
    let comparison = report.baseline.expect("a comparison");
    assert_eq!((comparison.gone, comparison.minutes, comparison.same_knowledge), (1, None, false));
}

#[test]
fn absurd_figures_and_hostile_texts_do_no_harm() {
    let hostile = "=1+1|<b>\u{1b}[31m\u{202e}jo.doe@mail.example password=hunter2";
    let before = changed(&of(&monday(), None), |report| {
        for issue in report["issues"].as_array_mut().expect("a list") {
            issue["count"] = json!(u64::MAX);
        }
        for name in ["title", "rule", "kind", "module"] {
            let issues = report["issues"].as_array_mut().expect("a list");
            let deadlock = issues.iter_mut().find(|issue| issue["area"] == "database");
            if let Some(issue) = deadlock {
                issue[name] = json!(hostile);
            }
        }
        report["run"]["version"] = json!(hostile);
        report["run"]["knowledge_digest"] = json!(hostile.repeat(1_000));
        report["coverage"]["sources"][0]["first_seen"] = json!("-009998-01-01T00:00:00Z");
        report["coverage"]["sources"][0]["last_seen"] = json!("9999-12-29T00:00:00Z");
    });
    let report = of(&tuesday(), Some(&before));
    assert_eq!(report.baseline.as_ref().expect("a comparison").gone_issues.len(), 1);
    let mut style = Style::default();
    (style.has_details, style.explains_rank, style.top) = (true, true, None);
    let tables = tables(&report, &style).into_iter();
    let tables = tables.map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8"));
    let outputs = RENDERERS.iter().map(|renderer| text(*renderer, &report, &style)).chain(tables);
    for output in outputs {
        for secret in ["jo.doe", "hunter2", "\u{1b}", "\u{202e}"] {
            assert!(!output.contains(secret), "{secret:?} in {output}");
        }
        assert!(output.len() < 200_000);
        assert!(!output.lines().any(|line| line.split(',').any(|cell| cell.starts_with('='))));
    }
}

#[test]
fn the_json_with_a_baseline_fits_the_schema_and_comes_back() {
    let report = compared();
    let json = text(&Json, &report, &Style::default());
    let document: Value = serde_json::from_str(&json).expect("strict JSON");
    assert_eq!(faults(&document), Vec::<String>::new());
    assert_eq!(serde_json::from_str::<Report>(&json).expect("reads its own JSON"), report);
    // One of an older nltriage knows no baseline.
    let mut older = document;
    drop(older.as_object_mut().expect("object").remove("baseline"));
    for issue in older["issues"].as_array_mut().expect("a list") {
        drop(issue.as_object_mut().expect("object").remove("baseline"));
    }
    assert_eq!(faults(&older), Vec::<String>::new());
    assert!(Baseline::parse("older.json", older.to_string().as_bytes()).is_ok());
}

#[test]
fn the_program_compares_the_same_with_any_number_of_threads() {
    let logs = web(monday());
    let before = logs.path("before.json").display().to_string();
    let folder = logs.dir.path().display().to_string();
    assert_eq!(run(["-q", "--no-progress", "-o", &before, &folder]).code, Some(0));
    logs.add("var/default/log/web.log", tuesday().as_bytes());
    // The baseline lies among the logs and is none of them.
    let json = |threads: &str| {
        let fixed = ["--no-progress", "-f", "json", "--baseline", &before, "-j", threads, &folder];
        let ended = run(fixed);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    };
    let once = json("1");
    assert_eq!(json("3").replace(" -j 3 ", " -j 1 "), once);
    let document: Value = serde_json::from_str(&once).expect("JSON");
    assert_eq!(
        (&document["totals"]["sources"], &document["baseline"]["new"]),
        (&1.into(), &1.into())
    );
    // The last report may be compared with and replaced in one run.
    let rolling = ["-q", "--no-progress", "--baseline", &before, "-o", &before, &folder];
    assert_eq!(run(rolling).code, Some(0));
    let last = std::fs::read(&before).expect("written");
    let last: Value = serde_json::from_slice(&last).expect("JSON");
    assert_eq!(last["baseline"]["gone"], 1);
}

#[test]
fn the_tables_say_what_the_json_says() {
    let report = compared();
    let files: BTreeMap<_, _> = tables(&report, &Style::default()).into_iter().collect();
    let text = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
    assert_eq!(text("gone.csv").lines().count(), 2);
    assert!(text("gone.csv").contains("database/deadlock"));
    let up = text("issues.csv").lines().find(|line| line.contains(FEED)).map(str::to_owned);
    assert!(up.expect("a row").contains(",up,16,1439,29.12,17.83,47.57,"));
}

#[test]
fn markdown_lists_what_changed() {
    let markdown = RENDERERS.iter().find(|renderer| renderer.name() == "markdown").expect("one");
    let text = text(*markdown, &compared(), &Style::default());
    let section = text.split("\n## ").find(|section| section.starts_with("Against the baseline"));
    let expected = [
        "Against the baseline",
        "",
        "- 1 new, 1 up, 1 down, 1 gone, 1 same",
        "- against the logs of 2026-11-16 00:00 - 2026-11-16 23:59",
        "",
        "| change | what | then | now | rate ratio (95 %) |",
        "|---|---|--:|--:|--:|",
        "| new | the price list is stale (web) | 0 | 72 | - |",
        "| up | the shop feed is late (web) | 16 | 480 | x29.1 (17.8 - 47.6) |",
        "| down | the stock list is empty (web) | 480 | 16 | x0.03 (0.02 - 0.06) |",
        "| gone | Two transactions blocked each other \\(deadlock) (database) | 144 | 0 | - |",
    ];
    assert_eq!(section.expect("a section").lines().collect::<Vec<_>>(), expected);
}

#[test]
fn every_language_has_room_for_it() {
    let report = compared();
    for id in LangId::ALL {
        for width in [40, 60, 72, 80] {
            let mut style = Style::default();
            (style.lang, style.width) = (id.lang(), width);
            style.has_details = width == 80;
            let text = text(&Terminal, &report, &style);
            let table = text.lines().skip_while(|line| !line.starts_with("# "));
            let table = table.take_while(|line| !line.is_empty());
            let above = text.lines().take_while(|line| !line.starts_with("# "));
            for line in above.chain(table).filter(|_| width > 40) {
                assert!(columns(line) <= width, "{} at {width}: {line}", id.tag());
            }
        }
    }
}
