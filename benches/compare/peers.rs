//! The commands: nltriage, and others that read the same log.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A command as it is run, and as it is shown.
pub struct Peer {
    /// With `LOG` for what is read.
    pub label: &'static str,
    pub words: Vec<OsString>,
    /// Whether its output may go to nowhere: it is the log itself.
    pub is_copy: bool,
}

/// What is counted when a tool groups: by minute, level and code, as nltriage does beside all else. In awk without `{n}`, which
/// not every awk knows.
const AWK: &str = r#"{
    code = ""
    if ($5 != "info" && match($0, /[A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9][0-9][0-9]/))
        code = substr($0, RSTART, 10)
    count[substr($1, 1, 16) FS $5 FS $6 FS code]++
}
END { for (group in count) { groups++; lines += count[group] }; print groups, lines }"#;

/// The same in SQL.
const SQL: &str = r"SELECT count(*), sum(lines) FROM (
    SELECT substr(stamp, 1, 16), level, category,
        CASE level WHEN 'info' THEN '' ELSE regexp_extract(message, '[A-Z]{3}-[0-9]{6}') END,
        count(*) AS lines
    FROM read_csv('LOG', delim='\t', header=false, quote='', escape='', auto_detect=false,
        strict_mode=false, null_padding=true, ignore_errors=true,
        columns={stamp: 'VARCHAR', pid: 'VARCHAR', tid: 'VARCHAR', verbosity: 'VARCHAR',
            level: 'VARCHAR', category: 'VARCHAR', message: 'VARCHAR'})
    GROUP BY ALL)";

/// How lnav knows the log.
const LNAV_FORMAT: &str = r#"{
  "$schema": "https://lnav.org/schemas/format-v1.schema.json",
  "campaign_log": {
    "title": "Campaign",
    "regex": {"std": {"pattern": "^(?<timestamp>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}\\.\\d{3})\\S*\\t(?<pid>[0-9A-F]{8})\\t(?<tid>[0-9A-F]{8})\\t\\d\\t(?<level>\\w+)\\t(?<category>\\w+)\\t(?<body>.*)$"}},
    "level": {"error": "error", "warning": "warning", "info": "info"},
    "value": {"category": {"kind": "string", "identifier": true}},
    "sample": [{"line": "2026-11-18 21:42:07.123+01:00\t000021A4\t000021B1\t1\terror\tlog\tSession has expired"}]
  }
}"#;

/// nltriage on so many threads, its report written below `folder`.
pub fn nltriage(label: &'static str, threads: &str, log: &Path, folder: &Path) -> Peer {
    let mut words: Vec<OsString> = vec![env!("CARGO_BIN_EXE_nltriage").into(), threads.into()];
    words.extend(["--quiet".into(), "--output".into(), folder.join("report.json").into()]);
    words.push(log.into());
    Peer { label, words, is_copy: false }
}

fn peer(label: &'static str, words: &[&str], log: &Path) -> Peer {
    let words = words.iter().map(OsString::from).chain([log.into()]).collect();
    Peer { label, words, is_copy: label.starts_with("cat") }
}

/// What reads a single log from its begin to its end; all are compared with the first.
pub fn of_a_log(log: &Path, folder: &Path) -> Vec<Peer> {
    vec![
        peer("wc -l LOG", &["wc", "-l"], log),
        peer("cat LOG", &["cat"], log),
        peer(r"rg -c '\terror\t' LOG", &["rg", "-c", r"\terror\t"], log),
        peer(r"LC_ALL=C grep -c $'\terror\t' LOG", &["grep", "-c", "\terror\t"], log),
        nltriage("nltriage -j1 -o report.json LOG", "-j1", log, folder),
        nltriage("nltriage -j2 -o report.json LOG", "-j2", log, folder),
        mawk(log),
    ]
}

fn mawk(log: &Path) -> Peer {
    peer("mawk, by minute, level, code", &["mawk", "-F", "\t", AWK], log)
}

/// What takes lines apart and counts them by minute, level and code; these get a smaller log.
pub fn that_group(log: &Path, folder: &Path) -> io::Result<Vec<Peer>> {
    let formats = folder.join("lnav/formats/campaign");
    fs::create_dir_all(&formats)?;
    #[expect(clippy::disallowed_methods, reason = "a bench writes its own settings")]
    fs::write(formats.join("campaign.json"), LNAV_FORMAT)?;
    let lnav = folder.join("lnav").display().to_string();
    let sql = SQL.replace("LOG", &log.display().to_string().replace('\'', "''"));
    let count = "SELECT log_level, category, count(*) FROM campaign_log GROUP BY 1, 2";
    let count = format!(";{count}");
    let parse = r#"* | parse "*\t*\t*\t*\t*\t*\t*" as at, pid, tid, n, level, category, message | count by level, category"#;
    Ok(vec![
        peer("wc -l LOG", &["wc", "-l"], log),
        nltriage("nltriage -j1 -o report.json LOG", "-j1", log, folder),
        nltriage("nltriage -j2 -o report.json LOG", "-j2", log, folder),
        mawk(log),
        Peer {
            label: "duckdb, by minute, level, code",
            words: ["duckdb", "-c", &sql].map(OsString::from).into(),
            is_copy: false,
        },
        peer("lnav -n, by level", &["lnav", "-n", "-I", &lnav, "-c", &count], log),
        peer("agrind, by level", &["agrind", parse, "--file"], log),
    ])
}

/// What reads a compressed log; the first only decompresses, by the library that nltriage uses.
pub fn of_a_compressed_log(log: &Path, folder: &Path) -> io::Result<Vec<Peer>> {
    let inflate = std::env::current_exe()?.display().to_string();
    Ok(vec![
        peer("decompress LOG.gz in memory", &[&inflate, super::inflate::ARGUMENT], log),
        peer("gzip -dc LOG.gz", &["gzip", "-dc"], log),
        nltriage("nltriage -j1 -o report.json LOG.gz", "-j1", log, folder),
        nltriage("nltriage -j2 -o report.json LOG.gz", "-j2", log, folder),
    ])
}

/// What reads a folder of small logs.
pub fn of_many_files(folder_of_logs: &Path, folder: &Path) -> Vec<Peer> {
    let script = r#"find "$1" -type f -print0 | xargs -0 cat | wc -l"#;
    vec![
        peer("find LOGS -type f | xargs cat | wc -l", &["sh", "-c", script, "sh"], folder_of_logs),
        peer(r"rg -j2 -c '\terror\t' LOGS", &["rg", "-j2", "-c", r"\terror\t"], folder_of_logs),
        nltriage("nltriage -j1 -o report.json LOGS", "-j1", folder_of_logs, folder),
        nltriage("nltriage -j2 -o report.json LOGS", "-j2", folder_of_logs, folder),
    ]
}

/// Parts the commands that can be run from those whose program is not there.
pub fn installed(peers: Vec<Peer>) -> (Vec<Peer>, Vec<String>) {
    let (there, missing): (Vec<_>, Vec<_>) =
        peers.into_iter().partition(|peer| is_there(&PathBuf::from(&peer.words[0])));
    (there, missing.iter().map(|peer| peer.words[0].display().to_string()).collect())
}

#[expect(clippy::disallowed_methods, reason = "a bench finds its own tools")]
fn is_there(program: &Path) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    program.is_absolute()
        || std::env::split_paths(&path).any(|folder| folder.join(program).exists())
}
