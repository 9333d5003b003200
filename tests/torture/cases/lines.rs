//! Lines and records that are too long, too many, torn, or made to look like others.

use std::io::Write as _;

use crate::case::{Case, errors, line, messages};

/// A line with a head and a message of so many bytes.
fn long(out: &mut impl std::io::Write, mib: usize) -> std::io::Result<()> {
    let shell = line(0, "error", "");
    out.write_all(&shell[..shell.len() - 1])?;
    for _ in 0..mib {
        out.write_all(&[b'x'; 1 << 20])?;
    }
    out.write_all(b"\n")
}

pub const CASES: &[Case] = &[
    Case::new("one-endless-line", "200 MiB with a head and no line end", |dir| {
        dir.stream("web.log", |out| long(out, 200))
    })
    .exits(&[0, 1])
    .records(1)
    .told(),
    Case::new("endless-without-a-head", "200 MiB of one letter, then good lines", |dir| {
        dir.stream("web.log", |out| {
            for _ in 0..200 {
                out.write_all(&[b'y'; 1 << 20])?;
            }
            out.write_all(b"\n")?;
            out.write_all(&errors(20))
        })
    })
    .exits(&[0, 1, 2]),
    Case::new("ten-million-empty-lines", "nothing, ten million times", |dir| {
        dir.stream("web.log", |out| {
            out.write_all(&errors(1))?;
            (0..10).try_for_each(|_| out.write_all(&[b'\n'; 1_000_000]))
        })
    })
    .records(1),
    Case::new("a-million-tabs", "a message of column marks", |dir| {
        dir.log("web.log", messages(&["\t".repeat(1_000_000).as_bytes()]))
    })
    .records(1),
    Case::new("records-at-the-edges", "ends of records at the sizes that buffers have", |dir| {
        dir.stream("web.log", |out| {
            let mut written = 0;
            for power in 12..=23 {
                for nudge in 0..5 {
                    let edge = (1_usize << power) + nudge - 2;
                    let shell = line(power, "error", "").len();
                    if edge > written + shell {
                        let fill = "e".repeat(edge - written - shell);
                        out.write_all(&line(power, "error", &fill))?;
                        written = edge;
                    }
                }
            }
            Ok(())
        })
    })
    .exits(&[0, 1]),
    Case::new("two-writers", "lines torn by another process in the middle", |dir| {
        let torn = |number| {
            let (one, two) = (line(number, "error", "From the first one"), line(number, "error", "From the second"));
            [&one[..40], &two[..], &one[40..]].concat()
        };
        dir.log("web.log", (0..50).flat_map(torn).collect::<Vec<_>>())
    })
    .exits(&[0, 1]),
    Case::new("continuations", "a record with 100,000 lines below it", |dir| {
        dir.stream("web.log", |out| {
            out.write_all(&line(0, "error", "A trace follows"))?;
            (0..100_000).try_for_each(|number| writeln!(out, "    at frame {number}"))
        })
    })
    .records(1),
    Case::new("orphans-in-front", "the end of a record whose head is gone", |dir| {
        dir.log("web.log", ["    at nowhere\n".repeat(500).into_bytes(), errors(20)].concat())
    })
    .records(20),
    Case::new("forged-records", "line ends that an attacker has brought in", |dir| {
        let forged = String::from_utf8(line(7, "info", "All is well, says the attacker")).expect("ASCII");
        dir.log("web.log", messages(&[format!("name=x\n{}", forged.trim_end()).as_bytes()]))
    })
    .records(2),
    Case::new("broken-heads", "heads with something missing or wrong", |dir| {
        let good = String::from_utf8(line(0, "error", "x")).expect("ASCII");
        let bad = [
            good.replace("2026", "20Z6"),
            good.replace('\t', " "),
            good.replace("\t1\t", "\t\t"),
            good.replace("error", ""),
            good.replace("+01:00", "+99:99"),
            good[..20].to_owned() + "\n",
            good.replace("00001A2B", "not hexadecimal"),
            "\t\t\t\t\t\t\n".to_owned(),
        ];
        dir.log("web.log", [errors(20), bad.concat().into_bytes()].concat())
    })
    .exits(&[0, 1]),
    Case::new("a-million-templates", "no two messages alike", |dir| {
        dir.stream("web.log", |out| {
            // Words without digits, so that no mask makes them one.
            let word = |number: u64| -> String {
                (0..6).map(|place| char::from(b'a' + u8::try_from(number / 26_u64.pow(place) % 26).expect("a letter"))).collect()
            };
            (0..1_000_000).try_for_each(|number| {
                out.write_all(&line(number % 40_000, "error", &format!("{} failed", word(number))))
            })
        })
    })
    .records(1_000_000),
    Case::new("many-addresses", "300,000 people in one kind of message", |dir| {
        dir.stream("mta.log", |out| {
            (0..300_000).try_for_each(|number| {
                let message = format!("Cannot deliver to person{number}@shop{}.example", number % 977);
                out.write_all(&line(number % 40_000, "error", &message))
            })
        })
    })
    .records(300_000)
    .hides(&["person1", "@shop"]),
    // More than there are groups, so nearly all end up in one.
    Case::new("many-codes", "300,000 records, each with a code of its own", |dir| {
        dir.stream("web.log", |out| {
            (0..300_000_u32).try_for_each(|number| {
                let letter = |place: u32| char::from(b'A' + u8::try_from(number / 26_u32.pow(place) % 26).expect("a letter"));
                let message = format!("{}{}{}-{number:06} failed", letter(0), letter(1), letter(2));
                out.write_all(&line(u64::from(number) % 40_000, "error", &message))
            })
        })
    })
    .records(300_000),
    Case::new("nesting", "brackets and quotes that never close", |dir| {
        dir.log("web.log", messages(&[&[b'('; 60_000][..], &[b'"'; 60_000], &[b'\''; 60_001], &[b'{'; 60_000], &[b'<'; 60_000]]))
    })
    .records(5),
    Case::new("endless-digits", "numbers of 100,000 digits, also as codes and results", |dir| {
        let digits = "9".repeat(100_000);
        let texts = [digits.clone(), format!("iRc=-{digits}"), format!("XSV-{digits} failed"), format!("status {digits}")];
        dir.log("web.log", messages(&texts.iter().map(String::as_bytes).collect::<Vec<_>>()))
    })
    .records(4),
    Case::new("hard-for-patterns", "texts that make matching by trial and error endless", |dir| {
        let texts = [format!("{}!", "a".repeat(50_000)), "a@".repeat(30_000), "://".repeat(20_000), "password=".repeat(8_000), "-----BEGIN A".repeat(5_000)];
        dir.log("web.log", messages(&texts.iter().map(String::as_bytes).collect::<Vec<_>>()))
    })
    .records(5),
    Case::new("many-levels-and-ids", "10,000 levels, processes and threads", |dir| {
        dir.stream("web.log", |out| {
            out.write_all(&errors(200))?;
            (0..10_000_u64).try_for_each(|number| {
                writeln!(out, "2026-11-18 09:00:00.000+01:00\t{number:08X}\t{number:08X}\t1\tlevel{number}\tlog\tx")
            })
        })
    })
    .exits(&[0, 1]),
];
