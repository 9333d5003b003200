//! Outages of web, and of those who want to log on: addresses, licence, ports, operators, directories, keys.

use super::common::{
    DELIVERY_ACTION, EMPTY_RETURN, EVENTS, EXPIRED, LOGON, MODULE_MISSING, NO_BACKEND, NO_PROCESS,
    OPERATION, PAGE, PENDING, PROXY_READ, REST, SCRIPT, SOAP_CALL, STOPPED, WRONG_LOGIN,
};
use super::kind::{Amount, Kind, Said, Start, Twist, error, symptom, warning};

const ADDRESS: Said = error(
    "web",
    "authentication/ip-not-allowed",
    "XSV-350014 The '{i}' IP address via which you are accessing the server is not accepted. Connection refused.",
);
const ZONE: Said = error(
    "web",
    "authentication/ip-not-allowed",
    "XSV-350013 The '{i}' IP address via which you are trying to log on is not in an authorised zone.",
);
const LICENCE: Said = error(
    "wfserver",
    "configuration/licence-invalid",
    "No valid licence for the instance 'prod1'.",
);
const TOMCAT: Said = error(
    "web",
    "web/port-in-use",
    "java.net.BindException: Address already in use (Bind failed) <null>:8080",
);
const CONNECTOR: Said = error(
    "web",
    "java/connector-not-started",
    "org.apache.catalina.LifecycleException: Protocol handler initialization failed",
);
const DISABLED: Said = error(
    "runwf",
    "authentication/operator-disabled",
    "The operator account is disabled: operator 'jweber'.",
);
const DIRECTORY: Said = error(
    "web",
    "authentication/ldap-failed",
    "Error while logging on: Can't contact LDAP server (iRc=-53)",
);
const KEY: Said = error(
    "pipelined",
    "authentication/private-key-invalid",
    "XSV-350176 Invalid private key to get JSON web tokens. (iRc=16384)",
);
const NO_TOKEN: Said = error(
    "pipelined",
    "authentication/ims-token-missing",
    "Listener: JWT Token is empty. (iRc=16384)",
);
const UNAUTHORISED: Said = error(
    "runwf",
    "network/http-login-refused",
    "INT-150012 The HTTP query returned a 'Unauthorized' type error (401) (iRc=-53)",
);
const CORE: Said = error(
    "watchdog",
    "watchdog/core-file",
    "Process 'web@default': Segmentation fault (core dumped)",
);
const MID_SOURCING: Said = error(
    "mta",
    "integration/mid-sourcing-unreachable",
    "Error during the call of method 'UploadDelivery' on the mid sourcing server.",
);
const NOT_APPROVED: Said =
    warning("mta", "", "Delivery {d}: nobody confirmed it in time, {n} messages are not sent");

pub const KINDS: &[Kind] = &[
    Kind {
        name: "address-refused",
        story: "A changed security zone leaves an office outside: its calls and logons are refused.",
        modules: &["web"],
        accepted: &["authentication/ip-not-allowed"],
        cause: &[ADDRESS, ZONE],
        amount: Amount::PerHour(40),
        symptoms: &[
            symptom(120, LOGON),
            symptom(90, EMPTY_RETURN),
            symptom(30, MID_SOURCING),
            symptom(40, EXPIRED),
        ],
        start: Start::Daytime,
        ..Kind::USUAL
    },
    Kind {
        name: "licence-expired",
        story: "The licence ran out at midnight; with the restart workflows and logons are refused.",
        modules: &["wfserver", "web"],
        accepted: &["configuration/licence-invalid"],
        cause: &[LICENCE, LICENCE.by("web")],
        amount: Amount::PerHour(6),
        symptoms: &[
            symptom(60, LOGON),
            symptom(30, STOPPED),
            symptom(30, DELIVERY_ACTION),
            symptom(40, OPERATION),
            symptom(15, PENDING),
        ],
        start: Start::Restart,
        ..Kind::USUAL
    },
    Kind {
        name: "tomcat-port",
        story: "After the restart the old process still holds port 8080: web does not come up.",
        modules: &["web", "watchdog"],
        accepted: &["web/port-in-use"],
        cause: &[TOMCAT],
        symptoms: &[
            symptom(6, CONNECTOR),
            symptom(200, NO_BACKEND),
            symptom(12, MODULE_MISSING),
            symptom(20, NO_PROCESS),
            symptom(60, EMPTY_RETURN.by("wfserver")),
        ],
        paused: &["web"],
        restarted: &["web"],
        start: Start::Restart,
        ..Kind::USUAL
    },
    Kind {
        name: "web-crash-loop",
        story: "web dies and is launched again every 40 s or so; sessions end in the middle.",
        modules: &["web", "watchdog"],
        accepted: &["restart/web"],
        symptoms: &[
            symptom(60, CORE),
            symptom(120, EXPIRED),
            symptom(90, PROXY_READ),
            symptom(40, REST),
            symptom(30, EMPTY_RETURN),
        ],
        paused: &["web"],
        restarted: &["web"],
        twist: Twist::CrashLoop("web"),
        ..Kind::USUAL
    },
    Kind {
        name: "operator-disabled",
        story: "An operator was disabled; the workflows that run in his name stop one after the other.",
        modules: &["wfserver"],
        accepted: &["authentication/operator-disabled"],
        cause: &[DISABLED],
        symptoms: &[
            symptom(40, STOPPED),
            symptom(40, SCRIPT),
            symptom(30, OPERATION),
            symptom(12, DELIVERY_ACTION),
        ],
        ..Kind::USUAL
    },
    Kind {
        name: "ldap-down",
        story: "The directory does not answer: nobody who is known only there can log on.",
        modules: &["web"],
        accepted: &["authentication/ldap-failed"],
        cause: &[DIRECTORY],
        amount: Amount::PerHour(30),
        symptoms: &[
            symptom(150, LOGON),
            symptom(60, WRONG_LOGIN),
            symptom(60, EMPTY_RETURN),
            symptom(20, NOT_APPROVED),
            symptom(30, PAGE),
        ],
        start: Start::Daytime,
        ..Kind::USUAL
    },
    Kind {
        name: "ims-key",
        story: "The key for access tokens became unusable: events are not read, calls are refused.",
        modules: &["web", "wfserver"],
        accepted: &["authentication/private-key-invalid"],
        cause: &[KEY],
        symptoms: &[
            symptom(120, NO_TOKEN),
            symptom(30, UNAUTHORISED),
            symptom(40, EVENTS),
            symptom(20, SCRIPT),
            symptom(20, SOAP_CALL),
        ],
        ..Kind::USUAL
    },
];
