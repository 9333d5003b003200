//! What `nlserver pdump` and `nlserver monitor -missing` print: the modules that run, and those that should and do not.
//!
//! ```text
//! mta@prod1 (7831) - 15.6 MB        runs (the unit follows the language)
//! inMail@prod1                      should run and does not
//! No tasks                          nothing runs at all
//! ```

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while, take_while_m_n},
    character::complete::{char, digit1},
    combinator::{all_consuming, opt, recognize},
    sequence::{delimited, preceded},
};

use super::Format;
use crate::{
    module::MODULES,
    record::{Level, Record, Time},
};

/// The form of a list of processes.
#[derive(Debug)]
pub struct Processes;

impl Format for Processes {
    fn name(&self) -> &'static str {
        "processes"
    }

    fn about(&self) -> &'static str {
        "what nlserver pdump and monitor -missing print: modules that run, and modules that should"
    }

    fn module(&self) -> Option<&'static str> {
        Some("watchdog")
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let trimmed = line.trim_ascii();
        let is_missing = missing(trimmed).is_some() || trimmed == NO_TASKS;
        let level =
            if is_missing { Level::Error } else { running(trimmed).ok().map(|_| Level::Info)? };
        Some(Record { time: Time::Missing, level, category: b"", thread: b"", message: line })
    }

    fn label(&self, record: &Record<'_>) -> Option<&'static str> {
        missing(record.message.trim_ascii())
    }

    fn running<'a>(&self, record: &Record<'a>) -> Option<(&'static str, &'a [u8])> {
        let line = record.message.trim_ascii();
        running(line).ok()?;
        let (_, (module, instance)) =
            (name, opt(preceded(char('@'), instance))).parse(line).ok()?;
        let known = MODULES.iter().find(|known| known.as_bytes() == module)?;
        Some((known, instance.unwrap_or(b"default")))
    }
}

const NO_TASKS: &[u8] = b"No tasks";

/// What a module that does not run is called, in the order of [`MODULES`]: the text by which its rule knows it.
macro_rules! labels {
    ($($module:literal)*) => {
        [$(concat!("Autostart module '", $module, "' is not running")),*]
    };
}

#[rustfmt::skip]
static LABELS: [&str; MODULES.len()] = labels!(
    "archiving" "billing" "cleanup" "export" "import" "inMail" "interactiond" "logins" "mta" "mtachild"
    "pipelined" "postupgrade" "redirection" "runwf" "sms" "stat" "syslogd" "tracking" "trackinglogd"
    "watchdog" "web" "webmdl" "wfserver"
);

/// `inMail@prod1`: the label of its module.
fn missing(line: &[u8]) -> Option<&'static str> {
    let (_, (module, _)) = all_consuming((name, preceded(char('@'), instance))).parse(line).ok()?;
    let index = MODULES.iter().position(|known| known.as_bytes() == module)?;
    Some(LABELS[index])
}

/// `mta@prod1 (7831) - 15.6 MB`, `watchdog (2273) - 6.6 Mo`
fn running(line: &[u8]) -> IResult<&[u8], &[u8]> {
    let size = (digit1, opt((alt((char('.'), char(','))), digit1)));
    let unit = alt((tag("MB"), tag("Mb"), tag("Mo"), tag("KB"), tag("GB")));
    all_consuming(recognize((
        name,
        opt((char('@'), instance)),
        delimited(tag(" ("), digit1, tag(") - ")),
        size,
        char(' '),
        unit,
    )))
    .parse(line)
}

fn name(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while_m_n(1, 24, |byte: u8| byte.is_ascii_alphanumeric()).parse(input)
}

/// `prod1`, `crm_stage-1`
fn instance(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(Level, Option<&'static str>)> {
        let record = Processes.parse(line.as_bytes())?;
        Some((record.level, Processes.label(&record)))
    }

    #[test]
    fn every_module_has_its_label() {
        for (module, label) in MODULES.iter().zip(LABELS) {
            assert_eq!(label, format!("Autostart module '{module}' is not running"));
        }
    }

    #[test]
    fn a_module_that_runs_is_named_with_its_instance() {
        let running = |line: &str| {
            let record = Processes.parse(line.as_bytes()).expect("a line of the form");
            let (module, instance) = Processes.running(&record)?;
            Some((module, String::from_utf8_lossy(instance).into_owned()))
        };
        assert_eq!(running("mta@prod1 (7831) - 15.6 MB"), Some(("mta", "prod1".to_owned())));
        assert_eq!(running("watchdog (2273) - 6,6 Mo"), Some(("watchdog", "default".to_owned())));
        assert_eq!(running("inMail@prod1"), None);
        assert_eq!(running("No tasks"), None);
    }

    #[test]
    fn modules_that_run_and_modules_that_should() {
        assert_eq!(read("mta@prod1 (7831) - 15.6 MB"), Some((Level::Info, None)));
        assert_eq!(read("watchdog (2273) - 6,6 Mo\r"), Some((Level::Info, None)));
        let label = Some("Autostart module 'inMail' is not running");
        assert_eq!(read("inMail@prod1"), Some((Level::Error, label)));
        assert_eq!(read("No tasks"), Some((Level::Error, None)));
        assert_eq!(read("someone@example"), None);
        assert_eq!(read("No tasks today"), None);
    }
}
