//! How often the first issue of a report is the cause, over labelled outages.
//!
//! ```text
//! cargo bench --bench incidents                              the seeds for tuning
//! cargo bench --bench incidents -- --seeds published         those for figures
//! cargo bench --bench incidents -- --seeds 1..5 --only db-down --details
//! ```
//!
//! The cases come from `loggen/outages`; `loggen outage NAME SEED DIR` writes one to look at.

use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::thread::available_parallelism;

#[path = "incidents/mod.rs"]
mod incidents;

use incidents::loggen::outages::{Kind, PUBLISHED, TUNING, kinds};
use incidents::run::Tool;
use incidents::tables;

const USAGE: &str = "usage: incidents [--seeds tuning|published|A..B] [--only NAME] [--details]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(wanted) = Wanted::parse(&words) else {
        return end(&writeln!(io::stderr(), "{USAGE}"), ExitCode::FAILURE);
    };
    let kinds = kinds().filter(|kind| wanted.only.as_ref().is_none_or(|only| only == kind.name));
    let cases: Vec<(&'static Kind, u64)> =
        kinds.flat_map(|kind| wanted.seeds.clone().map(move |seed| (kind, seed))).collect();
    let threads = available_parallelism().map_or(1, usize::from);
    let verdicts = Tool::new().judge_all(&cases, threads);
    let mut out = io::stdout().lock();
    let header = writeln!(out, "seeds {}..{}", wanted.seeds.start(), wanted.seeds.end());
    end(
        &header.and_then(|()| tables::print(&verdicts, wanted.details, &mut out)),
        ExitCode::SUCCESS,
    )
}

fn end(written: &io::Result<()>, code: ExitCode) -> ExitCode {
    if written.is_ok() { code } else { ExitCode::FAILURE }
}

/// What the arguments ask for.
struct Wanted {
    seeds: RangeInclusive<u64>,
    only: Option<String>,
    details: bool,
}

impl Wanted {
    fn parse(words: &[String]) -> Option<Self> {
        let mut wanted = Self { seeds: TUNING, only: None, details: false };
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                // cargo says so to every bench.
                "--bench" => {}
                "--details" => wanted.details = true,
                "--only" => wanted.only = Some(words.next()?.to_owned()),
                "--seeds" => wanted.seeds = seeds(words.next()?)?,
                _ => return None,
            }
        }
        Some(wanted)
    }
}

/// `tuning`, `published`, or the first and the last: `1..5`.
fn seeds(text: &str) -> Option<RangeInclusive<u64>> {
    match text {
        "tuning" => Some(TUNING),
        "published" => Some(PUBLISHED),
        _ => {
            let (first, last) = text.split_once("..")?;
            Some(first.parse().ok()?..=last.parse().ok()?)
        }
    }
}
