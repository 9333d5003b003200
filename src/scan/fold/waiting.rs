//! Events that wait to be judged together.
//!
//! What the memory knows of a message mostly lies outside the caches. It is fetched for several messages at once, so that
//! they wait for it together and not one after the other.

use super::{Fold, TEXT_LEN, is_fatal, key, open::OpenEvent};
use crate::{
    input::Window as Lines,
    knowledge::{Sight, TOGETHER},
    record::Level,
    summary::Event,
};

/// Records whose text is known and that are not yet judged. Their text is a copy, since the bytes of a map may change
/// between two looks.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    events: Vec<Pending>,
    texts: Vec<u8>,
    /// Room for a text that is made of several lines.
    assembled: Vec<u8>,
}

#[derive(Debug)]
struct Pending {
    open: OpenEvent,
    level: Level,
    /// Offset in the source.
    offset: u64,
    is_fatal: bool,
    /// Where its text ends among the others.
    end: usize,
    sight: Sight,
}

impl Fold<'_> {
    /// A record whose text ends at `end`. It is judged with some others, at the latest when the window ends.
    pub(super) fn event(&mut self, lines: &Lines<'_>, open: &OpenEvent, end: usize) {
        let end = end.min(open.start + TEXT_LEN).max(open.message);
        let offset = lines.offset + open.start as u64;
        let Waiting { texts, assembled, .. } = &mut self.waiting;
        let start = texts.len();
        let level = if let Some(level) = open.level {
            texts.extend_from_slice(lines.bytes[open.message..end].trim_ascii_end());
            level
        } else {
            assembled.clear();
            let text = lines.bytes[open.start..end].trim_ascii_end();
            let level = open.format.assemble(text, assembled);
            texts.extend_from_slice(assembled.trim_ascii_end());
            self.count(level, open.at, offset, open.bytes);
            level
        };
        let Waiting { texts, events, .. } = &mut self.waiting;
        if !level.is_event() {
            texts.truncate(start);
            return;
        }
        let is_fatal = open.may_be_fatal
            && level == Level::Error
            && is_fatal(&lines.bytes[open.start..open.message]);
        let sight = self.memo.look(open.message_of(&texts[start..]));
        events.push(Pending { open: *open, level, offset, is_fatal, end: texts.len(), sight });
        if events.len() == TOGETHER {
            self.judge_waiting();
        }
    }

    /// Judges and counts all that wait.
    pub(super) fn judge_waiting(&mut self) {
        let Self { memo, classifier, tally, waiting, .. } = self;
        memo.fetch(waiting.events.iter_mut().map(|event| &mut event.sight));
        let mut start = 0;
        for Pending { open, level, offset, is_fatal, end, sight } in &waiting.events {
            let text = &waiting.texts[start..*end];
            start = *end;
            let message = open.message_of(text);
            let judged = memo.judge_seen(classifier, message, *sight);
            tally.event(&Event {
                key: key(&judged.classification, judged.template.fingerprint),
                level: *level,
                at: open.at,
                thread: open.thread,
                codes: judged.codes,
                template: judged.template,
                message,
                named: judged.named,
                offset: *offset,
                line: open.line,
                is_fatal: *is_fatal,
                is_placed: open.label.is_some() && open.format.is_mended_by_line(),
                text,
            });
        }
        waiting.events.clear();
        waiting.texts.clear();
    }
}
