//! Logs that are large in one thing and usual in most others, to see what grows with it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::bulk::{self, Header, Kind, START};
use super::lines::Level;
use super::random::Random;

/// The modules of an instance.
const NAMES: [&str; 10] = [
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
const MODULES: u64 = NAMES.len() as u64;
/// Copies that are kept of the log of a module.
const COPIES: u64 = 50;

/// Mean bytes of a line of [`templates`].
const LINE: u64 = 150;

/// Only errors without a code, of `count` distinct templates that come equally often, over six hours. Each names one of a
/// million deliveries, so that names are many as well: what is kept by name for each issue shows here.
pub fn templates(count: u64, bytes: u64, seed: u64, out: impl Write) -> io::Result<()> {
    errors(count, 6, bytes, seed, out)
}

/// The same of 500 templates over so many days: each of them comes now and then all the time, which is as many counts over
/// time as there can be.
pub fn messages(days: u64, bytes: u64, seed: u64, out: impl Write) -> io::Result<()> {
    errors(500, days * 24, bytes, seed, out)
}

fn errors(count: u64, hours: u64, bytes: u64, seed: u64, out: impl Write) -> io::Result<()> {
    let mut random = Random::new(seed);
    let mut header = Header::default();
    let step_us = hours * 3_600_000_000 / (bytes / LINE).max(1);
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
    let hours = Kind::Typical.hours();
    (0..count).try_for_each(|number| {
        let (copy, instance) = (number / MODULES % COPIES, number / MODULES / COPIES);
        let file = create(dir, instance, number % MODULES, copy)?;
        bulk::write(Kind::Typical, hours, bytes / count, seed.wrapping_add(number), file)
    })
}

/// Typical logs of `bytes` together of so many instances with all modules: all servers of a provider. They cover three days, or
/// where bytes are few for that as much as a record a minute does, so nearly each record is in a minute of its own.
pub fn instances(count: u64, bytes: u64, seed: u64, dir: &Path) -> io::Result<()> {
    let files = count * MODULES;
    (0..files).try_for_each(|number| {
        let file = create(dir, number / MODULES, number % MODULES, 0)?;
        bulk::write(Kind::Typical, 72, bytes / files, seed.wrapping_add(number), file)
    })
}

/// `var/prod1/log/web.log`, and `web.log.7` for a copy.
fn create(dir: &Path, instance: u64, module: u64, copy: u64) -> io::Result<File> {
    let folder = dir.join(format!("var/prod{}/log", instance + 1));
    fs::create_dir_all(&folder)?;
    let end = if copy == 0 { String::new() } else { format!(".{copy}") };
    File::create(folder.join(format!("{}.log{end}", NAMES[module as usize])))
}
