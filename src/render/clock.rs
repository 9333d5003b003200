//! Times of day: alone where the logs cover no more than a day, else with their day.

use super::sentences;
use crate::{
    lang::{Lang, LangId},
    report::{Moment, Report},
};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// How the times of a report are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// The form of the day, if a time is not enough.
    day: Option<&'static str>,
}

impl Clock {
    pub(super) fn of(report: &Report, lang: &Lang) -> Self {
        let span = sentences::logs_span(report);
        let days = span.filter(|span| sentences::seconds_between(*span) > DAY_SECONDS);
        let day = days.map(|(first, last)| {
            match (lang.id(), first.format("%Y") == last.format("%Y")) {
                (_, false) => "%Y-%m-%d",
                // Where the names of months would be English, the date is in figures.
                (LangId::En, true) => "%d %b",
                (_, true) => "%m-%d",
            }
        });
        Self { day }
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
        at.format(self.day.unwrap_or("%H:%M"))
    }

    fn with_day(self, at: Moment, time: &str) -> String {
        let day = self.day.map_or(String::new(), |day| format!("{} ", at.format(day)));
        day + &at.format(time)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::record::Timestamp;

    #[test]
    fn a_time_has_its_day_where_there_are_several() {
        let at = Moment::new(Timestamp(1_795_034_527_123_000), &TimeZone::UTC);
        let told = |day| {
            let clock = Clock { day };
            [clock.second(at), clock.minute(at), clock.minute_or_day(at)]
        };
        assert_eq!(told(None), ["20:42:07", "20:42", "20:42"]);
        assert_eq!(told(Some("%d %b")), ["18 Nov 20:42:07", "18 Nov 20:42", "18 Nov"]);
    }
}
