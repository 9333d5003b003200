//! Times of day: alone where the logs cover no more than a day, else with their day.

use super::{
    stretch::{Stretch, seconds_between},
    text,
};
use crate::{lang::Lang, report::Moment};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// The day of what lies in another year, or outside of what the logs cover.
const FULL_DAY: &str = "%Y-%m-%d";

/// How the times of a report are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    span: Option<Stretch>,
    /// The form of the day within the span, if a time is not enough.
    day: Option<&'static str>,
}

impl Clock {
    /// Tells the times of logs that cover this span, if they tell any.
    pub(super) fn of(span: Option<Stretch>, lang: &Lang) -> Self {
        let days = span.filter(|span| seconds_between(*span) > DAY_SECONDS);
        let day = days.map(|(first, last)| {
            if first.format("%Y") == last.format("%Y") { text::day(lang) } else { FULL_DAY }
        });
        Self { span, day }
    }

    /// `21:42:03` or `18 Nov 21:42:03`.
    pub(super) fn second(self, at: Moment) -> String {
        self.with_day(at, "%H:%M:%S")
    }

    /// `21:42` or `18 Nov 21:42`.
    pub(super) fn minute(self, at: Moment) -> String {
        self.with_day(at, "%H:%M")
    }

    /// `21:42` or `18 Nov`, where there is no room for both.
    pub(super) fn minute_or_day(self, at: Moment) -> String {
        at.format(self.day_of(at).unwrap_or("%H:%M"))
    }

    /// `18 Nov 21:42:03 - 23:09:59`, with whole dates outside of what the logs cover.
    pub(super) fn stretch(self, (first, last): Stretch, lang: &Lang) -> String {
        let is_outside = [first, last].into_iter().any(|at| self.is_outside(at));
        if is_outside {
            format!("{} - {}", self.second(first), self.second(last))
        } else {
            text::span(lang, first, last)
        }
    }

    fn with_day(self, at: Moment, time: &str) -> String {
        let day = self.day_of(at).map_or(String::new(), |day| format!("{} ", at.format(day)));
        day + &at.format(time)
    }

    fn day_of(self, at: Moment) -> Option<&'static str> {
        if self.is_outside(at) { Some(FULL_DAY) } else { self.day }
    }

    fn is_outside(self, at: Moment) -> bool {
        self.span.is_some_and(|(first, last)| at < first || last < at)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::{lang::LangId, record::Timestamp};

    #[test]
    fn a_time_has_its_day_where_it_is_not_known_by_itself() {
        let at = Moment::new(Timestamp(1_795_034_527_123_000), &TimeZone::UTC);
        let told = |hours: Option<[i64; 2]>, lang| {
            let span = hours.map(|hours| hours.map(|hours| at.after(hours * 3600)).into());
            let clock = Clock::of(span, LangId::lang(lang));
            [clock.second(at), clock.minute(at), clock.minute_or_day(at)]
        };
        let alone = ["20:42:07", "20:42", "20:42"];
        assert_eq!(told(None, LangId::En), alone);
        assert_eq!(told(Some([-24, 0]), LangId::En), alone);
        let days = Some([-24, 1]);
        assert_eq!(told(days, LangId::En), ["18 Nov 20:42:07", "18 Nov 20:42", "18 Nov"]);
        assert_eq!(told(days, LangId::De), ["11-18 20:42:07", "11-18 20:42", "11-18"]);
        let full = ["2026-11-18 20:42:07", "2026-11-18 20:42", "2026-11-18"];
        assert_eq!(told(Some([-1, 2_000]), LangId::En), full, "the next year");
        assert_eq!(told(Some([1, 2]), LangId::En), full, "before the logs");
    }
}
