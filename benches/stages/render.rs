//! A report into text; the bytes are those that are written.

use std::io;

use divan::{Bencher, black_box, counter::BytesCount};
use nltriage::render::{RENDERERS, Style};

use super::{logs::Log, report, summary};

#[divan::bench(args = RENDERERS.iter().map(|renderer| renderer.name()))]
fn render(bencher: Bencher, name: &str) {
    let renderer =
        RENDERERS.iter().find(|renderer| renderer.name() == name).expect("the name of a renderer");
    let report = report(&summary(&Log::Outage.file()).0);
    let style = Style::default();
    let mut text = Vec::new();
    renderer.render(&report, &style, &mut text).expect("memory does not fail");
    let count = BytesCount::of_slice(&text);
    bencher
        .counter(count)
        .bench_local(|| renderer.render(black_box(&report), &style, &mut io::sink()));
}
