//! Errors that have nothing to do with any outage, and come once: by chance, or with the daily restart.

use super::common::{EMPTY_RETURN, EXPIRED, NO_BACKEND, NO_STAT, NOT_STARTED};
use super::kind::{Said, error};

/// What went wrong once, and came right by itself.
pub const ONCE: [Said; 12] = [
    error(
        "mta",
        "operating-system/cannot-create-thread",
        "Cannot create thread (errno=11, Resource temporarily unavailable) (iRc=-52)",
    ),
    error(
        "web",
        "database/statement-timeout",
        r"PGS-220000 PostgreSQL error: ERROR: canceling statement due to statement timeout\n (iRc=-2006)",
    ),
    error(
        "runwf",
        "database/connection-lost",
        r"PGS-220000 PostgreSQL error: SSL SYSCALL error: EOF detected\n (iRc=-2006)",
    ),
    error(
        "runwf",
        "operating-system/path-missing",
        "Unable to open '/sftp/prod1/incoming/list.csv': No such file or directory (errno=2). (iRc=-52)",
    ),
    error(
        "wfserver",
        "wfserver/event-missing",
        "SCM-120008 Cannot find key values for element 'Event' (document with schema 'workflow', name '{w}' and description 'Loyalty feed')",
    ),
    error(
        "inMail",
        "inMail/pop3-temporary",
        "Error of the POP3 server 'pop.mail.example': -ERR [SYS/TEMP] Server error - Please try again later (iRc=-53)",
    ),
    error("web", "java/stack-overflow", "java.lang.StackOverflowError"),
    error(
        "web",
        "content/javascript-memory",
        "JST-310000 Error while compiling script 'WKF1203/js' line 9: allocation size overflow",
    ),
    error(
        "tracking",
        "network/connection-reset",
        "Unable to read from 'track1.example' (errno=104, Connection reset by peer) (iRc=-53)",
    ),
    error(
        "watchdog",
        "watchdog/process-crashed",
        "Process 'interactiond@prod1' (pid={n}) terminated abnormally.",
    ),
    error(
        "import",
        "operating-system/file-busy",
        "Unable to delete '/var/nl6/prod1/workflow/.nfs0001': Device or resource busy (errno=16). (iRc=-52)",
    ),
    error(
        "runwf",
        "network/http-gateway-timeout",
        "INT-150012 The HTTP query returned a 'Gateway Timeout' type error (504) (iRc=-53)",
    ),
];

/// What a healthy daily restart writes, within two minutes: everybody asks for somebody who is not there yet.
pub const RESTART: [Said; 6] = [
    EMPTY_RETURN,
    EXPIRED,
    error(
        "web",
        "java/jar-not-processed",
        r"Nov 18, 2026 6:01:13 AM org.apache.catalina.startup.ContextConfig processResourceJARs\nSEVERE: Failed to process JAR found at URL [jar:file:/usr/local/neolane/nl6/java/lib/KxUtils.jar!/] for static resources to be included in context with name [/bin]",
    ),
    NO_STAT,
    NOT_STARTED,
    NO_BACKEND,
];
