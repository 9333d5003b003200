//! A seeded generator of invented Campaign logs, for benches, tests and `samples/`.
//!
//! | file | what it holds |
//! |---|---|
//! | `random.rs` | the random numbers |
//! | `names.rs` | invented operators, hosts, workflows …, and the slots of a message template |
//! | `lines.rs` | the documented line forms: time, zone, ids, level; redirection and console lines |
//! | `day.rs` | one sample case: a day of records per module, turned into files |
//! | `modules.rs`, `background.rs` | the modules, and what they write on a healthy day |
//! | `incidents.rs` | one incident for each row of the table of frequent issues |
//! | `outages/` | outages with a label, to measure how often the first issue of a report is the cause |
//! | `special.rs`, `mixed.rs`, `bundle.rs` | database outage and quiet day; the mixed bag; the support bundle |
//! | `samples.rs` | the list of cases and their README |
//! | `bulk.rs`, `shapes.rs` | large logs and their message shapes |
//! | `growth.rs` | logs that grow in one thing: files, templates, days |
//!
//! A bench or a test includes it with `#[path = "loggen/mod.rs"] mod loggen;`.
//! To add a sample case, add a row to `samples::CASES`; to add a labelled outage, see `outages/mod.rs`.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every bench and test that includes this uses another part of it"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "random bits are cut on purpose, and counts here are small"
)]

mod background;
mod bulk;
mod bundle;
mod day;
pub mod growth;
mod incidents;
mod lines;
mod mixed;
mod modules;
mod names;
pub mod outages;
mod random;
mod samples;
mod shapes;
mod special;

use std::io::{self, Write};

pub use bulk::Kind;

/// The seed of the committed samples: any other works as well.
pub const SEED: u64 = 20_261_118;

/// A generated file: its path below `samples/`, with `/` between the parts, and its content.
pub struct SampleFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// All sample files and their README, sorted by path.
pub fn samples(seed: u64) -> Vec<SampleFile> {
    samples::all(seed)
}

/// A large module log of at most `bytes` bytes that ends with a whole record.
/// Shares of levels and line lengths: see [`Kind`].
pub fn bulk(kind: Kind, bytes: usize, seed: u64) -> Vec<u8> {
    let mut log = Vec::with_capacity(bytes);
    bulk_to(kind, bytes as u64, seed, &mut log).expect("writing to memory cannot fail");
    log
}

/// Streams the bytes of [`bulk`] to `out` in blocks of about 256 KiB; memory stays below 1 MiB.
pub fn bulk_to(kind: Kind, bytes: u64, seed: u64, out: impl Write) -> io::Result<()> {
    bulk::write(kind, kind.hours(), bytes, seed, out)
}
