//! The driver: sources in, one summary out. The only place that starts threads.
//!
//! Open a source, learn its form from its head, cut it into ranges; per range: lines → records → events → tally → summary,
//! merged per thread and at the end. A range does not know what stands before it, and what it says does not depend on where
//! it was cut, so any number of threads and any size of range give the same summary.

mod ahead;
mod changed;
mod copies;
mod dropped;
mod each;
mod fold;
mod lines;
mod names;
mod queue;
mod worker;
mod zone;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use changed::Changed;
use copies::{Gone, Unread};
use dropped::Dropped;
use each::each;
use lines::Lines;
pub use names::Names;
use queue::Queue;
use worker::{Shared, Worker};
pub use zone::Zone;

use crate::{
    formats::{DateOrder, Format, SAMPLE_LEN},
    input::{Copies, Discovery, Identity, ReadOptions, Watched, Writing, duplicates},
    knowledge::Classifier,
    redact::Redactor,
    summary::{Inventory, Summary, Tally},
    window::Window,
};

/// How to scan; of these only the window, the zone and the redactor change what is found.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// Number of threads, at least one.
    pub threads: usize,
    /// How to read.
    pub read: ReadOptions,
    /// Records outside are counted as out of range.
    pub window: Window,
    /// Zone of stamps that name none, where the file itself does not tell.
    pub input_zone: Option<jiff::tz::TimeZone>,
    /// Which number of a journal's date is the day, where the file itself does not tell.
    pub date_order: Option<DateOrder>,
    /// What happens to personal data.
    pub redactor: Redactor,
    /// Whether each line is read by the grammar and each message judged anew: the slow way that the others are tested
    /// against. It changes nothing but time.
    pub is_plain: bool,
}

/// Threads where nobody says how many: each takes some memory, and the server that the logs are of has other work to do.
const MOST_THREADS: usize = 8;

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS),
            read: ReadOptions::default(),
            window: Window::ALL,
            input_zone: None,
            date_order: None,
            redactor: Redactor::ON,
            is_plain: false,
        }
    }
}

/// How far a scan is; read it from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes on disk that were read.
    pub bytes: AtomicU64,
    /// Name of a source that is being read.
    pub current: Mutex<String>,
}

impl Progress {
    fn starts(&self, name: &str) {
        if let Ok(mut current) = self.current.lock() {
            name.clone_into(&mut current);
        }
    }

    fn read(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Finds the sources that are the same; this reads some of them, by so many threads.
#[must_use]
pub fn compare(found: &Discovery, threads: usize) -> Copies {
    let each = |count, work: &(dyn Fn(usize) + Sync)| each(threads, count, work);
    duplicates(&found.sources, SAMPLE_LEN, worker::is_log, each)
}

/// Reads all sources and sums them up. Sources that fail become problems of the summary, and so do those that bring out a
/// bug: what a thread that panics has counted of a source is dropped, and named with kind `internal`.
///
/// # Panics
/// When a thread panics outside its jobs, which is a bug as well.
#[must_use]
pub fn scan(
    found: &Discovery,
    classifier: &Classifier,
    options: &ScanOptions,
    progress: &Progress,
) -> Summary {
    scan_compared(found, &compare(found, options.threads), classifier, options, progress)
}

/// The same, of sources that were compared before.
///
/// # Panics
/// As [`scan`].
#[must_use]
pub fn scan_compared(
    found: &Discovery,
    copies: &Copies,
    classifier: &Classifier,
    options: &ScanOptions,
    progress: &Progress,
) -> Summary {
    let lines = Lines::default();
    let changed = Changed::default();
    let dropped = Dropped::default();
    let threads = options.threads.max(1);
    let mut summary = Summary::default();
    let (mut unread, mut next) = Unread::new(found, copies);
    loop {
        let queue = Queue::new(next, threads);
        let gone = Gone::default();
        let shared = Shared {
            sources: &found.sources,
            filter: &found.filter,
            seen: &copies.seen,
            gone: &gone,
            classifier,
            options,
            progress,
            queue: &queue,
            lines: &lines,
            changed: &changed,
            dropped: &dropped,
        };
        summary = summary.merge(read(shared, threads));
        next = unread.instead_of(gone);
        if next.is_empty() {
            break;
        }
    }
    summary.problems.extend(found.problems.iter().cloned());
    summary.inventory.merge(inventory(found));
    changed.tell(&mut summary);
    dropped.tell(found, &mut summary);
    unread.tell(found, &mut summary, progress);
    copies::tell_unsure(copies, found, &mut summary);
    let lines = lines.into_sums();
    summary.settle(|source, offset| lines.before(source, offset).unwrap_or_default());
    summary
}

/// Does all that is in the queue, by as many threads as the system gives.
fn read(shared: Shared<'_>, threads: usize) -> Summary {
    let done = Mutex::new(None);
    thread::scope(|scope| {
        let work = || put_together(&done, Worker::new(shared).work());
        // This one always works.
        let start = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let workers: Vec<_> = (1..threads).map_while(start).collect();
        work();
        for worker in workers {
            worker.join().expect("a worker ends well");
        }
    });
    done.into_inner().expect("no thread panics while it looks").unwrap_or_default()
}

/// Leaves a summary to the thread that is done next, or merges what another one has left: so many threads merge at once.
fn put_together(done: &Mutex<Option<Summary>>, mut own: Summary) {
    loop {
        let mut left = done.lock().expect("no thread panics while it looks");
        let Some(other) = left.take() else {
            *left = Some(own);
            return;
        };
        drop(left);
        own = own.merge(other);
    }
}

/// What was there, by the paths alone.
fn inventory(found: &Discovery) -> Inventory {
    let files = found.sources.iter().map(|source| &source.identity);
    // Thousands of files are of a few modules: each is cloned once.
    let files: BTreeSet<_> = files.filter(|identity| !identity.is_unknown()).collect();
    Inventory {
        files: files.into_iter().map(|identity| Identity::clone(identity)).collect(),
        folders: found.folders.clone(),
        empty_folders: found.empty_folders.clone(),
        ..Inventory::default()
    }
}

/// What was learnt about a source when it was opened.
#[derive(Debug, Clone)]
struct Plan {
    format: &'static dyn Format,
    zone: Zone,
    compression: Option<&'static str>,
    writing: Writing,
    /// Whether it is read in one range: then there is nothing to wait for, and no lines stand before the range.
    is_whole: bool,
}

impl Plan {
    /// Nothing counted yet.
    fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        tally.account.format = self.format.name();
        tally.account.compression = self.compression;
        tally.account.encoding = self.writing.encoding.name();
        tally
    }
}

/// A range of a large file.
#[derive(Debug)]
struct RangeJob {
    source: usize,
    /// Closed when the last of its ranges is read.
    file: Arc<Watched>,
    range: std::ops::Range<u64>,
    plan: Plan,
}
