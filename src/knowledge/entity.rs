//! Named things in a message: what was hit, and what must be run again.
//!
//! Each is found by a trigger, a few fixed bytes that stand before (or begin) the name.

mod triggers;

use std::{cmp::Reverse, ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use self::triggers::{ID, Shape, TRIGGERS};

/// Sorts of named things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum EntityKind {
    Account,
    Activity,
    Delivery,
    Errno,
    Export,
    Host,
    Import,
    Irc,
    Module,
    Operator,
    Path,
    Sqlstate,
    Status,
    Table,
    Workflow,
}

impl EntityKind {
    /// The key in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Activity => "activity",
            Self::Delivery => "delivery",
            Self::Errno => "errno",
            Self::Export => "export",
            Self::Host => "host",
            Self::Import => "import",
            Self::Irc => "irc",
            Self::Module => "module",
            Self::Operator => "operator",
            Self::Path => "path",
            Self::Sqlstate => "sqlstate",
            Self::Status => "status",
            Self::Table => "table",
            Self::Workflow => "workflow",
        }
    }
}

/// A named thing as it stands in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity<'a> {
    /// What it is.
    pub kind: EntityKind,
    /// Its name.
    pub value: &'a [u8],
}

/// Where a named thing stands in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub kind: EntityKind,
    at: Range<u32>,
}

impl Named {
    /// Where it stands.
    fn at(&self) -> Range<usize> {
        self.at.start as usize..self.at.end as usize
    }

    /// Its name in the message in which it was found, or in one of the same shape.
    #[must_use]
    pub fn name<'a>(&self, message: &'a [u8]) -> &'a [u8] {
        &message[self.at()]
    }

    /// A hash of its name.
    #[must_use]
    pub fn hash(&self, message: &[u8]) -> u128 {
        xxh3_128(self.name(message))
    }
}

/// Longest name that is believed, in bytes.
const MAX_LEN: usize = 128;
/// Most names that are taken from one message; those who write messages name three or four.
const MAX_NAMED: usize = 32;

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(TRIGGERS.iter().map(|(trigger, ..)| trigger))
        .expect("a few short triggers")
});

/// The named things of a message, in order, as many as are believed; a thing that is named twice comes twice. Which digits
/// a message holds does not matter.
pub fn find(message: &[u8]) -> impl Iterator<Item = Named> {
    let found = FINDER.find_iter(message);
    let named = found.filter_map(|found| named(message, found.pattern().as_usize(), found.range()));
    named.take(MAX_NAMED)
}

/// The same, where it is known which triggers may stand where: all that do are among them.
pub(super) fn find_at(
    message: &[u8],
    triggers: &mut [(usize, usize)],
) -> impl Iterator<Item = Named> {
    // The longer one of two that begin together.
    triggers.sort_unstable_by_key(|(at, trigger)| (*at, Reverse(TRIGGERS[*trigger].0.len())));
    let mut next = 0;
    let named = triggers.iter().filter_map(move |(at, trigger)| {
        let (text, ..) = TRIGGERS[*trigger];
        if *at < next || !message[*at..].starts_with(text.as_bytes()) {
            return None;
        }
        next = *at + text.len();
        named(message, *trigger, *at..next)
    });
    named.take(MAX_NAMED)
}

/// What triggers are found by, by their numbers: with a digit, where one must follow.
pub(super) fn triggers() -> impl Iterator<Item = &'static str> {
    TRIGGERS.iter().map(|(text, _, shape)| match shape {
        Shape::Id => ID,
        _ => text,
    })
}

/// What a trigger names that stands at a place.
fn named(message: &[u8], trigger: usize, at: Range<usize>) -> Option<Named> {
    let (_, kind, shape) = TRIGGERS[trigger];
    let place = place(message, at, shape)?;
    let is_sound = !place.is_empty() && place.len() <= MAX_LEN;
    let at = u32::try_from(place.start).ok()?..u32::try_from(place.end).ok()?;
    is_sound.then_some(Named { kind, at })
}

/// Where the name behind a trigger stands.
fn place(message: &[u8], trigger: Range<usize>, shape: Shape) -> Option<Range<usize>> {
    let from = trigger.end;
    let rest = &message[from..];
    let run = |fits: fn(&u8) -> bool| rest.iter().take_while(|byte| fits(byte)).count();
    match shape {
        Shape::Quoted => Some(from..from + memchr::memchr(message[from - 1], rest)?),
        Shape::Login => {
            let end = memchr::memchr(b'\'', rest)?;
            let login = rest[..end].strip_suffix(b")").and_then(|name| {
                let open = memchr::memrchr(b'(', name)?;
                Some(from + open + 1..from + name.len())
            });
            Some(login.unwrap_or(from..from + end))
        }
        Shape::Number => {
            let sign = usize::from(rest.first() == Some(&b'-'));
            let digits = rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            (digits > 0).then_some(from..from + sign + digits)
        }
        Shape::Token => Some(from..from + run(u8::is_ascii_alphanumeric)),
        Shape::Id => {
            let digits = run(u8::is_ascii_digit);
            let starts_word =
                trigger.start == 0 || !message[trigger.start - 1].is_ascii_alphanumeric();
            (digits > 0 && starts_word).then_some(trigger.start..from + digits)
        }
        Shape::Authority => {
            let host = host(&rest[..rest.len().min(2 * MAX_LEN)])?;
            Some(from + host.start..from + host.end)
        }
    }
}

/// `shop.example` of `jo:secret@shop.example:8443/path`; what is no name of a host is none.
fn host(url: &[u8]) -> Option<Range<usize>> {
    let is_over = |byte: &u8| byte.is_ascii_whitespace() || b"/?#\"'<>)],;\\".contains(byte);
    let authority = &url[..url.iter().position(is_over).unwrap_or(url.len())];
    let start = memchr::memrchr(b'@', authority).map_or(0, |at| at + 1);
    let place = &authority[start..];
    let host = &place[..memchr::memchr(b':', place).unwrap_or(place.len())];
    let host = host.strip_suffix(b".").unwrap_or(host);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    host.iter().all(is_name).then_some(start..start + host.len())
}

#[cfg(test)]
mod tests;
