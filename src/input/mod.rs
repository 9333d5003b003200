//! From what the user names to bytes: sources, their contents, and the windows of whole lines that the scan reads.
//!
//! Nothing here knows a log format. To add a compression: one arm in `codec.rs`.

mod codec;
mod discover;
mod layout;
mod map;
mod open;
mod split;
mod watched;

pub(crate) use discover::io_message;
pub use discover::{DiscoverOptions, Discovery, Origin, Source, discover};
pub use layout::Identity;
pub use open::{Content, Opened, open};
pub use split::{
    Given, LOOKAHEAD, MAX_LINE, Piece, ReadOptions, Window, map_range, ranges, read_range,
    read_stream,
};
pub use watched::{Changes, Watched};
