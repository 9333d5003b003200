//! Bad input and bad places for output, through the program: what is kept, what is said, how it ends.

use std::{
    fs,
    io::{Read as _, Write as _},
    process::Stdio,
};

use serde_json::Value;

use crate::support::{Ended, Logs, gz, otherwise_compressed, program, run};

const HEAD: &str = "2026-11-18 21:42:07.123+01:00\t00002572\t00007D6C\t1\terror\tlog\t";

/// A log of that many different records.
fn records(count: usize) -> String {
    let line = |number: usize| format!("{HEAD}PGS-220000 record {number} of many (iRc=-2006)\n");
    (0..count).map(line).collect()
}

/// The JSON report of paths, with the whole of how the run ended.
fn report_of(paths: &[&std::path::Path]) -> (Value, Ended) {
    let mut arguments = vec!["--no-progress".into(), "-f".into(), "json".into()];
    arguments.extend(paths.iter().map(|path| path.as_os_str().to_owned()));
    let ended = run(arguments);
    let report = serde_json::from_str(&ended.stdout).unwrap_or(Value::Null);
    (report, ended)
}

#[test]
fn a_missing_path_is_named_and_the_others_are_read() {
    let logs = Logs::new([("mta.log", records(3))]);
    let missing = logs.path("nowhere.log");
    let (report, ended) = report_of(&[&logs.path("mta.log"), &missing]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(report["totals"]["records"], 3);
    assert_eq!(report["coverage"]["problems"][0]["kind"], "not-found");
    assert!(ended.stderr.contains("nowhere.log: no such file or directory"), "{}", ended.stderr);
    let (_, ended) = report_of(&[&missing]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("nowhere.log"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named_and_the_others_are_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let logs = Logs::new([("mta.log", records(3)), ("web.log", records(2))]);
    let closed = logs.path("web.log");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("set");
    if fs::File::open(&closed).is_ok() {
        // Root reads everything: there is nothing to see here.
        return;
    }
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(report["totals"]["records"], 3);
    assert!(ended.stderr.contains("web.log: permission denied"), "{}", ended.stderr);
}

#[test]
fn a_folder_without_a_log_ends_with_a_hint() {
    let logs = Logs::new([
        ("conf/config-prod1.xml", "<?xml version='1.0'?>\n<serverconf/>\n"),
        ("conf/serverConf.xml", "<?xml version='1.0'?>\n<serverconf/>\n"),
    ]);
    let out = logs.path("report.json");
    let ended = run([logs.path("conf").as_os_str(), "-o".as_ref(), out.as_os_str()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("2 XML files such as"), "{}", ended.stderr);
    assert!(ended.stderr.contains("var/<instance>/log"), "{}", ended.stderr);
    assert!(!out.exists(), "nothing is written");
}

#[test]
fn an_empty_folder_and_an_empty_log_end_with_a_hint() {
    let logs = Logs::new([("empty/mta.log", "")]);
    fs::create_dir(logs.path("none")).expect("made");
    for place in ["none", "empty"] {
        let (_, ended) = report_of(&[&logs.path(place)]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{place}");
        assert!(ended.stderr.contains(place), "{}", ended.stderr);
    }
}

#[test]
fn a_log_is_known_by_its_name_on_disk_and_not_by_what_is_shown_of_it() {
    // All of the name looks like an address.
    let logs = Logs::new([
        ("ida@mail.example.log", "Error: something went wrong\n".repeat(9)),
        ("mta.log", records(1)),
    ]);
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!ended.stdout.contains("ida@mail"), "{}", ended.stdout);
    assert_eq!(report["totals"]["records"], 9 + 1);
}

#[test]
fn an_empty_log_beside_others_is_no_problem() {
    let logs = Logs::new([("mta.log", records(1)), ("web.log", String::new())]);
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert_eq!(report["totals"]["records"], 1);
}

#[test]
fn a_compressed_log_that_was_cut_keeps_what_can_be_read() {
    let text = records(20_000);
    let whole = gz(&[text.as_bytes()]);
    let logs = Logs::new([("mta.log.gz", &whole[..whole.len() / 2])]);
    let (report, ended) = report_of(&[&logs.path("mta.log.gz")]);
    assert_eq!(ended.code, Some(1));
    let kept = report["totals"]["bytes"].as_u64().expect("a figure");
    assert!(kept > 100_000 && kept < text.len() as u64, "{kept} of {}", text.len());
    assert!(report["totals"]["records"].as_u64().expect("a figure") > 1_000);
    let problem = &report["coverage"]["problems"][0];
    assert_eq!(
        (&problem["kind"], &problem["offset"]),
        (&Value::from("damaged"), &Value::from(kept))
    );
    let compressed = whole.len() / 2;
    for part in ["mta.log.gz", &format!("byte {kept}"), &format!("compressed byte {compressed}")] {
        assert!(ended.stderr.contains(part), "{part} is not in {}", ended.stderr);
    }
}

#[test]
fn a_compressed_log_of_which_nothing_can_be_decoded_is_named() {
    let logs = Logs::new([
        ("a.log.zst", &b"\x28\xb5\x2f\xfd and no more"[..]),
        ("b.log.gz", b"\x1f\x8b"),
        ("mta.log", records(1).as_bytes()),
    ]);
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!(ended.code, Some(1));
    for (index, told) in ["zstd data damaged", "gzip data damaged"].iter().enumerate() {
        let problem = &report["coverage"]["problems"][index];
        assert_eq!(problem["kind"], "damaged");
        assert!(problem["message"].to_string().contains(told), "{problem}");
    }
}

#[test]
fn a_compressed_log_with_a_flipped_bit_keeps_what_can_be_read() {
    let first = records(20_000);
    let mut bytes = gz(&[first.as_bytes(), records(5).as_bytes()]);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    let logs = Logs::new([("mta.log.gz", bytes), ("web.log", records(2).into_bytes())]);
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!(ended.code, Some(1));
    assert!(report["totals"]["records"].as_u64().expect("a figure") > 1_000);
    assert!(
        ended.stderr.contains("mta.log.gz") && ended.stderr.contains("compressed byte"),
        "{}",
        ended.stderr
    );
    let internal = |problem: &Value| problem["kind"] == "internal";
    assert!(!report["coverage"]["problems"].as_array().expect("a list").iter().any(internal));
}

#[test]
fn every_member_of_a_compressed_log_is_read() {
    let logs =
        Logs::new([("mta.log.gz", gz(&[records(2).as_bytes(), b"", records(3).as_bytes()]))]);
    let (report, ended) = report_of(&[&logs.path("mta.log.gz")]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(report["totals"]["records"], 5);
    assert_eq!(report["coverage"]["sources"][0]["compression"], "gzip");
}

#[test]
fn a_log_is_read_however_it_is_compressed_and_damage_is_named_with_both_places() {
    let text = records(5_000);
    let plain = Logs::new([("mta.log", &text)]);
    let totals = report_of(&[&plain.path("mta.log")]).0["totals"].clone();
    for (end, name, bytes) in otherwise_compressed(text.as_bytes()) {
        // The content tells, not the name.
        let logs = Logs::new([("mta.log", [&bytes[..], &bytes].concat())]);
        let (report, ended) = report_of(&[&logs.path("mta.log")]);
        assert_eq!(ended.code, Some(0), "{end}: {}", ended.stderr);
        assert_eq!(report["totals"]["records"], 10_000, "{end}");
        assert_eq!(report["coverage"]["sources"][0]["compression"], name);
        let logs = Logs::new([(&*format!("mta.log.{end}"), &bytes[..])]);
        let (report, _) = report_of(&[logs.dir.path()]);
        assert_eq!(report["totals"], totals, "{end}");
        let logs = Logs::new([("mta.log", &bytes[..bytes.len() - 20])]);
        let (report, ended) = report_of(&[&logs.path("mta.log")]);
        let problem = &report["coverage"]["problems"][0];
        assert_eq!((ended.code, &problem["kind"]), (Some(1), &Value::from("damaged")), "{end}");
        let told = problem["message"].to_string();
        assert!(told.contains(&format!("{name} data damaged at compressed byte")), "{told}");
        assert_eq!(problem["offset"], report["totals"]["bytes"], "{end}");
    }
}

#[test]
fn a_binary_file_is_named_and_not_read() {
    let mut binary = b"\x7fELF\x02\x01\x01".to_vec();
    binary.extend((0..4_000u32).flat_map(u32::to_le_bytes));
    let size = binary.len() as u64;
    let logs = Logs::new([("mta.log", records(1).into_bytes()), ("nlserver", binary)]);
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert_eq!(report["coverage"]["not_logs"][0]["kind"], "binary");
    assert_eq!(report["totals"]["bytes_skipped"], size);
    // Whoever names it is told.
    let (_, ended) = report_of(&[&logs.path("mta.log"), &logs.path("nlserver")]);
    assert_eq!(ended.code, Some(0));
    assert!(
        ended.stderr.contains("nlserver") && ended.stderr.contains("binary"),
        "{}",
        ended.stderr
    );
    let (_, ended) = report_of(&[&logs.path("nlserver")]);
    assert_eq!(ended.code, Some(2));
}

/// The largest resident size that a process ever had, in bytes.
#[cfg(target_os = "linux")]
fn peak_of(arguments: &[&std::ffi::OsStr]) -> (u64, Option<i32>) {
    // Standard output stays unread until the process wants to end: a full pipe holds it while its figures are read.
    let mut child = program()
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("runs");
    let mut peak = 0;
    let status = format!("/proc/{}/status", child.id());
    let code = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = kilobytes.map_or(peak, |kilobytes| peak.max(kilobytes * 1024));
        if let Some(status) = child.try_wait().expect("our own child") {
            break status.code();
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    (peak, code)
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_twenty_megabytes_is_cut_and_takes_no_room() {
    let mut text = records(1);
    text.push_str(HEAD);
    text.push_str(&"no end in sight ".repeat(20 << 16));
    text.push('\n');
    text.push_str(&records(1));
    let logs = Logs::new([("mta.log", &text)]);
    let path = logs.path("mta.log");
    let (report, ended) = report_of(&[&path]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(
        (&report["totals"]["lines"], &report["totals"]["records"]),
        (&Value::from(3), &Value::from(3))
    );
    assert_eq!(report["totals"]["bytes"], text.len());
    assert_eq!(report["coverage"]["problems"][0]["kind"], "over-long");
    assert!(ended.stderr.contains("mta.log at byte"), "{}", ended.stderr);
    for more in ["--no-progress", "--mmap", "--no-mmap"] {
        let arguments = ["-q", "-j", "2", more].map(std::ffi::OsStr::new);
        let (peak, code) = peak_of(&[&arguments[..], &[path.as_os_str()]].concat());
        assert_eq!(code, Some(0));
        // The map counts what it has touched: one window and the program itself.
        assert!(peak < 48 << 20, "{more}: {peak} bytes");
    }
}

#[test]
fn bytes_that_are_no_text_are_shown_as_such() {
    let mut bytes = HEAD.as_bytes().to_vec();
    bytes.extend(b"caf\xe9 \xff\xfe \x00 end\n");
    let logs = Logs::new([("mta.log", bytes)]);
    let (report, ended) = report_of(&[&logs.path("mta.log")]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(report["issues"][0]["excerpts"][0]["text"], "caf\u{fffd} \u{fffd}\u{fffd} \0 end");
    assert!(!ended.stdout.contains('\0'));
}

#[test]
fn line_ends_and_byte_order_marks_do_not_reach_a_message() {
    let plain = records(3);
    let logs = Logs::new([
        ("lf/mta.log", plain.clone()),
        ("crlf/mta.log", plain.replace('\n', "\r\n")),
        ("bom/mta.log", format!("\u{feff}{plain}")),
        ("open/mta.log", plain.trim_end().to_owned()),
    ]);
    let texts = |place: &str| {
        let (report, ended) = report_of(&[&logs.path(place)]);
        assert_eq!(ended.code, Some(0), "{place}: {}", ended.stderr);
        assert_eq!(report["totals"]["records"], 3, "{place}");
        let excerpts = report["issues"][0]["excerpts"].as_array().expect("a list").clone();
        excerpts.iter().map(|excerpt| excerpt["text"].to_string()).collect::<Vec<_>>()
    };
    for place in ["crlf", "bom", "open"] {
        assert_eq!(texts(place), texts("lf"), "{place}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_are_no_text_are_kept_apart() {
    use std::os::unix::ffi::OsStrExt as _;
    let logs = Logs::new([("mta.log", records(1))]);
    for (name, count) in [(b"mta_\xff.log", 10), (b"mta_\xfe.log", 20)] {
        fs::write(logs.dir.path().join(std::ffi::OsStr::from_bytes(name)), records(count))
            .expect("written");
    }
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(report["totals"]["records"], 31);
    assert_eq!(report["totals"]["sources"], 3);
}

#[cfg(unix)]
#[test]
fn what_is_neither_file_nor_folder_is_passed_over() {
    let logs = Logs::new([("mta.log", records(1))]);
    let link = logs.path("web.log");
    std::os::unix::fs::symlink(logs.path("mta.log"), &link).expect("linked");
    let (report, ended) = report_of(&[logs.dir.path()]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(report["totals"]["records"], 1);
    assert!(ended.stderr.contains("web.log: link not followed"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn a_name_says_nothing_in_the_name_of_the_program() {
    let text = records(1) + &"\0".repeat(9_000) + &records(1);
    let logs = Logs::new([("web\nnltriage: all is well.log", text)]);
    let (_, ended) = report_of(&[logs.dir.path()]);
    assert!(ended.stderr.contains("web\\nnltriage: all is well.log"), "{}", ended.stderr);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
}

#[test]
fn standard_input_is_read_under_its_name() {
    let mut child = program()
        .args(["--no-progress", "-f", "json", "--name", "var/prod1/log/mta.log", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("runs");
    let bytes = gz(&[records(4).as_bytes()]);
    child.stdin.take().expect("piped").write_all(&bytes).expect("taken");
    let ended: Ended = child.wait_with_output().expect("ends").into();
    assert_eq!(ended.code, Some(0));
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(report["totals"]["records"], 4);
    let source = &report["coverage"]["sources"][0];
    assert_eq!(
        (&source["instance"], &source["module"]),
        (&Value::from("prod1"), &Value::from("mta"))
    );
}

#[test]
fn a_message_cannot_write_to_the_terminal_by_its_path() {
    let logs = Logs::new([("mta.log", records(1))]);
    let missing = logs.path("a\u{1b}cred\u{202e}.log");
    let (_, ended) = report_of(&[&logs.path("mta.log"), &missing]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("a\\x1bcred\\u{202e}.log"), "{:?}", ended.stderr);
}

// Output

/// A folder of logs and one for reports.
fn places() -> (Logs, std::path::PathBuf) {
    let logs = Logs::new([("var/prod1/log/mta.log", records(3))]);
    let out = logs.path("out");
    fs::create_dir(&out).expect("made");
    (logs, out)
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("readable");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("readable").file_name().into_string().expect("text"))
        .collect();
    names.sort();
    names
}

#[test]
fn several_reports_come_from_one_reading() {
    let (logs, out) = places();
    let tables = format!("{}/tables/", out.display());
    let mut arguments = vec![logs.path("var").into_os_string(), "-q".into()];
    for target in [out.join("a.json"), out.join("b.md"), out.join("c.csv"), tables.into()] {
        arguments.extend(["-o".into(), target.into_os_string()]);
    }
    let ended = run(arguments);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "", ""));
    assert_eq!(names(&out), ["a.json", "b.md", "c.csv", "tables"]);
    let tables = names(&out.join("tables"));
    assert!(tables.contains(&"schema.md".to_owned()) && tables.len() == 12, "{tables:?}");
    let report: Value =
        serde_json::from_slice(&fs::read(out.join("a.json")).expect("there")).expect("JSON");
    assert_eq!(report["totals"]["records"], 3);
    assert_eq!(
        fs::read(out.join("c.csv")).expect("there"),
        fs::read(out.join("tables/issues.csv")).expect("there")
    );
}

#[test]
fn either_all_reports_are_written_or_none() {
    let (logs, out) = places();
    let older = out.join("a.json");
    fs::write(&older, "older").expect("written");
    let impossible = out.join("nowhere/b.md");
    let ended = run([
        logs.path("var").as_os_str(),
        "-q".as_ref(),
        "-o".as_ref(),
        older.as_os_str(),
        "-o".as_ref(),
        impossible.as_os_str(),
    ]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.stderr.contains("b.md"), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(&older).expect("there"), "older");
    assert_eq!(names(&out), ["a.json"], "nothing half done is left");
}

#[test]
fn no_folder_is_left_when_another_report_cannot_be_written() {
    let (logs, out) = places();
    let tables = format!("{}/tables/", out.display());
    let impossible = out.join("nowhere/b.md");
    let ended = run([
        logs.path("var").as_os_str(),
        "-q".as_ref(),
        "-o".as_ref(),
        tables.as_ref(),
        "-o".as_ref(),
        impossible.as_os_str(),
    ]);
    assert_eq!(ended.code, Some(3));
    assert_eq!(names(&out), Vec::<String>::new());
}

#[test]
fn a_report_never_takes_the_place_of_an_input() {
    let (logs, out) = places();
    let input = out.join("mta.json");
    fs::write(&input, records(2)).expect("written");
    let ended = run([input.as_os_str(), "-o".as_ref(), input.as_os_str()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("is an input"), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(&input).expect("there"), records(2));
    // Also not a table of a folder.
    let input = out.join("issues.csv");
    fs::write(&input, records(2)).expect("written");
    let folder = format!("{}/", out.display());
    let ended =
        run([logs.path("var").as_os_str(), input.as_os_str(), "-o".as_ref(), folder.as_ref()]);
    assert_eq!(fs::read_to_string(&input).expect("there"), records(2), "{ended:?}");
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
}

#[test]
fn an_ending_that_says_nothing_is_refused_before_anything_is_read() {
    let (logs, out) = places();
    for name in ["report.pdf", "report"] {
        let target = out.join(name);
        let ended = run([logs.path("var").as_os_str(), "-o".as_ref(), target.as_os_str()]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{name}");
        assert!(
            ended.stderr.contains(".json") && ended.stderr.contains("DIR/"),
            "{}",
            ended.stderr
        );
    }
    assert_eq!(names(&out), Vec::<String>::new());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for format in ["terminal", "json", "csv", "markdown"] {
        let mut child = program()
            .args(["--no-progress", "--all", "-f", format, "samples/database-outage"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("runs");
        // A few bytes, and gone.
        let mut stdout = child.stdout.take().expect("piped");
        stdout.read_exact(&mut [0; 4]).expect("some");
        drop(stdout);
        let ended: Ended = child.wait_with_output().expect("ends").into();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_with_three() {
    for arguments in [
        &["--no-progress", "samples/web"][..],
        &["--no-progress", "-f", "json", "samples/web"],
        &["explain", "web"],
        &["rules", "list"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = program().args(arguments).stdout(full).output().expect("runs");
        let ended = Ended::from(output);
        assert_eq!(ended.code, Some(3), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("no space left on device"), "{}", ended.stderr);
    }
}
