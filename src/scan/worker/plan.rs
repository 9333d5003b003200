//! What a source is, and how it is to be read: by its first bytes.

use std::io;

use super::{Plan, Shared, Worker, Zone};
use crate::{
    formats::{Detection, Format, Plain, SAMPLE_LEN, detect},
    input::{Content, Opened, Source, decoded_head, is_archive, open, open_again},
    problem::ProblemKind,
    summary::Unread,
};

impl Worker<'_> {
    /// Opens a source; tells when it is not the one that was compared.
    pub(super) fn open(&self, index: usize) -> io::Result<Opened<'static>> {
        let Shared { sources, seen, gone, .. } = self.shared;
        let source = &sources[index];
        let Some(seen) = seen.get(&index) else { return open(source, SAMPLE_LEN) };
        let outcome = open_again(source, seen, SAMPLE_LEN);
        if !matches!(outcome, Ok((_, true))) {
            gone.note(index);
        }
        outcome.map(|(opened, _)| opened)
    }

    /// Notes what kind of source is at hand, and takes a thread to decode it where one has nothing better to do.
    pub(super) fn takes(&mut self, opened: &Opened<'_>) {
        self.is_packed = opened.compression.is_some() || opened.archive.is_some();
        self.spare = opened.compression.and_then(|_| self.shared.queue.spare());
    }

    /// How to read a source; `None` when it is no log, which is counted.
    pub(super) fn plan(&mut self, source: &Source, opened: &Opened<'_>) -> Option<Plan> {
        if let Some(nested) = opened.nested() {
            self.leave_out(source, "compressed twice");
            self.fails(source, Some(0), ProblemKind::Unsupported, nested);
            return None;
        }
        let options = self.shared.options;
        let format = match choose(source, &opened.head) {
            Ok(format) => format,
            Err(kind) => {
                self.leave_out(source, kind);
                return None;
            }
        };
        let format = format.learn(&opened.head, options.date_order).unwrap_or(format);
        let zone = Zone::of(format, &opened.head, options.input_zone.as_ref());
        let writing = opened.writing;
        if let Some(remark) = writing.remark() {
            self.fails(source, Some(0), ProblemKind::Encoding, remark);
        }
        let is_whole = matches!(opened.content, Content::Stream(_));
        Some(Plan { format, zone, compression: opened.compression, writing, is_whole })
    }

    /// A file that is not looked at.
    pub(super) fn unread(&mut self, source: &Source, kind: &'static str) {
        self.shared.progress.read(source.size);
        self.leave_out(source, kind);
    }

    /// A file that is no log: its bytes are counted and not read.
    pub(super) fn leave_out(&mut self, source: &Source, kind: &'static str) {
        let names = [source.name.clone()].into();
        self.summary.add_unread(kind, Unread { files: 1, bytes: source.size, names });
        if source.is_explicit && kind != "empty" {
            let message = format!("{kind}, not a log: skipped");
            self.fails(source, Some(0), ProblemKind::NotALog, message);
        }
    }
}

/// Whether a source would be read, by the first bytes of it; more of them may say otherwise.
pub(in crate::scan) fn is_log(source: &Source, head: &[u8]) -> bool {
    is_archive(head) || choose(source, &decoded_head(head)).is_ok()
}

/// The form to read a source in, or what it is instead of a log.
fn choose(source: &Source, head: &[u8]) -> Result<&'static dyn Format, &'static str> {
    match detect(head) {
        Detection::Log(format) => Ok(format),
        Detection::Text { has_code } if source.is_explicit || has_code || source.has_log_name() => {
            Ok(&Plain)
        }
        Detection::Text { .. } => Err("text"),
        Detection::Other(kind) => Err(kind),
        Detection::Empty => Err("empty"),
    }
}
