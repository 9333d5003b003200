//! The cases, one file for each way to be hostile.

mod changing;
mod content;
mod files;
mod gzip;
mod injection;
mod lines;
mod surroundings;
mod time;

use crate::case::Case;

/// All cases, in the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Case> {
    let kinds = [
        content::CASES,
        lines::CASES,
        time::CASES,
        gzip::CASES,
        injection::CASES,
        files::CASES,
        changing::CASES,
        surroundings::CASES,
    ];
    kinds.into_iter().flatten()
}
