//! The comparisons with others, one table each, and what was aimed at.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};

use super::loggen::{self, Kind, SEED, growth};
use super::peers::{self, Peer};
use super::rounds::{Row, Run, delete, rows, size};
use super::table::table;

/// Takes a part of the text as soon as it is there.
pub type Show<'a> = &'a mut dyn FnMut(String) -> io::Result<()>;

/// What was aimed at, and what came of it.
struct Goal {
    what: String,
    at_most: f64,
    measured: f64,
}

/// How to compare, and what is learnt on the way.
pub struct Bench<'a> {
    /// For logs and reports; it goes away in the end.
    pub folder: &'a Path,
    /// Size of the large logs.
    pub mib: u64,
    pub rounds: usize,
    only: &'a str,
    missing: BTreeSet<String>,
    goals: Vec<Goal>,
    /// Most memory that nltriage ever held.
    peak: f64,
}

impl<'a> Bench<'a> {
    pub fn new(folder: &'a Path, mib: u64, rounds: usize, only: &'a str) -> Self {
        let (missing, goals) = (BTreeSet::new(), Vec::new());
        Self { folder, mib, rounds, only, missing, goals, peak: 0.0 }
    }

    pub fn wants(&self, section: &str) -> bool {
        section.contains(self.only)
    }

    pub fn on_generated_logs(&mut self, show: Show<'_>) -> io::Result<()> {
        for (name, kind) in [("typical", Kind::Typical), ("outage", Kind::Outage)] {
            if self.wants("peers") || self.wants("cold") && kind == Kind::Typical {
                let log = self.bulk(kind, self.mib)?;
                if self.wants("peers") {
                    let rows =
                        self.peers(&format!("One {name} log of {} MiB", self.mib), &log, show)?;
                    self.goals_of_peers(kind, &rows);
                }
                if self.wants("cold") && kind == Kind::Typical {
                    self.cold(&log, show)?;
                }
                delete(&log)?;
            }
            if self.wants("group") {
                self.group(name, kind, show)?;
            }
        }
        if self.wants("gzip") {
            self.gzip(show)?;
        }
        if self.wants("files") {
            self.files(show)?;
        }
        Ok(())
    }

    /// A log of one kind.
    fn bulk(&self, kind: Kind, mib: u64) -> io::Result<PathBuf> {
        let log = self.folder.join(format!("{kind:?}.log").to_lowercase());
        loggen::bulk_to(kind, mib << 20, SEED, File::create(&log)?)?;
        Ok(log)
    }

    /// A table of commands that read one input; the ratios are those to the first.
    fn compare(&mut self, peers: Vec<Peer>, input: &Path, is_cold: bool) -> io::Result<Vec<Row>> {
        let (peers, missing) = peers::installed(peers);
        self.missing.extend(missing);
        let bytes = size(input)?;
        let run = |peer: Peer| Run {
            label: peer.label.to_owned(),
            words: peer.words,
            input: input.to_owned(),
            bytes,
            is_copy: peer.is_copy,
            is_cold,
        };
        let runs: Vec<_> = peers.into_iter().map(run).collect();
        let rows = rows(&runs, 0, self.rounds, self.folder)?;
        for row in rows.iter().filter(|row| row.label.starts_with("nltriage")) {
            self.held(row.peak);
        }
        Ok(rows)
    }

    pub fn peers(&mut self, title: &str, log: &Path, show: Show<'_>) -> io::Result<Vec<Row>> {
        let rows = self.compare(peers::of_a_log(log, self.folder), log, false)?;
        show(table(title, "", "`wc -l`", &rows))?;
        Ok(rows)
    }

    fn goals_of_peers(&mut self, kind: Kind, rows: &[Row]) {
        let of = |name: &str| rows.iter().find(|row| row.label.starts_with(name));
        let wall = |name: &str| of(name).map_or(f64::NAN, |row| row.wall);
        let ratio = |name: &str| of(name).map_or(f64::NAN, |row| row.ratio);
        let beside_rg = wall("nltriage -j2") / wall("rg");
        let (name, of_wc, of_rg) = match kind {
            Kind::Typical => ("typical", 1.35, 1.0),
            Kind::Outage => ("outage", 2.8, 1.3),
        };
        self.goal(format!("{name}, 2 threads, beside `wc -l`"), of_wc, ratio("nltriage -j2"));
        self.goal(format!("{name}, 2 threads, beside `rg -c`"), of_rg, beside_rg);
        let beside_mawk = wall("nltriage -j2") / wall("mawk");
        self.goal(format!("{name}, 2 threads, beside mawk"), 0.1, beside_mawk);
        if kind == Kind::Typical {
            self.goal(format!("{name}, 1 thread, beside `wc -l`"), 2.4, ratio("nltriage -j1"));
        }
    }

    fn cold(&mut self, log: &Path, show: Show<'_>) -> io::Result<()> {
        let mut peers = peers::of_a_log(log, self.folder);
        peers.retain(|peer| peer.is_copy || peer.label.contains("-j2"));
        let rows = self.compare(peers, log, true)?;
        let title = format!("The same typical log of {} MiB from the disk", self.mib);
        show(table(
            &title,
            "The kernel was asked to forget it before each command.",
            "`cat`",
            &rows,
        ))?;
        self.goal("typical, cold, beside `cat`".into(), 1.1, rows[1].ratio);
        Ok(())
    }

    /// An eighth of the size: some of these take minutes for a GiB.
    fn group(&mut self, name: &str, kind: Kind, show: Show<'_>) -> io::Result<()> {
        let mib = self.mib.div_ceil(8);
        let log = self.bulk(kind, mib)?;
        let rows = self.compare(peers::that_group(&log, self.folder)?, &log, false)?;
        let title = format!("Tools that group, one {name} log of {mib} MiB");
        let note = "nltriage reads, judges and ranks everything; the others count what is
said beside them, and no more; `benches/compare/peers.rs` has their programs.";
        show(table(&title, note, "`wc -l`", &rows))?;
        let of = |name: &str| rows.iter().find(|row| row.label.starts_with(name));
        let own = of("nltriage -j2").expect("it is always there");
        if let Some(duckdb) = of("duckdb") {
            self.goal(format!("{name}, 2 threads, beside duckdb"), 0.1, own.wall / duckdb.wall);
        }
        // What it takes from a server, which is what a viewer is blamed for.
        if let Some(lnav) = of("lnav") {
            self.goal(format!("{name}, all CPU, beside lnav's"), 0.05, own.cpu / lnav.cpu);
        }
        delete(&log)
    }

    fn gzip(&mut self, show: Show<'_>) -> io::Result<()> {
        let mib = self.mib.div_ceil(4);
        let log = self.folder.join("typical.log.gz");
        let mut gz = GzEncoder::new(File::create(&log)?, Compression::default());
        loggen::bulk_to(Kind::Typical, mib << 20, SEED, &mut gz)?;
        gz.finish()?;
        let mut rows = self.compare(peers::of_a_compressed_log(&log, self.folder)?, &log, false)?;
        for row in &mut rows {
            row.bytes = mib << 20;
        }
        let title = format!("One typical log of {mib} MiB, compressed");
        show(table(&title, "GB are those of the log, not of the file.", "decompressing", &rows))?;
        let own = rows.iter().find(|row| row.label.starts_with("nltriage -j2"));
        let ratio = own.map_or(f64::NAN, |row| row.ratio);
        self.goal("gzip, 2 threads, beside decompressing".into(), 1.25, ratio);
        delete(&log)
    }

    fn files(&mut self, show: Show<'_>) -> io::Result<()> {
        let mib = self.mib.div_ceil(4);
        let logs = self.folder.join("logs");
        growth::files(1_000, mib << 20, SEED, &logs)?;
        let rows = self.compare(peers::of_many_files(&logs, self.folder), &logs, false)?;
        let title = format!("1,000 typical logs, {mib} MiB together");
        show(table(&title, "", "`find`", &rows))?;
        delete(&logs)
    }

    pub fn goal(&mut self, what: String, at_most: f64, measured: f64) {
        self.goals.push(Goal { what, at_most, measured });
    }

    /// Notes what nltriage held.
    pub fn held(&mut self, mib: f64) {
        self.peak = self.peak.max(mib);
    }

    /// What was aimed at, and what came of it in this run.
    pub fn goals(&mut self) -> String {
        let peak = self.peak;
        self.goal("peak memory in MiB, in all of the above".into(), 64.0, peak);
        let mut text = "\n## Goals\n\n| | at most | measured | |\n|---|--:|--:|---|\n".to_owned();
        for Goal { what, at_most, measured } in &self.goals {
            let said = if measured <= at_most { "reached" } else { "missed" };
            writeln!(text, "| {what} | {at_most:.2} | {measured:.2} | {said} |").expect("memory");
        }
        text
    }

    pub fn missing(&self) -> String {
        if self.missing.is_empty() {
            return String::new();
        }
        let names: Vec<_> = self.missing.iter().map(String::as_str).collect();
        format!("\nNot installed, so left out: {}.\n", names.join(", "))
    }
}
