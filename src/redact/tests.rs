use proptest::prelude::*;

use super::*;

fn kept(text: &str) -> String {
    Redactor::ON.keep(text.as_bytes(), 1000).as_str().to_owned()
}

#[test]
fn every_class_is_replaced() {
    for (text, expected) in [
        ("to jo.doe+x@mail.example.org now", "to <email> now"),
        ("?mail=jo%40mail.example&id=3", "?mail=<email>&id=3"),
        ("to jö@müller.example", "to <email>"),
        ("sftp://jdoe:s3cret@files.example/in", "sftp://<user>:<password>@files.example/in"),
        ("password=hunter2, user=x", "password=<secret>, user=x"),
        ("pa\u{17f}\u{17f}word=hunter2", "pa\u{17f}\u{17f}word=<secret>"),
        ("to\u{212a}en=hunter2", "to\u{212a}en=<secret>"),
        ("{\"client_secret\":\"abc\",\"a\":1}", "{\"client_secret\":\"<secret>\",\"a\":1}"),
        ("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer <secret>"),
        ("got eyJhbGciOiJSUzI1.eyJzdWIiOiIx.c2ln", "got <token>"),
        ("-----BEGIN PRIVATE KEY-----\\nabc", "<key>"),
        ("paid by 4111 1111 1111 1111, refused", "paid by <card>, refused"),
        ("to FR76 3000 6000 0112 3456 7890 189.", "to <iban>."),
        ("SSN 078-05-1120", "SSN <ssn>"),
        // Numbers inside something else.
        ("password=078-05-1120!hunter2", "password=<secret>"),
        ("password=4111 1111 1111 1111", "password=<secret>"),
        ("token=4111111111111111:c2VjcmV0cGFydA", "token=<secret>"),
        ("sftp://jdoe:4111111111111111x-@h", "sftp://<user>:<password>@h"),
        ("sftp://jdoe:x!4111111111111111!@h", "sftp://<user>:<password>@h"),
        ("sftp://078-05-1120:s3cret@h", "sftp://<user>:<password>@h"),
        ("to jo-078-05-1120.doe@mail.example", "to <email>"),
        ("to 4111 1111 1111 1111@mail.example", "to <email>"),
        ("to jo@078-05-1120.mail.example", "to <email>"),
        ("got Bearer 4111111111111111.c2VjcmV0", "got Bearer <secret>"),
        ("got Bearer c2VjcmV0cGFydA.078-05-1120.c2Vj", "got Bearer <secret>"),
        ("got eyJhbGciOi.4111111111111111.c2ln", "got <token>"),
        ("got eyJ-078-05-1120.c2lnbmVk", "got <token>"),
        // A number that begins where something else ends.
        ("jo@mail.example4111111111111111", "<email><card>"),
        ("eyJhbGciOi.abc.9.4111111111111111", "<token>.<card>"),
    ] {
        assert_eq!(kept(text), expected);
    }
}

#[test]
fn what_an_operator_needs_stays() {
    for text in [
        "Stop requested for 'web@default' by operator 'jdoe'",
        "JWT Token is empty. (iRc=16384)",
        "Invalid login or password. Connection denied.",
        "PGS-220000 relation \"nmsrecipient\" does not exist",
    ] {
        assert_eq!(kept(text), text);
    }
}

#[test]
fn cutting_comes_after_redaction_and_never_splits_a_character() {
    assert_eq!(Redactor::ON.keep(b"jo.doe@mail.example", 6).as_str(), "<email…");
    assert_eq!(Redactor::OFF.keep("é".as_bytes(), 1).as_str(), "…");
    assert_eq!(Redactor::OFF.keep(b"a\xff", 9).as_str(), "a\u{fffd}");
}

fn number() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["4111111111111111", "078-05-1120", "DE89370400440532013000"][..])
}

/// What a text that is hard to redact is made of.
fn part() -> impl Strategy<Value = String> {
    let words = [
        "password=",
        "token: ",
        "pa\u{17f}\u{17f}word=",
        "to\u{212a}en: ",
        "ba\u{17f}ic ",
        "bearer ",
        "Basic ",
        "sftp://",
        "jo",
        "@",
        "%40",
        "mail.example",
        "eyJhbGci",
        "-----BEGIN KEY-----",
        "<card>",
        "<ssn>",
        "<secret>",
        "<email>",
        "4111 1111",
        "1111 1111",
    ];
    let marks = "[ .:=!/<>\"'\\-9a]{0,2}";
    prop_oneof![
        prop::sample::select(words.map(str::to_owned).to_vec()),
        number().prop_map(str::to_owned),
        marks.prop_map(|marks: String| marks),
    ]
}

proptest! {
    #[test]
    fn no_address_survives_at_any_length(
        before in "[ a-z(]{0,12}", name in "[a-z]{1,9}", max in 0usize..80,
    ) {
        let text = format!("{before} {name}@mail.example tail");
        let kept = Redactor::ON.keep(text.as_bytes(), max);
        let address = format!("{name}@");
        prop_assert!(!kept.as_str().contains(&address));
    }

    #[test]
    fn what_stands_beside_a_number_is_no_less_secret(
        before in "[a-z0-9!.]{0,5}[!.]?", number in number(), after in "[!a-z][a-z0-9!.]{0,5}",
    ) {
        let secret = format!("{before}{number}{after}");
        prop_assert_eq!(kept(&format!("password={secret} ok")), "password=<secret> ok");
        let url = format!("sftp://{secret}:{secret}@h");
        prop_assert_eq!(kept(&url), "sftp://<user>:<password>@h");
    }

    #[test]
    fn a_class_without_its_signs_would_have_found_nothing(
        parts in prop::collection::vec(part(), 0..12),
    ) {
        let text = parts.concat();
        let all = redact_by(Cow::Borrowed(&text), |_| [true; CLASSES.len()]);
        prop_assert_eq!(redact(Cow::Borrowed(&text)), all);
    }

    #[test]
    fn redaction_of_mixed_text_is_idempotent(parts in prop::collection::vec(part(), 0..12)) {
        let once = kept(&parts.concat());
        prop_assert_eq!(kept(&once), once);
    }

    #[test]
    fn redaction_is_idempotent(text in ".{0,80}") {
        let once = kept(&text);
        prop_assert_eq!(kept(&once), once);
    }
}
