//! Sources that can only be read once and in order: what is compressed, comes through a pipe, or lies in an archive.

use std::sync::atomic::Ordering;

use super::{
    super::{Plan, ahead::read_ahead, fold::Fold},
    Shared, Worker,
};
use crate::{
    input::{Content, Opened, Origin, Piece, Source, io_message, read_text},
    problem::ProblemKind,
};

impl Worker<'_> {
    /// Reads a source that is a stream by itself.
    pub(super) fn whole(&mut self, source: &Source, opened: Opened<'_>, plan: &Plan) {
        let progress = self.shared.progress;
        let mut seen = 0;
        let (consumed, file) = (opened.consumed.clone(), opened.file.clone());
        let is_ahead = self.has_idle_threads() && plan.compression.is_some();
        self.stream(source, opened, plan, is_ahead, &mut |_| {
            let now = consumed.load(Ordering::Relaxed);
            progress.read(now - seen);
            seen = now;
        });
        progress.read(source.size.saturating_sub(seen));
        if let Some(file) = file {
            self.shared.changed.note(&source.name, &file);
        }
    }

    /// Whether a thread was taken that has nothing better to do than to decode.
    pub(super) fn has_idle_threads(&self) -> bool {
        self.spare.is_some()
    }

    /// Reads a stream to its end, and adds what it holds to the summary. `read` hears of the bytes of each piece.
    pub(super) fn stream(
        &mut self,
        source: &Source,
        opened: Opened<'_>,
        plan: &Plan,
        is_ahead: bool,
        read: &mut dyn FnMut(u64),
    ) {
        let Content::Stream(stream) = opened.content else { return };
        let units = plan.writing.units();
        let Shared { classifier, options, .. } = self.shared;
        let instance = source.identity.instance.as_deref();
        let mut tally = plan.tally();
        let mut fold =
            Fold::new(plan, classifier, options, instance, 0, &mut self.memo, &mut tally);
        let mut sink = |piece: Piece<'_>| {
            match &opened.file {
                Some(file) => fold.piece_of(&piece, file),
                None => fold.piece(&piece),
            }
            read(piece.bytes());
        };
        let outcome = if is_ahead {
            read_ahead(stream, |stream| read_text(stream, units, &options.read, &mut sink))
        } else {
            read_text(stream, units, &options.read, &mut sink)
        };
        fold.finish();
        let unpaired = opened.unpaired.load(Ordering::Relaxed);
        if unpaired > 0 {
            tally.account.torn(tally.account.bytes, unpaired);
        }
        self.add(source, plan, tally);
        let Err((offset, error)) = outcome else { return };
        if let Some(file) = &opened.file {
            file.lost(offset);
        }
        let error = io_message(&error);
        match plan.compression {
            None if matches!(source.origin, Origin::Archive(_)) => {
                let message = format!("damaged ({error}); {offset} bytes were kept");
                self.fails(source, Some(offset), ProblemKind::Damaged, message);
            }
            None => self.fails(source, Some(offset), ProblemKind::Unreadable, error),
            Some(compression) => {
                let consumed = opened.consumed.load(Ordering::Relaxed);
                let message = format!(
                    "{compression} data damaged at compressed byte {consumed} ({error}); {offset} decoded bytes were kept"
                );
                self.fails(source, Some(offset), ProblemKind::Damaged, message);
            }
        }
    }
}
