//! Outages that begin in the operating system or in the Java machine.

use super::common::{
    BROKEN_PART, CANNOT_RECORD, CHILD_CRASHED, DELIVERY_ACTION, EMPTY_RETURN, EXPIRED, LOGON,
    MODULE_MISSING, NO_BACKEND, NO_PROCESS, NOT_STARTED, PAGE, PENDING, PREPARATION, PROXY_READ,
    SCRIPT, STOPPED, THREADS,
};
use super::kind::{Amount, Kind, Said, Start, error, symptom};

const VAR_FULL: Said = error(
    "mta",
    "operating-system/disk-full",
    "Unable to write '/usr/local/neolane/nl6/var/prod1/mta/{d}.xml': No space left on device (errno=28). (iRc=-52)",
);
const TMP_FULL: Said = error(
    "runwf",
    "operating-system/disk-full",
    "Cannot write file '/tmp/tmp{n}.tmp' (errno=28, No space left on device) (iRc=-52)",
);
const NO_MEMORY: Said = error(
    "wfserver",
    "operating-system/out-of-memory",
    "Unable to create process 'runwf': Cannot allocate memory (errno=12). (iRc=-52)",
);
const HEAP: Said =
    error("web", "java/out-of-memory", "java.lang.OutOfMemoryError: Java heap space");
const COLLECTOR: Said =
    error("web", "java/out-of-memory", "java.lang.OutOfMemoryError: GC overhead limit exceeded");
const FILES: Said = error(
    "web",
    "operating-system/too-many-open-files",
    "Unable to accept a connection: Too many open files (errno=24). (iRc=-53)",
);
const FILES_OF_WEB: Said = error(
    "web",
    "operating-system/too-many-open-files",
    "Cannot open file '/usr/local/neolane/nl6/var/prod1/upload/{n}.xml' with read access (errno=24, Too many open files) (iRc=-52)",
);
const LIBRARY: Said = error(
    "watchdog",
    "operating-system/shared-library-missing",
    "nlserver: error while loading shared libraries: libicuuc.so.50: cannot open shared object file: No such file or directory",
);
const LOG_LOST: Said = error(
    "syslogd",
    "syslogd/cannot-write-file",
    "Unable to write the log file '/usr/local/neolane/nl6/var/prod1/log/mta.log'. (iRc=-52)",
);
const TRUNCATED: Said =
    error("runwf", "content/file-truncated", "BAS-010005 End of file encountered");
const MEMORY: Said = error("runwf", "content/memory-error", "BAS-010000 Memory error");
const CRASHED: Said = error(
    "watchdog",
    "watchdog/process-crashed",
    "Process 'web@default' (pid={n}) stopped abnormally (signal 9). (iRc=16384)",
);
const SERVLET: Said = error(
    "web",
    "java/servlet-failed",
    "SEVERE: Servlet.service() for servlet [jsp] in context with path [/nl] threw exception [An exception occurred processing [/jsp/logon.jsp] at line [{k}]",
);
const NO_ANSWER: Said = error(
    "wfserver",
    "",
    "Workflow '{w}': no answer of the process that runs it within {n} ms, next try in a minute",
);

pub const KINDS: &[Kind] = &[
    Kind {
        name: "var-full",
        story: "The disk below var is full: spool, tracking logs and logs cannot be written.",
        modules: &["mta", "trackinglogd", "syslogd"],
        accepted: &["operating-system/disk-full"],
        cause: &[VAR_FULL],
        symptoms: &[
            symptom(60, BROKEN_PART),
            symptom(90, CANNOT_RECORD),
            symptom(20, LOG_LOST),
            symptom(20, TRUNCATED),
            symptom(15, STOPPED),
        ],
        paused: &["mta", "mtachild", "trackinglogd"],
        ..Kind::USUAL
    },
    Kind {
        name: "tmp-full",
        story: "/tmp is full: scripts, preparations and transfers fail where they need a file for a moment.",
        modules: &["wfserver", "mta"],
        accepted: &["operating-system/disk-full"],
        cause: &[TMP_FULL, TMP_FULL.by("mta")],
        amount: Amount::PerHour(10),
        symptoms: &[
            symptom(60, SCRIPT),
            symptom(45, PREPARATION),
            symptom(40, STOPPED),
            symptom(20, BROKEN_PART),
            symptom(15, DELIVERY_ACTION),
        ],
        is_creeping: true,
        ..Kind::USUAL
    },
    Kind {
        name: "memory-gone",
        story: "The server has no memory left: processes die or cannot be started.",
        modules: &["wfserver", "mta", "watchdog"],
        accepted: &["operating-system/out-of-memory"],
        cause: &[NO_MEMORY, NO_MEMORY.by("mta")],
        symptoms: &[
            symptom(30, CHILD_CRASHED),
            symptom(40, NOT_STARTED),
            symptom(90, LOGON),
            symptom(6, CRASHED),
            symptom(20, MEMORY),
        ],
        paused: &["runwf"],
        restarted: &["web", "wfserver", "mta"],
        ..Kind::USUAL
    },
    Kind {
        name: "java-heap",
        story: "A report eats the Java heap of web: the process lives on and answers nobody.",
        modules: &["web"],
        accepted: &["java/out-of-memory"],
        cause: &[HEAP, COLLECTOR],
        symptoms: &[
            symptom(250, LOGON),
            symptom(90, EMPTY_RETURN),
            symptom(60, THREADS),
            symptom(50, PAGE),
            symptom(40, SERVLET),
            symptom(60, PROXY_READ),
        ],
        paused: &["web"],
        restarted: &["web"],
        start: Start::Daytime,
        is_creeping: true,
        ..Kind::USUAL
    },
    Kind {
        name: "open-files",
        story: "web has as many files open as it may: new connections are not accepted.",
        modules: &["web"],
        accepted: &["operating-system/too-many-open-files"],
        cause: &[FILES, FILES_OF_WEB],
        amount: Amount::PerHour(25),
        symptoms: &[
            symptom(150, LOGON),
            symptom(100, NO_BACKEND),
            symptom(60, EXPIRED),
            symptom(20, NO_ANSWER),
        ],
        paused: &["web"],
        restarted: &["web"],
        is_creeping: true,
        ..Kind::USUAL
    },
    Kind {
        name: "library-missing",
        story: "An update in the night took a library away: after the restart web does not come back.",
        modules: &["watchdog", "web"],
        accepted: &["operating-system/shared-library-missing"],
        cause: &[LIBRARY],
        symptoms: &[
            symptom(90, NO_PROCESS),
            symptom(30, MODULE_MISSING),
            symptom(200, NO_BACKEND),
            symptom(15, PENDING.by("wfserver")),
        ],
        paused: &["web", "watchdog"],
        restarted: &["web"],
        start: Start::Restart,
        ..Kind::USUAL
    },
];
