//! The cases, one file for each way to be hostile.

mod content;
mod files;
mod gzip;
mod injection;
mod lines;
mod time;

use crate::case::Case;

/// All cases, in the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Case> {
    [content::CASES, lines::CASES, time::CASES, gzip::CASES, injection::CASES, files::CASES]
        .into_iter()
        .flatten()
}
