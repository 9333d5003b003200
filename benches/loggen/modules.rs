//! The modules of the sample tree, and what each writes when all is well.

/// What one module writes on a healthy day.
pub struct Module {
    pub name: &'static str,
    /// Its process as the watchdog calls it; `None` for a process that others start.
    pub task: Option<&'static str>,
    /// How lifecycle messages call it.
    pub title: &'static str,
    /// Info records a day, lifecycle not counted.
    pub per_day: u32,
    pub messages: &'static [&'static str],
}

const fn module(
    name: &'static str,
    task: Option<&'static str>,
    title: &'static str,
    per_day: u32,
    messages: &'static [&'static str],
) -> Module {
    Module { name, task, title, per_day, messages }
}

/// Every module of the sample tree.
pub static MODULES: [Module; 13] = [
    module(
        "syslogd",
        Some("syslogd@default"),
        "log server",
        24,
        &[
            "{n} log messages received on UDP port 6666 in the last hour",
            "Log files of {k} modules are open",
        ],
    ),
    module(
        "trackinglogd",
        Some("trackinglogd@default"),
        "tracking log server",
        48,
        &[
            "{n} requests recorded, last file 0x000000000000A100.log",
            "Buffer of {k} requests written to disk",
        ],
    ),
    module(
        "web",
        Some("web@default"),
        "Web server",
        190,
        &[
            "Logon of operator '{o}' from {i} accepted",
            "Session of operator '{o}' closed after {k} minutes",
            "SOAP call 'ExecuteQuery' of service 'xtk:queryDef' answered in {n} ms ({k} rows)",
            "Page 'recipientForm' served to {i} in {n} ms",
            "Report 'deliveryThroughput' of delivery {d} computed in {n} ms",
            "Web application APP{n}: {k} visitors in the last quarter of an hour",
        ],
    ),
    module(
        "mta",
        Some("mta@prod1"),
        "delivery server",
        110,
        &[
            "Delivery {d}: {n} messages in {k} parts are ready to be sent",
            "Delivery {d}: part {k} given to a child process",
            "Delivery {d}: part {k} sent, {n} messages accepted",
            "{k} child processes are active",
        ],
    ),
    module(
        "mtachild",
        None,
        "delivery child process",
        150,
        &[
            "Delivery {d}: message accepted by {m} (250 2.0.0 queued as {x})",
            "Delivery {d}: {n} messages sent to {m}",
            "Delivery {d}: bounce from {m}, 550 5.1.1 recipient unknown, address goes to quarantine",
            "Delivery {d}: 452 4.2.2 mailbox full at {m}, next try in {k} minutes",
            "Connection to {m} closed after {k} messages",
        ],
    ),
    module(
        "wfserver",
        Some("wfserver@prod1"),
        "workflow server",
        80,
        &[
            "Workflow '{w}' started by operator '{o}'",
            "Workflow '{w}' finished after {n} s",
            "Workflow '{w}' waits for its next run",
            "{k} workflows are running",
        ],
    ),
    module(
        "runwf",
        None,
        "workflow process",
        130,
        &[
            "Workflow '{w}', activity '{a}': {n} records",
            "Workflow '{w}', activity '{a}' finished in {n} ms",
            "Workflow '{w}', activity 'delivery4': delivery {d} prepared for {n} recipients",
        ],
    ),
    module(
        "inMail",
        Some("inMail@prod1"),
        "inbound mail",
        72,
        &[
            "{k} bounce mails read from POP3 server 'pop.mail.example'",
            "No new mail on POP3 server 'pop.mail.example'",
            "Bounce mail {x} of delivery {d} qualified as 'User unknown'",
        ],
    ),
    module(
        "stat",
        Some("stat@prod1"),
        "statistics server",
        48,
        &[
            "{n} messages to {k} domains in the last half hour",
            "Target server {m}: {n} messages, {k} deferred",
        ],
    ),
    module(
        "tracking",
        None,
        "tracking task",
        72,
        &[
            "{n} tracking log lines downloaded from redirection server 'track1'",
            "{n} opens and {k} clicks recorded",
        ],
    ),
    module(
        "export",
        None,
        "export task",
        8,
        &["Export '{E}' launched by operator '{o}' finished: {n} lines"],
    ),
    module(
        "import",
        None,
        "import task",
        8,
        &["Import '{I}' launched by operator '{o}' finished: {n} lines read, {k} refused"],
    ),
    module(
        "watchdog",
        None,
        "watchdog",
        24,
        &["All 8 processes answer", "Memory of process 'web@default': {n} kB more"],
    ),
];

/// Warnings that mean nothing by themselves.
pub const WARNINGS: [(&str, &str); 4] = [
    ("runwf", "Workflow '{w}': the population of activity '{a}' is empty."),
    ("mta", "Delivery {d}: {k} addresses left out, they are in quarantine."),
    ("web", "Page 'recipientList' took {n} ms to compute."),
    ("inMail", "Bounce mail {x} matches no rule; qualified as 'Undefined'."),
];

/// Modules that have errors to tell, but no healthy day in the samples.
const EXTRA: [&str; 2] = ["pipelined", "webmdl"];

/// Everybody who writes a log: first the names of all [`MODULES`].
pub const EVERY_LOG: [&str; MODULES.len() + EXTRA.len()] = {
    let mut names = [""; MODULES.len() + EXTRA.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = match place.checked_sub(MODULES.len()) {
            None => MODULES[place].name,
            Some(extra) => EXTRA[extra],
        };
        place += 1;
    }
    names
};

/// The names of all [`MODULES`].
pub const EVERY_MODULE: &[&str] = EVERY_LOG.split_at(MODULES.len()).0;

/// Everybody whose log goes through syslogd, which is the first of all.
pub const ALL_BUT_SYSLOGD: &[&str] = EVERY_LOG.split_at(1).1;
