//! A case: files, and what has to come of them.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// A folder of hostile files, and what is expected beside what holds for every case.
pub struct Case {
    /// How it is chosen and shown.
    pub name: &'static str,
    /// What is hostile about it.
    pub about: &'static str,
    /// Writes the files.
    pub make: fn(&Dir) -> io::Result<()>,
    /// Exit codes that are right.
    pub exits: &'static [i32],
    /// Number of records, where it can be said.
    pub records: Option<u64>,
    /// Number of records below which a loss must be named.
    pub whole: Option<u64>,
    /// Decoded bytes, where they are not simply those on disk or unknown.
    pub bytes: Bytes,
    /// Whether a problem must be named.
    pub is_told: bool,
    /// What must not be seen, and the ends of the outputs that it must not be seen in.
    pub canaries: &'static [&'static str],
    pub hidden_in: &'static [&'static str],
    /// What a shell does before it becomes the program.
    pub shell: &'static str,
    /// What happens to the input while it is read.
    pub change: Option<Change>,
}

/// Changes an input folder.
pub type Change = fn(&Path) -> io::Result<()>;

/// How many decoded bytes the report must account for.
#[derive(Clone, Copy)]
pub enum Bytes {
    /// As many as the files have.
    OnDisk,
    /// Not known beforehand.
    Any,
}

impl Case {
    /// A case that is read to its end without a complaint.
    pub const fn new(
        name: &'static str,
        about: &'static str,
        make: fn(&Dir) -> io::Result<()>,
    ) -> Self {
        Self {
            name,
            about,
            make,
            exits: &[0],
            records: None,
            whole: None,
            bytes: Bytes::OnDisk,
            is_told: false,
            canaries: &[],
            hidden_in: &[""],
            shell: "",
            change: None,
        }
    }

    /// Options that it is run with, one after the other: what changes must be safe however it is read.
    pub const fn ways(&self) -> &'static [&'static str] {
        if self.change.is_some() { &["--mmap", "--no-mmap"] } else { &[""] }
    }

    pub const fn records(mut self, records: u64) -> Self {
        self.records = Some(records);
        self
    }

    /// So many records, or exit 1 and a problem.
    pub const fn whole(mut self, records: u64) -> Self {
        self.whole = Some(records);
        self
    }

    pub const fn exits(mut self, exits: &'static [i32]) -> Self {
        self.exits = exits;
        self
    }

    pub const fn bytes(mut self, bytes: Bytes) -> Self {
        self.bytes = bytes;
        self
    }

    pub const fn told(mut self) -> Self {
        self.is_told = true;
        self
    }

    pub const fn hides(mut self, canaries: &'static [&'static str]) -> Self {
        self.canaries = canaries;
        self
    }

    /// In a shell that did this before.
    pub const fn under(mut self, shell: &'static str) -> Self {
        self.shell = shell;
        self
    }

    /// While this happens to the input.
    pub const fn changed_by(mut self, change: Change) -> Self {
        self.change = Some(change);
        self
    }

    /// Only in these outputs: what is harmless text elsewhere.
    pub const fn only_in(mut self, hidden_in: &'static [&'static str]) -> Self {
        self.hidden_in = hidden_in;
        self
    }
}

/// Where a case lives: `in` for the logs, `out` for the reports.
pub struct Dir {
    pub root: PathBuf,
    pub input: PathBuf,
    pub output: PathBuf,
}

impl Dir {
    pub fn new(root: &Path) -> io::Result<Self> {
        let dir = Self { root: root.to_owned(), input: root.join("in"), output: root.join("out") };
        fs::create_dir_all(&dir.input)?;
        fs::create_dir_all(&dir.output)?;
        Ok(dir)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.input.join(name)
    }

    /// Writes a log.
    pub fn log(&self, name: &str, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream(name, |out| out.write_all(bytes.as_ref()))
    }

    /// Writes a log piece by piece.
    pub fn stream(
        &self,
        name: &str,
        write: impl FnOnce(&mut io::BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside"))?;
        let mut out = io::BufWriter::new(File::create(path)?);
        write(&mut out)?;
        out.flush()
    }

    /// Gives back the rights that a case has taken.
    pub fn make_removable(&self) -> io::Result<()> {
        let mut open = vec![self.root.clone()];
        while let Some(folder) = open.pop() {
            #[cfg(unix)]
            fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    open.push(entry.path());
                }
            }
        }
        Ok(())
    }
}

/// A line of a module log, `number` seconds after 08:00.
pub fn line(number: u64, level: &str, message: &str) -> Vec<u8> {
    let (hour, minute, second) = (8 + number / 3600 % 12, number / 60 % 60, number % 60);
    format!(
        "2026-11-18 {hour:02}:{minute:02}:{second:02}.000+01:00\t00001A2B\t00003C4D\t1\t{level}\tlog\t{message}\n"
    )
    .into_bytes()
}

/// So many errors.
pub fn errors(count: u64) -> Vec<u8> {
    (0..count)
        .flat_map(|number| line(number, "error", "The mail server refused the batch"))
        .collect()
}

/// One error for each of these messages, as they are.
pub fn messages(messages: &[&[u8]]) -> Vec<u8> {
    let mut text = Vec::new();
    for (number, message) in (0..).zip(messages) {
        let shell = line(number, "error", "");
        text.extend_from_slice(&shell[..shell.len() - 1]);
        text.extend_from_slice(message);
        text.push(b'\n');
    }
    text
}
