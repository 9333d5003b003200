//! From what the user names to bytes: sources, their contents, and the windows of whole lines that the scan reads.
//!
//! Nothing here knows a log format. To add a compression: one arm in `codec.rs`; an archive: one in `archive.rs`.

mod archive;
mod codec;
mod discover;
mod duplicates;
mod fill;
mod layout;
mod map;
mod nul;
mod open;
mod shown;
mod source;
mod split;
mod text;
mod watched;

pub use archive::{Archive, Member, MemberKind, members};
#[cfg(all(feature = "cli", target_os = "linux"))]
pub(crate) use discover::glob_base;
pub use discover::{DiscoverOptions, Discovery, Filter, discover};
pub use duplicates::{Copies, Duplicate, Seen, duplicates};
pub(crate) use fill::fill;
pub use layout::Identity;
pub use open::{Content, Opened, decoded_head, is_archive, open, open_again, open_member};
pub(crate) use shown::io_message;
pub use source::{OnDisk, Origin, Source};
pub(crate) use source::{is_redirection_folder, is_redirection_log};
pub use split::{
    Given, LOOKAHEAD, MAX_LINE, Maps, Piece, ReadOptions, Window, map_range, ranges, read_range,
    read_stream, read_text, written_ranges,
};
pub use text::{Encoding, Units, Writing};
pub use watched::{Changes, Watched};
