//! Compressed logs: damaged, misnamed, or made to fill a disk.

use std::io::{self, Write as _};

use flate2::{Compression, write::GzEncoder};

use crate::case::{Bytes, Case, errors};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// So many MiB of one byte behind some good lines, as gzip; never in memory as a whole.
fn bomb(out: &mut impl io::Write, byte: u8, mib: usize) -> io::Result<()> {
    let mut encoder = GzEncoder::new(out, Compression::best());
    encoder.write_all(&errors(10))?;
    let block = vec![byte; 1 << 20];
    (0..mib).try_for_each(|_| encoder.write_all(&block))?;
    encoder.finish().map(|_| ())
}

const MIB: u64 = 1 << 20;

pub const CASES: &[Case] = &[
    Case::new("gzip", "as it should be", |dir| dir.log("web.log.gz", gz(&errors(500))))
        .records(500)
        .bytes(Bytes::Any),
    Case::new("gzip-in-two-members", "two files joined, cut inside a line", |dir| {
        let text = errors(1_000);
        let (one, two) = text.split_at(50_001);
        dir.log("web.log.gz", [gz(one), gz(two)].concat())
    })
    .records(1_000)
    .bytes(Bytes::Any),
    Case::new("gzip-cut", "the second half is missing", |dir| {
        // Noise in the messages, so that half of the file is half of the lines.
        let lines = (0..4_000_u64).flat_map(|n| {
            crate::case::line(
                n,
                "error",
                &format!("{:x} failed", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            )
        });
        let all = gz(&lines.collect::<Vec<_>>());
        dir.log("web.log.gz", &all[..all.len() / 2])
    })
    .exits(&[1])
    .bytes(Bytes::Any)
    .told(),
    Case::new("gzip-without-trailer", "length and checksum are missing", |dir| {
        let all = gz(&errors(500));
        dir.log("web.log.gz", &all[..all.len() - 8])
    })
    .exits(&[1])
    .bytes(Bytes::Any)
    .records(500)
    .told(),
    Case::new("gzip-wrong-checksum", "one bit of the checksum", |dir| {
        let mut all = gz(&errors(500));
        let at = all.len() - 6;
        all[at] ^= 1;
        dir.log("web.log.gz", all)
    })
    .exits(&[1])
    .bytes(Bytes::Any)
    .records(500)
    .told(),
    Case::new("gzip-flipped-bit", "one bit in the middle", |dir| {
        let mut all = gz(&errors(5_000));
        let at = all.len() / 2;
        all[at] ^= 16;
        dir.log("web.log.gz", all)
    })
    .exits(&[1])
    .bytes(Bytes::Any)
    .told(),
    Case::new("gzip-and-rubbish", "something behind the last member", |dir| {
        dir.log("web.log.gz", [gz(&errors(500)), b"rubbish".to_vec()].concat())
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any)
    .records(500)
    .told(),
    Case::new("gzip-by-no-name", "compressed, and not called so", |dir| {
        dir.log("web.log", gz(&errors(500)))
    })
    .records(500)
    .bytes(Bytes::Any),
    Case::new("no-gzip-by-name", "called so, and plain", |dir| dir.log("web.log.gz", errors(500)))
        .records(500),
    Case::new("gzip-bomb-of-lines", "1 GiB of line ends in a megabyte", |dir| {
        dir.stream("web.log.gz", |out| bomb(out, b'\n', 1024))
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any),
    Case::new("gzip-bomb-without-lines", "1 GiB of one letter", |dir| {
        dir.stream("web.log.gz", |out| bomb(out, b'x', 1024))
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any),
    Case::new("gzip-empty-members", "200,000 members without a byte", |dir| {
        dir.log("web.log.gz", [gz(&errors(10)), gz(b"").repeat(200_000)].concat())
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any)
    .records(10),
    Case::new("gzip-in-gzip", "compressed twice", |dir| {
        dir.log("web.log.gz", gz(&gz(&errors(50))))
    })
    .exits(&[0, 1, 2])
    .bytes(Bytes::Any),
    Case::new("gzip-evil-header", "a name inside that leads elsewhere, and has no end", |dir| {
        let mut all = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        all.extend(b"../../../../".repeat(usize::try_from(MIB).expect("small") / 12));
        dir.log("web.log.gz", all)
    })
    .exits(&[0, 1, 2])
    .bytes(Bytes::Any),
    Case::new("gzip-stump", "the first byte only, and nothing at all", |dir| {
        dir.log("a.log.gz", [0x1f])?;
        dir.log("b.log.gz", [0x1f, 0x8b])?;
        dir.log("c.log.gz", "")?;
        dir.log("web.log", errors(5))
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any)
    .records(5),
];
