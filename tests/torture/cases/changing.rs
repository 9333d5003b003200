//! Logs that change while they are read: exact counts, or a loss that is named.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use crate::case::{Bytes, Case, Dir, errors};

/// Records of the log: some 200 MiB, so that the change comes while it is read.
const RECORDS: u64 = 2_000_000;

fn large(dir: &Dir) -> io::Result<()> {
    const BLOCK: u64 = 20_000;
    let block = errors(BLOCK);
    dir.stream("web.log", |out| (0..RECORDS / BLOCK).try_for_each(|_| out.write_all(&block)))
}

fn log(input: &Path) -> std::path::PathBuf {
    input.join("web.log")
}

fn open(input: &Path) -> io::Result<File> {
    File::options().write(true).open(log(input))
}

const fn case(
    name: &'static str,
    about: &'static str,
    change: fn(&Path) -> io::Result<()>,
) -> Case {
    Case::new(name, about, large).exits(&[0, 1]).bytes(Bytes::Any).whole(RECORDS).changed_by(change)
}

pub const CASES: &[Case] = &[
    case("truncated", "cut to nothing", |input| open(input)?.set_len(0)),
    case("cut-inside-a-page", "cut where no page ends", |input| open(input)?.set_len(150_000_017)),
    case("cut-by-one", "the last byte goes", |input| {
        let file = open(input)?;
        file.set_len(file.metadata()?.len() - 1)
    }),
    case("cut-and-written-anew", "as copytruncate and a busy server do", |input| {
        let file = open(input)?;
        let len = file.metadata()?.len();
        file.set_len(0)?;
        file.set_len(len)
    }),
    case("cut-again-and-again", "fifty times", |input| {
        let file = open(input)?;
        (0..50).try_for_each(|turn| file.set_len(200_000_000 - turn * 3_000_001))
    }),
    case("grown", "lines come", |input| {
        let mut file = File::options().append(true).open(log(input))?;
        (0..50).try_for_each(|_| file.write_all(&errors(20)))
    }),
    case("overwritten", "other bytes in the same place", |input| {
        let mut file = open(input)?;
        (0..20).try_for_each(|_| file.write_all(&[b'z'; 1 << 20]))
    }),
    case("renamed", "as logrotate does", |input| {
        fs::rename(log(input), input.join("web.log.1"))?;
        fs::write(log(input), errors(5))
    }),
    case("removed", "gone", |input| fs::remove_file(log(input))),
    #[cfg(unix)]
    case("replaced-by-a-link", "a link to a file of the system", |input| {
        fs::remove_file(log(input))?;
        std::os::unix::fs::symlink("/etc/passwd", log(input))
    })
    .hides(&["root:x:0:0"]),
    #[cfg(unix)]
    case("replaced-by-a-pipe", "a pipe that nobody writes to", |input| {
        fs::remove_file(log(input))?;
        Ok(nix::unistd::mkfifo(&log(input), nix::sys::stat::Mode::S_IRWXU)?)
    }),
];
