//! Which names are found.

use proptest::{prelude::*, sample::select};

use super::*;
use crate::knowledge::{
    literals::Literals,
    shape::{Hits, zero_digits},
};

/// Triggers, whole and in part, and what may stand around them.
fn pieces() -> Vec<&'static str> {
    let whole = TRIGGERS.iter().map(|(text, ..)| *text);
    let cut = TRIGGERS.iter().map(|(text, ..)| &text[1..]);
    let others = ["'", "\"", " ", "7", "-12", "x", "jo (jdoe)'", "wkf9", "DELIVERY '", "/", ")"];
    whole.chain(cut).chain(others).collect()
}

proptest! {
    #[test]
    fn names_are_the_same_wherever_their_triggers_were_found(
        pieces in prop::collection::vec(select(pieces()), 0..12),
    ) {
        let message = pieces.concat();
        let mut literals = Literals::default();
        literals.add("delivery 0");
        triggers().for_each(|trigger| literals.add_trigger(trigger));
        literals.build();
        let (mut room, mut hits) = (Vec::new(), Hits::default());
        hits.find(zero_digits(message.as_bytes(), &mut room), &literals);
        let named: Vec<_> = hits.named(message.as_bytes()).collect();
        prop_assert_eq!(named, find(message.as_bytes()).collect::<Vec<_>>());
    }
}

fn found(message: &str) -> Vec<(EntityKind, String)> {
    find(message.as_bytes())
        .map(|named| {
            let name = named.name(message.as_bytes());
            (named.kind, String::from_utf8_lossy(name).into_owned())
        })
        .collect()
}

#[test]
fn names_are_found_after_their_triggers() {
    use EntityKind::*;
    let message = "Export 'weekly' scheduled by operator 'Marta Keller (mkeller)' failed (errno=28, x) (iRc=-52)";
    let expected = [(Export, "weekly"), (Operator, "mkeller"), (Errno, "28"), (Irc, "-52")];
    assert_eq!(found(message), expected.map(|(kind, value)| (kind, value.to_owned())));
    assert_eq!(found("script 'WKF471/js3'"), [(Workflow, "WKF471".to_owned())]);
    assert_eq!(found("broken delivery 351981208."), [(Delivery, "351981208".to_owned())]);
    assert_eq!(found("SQLState: 40001"), [(Sqlstate, "40001".to_owned())]);
}

#[test]
fn the_host_of_a_url_is_found_without_login_and_port() {
    for (url, host) in [
        ("https://shop.example/a?b=c", "shop.example"),
        ("http://track-1.shop.example:8080 refused", "track-1.shop.example"),
        ("'https://jo:pa@ss@shop.example:443/x'", "shop.example"),
        ("(see https://shop.example.)", "shop.example"),
        ("http://192.0.2.7:5080/r", "192.0.2.7"),
        ("https://shop.example", "shop.example"),
    ] {
        assert_eq!(found(url), [(EntityKind::Host, host.to_owned())], "{url}");
    }
    for nothing in ["https://", "https:///path", "http://[2001:db8::1]/", "https://<host>/x"] {
        assert!(found(nothing).is_empty(), "{nothing}");
    }
    let two = found("https://a.example/?to=https://b.example/");
    assert_eq!(
        two.iter().map(|(_, host)| host.as_str()).collect::<Vec<_>>(),
        ["a.example", "b.example"]
    );
}

#[test]
fn a_trigger_without_a_name_gives_nothing() {
    assert!(found("operator 'never closed").is_empty());
    assert!(found("delivery of WKF and iRc=x").is_empty());
}
