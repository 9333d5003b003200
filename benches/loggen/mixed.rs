//! The mixed bag: problems that have nothing to do with each other, and lines that fit no grammar.

use super::background::{self, redirection_log};
use super::day::Day;
use super::lines::{Form, Level, Moment, console, corrupted_redirection};

/// Problems: module, from, to, how often, message. Minutes of one evening and of one morning.
const PROBLEMS: [(&str, Moment, Moment, u32, &str); 7] = [
    (
        "mta",
        Moment::at(21, 42, 7),
        Moment::at(22, 5, 0),
        14,
        "Cannot write file '/tmp/tmp3121.mail' (errno=28, No space left on device) (iRc=-52)",
    ),
    (
        "pipelined",
        Moment::at(20, 5, 0),
        Moment::at(22, 40, 0),
        8,
        "INT-150012 The HTTP query to 'https://pipeline.example/events' returned a 'Forbidden' type error (403) (iRc=-53)",
    ),
    (
        "runwf",
        Moment::at(21, 50, 0),
        Moment::at(22, 20, 0),
        3,
        r"PGS-220000 PostgreSQL error: ERROR: deadlock detected\nDETAIL: Process {n} waits for ShareLock on transaction {n}{n}; blocked by process {n}.\nHINT: See server log for query details.\n (iRc=-2006)",
    ),
    (
        "web",
        Moment::at(8, 58, 0),
        Moment::at(9, 6, 0),
        3,
        "XSV-350012 Invalid login or password. Connection denied.",
    ),
    (
        "web",
        Moment::at(15, 20, 0),
        Moment::at(15, 40, 0),
        1,
        "Logon of {e} with password=Tulip-{n} refused by the directory of {h}. (iRc=16384)",
    ),
    (
        "web",
        Moment::at(16, 0, 0),
        Moment::at(16, 30, 0),
        1,
        "Parameter of page 'recipientForm' refused: '\u{1b}[31mred\u{1b}[0m'. (iRc=16384)",
    ),
    (
        "import",
        Moment::at(18, 0, 0),
        Moment::at(18, 30, 0),
        1,
        "Line {n} of file 'cards.csv' refused: 12 columns wanted, 11 found.",
    ),
];

pub fn fill(day: &mut Day) {
    day.set_form("pipelined", Form::IsoUtc);
    day.rotate("mta", Moment::at(13, 0, 0));
    background::add(day, 80);
    background::add_warnings(day, 3);
    for at in day.spread(30, Moment::at(0, 0, 0), Moment::at(24, 0, 0)) {
        day.say("pipelined", at, Level::Info, "{n} events read from the pipeline, {k} waiting");
    }
    for (module, since, until, count, text) in PROBLEMS {
        for at in day.spread(count, since, until) {
            day.say(module, at, Level::Error, text);
        }
    }
    add_script_error(day, Moment::at(10, 31, 44));
    add_script_error(day, Moment::at(14, 31, 44));
    add_stack_trace(day, Moment::at(22, 14, 3));
    add_undated_lines(day, Moment::at(17, 3, 12));
    add_redirection_log(day);
    add_console_dump(day);
    add_notes(day);
}

/// A wrapper and, a millisecond later, its cause.
fn add_script_error(day: &mut Day, at: Moment) {
    let mut say = |ms, text| day.say("runwf", at.plus_ms(ms), Level::Error, text);
    say(0, "SCR-160012 JavaScript: error while evaluating script 'WKF1258/js3'.");
    say(
        1,
        "JST-310000 Error while compiling script 'WKF1258/js3' line 12: customerList is not defined.",
    );
}

/// A Java exception whose lines follow the record that announces it.
fn add_stack_trace(day: &mut Day, at: Moment) {
    const TRACE: &str = "com.example.crm.SyncException: no answer within 30000 ms
\tat com.example.crm.Client.send(Client.java:214)
\tat com.example.crm.Client.fetchAccounts(Client.java:98)
\tat com.example.crm.SyncJob.run(SyncJob.java:57)
\tat com.example.scheduler.Worker.loop(Worker.java:131)
Caused by: java.net.SocketTimeoutException: Read timed out
\tat com.example.net.Channel.read(Channel.java:77)
\t... 4 more
";
    day.say("web", at, Level::Error, "CRM connector: synchronisation of accounts with {h} failed:");
    day.add_raw("web", at, TRACE.as_bytes().to_vec());
}

/// Lines without a header, as a library prints them to the same file.
fn add_undated_lines(day: &mut Day, at: Moment) {
    const LINES: &str = "Picked up options of the environment: -Xmx512m
WARNING: an illegal reflective access was made by com.example.crm.Client
(end of environment)
";
    day.add_raw("wfserver", at, LINES.as_bytes().to_vec());
}

fn add_redirection_log(day: &mut Day) {
    let mut log = redirection_log(day, Moment::at(21, 0, 0));
    let at = Moment::at(21, 0, 52).plus_ms(340);
    log.extend(corrupted_redirection(&mut day.random, 0xA1DC, at));
    day.add_file("var/prod1/redir/log/0x000000000000A100.log", log);
}

fn add_console_dump(day: &mut Day) {
    const DUMP: [(u64, &str, &str); 8] = [
        (
            0,
            ">",
            "Application server for Adobe Campaign Classic (7.4.1 build 9390@0a1b2c3 of 10/12/2026)",
        ),
        (0, ">", "Starting workflow server module (pid=20114, tid=20114)..."),
        (1, ">", "Reading the configuration of instance 'prod1'"),
        (1, ">>", "Option 'XtkKey_Sample' has no value, the default is used."),
        (3, ">", "12 workflows found, 5 to be started"),
        (9, ">>>", "Unable to read file '/data/incoming/cards.csv' (errno=13, Permission denied)"),
        (9, ">>", "Workflow 'WKF1277' is paused."),
        (44, ">", "Stop requested (pid=20114)"),
    ];
    let start = Moment::at(21, 58, 10);
    let line = |&(second, chevrons, text): &(u64, &str, &str)| {
        console(start.plus_ms(second * 1000), chevrons, text)
    };
    day.add_file("var/prod1/log/console.log", DUMP.iter().flat_map(line).collect());
}

/// No log at all, but in the directory of the logs.
fn add_notes(day: &mut Day) {
    const NOTES: &str = "to do after the release
 - ask Elena for the new list of stores
 - disk of the mail server: 92 % on Monday???
== 18/11 evening ==
mail stuck again, called hosting (ticket 5521), they clean /tmp
}} ;;; <<<<< 7F 00 3A
";
    day.add_file("var/prod1/log/notes.txt", NOTES.as_bytes().to_vec());
}
