//! One sample case: the records of 18 November 2026, module by module, and the files they become.

use std::collections::BTreeMap;

use super::SampleFile;
use super::lines::{Form, Level, Moment, push_header};
use super::names::Template;
use super::random::Random;

/// The modules that write one log for all instances; the others write below `var/prod1`.
const SHARED: [&str; 4] = ["web", "watchdog", "trackinglogd", "syslogd"];

/// When all processes start again every day.
pub const DAILY_RESTART: Moment = Moment::at(6, 0, 0);

/// For how long after the begin of a restart the old process still writes.
const STOPPING_MS: u64 = 1500;

pub struct Day {
    case: &'static str,
    seed: u64,
    pub random: Random,
    /// Rendered records with their time, by module; sorted only when written.
    logs: BTreeMap<&'static str, Vec<(Moment, Vec<u8>)>>,
    /// Files that are no module log, by their path below the case.
    others: Vec<(&'static str, Vec<u8>)>,
    forms: BTreeMap<&'static str, Form>,
    restarts: Vec<(&'static str, Moment)>,
    mutes: Vec<(&'static str, Moment, Moment)>,
    rotated: Vec<(&'static str, Moment)>,
    /// What the logs hold: records from the first moment on, before the second.
    kept: (Moment, Moment),
    /// Stretches of which the log of a module holds nothing at all.
    lost: Vec<(&'static str, Moment, Moment)>,
}

impl Day {
    pub fn new(case: &'static str, seed: u64) -> Self {
        Self {
            case,
            seed,
            random: Random::named(seed, case),
            logs: BTreeMap::new(),
            others: Vec::new(),
            forms: BTreeMap::new(),
            restarts: Vec::new(),
            mutes: Vec::new(),
            rotated: Vec::new(),
            kept: (Moment::FIRST, Moment::LAST),
            lost: Vec::new(),
        }
    }

    /// Writes the log of `module` in another form than [`Form::Current`]. Ask before the first record.
    pub fn set_form(&mut self, module: &'static str, form: Form) {
        self.forms.insert(module, form);
    }

    /// Splits the log of `module` at `at`: what is older goes to `<module>_2.log`.
    pub fn rotate(&mut self, module: &'static str, at: Moment) {
        self.rotated.push((module, at));
    }

    /// Soon after `at`, `module` runs as a new process.
    pub fn mark_restart(&mut self, module: &'static str, at: Moment) {
        self.restarts.push((module, at));
    }

    /// Keeps the healthy background of `module` away from `since..until`.
    pub fn mute(&mut self, module: &'static str, since: Moment, until: Moment) {
        self.mutes.push((module, since, until));
    }

    /// The logs hold nothing before `since`, and nothing from `until` on.
    pub fn keep(&mut self, since: Moment, until: Moment) {
        self.kept = (since, until);
    }

    /// Whatever `module` writes in `since..until` is lost.
    pub fn lose(&mut self, module: &'static str, since: Moment, until: Moment) {
        self.lost.push((module, since, until));
    }

    /// Whether a record of `module` at `at` will be in the logs.
    pub fn keeps(&self, module: &str, at: Moment) -> bool {
        let is_hit = |&(m, since, until): &(&str, _, _)| m == module && at >= since && at < until;
        at >= self.kept.0 && at < self.kept.1 && !self.lost.iter().any(is_hit)
    }

    pub fn is_muted(&self, module: &str, at: Moment) -> bool {
        let hit = |&(m, since, until): &(&str, _, _)| m == module && at >= since && at < until;
        self.mutes.iter().any(hit)
    }

    /// The process id of `module` at `at`; a restart changes it.
    pub fn pid(&self, module: &str, at: Moment) -> u32 {
        let is_new = |restart: Moment| at >= restart.plus_ms(STOPPING_MS);
        let daily = usize::from(is_new(DAILY_RESTART));
        let others = self.restarts.iter().filter(|&&(m, restart)| m == module && is_new(restart));
        let process = format!("{}/{module}/{}", self.case, daily + others.count());
        Random::named(self.seed, &process).between(0x900, 0x7F00)
    }

    /// Adds a record; the slots of `template` are filled (see [`Template`]).
    pub fn say(&mut self, module: &'static str, at: Moment, level: Level, template: &str) {
        let form = self.forms.get(module).copied().unwrap_or(Form::Current);
        let pid = self.pid(module, at);
        // Few threads a process, the first with the number of the process itself.
        let tid = pid + self.random.pick(&[0, 0, 17, 23, 41]);
        let mut line = Vec::new();
        push_header(form, at, (pid, tid), level, &mut line);
        Template::new(template).fill(&mut self.random, &mut line);
        line.push(b'\n');
        self.add_raw(module, at, line);
    }

    /// Adds bytes that stand in the log of `module` where a record of `at` would, unless they are not kept.
    pub fn add_raw(&mut self, module: &'static str, at: Moment, bytes: Vec<u8>) {
        if !self.keeps(module, at) {
            return;
        }
        self.logs.entry(module).or_default().push((at, bytes));
    }

    /// Adds a file beside the module logs.
    pub fn add_file(&mut self, path: &'static str, bytes: Vec<u8>) {
        self.others.push((path, bytes));
    }

    /// `count` moments in `since..until`, one in each equal part and off its edge, ascending.
    /// Evenly spread, so that a silence in a log is one that a case asked for.
    pub fn spread(&mut self, count: u32, since: Moment, until: Moment) -> Vec<Moment> {
        let step = until.ms_since(since) / u64::from(count.max(1));
        let mut moment = |part: u32| {
            let jitter = u64::from(self.random.below(step as u32));
            since.plus_ms(step * u64::from(part) + jitter)
        };
        (0..count).map(&mut moment).collect()
    }

    /// The files of the case. Records of the same moment keep the order in which they were added.
    pub fn into_files(self) -> Vec<SampleFile> {
        let Self { case, logs, others, rotated, .. } = self;
        let mut files = Vec::new();
        let mut push = |path: String, bytes| files.push(SampleFile { path, bytes });
        for (module, mut records) in logs {
            records.sort_by_key(|&(at, _)| at);
            let instance = if SHARED.contains(&module) { "default" } else { "prod1" };
            let stem = format!("{case}/var/{instance}/log/{module}");
            let split = rotated.iter().find(|&&(m, _)| m == module);
            let older = split.map_or(0, |&(_, at)| records.partition_point(|&(t, _)| t < at));
            let text = |part: &[(Moment, Vec<u8>)]| {
                part.iter().flat_map(|(_, bytes)| bytes).copied().collect::<Vec<u8>>()
            };
            if older > 0 {
                push(format!("{stem}_2.log"), text(&records[..older]));
            }
            push(format!("{stem}.log"), text(&records[older..]));
        }
        for (path, bytes) in others {
            push(format!("{case}/{path}"), bytes);
        }
        files
    }
}
