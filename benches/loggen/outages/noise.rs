//! Errors that have nothing to do with any outage, and come every day. What comes once is in `oddities.rs`.

use super::common::{DEADLOCK, EXPIRED, WRONG_LOGIN};
use super::kind::{Said, error, warning};

/// When in the day such an error comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    Anytime,
    /// Once in each hour, at the same minute.
    Hourly,
    /// From 8 to 18.
    Office,
    /// With a job between 2 and 4 at night.
    Nightly,
}

/// An error that was there yesterday and will be there tomorrow.
#[derive(Debug, Clone, Copy)]
pub struct Steady {
    pub said: Said,
    pub per_day: u32,
    pub rhythm: Rhythm,
}

const fn steady(per_day: u32, rhythm: Rhythm, said: Said) -> Steady {
    Steady { said, per_day, rhythm }
}

/// What goes wrong every day. Several look severe, and nobody misses anything: an account of a former tool, a partner who
/// never answered, a script that nobody repairs.
pub const STEADY: [Steady; 21] = [
    steady(24, Rhythm::Hourly, error("runwf", "integration/sftp-credentials", "* Login denied")),
    steady(
        24,
        Rhythm::Hourly,
        error(
            "runwf",
            "network/http-access-refused",
            "INT-150012 The HTTP query returned a 'Forbidden' type error (403) (iRc=-53)",
        ),
    ),
    steady(10, Rhythm::Anytime, DEADLOCK),
    steady(
        8,
        Rhythm::Nightly,
        error(
            "runwf",
            "content/script-compile-error",
            "JST-310000 Error while compiling script 'WKF1290/js3' line 12: unterminated string literal.",
        ),
    ),
    steady(
        8,
        Rhythm::Nightly,
        error(
            "runwf",
            "content/script-error",
            "SCR-160012 JavaScript: error while evaluating script 'WKF1290/js3'.",
        ),
    ),
    steady(
        24,
        Rhythm::Hourly,
        error(
            "wfserver",
            "database/authentication-failed",
            r#"PGS-220000 PostgreSQL error: FATAL: password authentication failed for user "reporting"\n (iRc=-2006)"#,
        ),
    ),
    steady(16, Rhythm::Office, WRONG_LOGIN),
    steady(12, Rhythm::Office, EXPIRED),
    steady(
        10,
        Rhythm::Office,
        error(
            "web",
            "content/logon-escalation-noise",
            "JST-310034 Function logonEscalation used by 'Anonymous account' to become 'Landing page account (landing)'.",
        ),
    ),
    steady(
        14,
        Rhythm::Anytime,
        error(
            "mtachild",
            "network/timeout",
            "Unable to connect to 'mx.gone.example' port 25: Connection timed out (errno=110). (iRc=-53)",
        ),
    ),
    steady(
        20,
        Rhythm::Anytime,
        warning(
            "mtachild",
            "mail-provider/throttled",
            "Delivery {d}: 421 4.7.0 Too many connections from your host",
        ),
    ),
    steady(
        12,
        Rhythm::Anytime,
        warning(
            "mtachild",
            "mail-provider/message-expired",
            "Delivery {d}: 550 4.4.7 QUEUE.Expired; message expired",
        ),
    ),
    steady(
        24,
        Rhythm::Hourly,
        error(
            "runwf",
            "tls/certificate-self-signed",
            "SSL certificate problem: self-signed certificate",
        ),
    ),
    steady(
        6,
        Rhythm::Nightly,
        error(
            "export",
            "operating-system/permission-denied",
            "Cannot open file '/data/archive/{E}.csv' with write access (errno=13, Permission denied)",
        ),
    ),
    steady(
        8,
        Rhythm::Anytime,
        warning(
            "watchdog",
            "watchdog/memory-alert",
            "Process 'web@default' (pid={n}) uses 18{k} MB, above maxProcessMemoryAlertMb (1800).",
        ),
    ),
    steady(
        12,
        Rhythm::Anytime,
        error(
            "runwf",
            "database/permission-denied",
            r"PGS-220000 PostgreSQL error: ERROR: permission denied for table cusaudit\n (iRc=-2006)",
        ),
    ),
    steady(
        10,
        Rhythm::Office,
        error(
            "web",
            "network/http-not-found",
            "INT-150012 The HTTP query returned a 'Not Found' type error (404) (iRc=-53)",
        ),
    ),
    steady(
        9,
        Rhythm::Anytime,
        error(
            "runwf",
            "network/name-resolution",
            "Unable to resolve 'old-crm.example': Name or service not known (iRc=-53)",
        ),
    ),
    steady(
        6,
        Rhythm::Nightly,
        error(
            "import",
            "database/value-too-long",
            r"PGS-220000 PostgreSQL error: ERROR: value too long for type character varying(80)\n (iRc=-2006)",
        ),
    ),
    steady(
        12,
        Rhythm::Anytime,
        error("web", "", "CRM connector: account {n} of {h} was skipped, it has no owner"),
    ),
    steady(
        24,
        Rhythm::Hourly,
        error(
            "pipelined",
            "network/http-rate-limited",
            "INT-150012 The HTTP query returned a 'Too Many Requests' type error (429) (iRc=-53)",
        ),
    ),
];
