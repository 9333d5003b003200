//! Logs that changed while they were read, as the summary says it.

use std::{collections::BTreeMap, sync::Mutex};

use crate::{
    input::{Changes, Watched},
    problem::{Problem, ProblemKind},
    summary::Summary,
};

/// What happened to logs, by name, with their size when they were opened.
#[derive(Debug, Default)]
pub(super) struct Changed(Mutex<BTreeMap<String, (u64, Changes)>>);

impl Changed {
    /// Takes over what is known of a log by now; ask behind each part that was read.
    pub(super) fn note(&self, name: &str, file: &Watched) {
        let changes = file.changes();
        if changes != Changes::default() {
            let mut all = self.0.lock().expect("nobody panics while noting a change");
            // What a file knows only grows, but two threads may bring it in either order.
            all.entry(name.to_owned()).or_insert((file.size(), changes)).1 = file.changes();
        }
    }

    /// Names the changes, and counts what was lost: the bytes that were there at first and that nobody counted.
    pub(super) fn tell(self, summary: &mut Summary) {
        let all = self.0.into_inner().expect("nobody panics while noting a change");
        for (source, (size, changes)) in all {
            let account = summary.accounts.entry(source.clone()).or_default();
            let lost = size.saturating_sub(account.bytes);
            let offset = changes.lost_from.or(changes.shrunk_to).unwrap_or(size);
            if lost > 0 {
                account.lost(offset, lost);
            }
            summary.problems.extend(unreadable(&source, &changes));
            if let Some((kind, offset, message)) = told(size, &changes, lost, offset) {
                summary.problems.insert(Problem { source, offset, kind, message });
            }
        }
    }
}

/// What is said of blocks that the disk did not give.
pub(super) fn unreadable(source: &str, changes: &Changes) -> Option<Problem> {
    let (first, bytes) = changes.unreadable?;
    Some(Problem {
        source: source.to_owned(),
        offset: Some(first),
        kind: ProblemKind::Unreadable,
        message: format!("{bytes} bytes could not be read: input/output error, first here"),
    })
}

/// What is said of a log of `size` bytes of which `lost` are missing, from `offset` on.
fn told(
    size: u64,
    changes: &Changes,
    lost: u64,
    offset: u64,
) -> Option<(ProblemKind, Option<u64>, String)> {
    let Changes { grown_to, shrunk_to, rewritten_at, modified_at, lost_from: _, unreadable: _ } =
        *changes;
    let missing = format!("{lost} of {size} bytes were gone before they could be read");
    if lost > 0 && rewritten_at.is_some() {
        let message = format!("replaced by other content while it was read; {missing}");
        return Some((ProblemKind::Rewritten, Some(offset), message));
    }
    if let Some(to) = shrunk_to.filter(|_| lost > 0) {
        let message = format!("shrank to {to} bytes while it was read; {missing}");
        return Some((ProblemKind::Shrank, Some(offset), message));
    }
    if let Some(to) = grown_to {
        // Whoever appends moves the time of modification, so that says nothing then.
        let message = format!(
            "grew by {} bytes while it was read; they are not in this report",
            to.saturating_sub(size)
        );
        return Some((ProblemKind::Grew, None, message));
    }
    let at = modified_at?;
    let message = "modified in place while it was read; some of it may be old and some new";
    Some((ProblemKind::Modified, Some(at), message.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_change_is_told_and_none_that_cost_nothing() {
        let changes = Changes { shrunk_to: Some(40), modified_at: Some(3), ..Changes::default() };
        let kind = |changes: &Changes, lost| told(100, changes, lost, 40).map(|told| told.0);
        assert_eq!(kind(&changes, 60), Some(ProblemKind::Shrank));
        let rewritten = Changes { rewritten_at: Some(50), ..changes };
        assert_eq!(kind(&rewritten, 60), Some(ProblemKind::Rewritten));
        assert_eq!(kind(&changes, 0), Some(ProblemKind::Modified));
        let appended = Changes { grown_to: Some(120), modified_at: Some(3), ..Changes::default() };
        assert_eq!(kind(&appended, 0), Some(ProblemKind::Grew));
        let truncated_at_last = Changes { shrunk_to: Some(0), ..Changes::default() };
        assert_eq!(kind(&truncated_at_last, 0), None);
    }
}
