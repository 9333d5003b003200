//! What the seed decides about a case before a record is written: hours, violence, noise, zone.

use super::super::lines::{Form, Moment};
use super::super::random::Random;
use super::kind::{Kind, Start};

/// In milliseconds.
pub const MINUTE: u64 = 60_000;
pub const HOUR: u64 = 60 * MINUTE;
/// Start of the day of all cases, and its end.
pub const MIDNIGHT: Moment = Moment::at(0, 0, 0);
pub const DAY_END: Moment = Moment::at(24, 0, 0);

/// The choices of one case.
pub struct Plan {
    /// The true window; `from` is also the onset of the cause.
    pub from: Moment,
    pub to: Moment,
    /// Where the logs begin and end; an outage may go on at their end.
    pub logs_from: Moment,
    pub logs_to: Moment,
    pub is_over: bool,
    /// Healthy records, in percent of the usual day.
    pub healthy: u32,
    /// Errors of every day: up to so many times the usual number.
    pub noise: u32,
    /// Records of the outage, in percent of what its kind says.
    pub violence: u32,
    pub form: Form,
}

impl Plan {
    pub fn new(kind: &Kind, random: &mut Random) -> Self {
        let minutes = length(random);
        let from = start(kind.start, minutes, random);
        let to = from.plus_ms(minutes * MINUTE + u64::from(random.below(60_000)));
        let is_over = random.below(5) > 0;
        // Part of the window only: somebody collected the logs while it went on.
        let seen = to.ms_since(from) / 100 * u64::from(random.between(50, 95));
        let to = if is_over { to } else { from.plus_ms(seen) };
        let (logs_from, logs_to) = logs(from, to, is_over, random);
        Self {
            from,
            to,
            logs_from,
            logs_to,
            is_over,
            healthy: random.between(60, 300),
            noise: random.between(1, 10),
            violence: *random.pick(&[40, 60, 80, 100, 100, 130, 180, 250]),
            form: *random.pick(&[Form::Current, Form::Current, Form::IsoUtc]),
        }
    }

    /// `count` an hour of the window, with the violence of the case; at least `least`.
    pub fn amount(&self, per_hour: u32, least: u32) -> u32 {
        let minutes = self.to.ms_since(self.from) / MINUTE;
        let count = u64::from(per_hour) * minutes * u64::from(self.violence) / 6000;
        (count as u32).clamp(least, MOST)
    }
}

/// Records of one message in one case: days stay small, so that many cases can be judged.
const MOST: u32 = 700;

/// Minutes: three in ten are short, three are long.
fn length(random: &mut Random) -> u64 {
    let minutes = match random.below(10) {
        0..=2 => random.between(10, 30),
        3..=6 => random.between(30, 90),
        _ => random.between(90, 240),
    };
    u64::from(minutes)
}

/// The first moment, such that `minutes` fit into the day. All but [`Start::Restart`] keep away from 06:00.
fn start(start: Start, minutes: u64, random: &mut Random) -> Moment {
    let latest = 23 * 60 + 30 - minutes as u32;
    let minute = match start {
        Start::Restart => return Moment::at(6, 0, 2).plus_ms(u64::from(random.below(9000))),
        Start::Daytime => random.between(8 * 60, latest.min(18 * 60)),
        Start::Anytime if random.below(4) == 0 => random.between(40, 5 * 60),
        Start::Anytime => random.between(6 * 60 + 40, latest),
    };
    MIDNIGHT.plus_ms(u64::from(minute) * MINUTE + u64::from(random.below(60_000)))
}

/// Most logs hold the whole day, some only the hours around, as a ring of files does.
fn logs(from: Moment, to: Moment, is_over: bool, random: &mut Random) -> (Moment, Moment) {
    let before = from.ms_since(MIDNIGHT);
    let logs_from = match random.below(3) {
        0 => MIDNIGHT.plus_ms(before.saturating_sub(u64::from(random.between(120, 480)) * MINUTE)),
        _ => MIDNIGHT,
    };
    let behind = DAY_END.ms_since(to);
    let logs_to = match random.below(3) {
        _ if !is_over => to,
        0 => to.plus_ms(behind.min(u64::from(random.between(25, 240)) * MINUTE)),
        _ => DAY_END,
    };
    (logs_from, logs_to)
}
