//! Outages of tracking: redirection server, trackinglogd and the workflow that fetches the logs.

use super::common::{
    CANNOT_RECORD, CLICKS_LOST, DELIVERY_ACTION, FETCH, PREPARATION, REDIRECTION, SCRIPT, STOPPED,
};
use super::kind::{Amount, Kind, Said, Start, error, symptom, warning};

const SHARED_MEMORY: Said = error(
    "trackinglogd",
    "trackinglogd/shared-memory",
    "SRV-810031 Bad version for the shared memory block 'NlServerContext6.0'. Current version is 106, expected version 107. Please restart all services (nlserver and web server)...",
);
const CORRUPTED: Said = error(
    "tracking",
    "tracking/corrupted-line",
    "Corrupted redirection log line {n} in '/usr/local/neolane/nl6/var/prod1/redir/log/0x000000000FD7E000.log'.",
);
const QUOTA: Said = warning(
    "trackinglogd",
    "trackinglogd/disk-quota",
    "The tracking logs use 5{k} MB on disk: maxLogsSizeOnDiskMb (500) is exceeded, the oldest files are deleted.",
);
const IMAGES: Said = error(
    "mta",
    "tracking/image-upload-failed",
    "Unable to upload the images to the tracking servers",
);
const NOT_UPDATED: Said =
    error("tracking", "", "Tracking workflow: indicators of delivery {d} are {n} minutes old");
const TRACKING_STOPPED: Said = error(
    "runwf",
    "wfserver/stopped-on-error",
    "Workflow 'tracking' stopped on error in activity 'nlmodule'. (iRc=16384)",
);
const REFUSED: Said = error(
    "tracking",
    "tracking/fetch-failed",
    "Unable to download tracking logs from 'http://{i}': Connection refused (errno=111). (iRc=-53)",
);

pub const KINDS: &[Kind] = &[
    Kind {
        name: "tracking-disk",
        story: "trackinglogd cannot write its files: clicks pile up in memory and are lost.",
        modules: &["trackinglogd", "tracking"],
        accepted: &["trackinglogd/cannot-write"],
        cause: &[CANNOT_RECORD],
        amount: Amount::PerHour(30),
        symptoms: &[
            symptom(60, CLICKS_LOST),
            symptom(45, NOT_UPDATED),
            symptom(15, FETCH),
            symptom(10, TRACKING_STOPPED),
        ],
        paused: &["trackinglogd", "tracking"],
        restarted: &["trackinglogd"],
        ..Kind::USUAL
    },
    Kind {
        name: "redirection-down",
        story: "The redirection server is down: tracking is not fetched and deliveries cannot be prepared.",
        modules: &["tracking", "mta"],
        accepted: &["tracking/fetch-failed", "trackinglogd/redirection-unreachable"],
        cause: &[FETCH, REFUSED, REDIRECTION],
        amount: Amount::PerHour(15),
        symptoms: &[
            symptom(40, PREPARATION),
            symptom(12, IMAGES),
            symptom(20, DELIVERY_ACTION),
            symptom(40, NOT_UPDATED),
            symptom(15, STOPPED),
        ],
        paused: &["tracking"],
        ..Kind::USUAL
    },
    Kind {
        name: "tracking-line",
        story: "One corrupted line of a redirection log stops the tracking workflow again and again.",
        modules: &["tracking", "trackinglogd"],
        accepted: &["tracking/corrupted-line"],
        cause: &[CORRUPTED],
        symptoms: &[
            symptom(20, TRACKING_STOPPED),
            symptom(60, NOT_UPDATED),
            symptom(12, QUOTA),
            symptom(15, SCRIPT),
            symptom(20, CLICKS_LOST),
        ],
        paused: &["tracking"],
        ..Kind::USUAL
    },
    Kind {
        name: "shared-memory",
        story: "After an upgrade the web server holds shared memory of the old version: no click is kept.",
        modules: &["trackinglogd", "tracking"],
        accepted: &["trackinglogd/shared-memory"],
        cause: &[SHARED_MEMORY],
        amount: Amount::PerHour(6),
        symptoms: &[
            symptom(60, CANNOT_RECORD),
            symptom(20, FETCH),
            symptom(30, REDIRECTION),
            symptom(20, PREPARATION),
            symptom(30, NOT_UPDATED),
        ],
        paused: &["trackinglogd", "tracking"],
        restarted: &["trackinglogd", "web"],
        start: Start::Restart,
        ..Kind::USUAL
    },
];
