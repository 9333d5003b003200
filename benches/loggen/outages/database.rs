//! Outages that begin in the database.

use super::common::{
    DEADLOCK, DELIVERY_ACTION, EMPTY_RETURN, EXPIRED, IMPORT_FAILED, LOGON, MX_RULES, NAME,
    NOT_STARTED, OPERATION, PENDING, PERSIST, PREPARATION, PROXY_READ, REST, SAVE, SOAP_CALL,
    STATEMENT, STOPPED, THREADS,
};
use super::kind::{Amount, Kind, Said, Start, Twist, error, symptom};

const FULL: Said = error(
    "wfserver",
    "database/too-many-connections",
    r"PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already\n (iRc=-2006)",
);
const REFUSED: Said = error(
    "wfserver",
    "database/unreachable",
    r#"PGS-220000 PostgreSQL error: could not connect to server: Connection refused\n\tIs the server running on host "db1.example" (192.0.2.10) and accepting\n\tTCP/IP connections on port 5432?\n (iRc=-2006)"#,
);
const CUT: Said = error(
    "runwf",
    "database/connection-lost",
    r"PGS-220000 PostgreSQL error: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n (iRc=-2006)",
);
const NO_SPACE: Said = error(
    "runwf",
    "database/disk-full",
    r#"PGS-220000 PostgreSQL error: ERROR: could not extend file "base/16384/2{n}": No space left on device\nHINT: Check free disk space.\n (iRc=-2006)"#,
);
const NO_SPACE_TO_SORT: Said = error(
    "web",
    "database/disk-full",
    r#"PGS-220000 PostgreSQL error: ERROR: could not write to file "base/pgsql_tmp/pgsql_tmp{n}.3": No space left on device\n (iRc=-2006)"#,
);
const LOCK: Said = error(
    "mta",
    "database/lock-timeout",
    r#"PGS-220000 PostgreSQL error: ERROR: canceling statement due to lock timeout\nCONTEXT: while updating tuple ({n},{k}) in relation "nmsdelivery"\n (iRc=-2006)"#,
);
const WRAPAROUND: Said = error(
    "wfserver",
    "database/transaction-id-exhausted",
    r#"PGS-220000 PostgreSQL error: ERROR: database is not accepting commands to avoid wraparound data loss in database "campaign"\nHINT: Stop the postmaster and vacuum that database in single-user mode.\n (iRc=-2006)"#,
);
const PASSWORD: Said = error(
    "wfserver",
    "database/authentication-failed",
    r#"PGS-220000 PostgreSQL error: FATAL: password authentication failed for user "campaign"\n (iRc=-2006)"#,
);

pub const KINDS: &[Kind] = &[
    Kind {
        name: "db-connections",
        story: "Every connection of the database is taken; nobody can log on and no workflow starts.",
        modules: &["web", "wfserver", "mta"],
        accepted: &["database/too-many-connections"],
        cause: &[FULL, FULL.by("web"), FULL.by("mta"), FULL.by("tracking")],
        amount: Amount::PerHour(20),
        echo: Some(STATEMENT),
        symptoms: &[
            symptom(400, LOGON),
            symptom(120, EMPTY_RETURN),
            symptom(60, EXPIRED),
            symptom(15, NOT_STARTED),
            symptom(20, STOPPED),
            symptom(30, THREADS),
        ],
        paused: &["web", "wfserver", "runwf", "mta"],
        restarted: &["web", "wfserver"],
        is_creeping: true,
        ..Kind::USUAL
    },
    Kind {
        name: "db-down",
        story: "The database is stopped: open sessions break, new ones are refused.",
        modules: &["web", "wfserver", "mta", "stat"],
        accepted: &["database/unreachable", "database/connection-lost"],
        cause: &[REFUSED, REFUSED.by("web"), REFUSED.by("mta"), CUT],
        amount: Amount::PerHour(40),
        echo: Some(STATEMENT),
        symptoms: &[
            symptom(300, LOGON),
            symptom(150, EMPTY_RETURN),
            symptom(4, MX_RULES),
            symptom(30, NOT_STARTED),
            symptom(60, REST),
            symptom(20, PROXY_READ),
        ],
        paused: &["web", "wfserver", "runwf", "mta", "tracking"],
        restarted: &["web"],
        ..Kind::USUAL
    },
    Kind {
        name: "db-disk-full",
        story: "The disk of the database is full: reading works, every write fails.",
        modules: &["web", "wfserver", "import"],
        accepted: &["database/disk-full"],
        cause: &[NO_SPACE, NO_SPACE_TO_SORT, NO_SPACE.by("import")],
        amount: Amount::PerHour(12),
        echo: Some(STATEMENT),
        symptoms: &[
            symptom(120, PERSIST),
            symptom(60, SAVE),
            symptom(40, STATEMENT),
            symptom(25, STOPPED),
            symptom(10, DELIVERY_ACTION),
            symptom(4, IMPORT_FAILED),
        ],
        paused: &["runwf"],
        ..Kind::USUAL
    },
    Kind {
        name: "db-locks",
        story: "A long update holds its locks: others wait, block each other and are cancelled.",
        modules: &["web", "wfserver", "mta"],
        accepted: &["database/deadlock", "database/lock-timeout"],
        cause: &[DEADLOCK, LOCK, LOCK.by("runwf"), DEADLOCK.by("web")],
        amount: Amount::PerHour(40),
        echo: Some(STATEMENT),
        symptoms: &[
            symptom(90, STATEMENT),
            symptom(60, THREADS),
            symptom(120, PROXY_READ),
            symptom(30, STOPPED),
            symptom(40, SOAP_CALL),
        ],
        start: Start::Daytime,
        is_creeping: true,
        ..Kind::USUAL
    },
    Kind {
        name: "db-wraparound",
        story: "The database ran out of transaction numbers and refuses every command that writes.",
        modules: &["wfserver", "web", "mta"],
        accepted: &["database/transaction-id-exhausted"],
        cause: &[WRAPAROUND, WRAPAROUND.by("web"), WRAPAROUND.by("mta")],
        amount: Amount::PerHour(30),
        echo: Some(STATEMENT),
        symptoms: &[
            symptom(200, LOGON),
            symptom(90, PERSIST),
            symptom(60, STATEMENT),
            symptom(20, PREPARATION),
            symptom(20, STOPPED),
        ],
        paused: &["wfserver", "runwf", "tracking"],
        ..Kind::USUAL
    },
    Kind {
        name: "db-password",
        story: "The password of the database was changed in the night; after the restart nobody gets in.",
        modules: &["web", "wfserver", "mta"],
        accepted: &["database/authentication-failed"],
        cause: &[PASSWORD, PASSWORD.by("web"), PASSWORD.by("mta")],
        amount: Amount::PerHour(25),
        symptoms: &[
            symptom(250, LOGON),
            symptom(200, EMPTY_RETURN),
            symptom(30, NOT_STARTED),
            symptom(10, PENDING),
            symptom(40, REST),
        ],
        paused: &["web", "wfserver", "runwf", "mta", "mtachild"],
        restarted: &["web", "wfserver", "mta"],
        start: Start::Restart,
        ..Kind::USUAL
    },
    Kind {
        name: "two-outages",
        story: "A short failure of the DNS in the morning; hours later the disk of the database is full.",
        modules: &["web", "wfserver"],
        accepted: &["database/disk-full"],
        cause: &[NO_SPACE, NO_SPACE_TO_SORT],
        amount: Amount::PerHour(25),
        echo: Some(STATEMENT),
        symptoms: &[
            symptom(200, PERSIST),
            symptom(100, SAVE),
            symptom(40, STOPPED),
            symptom(40, OPERATION),
        ],
        start: Start::Daytime,
        twist: Twist::Earlier(&[symptom(90, NAME), symptom(60, STOPPED)]),
        ..Kind::USUAL
    },
];
