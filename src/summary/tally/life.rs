//! Starts and stops of processes in one range.

use std::collections::BTreeMap;

use super::{evidence::Evidence, minutes::Minutes};
use crate::{
    input::Identity,
    knowledge::Announcement,
    module::MODULES,
    record::Timestamp,
    redact::Redactor,
    summary::{Announced, Bottom, Lifecycle, MAX_LIVES, lifecycle::PIDS_KEPT},
};

/// Longest process id or name of an instance, in bytes.
const TEXT_LEN: usize = 80;

/// What a range announces, by the task that it is about; nothing for the module that writes.
#[derive(Debug, Default)]
pub(super) struct TallyLives(BTreeMap<Option<Task>, Life>);

/// `web@default`; the order is that of the summary, so that a limit keeps the same ones in both.
type Task = (Vec<u8>, &'static str);

#[derive(Debug, Default)]
struct Life {
    over_time: Minutes<Announced>,
    pids: Bottom<PIDS_KEPT, Vec<u8>>,
    evidence: Evidence,
}

impl TallyLives {
    pub(super) fn add(
        &mut self,
        announcement: &Announcement<'_>,
        at: Timestamp,
        offset: u64,
        line: u64,
        text: &[u8],
    ) {
        let task = match announcement.task.map(task) {
            Some(None) => return,
            Some(task) => task,
            None => None,
        };
        let kept = self.0.entry(task).or_default();
        kept.over_time.add(at, &Announced::one(announcement.sign, at));
        if announcement.sign.is_start() {
            kept.evidence.keep(Some(at), offset, line, text);
            if let Some(pid) = announcement.pid {
                kept.pids.add(xxhash_rust::xxh3::xxh3_128(pid), 1, || pid.to_vec());
            }
        }
        if self.0.len() > MAX_LIVES + 1 {
            self.0.pop_last();
        }
    }

    /// Adds what other ranges of the same source announce.
    pub(super) fn absorb(&mut self, other: Self) {
        for (task, Life { over_time, pids, evidence }) in other.0 {
            let kept = self.0.entry(task).or_default();
            kept.over_time.merge(over_time);
            kept.pids.merge(pids);
            kept.evidence.merge(&evidence);
        }
        while self.0.len() > MAX_LIVES + 1 {
            self.0.pop_last();
        }
    }

    /// What is kept of it; `identity` is the module that wrote.
    pub(super) fn into_lifecycles(
        self,
        source: &str,
        identity: &Identity,
        redactor: Redactor,
    ) -> BTreeMap<Identity, Lifecycle> {
        let keep = |text: Vec<u8>| redactor.keep(&text, TEXT_LEN);
        let mut lifecycles = BTreeMap::<Identity, Lifecycle>::new();
        for (task, life) in self.0 {
            let identity = match task {
                None => identity.clone(),
                Some((instance, module)) => Identity {
                    instance: Some(keep(instance).as_str().to_owned()),
                    module: module.to_owned(),
                },
            };
            let Life { over_time, pids, evidence } = life;
            let over_time = over_time.into_buckets();
            let excerpts = evidence.excerpts(None, source, redactor);
            let pids = pids.map(keep);
            lifecycles.entry(identity).or_default().merge(Lifecycle { over_time, pids, excerpts });
        }
        lifecycles
    }
}

/// Instance and module of `web@default`; nothing when no module has that name.
fn task(name: &[u8]) -> Option<Task> {
    let at = memchr::memchr(b'@', name)?;
    let module = MODULES.into_iter().find(|module| module.as_bytes() == &name[..at])?;
    let instance = &name[at + 1..];
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    (!instance.is_empty() && instance.iter().all(is_name)).then(|| (instance.to_vec(), module))
}
