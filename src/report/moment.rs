//! A time in the report: an instant, shown in the report's zone.

use jiff::{
    fmt::temporal::DateTimePrinter,
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::record::Timestamp;

/// An instant and the offset that it is shown with. As text: RFC 3339, `2026-11-18T21:42:07.123+01:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    at: Timestamp,
    offset_seconds: i32,
}

impl Moment {
    /// The instant, shown in a zone.
    #[must_use]
    pub fn new(at: Timestamp, zone: &TimeZone) -> Self {
        // Outside the years that a calendar knows nothing is shown; such stamps are cut to its edge.
        let at = at.0.clamp(
            jiff::Timestamp::MIN.as_microsecond() + 86_400_000_000,
            jiff::Timestamp::MAX.as_microsecond() - 86_400_000_000,
        );
        let instant = jiff::Timestamp::from_microsecond(at).unwrap_or_default();
        Self { at: Timestamp(at), offset_seconds: zone.to_offset(instant).seconds() }
    }

    /// The instant.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.at
    }

    /// The instant some seconds later, shown with the same offset.
    #[must_use]
    pub fn after(self, seconds: i64) -> Self {
        let micros = seconds.saturating_mul(Timestamp::PER_SECOND);
        Self { at: Timestamp(self.at.0.saturating_add(micros)), ..self }
    }

    /// The wall clock in the report's zone, by a format of `strftime`.
    #[must_use]
    pub fn format(self, format: &str) -> String {
        let (instant, offset) = self.parts();
        instant.to_zoned(TimeZone::fixed(offset)).strftime(format).to_string()
    }

    fn parts(self) -> (jiff::Timestamp, Offset) {
        let instant = jiff::Timestamp::from_microsecond(self.at.0).unwrap_or_default();
        (instant, Offset::from_seconds(self.offset_seconds).unwrap_or(Offset::UTC))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (instant, offset) = self.parts();
        write!(f, "{}", instant.display_with_offset(offset))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // As it is displayed; a report holds tens of thousands, and by a formatter they took twice as long.
        let (instant, offset) = self.parts();
        let text = DateTimePrinter::new().timestamp_with_offset_to_string(&instant, offset);
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let pieces = jiff::fmt::temporal::DateTimeParser::new();
        let instant = pieces.parse_timestamp(&text).map_err(D::Error::custom)?;
        let offset = jiff::fmt::temporal::Pieces::parse(&text)
            .ok()
            .and_then(|pieces| pieces.to_numeric_offset())
            .unwrap_or(Offset::UTC);
        Ok(Self { at: Timestamp(instant.as_microsecond()), offset_seconds: offset.seconds() })
    }
}

/// `a minute`, `17 minutes`.
pub(super) fn minutes(count: i64) -> String {
    if count == 1 { "a minute".to_owned() } else { format!("{count} minutes") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_its_zone_and_comes_back_the_same() {
        let zone = TimeZone::get("Europe/Paris").expect("known");
        let moment = Moment::new(Timestamp(1_795_034_527_123_000), &zone);
        assert_eq!(moment.to_string(), "2026-11-18T21:42:07.123+01:00");
        assert_eq!(moment.format("%d %b %H:%M"), "18 Nov 21:42");
        let json = serde_json::to_string(&moment).expect("text");
        assert_eq!(json, format!("\"{moment}\""));
        assert_eq!(serde_json::from_str::<Moment>(&json).expect("back"), moment);
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for at in [i64::MIN, i64::MAX] {
            assert!(!Moment::new(Timestamp(at), &TimeZone::UTC).to_string().is_empty());
        }
    }
}
