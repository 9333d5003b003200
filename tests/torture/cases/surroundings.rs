//! A system that gives little: limits, closed and full standard streams, odd environments.

use std::io;

use crate::case::{Case, Dir, errors};

fn logs(dir: &Dir) -> io::Result<()> {
    dir.log("web.log", errors(20_000))?;
    dir.log("mta.log", errors(200))
}

const fn case(name: &'static str, about: &'static str, shell: &'static str) -> Case {
    Case::new(name, about, logs).records(20_200).under(shell)
}

pub const CASES: &[Case] = &[
    case("little-memory", "256 MiB of addresses", "ulimit -v 262144"),
    case("few-files", "16 open files", "ulimit -n 16"),
    case("small-stack", "256 KiB of stack", "ulimit -s 256"),
    case("one-process", "no further threads (not for root)", "ulimit -u 1"),
    case("small-files", "no file larger than a few KiB", "ulimit -f 4").exits(&[3]),
    case("streams-closed", "no standard stream at all", "exec <&- >&- 2>&-"),
    case("messages-nowhere", "a full standard error", "exec 2>/dev/full"),
    case("output-nowhere", "a full standard output", "exec >/dev/full").exits(&[3]),
    case("no-folder", "a working directory that is gone", "cd \"$(mktemp -d)\" && rmdir \"$PWD\""),
    case(
        "odd-environment",
        "zones, widths and languages that are none",
        "export TZ=nowhere COLUMNS=-1 LC_ALL=xx_YY.zz TERM= LANG=/etc TMPDIR=/nowhere RUST_BACKTRACE=full",
    ),
    case("endless-width", "a terminal of a hundred million columns", "export COLUMNS=99999999"),
    case("no-width", "a terminal of one column", "export COLUMNS=1"),
];
