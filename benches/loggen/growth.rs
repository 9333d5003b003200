//! Logs that are large in one thing and usual in most others, to see what grows with it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::bulk::{self, Header, Kind, START};
use super::lines::Level;
use super::random::Random;

/// Instances hold this many modules each, and so many copies of the log of one module.
const MODULES: [&str; 10] = [
    "mta",
    "web",
    "wfserver",
    "runwf",
    "tracking",
    "trackinglogd",
    "stat",
    "inMail",
    "export",
    "import",
];
const COPIES: u64 = 50;

/// Mean bytes of a line of [`templates`].
const LINE: u64 = 150;

/// Only errors without a code, of `count` distinct templates that come equally often, over six hours. Each names one of a
/// million deliveries, so that names are many as well: what is kept by name for each issue shows here.
pub fn templates(count: u64, bytes: u64, seed: u64, out: impl Write) -> io::Result<()> {
    let mut random = Random::new(seed);
    let mut header = Header::default();
    let step_us = 6 * 3_600_000_000 / (bytes / LINE).max(1);
    let mut number = 0;
    bulk::fill(bytes, out, |block| {
        header.push(START.plus_ms(number * step_us / 1000), (0x21A4, 0x21B1), Level::Error, block);
        // A prime that divides no count: neighbours differ, and every template has its turn.
        push_message(number.wrapping_mul(2_654_435_761) % count.max(1), &mut random, block);
        number += 1;
    })
}

/// A message whose words tell the number of its template; digits and names in quotes would be masked.
fn push_message(template: u64, random: &mut Random, out: &mut Vec<u8>) {
    out.extend_from_slice(b"The ");
    push_word(template % 1_000, out);
    out.extend_from_slice(b" step of the ");
    push_word(template / 1_000, out);
    let (delivery, part, ms) = (random.below(1 << 20), random.between(1, 40), random.below(9_999));
    writeln!(out, " job gave no answer: delivery {delivery}, part {part}, given up after {ms} ms")
        .expect("writing to memory cannot fail");
}

/// A word of its own for every number.
fn push_word(mut number: u64, out: &mut Vec<u8>) {
    const SYLLABLES: [&str; 16] = [
        "ba", "do", "fe", "gi", "ku", "la", "mo", "ne", "pi", "ru", "sa", "to", "ve", "wi", "yu",
        "ze",
    ];
    // Three syllables at least, so that words are as long as words are.
    for place in 0.. {
        if place >= 3 && number == 0 {
            break;
        }
        out.extend_from_slice(SYLLABLES[(number % 16) as usize].as_bytes());
        number /= 16;
    }
}

/// A typical log that covers so many days.
pub fn days(count: u64, bytes: u64, seed: u64, out: impl Write) -> io::Result<()> {
    bulk::write(Kind::Typical, count * 24, bytes, seed, out)
}

/// Typical logs of `bytes` together in `count` files below `dir`, as instances with modules and kept copies.
pub fn files(count: u64, bytes: u64, seed: u64, dir: &Path) -> io::Result<()> {
    for number in 0..count {
        let path = dir.join(path(number));
        fs::create_dir_all(path.parent().expect("below the folder"))?;
        let file = File::create(path)?;
        let kind = Kind::Typical;
        bulk::write(kind, kind.hours(), bytes / count.max(1), seed.wrapping_add(number), file)?;
    }
    Ok(())
}

/// `var/prod1/log/web.log`, and `web.log.7` for a copy.
fn path(number: u64) -> String {
    let modules = MODULES.len() as u64;
    let module = MODULES[(number % modules) as usize];
    let (copy, instance) = (number / modules % COPIES, number / modules / COPIES + 1);
    let end = if copy == 0 { String::new() } else { format!(".{copy}") };
    format!("var/prod{instance}/log/{module}.log{end}")
}
