//! The zone of stamps that name none: the file's own zoned stamps, else what the user says, else UTC.

use jiff::{civil, tz::TimeZone};

use crate::{
    formats::{Format, Line, read_line},
    record::{Stamp, Time, Timestamp},
};

/// Lines of a file's head that are asked for their zone.
const SAMPLE_LINES: usize = 2_000;

/// How a wall clock without a zone becomes an instant.
#[derive(Debug, Clone)]
pub enum Zone {
    /// Minutes east of UTC.
    Fixed(i16),
    /// A zone with its rules.
    Named(TimeZone),
}

impl Zone {
    /// Learns the zone from the head of a file.
    pub(super) fn of(format: &'static dyn Format, head: &[u8], input: Option<&TimeZone>) -> Zone {
        let own = head.split(|byte| *byte == b'\n').take(SAMPLE_LINES).find_map(|line| {
            match read_line(format, line) {
                Line::Record(record, _) => match record.time {
                    Time::At(stamp) => stamp.offset_minutes,
                    Time::Missing | Time::Impossible => None,
                },
                Line::Blank | Line::Continuation | Line::Unparsed => None,
            }
        });
        match (own, input) {
            (Some(minutes), _) => Zone::Fixed(minutes),
            (None, Some(zone)) => Zone::Named(zone.clone()),
            (None, None) => Zone::Fixed(0),
        }
    }

    /// The instant of a stamp.
    pub(super) fn instant(&self, stamp: Stamp) -> Option<Timestamp> {
        stamp.instant().or_else(|| match self {
            Zone::Fixed(minutes) => Stamp { offset_minutes: Some(*minutes), ..stamp }.instant(),
            Zone::Named(zone) => {
                let wall = jiff::Timestamp::from_microsecond(stamp.local_micros).ok()?;
                let civil: civil::DateTime = wall.to_zoned(TimeZone::UTC).datetime();
                let at = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
                Some(Timestamp(at.as_microsecond()))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::ModuleLog;

    fn instant(head: &[u8], input: Option<&str>) -> Option<i64> {
        let input = input.map(|name| TimeZone::get(name).expect("a known zone"));
        let stamp = Stamp { local_micros: 1_795_034_527_000_000, offset_minutes: None };
        Zone::of(&ModuleLog, head, input.as_ref()).instant(stamp).map(Timestamp::seconds)
    }

    #[test]
    fn the_files_own_zone_goes_first_then_the_users_then_utc() {
        let zoned = b"2026-11-18 21:42:07+05:30\t1\t2\t1\tinfo\tlog\tx\n";
        assert_eq!(instant(zoned, Some("Europe/Paris")), Some(1_795_034_527 - 19_800));
        assert_eq!(instant(b"", Some("Europe/Paris")), Some(1_795_034_527 - 3_600));
        assert_eq!(instant(b"", None), Some(1_795_034_527));
    }
}
