//! How often nltriage is right about the labelled outages of `loggen`: the judge, its sums, its tables.
//!
//! The bench `incidents` and the test of the same name share this. It sees what a user sees, the report; nothing here knows how
//! the report comes to its order.

#![allow(dead_code, unreachable_pub, reason = "the bench and the test use different parts")]

pub mod judge;
pub mod run;
pub mod score;
pub mod tables;

#[path = "../loggen/mod.rs"]
pub mod loggen;
