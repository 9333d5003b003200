//! Message shapes of the large logs: each is a [`super::names::Template`].

/// Info messages, as all modules write them.
pub const INFO: [&str; 10] = [
    "Workflow '{w}', activity '{a}': {n} records",
    "Workflow '{w}' started by '{o}'",
    "Delivery {d}: part {k} sent to {m} in {n} ms",
    "Delivery {d}: message accepted by {m} (250 {x})",
    "Delivery {d}: bounce from {m}, 550 5.1.1 unknown",
    "Logon of '{o}' from {i} accepted",
    "SOAP call 'ExecuteQuery' of 'xtk:queryDef': {n} ms",
    "Page 'form' served to {i} in {n} ms",
    "{n} lines downloaded from server 'track1'",
    "Export '{E}' of '{o}': {n} lines",
];

pub const WARNING: [&str; 4] = [
    "Workflow '{w}': the population of activity '{a}' is empty.",
    "Delivery {d}: {k} addresses left out, they are in quarantine; server {m} asked to slow down",
    "Statement on table '{t}' took {n} ms: '{q}'",
    "No answer from {h} within {n} ms; operator '{o}' keeps the session",
];

/// The errors that dominate an outage; most begin with a code.
pub const HEAD: [&str; 16] = [
    r"PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already\nconnection to {h} ({i}), port 5432 for '{w}/{a}'\n (iRc=-2006)",
    r"PGS-220000 PostgreSQL error: ERROR: deadlock detected\nDETAIL: Process {n} waits for ShareLock on transaction {n}{n}; blocked by process {n}.\nHINT: see the log of {h} for the statements.\n (iRc=-2006)",
    "WDB-200001 SQL statement '{q}' could not be executed. (iRc=-2006)",
    "SOP-330011 Error while executing the method 'Logon' of service 'xtk:session'.",
    "SOP-330011 Error while executing the method 'Write' of service 'xtk:persist|{t}' for operator '{o}'. (iRc=16384)",
    "XSV-350008 Session has expired or is invalid. Please reconnect.",
    "XSV-350012 Invalid login or password. Connection of {e} from {i} denied. (iRc=16384)",
    "INT-150012 The HTTP query to '{h}' returned a 'Service Unavailable' type error (503) (iRc=-53)",
    "SCR-160012 JavaScript: error while evaluating script '{w}/{a}'. SQL was '{q}' (iRc=16384)",
    "JST-310000 Error while compiling script '{w}/{a}' line {n}: rows{k} is not defined. (iRc=16384)",
    "BAS-010015 Cannot open file '/tmp/tmp{n}.mail' with write access (errno=28, No space left on device) (iRc=-52)",
    "Empty return for method 'Logon' of service 'xtk:session'",
    "Unable to start workflow '{w}' of operator '{o}': the workflow server does not answer. (iRc=16384)",
    "Unable to reach the statistics server 'localhost:7777'. Message sending is suspended. (iRc=-53)",
    "Unable to record {n} tracking log lines in table '{t}' of {h}: '{q}'. (iRc=-2006)",
    "Delivery {d}: part {k} postponed, connection to {m} refused for {e}. (iRc=-53)",
];

/// The long tail: code prefix, its module number, and one shape for all codes of the family.
/// 25 codes each: with the head, about 600 codes in 40 shapes.
pub const FAMILIES: [(&str, u32, &str); 24] = [
    ("WDB", 20, "Statement '{q}' of operator '{o}' was given up after {n} ms. (iRc=-2006)"),
    (
        "PGS",
        22,
        r"PostgreSQL error: ERROR: value in table '{t}' refused\nLINE 1: '{q}'\n (iRc=-2006)",
    ),
    ("ODB", 24, "ODBC error: [driver of {h}] statement '{q}' refused. SQLState: 40001 (iRc=-2006)"),
    ("ORA", 21, "Oracle error: column of '{t}' not usable in '{q}' (iRc=-2006)"),
    ("XSV", 35, "Document of type '{t}' refused for operator '{o}' from {i}. (iRc=16384)"),
    (
        "SOP",
        33,
        "Call {n} of operator '{o}' to service 'nms:delivery' refused, SQL was '{q}'. (iRc=16384)",
    ),
    ("INT", 15, "Failure while reading URL 'https://{h}/api/{n}' for activity '{a}'. (iRc=-53)"),
    ("JST", 31, "Template '{w}/{a}' line {n}: value of '{e}' is not a function. (iRc=16384)"),
    ("SCR", 16, "Script '{w}/{a}' stopped after {n} ms, last query '{q}'. (iRc=16384)"),
    ("XTK", 17, "Expression '@id = @{x}' of table '{t}' cannot be parsed in '{q}'. (iRc=16384)"),
    ("XML", 11, "Document {n} of '{h}' cannot be parsed at column {k}. (iRc=16384)"),
    ("SCM", 12, "No key for element '{a}' (schema '{t}', workflow '{w}'). (iRc=16384)"),
    ("BAS", 1, "Value '{x}' of column {k} of table '{t}' cannot be converted. (iRc=-55)"),
    ("TIM", 3, "Date '{n}' of recipient {e} has missing characters. (iRc=-53)"),
    ("IOB", 9, "SSL library: handshake with {h} ({i}) broken off after {n} ms. (iRc=-53)"),
    ("URL", 14, "Address 'https://{h}/{x}' of delivery {d} cannot be decoded. (iRc=-53)"),
    ("CRL", 29, "Transfer of file '{I}-{n}.csv' with {h} stopped at byte {n}. (iRc=-53)"),
    ("RST", 36, "Resource '{t}' requested by {i} could not be read: '{q}'. (iRc=16384)"),
    ("QUE", 37, "Operator '{o}' lacks the right to read folder {n} of '{t}'. (iRc=16384)"),
    ("NMS", 47, "Hypothesis {n} of delivery {d} has no reaction in table '{t}'. (iRc=16384)"),
    ("DLV", 49, "Delivery {d} cannot be analysed: target '{t}', SQL '{q}'. (iRc=16384)"),
    ("JVM", 51, "Page of delivery {d} for {e} could not be built in {n} ms. (iRc=-53)"),
    ("RED", 52, "Tracking server '{h}' does not know address {n} of delivery {d}. (iRc=-53)"),
    (
        "WKF",
        56,
        "Activity '{a}' of workflow '{w}' stopped with {n} records left: '{q}'. (iRc=16384)",
    ),
];

/// Lines of a stack trace under an error.
pub const FRAMES: [&str; 4] = [
    "\tat com.example.crm.Client.send(Client.java:{n})",
    "\tat com.example.crm.SyncJob.run(SyncJob.java:{n})",
    "\tat com.example.scheduler.Worker.loop(Worker.java:{n})",
    "\tat com.example.net.Channel.read(Channel.java:{n})",
];
