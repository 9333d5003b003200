//! nltriage on logs that grow in one thing: size, files, distinct templates, days.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::loggen::{self, Kind, SEED, growth};
use super::peers::nltriage;
use super::rounds::{Row, Run, delete, rows, size};
use super::sections::{Bench, Show};
use super::table::table;

/// A log, what it is called in the table, and how it is written.
type Input<'a> = (String, &'a dyn Fn(&Path) -> io::Result<()>);

/// All tables.
pub fn all(bench: &mut Bench<'_>, show: Show<'_>) -> io::Result<()> {
    sizes(bench, show)?;
    files(bench, show)?;
    templates(bench, show)?;
    days(bench, show)?;
    messages(bench, show)?;
    instances(bench, show)
}

/// Writes the inputs, runs nltriage on each once a round, and deletes them. Ratios are those to the input `reference`.
fn grow(bench: &mut Bench<'_>, inputs: &[Input<'_>], reference: usize) -> io::Result<Vec<Row>> {
    let mut runs = Vec::new();
    for (number, (label, write)) in inputs.iter().enumerate() {
        let input: PathBuf = bench.folder.join(format!("grown-{number}.log"));
        write(&input)?;
        let words = nltriage("", "-j2", &input, bench.folder).words;
        let (label, bytes) = (label.clone(), size(&input)?);
        runs.push(Run { label, words, input, bytes, is_copy: false, is_cold: false });
    }
    let rows = rows(&runs, reference, bench.rounds, bench.folder)?;
    for row in &rows {
        bench.held(row.peak);
    }
    runs.iter().try_for_each(|run| delete(&run.input))?;
    Ok(rows)
}

fn sizes(bench: &mut Bench<'_>, show: Show<'_>) -> io::Result<()> {
    for (name, kind) in [("typical", Kind::Typical), ("outage", Kind::Outage)] {
        if !bench.wants(&format!("growth-size-{name}")) {
            continue;
        }
        // An outage of 4 GiB would only take long: what grows with its size shows before.
        let largest = if kind == Kind::Typical { 4 * bench.mib } else { bench.mib };
        let mut sizes = vec![0, 1, 10, 100, bench.mib, 4 * bench.mib];
        sizes.retain(|mib| *mib <= largest);
        sizes.sort_unstable();
        sizes.dedup();
        let write = |mib: u64| {
            move |path: &Path| {
                // The first is the start of the program: a log of a few lines.
                let bytes = if mib == 0 { 1 << 10 } else { mib << 20 };
                loggen::bulk_to(kind, bytes, SEED, File::create(path)?)
            }
        };
        let writers: Vec<_> = sizes.iter().map(|mib| write(*mib)).collect();
        let inputs: Vec<Input<'_>> = sizes
            .iter()
            .zip(&writers)
            .map(|(mib, write)| {
                let label = if *mib == 0 { "1 KiB".to_owned() } else { format!("{mib} MiB") };
                (label, write as &dyn Fn(&Path) -> io::Result<()>)
            })
            .collect();
        let reference = sizes.iter().position(|mib| *mib == bench.mib).expect("in the list");
        let rows = grow(bench, &inputs, reference)?;
        let beside = format!("{} MiB", bench.mib);
        show(table(&format!("Growth: size, {name} log, `-j2`"), "", &beside, &rows))?;
        if kind == Kind::Typical {
            bench.goal("start-up in milliseconds".into(), 30.0, rows[0].wall * 1000.0);
            let last = rows.last().expect("the largest").ratio;
            bench.goal("four times the size, in time".into(), 4.3, last);
        }
    }
    Ok(())
}

fn files(bench: &mut Bench<'_>, show: Show<'_>) -> io::Result<()> {
    let bytes = (bench.mib << 20).div_ceil(4);
    let of = |count: u64| move |path: &Path| growth::files(count, bytes, SEED, path);
    let counts = [1, 10, 1_000, 20_000].map(|count| (count, of(count)));
    series(bench, show, ["files"; 2], &counts, Some(3.0))
}

fn templates(bench: &mut Bench<'_>, show: Show<'_>) -> io::Result<()> {
    let bytes = (bench.mib << 20).div_ceil(4);
    let of =
        |count: u64| move |path: &Path| growth::templates(count, bytes, SEED, File::create(path)?);
    let counts = [10, 1_000, 100_000, 1_000_000].map(|count| (count, of(count)));
    series(bench, show, ["templates"; 2], &counts, Some(2.0))
}

fn days(bench: &mut Bench<'_>, show: Show<'_>) -> io::Result<()> {
    let bytes = (bench.mib << 20).div_ceil(4);
    let of = |count: u64| move |path: &Path| growth::days(count, bytes, SEED, File::create(path)?);
    let counts = [1, 30, 365].map(|count| (count, of(count)));
    series(bench, show, ["days"; 2], &counts, Some(2.0))
}

fn messages(bench: &mut Bench<'_>, show: Show<'_>) -> io::Result<()> {
    let bytes = (bench.mib << 20).div_ceil(4);
    let of =
        |count: u64| move |path: &Path| growth::messages(count, bytes, SEED, File::create(path)?);
    let counts = [1, 7, 30].map(|count| (count, of(count)));
    series(bench, show, ["messages", "days of 500 messages"], &counts, None)
}

fn instances(bench: &mut Bench<'_>, show: Show<'_>) -> io::Result<()> {
    let bytes = (bench.mib << 20).div_ceil(4);
    let of = |count: u64| move |path: &Path| growth::instances(count, bytes, SEED, path);
    let counts = [1, 30, 300].map(|count| (count, of(count)));
    series(bench, show, ["instances"; 2], &counts, None)
}

/// A table of inputs of one size that differ in a count; where there is a goal, the last may take so many times as long as the
/// first.
fn series(
    bench: &mut Bench<'_>,
    show: Show<'_>,
    [section, what]: [&str; 2],
    counts: &[(u64, impl Fn(&Path) -> io::Result<()>)],
    goal: Option<f64>,
) -> io::Result<()> {
    if !bench.wants(&format!("growth-{section}")) {
        return Ok(());
    }
    let inputs: Vec<Input<'_>> = counts
        .iter()
        .map(|(count, write)| {
            let (noun, rest) = what.split_at(what.find(' ').unwrap_or(what.len()));
            let noun = if *count == 1 { noun.trim_end_matches('s') } else { noun };
            let label = format!("{count} {noun}{rest}");
            (label, write as &dyn Fn(&Path) -> io::Result<()>)
        })
        .collect();
    let rows = grow(bench, &inputs, 0)?;
    let mib = bench.mib.div_ceil(4);
    let title = format!("Growth: number of {what} in {mib} MiB, `-j2`");
    show(table(&title, "", &rows[0].label, &rows))?;
    let (first, last) = (&rows[0], rows.last().expect("not empty"));
    if let Some(goal) = goal {
        bench.goal(format!("{} beside {}", last.label, first.label), goal, last.ratio);
    }
    Ok(())
}
