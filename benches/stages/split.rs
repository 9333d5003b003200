//! Bytes into windows of whole lines.

use divan::{Bencher, black_box, counter::BytesCount};
use nltriage::{
    formats::SAMPLE_LEN,
    input::{
        Content, DiscoverOptions, Given, Maps, Piece, ReadOptions, discover, map_range, open,
        ranges, read_range, read_stream,
    },
};

use super::logs::{Log, SMALL};

#[divan::bench(args = [Log::Typical, Log::LongLines])]
fn file_mapped(bencher: Bencher, log: Log) {
    file(bencher, log, Maps::Always);
}

#[divan::bench(args = [Log::Typical, Log::LongLines])]
fn file_read(bencher: Bencher, log: Log) {
    file(bencher, log, Maps::Never);
}

fn file(bencher: Bencher, log: Log, maps: Maps) {
    let path = log.file();
    let found = discover(std::slice::from_ref(&path), &DiscoverOptions::default());
    let source = found.expect("just written").sources.remove(0);
    let len = source.size;
    let options = ReadOptions { maps, ..ReadOptions::default() };
    let mut room = Vec::new();
    bencher.counter(BytesCount::new(len)).bench_local(|| {
        let opened = open(&source, SAMPLE_LEN).expect("just written");
        let Content::File(file) = opened.content else { panic!("a plain file") };
        for range in ranges(len, options.chunk_bytes) {
            let mut sink = |piece: Piece<'_>| count_lines(&piece);
            if maps == Maps::Always && map_range(&file, &range, &mut sink) == Given::Lines {
                continue;
            }
            read_range(&file, range, &options, &mut room, &mut sink)
                .expect("a file that nobody changes");
        }
    });
}

#[divan::bench(args = [Log::Typical, Log::LongLines])]
fn memory(bencher: Bencher, log: Log) {
    stream(bencher, &log.bytes(SMALL));
}

/// Lines of 3 MiB, which are cut.
#[divan::bench]
fn memory_over_long(bencher: Bencher) {
    let line = vec![b'x'; 3 << 20];
    stream(bencher, &[&line[..], &line[..]].join(&b'\n'));
}

fn stream(bencher: Bencher, bytes: &[u8]) {
    let count = BytesCount::of_slice(bytes);
    bencher.counter(count).bench_local(|| {
        read_stream(bytes, &ReadOptions::default(), &mut |piece| count_lines(&piece))
            .expect("memory does not fail");
    });
}

/// Touches every byte, as the scan does.
fn count_lines(piece: &Piece<'_>) {
    if let Piece::Lines(window) = piece {
        black_box(memchr::memchr_iter(b'\n', &window.bytes[..window.own]).count());
    }
}
