//! Decodes a stream in a thread of its own while the lines before are judged: decoding takes most of the time of a
//! compressed log.

use std::{
    io::{self, Read},
    sync::{
        Mutex,
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread,
};

use crate::input::fill;

/// Bytes that are handed over at once: few hand-overs, and they stay in the second-level cache.
const BLOCK: usize = 256 << 10;
/// Blocks that may wait.
const AHEAD: usize = 2;

/// What was decoded, or why no more was.
type Decoded = io::Result<Block>;

/// Room that goes to and fro between the threads, and is made once.
struct Block {
    room: Box<[u8]>,
    /// How many bytes of it were decoded.
    len: usize,
}

impl Block {
    fn new(room: usize) -> Self {
        Self { room: vec![0; room].into(), len: 0 }
    }

    /// Reads until it is full or the stream ends. What came before a failure is there.
    fn fill(&mut self, stream: &mut impl Read) -> io::Result<()> {
        let (len, outcome) = fill(stream, &mut self.room);
        self.len = len;
        outcome
    }
}

/// Lets `work` read what `stream` gives, which is read meanwhile. Both have ended when it returns.
pub(super) fn read_ahead<T>(
    stream: impl Read + Send,
    work: impl FnOnce(&mut (dyn Read + Send)) -> T,
) -> T {
    let (full, blocks) = sync_channel(AHEAD);
    let (used, empty) = channel();
    // Whoever can start takes it.
    let stream = Mutex::new(Some(stream));
    let take = || stream.lock().ok().and_then(|mut stream| stream.take());
    thread::scope(|scope| {
        let decoder = move || take().map(|stream| decode(stream, &full, &empty));
        match thread::Builder::new().spawn_scoped(scope, decoder) {
            // Dropped when the work is done, which ends the other thread as well.
            Ok(_) => work(&mut Ahead { blocks, used, block: Block::new(0), at: 0 }),
            // The system gives no more threads.
            Err(_) => match take() {
                Some(mut stream) => work(&mut stream),
                None => work(&mut io::empty()),
            },
        }
    })
}

/// Fills blocks until the stream ends, fails, or nobody wants more.
fn decode(mut stream: impl Read, full: &SyncSender<Decoded>, empty: &Receiver<Block>) {
    loop {
        let mut block = empty.try_recv().unwrap_or_else(|_| Block::new(BLOCK));
        let outcome = block.fill(&mut stream);
        let is_over = block.len == 0;
        // What came before a failure is given first.
        let is_wanted = is_over || full.send(Ok(block)).is_ok();
        let failed = outcome.map_err(|error| full.send(Err(error))).is_err();
        if is_over || failed || !is_wanted {
            return;
        }
    }
}

/// The other end.
struct Ahead {
    blocks: Receiver<Decoded>,
    used: Sender<Block>,
    block: Block,
    /// Bytes of the block that were read.
    at: usize,
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len {
            let Ok(next) = self.blocks.recv() else { return Ok(0) };
            let used = std::mem::replace(&mut self.block, next?);
            // The first one has no room. Nobody takes it when the stream has ended.
            if !used.room.is_empty() {
                self.used.send(used).ok();
            }
            self.at = 0;
        }
        let count = buffer.len().min(self.block.len - self.at);
        buffer[..count].copy_from_slice(&self.block.room[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives some bytes, and then fails.
    struct Failing<'a>(&'a [u8]);

    impl Read for Failing<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::other("torn")),
                count => Ok(count),
            }
        }
    }

    fn bytes(len: usize) -> Vec<u8> {
        (0..=250).cycle().take(len).collect()
    }

    #[test]
    fn the_same_bytes_come_in_the_same_order() {
        for len in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 9 * BLOCK + 7] {
            let bytes = bytes(len);
            let mut read = Vec::new();
            let count = read_ahead(&*bytes, |stream| stream.read_to_end(&mut read));
            assert_eq!(count.expect("memory"), len);
            assert!(read == bytes, "{len}");
        }
    }

    #[test]
    fn a_failure_comes_behind_what_was_read() {
        let bytes = bytes(3 * BLOCK + 7);
        let mut read = Vec::new();
        let failure = read_ahead(Failing(&bytes), |stream| stream.read_to_end(&mut read));
        assert_eq!(failure.expect_err("fails").to_string(), "torn");
        assert!(read == bytes);
    }

    #[test]
    fn who_stops_reading_is_not_waited_for() {
        let first = read_ahead(io::repeat(7), |stream| {
            let mut one = [0];
            stream.read_exact(&mut one).map(|()| one[0])
        });
        assert_eq!(first.expect("endless"), 7);
    }
}
