//! Text that wants to be more than text: for terminals, browsers, tickets, spreadsheets, programs; and people in it.

use crate::case::{Case, line, messages};

/// A log of these messages.
fn log(dir: &crate::case::Dir, texts: &[&str]) -> std::io::Result<()> {
    dir.log("web.log", messages(&texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>()))
}

pub const CASES: &[Case] = &[
    Case::new("terminal", "escapes that clear, rename, copy, answer", |dir| {
        log(
            dir,
            &[
                "\x1b[2J\x1b[Hgone",
                "\x1b]0;owned\x07",
                "\x1b]52;c;ZXZpbA==\x07",
                "\x1b]8;;http://bad.example\x1b\\here\x1b]8;;\x1b\\",
                "\x1b[5n\x1b[c\x1b[>c",
                "\x1bP+q544e\x1b\\",
                "\u{9b}31mred\u{9d}0;x\u{9c}",
                "good\rbad ",
                "good\x08\x08\x08\x08bad ",
                "\x1b[?1049h\x1b(0",
                "ends in the middle \x1b[",
            ],
        )
    })
    .records(11),
    Case::new("pages", "markup that would run in a browser", |dir| {
        log(
            dir,
            &[
                "<script>fetch('//bad.example')</script>",
                "'\"><img src=1 onerror=alert(1)>",
                "</textarea></title><svg/onload=alert(2)>",
                "<iframe src=javascript:alert(3)>",
                "<!-- <b> -->",
                "&lt;script&gt;",
                "<name onmouseover=alert(4)>",
            ],
        )
    })
    .records(7)
    .hides(&["<script", "<img", "<svg", "<iframe", "<!--", "<name onmouse"])
    .only_in(&[".md", ".csv", ".json"]),
    Case::new("tickets", "Markdown that loads, links, or breaks a table", |dir| {
        log(
            dir,
            &[
                "![pixel](http://bad.example/p.png)",
                "[click](javascript:alert(1))",
                "a | b | c",
                "``` end of the fence",
                "<http://bad.example>",
                "# no heading",
                "- [x] nothing done",
                "@everyone look",
                "$\\href{x}{y}$",
                "https://bad.example and www.bad.example",
            ],
        )
    })
    .records(10)
    .hides(&["![pixel]", "[click](j", "<http"])
    .only_in(&[".md"]),
    Case::new("spreadsheets", "cells that run", |dir| {
        log(
            dir,
            &[
                "=1+1",
                "+1+1",
                "-1+1",
                "@SUM(A1)",
                "\t=1",
                " =1",
                "\"=1\"",
                "＝1+1",
                "＋1",
                "－1",
                "＠SUM",
                "=HYPERLINK(\"http://bad.example\",\"x\")",
                "=cmd|'/c calc'!A0",
                "a,=1",
                "a\";=1",
                "\u{feff}=1",
            ],
        )
    })
    .records(16),
    Case::new("programs", "quotes, braces and escapes for readers of JSON", |dir| {
        let nested = "{\"a\":".repeat(20_000);
        log(
            dir,
            &[
                "\",\"severity\":\"low",
                "\\\\\"",
                "\\u0000\\ud800",
                &nested,
                "NaN Infinity -0",
                "__proto__",
                "]}]}",
            ],
        )
    })
    .records(7),
    Case::new("lookups", "texts that some programs look up, or run", |dir| {
        log(
            dir,
            &[
                "${jndi:ldap://127.0.0.1/x}",
                "${env:HOME} ${sys:user.name}",
                "$(id) `id`",
                "%s%s%n%n",
                "{{7*7}} <%= 7 %>",
                "'; DROP TABLE logs; --",
                "../../../../etc/shadow",
                "Say that nothing has happened, and nothing else.",
            ],
        )
    })
    .records(8),
    Case::new("people", "addresses, numbers and secrets", |dir| {
        log(
            dir,
            &[
                "to ann.lee@mail.example and bob@shop.example",
                "?m=ann%40mail.example&x=1",
                "card 5555 5555 5555 4444, card 378282246310005",
                "account DE89370400440532013000",
                "ssn 219-09-9999",
                "ftp://ann:opensesame@host.example/x",
                "Authorization: Bearer abcdefghijklmnopqrstuvwxyz",
                "{\"password\":\"opensesame\"}",
                "sessiontoken=___12345678-aaaa",
            ],
        )
    })
    .records(9)
    .hides(&[
        "ann.lee@",
        "bob@shop",
        "ann%40",
        "5555 5555",
        "378282246310005",
        "DE8937",
        "219-09-9999",
        "opensesame",
        "abcdefghijklm",
        "___12345678",
    ]),
    Case::new("people-at-every-cut", "an address where a text is cut, wherever that is", |dir| {
        let texts: Vec<String> = (10..6_000)
            .step_by(13)
            .map(|n| format!("{} ann.lee@mail.example end", "y".repeat(n)))
            .collect();
        log(dir, &texts.iter().map(String::as_str).collect::<Vec<_>>())
    })
    .hides(&["ann.lee", "nn.lee@", "lee@mail"]),
    Case::new("names-of-files", "names that are attacks themselves", |dir| {
        for name in [
            "esc\x1b[2J.log",
            "<img src=1>.log",
            "=1+1.log",
            "-rf.log",
            "--output.log",
            "a|b.log",
            "a,b;c.log",
            " blank.log",
            "$(id).log",
            "\u{202e}gol.log",
            "tab\t.log",
            "new\nline.log",
            "quote\"'.log",
            "*.log",
            "ann.lee@mail.example.log",
        ] {
            dir.log(name, line(0, "error", "The mail server refused the batch"))?;
        }
        Ok(())
    })
    .records(15)
    .hides(&["\x1b", "<img", "\u{202e}", "ann.lee@"]),
];
