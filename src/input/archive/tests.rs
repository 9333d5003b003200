use std::io::{Cursor, Write as _};

use ::tar::{Builder, EntryType, Header};
use ::zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

/// What an archive of bytes gives, as `path kind content`, and how it ended.
fn given(bytes: &[u8]) -> (Vec<String>, io::Result<()>) {
    let mut given = Vec::new();
    let mut sink = |member: &Member, bytes: &mut (dyn Read + Send)| {
        let mut content = String::new();
        let outcome = bytes.read_to_string(&mut content);
        let failed = if outcome.is_err() { "!" } else { "" };
        given.push(format!("{} {:?} {content}{failed}", member.path, member.kind));
    };
    let outcome = match Archive::of(bytes).expect("an archive") {
        Archive::Tar => {
            let stream = Content::Stream(Box::new(Cursor::new(bytes.to_vec())));
            members(Archive::Tar, stream, &mut sink)
        }
        Archive::Zip => {
            let readers = [Cursor::new(bytes), Cursor::new(bytes)];
            zip::members(readers, bytes.len() as u64, &mut Limited { sink: &mut sink, files: 0 })
        }
    };
    (given, outcome)
}

fn header(path: &str, kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

fn tar(entries: &[(&str, EntryType, &str)]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (path, kind, content) in entries {
        let header = header(path, *kind, content.len() as u64);
        builder.append(&header, content.as_bytes()).expect("memory");
    }
    builder.into_inner().expect("memory")
}

#[test]
fn a_tar_gives_its_members_and_names_what_is_no_file() {
    let bytes = tar(&[
        ("./var/", EntryType::Directory, ""),
        ("/var/web.log", EntryType::Regular, "one"),
        ("../../evil.log", EntryType::Regular, "two"),
        ("link", EntryType::Symlink, ""),
        ("again", EntryType::Link, ""),
        ("tty", EntryType::Char, ""),
        ("sparse", EntryType::GNUSparse, ""),
        ("old/", EntryType::Regular, ""),
        ("caf\u{e9}", EntryType::Continuous, "three"),
    ]);
    let (given, outcome) = given(&bytes);
    outcome.expect("a whole archive");
    let reason = "stored with holes, which is not read; pack it without";
    assert_eq!(
        given,
        [
            "var/ Folder ",
            "var/web.log File one",
            "../../evil.log File two",
            "link Link ",
            "again Link ",
            "tty Special ",
            &format!("sparse Unsupported({reason:?}) "),
            "old/ Folder ",
            "caf\u{e9} File three",
        ]
    );
}

#[test]
fn what_stands_behind_a_file_with_many_holes_is_read() {
    let plain = |name| tar(&[(name, EntryType::Regular, "text")])[..1024].to_vec();
    // As `tar -S` writes them: four regions in the header, 21 in each block behind it, 512 bytes of content each.
    for (regions, blocks) in [(4, 0), (5, 1), (25, 1), (26, 2), (46, 2)] {
        let mut header = header("sparse.log", EntryType::GNUSparse, regions * 512);
        let gnu = header.as_gnu_mut().expect("of that kind");
        gnu.set_is_extended(blocks > 0);
        gnu.set_real_size(regions << 20);
        for (number, region) in gnu.sparse.iter_mut().enumerate() {
            region.set_offset((number as u64) << 20);
            region.set_length(512);
        }
        header.set_cksum();
        let mut bytes = [&plain("a.log")[..], header.as_bytes()].concat();
        for block in 1..=blocks {
            let mut more = ::tar::GnuExtSparseHeader::new();
            for region in more.sparse_mut() {
                region.set_offset(1 << 30);
                region.set_length(512);
            }
            more.set_is_extended(block < blocks);
            bytes.extend(more.as_bytes());
        }
        bytes.extend(vec![b'x'; usize::try_from(regions * 512).expect("small")]);
        let whole = [&bytes[..], &plain("b.log"), &[0; 1024]].concat();
        let (given, outcome) = given(&whole);
        outcome.expect("a whole archive");
        assert_eq!(
            (given.len(), &given[0][..], &given[2][..]),
            (3, "a.log File text", "b.log File text"),
            "{regions}"
        );
        assert!(given[1].starts_with("sparse.log Unsupported"), "{}", given[1]);
    }
}

#[test]
fn long_names_of_both_kinds_are_read_and_endless_ones_are_not() {
    let long = "folder/".repeat(40);
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    header.set_size(3);
    builder.append_data(&mut header, format!("{long}gnu.log"), &b"one"[..]).expect("memory");
    let pax = format!("{long}pax.log");
    builder.append_pax_extensions([("path", pax.as_bytes()), ("size", b"3")]).expect("memory");
    builder.append(&self::header("short", EntryType::Regular, 0), io::empty()).expect("memory");
    let mut bytes = builder.into_inner().expect("memory");
    // The size in the header is that of the description.
    let end = bytes.len() - 1024;
    let mut content = [0; 512];
    content[..3].copy_from_slice(b"two");
    bytes.splice(end..end, content);
    let (all, outcome) = given(&bytes);
    outcome.expect("a whole archive");
    assert_eq!(all, [format!("{long}gnu.log File one"), format!("{long}pax.log File two")]);

    let endless = header_of_name(1 << 40);
    let (all, outcome) = given(&endless);
    assert!(all.is_empty());
    assert!(outcome.expect_err("refused").to_string().contains("1099511627776 bytes"));
    let many: Vec<u8> =
        (0..20).flat_map(|_| [&header_of_name(1)[..], &[b'x'; 512]].concat()).collect();
    assert!(given(&many).1.is_err());
}

fn header_of_name(size: u64) -> Vec<u8> {
    header("././@LongLink", EntryType::GNULongName, size).as_bytes().to_vec()
}

#[test]
fn a_tar_that_is_cut_or_damaged_gives_what_stands_before() {
    let text = "line\n".repeat(300);
    let bytes = tar(&[
        ("a.log", EntryType::Regular, "one"),
        ("b.log", EntryType::Regular, &text),
        ("c.log", EntryType::Regular, "three"),
    ]);
    for cut in [1024 + 512 + 700, 1024 + 512 + 1536, 1024 + 512 + 1536 + 100] {
        let (given, outcome) = given(&bytes[..cut]);
        assert_eq!((given.len(), &given[0][..]), (2, "a.log File one"), "{cut}");
        assert_eq!(given[1].ends_with('!'), cut < 1024 + 512 + 1500, "{cut}");
        assert!(outcome.is_err(), "{cut}");
    }
    let mut torn = bytes.clone();
    torn[1024 + 3] ^= 1;
    let (given_torn, outcome) = given(&torn);
    assert_eq!(given_torn.len(), 1);
    assert!(outcome.expect_err("damaged").to_string().contains("damaged"));
    assert!(given(&[&bytes[..], b"more"].concat()).1.is_err());
    given(&[&bytes[..], &[0; 4096]].concat()).1.expect("the filling of a tape");
}

#[test]
fn sizes_that_no_file_has_are_refused() {
    for size in [u64::MAX, u64::MAX - 511, i64::MAX as u64, (1 << 42) + 1] {
        let (given, outcome) = given(header("a.log", EntryType::Regular, size).as_bytes());
        assert!(given.is_empty(), "{size}");
        assert!(outcome.expect_err("refused").to_string().contains("bytes"), "{size}");
    }
    let mut bytes = zip(&[("a.bin", "x")]);
    let list = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("a list");
    bytes[list + 24..list + 28].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    let mut sizes = Vec::new();
    let mut sink = |member: &Member, _: &mut (dyn Read + Send)| sizes.push(member.size);
    let readers = [Cursor::new(&bytes), Cursor::new(&bytes)];
    let len = bytes.len() as u64;
    let mut limited = Limited { sink: &mut sink, files: 0 };
    zip::members(readers, len, &mut limited).expect("a list");
    assert!(sizes[0] <= (1 << 30) + 2_000 * len, "{sizes:?}");
}

#[test]
fn a_text_is_no_archive_and_neither_is_a_document() {
    assert_eq!(
        Archive::of("2026-11-18 21:42:07Z\t1\t2\t1\tinfo\tlog\ta\n".repeat(20).as_bytes()),
        None
    );
    assert_eq!(Archive::of(&[0; 4096]), None);
    assert_eq!(Archive::of(&zip(&[("META-INF/MANIFEST.MF", "x")])), None);
    assert_eq!(Archive::of(&zip(&[("var/web.log", "x")])), Some(Archive::Zip));
}

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in entries {
        writer.start_file(*path, SimpleFileOptions::default()).expect("memory");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[test]
fn a_zip_gives_its_members_and_names_what_is_encrypted() {
    let mut bytes = zip(&[("../evil.log", "one"), ("closed.log", "two"), ("b.log", "three")]);
    // The flag of the second entry of the list.
    let list: Vec<_> = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect();
    bytes[list[1] + 8] |= 1;
    let (given, outcome) = given(&bytes);
    outcome.expect("a whole archive");
    let expected =
        ["../evil.log File one", "closed.log Unsupported(\"encrypted\") ", "b.log File three"];
    assert_eq!(given, expected);
}

#[test]
fn a_zip_that_is_damaged_says_so_and_the_others_are_given() {
    let text = "line\n".repeat(3_000);
    let bytes = zip(&[("a.log", &text), ("b.log", "fine")]);
    let mut torn = bytes.clone();
    torn[60] ^= 0xff;
    let (all, outcome) = given(&torn);
    outcome.expect("the list is sound");
    assert!(all[0].starts_with("a.log File") && all[0].ends_with('!'), "{}", all[0]);
    assert_eq!(all[1], "b.log File fine");
    assert!(given(&bytes[..bytes.len() - 30]).1.is_err());
}

#[test]
fn damage_anywhere_in_an_archive_is_never_a_panic() {
    let content = "some text\n".repeat(30);
    let archives = [
        tar(&[("a.log", EntryType::Regular, &content), ("b.log", EntryType::Regular, "x")]),
        zip(&[("a.log", &content), ("b.log", "x")]),
    ];
    for bytes in archives {
        for at in 4..bytes.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut torn = bytes.clone();
                torn[at] ^= flip;
                if Archive::of(&torn).is_some() {
                    let _ = given(&torn);
                }
            }
        }
    }
}
