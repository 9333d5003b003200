//! Line forms. To add one: a file beside this one, a line in [`FORMATS`], a sample; `plain.rs` is the simplest.
//!
//! A format looks at one physical line without its line end and says whether a record starts there. It keeps no state, so
//! a log can be cut anywhere; the few forms whose lines mean something only beside their neighbours say so
//! ([`Format::is_sequential`]) and are read by one thread. It refuses with `None`; there are no errors here, only lines
//! that somebody else must explain.

mod console;
mod detect;
mod journal;
mod layout;
mod module_log;
mod parts;
mod plain;
mod postupgrade;
mod process_journal;
mod processes;
mod soap_fault;
mod systemd;
mod text;
mod tomcat;
mod tracking;

pub use console::Console;
pub use detect::{Detection, SAMPLE_LEN, detect};
pub use journal::{DateOrder, Journal};
pub use layout::{Clock, Header, LastLine, Layout};
pub use module_log::ModuleLog;
pub use plain::Plain;
pub use postupgrade::Postupgrade;
pub use process_journal::ProcessJournal;
pub use processes::Processes;
pub use soap_fault::SoapFault;
pub use systemd::Systemd;
pub use tomcat::Tomcat;
pub use tracking::Tracking;

use crate::record::{Level, Record};

/// A line form.
pub trait Format: Sync + std::fmt::Debug {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// One line on what it is.
    fn about(&self) -> &'static str;

    /// The record that starts on this line, when the line is surely of this form.
    fn parse<'a>(&self, line: &'a [u8]) -> Option<Record<'a>>;

    /// Where the columns stand on a line that this form has read, if lines like it can be read by their layout alone.
    fn layout(&self, _line: &[u8], _record: &Record<'_>) -> Option<Layout> {
        None
    }

    /// Whether the line speaks for this form; by default, whether it parses.
    fn sniff(&self, line: &[u8]) -> bool {
        self.parse(line).is_some()
    }

    /// Whether a line that it reads is its own, whatever else reads it: then no other form is asked.
    fn is_unmistakable(&self) -> bool {
        false
    }

    /// The record on a line that no form reads for sure, in a file that is of this form.
    fn salvage<'a>(&self, _line: &'a [u8]) -> Option<Record<'a>> {
        None
    }

    /// Whether a line without a record continues the record above it; if not, it is unparsed.
    fn has_continuations(&self) -> bool {
        true
    }

    /// The module that writes such lines, for a file whose path does not say.
    fn module(&self) -> Option<&'static str> {
        None
    }

    /// The same form with what the head of a file tells about it, such as the order of its dates.
    fn learn(&self, _head: &[u8], _order: Option<DateOrder>) -> Option<&'static dyn Format> {
        None
    }

    /// Whether lines are to be read from the first to the last, since [`Format::continues`] needs the line before.
    fn is_sequential(&self) -> bool {
        false
    }

    /// Whether records stand in the order in which they were written, so that a time before the last one is news.
    fn is_chronological(&self) -> bool {
        false
    }

    /// Whether a line that looks like a record of its own belongs to the record that began with the line `first`.
    fn continues(&self, _first: &[u8], _line: &[u8]) -> bool {
        false
    }

    /// Whether message and level of a record follow from all of its lines: then [`Format::assemble`] is asked.
    fn is_assembled(&self) -> bool {
        false
    }

    /// Appends the message of a record that fills the lines of `text`, and says its level.
    fn assemble(&self, text: &[u8], message: &mut Vec<u8>) -> Level {
        message.extend_from_slice(text);
        Level::Other
    }

    /// What to classify instead of the message, for lines that are data and not a message.
    fn label(&self, _record: &Record<'_>) -> Option<&'static str> {
        None
    }

    /// Whether people mend such a log line by line, so that each of its events must be found again, and not only a few.
    fn is_mended_by_line(&self) -> bool {
        false
    }

    /// The module that a record without a time says is running, and its instance; what all instances share is `default`.
    fn running<'a>(&self, _record: &Record<'a>) -> Option<(&'static str, &'a [u8])> {
        None
    }
}

/// Every form, the order in which equals are preferred. [`Plain`] is not among them: it is what remains.
pub static FORMATS: &[&dyn Format] = &[
    &ModuleLog,
    &Console,
    &Tracking,
    &Journal::UNKNOWN,
    &ProcessJournal,
    &Processes,
    &Postupgrade,
    &Tomcat,
    &Systemd,
    &SoapFault,
];

/// Forms whose header is strict enough to be believed inside a file of another form.
static INTERRUPTERS: &[&dyn Format] = &[&ModuleLog, &Console, &Postupgrade, &Processes];

/// What one physical line is.
#[derive(Debug)]
pub enum Line<'a> {
    /// A record starts here; the format that read it comes along.
    Record(Record<'a>, &'static dyn Format),
    /// Nothing but blanks.
    Blank,
    /// It belongs to the record above, if there is one.
    Continuation,
    /// Nobody can explain it.
    Unparsed,
}

/// Bytes at the start of a line that decide what it is: a header is far shorter, and a chunk must be able to tell
/// whether the line after its end starts a record without reading all of it.
pub const HEAD_LEN: usize = 512;

/// Reads one line of a file of the given form. `line` has no line end; a byte order mark at its start is passed over.
#[must_use]
pub fn read_line<'a>(format: &'static dyn Format, line: &'a [u8]) -> Line<'a> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    if let Some(record) = format.parse(line) {
        return Line::Record(record, format);
    }
    if line.trim_ascii().is_empty() {
        return Line::Blank;
    }
    for other in INTERRUPTERS {
        if other.name() != format.name()
            && let Some(record) = other.parse(line)
        {
            return Line::Record(record, *other);
        }
    }
    match format.salvage(line) {
        Some(record) => Line::Record(record, format),
        None if format.has_continuations() => Line::Continuation,
        None => Line::Unparsed,
    }
}
