//! Any messages, one after the other: the memory says what judging anew says, and what is kept is redacted for good.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nltriage::{
    knowledge::{Classifier, KnowledgeBase, Memo},
    redact::Redactor,
};

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| {
    let knowledge = KnowledgeBase::builtin().expect("the rules load");
    Classifier::new(&knowledge).expect("the rules compile")
});

/// Messages that rules know.
static EXAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let knowledge = KnowledgeBase::builtin().expect("the rules load");
    let advice = knowledge.rules().iter().map(|rule| rule.advice());
    advice.flat_map(|told| told.examples.iter().chain(&told.counterexamples)).cloned().collect()
});

/// A message: an example or none, what follows it, and other digits.
type Input<'a> = (u16, &'a [u8], [u8; 4]);

fn message((example, tail, _): &Input<'_>) -> Vec<u8> {
    let example = EXAMPLES.get(usize::from(*example)).map_or("", String::as_str);
    [example.as_bytes(), tail].concat()
}

/// The same message with other digits, so that shapes come again.
fn changed(message: &[u8], (_, _, digits): &Input<'_>) -> Vec<u8> {
    let mut next = digits.iter().map(|byte| b'0' + byte % 10).cycle();
    let other = |byte: &u8| match byte {
        b'0'..=b'9' => next.next().unwrap_or(*byte),
        _ => *byte,
    };
    message.iter().map(other).collect()
}

// What is remembered of one message may be wrong for another, so the memory lives for a few of them, and no longer: what is
// found must be found again.
fuzz_target!(|inputs: Vec<Input<'_>>| {
    let (mut memo, mut plain) = (Memo::default(), Memo::none());
    for input in inputs.iter().take(8) {
        let message = message(input);
        let changed = changed(&message, input);
        for text in [&message, &changed, &message, &changed] {
            let judged = memo.judge(&CLASSIFIER, text);
            let anew = plain.judge(&CLASSIFIER, text);
            assert_eq!(judged.classification, anew.classification);
            assert_eq!(judged.codes, anew.codes);
            assert_eq!(judged.template.fingerprint, anew.template.fingerprint);
            assert_eq!(judged.template.text(), anew.template.text());
            assert_eq!(judged.named, anew.named);
        }
        let kept = Redactor::ON.keep(&message, 1_000);
        let again = Redactor::ON.keep(kept.as_str().as_bytes(), 2_000);
        assert_eq!(kept.as_str().trim_end_matches('…'), again.as_str().trim_end_matches('…'));
    }
});
