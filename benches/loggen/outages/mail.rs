//! Outages of sending and of reading bounces: mta, stat, inMail.

use super::common::{
    BROKEN_PART, CHILD_CRASHED, DELIVERY_ACTION, MAIL_EXPIRED, NO_STAT, POP3, QUEUED, SCRIPT,
    STOPPED, UNREACHABLE,
};
use super::kind::{Amount, Kind, Said, Start, Twist, error, symptom, warning};

const BLOCKED: Said = error(
    "mtachild",
    "mail-provider/blocklisted",
    "Delivery {d}: 554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using dnsbl.example",
);
const THROTTLED: Said = warning(
    "mtachild",
    "mail-provider/throttled",
    "Delivery {d}: 421 4.7.0 Try again later, too much mail from your address, says {m}",
);
const REFUSED: Said =
    warning("mtachild", "mail-provider/refused", "Delivery {d}: 550 5.0.0 Delivery failed");
const STAT_PORT: Said = error(
    "stat",
    "stat/port-in-use",
    "Unable to bind UDP port 7777: Address already in use (errno=98). (iRc=-53)",
);
const NO_CHILD: Said = error(
    "mta",
    "mta/not-sending",
    "Unable to start child process 'mtachild': no delivery part can be sent. (iRc=16384)",
);
const MTA_MEMORY: Said = warning(
    "mta",
    "mta/child-memory",
    "mta uses 11{k} MB: limit maxMemoryMb (1024) is reached, restart.",
);
const POSTPONED: Said =
    error("mta", "", "Delivery {d}: part {k} was not sent within its time, {n} messages are left");
const NOTIFICATION: Said = error(
    "runwf",
    "wfserver/notification-failed",
    "WKF-560044 Error while sending notification with delivery template 'notify supervisor.' Please refer to the delivery log ID {d}",
);
const POP3_LOGIN: Said = error(
    "inMail",
    "inMail/pop3-authentication",
    "Error of the POP3 server 'pop.mail.example': -ERR [AUTH] Invalid login or password. (iRc=-53)",
);
const NO_BOUNCES: Said = error(
    "runwf",
    "",
    "Workflow '{w}': no bounce was qualified since {k} minutes, the check failed",
);
const NO_BOUNCES_OF: Said =
    warning("mta", "", "Delivery {d}: no feedback of inbound mail, {n} addresses are not judged");
const FORWARD: Said = error(
    "inMail",
    "inMail/forward-failed",
    "Unable to forward inbound mail to 'errors@mail.example': Connection refused (errno=111). (iRc=-53)",
);

pub const KINDS: &[Kind] = &[
    Kind {
        name: "blocklisted",
        story: "The sending address stands on a blocklist: providers refuse or defer everything.",
        modules: &["mta"],
        accepted: &["mail-provider/blocklisted"],
        cause: &[BLOCKED],
        amount: Amount::PerHour(60),
        symptoms: &[
            symptom(200, THROTTLED),
            symptom(150, UNREACHABLE),
            symptom(60, REFUSED),
            symptom(40, MAIL_EXPIRED),
        ],
        is_creeping: true,
        ..Kind::USUAL
    },
    Kind {
        name: "stat-port",
        story: "After the restart another program holds port 7777: stat does not start, mta does not send.",
        modules: &["stat", "mta"],
        accepted: &["stat/port-in-use"],
        cause: &[STAT_PORT],
        symptoms: &[
            symptom(120, NO_STAT),
            symptom(60, QUEUED),
            symptom(40, POSTPONED),
            symptom(10, DELIVERY_ACTION),
        ],
        paused: &["stat", "mtachild"],
        restarted: &["stat"],
        start: Start::Restart,
        ..Kind::USUAL
    },
    Kind {
        name: "stat-unreachable",
        story: "stat hangs: mta asks in vain and suspends sending.",
        modules: &["stat", "mta"],
        accepted: &["stat/unreachable", "silence/stat"],
        cause: &[NO_STAT],
        amount: Amount::PerHour(30),
        symptoms: &[
            symptom(90, QUEUED),
            symptom(60, POSTPONED),
            symptom(15, NOTIFICATION),
            symptom(10, DELIVERY_ACTION),
        ],
        paused: &["stat", "mtachild"],
        restarted: &["stat"],
        ..Kind::USUAL
    },
    Kind {
        name: "mta-no-children",
        story: "mta cannot start its children: everything that is due stays where it is.",
        modules: &["mta"],
        accepted: &["mta/not-sending"],
        cause: &[NO_CHILD],
        symptoms: &[
            symptom(60, BROKEN_PART),
            symptom(60, POSTPONED),
            symptom(25, DELIVERY_ACTION),
            symptom(15, NOTIFICATION),
            symptom(25, STOPPED),
        ],
        paused: &["mtachild"],
        restarted: &["mta"],
        ..Kind::USUAL
    },
    Kind {
        name: "mta-memory",
        story: "mta reaches its memory limit and is started again and again; its parts break.",
        modules: &["mta", "watchdog"],
        accepted: &["mta/child-memory", "restart/mta"],
        cause: &[MTA_MEMORY],
        symptoms: &[
            symptom(60, BROKEN_PART),
            symptom(30, CHILD_CRASHED),
            symptom(60, POSTPONED),
            symptom(15, DELIVERY_ACTION),
        ],
        is_creeping: true,
        twist: Twist::Relaunched("mta"),
        ..Kind::USUAL
    },
    Kind {
        name: "pop3-down",
        story: "The bounce mailbox cannot be reached: bounces are not read.",
        modules: &["inMail"],
        accepted: &["inMail/pop3-unreachable"],
        cause: &[POP3],
        amount: Amount::PerHour(15),
        symptoms: &[
            symptom(30, NO_BOUNCES),
            symptom(45, NO_BOUNCES_OF),
            symptom(12, STOPPED),
            symptom(20, SCRIPT),
        ],
        paused: &["inMail"],
        restarted: &["inMail"],
        ..Kind::USUAL
    },
    Kind {
        name: "pop3-login",
        story: "The password of the bounce mailbox was changed: every poll is refused.",
        modules: &["inMail"],
        accepted: &["inMail/pop3-authentication"],
        cause: &[POP3_LOGIN],
        amount: Amount::PerHour(12),
        symptoms: &[
            symptom(20, NO_BOUNCES),
            symptom(40, NO_BOUNCES_OF),
            symptom(15, SCRIPT),
            symptom(6, FORWARD),
        ],
        paused: &["inMail"],
        start: Start::Daytime,
        ..Kind::USUAL
    },
    Kind {
        name: "inmail-silent",
        story: "inMail hangs without a word; only those who miss the bounces complain.",
        modules: &["inMail"],
        accepted: &["silence/inMail"],
        symptoms: &[
            symptom(40, NO_BOUNCES),
            symptom(60, NO_BOUNCES_OF),
            symptom(12, STOPPED),
            symptom(20, SCRIPT),
        ],
        restarted: &["inMail"],
        start: Start::Daytime,
        twist: Twist::Silent(&["inMail"]),
        ..Kind::USUAL
    },
];
