//! The names of the modules.

/// Modules that write a log, as nlserver spells them.
#[rustfmt::skip]
pub const MODULES: [&str; 23] = [
    "archiving", "billing", "cleanup", "export", "import", "inMail", "interactiond", "logins", "mta", "mtachild",
    "pipelined", "postupgrade", "redirection", "runwf", "sms", "stat", "syslogd", "tracking", "trackinglogd",
    "watchdog", "web", "webmdl", "wfserver",
];

/// The modules of the vendor's table of frequent issues: those that people ask for, with a guide in every language.
#[rustfmt::skip]
pub const FREQUENT: [&str; 11] = [
    "export", "import", "inMail", "mta", "stat", "syslogd", "tracking", "trackinglogd", "watchdog", "web", "wfserver",
];

/// Modules that run all the time, so that each start of theirs means something; the others start for each piece of work.
#[rustfmt::skip]
pub const SERVICES: [&str; 11] = [
    "inMail", "interactiond", "mta", "pipelined", "sms", "stat", "syslogd", "trackinglogd", "watchdog", "web",
    "wfserver",
];
