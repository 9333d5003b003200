//! Named things in a message: what was hit, and what must be run again.
//!
//! Each is found by a trigger, a few fixed bytes that stand before (or begin) the name. To add one, add a row.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

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

/// How the name follows its trigger.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// Up to the closing quote, which is the last byte of the trigger.
    Quoted,
    /// The login in brackets at the end of a quoted name, or the whole name.
    Login,
    /// Digits, perhaps with a sign.
    Number,
    /// Upper case letters and digits.
    Token,
    /// Digits that begin right after the trigger, and the trigger itself.
    Id,
    /// The host of a URL: what stands before the path, without a login and a port.
    Authority,
}

/// Trigger, sort, shape. Matching is exact in case; the messages are constants of the product.
const TRIGGERS: &[(&str, EntityKind, Shape)] = &[
    ("WKF", EntityKind::Workflow, Shape::Id),
    ("orkflow '", EntityKind::Workflow, Shape::Quoted),
    ("ctivity '", EntityKind::Activity, Shape::Quoted),
    ("Autostart module '", EntityKind::Module, Shape::Quoted),
    ("operator '", EntityKind::Operator, Shape::Login),
    ("Operator '", EntityKind::Operator, Shape::Login),
    ("delivery '", EntityKind::Delivery, Shape::Quoted),
    ("Delivery '", EntityKind::Delivery, Shape::Quoted),
    ("delivery ", EntityKind::Delivery, Shape::Number),
    ("xport '", EntityKind::Export, Shape::Quoted),
    ("mport '", EntityKind::Import, Shape::Quoted),
    ("server '", EntityKind::Host, Shape::Quoted),
    ("host name \"", EntityKind::Host, Shape::Quoted),
    ("http://", EntityKind::Host, Shape::Authority),
    ("https://", EntityKind::Host, Shape::Authority),
    ("file '", EntityKind::Path, Shape::Quoted),
    ("folder '", EntityKind::Path, Shape::Quoted),
    ("relation \"", EntityKind::Table, Shape::Quoted),
    ("external account '", EntityKind::Account, Shape::Quoted),
    ("iRc=", EntityKind::Irc, Shape::Number),
    ("errno=", EntityKind::Errno, Shape::Number),
    ("SQLState: ", EntityKind::Sqlstate, Shape::Token),
    ("type error (", EntityKind::Status, Shape::Number),
    ("HTTP status ", EntityKind::Status, Shape::Number),
];

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
    let named = FINDER.find_iter(message).filter_map(move |found| {
        let (_, kind, shape) = TRIGGERS[found.pattern().as_usize()];
        let place = place(message, found.range(), shape)?;
        let is_sound = !place.is_empty() && place.len() <= MAX_LEN;
        let at = u32::try_from(place.start).ok()?..u32::try_from(place.end).ok()?;
        is_sound.then_some(Named { kind, at })
    });
    named.take(MAX_NAMED)
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
mod tests {
    use super::*;

    fn found(message: &str) -> Vec<(EntityKind, String)> {
        find(message.as_bytes())
            .map(|named| {
                let name = named.name(message.as_bytes());
                (named.kind, String::from_utf8_lossy(name).into_owned())
            })
            .collect()
    }

    #[test]
    fn names_are_found_after_their_triggers() {
        use EntityKind::*;
        let message = "Export 'weekly' scheduled by operator 'Marta Keller (mkeller)' failed (errno=28, x) (iRc=-52)";
        let expected = [(Export, "weekly"), (Operator, "mkeller"), (Errno, "28"), (Irc, "-52")];
        assert_eq!(found(message), expected.map(|(kind, value)| (kind, value.to_owned())));
        assert_eq!(found("script 'WKF471/js3'"), [(Workflow, "WKF471".to_owned())]);
        assert_eq!(found("broken delivery 351981208."), [(Delivery, "351981208".to_owned())]);
        assert_eq!(found("SQLState: 40001"), [(Sqlstate, "40001".to_owned())]);
    }

    #[test]
    fn the_host_of_a_url_is_found_without_login_and_port() {
        for (url, host) in [
            ("https://shop.example/a?b=c", "shop.example"),
            ("http://track-1.shop.example:8080 refused", "track-1.shop.example"),
            ("'https://jo:pa@ss@shop.example:443/x'", "shop.example"),
            ("(see https://shop.example.)", "shop.example"),
            ("http://192.0.2.7:5080/r", "192.0.2.7"),
            ("https://shop.example", "shop.example"),
        ] {
            assert_eq!(found(url), [(EntityKind::Host, host.to_owned())], "{url}");
        }
        for nothing in ["https://", "https:///path", "http://[2001:db8::1]/", "https://<host>/x"] {
            assert!(found(nothing).is_empty(), "{nothing}");
        }
        let two = found("https://a.example/?to=https://b.example/");
        assert_eq!(
            two.iter().map(|(_, host)| host.as_str()).collect::<Vec<_>>(),
            ["a.example", "b.example"]
        );
    }

    #[test]
    fn a_trigger_without_a_name_gives_nothing() {
        assert!(found("operator 'never closed").is_empty());
        assert!(found("delivery of WKF and iRc=x").is_empty());
    }
}
