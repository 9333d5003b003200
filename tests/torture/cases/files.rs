//! Things in a folder that are no files, or not what they seem.

use std::{fs, io::Write as _};

use crate::case::{Bytes, Case, Dir, errors};

/// A good log beside whatever else there is.
fn good(dir: &Dir) -> std::io::Result<()> {
    dir.log("web.log", errors(5))
}

pub const CASES: &[Case] = &[
    Case::new("folder-named-log", "a folder with the name of a log", |dir| {
        dir.log("mta.log/inside.log", errors(5))?;
        good(dir)
    })
    .records(10),
    Case::new("nothing", "an empty folder", |_| Ok(())).exits(&[2]),
    Case::new("nothing-of-ours", "texts, pictures and programs", |dir| {
        dir.log("readme.txt", "Nothing happened here.\n".repeat(50))?;
        dir.log("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
        dir.log("b", b"\x7fELF\x02\x01\x01\0")
    })
    .exits(&[2]),
    #[cfg(unix)]
    Case::new("pipes-and-sockets", "a pipe that nobody writes to, a socket", |dir| {
        nix::unistd::mkfifo(&dir.path("pipe.log"), nix::sys::stat::Mode::S_IRWXU)?;
        std::os::unix::net::UnixListener::bind(dir.path("s.log"))?;
        good(dir)
    })
    .exits(&[0, 1])
    .records(5)
    .told(),
    #[cfg(unix)]
    Case::new("links-in-circles", "links to themselves and to each other", |dir| {
        use std::os::unix::fs::symlink;
        symlink(".", dir.path("again"))?;
        symlink("self.log", dir.path("self.log"))?;
        symlink("b.log", dir.path("a.log"))?;
        symlink("a.log", dir.path("b.log"))?;
        good(dir)
    })
    .exits(&[0, 1])
    .records(5),
    #[cfg(unix)]
    Case::new("links-to-elsewhere", "links to files of the system and to endless devices", |dir| {
        for (number, target) in
            ["/etc/passwd", "/dev/zero", "/dev/urandom", "/proc/self/environ", "/nowhere"]
                .iter()
                .enumerate()
        {
            std::os::unix::fs::symlink(target, dir.path(&format!("{number}.log")))?;
        }
        good(dir)
    })
    .exits(&[0, 1])
    .records(5)
    .told()
    .hides(&["root:x:0:0"]),
    Case::new("hard-links", "one log under two names", |dir| {
        good(dir)?;
        fs::hard_link(dir.path("web.log"), dir.path("web2.log"))
    })
    .records(5)
    .bytes(Bytes::Any),
    #[cfg(unix)]
    Case::new("no-rights", "a log and a folder that may not be read (not as root)", |dir| {
        use std::os::unix::fs::PermissionsExt as _;
        dir.log("secret.log", errors(5))?;
        dir.log("below/x.log", errors(5))?;
        good(dir)?;
        fs::set_permissions(dir.path("secret.log"), fs::Permissions::from_mode(0))?;
        fs::set_permissions(dir.path("below"), fs::Permissions::from_mode(0))
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any),
    Case::new("deep", "300 folders in each other", |dir| {
        dir.log(&format!("{}deep.log", "d/".repeat(300)), errors(5))?;
        good(dir)
    })
    .exits(&[0, 1])
    .bytes(Bytes::Any),
    Case::new("twenty-thousand-files", "a line in each", |dir| {
        (0..20_000)
            .try_for_each(|number| dir.log(&format!("d{}/f{number}.log", number % 100), errors(1)))
    })
    .records(20_000),
    Case::new("names-that-become-equal", "20,000 files, each named after another person", |dir| {
        (0..20_000)
            .try_for_each(|number| dir.log(&format!("u{number}@mail.example.log"), errors(1)))
    })
    .records(20_000)
    .hides(&["u1@", "u19999@", "mail.example"]),
    Case::new("rotated-copies", "one day five times: plain, rotated, compressed", |dir| {
        let day = errors(400);
        for name in ["web.log", "web.log.1", "web.log.2", "old/web.log"] {
            dir.log(name, &day)?;
        }
        dir.stream("web.log.3.gz", |out| {
            let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            packed.write_all(&day)?;
            packed.finish().map(drop)
        })
    })
    .bytes(Bytes::Any)
    .records(400)
    .told(),
    Case::new("mostly-hole", "10 GiB that take no room on the disk", |dir| {
        good(dir)?;
        let file = fs::File::options().append(true).open(dir.path("web.log"))?;
        file.set_len(10 << 30)
    })
    .exits(&[0, 1])
    .records(5),
    Case::new("future-and-past", "files from other times", |dir| {
        use std::time::{Duration, SystemTime};
        good(dir)?;
        dir.log("mta.log", errors(5))?;
        let year = Duration::from_secs(365 * 86_400);
        let set = |name: &str, at| {
            fs::File::options().append(true).open(dir.path(name))?.set_modified(at)
        };
        set("web.log", SystemTime::now() + 50 * year)?;
        set("mta.log", SystemTime::UNIX_EPOCH)
    })
    .records(10),
    Case::new("crash-dump", "the memory of a process beside its log", |dir| {
        dir.log("core.4711", vec![7; 1 << 20])?;
        good(dir)
    })
    .exits(&[0, 1])
    .records(5)
    .told(),
];
