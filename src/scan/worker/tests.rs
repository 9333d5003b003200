//! What is counted of a file that changes while a range of it is counted.

use std::{
    fs::File,
    io::{Read, Write as _},
    path::Path,
};

use super::*;
use crate::{
    formats::SAMPLE_LEN,
    input::{
        DiscoverOptions, Discovery, Maps, ReadOptions, discover, map_range, open, open_member,
    },
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

/// What workers share.
#[derive(Default)]
struct Yard {
    seen: BTreeMap<usize, Seen>,
    gone: Gone,
    progress: Progress,
    lines: Lines,
    changed: Changed,
    dropped: Dropped,
}

impl Yard {
    fn worker<'a>(
        &'a self,
        found: &'a Discovery,
        classifier: &'a Classifier,
        options: &'a ScanOptions,
        queue: &'a Queue,
    ) -> Worker<'a> {
        let Yard { seen, gone, progress, lines, changed, dropped } = self;
        let (sources, filter) = (&found.sources[..], &found.filter);
        Worker::new(Shared {
            sources,
            filter,
            seen,
            gone,
            classifier,
            options,
            progress,
            queue,
            lines,
            changed,
            dropped,
        })
    }
}

/// What a worker has to say when all jobs are done.
fn ended(mut worker: Worker<'_>) -> Summary {
    worker.finish();
    worker.summary
}

/// The summary of a log in ranges; `change` happens when the fourth of them was counted and not yet
/// judged: the first two are sure by then, and the third is on trial.
fn summary(path: &Path, classifier: &Classifier, change: impl FnOnce(&Path)) -> Summary {
    let found = discover(&[path.to_owned()], &DiscoverOptions::default()).expect("found");
    let options = ScanOptions {
        read: ReadOptions { chunk_bytes: RANGE, maps: Maps::Always, ..ReadOptions::default() },
        ..ScanOptions::default()
    };
    // Jobs are taken here without a word when they are done.
    let (yard, queue) = (Yard::default(), Queue::new(vec![0], usize::MAX));
    let mut worker = yard.worker(&found, classifier, &options, &queue);
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
        yard.changed.note(&found.sources[0].name, &file);
    }
    let mut summary = ended(worker);
    yard.changed.tell(&mut summary);
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
fn what_the_disk_does_not_give_is_lost_and_what_was_never_written_is_not() {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("web.log");
    let (before, behind) = (records(200, "something"), records(300, "another thing"));
    let text = [&before[..], &[0; 10_000], &behind].concat();
    let [len, hole] = [text.len(), before.len()].map(|bytes| bytes as u64);
    write(&path, &text);
    let found = discover(&[path], &DiscoverOptions::default()).expect("found");
    // Inside the text, inside the zeros, at the end, and all of it.
    let blocks = [4_096, hole.next_multiple_of(4_096), len - len % 4_096];
    for (place, lost) in [
        (blocks[0]..blocks[0] + 1, blocks[0]..blocks[0] + 4_096),
        (blocks[1]..blocks[1] + 1, blocks[1]..blocks[1] + 4_096),
        (blocks[2]..len, blocks[2]..len),
        (0..len, 0..len),
    ] {
        for chunk_bytes in [4_096, 5_000, u64::MAX] {
            let read = ReadOptions { chunk_bytes, maps: Maps::Never, ..ReadOptions::default() };
            let options = ScanOptions { read, ..ScanOptions::default() };
            let (yard, queue) = (Yard::default(), Queue::new(vec![0], 1));
            let mut worker = yard.worker(&found, &classifier, &options, &queue);
            let mut opened = open(&found.sources[0], SAMPLE_LEN).expect("opened");
            let plan = worker.plan(&found.sources[0], &opened).expect("a log");
            let Content::File(file) = &mut opened.content else { panic!("a plain file") };
            Arc::get_mut(file).expect("nobody else").break_at(place.clone());
            for range in crate::input::ranges(len, chunk_bytes) {
                worker.file(0, file, range, &plan);
            }
            let mut summary = ended(worker);
            yard.changed.tell(&mut summary);
            summary.settle(|_, _| 0);
            let account = summary.accounts.values().next().expect("one");
            assert_eq!((account.bytes, account.imbalance()), (len, None), "{place:?}");
            let of = |reason| {
                account.skipped.get(&reason).map_or((0, 0), |skip| (skip.first, skip.bytes))
            };
            let count = lost.end - lost.start;
            assert_eq!(of(SkipReason::Lost), (lost.start, count), "{place:?} {chunk_bytes}");
            let nul = match count {
                4_096 if lost.start > hole => 10_000 - 4_096,
                count if count == len => 0,
                _ => 10_000,
            };
            assert_eq!(of(SkipReason::Nul), (if nul > 0 { hole } else { 0 }, nul), "{place:?}");
            let told: Vec<_> =
                summary.problems.iter().filter(|told| told.kind != ProblemKind::Nul).collect();
            assert_eq!((told.len(), told[0].offset), (1, Some(lost.start)), "{told:?}");
            assert!(told[0].message.starts_with(&format!("{count} bytes could not")), "{told:?}");
        }
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
    let (yard, queue) = (Yard::default(), Queue::new(vec![0, 1], 1));
    let mut worker = yard.worker(&found, &classifier, &options, &queue);
    worker.guarded(|worker| worker.source(0), 0);
    // The second one is counted in part when the bug shows.
    worker.guarded(
        |worker| {
            worker.source(1);
            panic!("of what was read nothing is said");
        },
        1,
    );
    let mut summary = ended(worker);
    yard.dropped.tell(&found, &mut summary);
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

/// Bytes that come, and then a bug.
struct Faulty<'a>(&'a [u8]);

impl Read for Faulty<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => panic!("of what was read nothing is said"),
            count => Ok(count),
        }
    }
}

#[test]
fn a_bug_in_a_stream_takes_nothing_of_the_source_before_it() {
    let base = KnowledgeBase::builtin().expect("loads");
    let classifier = Classifier::new(&base).expect("compiles");
    let dir = tempfile::tempdir().expect("a directory");
    let text = records(9_000, "something");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&text).expect("memory");
    let packed = encoder.finish().expect("memory");
    for name in ["mta.log", "web.log"] {
        write(&dir.path().join(name), &text);
    }
    let found = discover(&[dir.path().to_owned()], &DiscoverOptions::default()).expect("found");
    let options = ScanOptions::default();
    for (bytes, dropped) in [(&packed[..packed.len() / 2], 0), (&text, text.len() as u64)] {
        let (yard, queue) = (Yard::default(), Queue::new(vec![0, 1], 1));
        let mut worker = yard.worker(&found, &classifier, &options, &queue);
        worker.guarded(|worker| worker.source(0), 0);
        worker.guarded(
            |worker| {
                let mut faulty = Faulty(bytes);
                let opened = open_member(&mut faulty, 4_096).expect("a head");
                let source = &found.sources[1];
                let plan = worker.plan(source, &opened).expect("a log");
                worker.takes(&opened);
                worker.whole(source, opened, &plan);
            },
            1,
        );
        let mut summary = ended(worker);
        yard.dropped.tell(&found, &mut summary);
        let sources: Vec<_> = summary.problems.iter().map(|problem| &problem.source).collect();
        assert_eq!(sources, [&found.sources[1].name]);
        let of = |index: usize| summary.accounts.get(&found.sources[index].name);
        assert_eq!(of(0).map(|account| account.records), Some(9_000));
        // What lies packed on the disk says nothing about how much it was.
        assert_eq!(of(1).map_or(0, |account| account.bytes), dropped);
    }
}
