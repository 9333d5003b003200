//! What becomes of a message on the walk over it.

use std::ops::Range;

/// Takes a message in parts, from its beginning to its end.
pub(in super::super) trait Sink {
    /// Whether it wants to know what is looked at.
    const LOOKS: bool = false;
    /// A part that stays as it is, and where it stands in the message.
    fn keep(&mut self, text: &[u8], part: Range<usize>);
    /// A placeholder that stands for what comes up to the next part that stays.
    fn hide(&mut self, placeholder: &'static [u8]);
    /// What becomes of the message hangs on the digits of a part, whether it stays or not.
    fn look_at(&mut self, _part: Range<usize>) {}
}

/// The template.
impl Sink for Vec<u8> {
    fn keep(&mut self, text: &[u8], _: Range<usize>) {
        self.extend_from_slice(text);
    }

    fn hide(&mut self, placeholder: &'static [u8]) {
        self.extend_from_slice(placeholder);
    }
}
