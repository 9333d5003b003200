//! Invented vocabulary, and the slots by which a message template asks for it.
//!
//! Hosts end in `.example` (RFC 2606), addresses come from 192.0.2.0/24 (RFC 5737): nobody owns them.

use super::random::Random;

pub const OPERATORS: [&str; 6] = [
    "Marta Keller (mkeller)",
    "Jonas Weber (jweber)",
    "Priya Nair (pnair)",
    "Tom Okafor (tokafor)",
    "Elena Rossi (erossi)",
    "Administrator (admin)",
];

/// Workflows made by technical users of the product rather than by marketing.
pub const TECHNICAL: [&str; 4] = ["tracking", "cleanup", "operationMgt", "billing"];

const WORKFLOWS: [&str; 12] = [
    "WKF1203", "WKF1207", "WKF1214", "WKF1221", "WKF1236", "WKF1240", "WKF1258", "WKF1263",
    "WKF1277", "WKF1281", "WKF1290", "WKF1304",
];
const ACTIVITIES: [&str; 10] = [
    "query2",
    "split",
    "enrich3",
    "dedup",
    "writer",
    "js3",
    "fileTransfer",
    "union",
    "scheduler",
    "delivery4",
];
const HOSTS: [&str; 5] =
    ["db1.example", "app2.example", "track1.example", "files.partner.example", "crm.example"];
const MAIL_HOSTS: [&str; 6] = [
    "mx1.inbox.example",
    "mx2.inbox.example",
    "mx.postbox.example",
    "in.freemail.example",
    "mail.webpost.example",
    "smtp.relay.example",
];
const TABLES: [&str; 6] = [
    "NmsRecipient",
    "NmsBroadLogRcp",
    "NmsTrackingLogRcp",
    "NmsDelivery",
    "XtkWorkflow",
    "XtkSessionInfo",
];
const FIRST_NAMES: [&str; 6] = ["ana", "ben", "chloe", "dev", "emil", "fatou"];
const LAST_NAMES: [&str; 5] = ["brandt", "moreau", "silva", "novak", "lindqvist"];
const COUNTRIES: [&str; 5] = ["DE", "FR", "NL", "IT", "SE"];
/// Statements: text before a table, before a country, before a number.
const STATEMENTS: [(&str, &str, &str); 3] = [
    (
        "SELECT R0.iId, R0.sLabel, R0.tsLastModified, R0.iFolderId FROM ",
        " R0 WHERE R0.sCountry = ''",
        "'' AND R0.iFolderId = ",
    ),
    (
        "UPDATE ",
        " SET iStatus = 3, tsLastModified = GetDate(), iModifiedBy = 1203 WHERE sOrigin = ''",
        "'' AND iFolderId = ",
    ),
    (
        "SELECT COUNT(*), MAX(W0.tsEvent) FROM wkf1203_7_1 W0 INNER JOIN ",
        " R0 ON W0.iId = R0.iId WHERE R0.sCountry <> ''",
        "'' AND W0.iId > ",
    ),
];
const EXPORTS: [&str; 4] = ["weeklyCustomers", "dailyOptOuts", "openRates", "storeVisits"];
const IMPORTS: [&str; 4] = ["loyaltyCards", "newSubscribers", "productFeed", "storeList"];

/// A message with slots, taken apart once so that it can be filled quickly and often.
///
/// | slot | becomes | slot | becomes |
/// |---|---|---|---|
/// | `{o}` | operator, with login | `{w}` | workflow |
/// | `{T}` | technical workflow | `{a}` | activity |
/// | `{d}` | delivery id | `{h}` | host |
/// | `{m}` | mail server | `{i}` | IPv4 address |
/// | `{e}` | e-mail address | `{t}` | table |
/// | `{q}` | SQL with quoted values | `{n}` | 1 to 9999 |
/// | `{k}` | 2 to 40 | `{x}` | 8 hex digits |
/// | `{E}` | export | `{I}` | import |
/// | `{K}` | 1 hex digit | | |
pub struct Template<'a> {
    head: &'a str,
    /// A slot and the text behind it.
    rest: Vec<(u8, &'a str)>,
}

impl<'a> Template<'a> {
    /// Panics on a slot that is not closed or not one letter.
    pub fn new(text: &'a str) -> Self {
        let mut parts = text.split('{');
        let head = parts.next().unwrap_or_default();
        let slot = |part: &'a str| {
            let (name, text) = part.split_once('}').expect("every slot is closed");
            assert_eq!(name.len(), 1, "a slot is one letter");
            (name.as_bytes()[0], text)
        };
        Self { head, rest: parts.map(slot).collect() }
    }

    /// Appends the message with random values. Panics on a slot that the table does not have.
    pub fn fill(&self, random: &mut Random, out: &mut Vec<u8>) {
        out.extend_from_slice(self.head.as_bytes());
        for &(slot, text) in &self.rest {
            fill_slot(random, slot, out);
            out.extend_from_slice(text.as_bytes());
        }
    }
}

fn fill_slot(random: &mut Random, slot: u8, out: &mut Vec<u8>) {
    match slot {
        b'o' => pick_into(random, &OPERATORS, out),
        b'w' => pick_into(random, &WORKFLOWS, out),
        b'T' => pick_into(random, &TECHNICAL, out),
        b'a' => pick_into(random, &ACTIVITIES, out),
        b'h' => pick_into(random, &HOSTS, out),
        b'm' => pick_into(random, &MAIL_HOSTS, out),
        b't' => pick_into(random, &TABLES, out),
        b'E' => pick_into(random, &EXPORTS, out),
        b'I' => pick_into(random, &IMPORTS, out),
        // A pool of 24 deliveries: the same id has to come back, as it does in a real log.
        b'd' => push_decimal(out, 8_412_075 + 131 * random.below(24)),
        b'n' => push_decimal(out, random.between(1, 9999)),
        b'k' => push_decimal(out, random.between(2, 40)),
        b'K' => out.push(*random.pick(b"123456789ABCDEF")),
        b'x' => push_hex(out, random.word() as u32),
        b'i' => {
            out.extend_from_slice(b"192.0.2.");
            push_decimal(out, random.between(1, 254));
        }
        b'e' => push_email(random, out),
        b'q' => push_sql(random, out),
        _ => panic!("no slot of the name `{}`", char::from(slot)),
    }
}

fn pick_into(random: &mut Random, words: &[&str], out: &mut Vec<u8>) {
    out.extend_from_slice(random.pick(words).as_bytes());
}

fn push_email(random: &mut Random, out: &mut Vec<u8>) {
    pick_into(random, &FIRST_NAMES, out);
    out.push(b'.');
    pick_into(random, &LAST_NAMES, out);
    push_decimal(out, random.below(90));
    out.extend_from_slice(b"@inbox.example");
}

/// `UPDATE NmsRecipient SET … WHERE sOrigin = ''DE'' AND iFolderId = 1203`;
/// quotes are doubled, because the statement stands between quotes itself.
fn push_sql(random: &mut Random, out: &mut Vec<u8>) {
    let (before, middle, after) = *random.pick(&STATEMENTS);
    out.extend_from_slice(before.as_bytes());
    pick_into(random, &TABLES, out);
    out.extend_from_slice(middle.as_bytes());
    pick_into(random, &COUNTRIES, out);
    out.extend_from_slice(after.as_bytes());
    push_decimal(out, random.between(1, 9999));
}

/// Appends `number` in decimal; cheaper than `write!`, which bulk logs call millions of times.
pub fn push_decimal(out: &mut Vec<u8>, number: u32) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends `number` as 8 upper-case hexadecimal digits, the shape of a process id.
pub fn push_hex(out: &mut Vec<u8>, number: u32) {
    let nibble = |place: u32| b"0123456789ABCDEF"[(number >> (28 - 4 * place) & 15) as usize];
    out.extend_from_slice(&[0, 1, 2, 3, 4, 5, 6, 7].map(nibble));
}
