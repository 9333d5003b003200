//! Outages that begin in the network or on the other side of it.

use super::common::{
    EVENTS, FETCH, HTTP_REQUEST, IMPORT_FAILED, MAIL_EXPIRED, MX_CONNECTION, NAME, OPERATION, POP3,
    PREPARATION, QUEUED, SCRIPT, STOPPED, TRANSFER, UNREACHABLE,
};
use super::kind::{Amount, Kind, Said, error, symptom, warning};

const DATABASE_NAME: Said = error(
    "wfserver",
    "network/name-resolution",
    r#"PGS-220000 PostgreSQL error: could not translate host name "db1.example" to address: Temporary failure in name resolution\n (iRc=-2006)"#,
);
const MX: Said = error(
    "mtachild",
    "mta/mx-lookup-failed",
    "Unable to get the MX records of domain 'inbox.example': no answer of the DNS server. (iRc=-53)",
);
const DOMAIN: Said = warning(
    "mtachild",
    "mail-provider/domain-invalid",
    "Delivery {d}: Status='Failed', Reason='Invalid domain' and Text=''",
);
const PROXY: Said = error(
    "runwf",
    "network/proxy-login",
    "INT-150012 The HTTP query returned a 'Proxy Authentication Required' type error (407) (iRc=-53)",
);
const PORT_25: Said = error(
    "mtachild",
    "network/timeout",
    "Unable to connect to '{m}' port 25: Connection timed out (errno=110). (iRc=-53)",
);
const CERTIFICATE: Said =
    error("runwf", "tls/certificate-expired", "SSL certificate problem: certificate has expired");
const CERTIFICATE_OF_EVENTS: Said = error(
    "pipelined",
    "tls/certificate-expired",
    "IOB-090013 error:0A000086:SSL routines::certificate verify failed: certificate has expired",
);
const SSL: Said =
    error("runwf", "tls/ssl-wrapper", "IOB-090020 Error in SSL library: 'no connection to {h}'");
const SFTP: Said = error("runwf", "integration/sftp-credentials", "* Authentication failure");
const SOURCE_FILE: Said = error(
    "import",
    "import/source-file-missing",
    "Unable to open the import file '/usr/local/neolane/nl6/var/prod1/incoming/{I}.txt'. (iRc=-52)",
);
const LATE: Said = warning("web", "", "Offer service of {h} did not answer within {n} ms");

pub const KINDS: &[Kind] = &[
    Kind {
        name: "dns-failure",
        story: "The name server does not answer: no host, no mail domain and no mailbox is found.",
        modules: &["mta", "wfserver", "tracking", "inMail"],
        accepted: &["network/name-resolution"],
        cause: &[NAME, DATABASE_NAME, NAME.by("tracking"), NAME.by("web")],
        amount: Amount::PerHour(40),
        symptoms: &[
            symptom(150, MX),
            symptom(60, DOMAIN),
            symptom(40, HTTP_REQUEST),
            symptom(12, POP3),
            symptom(8, FETCH),
            symptom(30, TRANSFER),
        ],
        paused: &["mtachild"],
        ..Kind::USUAL
    },
    Kind {
        name: "proxy-login",
        story: "The proxy wants another password: every call to the outside fails.",
        modules: &["wfserver", "web"],
        accepted: &["network/proxy-login"],
        cause: &[PROXY, PROXY.by("web"), PROXY.by("pipelined")],
        amount: Amount::PerHour(15),
        symptoms: &[
            symptom(60, HTTP_REQUEST),
            symptom(50, SCRIPT),
            symptom(30, STOPPED),
            symptom(20, EVENTS),
            symptom(40, LATE),
        ],
        ..Kind::USUAL
    },
    Kind {
        name: "smtp-blocked",
        story: "A firewall rule closes port 25 towards the outside: no mail leaves.",
        modules: &["mta"],
        accepted: &["network/timeout"],
        cause: &[PORT_25],
        amount: Amount::PerHour(90),
        symptoms: &[
            symptom(150, UNREACHABLE),
            symptom(120, MX_CONNECTION),
            symptom(60, QUEUED),
            symptom(30, MAIL_EXPIRED),
        ],
        paused: &["mtachild"],
        ..Kind::USUAL
    },
    Kind {
        name: "cert-expired",
        story: "The certificate of a partner has expired: scripts and workflows that call it stop.",
        modules: &["wfserver"],
        accepted: &["tls/certificate-expired"],
        cause: &[CERTIFICATE, CERTIFICATE_OF_EVENTS],
        amount: Amount::PerHour(8),
        echo: Some(SSL),
        symptoms: &[
            symptom(40, HTTP_REQUEST),
            symptom(60, SCRIPT),
            symptom(30, STOPPED),
            symptom(20, EVENTS),
            symptom(15, TRANSFER),
        ],
        ..Kind::USUAL
    },
    Kind {
        name: "sftp-refused",
        story: "A file server does not take the key any more: transfers fail, imports find no file.",
        modules: &["wfserver", "import"],
        accepted: &["integration/sftp-credentials"],
        cause: &[SFTP],
        symptoms: &[
            symptom(30, TRANSFER),
            symptom(30, STOPPED),
            symptom(8, SOURCE_FILE),
            symptom(5, IMPORT_FAILED),
            symptom(12, OPERATION),
            symptom(6, PREPARATION),
        ],
        paused: &["import"],
        ..Kind::USUAL
    },
];
