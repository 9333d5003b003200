//! Summaries into one, and that into a report; the bytes are those of the logs that they stand for.

use divan::{Bencher, black_box, counter::BytesCount};
use nltriage::{
    input::Identity,
    knowledge::{Template, find_named},
    record::{Level, Timestamp},
    redact::Redactor,
    summary::{Event, GroupKey, Summary, Tally, Writer},
};

use super::{logs::Log, report, summary};

#[divan::bench(args = [Log::Typical, Log::Outage])]
fn merge(bencher: Bencher, log: Log) {
    let (summary, bytes) = summary(&log.file());
    bencher
        .counter(BytesCount::new(2 * bytes))
        .with_inputs(|| (summary.clone(), summary.clone()))
        .bench_local_values(|(one, other)| one.merge(other));
}

#[divan::bench(args = [Log::Typical, Log::Outage])]
fn build(bencher: Bencher, log: Log) {
    let (summary, bytes) = summary(&log.file());
    bencher.counter(BytesCount::new(bytes)).bench_local(|| report(black_box(&summary)));
}

/// The worst report: 10,000 distinct issues in 30 days. In each thread an unknown failure comes first, and what it
/// breaks comes seconds later, so that every issue asks for its cause.
#[divan::bench(sample_count = 10)]
fn build_10_000_issues(bencher: Bencher) {
    let summary = many_issues(10_000);
    assert_eq!(summary.groups.len(), 10_000);
    bencher.bench_local(|| report(black_box(&summary)));
}

/// Issues of 40 events each, spread over 30 days; by tallies so small that none is limited.
fn many_issues(count: u32) -> Summary {
    const PER_TALLY: u32 = 2_000;
    let identity = Identity { instance: Some("prod1".to_owned()), module: "mta".to_owned() }.into();
    let mut whole = Summary::default();
    for start in (0..count).step_by(PER_TALLY as usize) {
        let mut tally = Tally::default();
        for issue in start..count.min(start + PER_TALLY) {
            (0..40).for_each(|event| count_event(&mut tally, issue, event));
        }
        let part = tally.into_summary("mta.log", &identity, Redactor::ON);
        whole.groups.extend(part.groups);
        whole.activity = part.activity;
        whole.accounts = part.accounts;
    }
    whole
}

/// Ten issues fail together, one second after the other, in one thread.
fn count_event(tally: &mut Tally, issue: u32, event: u32) {
    const START: i64 = 1_793_491_200;
    const DAY: u32 = 86_400;
    let (work, place) = (issue / 10, issue % 10);
    let second = (event * DAY / 4 * 3 + work * 97) % (30 * DAY) / 10 * 10 + place;
    let at = Timestamp::from_seconds(START + i64::from(second));
    let thread = format!("{:08X}", 0x2000 + (work * 13 + event) % 50);
    let text = format!("Step {work} of kind {place} of WKF{} failed", work % 300);
    let named: Vec<_> = find_named(text.as_bytes()).collect();
    tally.active(at, Level::Error);
    tally.event(&Event {
        is_placed: false,
        is_fatal: false,
        key: GroupKey::Template(issue.into()),
        level: Level::Error,
        at: Some(at),
        thread: Writer::of(Some("prod1")).thread(thread.as_bytes()),
        codes: &[],
        template: Template::masked(issue.into(), text.as_bytes()),
        message: text.as_bytes(),
        named: &named,
        offset: u64::from(issue * 40 + event) * 100,
        line: u64::from(issue * 40 + event + 1),
        text: text.as_bytes(),
    });
}
