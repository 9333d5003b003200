//! Ranges of plain files: by map where that can be and holds, else by read.

use std::ops::Range;

use super::{
    super::Plan,
    Worker,
    trial::{Part, Trust},
};
use crate::{
    input::{Given, Watched, io_message, map_range, read_range},
    problem::ProblemKind,
};

impl Worker<'_> {
    /// Reads a range of a plain file, by map where that can be and holds.
    pub(super) fn file(&mut self, index: usize, file: &Watched, range: Range<u64>, plan: &Plan) {
        let shared = self.shared;
        let size = range.end - range.start;
        // A sequential form is one range however long the file is, so a map would be as long.
        let is_mapped =
            !plan.format.is_sequential() && shared.options.read.maps.wants(file, &range);
        let given = if is_mapped {
            self.fold(index, plan, range.start, Trust::OnTrial, |fold| {
                map_range(file, &range, &mut |piece| fold.piece(&piece))
            })
        } else {
            Given::Nothing
        };
        self.settle(given, index, file, range, plan);
        shared.progress.read(size);
        shared.changed.note(&shared.sources[index].name, file);
    }

    /// Takes over, or reads anew, what became of a range.
    pub(super) fn settle(
        &mut self,
        given: Given,
        index: usize,
        file: &Watched,
        range: Range<u64>,
        plan: &Plan,
    ) {
        match given {
            Given::Lines => {
                if let Some(part) = &mut self.part {
                    part.holds(range);
                }
            }
            Given::Nothing => self.read(index, file, range, plan),
            Given::Void => {
                // Rare, so it may be dear: what can still be read is read again, and counted when it is sure.
                let mut again = self.part.as_mut().map_or_else(Vec::new, Part::drop_trial);
                again.push(range);
                for range in again {
                    self.read(index, file, range, plan);
                }
            }
        }
    }

    fn read(&mut self, index: usize, file: &Watched, range: Range<u64>, plan: &Plan) {
        let read = &self.shared.options.read;
        let mut room = std::mem::take(&mut self.room);
        let outcome = self.fold(index, plan, range.start, Trust::Sure, |fold| {
            read_range(file, range, read, &mut room, &mut |piece| fold.piece_of(&piece, file))
        });
        self.room = room;
        if let Err((offset, error)) = outcome {
            let source = &self.shared.sources[index];
            self.fails(source, Some(offset), ProblemKind::Unreadable, io_message(&error));
        }
    }
}
