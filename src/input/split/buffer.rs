//! Bytes that were read and not yet given, in room that is used again.
//!
//! Each block is asked for at once: `read_to_end` would begin with 8 KiB, double that up to the size of a block, and fill
//! room with zeros before.

use std::{
    io::{self, Read},
    ops::{Deref, Range},
};

/// Bytes that were read and not yet given.
#[derive(Debug)]
pub(super) struct Buffer {
    room: Vec<u8>,
    /// Where in the room they lie.
    held: Range<usize>,
}

impl Buffer {
    /// An empty one that mostly needs no more than `len` bytes, in room that may be there.
    pub(super) fn in_room(mut room: Vec<u8>, len: usize) -> Self {
        if room.len() < len {
            // The system gives zeros for nothing.
            room = vec![0; len];
        }
        Self { room, held: 0..0 }
    }

    /// The room, to be used again.
    pub(super) fn into_room(self) -> Vec<u8> {
        self.room
    }

    /// Reads once, so that at most `wanted` bytes are held, and more than before: as many as there is room for, or room is
    /// made. Returns how many came, none at the end.
    pub(super) fn read_from(&mut self, reader: &mut impl Read, wanted: usize) -> io::Result<usize> {
        if self.held.start + wanted > self.room.len() {
            self.room.copy_within(self.held.clone(), 0);
            self.held = 0..self.held.len();
            if self.held.end == self.room.len() {
                self.room.resize(wanted, 0);
            }
        }
        let free = self.held.end..self.room.len().min(self.held.start + wanted);
        let count = loop {
            match reader.read(&mut self.room[free.clone()]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        self.held.end += count;
        Ok(count)
    }

    /// Drops the first bytes.
    pub(super) fn drop_first(&mut self, count: usize) {
        self.held.start += count;
        assert!(self.held.start <= self.held.end, "no more is dropped than is held");
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.room[self.held.clone()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_stays_while_room_is_made() {
        let text: Vec<u8> = (0..=255).collect();
        let mut reader = &text[..];
        let mut buffer = Buffer::in_room(Vec::new(), 10);
        assert_eq!(buffer.read_from(&mut reader, 8).expect("read"), 8);
        buffer.drop_first(5);
        assert_eq!(buffer.read_from(&mut reader, 4).expect("read"), 1);
        assert_eq!(*buffer, text[5..9]);
        assert_eq!(buffer.read_from(&mut reader, 9).expect("read"), 5, "to the front");
        assert_eq!(*buffer, text[5..14]);
        assert_eq!(
            buffer.read_from(&mut reader, 100).expect("read"),
            1,
            "as long as there is room"
        );
        assert_eq!(buffer.read_from(&mut reader, 100).expect("read"), 90, "more room");
        assert_eq!(*buffer, text[5..105]);
        buffer.drop_first(100);
        assert!(buffer.is_empty());
        while buffer.read_from(&mut reader, 1_000).expect("read") > 0 {}
        assert_eq!(*buffer, text[105..]);
    }
}
