//! Many small things at once.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// So many things are worth a thread.
const WORTH: usize = 64;

/// Calls a function with each number below `count`, in any order, by at most so many threads.
pub(super) fn each(threads: usize, count: usize, work: &(dyn Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let some = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            work(number);
        }
    };
    thread::scope(|scope| {
        // As many as the system gives; this one always works.
        let start = |_| thread::Builder::new().spawn_scoped(scope, some).ok();
        let workers: Vec<_> = (1..threads.min(count.div_ceil(WORTH))).map_while(start).collect();
        some();
        for worker in workers {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_comes_once() {
        for (threads, count) in [(1, 0), (0, 3), (4, 1), (4, 1_000), (1_000, 200)] {
            let seen: Vec<_> = (0..count).map(|_| AtomicUsize::new(0)).collect();
            each(threads, count, &|number| {
                seen[number].fetch_add(1, Ordering::Relaxed);
            });
            assert!(seen.into_iter().all(|times| times.into_inner() == 1));
        }
    }
}
