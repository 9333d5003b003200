//! Stamps that cannot be, and clocks that go wrong.

use std::io::Write as _;

use crate::case::{Case, errors};

fn at(stamp: &str) -> String {
    format!("{stamp}\t00001A2B\t00003C4D\t1\terror\tlog\tThe mail server refused the batch\n")
}

fn all(stamps: &[&str]) -> String {
    stamps.iter().map(|stamp| at(stamp)).collect()
}

pub const CASES: &[Case] = &[
    Case::new("impossible-times", "stamps of moments that do not exist", |dir| {
        let stamps = all(&[
            "2026-02-30 10:00:00.000+01:00",
            "2026-13-01 10:00:00.000+01:00",
            "2026-00-10 10:00:00.000+01:00",
            "2026-11-18 25:00:00.000+01:00",
            "2026-11-18 10:61:00.000+01:00",
            "2026-11-18 10:00:61.000+01:00",
            "2026-11-18 23:59:60.000+01:00",
            "0000-00-00 00:00:00.000+00:00",
        ]);
        dir.log("web.log", [errors(100), stamps.into_bytes()].concat())
    })
    .exits(&[0, 1])
    .told(),
    Case::new("ends-of-all-time", "years 1 and 9999 beside today", |dir| {
        let stamps = all(&[
            "0001-01-01 00:00:00.000+00:00",
            "9999-12-31 23:59:59.999+00:00",
            "1970-01-01 00:00:00.000+00:00",
        ]);
        dir.log("web.log", [errors(100), stamps.into_bytes()].concat())
    })
    .exits(&[0, 1])
    .records(103),
    Case::new("one-moment-six-zones", "the same instant, six ways to write it", |dir| {
        dir.log(
            "web.log",
            all(&[
                "2026-11-18 12:00:00.000+00:00",
                "2026-11-18 13:00:00.000+01:00",
                "2026-11-18 07:00:00.000-05:00",
                "2026-11-18 17:30:00.000+05:30",
                "2026-11-18 08:30:00.000-03:30",
                "2026-11-19 02:00:00.000+14:00",
            ]),
        )
    })
    .records(6),
    Case::new("backwards", "a clock that only goes back", |dir| {
        let text = String::from_utf8(errors(3_000)).expect("ASCII");
        dir.log("web.log", text.lines().rev().map(|line| format!("{line}\n")).collect::<String>())
    })
    .exits(&[0, 1])
    .records(3_000),
    Case::new("summer-and-winter", "an hour that comes twice, and one that does not come", |dir| {
        dir.log(
            "web.log",
            all(&[
                "2026-10-25 02:59:59.000+02:00",
                "2026-10-25 02:00:00.000+01:00",
                "2026-03-29 01:59:59.000+01:00",
                "2026-03-29 03:00:00.000+02:00",
            ]),
        )
    })
    .records(4),
    // What keeps days in order must not move those behind for each one that is new.
    Case::new(
        "dates-without-order",
        "a million records, each of another day of ten thousand years",
        |dir| {
            let day = |number: u64| number * 2_654_435_761 % (9_998 * 12 * 28);
            dir.stream("web.log", |out| {
                for number in 0..1_000_000 {
                    let day = day(number);
                    let (year, month, day) = (day / 336 + 1, day / 28 % 12 + 1, day % 28 + 1);
                    let stamp = format!("{year:04}-{month:02}-{day:02} 12:00:00.000+01:00");
                    out.write_all(at(&stamp).as_bytes())?;
                }
                Ok(())
            })
        },
    )
    .exits(&[0, 1])
    .records(1_000_000),
    Case::new("one-millisecond", "100,000 records at once", |dir| {
        dir.log("web.log", at("2026-11-18 12:00:00.000+01:00").repeat(100_000))
    })
    .records(100_000),
];
