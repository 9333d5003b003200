//! What is counted, and the logs that it is counted on.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use flate2::{Compression, write::GzEncoder};

use super::callgrind::Counted;
use super::loggen::{self, Kind, SEED, growth};

/// Size of each log: enough for most messages to be known, and not too much for callgrind.
const LEN: usize = 4 << 20;
/// Small files: as many as a server has after some weeks.
const FILES: u64 = 500;
/// More than are kept one by one.
const TEMPLATES: u64 = 20_000;

/// The case whose instructions every run of the program takes.
pub const START: &str = "start";

/// Something to count, on one of the logs.
pub struct Case {
    pub name: &'static str,
    pub log: &'static str,
}

/// The program first: the others are compared with its start.
const CASES: [Case; 18] = [
    Case { name: START, log: "one-line" },
    Case { name: "typical", log: "typical" },
    Case { name: "outage", log: "outage" },
    Case { name: "typical-gz", log: "typical-gz" },
    Case { name: "many-files", log: "many-files" },
    Case { name: "many-templates", log: "many-templates" },
    Case { name: "split/read", log: "typical" },
    Case { name: "header/grammar", log: "typical" },
    Case { name: "scan/info", log: "info" },
    Case { name: "scan/typical", log: "typical" },
    Case { name: "scan/outage", log: "outage" },
    Case { name: "classify/mask", log: "outage" },
    Case { name: "classify/rules", log: "outage" },
    Case { name: "classify/names", log: "outage" },
    Case { name: "classify/redact", log: "outage" },
    Case { name: "report/build", log: "outage" },
    Case { name: "report/json", log: "outage" },
    Case { name: "report/terminal", log: "outage" },
];

/// The cases whose name holds `word`, and the start, which others need.
pub fn all(word: &str) -> impl Iterator<Item = &'static Case> {
    CASES.iter().filter(move |case| case.is_start() || case.name.contains(word))
}

impl Case {
    pub fn is_start(&self) -> bool {
        self.name == START
    }

    /// Whether the whole program runs, and not a stage in this one.
    pub fn is_program(&self) -> bool {
        !self.name.contains('/')
    }

    pub fn command(&self, log: &Log) -> Counted {
        let path = log.path.as_str();
        let stage = ["--stage", self.name, path];
        let program = ["-j1", "--quiet", "--output", "report.json", path];
        let (first, words) = if self.is_program() {
            (env!("CARGO_BIN_EXE_nltriage").into(), &program[..])
        } else {
            (std::env::current_exe().expect("this program has a path").into(), &stage[..])
        };
        let words = std::iter::once(first).chain(words.iter().map(Into::into)).collect();
        Counted { words, is_stage: !self.is_program() }
    }
}

/// A log below the folder.
pub struct Log {
    /// File or folder.
    pub path: String,
    /// Uncompressed.
    pub bytes: u64,
}

/// Writes the logs, the same bytes each time, and says where they are and how large.
pub fn write_logs(folder: &Path) -> io::Result<BTreeMap<&'static str, Log>> {
    // What an earlier run left would be read as well.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let typical = loggen::bulk(Kind::Typical, LEN, SEED);
    let outage = loggen::bulk(Kind::Outage, LEN, SEED);
    let first = typical.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut templates = Vec::new();
    growth::templates(TEMPLATES, LEN as u64, SEED, &mut templates)?;
    let files = folder.join("many-files");
    growth::files(FILES, LEN as u64, SEED, &files)?;

    let mut logs = BTreeMap::new();
    for (name, bytes) in [
        ("one-line", first),
        ("typical", &typical),
        ("outage", &outage),
        ("info", &info(&typical)),
        ("many-templates", &templates),
    ] {
        let path = format!("{name}.log");
        File::create(folder.join(&path))?.write_all(bytes)?;
        logs.insert(name, Log { path, bytes: bytes.len() as u64 });
    }
    let path = "typical.log.gz".to_owned();
    let gz = GzEncoder::new(File::create(folder.join(&path))?, Compression::default());
    write_all(gz, &typical)?;
    logs.insert("typical-gz", Log { path, bytes: typical.len() as u64 });
    let path = "many-files".to_owned();
    logs.insert("many-files", Log { path, bytes: size_of_all(&files)? });
    Ok(logs)
}

fn write_all(mut gz: GzEncoder<File>, bytes: &[u8]) -> io::Result<()> {
    gz.write_all(bytes)?;
    gz.finish().map(drop)
}

/// The lines at level info: what most of a log consists of.
fn info(log: &[u8]) -> Vec<u8> {
    let is_info = |line: &&[u8]| memchr::memmem::find(line, b"\tinfo\t").is_some();
    log.split_inclusive(|byte| *byte == b'\n').filter(is_info).collect::<Vec<_>>().concat()
}

fn size_of_all(folder: &Path) -> io::Result<u64> {
    let files = walkdir::WalkDir::new(folder);
    files.into_iter().try_fold(0, |sum, entry| {
        let entry = entry?.metadata()?;
        Ok(sum + if entry.is_file() { entry.len() } else { 0 })
    })
}
