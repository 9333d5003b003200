//! Messages that several outages have in common, or that come every day as well; each in one place.

use super::kind::{Said, error, warning};

// --- web: sessions, pages, calls ---------------------------------------------------------------

pub const LOGON: Said = error(
    "web",
    "web/xtk-session",
    "SOP-330011 Error while executing the method 'Logon' of service 'xtk:session'.",
);
pub const EMPTY_RETURN: Said = error(
    "web",
    "web/logon-empty-return",
    "Empty return for method 'Logon' of service 'xtk:session'",
);
pub const EXPIRED: Said = error(
    "web",
    "web/session-expired",
    "XSV-350008 Session has expired or is invalid. Please reconnect.",
);
pub const WRONG_LOGIN: Said = error(
    "web",
    "authentication/invalid-login",
    "XSV-350012 Invalid login or password. Connection denied.",
);
pub const PERSIST: Said = error(
    "web",
    "web/persist-failed",
    "SOP-330011 Error while executing the method 'Write' of service 'xtk:persist|xtk:session'.",
);
pub const SOAP_CALL: Said = error(
    "web",
    "web/soap-call-failed",
    "SOP-330011 Error while executing the method 'SubmitDelivery' of service 'nms:delivery'.",
);
pub const REST: Said = error(
    "web",
    "web/rest-failed",
    "RST-360011 An error has occurred - please contact your administrator.",
);
pub const SAVE: Said = error(
    "web",
    "web/save-failed",
    "XSV-350023 Unable to save document of type 'recipients (nms:recipient)'.",
);
pub const THREADS: Said = warning(
    "web",
    "web/threads-exhausted",
    "Maximum number of threads (75) created for connector with address null and port 8080",
);
pub const PROXY_READ: Said = error(
    "webmdl",
    "web/proxy-read-timeout",
    "[proxy_http:error] AH01102: error reading status line from remote server localhost:8080",
);
pub const NO_BACKEND: Said = error(
    "webmdl",
    "web/proxy-read-timeout",
    "[proxy_http:error] AH01114: HTTP: failed to make connection to backend: localhost",
);
pub const PAGE: Said = error(
    "web",
    "java/page-exception",
    "com.neolane.fwk.core.NlException: Unable to load the page; rc=500",
);

// --- Workflows -----------------------------------------------------------------------------------

pub const STOPPED: Said = error(
    "runwf",
    "wfserver/stopped-on-error",
    "Workflow '{w}' stopped on error in activity '{a}'. (iRc=16384)",
);
pub const SCRIPT: Said = error(
    "runwf",
    "content/script-error",
    "SCR-160012 JavaScript: error while evaluating script '{w}/{a}'.",
);
pub const OPERATION: Said = error(
    "runwf",
    "content/operation-wrapper",
    "BAS-010003 Unable to complete operation in current state.",
);
pub const STATEMENT: Said = error(
    "runwf",
    "database/statement-failed",
    "WDB-200001 SQL statement '{q}' could not be executed. (iRc=-2006)",
);
pub const NOT_STARTED: Said = error(
    "wfserver",
    "wfserver/start-failed",
    "Unable to start workflow '{w}': the workflow server does not answer. (iRc=16384)",
);
pub const PENDING: Said = warning(
    "web",
    "wfserver/pending",
    "Workflow '{w}' stays in state 'Start as soon as possible'.",
);
pub const DELIVERY_ACTION: Said = error(
    "runwf",
    "wfserver/delivery-action-failed",
    "WKF-560038 Error when performing action 'Prepare and approve' on delivery 'DM{n}' (of primary key {d}). Please refer to the log of this delivery for more information (object associated with the workflow task).",
);
pub const TRANSFER: Said =
    error("runwf", "integration/transfer-failed", "CRL-290002 Download error in cURL");
pub const HTTP_REQUEST: Said = error(
    "runwf",
    "network/http-request-failed",
    "INT-150006 Failure while processing HTTP request for URL 'https://{h}/api/{n}'.",
);

// --- Deliveries, tracking, work ------------------------------------------------------------------

pub const PREPARATION: Said = error(
    "mta",
    "content/delivery-preparation-failed",
    "DLV-490118 Error during preparation. Please refer to the delivery action journal '{d}' for more information.",
);
pub const BROKEN_PART: Said =
    error("mta", "mta/broken-part", "Postponing DeliveryParts for broken delivery {d}");
pub const MX_RULES: Said = error(
    "stat",
    "stat/mx-rules-not-loaded",
    "Unable to load the MX rules of instance 'prod1': the previous limits stay in use. (iRc=16384)",
);
pub const UNREACHABLE: Said = warning(
    "mtachild",
    "mail-provider/unreachable",
    "Delivery {d}: Status='Failed', Reason='Unreachable' and Text=''",
);
pub const MX_CONNECTION: Said = warning(
    "mtachild",
    "mail-provider/mx-connection-failed",
    "Delivery {d}: 451 4.4.1 Connection timed out at {m}",
);
pub const MAIL_EXPIRED: Said = warning(
    "mtachild",
    "mail-provider/message-expired",
    "Delivery {d}: 554 5.4.7 [internal] message timeout (exceeded max time without delivery)",
);
pub const QUEUED: Said = warning(
    "mtachild",
    "mail-provider/queued-quota",
    "Delivery {d}: Messages queued (connection quotas met)",
);
pub const CHILD_CRASHED: Said = error(
    "mta",
    "mta/child-crashed",
    "Child process 'mtachild' (pid={n}) stopped abnormally (signal 11). (iRc=16384)",
);
pub const FETCH: Said = error(
    "tracking",
    "tracking/fetch-failed",
    "Unable to download the tracking logs from redirection server 'track1': HTTP status 503. (iRc=-53)",
);
pub const REDIRECTION: Said = error(
    "mta",
    "trackinglogd/redirection-unreachable",
    "RED-520025 Communication failed with tracking server 'http://{i}'. Please check that the server is started and that the URL is right.",
);
pub const CANNOT_RECORD: Said = error(
    "trackinglogd",
    "trackinglogd/cannot-write",
    "Unable to write tracking log file '/usr/local/neolane/nl6/var/prod1/redir/log/0x00000000000A{K}000.log': no record kept. (iRc=-52)",
);
pub const CLICKS_LOST: Said = error(
    "trackinglogd",
    "trackinglogd/shared-logs-full",
    "The shared memory holds {n} records, maxSharedLogs is reached: clicks are lost.",
);
pub const IMPORT_FAILED: Said = error(
    "import",
    "import/failed",
    "Import '{I}' scheduled by operator '{o}' failed at line {n}: the step could not be completed. (iRc=-52)",
);
pub const EXPORT_FAILED: Said = error(
    "export",
    "export/failed",
    "Export '{E}' scheduled by operator '{o}' failed: file transfer interrupted after {n} lines. (iRc=-52)",
);
pub const MODULE_MISSING: Said =
    error("watchdog", "watchdog/module-missing", "Autostart module 'web@default' is not running");
pub const NO_PROCESS: Said = error(
    "watchdog",
    "watchdog/cannot-start-process",
    "Unable to start process 'web@default': process exited at once (exit code 127). (iRc=16384)",
);

// --- What lies underneath: database, network, other servers ------------------------------------------

pub const DEADLOCK: Said = error(
    "runwf",
    "database/deadlock",
    r"PGS-220000 PostgreSQL error: ERROR: deadlock detected\nDETAIL: Process {n} waits for ShareLock on transaction {n}{n}; blocked by process {n}.\nHINT: See server log for query details.\n (iRc=-2006)",
);
pub const NAME: Said = error(
    "runwf",
    "network/name-resolution",
    "Unable to resolve '{h}': Name or service not known (iRc=-53)",
);
pub const POP3: Said = error(
    "inMail",
    "inMail/pop3-unreachable",
    "Unable to connect to POP3 server 'pop.mail.example' port 110: Connection timed out (errno=110). (iRc=-53)",
);
pub const NO_STAT: Said = error(
    "mta",
    "stat/unreachable",
    "Unable to reach the statistics server 'localhost:7777'. Message sending is suspended. (iRc=-53)",
);
pub const EVENTS: Said = error(
    "pipelined",
    "",
    "No event was read from the pipeline since {k} minutes; {n} are waiting",
);
