//! Starts and stops of processes, as nlserver announces them at level info.
//!
//! Documented forms (installation guides and console excerpts):
//! ```text
//! Starting Web server module (pid=9376, tid=9376)...      Web server start (pid=29698, tid=-1212463424)...
//! Stop requested (pid=664)                                 Stop requested for 'web@default' ('nlserver web', pid=29188, tid=1)...
//! Stopping Web server (pid=7636, tid=3156)...             Web server stopped (pid=29188, tid=-1224824320)...
//! Launching task 'web@default' ('nlserver web') in a new process      (also Running task, Start of the)
//! ```
//! One start is often announced twice, in two of the forms, so the forms are told apart and counted each by itself.

/// A form of announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The module says that it starts.
    Starting,
    /// The older wording of the same.
    Start,
    /// The watchdog, or whoever starts it, says so.
    Launch,
    /// Somebody asked for a stop.
    StopRequested,
    /// The module says that it stops.
    Stopping,
    /// The older wording, and that it stopped.
    Stop,
}

impl Sign {
    /// Number of forms: the length of an array indexed by [`Sign::index`].
    pub const COUNT: usize = 6;
    /// The forms of a start come first, then as many forms of a stop.
    pub const STARTS: usize = 3;

    /// Position in an array of counts.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether something starts.
    #[must_use]
    pub const fn is_start(self) -> bool {
        self.index() < Self::STARTS
    }
}

/// What a message says about a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announcement<'a> {
    /// Start or stop, and in which form.
    pub sign: Sign,
    /// `web@default`, when it is about another process than the one that writes.
    pub task: Option<&'a [u8]>,
    /// The process id, decimal digits, where it is told.
    pub pid: Option<&'a [u8]>,
}

/// Longest name of a task that is believed, in bytes.
const MAX_TASK: usize = 80;

/// How an announcement begins, unless it ends with [`END`].
pub(super) const HEADS: [&[u8; 4]; 4] = [b"Laun", b"Runn", b"Star", b"Stop"];
pub(super) const END: &[u8; 4] = b")...";

/// Reads an announcement; two short comparisons for any other message.
#[inline]
#[must_use]
pub fn announcement(message: &[u8]) -> Option<Announcement<'_>> {
    let begins = begins_with_one(message, HEADS);
    if begins || message.ends_with(END) { read(message) } else { None }
}

/// Whether a message begins with one of some heads. All are compared, since which one it is cannot be foreseen.
#[inline]
pub(super) fn begins_with_one<const N: usize>(message: &[u8], heads: [&[u8; 4]; N]) -> bool {
    message.first_chunk().is_some_and(|head| {
        let head = u32::from_le_bytes(*head);
        heads.into_iter().fold(false, |any, other| any | (head == u32::from_le_bytes(*other)))
    })
}

fn read(message: &[u8]) -> Option<Announcement<'_>> {
    if let Some(task) = launched(message) {
        return Some(Announcement { sign: Sign::Launch, task: Some(task), pid: None });
    }
    if let Some(rest) = message.strip_prefix(b"Stop requested") {
        let task = rest.strip_prefix(b" for '").and_then(quoted);
        return Some(Announcement { sign: Sign::StopRequested, task, pid: pid(rest) });
    }
    if !message.ends_with(END) {
        return None;
    }
    let (what, rest) = message.split_at(memchr::memmem::find(message, b" (pid=")?);
    let sign = if what.starts_with(b"Starting ") {
        Sign::Starting
    } else if what.starts_with(b"Stopping ") {
        Sign::Stopping
    } else if what.ends_with(b" start") {
        Sign::Start
    } else if what.ends_with(b" stop") || what.ends_with(b" stopped") {
        Sign::Stop
    } else {
        return None;
    };
    Some(Announcement { sign, task: None, pid: pid(rest) })
}

/// `Launching task 'web@default'`, `Running task '…'`, `Start of the '…' task`
fn launched(message: &[u8]) -> Option<&[u8]> {
    let heads = [&b"Launching task '"[..], b"Running task '", b"Start of the '"];
    heads.into_iter().find_map(|head| message.strip_prefix(head)).and_then(quoted)
}

/// `web@default' …`
fn quoted(rest: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b'\'', &rest[..rest.len().min(MAX_TASK + 1)])?;
    (end > 0).then(|| &rest[..end])
}

/// `pid=664`
fn pid(text: &[u8]) -> Option<&[u8]> {
    let rest = &text[memchr::memmem::find(text, b"pid=")? + 4..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=10).contains(&digits).then(|| &rest[..digits])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_forms_are_read() {
        for (message, sign, task, pid) in [
            ("Starting Web server module (pid=9376, tid=9376)...", Sign::Starting, "", "9376"),
            ("Starting workflow server (pid=12628, tid=7700)...", Sign::Starting, "", "12628"),
            ("Web server start (pid=29698, tid=-1212463424)...", Sign::Start, "", "29698"),
            (
                "Launching task 'web@default' ('nlserver web -detach') in a new process",
                Sign::Launch,
                "web@default",
                "",
            ),
            ("Running task 'mta@prod1' in a new process", Sign::Launch, "mta@prod1", ""),
            (
                "Start of the 'web@default' ('nlserver web') task in a new process",
                Sign::Launch,
                "web@default",
                "",
            ),
            ("Stop requested (pid=664)", Sign::StopRequested, "", "664"),
            (
                "Stop requested for 'web@default' ('nlserver web', pid=29188, tid=7)...",
                Sign::StopRequested,
                "web@default",
                "29188",
            ),
            ("Stopping Web server (pid=7636, tid=3156)...", Sign::Stopping, "", "7636"),
            ("Web server stopped (pid=29188, tid=-1224824320)...", Sign::Stop, "", "29188"),
        ] {
            let text = |part: &'static str| Some(part.as_bytes()).filter(|part| !part.is_empty());
            let expected = Announcement { sign, task: text(task), pid: text(pid) };
            assert_eq!(announcement(message.as_bytes()), Some(expected), "{message}");
            assert_eq!(sign.is_start(), !message.contains("top"), "{message}");
        }
    }

    #[test]
    fn other_messages_are_none() {
        for message in [
            "Starting 1 connection(s) on pool 'default instance1' (PostgreSQL, server='localhost')",
            "Workflow 'WKF1203' started by operator 'Marta Keller (mkeller)'",
            "Launching task '",
            "Reading (pid=12, tid=13)...",
            "",
        ] {
            assert_eq!(announcement(message.as_bytes()), None, "{message}");
        }
    }
}
