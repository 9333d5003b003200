//! A message without its variables: what makes a million lines one issue.
//!
//! Numbers, ids, quoted names, paths, addresses and SQL literals become placeholders; product codes never do, nor the
//! numbers that say what happened (HTTP and SMTP status, SQLSTATE, errno, iRc). The same walk takes personal data out.

mod masker;
mod quotes;
mod secret;
mod sink;
mod words;

pub(super) use sink::Sink;

use std::borrow::Cow;

use self::masker::Masker;

/// Bytes of a message that make its template; what follows is variable text in practice.
pub(super) const MESSAGE_LEN: usize = 4096;
/// Bytes of a template that are kept for showing; the fingerprint covers all of it.
pub(super) const SHOWN_LEN: usize = 512;

/// The template of a message: what identifies it, and its text when it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// Fixed, versioned hash of the whole template.
    pub fingerprint: u128,
    source: Source<'a>,
}

/// Where the text of a template comes from.
#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    Masked(&'a [u8]),
    Message(&'a [u8]),
}

impl<'a> Template<'a> {
    /// A template whose text is there.
    #[must_use]
    pub fn masked(fingerprint: u128, text: &'a [u8]) -> Self {
        Self { fingerprint, source: Source::Masked(text) }
    }

    /// A template that was met before: its text is made when it is asked for, which is rare.
    pub(super) fn of(fingerprint: u128, message: &'a [u8]) -> Self {
        Self { fingerprint, source: Source::Message(message) }
    }

    /// The beginning of the template, to be shown: at most 512 bytes.
    #[must_use]
    pub fn text(&self) -> Cow<'a, [u8]> {
        match self.source {
            Source::Masked(text) => text.into(),
            Source::Message(message) => {
                let mut text = Vec::new();
                mask(message, &mut text);
                text.into()
            }
        }
    }
}

/// Masks the first line of a message into `out` and returns the fingerprint. `out` is cleared first, so that a thread can
/// use one buffer for all messages.
pub fn mask(message: &[u8], out: &mut Vec<u8>) -> u128 {
    out.clear();
    walk(message, out);
    let Template { fingerprint, .. } = finish(out);
    out.truncate(shown(out).len());
    fingerprint
}

/// A template that was walked to its end.
pub(super) fn finish(walked: &[u8]) -> Template<'_> {
    Template::masked(xxhash_rust::xxh3::xxh3_128(trimmed(walked)), shown(walked))
}

/// What is shown of it.
pub(super) fn shown(walked: &[u8]) -> &[u8] {
    let text = trimmed(walked);
    &text[..text.len().min(SHOWN_LEN)]
}

fn trimmed(walked: &[u8]) -> &[u8] {
    let blanks = walked.iter().rev().take_while(|byte| **byte == b' ').count();
    &walked[..walked.len() - blanks]
}

/// Walks over the first line of a message and tells the sink what stays and what is hidden.
pub(super) fn walk(message: &[u8], sink: &mut impl Sink) {
    let line = memchr::memchr(b'\n', message).map_or(message, |end| &message[..end]);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = &line[..line.len().min(MESSAGE_LEN)];
    Masker::new(text, sink).run();
}

#[cfg(test)]
mod tests;
