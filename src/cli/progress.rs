//! How far the scan is, on standard error, when that is a terminal.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{render::escape_line, scan::Progress};

/// How often the bar is drawn: often enough to look alive, rarely enough to cost nothing.
const TICK: Duration = Duration::from_millis(100);

/// Runs `work` beside a progress bar over `total` bytes. Workers only add to one counter; a thread of its own looks at it.
pub(super) fn with_bar<T>(total: u64, is_wanted: bool, work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    let target =
        if is_wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(total), target);
    if bar.is_hidden() {
        return work(&progress);
    }
    let template =
        "{bytes} of {total_bytes} {bar:24} {binary_bytes_per_sec}, {eta} left  {wide_msg}";
    bar.set_style(ProgressStyle::with_template(template).expect("a constant template"));
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        let draw = || {
            while !is_done.load(Ordering::Relaxed) {
                bar.set_position(progress.bytes.load(Ordering::Relaxed));
                if let Ok(current) = progress.current.lock() {
                    bar.set_message(escape_line(&current));
                }
                thread::park_timeout(TICK);
            }
        };
        // Without another thread there is no bar.
        let _ = thread::Builder::new().spawn_scoped(scope, draw);
        let _ends = Ends(&is_done);
        let outcome = work(&progress);
        bar.finish_and_clear();
        outcome
    })
}

/// Ends the other thread when the work does, also by a panic.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
