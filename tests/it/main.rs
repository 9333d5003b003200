//! Integration tests, one binary. Laws first, then the samples, then the contracts, then what people see.
#![expect(clippy::disallowed_methods, reason = "tests make files and read them")]

mod architecture;
mod archives;
mod baseline;
mod cascade;
mod changing;
mod cmd;
mod contract;
mod duplicates;
#[cfg(target_os = "linux")]
mod faults;
mod growth;
mod incidents;
mod input;
mod instructions;
#[cfg(unix)]
mod interrupt;
mod languages;
mod laws;
mod outputs;
mod parity;
mod privacy;
mod restarts;
mod rules;
mod runs;
mod seeds;
mod snapshots;
mod supply;
mod support;
mod tables;
mod tracking;
mod triage;
mod writings;
