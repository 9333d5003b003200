//! The tables that the bench prints.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::judge::{ORDERS, Verdict};
use super::loggen::outages::Kind;
use super::score::{mean, percentile, score};

/// All tables; `with_details` shows the first issues of each case that failed.
pub fn print(verdicts: &[Verdict], with_details: bool, out: &mut impl Write) -> io::Result<()> {
    orders(verdicts, out)?;
    windows(verdicts, out)?;
    kinds(verdicts, out)?;
    leaders(verdicts, out)?;
    failures(verdicts, with_details, out)
}

fn orders(verdicts: &[Verdict], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} cases\n\n{:<20} hit@1   hit@3     MRR", verdicts.len(), "order of issues")?;
    for (place, order) in ORDERS.into_iter().enumerate() {
        let s = score(verdicts, place);
        let (first, third) = (100.0 * s.hit_at_1, 100.0 * s.hit_at_3);
        let mean = s.mean_reciprocal_rank;
        writeln!(out, "{:<20} {first:4.1} %  {third:4.1} %  {mean:6.3}", order.name())?;
    }
    Ok(())
}

fn windows(verdicts: &[Verdict], out: &mut impl Write) -> io::Result<()> {
    let found = verdicts.iter().filter(|v| v.is_found).count() as f64;
    let overlaps: Vec<f64> = verdicts.iter().map(|v| v.overlap).collect();
    let errors: Vec<f64> = verdicts.iter().filter_map(|v| v.onset_error).collect();
    writeln!(out, "\noutages found       {:.1} %", 100.0 * found / verdicts.len().max(1) as f64)?;
    writeln!(
        out,
        "window overlap      mean {:.2}, median {:.2} (0 where none was found)",
        mean(&overlaps),
        percentile(&overlaps, 50),
    )?;
    writeln!(
        out,
        "onset of the cause  off by {:.1} min in the median, {:.1} min at the 90th percentile ({} cases that name it)",
        percentile(&errors, 50),
        percentile(&errors, 90),
        errors.len(),
    )
}

fn kinds(verdicts: &[Verdict], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{:<20} hit@1   hit@3     MRR   found  overlap", "kind")?;
    for of_kind in verdicts.chunk_by(|a, b| a.kind.name == b.kind.name) {
        let s = score(of_kind, 0);
        let found = of_kind.iter().filter(|v| v.is_found).count() as f64;
        let overlaps: Vec<f64> = of_kind.iter().map(|v| v.overlap).collect();
        writeln!(
            out,
            "{:<20} {:4.0} %  {:4.0} %  {:6.2}  {:4.0} %  {:6.2}",
            of_kind[0].kind.name,
            100.0 * s.hit_at_1,
            100.0 * s.hit_at_3,
            s.mean_reciprocal_rank,
            100.0 * found / of_kind.len() as f64,
            mean(&overlaps),
        )?;
    }
    Ok(())
}

/// What stands first where the cause should, commonest first.
fn leaders(verdicts: &[Verdict], out: &mut impl Write) -> io::Result<()> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for verdict in verdicts.iter().filter(|v| v.ranks[0] != Some(1)) {
        *counts.entry(&verdict.leader).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(leader, count)| (Reverse(count), leader));
    writeln!(out, "\ncases  what stands first instead of the cause")?;
    for (leader, count) in counts.into_iter().take(15) {
        writeln!(out, "{count:5}  {leader}")?;
    }
    Ok(())
}

fn failures(verdicts: &[Verdict], with_details: bool, out: &mut impl Write) -> io::Result<()> {
    let failed: Vec<&Verdict> = verdicts.iter().filter(|v| v.ranks[0] != Some(1)).collect();
    writeln!(out, "\n{} cases failed: place of the cause, what stood first, why", failed.len())?;
    for verdict in failed {
        let Verdict { kind: Kind { name, .. }, seed, ranks, first, why, .. } = verdict;
        let rank = ranks[0].map_or("-".to_owned(), |rank| rank.to_string());
        let stood_first = first.first().map_or("nothing", String::as_str);
        writeln!(out, "{name} {seed}: {rank}; {stood_first}; {why}")?;
        for other in first.iter().skip(1).filter(|_| with_details) {
            writeln!(out, "    {other}")?;
        }
    }
    Ok(())
}
