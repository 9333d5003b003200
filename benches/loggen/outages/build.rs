//! A case: the day that a kind and a seed make, and its label.

use super::super::background::{self, relaunch, restart};
use super::super::day::Day;
use super::super::lines::{Form, Moment};
use super::super::modules::{EVERY_LOG, EVERY_MODULE};
use super::super::random::Random;
use super::kind::{Amount, Kind, Said, Symptom, Twist};
use super::pace;
use super::plan::{HOUR, MIDNIGHT, MINUTE, Plan};
use super::{Case, Outage, Part};

/// The logs and the label of a kind; the same bytes for the same seed.
pub fn case(kind: &'static Kind, seed: u64) -> Case {
    let mut random = Random::named(seed, &format!("{}/plan", kind.name));
    let plan = Plan::new(kind, &mut random);
    let mut case =
        Writer { kind, plan, random, day: Day::new(kind.name, seed), parts: Vec::new(), causes: 0 };
    case.healthy_day();
    case.every_day_errors();
    case.one_offs();
    case.restart_noise();
    case.cause();
    case.symptoms();
    case.twist();
    let Writer { plan, day, parts, causes, .. } = case;
    let outage =
        Outage { kind, seed, from: plan.from, to: plan.to, is_over: plan.is_over, causes, parts };
    Case { outage, files: day.into_files() }
}

/// A case while it is written. What has nothing to do with the outage is written in `unrelated.rs`.
pub(super) struct Writer {
    pub(super) kind: &'static Kind,
    pub(super) plan: Plan,
    pub(super) random: Random,
    pub(super) day: Day,
    pub(super) parts: Vec<(Part, Said)>,
    /// Records of the cause that the logs hold.
    causes: u32,
}

impl Writer {
    pub(super) fn say(&mut self, said: Said, at: Moment) {
        self.day.say(said.module, at, said.level, said.text);
    }

    /// Form, restarts and mutes first: what is written later depends on them.
    fn healthy_day(&mut self) {
        let Self { kind, plan, random, day, .. } = self;
        for module in EVERY_LOG {
            if plan.form != Form::Current {
                day.set_form(module, plan.form);
            }
        }
        day.keep(plan.logs_from, plan.logs_to);
        for module in kind.paused {
            day.mute(module, plan.from, plan.to);
        }
        if let Twist::Silent(modules) = kind.twist {
            for module in modules {
                day.lose(module, plan.from, plan.to);
            }
        }
        if let Twist::NoLog(modules) = kind.twist {
            for module in modules {
                day.lose(module, MIDNIGHT, plan.logs_to);
            }
        }
        if plan.is_over && random.below(3) > 0 {
            for module in kind.restarted {
                restart(day, module, plan.to);
            }
        }
        for _ in 0..random.below(3) {
            let split = MIDNIGHT.plus_ms(pace::place(random, 24 * HOUR));
            let &module = random.pick(EVERY_MODULE);
            day.rotate(module, split);
        }
        background::add(day, plan.healthy);
        let warnings = random.below(12);
        background::add_warnings(day, warnings);
    }

    fn cause(&mut self) {
        let Some(&loudest) = self.kind.cause.first() else { return };
        let Plan { from, to, .. } = self.plan;
        let (count, until) = match self.kind.amount {
            // Sometimes only at the start: what comes later is the consequence.
            Amount::Few if self.random.below(3) == 0 => {
                (self.random.between(1, 4), from.plus_ms(4 * MINUTE).min(to))
            }
            Amount::Few => (self.random.between(1, 15), to),
            Amount::PerHour(per_hour) => (self.plan.amount(per_hour, 4), to),
        };
        let moments = pace::moments(&mut self.random, count, from, until);
        for (number, at) in moments.into_iter().enumerate() {
            let said = if number == 0 { loudest } else { *self.random.pick(self.kind.cause) };
            self.say_cause(said, at);
            if let Twist::Relaunched(module) = self.kind.twist {
                relaunch(&mut self.day, module, at.plus_ms(900));
            }
            if let Some(echo) = self.kind.echo.filter(|_| number % 2 == 0) {
                self.say(echo.by(said.module), at.plus_ms(1));
            }
        }
        if self.kind.is_creeping && self.random.below(2) == 0 {
            self.trickle(loudest);
        }
        self.parts.extend(self.kind.cause.iter().map(|said| (Part::Cause, *said)));
        self.parts.extend(self.kind.echo.map(|said| (Part::Symptom, said)));
    }

    /// The cause shows a few times in the hours before.
    fn trickle(&mut self, said: Said) {
        let hours = u64::from(self.random.between(1, 5)) * HOUR;
        let before = self.plan.from.ms_since(MIDNIGHT);
        let since = MIDNIGHT.plus_ms(before.saturating_sub(hours));
        let length = self.plan.from.ms_since(since);
        let count = self.random.between(1, 5);
        for at in pace::scattered(&mut self.random, count, since, length) {
            self.say_cause(said, at);
        }
    }

    fn say_cause(&mut self, said: Said, at: Moment) {
        self.causes += u32::from(self.day.keeps(said.module, at));
        self.say(said, at);
    }

    /// Two to six symptoms; the first records come up to 12 minutes after the cause.
    fn symptoms(&mut self) {
        let mut symptoms: Vec<Symptom> = self.kind.symptoms.to_vec();
        let wanted = self.random.between(2, 6) as usize;
        while symptoms.len() > wanted {
            symptoms.swap_remove(self.random.below(symptoms.len() as u32) as usize);
        }
        let Plan { from, to, .. } = self.plan;
        let latest = (12 * MINUTE).min(to.ms_since(from) * 6 / 10);
        for symptom in symptoms {
            let since = from.plus_ms(pace::place(&mut self.random, latest));
            self.repeat(symptom, since, to);
        }
    }

    fn repeat(&mut self, symptom: Symptom, since: Moment, until: Moment) {
        self.parts.push((Part::Symptom, symptom.said));
        let count = self.plan.amount(symptom.per_hour, 3);
        for at in pace::moments(&mut self.random, count, since, until) {
            self.say(symptom.said, at);
        }
    }

    fn twist(&mut self) {
        let Plan { from, to, .. } = self.plan;
        match self.kind.twist {
            Twist::Plain | Twist::NoLog(_) | Twist::Relaunched(_) => {}
            Twist::Silent(modules) => self.talkative(modules),
            Twist::CrashLoop(module) => {
                let mut at = from;
                while at < to {
                    relaunch(&mut self.day, module, at);
                    at = at.plus_ms(u64::from(self.random.between(32_000, 48_000)));
                }
            }
            Twist::Earlier(symptoms) => self.earlier(symptoms),
        }
    }

    /// A silence can only be told of a module that writes otherwise: some more good news of every 3 to 6 minutes.
    fn talkative(&mut self, modules: &[&'static str]) {
        for module in modules.iter().take(3) {
            let step = u64::from(self.random.between(3, 6)) * MINUTE;
            let count = (24 * HOUR / step) as u32;
            for at in self.day.spread(count, MIDNIGHT, MIDNIGHT.plus_ms(24 * HOUR)) {
                background::good_news(&mut self.day, module, at);
            }
        }
    }

    /// Another outage of a quarter of an hour, two to four hours before.
    fn earlier(&mut self, symptoms: &'static [Symptom]) {
        let before = u64::from(self.random.between(120, 240)) * MINUTE;
        let since = MIDNIGHT.plus_ms(self.plan.from.ms_since(MIDNIGHT).saturating_sub(before));
        let until = since.plus_ms(u64::from(self.random.between(8, 18)) * MINUTE);
        for symptom in symptoms {
            self.parts.push((Part::Earlier, symptom.said));
            let count = (symptom.per_hour / 4).max(8);
            for at in pace::moments(&mut self.random, count, since, until) {
                self.say(symptom.said, at);
            }
        }
    }
}
