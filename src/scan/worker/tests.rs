//! What is counted of a file that changes while a range of it is counted.

use std::{fs::File, io::Write as _, path::Path};

use super::*;
use crate::{
    input::{DiscoverOptions, ReadOptions, discover, map_range},
    knowledge::KnowledgeBase,
    summary::SkipReason,
};

const RANGE: u64 = 64 << 10;

/// Records of three kinds.
fn records(count: usize, what: &str) -> Vec<u8> {
    let line = |number: usize| {
        format!(
            "2026-11-18 21:{:02}:07.123+01:00\t00002572\t00007D6C\t1\terror\tlog\tPart {} of {what} failed\n",
            number / 400 % 60,
            ["one", "two", "three"][number % 3]
        )
    };
    (0..count).flat_map(|number| line(number).into_bytes()).collect()
}

fn write(path: &Path, bytes: &[u8]) {
    File::create(path).and_then(|mut file| file.write_all(bytes)).expect("written");
}

/// The summary of a log in ranges; `change` happens when the fourth of them was counted and not yet
/// judged: the first two are sure by then, and the third is on trial.
fn summary(path: &Path, classifier: &Classifier, change: impl FnOnce(&Path)) -> Summary {
    let found = discover(&[path.to_owned()], &DiscoverOptions::default()).expect("found");
    let options = ScanOptions {
        read: ReadOptions { chunk_bytes: RANGE, map_from: Some(0), ..ReadOptions::default() },
        ..ScanOptions::default()
    };
    let (queue, lines, changed) = (Queue::new(1), Lines::default(), Changed::default());
    let (progress, copies) = (Progress::default(), std::collections::BTreeMap::new());
    let mut worker = Worker::new(Shared {
        sources: &found.sources,
        filter: &found.filter,
        copies: &copies,
        classifier,
        options: &options,
        progress: &progress,
        queue: &queue,
        lines: &lines,
        changed: &changed,
    });
    worker.source(0);
    let mut change = Some(change);
    // Ranges come before sources.
    while let Some(Job::Range(RangeJob { source, file, range, plan })) = queue.take() {
        let given = worker.fold(source, &plan, range.start, Trust::OnTrial, |fold| {
            map_range(&file, &range, &mut |piece| {
                fold.piece(&piece);
                if let Some(change) = change.take_if(|_| range.start == 3 * RANGE) {
                    change(path);
                }
            })
        });
        worker.settle(given, source, &file, range, &plan);
        changed.note(&found.sources[0].name, &file);
    }
    worker.sum_up();
    let mut summary = worker.summary;
    changed.tell(&mut summary);
    summary.settle(|_, _| 0);
    summary
}

/// Something that happens to a file while it is read.
type Change<'a> = Box<dyn FnOnce(&Path) + 'a>;

#[test]
fn of_a_range_that_is_torn_nothing_is_counted_twice_and_nothing_of_no_file() {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("web.log");
    let text = records(4_000, "something");
    assert!(text.len() as u64 > 4 * RANGE + 4096);
    let two_ranges = usize::try_from(2 * RANGE - 1).expect("small");
    let line_end = text[two_ranges..].iter().position(|byte| *byte == b'\n').expect("lines");
    let sure = two_ranges + line_end + 1;
    let cut = |len| {
        move |path: &Path| {
            File::options().write(true).open(path).and_then(|file| file.set_len(len)).expect("cut");
        }
    };
    let anew = |path: &Path| write(path, &records(6_000, "another thing"));
    // What was sure, and what was on trial as far as it can be had again.
    let cases: [(Change<'_>, usize, ProblemKind); 3] = [
        (Box::new(cut(230_000)), 230_000, ProblemKind::Shrank),
        (Box::new(cut(0)), sure, ProblemKind::Shrank),
        (Box::new(anew), sure, ProblemKind::Rewritten),
    ];
    for (change, kept, kind) in cases {
        write(&path, &text);
        let mut after = summary(&path, &classifier, change);
        let account = after.accounts.values_mut().next().expect("one");
        assert_eq!(account.imbalance(), None);
        let lost = account.skipped.remove(&SkipReason::Lost).expect("named");
        assert_eq!(lost.bytes, (text.len() - kept) as u64);
        // Where a range begins, if not all that is before is there: at most a line earlier.
        assert!(lost.first <= kept as u64 && lost.first + 200 > kept as u64, "{lost:?}");
        account.bytes -= lost.bytes;
        let problems = std::mem::take(&mut after.problems);
        assert_eq!(problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [kind]);
        write(&path, &text[..kept]);
        assert_eq!(after, summary(&path, &classifier, |_| ()));
    }
}

#[test]
fn a_bug_in_one_source_is_named_and_takes_nothing_else_away() {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let dir = tempfile::tempdir().expect("a directory");
    let text = records(30, "something");
    for name in ["mta.log", "web.log"] {
        write(&dir.path().join(name), &text);
    }
    let found = discover(&[dir.path().to_owned()], &DiscoverOptions::default()).expect("found");
    let options = ScanOptions::default();
    let (queue, lines, changed) = (Queue::new(2), Lines::default(), Changed::default());
    let (progress, copies) = (Progress::default(), std::collections::BTreeMap::new());
    let mut worker = Worker::new(Shared {
        sources: &found.sources,
        filter: &found.filter,
        copies: &copies,
        classifier: &classifier,
        options: &options,
        progress: &progress,
        queue: &queue,
        lines: &lines,
        changed: &changed,
    });
    worker.guarded(|worker| worker.source(0), 0);
    // The second one is counted in part when the bug shows.
    worker.guarded(
        |worker| {
            worker.source(1);
            panic!("of what was read nothing is said");
        },
        1,
    );
    worker.sum_up();
    let mut summary = worker.summary;
    super::super::count_what_was_dropped(&found, &mut summary);
    summary.settle(|_, _| 0);
    let accounts: Vec<_> = summary.accounts.values().collect();
    assert_eq!((accounts[0].records, accounts[1].records), (30, 0));
    for account in &accounts {
        assert_eq!((account.bytes, account.imbalance()), (text.len() as u64, None));
    }
    assert_eq!(accounts[1].skipped[&SkipReason::Internal].bytes, text.len() as u64);
    let problems: Vec<_> = summary.problems.iter().collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].kind, ProblemKind::Internal);
    assert!(problems[0].source.ends_with("web.log"), "{problems:?}");
    assert!(!problems[0].message.contains("nothing is said"), "{problems:?}");
}
