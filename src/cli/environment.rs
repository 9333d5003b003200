//! What the user's environment says: terminal, language, command line, clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::{
    lang::{Lang, LangId},
    record::Timestamp,
    redact::Redactor,
};

/// COLUMNS when it is a number, else the terminal, else 80.
#[expect(clippy::disallowed_methods, reason = "this is the rim")]
pub(super) fn width(is_terminal: bool) -> usize {
    let columns =
        std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|n| *n > 0);
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or_else(|| if is_terminal { terminal() } else { None }).unwrap_or(80)
}

/// The language that was asked for, else that of the environment as POSIX reads it, if the terminal can show its letters.
#[expect(clippy::disallowed_methods, reason = "this is the rim")]
pub(super) fn language(asked: Option<LangId>) -> &'static Lang {
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let name = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find(is_set);
    let locale = name.and_then(|name| std::env::var(name).ok()).unwrap_or_default();
    let charset = locale.split('.').nth(1).unwrap_or("utf-8").to_ascii_lowercase();
    let is_utf8 = charset.starts_with("utf-8") || charset.starts_with("utf8");
    let from_environment = || is_utf8.then(|| LangId::parse(&locale)).flatten();
    asked.or_else(from_environment).unwrap_or(LangId::En).lang()
}

/// `NO_COLOR` and `CLICOLOR_FORCE` as everybody reads them.
#[expect(clippy::disallowed_methods, reason = "this is the rim")]
pub(super) fn wants_color(is_terminal: bool) -> bool {
    let is_set =
        |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let is_off = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("CLICOLOR").is_some_and(|value| value == "0")
        || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    is_set("CLICOLOR_FORCE") || (is_terminal && !is_off)
}

/// The command line as one text, without personal data.
pub(super) fn command() -> String {
    let words = std::env::args_os().enumerate().map(|(index, word)| {
        let word = word.to_string_lossy().into_owned();
        if index == 0 { "nltriage".to_owned() } else { word }
    });
    let quoted =
        words.map(|word| if word.contains([' ', '\'', '"']) { format!("{word:?}") } else { word });
    let line = quoted.collect::<Vec<_>>().join(" ");
    Redactor::ON.keep(line.as_bytes(), 4096).as_str().to_owned()
}

#[expect(clippy::disallowed_methods, reason = "this is the rim")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// When the report was made and how long it took; fixed by `SOURCE_DATE_EPOCH`.
pub(super) struct Clock {
    pub(super) at: Timestamp,
    pub(super) elapsed_ms: u64,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the rim")]
    pub(super) fn since(started: Instant) -> Clock {
        let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
        if let Some(seconds) = fixed {
            return Clock { at: Timestamp::from_seconds(seconds), elapsed_ms: 0 };
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = Timestamp(i64::try_from(now.as_micros()).unwrap_or(0));
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(0).max(1);
        Clock { at, elapsed_ms }
    }
}
