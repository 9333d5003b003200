//! Messages into events.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use divan::{Bencher, black_box, counter::BytesCount};
use nltriage::{
    knowledge::{Classifier, KnowledgeBase, Scratch, find_named, mask},
    redact::Redactor,
};

use super::{
    CLASSIFIER,
    logs::{Log, SMALL, messages, sum},
};

/// Longest text of a record that the scan looks at.
const TEXT_LEN: usize = 16 << 10;

fn each(bencher: Bencher, log: Log, mut work: impl FnMut(&[u8])) {
    let log = log.bytes(SMALL);
    let mut messages = messages(&log);
    for message in &mut messages {
        *message = &message[..message.len().min(TEXT_LEN)];
    }
    bencher.counter(sum(&messages)).bench_local(|| {
        for message in &messages {
            work(black_box(message));
        }
    });
}

#[divan::bench(args = [Log::Outage, Log::AllMatch, Log::LongLines])]
fn rules(bencher: Bencher, log: Log) {
    let mut scratch = Scratch::default();
    each(bencher, log, |message| {
        black_box(CLASSIFIER.classify(message, &mut scratch));
    });
}

/// Messages that no rule knows: every tier is asked.
#[divan::bench]
fn rules_none_match(bencher: Bencher) {
    let text = b"the quick brown fox of 'gardenNewsletter' sleeps for 118 ms beside a lazy dog";
    let mut scratch = Scratch::default();
    bencher
        .counter(BytesCount::of_slice(text))
        .bench_local(|| CLASSIFIER.classify(black_box(text), &mut scratch));
}

/// The cost of a message must not grow with the rules: fewer than there are, about as many, three times as many.
#[divan::bench(args = [150, 500, 2_000])]
fn by_number_of_rules(bencher: Bencher, count: usize) {
    let classifier = Classifier::new(&with_rules(count)).expect("compiles");
    let mut scratch = Scratch::default();
    each(bencher, Log::Outage, |message| {
        black_box(classifier.classify(message, &mut scratch));
    });
}

/// What every run does first.
#[divan::bench]
fn start_load() -> KnowledgeBase {
    KnowledgeBase::builtin().expect("loads")
}

/// And then.
#[divan::bench]
fn start_compile(bencher: Bencher) {
    let base = KnowledgeBase::builtin().expect("loads");
    bencher.bench_local(|| Classifier::new(&base).expect("compiles"));
}

/// The built-in knowledge with so many rules: some switched off, or more added whose texts are like theirs.
#[expect(clippy::disallowed_methods, reason = "a bench writes its own packs")]
fn with_rules(count: usize) -> KnowledgeBase {
    let base = KnowledgeBase::builtin().expect("loads");
    let all = base.rules().len();
    let mut packs = BTreeMap::<&str, String>::new();
    for number in count.min(all)..count.max(all) {
        let rule = &base.rules()[number % all];
        let (subject, id) = rule.id.split_once('/').expect("subject and id");
        let text = packs.entry(subject).or_default();
        if count < all {
            writeln!(text, "[[rule]]\nid = \"{id}\"\ndisabled = true").expect("memory");
        } else {
            let texts = rule.entry.any.iter().chain(&rule.entry.all);
            let texts: Vec<_> = texts.map(|text| format!("{text} of kind {number}")).collect();
            let texts =
                if texts.is_empty() { vec![format!("nothing of kind {number}")] } else { texts };
            writeln!(text, "[[rule]]\nid = \"more-{number}\"\nany = {texts:?}").expect("memory");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (subject, text) in packs {
        fs::write(folder.path().join(format!("{subject}.toml")), text).expect("room");
    }
    let base = base.clone().with_pack(folder.path()).expect("a sound pack");
    assert_eq!(base.rules().len(), count);
    base
}

/// A message becomes its template.
#[divan::bench(args = [Log::Outage, Log::LongLines])]
fn template(bencher: Bencher, log: Log) {
    let mut template = Vec::new();
    each(bencher, log, |message| {
        black_box(mask(message, &mut template));
    });
}

#[divan::bench(args = [Log::Outage, Log::LongLines])]
fn entities(bencher: Bencher, log: Log) {
    each(bencher, log, |message| {
        black_box(find_named(message).count());
    });
}

/// Only text that is kept is redacted, so this may be slow.
#[divan::bench(args = [Log::Outage, Log::LongLines])]
fn redact(bencher: Bencher, log: Log) {
    each(bencher, log, |message| {
        black_box(Redactor::ON.keep(message, 1_200));
    });
}
