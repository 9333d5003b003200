//! Which quotes of a message belong together.

/// What may stand before an opening quote, and what behind a closing one.
const BEFORE: u8 = 1;
const BEHIND: u8 = 2;

/// What a byte is to a quote.
const MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    let (before, behind) = (b" \t([{=:,<|>", b" \t.,;:)]}>/\\|'\"");
    let mut at = 0;
    while at < before.len() {
        marks[before[at] as usize] |= BEFORE;
        at += 1;
    }
    at = 0;
    while at < behind.len() {
        marks[behind[at] as usize] |= BEHIND;
        at += 1;
    }
    marks
};

/// Whether a quote looks like an opening one: after nothing, a blank or a bracket, and before something.
pub(super) fn opens(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| text[before]);
    let follows = text.get(at + 1).is_some_and(|byte| *byte != b' ');
    follows && before.is_none_or(|byte| MARKS[usize::from(byte)] & BEFORE != 0)
}

/// Whether a quote looks like a closing one: at the end, or before a blank or a mark.
pub(super) fn closes(text: &[u8], at: usize) -> bool {
    text.get(at + 1).is_none_or(|byte| MARKS[usize::from(*byte)] & BEHIND != 0)
}

/// The quote that closes the one at `open`; quotes inside (SQL in a message) are matched with each other.
pub(super) fn closing(text: &[u8], open: usize) -> Option<usize> {
    let quote = text[open];
    let mut depth = 1usize;
    for at in memchr::memchr_iter(quote, &text[open + 1..]).map(|at| at + open + 1) {
        if closes(text, at) {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else if opens(text, at) {
            depth += 1;
        }
    }
    None
}
