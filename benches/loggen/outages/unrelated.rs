//! Writes what has nothing to do with the outage of a case.

use super::super::day::DAILY_RESTART;
use super::super::lines::Moment;
use super::Part;
use super::build::Writer;
use super::kind::Said;
use super::noise::{Rhythm, STEADY, Steady};
use super::oddities::{ONCE, RESTART};
use super::pace;
use super::plan::{HOUR, MIDNIGHT, MINUTE};

impl Writer {
    /// 5 to 12 sorts of errors that come every day and say nothing about this one.
    pub(super) fn every_day_errors(&mut self) {
        let mut sorts: Vec<Steady> =
            STEADY.into_iter().filter(|steady| !self.is_about(steady.said)).collect();
        let wanted = self.random.between(5, 12) as usize;
        while sorts.len() > wanted {
            sorts.swap_remove(self.random.below(sorts.len() as u32) as usize);
        }
        for steady in sorts {
            self.parts.push((Part::EveryDay, steady.said));
            for at in self.every_day(&steady) {
                if !self.day.is_muted(steady.said.module, at) {
                    self.say(steady.said, at);
                }
            }
        }
    }

    /// The moments of a day at which it happens.
    fn every_day(&mut self, steady: &Steady) -> Vec<Moment> {
        let times = self.random.between(1, self.plan.noise);
        let random = &mut self.random;
        let count = steady.per_day * times;
        match steady.rhythm {
            Rhythm::Anytime => pace::scattered(random, count, MIDNIGHT, 24 * HOUR),
            Rhythm::Office => pace::scattered(random, count, Moment::at(8, 0, 0), 10 * HOUR),
            Rhythm::Nightly => {
                // A job that fails more often is given up: it makes no outage of its own.
                let count = steady.per_day * times.min(3);
                pace::scattered(random, count, Moment::at(2, 0, 0), 2 * HOUR)
            }
            Rhythm::Hourly => {
                let minute = pace::place(random, 58 * MINUTE);
                let tries = (0..24).flat_map(|hour| (0..times).map(move |n| (hour, n)));
                tries
                    .map(|(hour, n)| {
                        let late = pace::place(random, 4000);
                        MIDNIGHT.plus_ms(hour * HOUR + minute + u64::from(n) * 4000 + late)
                    })
                    .collect()
            }
        }
    }

    /// Whether a message would speak for the outage, so that it is no noise.
    fn is_about(&self, said: Said) -> bool {
        let is_known = !said.rule.is_empty();
        is_known
            && (self.kind.accepted.contains(&said.rule)
                || self.kind.messages().any(|other| other.rule == said.rule))
    }

    /// Three errors near the window that nobody saw again: one some minutes before, one at the start, one at any time.
    /// They are of another subject than the cause, and by modules that it is not about: a colleague would suspect others.
    pub(super) fn one_offs(&mut self) {
        let subject = |rule: &str| rule.split('/').next().unwrap_or_default().to_owned();
        let causes: Vec<String> = self.kind.accepted.iter().map(|rule| subject(rule)).collect();
        let mut others: Vec<Said> = ONCE
            .into_iter()
            .filter(|said| !self.is_about(*said) && !self.kind.modules.contains(&said.module))
            .filter(|said| !causes.contains(&subject(said.rule)))
            .collect();
        let since = self.plan.from.ms_since(MIDNIGHT);
        let early = since.saturating_sub(u64::from(self.random.between(90_000, 540_000)));
        let inside = since + pace::place(&mut self.random, 20 * MINUTE);
        let around = (since + pace::place(&mut self.random, 120 * MINUTE)).saturating_sub(HOUR);
        for at in [early, inside, around] {
            let said = others.swap_remove(self.random.below(others.len() as u32) as usize);
            self.parts.push((Part::OneOff, said));
            self.say(said, MIDNIGHT.plus_ms(at));
        }
    }

    /// What the daily restart writes when all is well.
    pub(super) fn restart_noise(&mut self) {
        for said in RESTART {
            if self.kind.accepted.contains(&said.rule) {
                continue;
            }
            self.parts.push((Part::Restart, said));
            for _ in 0..self.random.below(7) {
                let at = DAILY_RESTART.plus_ms(pace::place(&mut self.random, 110_000));
                self.say(said, at);
            }
        }
    }
}
