//! What the memo says beside what is found out each time anew.

use proptest::{prelude::*, sample::select};

use super::*;
use crate::knowledge::{KnowledgeBase, Rule, shape::Reading};

/// Messages of rules with other digits in them, and pieces that make shapes hard to tell.
fn message(examples: Vec<String>) -> impl Strategy<Value = String> {
    let piece = select(vec![
        "'",
        "\"",
        "<n>",
        "<name>",
        "  ",
        "\t",
        " ",
        "\u{1}",
        "\u{2}",
        "12",
        "PGS-220000",
        "x-PGS-220000",
        "403",
        "(403)",
        "port 6666",
        "errno=28)",
        "pop3",
        "/a/b7",
        "7f00ab12",
        "192.0.2.7",
        "password=",
        "\\nORA-00020",
        "421 4.7.0",
        "delivery ",
        "jo%40mail.example",
        "0x7f",
        "5.1.1",
        "503 ",
        "(iRc=",
        "WKF12/js3",
        "https://jo@shop.example:80/x",
    ]);
    let digits = proptest::collection::vec(0u8..10, 1..6);
    let one = select(examples.clone());
    // What two rules look for, so that one keeps the other from being asked.
    let two = (select(examples.clone()), select(examples))
        .prop_map(|(one, other)| format!("{one}; {other}"));
    let insert = proptest::option::of((piece, any::<proptest::sample::Index>()));
    (prop_oneof![3 => one, 1 => two], digits, insert).prop_map(|(example, digits, piece)| {
        let mut next = digits.iter().cycle();
        let other = |sign: char| match sign.to_digit(10) {
            Some(_) => char::from(b'0' + next.next().expect("a cycle")),
            None => sign,
        };
        let mut text: String = example.chars().map(other).collect();
        if let Some((piece, at)) = piece {
            let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
            if !places.is_empty() {
                text.insert_str(places[at.index(places.len())], piece);
            }
        }
        text
    })
}

#[test]
fn the_memo_says_what_is_found_out_anew() {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let advice = base.rules().iter().map(Rule::advice);
    let examples: Vec<_> = advice
        .flat_map(|advice| advice.examples.iter().chain(&advice.counterexamples))
        .cloned()
        .collect();
    let (mut memo, mut anew) = (Memo::default(), Memo::none());
    let mut compare = |text: &str| {
        let judged = memo.judge(&classifier, text.as_bytes());
        let plain = anew.judge(&classifier, text.as_bytes());
        assert_eq!(judged.classification, plain.classification, "{text}");
        assert_eq!(judged.codes, plain.codes, "{text}");
        assert_eq!(judged.template.fingerprint, plain.template.fingerprint, "{text}");
        assert_eq!(judged.template.text(), plain.template.text(), "{text}");
        let names = |judged: &Judged<'_>| {
            let name = |named: &Named| {
                let hash = named.hash(text.as_bytes());
                (named.kind, named.name(text.as_bytes()).to_vec(), hash)
            };
            judged.named.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(names(&judged), names(&plain), "{text}");
    };
    // A shape is kept when it comes a second time.
    for text in examples.iter().chain(&examples).chain(&examples) {
        compare(text);
    }
    let config =
        ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    let compare = std::cell::RefCell::new(compare);
    let result = proptest::test_runner::TestRunner::new(config).run(&message(examples), |text| {
        (*compare.borrow_mut())(&text);
        Ok(())
    });
    result.expect("the same each time");
}

/// What a fresh memory says of messages, one after the other, must be what is found out anew.
fn compare_in_turn(messages: &[&str]) {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let (mut memo, mut anew) = (Memo::default(), Memo::none());
    for text in messages {
        let judged = memo.judge(&classifier, text.as_bytes());
        let plain = anew.judge(&classifier, text.as_bytes());
        assert_eq!(judged.classification, plain.classification, "{text}");
        assert_eq!(judged.codes, plain.codes, "{text}");
    }
}

#[test]
fn a_code_that_the_template_hides_is_told_all_the_same() {
    let [busy, other] = ["It said 'PGS-220000 7' to me", "It said 'PGS-220053 8' to me"];
    compare_in_turn(&[busy, busy, busy, other, other, busy]);
}

#[test]
fn a_rule_that_kept_another_one_from_being_asked_does_so_for_its_own_shape_alone() {
    // The first message fits a rule whose pattern treats digits alike; without it a worse rule tells them apart.
    let disabled = "operator 'x' is disabled; 3 error(s) during the update";
    let three = "operator feature disabled; 3 error(s) during the update";
    let none = "operator feature disabled; 0 error(s) during the update";
    compare_in_turn(&[disabled, three, three, none, none, three]);
    compare_in_turn(&[disabled, none, none, three, three, none]);
}

#[test]
fn a_code_that_comes_many_times_is_asked_about_once() {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let (mut room, mut reading) = (Room::default(), Reading::default());
    let message = "x ".to_owned() + &"ORA-20 ".repeat(500);
    let literals = classifier.literals();
    let zeroed = room.zeroed(message.as_bytes());
    let shape = Shape::learn(message.as_bytes(), zeroed, literals);
    shape.read(message.as_bytes(), literals, &mut reading);
    let found = reading.literals;
    assert!(!found.is_empty() && found.len() < 10, "{}", found.len());
}
