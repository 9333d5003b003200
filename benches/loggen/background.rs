//! What a healthy day writes: lifecycle at 06:00:00, runs, deliveries, bounces, logons.

use super::day::{DAILY_RESTART, Day};
use super::lines::{Level, Moment, redirection};
use super::modules::{MODULES, Module, WARNINGS};

/// Adds a healthy day to every module; `percent` of the usual number of records.
pub fn add(day: &mut Day, percent: u32) {
    for module in &MODULES {
        let count = module.per_day * percent / 100;
        for at in day.spread(count, Moment::at(0, 0, 0), Moment::at(24, 0, 0)) {
            // The processes are down for some seconds at the daily restart.
            let is_down = at >= DAILY_RESTART && at < DAILY_RESTART.plus_ms(8000);
            if !is_down && !day.is_muted(module.name, at) {
                let text = *day.random.pick(module.messages);
                day.say(module.name, at, Level::Info, text);
            }
        }
        lifecycle(day, module.name, DAILY_RESTART);
    }
    add_technical_runs(day);
    add_launches(day, DAILY_RESTART);
}

/// `count` of the harmless [`WARNINGS`] at office hours.
pub fn add_warnings(day: &mut Day, count: u32) {
    for at in day.spread(count, Moment::at(9, 0, 0), Moment::at(18, 0, 0)) {
        let (module, text) = *day.random.pick(&WARNINGS);
        day.say(module, at, Level::Warning, text);
    }
}

/// The stop and start messages of `name` for a restart at `at`; they take about 3 s.
pub fn lifecycle(day: &mut Day, name: &'static str, at: Moment) {
    let module = module(name);
    let title = module.title;
    let stop = at.plus_ms(u64::from(day.random.below(300)));
    let start = stop.plus_ms(2000);
    let (old, new) = (day.pid(name, stop), day.pid(name, start));
    let mut say = |at, text: &str| day.say(name, at, Level::Info, text);
    say(stop, &format!("Stop requested (pid={old})"));
    say(stop.plus_ms(120), &format!("Stopping {title} (pid={old}, tid={old})..."));
    say(start, &format!("Starting {title} module (pid={new}, tid={new})..."));
    say(start.plus_ms(900), &format!("Module {title} started"));
}

fn module(name: &str) -> &'static Module {
    let found = MODULES.iter().find(|module| module.name == name);
    found.expect("a module of the table")
}

/// A restart outside the daily one: the watchdog launches `name` again at `at`.
pub fn restart(day: &mut Day, name: &'static str, at: Moment) {
    day.mark_restart(name, at);
    lifecycle(day, name, at);
    let task = module(name).task;
    if let Some(task) = task.filter(|_| name != "watchdog") {
        let text = format!("Launching task '{task}' in a new process");
        day.say("watchdog", at.plus_ms(1500), Level::Info, &text);
    }
}

/// A process that died is launched again at `at`: nobody asked it to stop.
pub fn relaunch(day: &mut Day, name: &'static str, at: Moment) {
    day.mark_restart(name, at);
    let Module { title, task, .. } = *module(name);
    let start = at.plus_ms(1600);
    let pid = day.pid(name, start);
    if let Some(task) = task {
        let text = format!("Launching task '{task}' in a new process");
        day.say("watchdog", at.plus_ms(1500), Level::Info, &text);
    }
    let text = format!("Starting {title} module (pid={pid}, tid={pid})...");
    day.say(name, start, Level::Info, &text);
    day.say(name, start.plus_ms(900), Level::Info, &format!("Module {title} started"));
}

/// One healthy record of `name` at `at`.
pub fn good_news(day: &mut Day, name: &'static str, at: Moment) {
    let text = *day.random.pick(module(name).messages);
    day.say(name, at, Level::Info, text);
}

/// What the watchdog says about the processes that it starts again.
fn add_launches(day: &mut Day, at: Moment) {
    let tasks = MODULES.iter().filter_map(|m| m.task);
    for (place, task) in tasks.enumerate() {
        let moment = at.plus_ms(1500 + 60 * place as u64);
        day.say(
            "watchdog",
            moment,
            Level::Info,
            &format!("Launching task '{task}' in a new process"),
        );
    }
}

/// The technical workflows: tracking every hour, operationMgt every quarter of an hour, two at night.
fn add_technical_runs(day: &mut Day) {
    let mut runs = vec![("cleanup", Moment::at(4, 0, 0)), ("billing", Moment::at(1, 10, 0))];
    runs.extend((0..24).map(|hour| ("tracking", Moment::at(hour, 20, 0))));
    runs.extend((0..48).map(|half| ("operationMgt", Moment::at(half / 2, 7 + half % 2 * 30, 0))));
    for (name, at) in runs {
        let at = at.plus_ms(u64::from(day.random.below(900)));
        let end = at.plus_ms(u64::from(day.random.between(1200, 40_000)));
        if !day.is_muted("wfserver", at) {
            let text = format!("Technical workflow '{name}' started");
            day.say("wfserver", at, Level::Info, &text);
            let text = format!("Technical workflow '{name}' finished");
            day.say("wfserver", end, Level::Info, &text);
        }
    }
}

/// The redirection log of the day up to `until`, ids from 0xA100 on; about 170 bytes a line.
pub fn redirection_log(day: &mut Day, until: Moment) -> Vec<u8> {
    let moments = day.spread(220, Moment::at(0, 0, 0), until);
    let lines = (0xA100..).zip(moments);
    lines.flat_map(|(id, at)| redirection(&mut day.random, id, at)).collect()
}
