//! What a kind of outage is made of: what is said, how often, and what the true answer is.

use super::super::lines::Level;
use super::super::names::Template;
use super::super::random::Random;

/// A message of the invented servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The module whose log holds it.
    pub module: &'static str,
    pub level: Level,
    /// Id of the rule that explains it; empty for a message that no rule knows.
    pub rule: &'static str,
    /// A template, see [`super::super::names::Template`].
    pub text: &'static str,
}

pub const fn error(module: &'static str, rule: &'static str, text: &'static str) -> Said {
    Said { module, level: Level::Error, rule, text }
}

pub const fn warning(module: &'static str, rule: &'static str, text: &'static str) -> Said {
    Said { module, level: Level::Warning, rule, text }
}

impl Said {
    /// The same message in the log of another module.
    pub const fn by(self, module: &'static str) -> Self {
        Self { module, ..self }
    }

    /// The message with values in its slots.
    pub fn example(&self, seed: u64) -> Vec<u8> {
        let mut message = Vec::new();
        Template::new(self.text).fill(&mut Random::new(seed), &mut message);
        message
    }
}

/// What follows from the cause, and how loud it is.
#[derive(Debug, Clone, Copy)]
pub struct Symptom {
    pub said: Said,
    /// Records an hour when the outage is of the usual violence.
    pub per_hour: u32,
}

pub const fn symptom(per_hour: u32, said: Said) -> Symptom {
    Symptom { said, per_hour }
}

/// How often the cause itself is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// 1 to 15 records, however long it lasts.
    Few,
    /// So many an hour when the outage is of the usual violence.
    PerHour(u32),
}

/// When such a thing begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At any hour, but not around the daily restart.
    Anytime,
    /// While people work, so that others would have noticed before.
    Daytime,
    /// With the daily restart: what was changed in the night shows when the processes come back.
    Restart,
}

/// What a kind does beside writing errors.
#[derive(Debug, Clone, Copy)]
pub enum Twist {
    Plain,
    /// These modules write nothing meanwhile: no error, no good news, no restart.
    Silent(&'static [&'static str]),
    /// This module comes back every 40 s or so, and goes again.
    CrashLoop(&'static str),
    /// This module is launched again after each record of the cause.
    Relaunched(&'static str),
    /// The logs of these modules are not there at all.
    NoLog(&'static [&'static str]),
    /// A smaller outage of another cause, some hours before.
    Earlier(&'static [Symptom]),
}

/// A kind of outage. Only the seed is missing to make a case of it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// One sentence for people.
    pub story: &'static str,
    /// The modules that it is about.
    pub modules: &'static [&'static str],
    /// What a report may name as the first cause: ids of rules, or for what no record says `silence/<module>`,
    /// `restart/<module>` and `missing-log/<module>`.
    pub accepted: &'static [&'static str],
    /// What the cause says; empty when it says nothing.
    pub cause: &'static [Said],
    pub amount: Amount,
    /// Said a millisecond after every second record of the cause: the wrapper of the same failure.
    pub echo: Option<Said>,
    /// Two to six of these follow.
    pub symptoms: &'static [Symptom],
    /// Modules whose good news pause, because their work does.
    pub paused: &'static [&'static str],
    /// What people restart when it is over.
    pub restarted: &'static [&'static str],
    pub start: Start,
    /// Whether the cause may show now and then in the hours before.
    pub is_creeping: bool,
    pub twist: Twist,
}

impl Kind {
    /// What most kinds are; they name what differs.
    pub const USUAL: Self = Self {
        name: "",
        story: "",
        modules: &[],
        accepted: &[],
        cause: &[],
        amount: Amount::Few,
        echo: None,
        symptoms: &[],
        paused: &[],
        restarted: &[],
        start: Start::Anytime,
        is_creeping: false,
        twist: Twist::Plain,
    };

    /// Every message that this kind can write.
    pub fn messages(&self) -> impl Iterator<Item = Said> {
        let earlier = match self.twist {
            Twist::Earlier(others) => others,
            _ => &[],
        };
        let symptoms = self.symptoms.iter().chain(earlier).map(|symptom| symptom.said);
        self.cause.iter().copied().chain(self.echo).chain(symptoms)
    }
}
