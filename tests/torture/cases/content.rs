//! Bytes that are no clean text: encodings, line ends, control bytes, noise.

use std::io::Write as _;

use crate::case::{Bytes, Case, errors, line, messages};

pub const CASES: &[Case] = &[
    Case::new("empty-file", "a log without a byte", |dir| dir.log("web.log", "")).exits(&[0, 2]),
    Case::new("line-ends-only", "nothing but line ends", |dir| {
        dir.log("web.log", "\n".repeat(5_000))
    })
    .exits(&[0, 2]),
    Case::new("one-byte", "one letter", |dir| dir.log("web.log", "x")).exits(&[0, 1, 2]),
    Case::new("no-last-line-end", "the last line is unfinished", |dir| {
        let text = errors(40);
        dir.log("web.log", &text[..text.len() - 1])
    })
    .records(40),
    Case::new("cr-lf", "lines of another system", |dir| {
        let text = String::from_utf8(errors(60)).expect("ASCII").replace('\n', "\r\n");
        dir.log("web.log", text)
    })
    .records(60),
    Case::new("cr-only", "lines that end with CR alone", |dir| {
        let text = String::from_utf8(errors(60)).expect("ASCII").replace('\n', "\r");
        dir.log("web.log", text)
    })
    .exits(&[0, 1, 2]),
    Case::new("mixed-line-ends", "LF and CR LF by turns", |dir| {
        let text = String::from_utf8(errors(80)).expect("ASCII");
        let ends = text.lines().zip(["\n", "\r\n"].iter().cycle());
        dir.log("web.log", ends.map(|(line, end)| format!("{line}{end}")).collect::<String>())
    })
    .records(80),
    Case::new("byte-order-mark", "UTF-8 with a mark at its start", |dir| {
        dir.log("web.log", [b"\xef\xbb\xbf".as_slice(), &errors(30)].concat())
    })
    .records(30),
    Case::new("marks-in-the-middle", "files with marks, joined", |dir| {
        let part = [b"\xef\xbb\xbf".as_slice(), &errors(12)].concat();
        dir.log("web.log", part.repeat(3))
    })
    .records(36),
    Case::new("utf-16-little", "two bytes a letter, with a mark", |dir| {
        let text = String::from_utf8(errors(50)).expect("ASCII");
        let units = [0xfeff].into_iter().chain(text.encode_utf16());
        dir.log("web.log", units.flat_map(u16::to_le_bytes).collect::<Vec<_>>())
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any)
    .records(50),
    Case::new("utf-16-big", "the same the other way round", |dir| {
        let text = String::from_utf8(errors(50)).expect("ASCII");
        let units = [0xfeff].into_iter().chain(text.encode_utf16());
        dir.log("web.log", units.flat_map(u16::to_be_bytes).collect::<Vec<_>>())
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any)
    .records(50),
    Case::new("latin-1", "letters of one byte", |dir| {
        dir.log(
            "web.log",
            messages(&[b"Empf\xe4nger f\xfcr Stra\xdfe fehlt", b"\x93quoted\x94 \x80 5"]),
        )
    })
    .records(2),
    Case::new("broken-utf-8", "sequences that are cut, too long or forbidden", |dir| {
        dir.log(
            "web.log",
            messages(&[
                b"cut \xe2\x82",
                b"overlong \xc0\xaf",
                b"surrogate \xed\xa0\x80",
                b"too high \xf5\x80\x80\x80",
                b"lone \x80\x80\x80",
                b"mixed \xf0\x9f\x98",
                b"last \xff\xfe\xfd",
            ]),
        )
    })
    .records(7),
    Case::new("nul-in-lines", "NUL bytes inside messages", |dir| {
        dir.log("web.log", messages(&[b"before\0after", b"\0\0\0", b"end\0"]))
    })
    .records(3),
    Case::new("hole-in-front", "64 MiB of NUL before the first line", |dir| {
        dir.stream("web.log", |out| {
            for _ in 0..64 {
                out.write_all(&vec![0; 1 << 20])?;
            }
            out.write_all(&errors(50))
        })
    })
    .exits(&[0, 1])
    .records(50),
    Case::new(
        "separators-that-are-none",
        "characters that other programs take for line ends",
        |dir| {
            let signs = ["\u{2028}", "\u{2029}", "\u{85}", "\u{b}", "\u{c}"];
            let texts: Vec<_> = signs.iter().map(|sign| format!("one{sign}line")).collect();
            dir.log("web.log", messages(&texts.iter().map(String::as_bytes).collect::<Vec<_>>()))
        },
    )
    .records(5),
    Case::new("every-control-byte", "each of them in a message", |dir| {
        let texts: Vec<Vec<u8>> = (0..32)
            .chain(127..=159)
            .filter(|byte| *byte != b'\n')
            .map(|byte| vec![b'a', byte, b'z'])
            .collect();
        dir.log("web.log", messages(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
    })
    .records(64),
    Case::new("hidden-and-reversed", "what hides, reverses, or looks like another letter", |dir| {
        let texts = [
            "pay\u{202e}lasrever\u{202c}pal",
            "a\u{200b}b\u{200d}c\u{feff}d",
            "\u{2066}x\u{2069}",
            "p\u{430}ypal",
            "\u{e0041}\u{e0042}",
        ];
        dir.log("web.log", messages(&texts.map(str::as_bytes)))
    })
    .records(5),
    Case::new("marks-upon-marks", "20,000 accents on one letter", |dir| {
        dir.log("web.log", messages(&[format!("e{}", "\u{301}".repeat(20_000)).as_bytes()]))
    })
    .records(1),
    Case::new("every-byte", "all 256 of them, many times", |dir| {
        dir.log("web.log", (0..=255).cycle().take(1 << 20).collect::<Vec<u8>>())
    })
    .exits(&[0, 1, 2]),
    Case::new("noise", "4 MiB without any sense", |dir| {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        };
        dir.log("web.log", (0..1 << 19).flat_map(|_| next()).collect::<Vec<u8>>())
    })
    .exits(&[0, 1, 2]),
    Case::new("noise-in-a-log", "noise between good lines", |dir| {
        let noise: Vec<u8> = (0..=255).cycle().filter(|byte| *byte != b'\n').take(10_000).collect();
        dir.log(
            "web.log",
            [errors(50), noise, b"\n".to_vec(), line(99, "error", "After the noise")].concat(),
        )
    })
    .exits(&[0, 1])
    .records(51),
];
