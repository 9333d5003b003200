//! Reads into room that is there, where `read_to_end` would make it, and ask for a little at a time.

use std::io::{self, Read};

/// Reads until the room is full or the reader ends or fails; says how many bytes came, also before a failure.
pub(crate) fn fill(reader: &mut impl Read, room: &mut [u8]) -> (usize, io::Result<()>) {
    let mut len = 0;
    while len < room.len() {
        match reader.read(&mut room[len..]) {
            Ok(0) => break,
            Ok(count) => len += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (len, Err(error)),
        }
    }
    (len, Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time, is interrupted between two, and fails behind the last.
    struct Slow(Vec<Option<u8>>);

    impl Read for Slow {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            match self.0.pop() {
                Some(Some(byte)) => {
                    room[0] = byte;
                    Ok(1)
                }
                Some(None) => Err(io::ErrorKind::Interrupted.into()),
                None => Err(io::Error::other("torn")),
            }
        }
    }

    #[test]
    fn what_came_before_a_failure_is_kept() {
        let slow = || Slow(vec![Some(b'c'), None, Some(b'b'), None, Some(b'a')]);
        let mut room = [0; 5];
        let (len, outcome) = fill(&mut slow(), &mut room);
        assert_eq!((&room[..len], outcome.is_err()), (&b"abc"[..], true));
        let (len, outcome) = fill(&mut slow(), &mut room[..2]);
        assert_eq!((len, outcome.is_ok()), (2, true), "it is full before the failure");
        let (len, outcome) = fill(&mut &b"xy"[..], &mut room);
        assert_eq!((&room[..len], outcome.is_ok()), (&b"xy"[..], true));
    }
}
