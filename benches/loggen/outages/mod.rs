//! Outages with a label: what really broke, when, and what a report may name as the first cause.
//!
//! | file | what it holds |
//! |---|---|
//! | `kind.rs` | what a kind of outage is made of |
//! | `database.rs`, `system.rs`, `network.rs`, `mail.rs`, `tracking.rs`, `web.rs`, `work.rs` | the kinds, by where they begin |
//! | `common.rs` | symptoms that many kinds share |
//! | `noise.rs`, `oddities.rs` | errors of every day; errors that come once, and those of the daily restart |
//! | `plan.rs`, `pace.rs` | what the seed decides: hours, violence, zone; how records lie in time |
//! | `build.rs`, `unrelated.rs` | all of it into a day, with its label; what has nothing to do with it |
//!
//! A kind is written from what administrators tell, never from what nltriage does with it. To add one, add a [`Kind`] to the
//! list of its file. Seeds up to 20 are for those who work on the ranking; figures that leave the house come from the others.

mod build;
mod common;
mod database;
mod kind;
mod mail;
mod network;
mod noise;
mod oddities;
mod pace;
mod plan;
mod system;
mod tracking;
mod unrelated;
mod web;
mod work;

use std::fmt;
use std::ops::RangeInclusive;

use super::SampleFile;
use super::lines::Moment;
pub use kind::{Kind, Said};

/// Seeds to look at while the ranking is worked on.
pub const TUNING: RangeInclusive<u64> = 1..=20;

/// Seeds for figures that are published: nobody looks at single cases of these.
pub const PUBLISHED: RangeInclusive<u64> = 1001..=1040;

/// The logs of an outage, and the truth about it.
pub struct Case {
    pub outage: Outage,
    pub files: Vec<SampleFile>,
}

/// The label of a case.
pub struct Outage {
    /// Name, modules, accepted causes.
    pub kind: &'static Kind,
    pub seed: u64,
    /// When the cause set in: start of the window, and onset of the cause.
    pub from: Moment,
    /// When it was over, or the end of the logs.
    pub to: Moment,
    pub is_over: bool,
    /// How many records the cause has in the logs.
    pub causes: u32,
    /// What is said in the case, and as what.
    pub parts: Vec<(Part, Said)>,
}

/// The truth about a case, for people.
impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Kind { name, story, modules, accepted, .. } = self.kind;
        writeln!(f, "{name}, seed {}: {story}", self.seed)?;
        writeln!(f, "about    {}", modules.join(", "))?;
        writeln!(f, "cause    {} ({} records)", accepted.join(" or "), self.causes)?;
        let end = if self.is_over { "" } else { ", and goes on" };
        writeln!(f, "window   {}..{}{end}", self.from.clock(), self.to.clock())?;
        let mut parts: Vec<_> = self.parts.iter().map(|(part, said)| (*part, said)).collect();
        parts.sort_by_key(|&(part, _)| part);
        for (part, said) in parts {
            writeln!(f, "{:<26} {}.log: {}", part.name(), said.module, said.text)?;
        }
        Ok(())
    }
}

/// What a message is in a case. When it is several things, the first of these counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Cause,
    Symptom,
    /// Of another, smaller outage.
    Earlier,
    /// Of the daily restart.
    Restart,
    OneOff,
    EveryDay,
}

impl Part {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cause => "the cause",
            Self::Symptom => "a symptom",
            Self::Earlier => "of the earlier outage",
            Self::Restart => "noise of the daily restart",
            Self::OneOff => "a one-off",
            Self::EveryDay => "an error of every day",
        }
    }
}

/// All kinds.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    let lists = [
        database::KINDS,
        system::KINDS,
        network::KINDS,
        mail::KINDS,
        tracking::KINDS,
        web::KINDS,
        work::KINDS,
    ];
    lists.into_iter().flatten()
}

/// The logs and the label of a kind; the same bytes for the same seed.
pub fn case(kind: &'static Kind, seed: u64) -> Case {
    build::case(kind, seed)
}

/// Every message that a case may write as an error or a warning, with the rule that its label names.
pub fn messages() -> impl Iterator<Item = Said> {
    let every_day = noise::STEADY.iter().map(|steady| steady.said);
    let others = every_day.chain(oddities::ONCE).chain(oddities::RESTART);
    kinds().flat_map(Kind::messages).chain(others)
}
