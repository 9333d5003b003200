//! Outages of the work itself: workflows, imports, exports, and the logs of all of them.

use super::super::modules::ALL_BUT_SYSLOGD;
use super::common::{
    DELIVERY_ACTION, EXPORT_FAILED, IMPORT_FAILED, OPERATION, PENDING, STATEMENT, STOPPED, TRANSFER,
};
use super::kind::{Amount, Kind, Said, Start, Twist, error, symptom, warning};

const REMOTE_FULL: Said =
    error("export", "integration/remote-disk-full", "* Upload failed: Disk full (14/-31)");
const OUTPUT: Said = error(
    "export",
    "export/cannot-write-output",
    "Unable to write the export file '/usr/local/neolane/nl6/var/prod1/export/{E}.txt'. (iRc=-52)",
);
const UPLOAD: Said =
    error("runwf", "integration/transfer-failed", "CRL-290003 Upload error in cURL");
const DUPLICATE: Said = error(
    "import",
    "database/duplicate-key",
    r#"PGS-220000 PostgreSQL error: ERROR: duplicate key value violates unique constraint "nmsrecipient_scardnumber"\nDETAIL: Key (scardnumber)=({n}) already exists.\n (iRc=-2006)"#,
);
const DUPLICATE_ROWS: Said = error(
    "import",
    "import/duplicate-rows",
    "Import '{I}': {n} duplicate rows rejected on key 'cardNumber'. (iRc=16384)",
);
const REJECTED: Said =
    warning("import", "import/lines-rejected", "Import '{I}' ended with {n} lines rejected.");
const NOT_EXECUTED: Said =
    error("mta", "", "Delivery {d}: contact date has passed, operation not executed");
const LATE: Said =
    error("tracking", "", "Technical workflow '{T}' was not executed for {k} minutes");
const NO_QUOTA: Said =
    warning("import", "", "Import '{I}' waits for its workflow since {k} minutes");
const PORT: Said = error(
    "syslogd",
    "syslogd/port-in-use",
    "Unable to bind UDP port 6666: Address already in use (errno=98). Logs will be lost. (iRc=-53)",
);
const NOT_PREPARED: Said = error(
    "runwf",
    "",
    "Workflow '{w}': delivery {d} was handed over {k} minutes ago and waits still",
);
const MTA_MISSING: Said =
    warning("web", "", "Delivery {d}: {n} messages are due since {k} minutes");

pub const KINDS: &[Kind] = &[
    Kind {
        name: "wfserver-silent",
        story: "wfserver dies without a word; what it should have started is late elsewhere.",
        modules: &["wfserver"],
        accepted: &["silence/wfserver"],
        symptoms: &[
            symptom(60, NOT_EXECUTED),
            symptom(25, LATE),
            symptom(15, PENDING.by("mta")),
            symptom(12, NO_QUOTA),
        ],
        paused: &["runwf"],
        restarted: &["wfserver"],
        start: Start::Daytime,
        twist: Twist::Silent(&["wfserver", "runwf"]),
        ..Kind::USUAL
    },
    Kind {
        name: "mta-log-missing",
        story: "mta does not come back after the restart, and its logs are not among those collected.",
        modules: &["mta"],
        accepted: &["missing-log/mta"],
        symptoms: &[
            symptom(40, NOT_PREPARED),
            symptom(25, MTA_MISSING),
            symptom(20, DELIVERY_ACTION),
            symptom(10, STOPPED),
        ],
        start: Start::Restart,
        twist: Twist::NoLog(&["mta", "mtachild"]),
        ..Kind::USUAL
    },
    Kind {
        name: "export-target-full",
        story: "The file server that takes the exports is full: uploads break off.",
        modules: &["export"],
        accepted: &["integration/remote-disk-full"],
        cause: &[REMOTE_FULL, REMOTE_FULL.by("runwf")],
        amount: Amount::PerHour(6),
        symptoms: &[
            symptom(12, EXPORT_FAILED),
            symptom(8, OUTPUT),
            symptom(30, UPLOAD),
            symptom(20, STOPPED),
        ],
        paused: &["export"],
        ..Kind::USUAL
    },
    Kind {
        name: "import-duplicates",
        story: "A file came twice: the imports meet rows that are there already.",
        modules: &["import"],
        accepted: &["database/duplicate-key", "import/duplicate-rows"],
        cause: &[DUPLICATE, DUPLICATE, DUPLICATE_ROWS],
        amount: Amount::PerHour(20),
        echo: Some(STATEMENT),
        symptoms: &[
            symptom(20, REJECTED),
            symptom(40, STATEMENT),
            symptom(15, IMPORT_FAILED),
            symptom(20, STOPPED),
            symptom(15, OPERATION),
            symptom(8, TRANSFER),
        ],
        paused: &["import"],
        ..Kind::USUAL
    },
    Kind {
        name: "syslogd-port",
        story: "Another program holds port 6666: syslogd complains a few times, all other logs stop.",
        modules: &["syslogd"],
        accepted: &["syslogd/port-in-use", "silence/syslogd"],
        cause: &[PORT],
        paused: &["syslogd"],
        restarted: &["syslogd"],
        start: Start::Daytime,
        twist: Twist::Silent(ALL_BUT_SYSLOGD),
        ..Kind::USUAL
    },
];
