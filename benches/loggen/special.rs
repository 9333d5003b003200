//! The database outage, and the quiet day that shows what noise looks like.

use super::background::{self, restart};
use super::day::Day;
use super::incidents::END;
use super::lines::{Form, Level, Moment};

const DATABASE: &str =
    r"PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already\n (iRc=-2006)";
const STATEMENT: &str = "WDB-200001 SQL statement '{q}' could not be executed. (iRc=-2006)";

/// Who meets the full database, from when on, how often. The workflow server comes first.
const WITNESSES: [(&str, Moment, u32); 3] = [
    ("wfserver", Moment::at(21, 42, 3), 22),
    ("web", Moment::at(21, 42, 5), 12),
    ("mta", Moment::at(21, 42, 9), 10),
];

/// What the shortage makes louder than itself: module, since, how often, message.
const SYMPTOMS: [(&str, Moment, u32, &str); 4] = [
    (
        "web",
        Moment::at(21, 42, 20),
        1250,
        "SOP-330011 Error while executing the method 'Logon' of service 'xtk:session'.",
    ),
    (
        "web",
        Moment::at(21, 42, 21),
        250,
        "Empty return for method 'Logon' of service 'xtk:session'",
    ),
    (
        "mta",
        Moment::at(21, 43, 40),
        9,
        "Unable to postpone part {k} of delivery {d}: no connection to the database. (iRc=-2006)",
    ),
    (
        "tracking",
        Moment::at(21, 45, 2),
        6,
        "Unable to record {n} tracking log lines: no connection to the database. (iRc=-2006)",
    ),
];

/// The database refuses connections from 21:42:03 to 23:10; sessions fail by the hundred.
pub fn database_outage(day: &mut Day) {
    for module in ["web", "wfserver", "runwf", "tracking", "mta", "mtachild"] {
        day.mute(module, Moment::at(21, 42, 3), END);
    }
    day.rotate("web", Moment::at(21, 0, 0));
    day.rotate("wfserver", Moment::at(11, 0, 0));
    restart(day, "web", END);
    restart(day, "wfserver", END);
    // Fewer healthy records, to keep the flood below 300 KB.
    background::add(day, 40);
    background::add_warnings(day, 2);

    for (module, since, count) in WITNESSES {
        let mut moments = day.spread(count, since, END);
        moments[0] = since.plus_ms(118);
        for (place, at) in moments.into_iter().enumerate() {
            day.say(module, at, Level::Error, DATABASE);
            if place % 2 == 0 {
                day.say(module, at.plus_ms(1), Level::Error, STATEMENT);
            }
        }
    }
    for (module, since, count, text) in SYMPTOMS {
        for at in day.spread(count, since, END) {
            day.say(module, at, Level::Error, text);
        }
    }
}

/// Nothing happens: five harmless warnings and two errors that are only noise.
pub fn quiet_day(day: &mut Day) {
    day.set_form("stat", Form::OneId);
    day.set_form("export", Form::ShortZone);
    day.rotate("mta", Moment::at(14, 0, 0));
    background::add(day, 100);
    background::add_warnings(day, 5);
    for at in day.spread(2, Moment::at(8, 0, 0), Moment::at(20, 0, 0)) {
        day.say("web", at, Level::Error, "JST-310034 Function logonEscalation used by 'Anonymous account' to become 'Landing page account (landing)'.");
    }
}
