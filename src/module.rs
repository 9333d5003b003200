//! The names of the modules.

/// Modules that write a log, as nlserver spells them.
#[rustfmt::skip]
pub const MODULES: [&str; 23] = [
    "archiving", "billing", "cleanup", "export", "import", "inMail", "interactiond", "logins", "mta", "mtachild",
    "pipelined", "postupgrade", "redirection", "runwf", "sms", "stat", "syslogd", "tracking", "trackinglogd",
    "watchdog", "web", "webmdl", "wfserver",
];
