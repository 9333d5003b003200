//! A SOAP answer that somebody kept: the wrapper in `<faultstring>`, the cause in `<detail>`.
//!
//! A record is an envelope (with the XML declaration before it), or the fault alone. An envelope without a fault is
//! an ordinary answer.

use memchr::memmem::find;

use super::{Format, HEAD_LEN};
use crate::record::{Level, Record, Time};

/// The form of a kept SOAP answer.
#[derive(Debug)]
pub struct SoapFault;

impl Format for SoapFault {
    fn name(&self) -> &'static str {
        "soap-fault"
    }

    fn about(&self) -> &'static str {
        "a SOAP answer: faultstring with the wrapper, detail with the cause"
    }

    fn module(&self) -> Option<&'static str> {
        Some("web")
    }

    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>> {
        let starts = is_declaration(line) || is_envelope(line) || has(line, b"<faultstring");
        let level = Level::Info;
        let record =
            Record { time: Time::Missing, level, category: b"", thread: b"", message: line };
        starts.then_some(record)
    }

    /// An XML declaration alone is no SOAP.
    fn sniff(&self, line: &[u8]) -> bool {
        // Nearly all lines of other files hold no tag.
        memchr::memchr(b'<', line).is_some() && (is_envelope(line) || has(line, b"<faultstring"))
    }

    fn is_sequential(&self) -> bool {
        true
    }

    /// A fault belongs to the envelope around it, an envelope to the declaration before it.
    fn continues(&self, first: &[u8], line: &[u8]) -> bool {
        let is_inside = is_declaration(first) || is_envelope(first);
        let is_new = is_declaration(line) || (is_envelope(line) && is_envelope(first));
        is_inside && !is_new
    }

    fn is_assembled(&self) -> bool {
        true
    }

    fn assemble(&self, text: &[u8], message: &mut Vec<u8>) -> Level {
        let Some(fault) = element(text, b"faultstring") else {
            message.extend_from_slice(text);
            return Level::Info;
        };
        plain(fault, message);
        for detail in elements(text, b"detail") {
            message.push(b'\n');
            plain(detail, message);
        }
        Level::Error
    }
}

/// Whether the part of a line that decides what it is holds a text.
fn has(line: &[u8], text: &[u8]) -> bool {
    find(&line[..line.len().min(HEAD_LEN)], text).is_some()
}

fn is_declaration(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"<?xml")
}

/// `<SOAP-ENV:Envelope`, not its end.
fn is_envelope(line: &[u8]) -> bool {
    find(&line[..line.len().min(HEAD_LEN)], b":Envelope").is_some_and(|at| {
        let open = line[..at].iter().rposition(|byte| *byte == b'<');
        open.is_some_and(|open| line.get(open + 1) != Some(&b'/'))
    })
}

/// What stands in the first element of a name.
fn element<'a>(text: &'a [u8], name: &'static [u8]) -> Option<&'a [u8]> {
    elements(text, name).next()
}

/// What stands in each element of a name; an element that never ends lasts to the end of the text.
fn elements<'a>(text: &'a [u8], name: &'static [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let open = find(rest, &[b"<", name].concat())?;
        let start = open + memchr::memchr(b'>', &rest[open..])? + 1;
        let end = find(&rest[start..], &[b"</", name].concat()).map_or(rest.len(), |at| start + at);
        let content = &rest[start..end];
        rest = &rest[end..];
        Some(content)
    })
}

/// Adds text without its tags, and with the characters that XML had to write otherwise.
fn plain(xml: &[u8], out: &mut Vec<u8>) {
    const NAMED: [(&[u8], u8); 5] =
        [(b"&lt;", b'<'), (b"&gt;", b'>'), (b"&amp;", b'&'), (b"&quot;", b'"'), (b"&apos;", b'\'')];
    let mut rest = xml.trim_ascii();
    while let Some(&byte) = rest.first() {
        let named = NAMED.iter().find(|(name, _)| rest.starts_with(name));
        let taken = match (byte, named) {
            (b'<', _) => memchr::memchr(b'>', rest).map_or(rest.len(), |end| end + 1),
            (_, Some((name, char))) => {
                out.push(*char);
                name.len()
            }
            _ => {
                out.push(byte);
                1
            }
        };
        rest = &rest[taken..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapper_and_cause_come_without_their_tags() {
        let text = b"<?xml version='1.0'?>\n<S:Envelope xmlns:S='x'>\n<S:Fault><faultstring xsi:type='s'>SOP-330011 Error while \
                     executing &apos;A&apos;.</faultstring>\n<detail>PGS-220000 <b>gone</b> &lt;now&gt;</detail></S:Fault></S:Envelope>";
        let mut message = Vec::new();
        assert_eq!(SoapFault.assemble(text, &mut message), Level::Error);
        let expected = "SOP-330011 Error while executing 'A'.\nPGS-220000 gone <now>";
        assert_eq!(String::from_utf8(message).expect("text"), expected);
    }

    #[test]
    fn one_envelope_is_one_record() {
        let (declaration, envelope) = (b"<?xml version='1.0'?>", b"<S:Envelope xmlns:S='x'>");
        assert!(SoapFault.continues(declaration, envelope));
        assert!(SoapFault.continues(envelope, b"<faultstring>x</faultstring>"));
        assert!(!SoapFault.continues(envelope, envelope));
        assert!(!SoapFault.continues(envelope, declaration));
        assert!(!SoapFault.sniff(declaration) && SoapFault.sniff(envelope));
        assert!(!SoapFault.sniff(b"</S:Envelope>"));
    }
}
