//! One incident for each row of the table of frequent issues: its error repeated from 21:42 on,
//! in a day that is healthy otherwise.

use super::background::{self, redirection_log, restart};
use super::day::Day;
use super::lines::{Form, Level, Moment};
use super::modules::EVERY_MODULE;

pub const START: Moment = Moment::at(21, 42, 7);
pub const END: Moment = Moment::at(23, 10, 0);
const MIDNIGHT: Moment = Moment::at(24, 0, 0);

/// A row of the table.
struct Incident {
    /// The sample directory.
    name: &'static str,
    /// What is said, by module.
    errors: &'static [Repeated],
    /// Modules whose healthy records pause meanwhile, because their work does.
    paused: &'static [&'static str],
    /// What is restarted at [`END`]; may be empty.
    restarted: &'static [&'static str],
    /// Harmless warnings of the day.
    warnings: u32,
}

/// Module, how often, and the error (a template).
type Repeated = (&'static str, u32, &'static str);

const INCIDENTS: [Incident; 11] = [
    Incident {
        name: "export",
        errors: &[(
            "export",
            4,
            "Export 'weeklyCustomers' scheduled by operator 'Marta Keller (mkeller)' failed: file transfer interrupted after {n} lines. (iRc=-52)",
        )],
        paused: &["export"],
        restarted: &[],
        warnings: 1,
    },
    Incident {
        name: "import",
        errors: &[(
            "import",
            3,
            "Import 'loyaltyCards' scheduled by operator 'Jonas Weber (jweber)' failed at line {n}: connection closed by the source. (iRc=-53)",
        )],
        paused: &["import"],
        restarted: &[],
        warnings: 2,
    },
    Incident {
        name: "inMail",
        errors: &[(
            "inMail",
            29,
            "Unable to connect to POP3 server 'pop.mail.example' port 110: Connection timed out (errno=110). (iRc=-53)",
        )],
        paused: &["inMail"],
        restarted: &["inMail"],
        warnings: 0,
    },
    Incident {
        name: "mta",
        errors: &[(
            "mta",
            40,
            "Unable to start child process 'mtachild': no delivery part can be sent. (iRc=16384)",
        )],
        paused: &["mtachild"],
        restarted: &["mta"],
        warnings: 3,
    },
    Incident {
        name: "stat",
        errors: &[
            (
                "mta",
                32,
                "Unable to reach the statistics server 'localhost:7777'. Message sending is suspended. (iRc=-53)",
            ),
            (
                "stat",
                5,
                "Unable to reach the statistics server 'localhost:7777'. Message sending is suspended. (iRc=-53)",
            ),
        ],
        paused: &["stat", "mtachild"],
        restarted: &["stat"],
        warnings: 1,
    },
    Incident {
        name: "syslogd",
        errors: &[(
            "syslogd",
            18,
            "Unable to bind UDP port 6666: Address already in use (errno=98). Logs will be lost. (iRc=-53)",
        )],
        // Nobody writes logs while the log server cannot receive them.
        paused: EVERY_MODULE,
        restarted: &["syslogd"],
        warnings: 0,
    },
    Incident {
        name: "tracking",
        errors: &[(
            "tracking",
            9,
            "Unable to download the tracking logs from redirection server 'track1': HTTP status 503. (iRc=-53)",
        )],
        paused: &["tracking"],
        restarted: &[],
        warnings: 2,
    },
    Incident {
        name: "trackinglogd",
        errors: &[(
            "trackinglogd",
            36,
            "Unable to write tracking log file '/usr/local/neolane/nl6/var/prod1/redir/log/0x00000000000A{K}000.log': no record kept. (iRc=-52)",
        )],
        paused: &["trackinglogd"],
        restarted: &[],
        warnings: 1,
    },
    Incident {
        name: "watchdog",
        errors: &[
            (
                "watchdog",
                16,
                "Unable to start process 'web@default': process exited at once (exit code 127). (iRc=16384)",
            ),
            (
                "watchdog",
                5,
                "Unable to start process 'wfserver@prod1': process exited at once (exit code 127). (iRc=16384)",
            ),
        ],
        paused: &["watchdog", "web", "wfserver", "runwf"],
        restarted: &["web", "wfserver"],
        warnings: 0,
    },
    Incident {
        name: "web",
        errors: &[
            (
                "web",
                20,
                "SOP-330011 Error while executing the method 'Logon' of service 'xtk:session'.",
            ),
            ("web", 12, "Empty return for method 'Logon' of service 'xtk:session'"),
            ("web", 8, "XSV-350008 Session has expired or is invalid. Please reconnect."),
        ],
        paused: &["web"],
        restarted: &["web"],
        warnings: 3,
    },
    Incident {
        name: "wfserver",
        errors: &[(
            "wfserver",
            30,
            "Unable to start workflow '{w}': the workflow server does not answer. (iRc=16384)",
        )],
        paused: &["wfserver", "runwf"],
        restarted: &["wfserver"],
        warnings: 2,
    },
];

/// Fills a day with the incident of its row, and with what is special about that sample.
pub fn fill(day: &mut Day, name: &str) {
    let incident = INCIDENTS.iter().find(|incident| incident.name == name);
    let Incident { errors, paused, restarted, warnings, .. } =
        *incident.expect("every row has its incident");
    let until = if is_over_at_end(name) { END } else { MIDNIGHT };
    for module in paused {
        day.mute(module, START, until);
    }
    special(day, name);
    for module in restarted {
        restart(day, module, END);
    }
    background::add(day, 100);
    background::add_warnings(day, warnings);
    for &(module, count, text) in errors {
        let mut moments = day.spread(count, START, until);
        if let Some(first) = moments.first_mut() {
            *first = START.plus_ms(u64::from(day.random.below(900)));
        }
        for at in moments {
            day.say(module, at, Level::Error, text);
        }
    }
}

/// Two incidents last: the next export is only tomorrow, and nobody saw the full tracking disk.
fn is_over_at_end(name: &str) -> bool {
    !matches!(name, "export" | "trackinglogd")
}

/// Other line forms, rotated files and redirection logs, a few samples each.
fn special(day: &mut Day, name: &str) {
    const REDIRECTION: &str = "var/prod1/redir/log/0x000000000000A100.log";
    match name {
        "web" => day.rotate("web", Moment::at(13, 0, 0)),
        "mta" => day.rotate("mtachild", Moment::at(12, 30, 0)),
        "inMail" => day.set_form("stat", Form::OneId),
        "import" => day.set_form("export", Form::ShortZone),
        "trackinglogd" => {
            day.set_form("trackinglogd", Form::IsoUtc);
            let log = redirection_log(day, START);
            day.add_file(REDIRECTION, log);
        }
        "tracking" => {
            let log = redirection_log(day, MIDNIGHT);
            day.add_file(REDIRECTION, log);
        }
        _ => {}
    }
}
