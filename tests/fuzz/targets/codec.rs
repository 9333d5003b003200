//! Packed logs, whole, cut and damaged: what is whole says what the plain log says, and of the rest the books balance.

#![no_main]

mod log;

use std::{
    io::{Cursor, Write as _},
    sync::LazyLock,
};

use libfuzzer_sys::fuzz_target;
use nltriage::{
    input::{DiscoverOptions, discover},
    knowledge::{Classifier, KnowledgeBase},
    scan::{Progress, ScanOptions, scan},
    summary::{GroupKey, Summary},
};

use log::log;

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| {
    let knowledge = KnowledgeBase::builtin().expect("the rules load");
    Classifier::new(&knowledge).expect("the rules compile")
});

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn tar(bytes: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_data(&mut header, "var/prod1/log/web.log", bytes).expect("memory");
    archive.into_inner().expect("memory")
}

fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("var/prod1/log/web.log", options).expect("memory");
    archive.write_all(bytes).expect("memory");
    archive.finish().expect("memory").into_inner()
}

/// The log in one of the forms that are read; in the last few the data itself behind their magic bytes.
fn packed(form: u8, data: &[u8]) -> (Vec<u8>, bool) {
    let log = log(data);
    let whole = match form % 12 {
        0 => gz(&log),
        1 => {
            let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            out.write_all(&log).expect("memory");
            out.finish().expect("memory")
        }
        2 => {
            let options = lzma_rust2::XzOptions::with_preset(0);
            let mut out = lzma_rust2::XzWriter::new(Vec::new(), options).expect("good options");
            out.write_all(&log).expect("memory");
            out.finish().expect("memory")
        }
        3 => {
            let fast = ruzstd::encoding::CompressionLevel::Fastest;
            ruzstd::encoding::compress_to_vec(log.as_slice(), fast)
        }
        4 => tar(&log),
        5 => zip(&log),
        6 => gz(&tar(&log)),
        7 => tar(&gz(&log)),
        form => {
            let magic: [&[u8]; 4] =
                [b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh91AY&SY"];
            return ([magic[usize::from(form % 4)], data].concat(), false);
        }
    };
    (whole, true)
}

fn scanned(name: &str, bytes: &[u8], threads: usize) -> Summary {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), bytes).expect("written");
    let inputs = [folder.path().to_owned()];
    let found = discover(&inputs, &DiscoverOptions::default()).expect("a file");
    let options = ScanOptions { threads, ..ScanOptions::default() };
    let summary = scan(&found, &CLASSIFIER, &options, &Progress::default());
    for account in summary.accounts.values() {
        assert_eq!(account.imbalance(), None);
    }
    summary
}

/// What of a summary does not hang on names.
fn counts(summary: &Summary) -> Vec<(GroupKey, u64, u64)> {
    let counts =
        |(key, group): (&GroupKey, &nltriage::summary::Group)| (*key, group.errors, group.warnings);
    summary.groups.iter().map(counts).collect()
}

fuzz_target!(|input: (u8, Option<(u16, u8)>, Option<u16>, &[u8])| {
    let (form, damage, cut, data) = input;
    let (mut bytes, is_log) = packed(form, data);
    if is_log && damage.is_none() && cut.is_none() {
        let plain = scanned("web.log", &log(data), 1);
        for threads in [1, 2] {
            assert_eq!(counts(&scanned("web.log.x", &bytes, threads)), counts(&plain));
        }
        return;
    }
    if let Some((at, xor)) = damage {
        let at = usize::from(at) % bytes.len();
        bytes[at] ^= xor;
    }
    if let Some(cut) = cut {
        bytes.truncate(usize::from(cut) % bytes.len());
    }
    let [one, two] = [1, 2].map(|threads| scanned("web.log.x", &bytes, threads));
    assert_eq!(counts(&one), counts(&two));
});
