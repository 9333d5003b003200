//! Only decompresses: what no reader of compressed logs can be faster than.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// The argument by which this program knows that it is the decompressor: the file follows.
pub const ARGUMENT: &str = "--inflate";

/// Decompresses into a buffer that stays in the cache, as nltriage does.
#[expect(clippy::disallowed_methods, reason = "a bench reads its own log")]
pub fn inflate_here(log: &Path) -> io::Result<()> {
    let mut decoder = MultiGzDecoder::new(File::open(log)?);
    let mut buffer = vec![0; 256 << 10];
    while decoder.read(&mut buffer)? > 0 {}
    Ok(())
}
