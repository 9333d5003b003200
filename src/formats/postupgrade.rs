//! What the checks of a migration print without a header: `[PU-0006] Entity of type : … (iRc=-1)`.
//!
//! The rest of a postupgrade log is a module log; these lines stand in it, or alone in what people paste. The checks
//! up to 4 are warnings, the others stop the migration.

use nom::{IResult, Parser, bytes::complete::tag, sequence::delimited};

use super::{Format, parts};
use crate::record::{Level, Record, Time};

/// The form of a migration check.
#[derive(Debug)]
pub struct Postupgrade;

/// Checks up to this number do not stop a migration.
const LAST_WARNING: u32 = 4;

impl Format for Postupgrade {
    fn name(&self) -> &'static str {
        "postupgrade"
    }

    fn about(&self) -> &'static str {
        "checks of a migration: [PU-0006] and what was found"
    }

    fn module(&self) -> Option<&'static str> {
        Some("postupgrade")
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let (_, number) = check(line).ok()?;
        let level = if number <= LAST_WARNING { Level::Warning } else { Level::Error };
        Some(Record { time: Time::Missing, level, category: b"", thread: b"", message: line })
    }
}

/// `[PU-0006]`
fn check(line: &[u8]) -> IResult<&[u8], u32> {
    delimited(tag("[PU-"), |line| parts::digits(4, line), tag("]")).parse(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_says_whether_the_migration_stops() {
        let level = |line: &str| Postupgrade.parse(line.as_bytes()).map(|record| record.level);
        assert_eq!(level("[PU-0001] Entity of type : 'x', expression '.@'"), Some(Level::Warning));
        assert_eq!(level("[PU-0005] Entity of type : 'x', expression 'sql='"), Some(Level::Error));
        assert_eq!(level("[PU-5] x"), None);
        assert_eq!(level(" [PU-0005] x"), None);
    }
}
