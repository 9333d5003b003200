use proptest::prelude::*;

use super::*;

fn redacted(text: &str) -> String {
    redact(Cow::Borrowed(text)).into_owned()
}

/// The slow, plain way: anything may start anywhere.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut shown, mut kept, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        let may_start = is_start(&bytes[kept..], at - kept);
        let is_digit = bytes[at].is_ascii_digit();
        let card = || card(bytes, at).filter(|_| is_digit).map(|end| (end, "<card>"));
        let security = || social_security(bytes, at).map(|end| (end, "<ssn>"));
        let iban = || iban(bytes, at).map(|end| (end, "<iban>"));
        let found = may_start.then(|| card().or_else(security).or_else(iban)).flatten();
        match found {
            Some((end, token)) => {
                shown = shown + &text[kept..at] + token;
                (kept, at) = (end, end);
            }
            None => at += 1,
        }
    }
    shown + &text[kept..]
}

fn piece() -> impl Strategy<Value = String> {
    let numbers = [
        "4111111111111111",
        "4111 1111 1111 1111",
        "078-05-1120",
        "DE89370400440532013000",
        "FR76 3000 6000 0112 3456 7890 189",
        "378282246310005",
    ];
    prop_oneof![
        prop::sample::select(numbers.map(str::to_owned).to_vec()),
        "[0-9]{1,5}",
        "[A-Za-z]{0,3}",
        "[-. <é]",
    ]
}

#[test]
fn cards_are_found_as_people_and_programs_write_them() {
    for card in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "3782 822463 10005",
        "30569309025904",
        "3056 930902 5904",
        "6011111111111117",
        "3566002020360505",
        "6200000000000005",
    ] {
        assert_eq!(redacted(&format!("card {card} refused")), "card <card> refused", "{card}");
        assert_eq!(redacted(&format!("'{card}'.")), "'<card>'.", "{card}");
        assert_eq!(redacted(&format!("pan={card}")), "pan=<card>", "{card}");
    }
    assert_eq!(redacted("4111 1111 1111 1111 12/29"), "<card> 12/29");
    assert_eq!(redacted("4111-1111-1111-1111-12/29"), "<card>-12/29");
    assert_eq!(redacted("4111111111111111,5555555555554444"), "<card>,<card>");
    assert_eq!(redacted("番号4111111111111111です"), "番号<card>です");
}

#[test]
fn other_long_numbers_stay() {
    for text in [
        "4111111111111112",                 // the check digit
        "1234567812345670",                 // no issuer
        "0.4111111111111111",               // a fraction
        "4111111111111111.5",               // an amount
        "id4111111111111111",               // inside a word
        "41111111111111110",                // too long by one
        "1795034527123 1795034527123456",   // milliseconds and microseconds
        "20261118214207 20261118214207123", // stamps
        "411111-1111111111",                // other groups
        "4111  1111  1111  1111",           // columns
        "4111 1111-1111 1111",              // two kinds of marks
        "delivery 351981208, job 4444444444",
        "<20261118.4111111111111111abc@mail>",
        "0000000000000000 4000000000000000",
    ] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn accounts_are_found_by_country_length_and_check() {
    for iban in [
        "FR7630006000011234567890189",
        "FR76 3000 6000 0112 3456 7890 189",
        "DE89 3704 0044 0532 0130 00",
        "gb29nwbk60161331926819",
        "NO9386011117947",
    ] {
        assert_eq!(redacted(&format!("to {iban}, done")), "to <iban>, done", "{iban}");
    }
    for text in ["FR7630006000011234567890188", "DE8937040044053201300", "XX89370400440532013000"] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn social_security_numbers_are_found_and_what_looks_alike_is_not() {
    assert_eq!(redacted("SSN 078-05-1120."), "SSN <ssn>.");
    for text in ["000-12-3456", "2026-11-18", "1078-05-1120", "078-05-1120-9", "078-05-11203"] {
        assert_eq!(redacted(text), text);
    }
}

proptest! {
    #[test]
    fn looking_only_where_digits_begin_finds_all(pieces in prop::collection::vec(piece(), 0..12)) {
        let text = pieces.concat();
        prop_assert_eq!(redacted(&text), plain(&text));
    }

    #[test]
    fn any_text_is_read_and_nothing_but_numbers_goes(text in ".{0,60}") {
        let once = redacted(&text);
        prop_assert_eq!(redacted(&once), once);
    }

    #[test]
    fn a_card_is_found_between_any_words(before in "[ a-z(=:\"]{0,9}[ (=:\"]", after in "[ ),;\"][a-z ]{0,9}") {
        let text = format!("{before}5555555555554444{after}");
        prop_assert_eq!(redacted(&text), format!("{before}<card>{after}"));
    }
}
