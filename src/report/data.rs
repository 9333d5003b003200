//! The parts of a report as plain data: what each output shows, and what JSON promises. Who makes them stands beside.

pub(super) mod counts;
pub(super) mod coverage;
pub(super) mod issue;
pub(super) mod plan;
pub(super) mod time;
