//! Times that people type: absolute, or relative to the end of the logs.

use anyhow::{Context as _, bail};
use jiff::{
    SignedDuration, Timestamp as Instant,
    civil::{DateTime, Time},
    fmt::temporal::Pieces,
    tz::TimeZone,
};

use crate::record::Timestamp;

/// A time as typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum When {
    /// An instant: `2026-11-18T21:00:00+01:00`.
    At(Timestamp),
    /// A wall clock: `2026-11-18 21:00`.
    Wall(DateTime),
    /// That much before the end of the logs: `-3h`.
    BeforeTheEnd(SignedDuration),
}

impl When {
    /// Reads what was typed.
    pub(super) fn parse(text: &str) -> anyhow::Result<When> {
        if text.trim_start().starts_with('-') {
            let duration: SignedDuration = text
                .trim()
                .parse()
                .with_context(|| format!("`{text}` is no duration; say for example -3h or -90m"))?;
            return Ok(When::BeforeTheEnd(duration));
        }
        let pieces = Pieces::parse(text).with_context(|| {
            format!("`{text}` is no time; say for example '2026-11-18 21:00' or -3h")
        })?;
        if pieces.offset().is_some() {
            let instant: Instant = text.parse().with_context(|| format!("`{text}` is no time"))?;
            return Ok(When::At(Timestamp(instant.as_microsecond())));
        }
        Ok(When::Wall(pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()))))
    }

    /// Whether the zone or the end of the logs must be known first.
    pub(super) fn needs_the_logs(&self, zone: Option<&TimeZone>) -> bool {
        match self {
            When::At(_) => false,
            When::Wall(_) => zone.is_none(),
            When::BeforeTheEnd(_) => true,
        }
    }

    /// The instant, once zone and end of the logs are known.
    pub(super) fn resolve(
        &self,
        zone: &TimeZone,
        end: Option<Timestamp>,
    ) -> anyhow::Result<Timestamp> {
        match self {
            When::At(at) => Ok(*at),
            When::Wall(wall) => {
                let at = zone.to_ambiguous_timestamp(*wall).compatible()?;
                Ok(Timestamp(at.as_microsecond()))
            }
            When::BeforeTheEnd(duration) => {
                let Some(end) = end else {
                    bail!("no record of the logs has a time to count back from")
                };
                let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MIN);
                Ok(Timestamp(end.0.saturating_add(micros)))
            }
        }
    }
}

/// A zone by name (`Europe/Paris`) or offset (`+01:00`).
pub(super) fn zone(text: &str) -> anyhow::Result<TimeZone> {
    offset(text).map_or_else(|| TimeZone::get(text), Ok).with_context(|| {
        format!("`{text}` is no time zone; say for example Europe/Paris or +01:00")
    })
}

/// `Z`, `+01`, `+01:00`
fn offset(text: &str) -> Option<TimeZone> {
    let stamp = format!("2000-01-01T00:00{text}");
    let pieces = Pieces::parse(&stamp).ok()?;
    pieces.to_numeric_offset().map(TimeZone::fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str, zone_name: &str) -> i64 {
        let zone = zone(zone_name).expect("a zone");
        let end = Some(Timestamp::from_seconds(1_795_034_527));
        When::parse(text).expect("a time").resolve(&zone, end).expect("known").seconds()
    }

    #[test]
    fn times_are_absolute_or_relative_to_the_end() {
        assert_eq!(resolve("2026-11-18 21:42:07", "Europe/Paris"), 1_795_034_527);
        assert_eq!(resolve("2026-11-18T21:42:07+01:00", "UTC"), 1_795_034_527);
        assert_eq!(resolve("2026-11-18 20:42:07", "+00:00"), 1_795_034_527);
        assert_eq!(resolve("-90m", "UTC"), 1_795_034_527 - 5_400);
        assert_eq!(resolve("2026-11-18", "UTC"), 1_794_960_000);
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in ["yesterday", "-soon", "25:00"] {
            let error = format!("{:#}", When::parse(text).expect_err("nonsense"));
            assert!(error.contains("say for example"), "{error}");
        }
        assert!(zone("Mars/Olympus").is_err());
    }
}
