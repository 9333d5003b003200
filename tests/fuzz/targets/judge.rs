//! Any message: the memory says what judging anew says, and what is kept is redacted for good.

#![no_main]

use std::{cell::RefCell, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use nltriage::{
    knowledge::{Classifier, KnowledgeBase, Memo},
    redact::Redactor,
};

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| {
    let knowledge = KnowledgeBase::builtin().expect("the rules load");
    Classifier::new(&knowledge).expect("the rules compile")
});

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

fuzz_target!(|input: (&[u8], Vec<u8>)| {
    let (message, digits) = input;
    // The same message with other digits, so that shapes come again.
    let mut next = digits.iter().filter(|byte| byte.is_ascii_digit()).cycle();
    let other = |byte: &u8| match byte {
        b'0'..=b'9' => *next.next().unwrap_or(byte),
        _ => *byte,
    };
    let changed: Vec<u8> = message.iter().map(other).collect();
    MEMO.with_borrow_mut(|memo| {
        let mut plain = Memo::none();
        for text in [message, &changed, message] {
            let judged = memo.judge(&CLASSIFIER, text);
            let anew = plain.judge(&CLASSIFIER, text);
            assert_eq!(judged.classification, anew.classification);
            assert_eq!(judged.codes, anew.codes);
            assert_eq!(judged.template.fingerprint, anew.template.fingerprint);
            assert_eq!(judged.template.text(), anew.template.text());
            assert_eq!(judged.named, anew.named);
        }
    });
    let kept = Redactor::ON.keep(message, 1_000);
    let again = Redactor::ON.keep(kept.as_str().as_bytes(), 2_000);
    assert_eq!(kept.as_str().trim_end_matches('…'), again.as_str().trim_end_matches('…'));
});
