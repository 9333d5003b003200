use std::{io::Write as _, path::PathBuf};

use super::*;
use crate::input::{DiscoverOptions, discover};

/// Names of sources and of those that they say the same as, among files of these bytes.
fn found(files: &[(&str, Vec<u8>)]) -> Vec<(String, String, Option<u64>)> {
    let dir = tempfile::tempdir().expect("a directory");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("made");
        std::fs::File::create(path).expect("made").write_all(bytes).expect("written");
    }
    same_in(dir.path().to_owned())
}

fn same_in(root: PathBuf) -> Vec<(String, String, Option<u64>)> {
    let prefix = format!("{}/", root.display());
    let sources = discover(&[root], &DiscoverOptions::default()).expect("found").sources;
    let name = |index: usize| sources[index].name.replace(&prefix, "");
    let is_log =
        |source: &Source, head: &[u8]| !head.starts_with(b"other") && !source.name.contains(".bin");
    let all =
        duplicates(&sources, HEAD_LEN, is_log, |count, read| (0..count).rev().for_each(read)).found;
    all.into_iter().map(|(index, one)| (name(index), name(one.of), one.bytes)).collect()
}

fn text(len: usize, mark: &str) -> Vec<u8> {
    let mut text: Vec<u8> = "the same line again and again\n".bytes().cycle().take(len).collect();
    text.extend(mark.bytes());
    text
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn same(name: &str, of: &str, bytes: u64) -> (String, String, Option<u64>) {
    (name.to_owned(), of.to_owned(), Some(bytes))
}

#[test]
fn copies_are_found_packed_or_not_and_the_path_that_says_most_is_kept() {
    let log = text(600_000, "end");
    let found = found(&[
        ("backup/web.log", log.clone()),
        ("var/prod1/log/web.log", log.clone()),
        ("var/prod1/log/web.log.1", log.clone()),
        ("var/prod1/log/web.log.2.gz", gz(&log)),
        ("zcopy/web.log.2.gz", gz(&log)),
        ("copy.txt", log.clone()),
    ]);
    let kept = "var/prod1/log/web.log";
    let names = [
        "backup/web.log",
        "copy.txt",
        "var/prod1/log/web.log.1",
        "var/prod1/log/web.log.2.gz",
        "zcopy/web.log.2.gz",
    ];
    assert_eq!(found, names.map(|name| same(name, kept, 600_003)));
}

#[test]
fn what_merely_begins_alike_is_kept() {
    let files = [
        ("a.log", text(600_000, "one")),
        ("b.log", text(600_000, "two")),
        ("c.log", text(300_000, "")),
        ("a.log.1.gz", gz(&text(600_000, "three"))),
        ("c.log.1.gz", gz(&text(600_000, ""))),
        ("short.log", text(4_000, "")),
        ("short.log.1", text(4_000, "")),
    ];
    assert_eq!(found(&files), []);
}

#[test]
fn another_module_or_instance_wrote_another_log() {
    let log = text(9_000, "end");
    let paths = [
        "var/prod1/log/web.log",
        "var/prod1/log/mta.log",
        "var/prod2/log/web.log",
        "var/prod1/log/web.log.1",
    ];
    let found = found(&paths.map(|path| (path, log.clone())));
    assert_eq!(found, [same(paths[3], paths[0], 9_003)]);
}

#[test]
fn what_is_no_log_or_cannot_be_decoded_is_left_alone() {
    let mut other = text(5_000, "");
    other.splice(0..0, *b"other");
    let packed = gz(&text(600_000, "end"));
    let cut = packed[..packed.len() - 9].to_vec();
    assert_eq!(found(&[("a.log", other.clone()), ("b.log", other)]), []);
    assert_eq!(found(&[("a.log", text(600_000, "end")), ("a.log.1.gz", cut)]), []);
}

#[test]
fn many_files_that_begin_alike_are_not_all_compared() {
    let name = |number: usize| format!("{number:02}.log");
    let names: Vec<_> = (0..MAX_ALIKE + 2).map(name).collect();
    let mut files: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(number, name)| (name.as_str(), text(5_000, &format!("{number:02}"))))
        .collect();
    files.push(("x.log", text(5_000, "07")));
    files.push(("y.log", text(5_000, "09")));
    assert_eq!(found(&files), [same("x.log", "07.log", 5_002)]);
}

#[cfg(unix)]
#[test]
fn names_of_one_file_are_found_whatever_its_size() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("web.log");
    std::fs::File::create(&path).expect("made").write_all(b"short").expect("written");
    std::fs::hard_link(&path, dir.path().join("again.log")).expect("linked");
    let linked = |name: &str, of: &str| (name.to_owned(), of.to_owned(), None);
    assert_eq!(same_in(dir.path().to_owned()), [linked("again.log", "web.log")]);
    // A name by which it would not be read is not the one that is kept, whatever else is said for it.
    let kept = dir.path().join("var/prod1/log");
    std::fs::create_dir_all(&kept).expect("made");
    std::fs::hard_link(&path, kept.join("web.bin")).expect("linked");
    let names = [linked("again.log", "web.log"), linked("var/prod1/log/web.bin", "web.log")];
    assert_eq!(same_in(dir.path().to_owned()), names);
    // What no name makes a log is left alone under all of them.
    std::fs::File::create(&path).expect("made").write_all(b"other").expect("written");
    assert_eq!(same_in(dir.path().to_owned()), []);
}

#[cfg(unix)]
#[test]
fn another_name_of_a_copy_is_a_copy_of_what_is_kept() {
    let dir = tempfile::tempdir().expect("a directory");
    let log = text(9_000, "end");
    for name in ["a.log", "b.log"] {
        std::fs::File::create(dir.path().join(name))
            .expect("made")
            .write_all(&log)
            .expect("written");
    }
    std::fs::hard_link(dir.path().join("b.log"), dir.path().join("c.log")).expect("linked");
    let found = same_in(dir.path().to_owned());
    assert_eq!(found, [same("b.log", "a.log", 9_003), same("c.log", "a.log", 9_003)]);
}

#[test]
fn short_logs_are_not_compared_packed_or_not() {
    // Enough of it when it is packed to be looked at.
    let lines = (0..100_u64).map(|number| format!("line {}\n", number * number * number));
    let log = lines.collect::<String>().into_bytes();
    assert!(log.len() < HEAD_LEN && gz(&log).len() as u64 > MIN_PACKED);
    let files = [
        ("a.log.1.gz", gz(&log)),
        ("b/a.log.1.gz", gz(&log)),
        ("a.log", log.clone()),
        ("b/a.log", log),
    ];
    assert_eq!(found(&files), []);
}

#[test]
fn what_would_have_to_be_decoded_too_far_is_no_copy_and_is_known() {
    let dir = tempfile::tempdir().expect("a directory");
    let log = text(600_000, "end");
    for name in ["a.log", "b.log.gz", "c.log"] {
        let bytes = if name == "b.log.gz" { gz(&log) } else { log.clone() };
        std::fs::File::create(dir.path().join(name))
            .expect("made")
            .write_all(&bytes)
            .expect("written");
    }
    let root = dir.path().to_owned();
    let sources = discover(&[root], &DiscoverOptions::default()).expect("found").sources;
    let group: Vec<_> = (0..3)
        .filter_map(|index| candidate(&sources, index))
        .map(|(_, candidate)| candidate)
        .collect();
    let mut copies = Copies::default();
    copies.compare(&sources, &group, &mut Budget::none());
    // What need not be decoded costs nothing of it.
    let found: Vec<_> = copies.found.iter().map(|(index, copy)| (*index, copy.of)).collect();
    assert_eq!((found, copies.unsure), (vec![(2, 0)], [(1, 0)].into()));
}

#[cfg(unix)]
#[test]
fn a_file_is_known_again_as_long_as_it_says_what_it_said() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("web.log");
    let write = |bytes: &[u8]| {
        std::fs::File::create(&path).expect("made").write_all(bytes).expect("written");
    };
    let open = || {
        let file = std::fs::File::options().read(true).open(&path).expect("there");
        let about = file.metadata().expect("a size");
        (file, about)
    };
    let log = text(9_000, "end");
    write(&log);
    let (file, about) = open();
    let seen = Seen::of(&file, &about).expect("readable");
    let is_it = |bytes: &[u8]| {
        // The clock of the kernel may stand still for ten milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(20));
        write(bytes);
        let (file, about) = open();
        assert!(!seen.is_untouched(&about));
        seen.is_in(&file, &about)
    };
    assert!(seen.is_in(&file, &about));
    assert!(is_it(&log) && is_it(&text(9_000, "end and more")));
    assert!(!is_it(&log[..9_000]) && !is_it(&text(9_000, "END")) && !is_it(b""));
    assert!(!is_it(&[b"x", &log[1..]].concat()));
}
