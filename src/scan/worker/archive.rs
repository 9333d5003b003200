//! Archives: each log in one is a source of its own, named `bundle.tar.gz!/var/prod1/log/web.log`.
//!
//! An archive is read by one thread, in the order in which things lie in it. What it holds is known when it has been read,
//! so its part of the inventory is added then.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use super::{
    super::{Names, ahead::read_ahead},
    Worker,
};
use crate::{
    formats::SAMPLE_LEN,
    input::{
        Archive, Changes, Content, Identity, Member, MemberKind, Opened, Source, io_message,
        is_redirection_folder, is_redirection_log, members, open_member,
    },
    problem::ProblemKind,
    summary::Inventory,
};

/// An archive that is being read.
struct Bundle<'s> {
    source: &'s Source,
    /// Where it lies: its logs belong to the instance that they would if they were unpacked there.
    folder: PathBuf,
    /// What its logs are called.
    names: Names,
    inventory: Inventory,
    /// Redirection folders, and whether there is a log in them.
    redirection: BTreeMap<PathBuf, bool>,
}

impl Worker<'_> {
    /// Reads everything in an archive.
    pub(super) fn archive(&mut self, source: &Source, opened: Opened<'_>, archive: Archive) {
        let (progress, filter) = (self.shared.progress, self.shared.filter);
        let is_ahead = self.has_idle_threads() && opened.compression.is_some();
        let mut bundle = Bundle {
            source,
            folder: source.folder(),
            names: Names::new(self.shared.options.redactor),
            inventory: Inventory::default(),
            redirection: BTreeMap::new(),
        };
        let file = match &opened.content {
            Content::File(file) => Some(Arc::clone(file)),
            Content::Stream(_) => None,
        };
        let mut seen = 0;
        let mut read = |bytes: u64| {
            let used = match opened.compression {
                Some(_) => opened.consumed.load(Ordering::Relaxed) - seen,
                None => bytes.min(source.size.saturating_sub(seen)),
            };
            progress.read(used);
            seen += used;
        };
        let path = source.path().to_string_lossy();
        let mut sink = |member: &Member, bytes: &mut (dyn Read + Send)| {
            if filter.wants_member(&path, &member.path) {
                self.member(&mut bundle, member, bytes, &mut read);
            }
        };
        let outcome = match opened.content {
            Content::Stream(stream) if is_ahead => read_ahead(stream, |stream| {
                members(archive, Content::Stream(Box::new(stream)), &mut sink)
            }),
            content => members(archive, content, &mut sink),
        };
        progress.read(source.size.saturating_sub(seen));
        let is_changed = file.is_some_and(|file| {
            let changes = file.changes();
            if let Some((first, bytes)) = changes.unreadable {
                let message =
                    format!("{bytes} bytes could not be read: input/output error, first here");
                self.fails(source, Some(first), ProblemKind::Unreadable, message);
            }
            let Changes { grown_to, unreadable, .. } = changes;
            changes != Changes { grown_to, unreadable, ..Changes::default() }
        });
        if is_changed {
            let message = "the archive changed while it was read".to_owned();
            self.fails(source, None, ProblemKind::Modified, message);
        }
        match &outcome {
            Ok(()) if filter.is_empty() && !is_changed => bundle.is_whole(),
            Ok(()) => {}
            Err(error) => {
                let consumed = opened.consumed.load(Ordering::Relaxed);
                let consumed = (opened.compression.is_some()).then_some(consumed);
                self.torn(source, archive, error, consumed);
            }
        }
        self.summary.inventory.merge(bundle.inventory);
    }

    /// Says why an archive could not be followed to its end.
    fn torn(&mut self, source: &Source, archive: Archive, error: &io::Error, at: Option<u64>) {
        let at = at.map_or_else(String::new, |at| format!(" at compressed byte {at}"));
        let message = format!("{} archive{at}: {}", archive.name(), io_message(error));
        let kind = match error.kind() {
            io::ErrorKind::Unsupported => {
                self.leave_out(source, "archive");
                ProblemKind::Unsupported
            }
            _ => ProblemKind::Damaged,
        };
        self.fails(source, None, kind, message);
    }

    /// One thing in an archive.
    fn member(
        &mut self,
        bundle: &mut Bundle<'_>,
        member: &Member,
        bytes: &mut (dyn Read + Send),
        read: &mut dyn FnMut(u64),
    ) {
        let mut source = bundle.source.member(&bundle.folder, member);
        // A folder is no source: its name is not taken, since it may be told in the end.
        if member.kind != MemberKind::Folder {
            bundle.names.name(&mut source);
        }
        bundle.note(member, &source);
        match &member.kind {
            MemberKind::File => self.log(&source, bytes, read),
            MemberKind::Folder => {}
            MemberKind::Link => {
                let message = "a link in an archive, not followed".to_owned();
                self.fails(&source, None, ProblemKind::Link, message);
            }
            MemberKind::Special => {
                let message = "neither a file nor a directory".to_owned();
                self.fails(&source, None, ProblemKind::Special, message);
            }
            MemberKind::Unsupported(reason) => {
                self.leave_out(&source, "archived in a way that is not read");
                self.fails(&source, None, ProblemKind::Unsupported, reason.clone());
            }
        }
    }

    /// A file in an archive.
    fn log(&mut self, source: &Source, bytes: &mut (dyn Read + Send), read: &mut dyn FnMut(u64)) {
        self.shared.progress.starts(&source.name);
        if source.is_crash_dump {
            let message = "a process crashed here; not read".to_owned();
            self.fails(source, None, ProblemKind::CrashDump, message);
            return self.leave_out(source, "crash dump");
        }
        let opened = match open_member(bytes, SAMPLE_LEN) {
            Ok(opened) => opened,
            Err(error) => {
                return self.fails(source, Some(0), ProblemKind::Damaged, io_message(&error));
            }
        };
        if let Some(archive) = opened.archive {
            let message = format!("a {} archive inside an archive is not read", archive.name());
            self.leave_out(source, "archive");
            return self.fails(source, Some(0), ProblemKind::Unsupported, message);
        }
        if let Some(plan) = self.plan(source, &opened) {
            self.stream(source, opened, &plan, false, read);
        }
    }
}

impl Bundle<'_> {
    /// Notes what is there, read or not.
    fn note(&mut self, member: &Member, source: &Source) {
        let path = Path::new(&member.path);
        match member.kind {
            MemberKind::Folder if is_redirection_folder(path) => {
                self.redirection.entry(path.to_owned()).or_default();
            }
            MemberKind::Folder | MemberKind::Link | MemberKind::Special => {}
            MemberKind::File | MemberKind::Unsupported(_) => {
                if !source.identity.is_unknown() {
                    self.inventory.files.insert(Identity::clone(&source.identity));
                }
                let folder = path.parent().filter(|folder| is_redirection_folder(folder));
                if let Some(folder) = folder.filter(|_| is_redirection_log(path)) {
                    self.redirection.insert(folder.to_owned(), true);
                }
            }
        }
    }

    /// All of it was seen: what is not in it is not there.
    fn is_whole(&mut self) {
        let name = &self.source.name;
        self.inventory.folders.insert(format!("{name}!"));
        for (folder, _) in self.redirection.iter().filter(|(_, has_log)| !**has_log) {
            let mut identity = Identity::of(&self.folder.join(folder).join("0x0.log"));
            self.names.identify(&mut identity);
            let folder = self.names.unique(&format!("{name}!/{}", folder.display()));
            self.inventory.empty_folders.insert(folder, identity);
        }
    }
}
