//! What the tests share: the knowledge, the samples, directories with logs, runs of the program.

use std::{
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::LazyLock,
};

use flate2::{Compression, write::GzEncoder};
use nltriage::{
    input::{DiscoverOptions, Discovery, Identity, Maps, ReadOptions, Source, discover},
    knowledge::{Classifier, KnowledgeBase},
    record::Timestamp,
    render::{self, Style},
    report::{Report, ReportOptions},
    scan::{Progress, ScanOptions, scan},
    summary::Summary,
};
use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

pub(crate) static KNOWLEDGE: LazyLock<KnowledgeBase> =
    LazyLock::new(|| KnowledgeBase::builtin().expect("the built-in knowledge loads"));

pub(crate) static CLASSIFIER: LazyLock<Classifier> =
    LazyLock::new(|| Classifier::new(&KNOWLEDGE).expect("the built-in rules compile"));

/// Midnight after the day of the samples, UTC.
pub(crate) const AFTER_THE_DAY: i64 = 1_795_046_400;

/// One thread, one range and one buffer larger than any test file, read and not mapped, each line by the grammar and each
/// message judged anew: every other way must agree.
pub(crate) fn oracle_options() -> ScanOptions {
    ScanOptions {
        threads: 1,
        read: ReadOptions { chunk_bytes: u64::MAX, buffer_bytes: 64 << 20, maps: Maps::Never },
        is_plain: true,
        ..ScanOptions::default()
    }
}

pub(crate) fn scan_with(found: &Discovery, options: &ScanOptions) -> Summary {
    scan(found, &CLASSIFIER, options, &Progress::default())
}

/// Names of the sample folders, sorted.
pub(crate) fn samples() -> Vec<String> {
    let entries = std::fs::read_dir("samples").expect("tests run beside Cargo.toml");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("ASCII"))
        .collect();
    names.sort();
    assert!(names.len() >= 14, "{names:?}");
    names
}

/// What discover finds in a sample, under names relative to Cargo.toml.
pub(crate) fn sample(case: &str) -> Discovery {
    discover(&[Path::new("samples").join(case)], &DiscoverOptions::default())
        .expect("a sample has logs")
}

/// Options that leave nothing to the clock.
pub(crate) fn fixed_options(command: &str) -> ReportOptions {
    let mut options = ReportOptions::default();
    command.clone_into(&mut options.command);
    options.generated_at = Some(Timestamp::from_seconds(AFTER_THE_DAY));
    options.elapsed_ms = 1_000;
    options.is_redacted = true;
    options
}

/// All tables and their description: names of files, and what is in them.
pub(crate) fn tables(report: &Report, style: &Style) -> Vec<(String, Vec<u8>)> {
    let file = |table: &dyn render::Renderer| {
        let mut bytes = Vec::new();
        table.render(report, style, &mut bytes).expect("memory");
        (format!("{}.{}", table.name(), table.suffix().expect("a file")), bytes)
    };
    render::tables().map(file).collect()
}

/// The report of a sample.
pub(crate) fn sample_report(case: &str) -> Report {
    let summary = scan_with(&sample(case), &ScanOptions::default());
    let command = format!("nltriage samples/{case}");
    Report::build(&summary, &KNOWLEDGE, &fixed_options(&command))
}

/// A directory of logs that goes away with the test.
pub(crate) struct Logs {
    pub(crate) dir: tempfile::TempDir,
}

impl Logs {
    /// Files by their path below the directory.
    pub(crate) fn new<'a, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'a str, B)>) -> Self {
        let logs = Self { dir: tempfile::tempdir().expect("a directory") };
        for (path, bytes) in files {
            logs.add(path, bytes.as_ref());
        }
        logs
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn add(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}

/// A line of a module log; the stamp brings its zone.
pub(crate) fn record(stamp: &str, level: &str, message: &str) -> String {
    format!("{stamp}\t00002572\t00007D6C\t1\t{level}\tlog\t{message}\n")
}

/// A source of a given name whose bytes lie in a file of any name.
pub(crate) fn source(name: &str, file: &Path, size: u64) -> Source {
    let found =
        discover(&[file.to_owned()], &DiscoverOptions::default()).expect("the file is there");
    let mut source = found.sources.into_iter().next().expect("one file");
    name.clone_into(&mut source.name);
    source.identity = Identity::of(Path::new(name)).into();
    source.size = size;
    source
}

/// Compressed with gzip, in as many members as there are parts.
pub(crate) fn gz(parts: &[&[u8]]) -> Vec<u8> {
    let member = |part: &&[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(part).expect("memory");
        encoder.finish().expect("memory")
    };
    parts.iter().flat_map(member).collect()
}

/// Compressed in other ways, with the usual end of a name and the word of reports for each.
pub(crate) fn otherwise_compressed(bytes: &[u8]) -> [(&'static str, &'static str, Vec<u8>); 3] {
    let mut bz2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz2.write_all(bytes).expect("memory");
    let options = lzma_rust2::XzOptions::with_preset(0);
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), options).expect("good options");
    xz.write_all(bytes).expect("memory");
    let fast = ruzstd::encoding::CompressionLevel::Fastest;
    [
        ("bz2", "bzip2", bz2.finish().expect("memory")),
        ("xz", "xz", xz.finish().expect("memory")),
        ("zst", "zstd", ruzstd::encoding::compress_to_vec(bytes, fast)),
    ]
}

/// The program with nothing of the user's environment.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltriage"));
    command.env_clear().env("SOURCE_DATE_EPOCH", AFTER_THE_DAY.to_string()).env("COLUMNS", "80");
    command.stdin(Stdio::null());
    command
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

/// Runs the program in an environment of its own.
pub(crate) fn run_in<S: AsRef<std::ffi::OsStr>>(
    env: &[(&str, &str)],
    arguments: impl IntoIterator<Item = S>,
) -> Ended {
    program().envs(env.iter().copied()).args(arguments).output().expect("the program runs").into()
}

/// Runs the program.
pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ended {
    run_in(&[], arguments)
}

/// The JSON report of some arguments.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let ended = run([&["--no-progress", "-f", "json"], arguments].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).expect("JSON")
}

/// The JSON report of some logs.
pub(crate) fn json_of(logs: &Logs, options: &[&str]) -> Value {
    let path = logs.dir.path().display().to_string();
    json(&[options, &[path.as_str()]].concat())
}

/// A tar of files by their path; a path that ends with a slash is a folder.
pub(crate) fn tar<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        if path.ends_with('/') {
            header.set_entry_type(tar::EntryType::Directory);
        }
        header.set_size(bytes.as_ref().len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, path, bytes.as_ref()).expect("memory");
    }
    builder.into_inner().expect("memory")
}

/// A zip of files by their path, in the same way.
pub(crate) fn zip<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        if path.ends_with('/') {
            writer.add_directory(*path, SimpleFileOptions::default()).expect("memory");
            continue;
        }
        writer.start_file(*path, SimpleFileOptions::default()).expect("memory");
        writer.write_all(bytes.as_ref()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
