//! CSV tables, one fact a row: what a spreadsheet or a database reads.
//!
//! Columns are only ever added at the end. To add one, add it to its table; header, rows and `schema.md` come from there.

use std::{fmt::Write as _, io};

use csv::WriterBuilder;

use super::{Renderer, Style, escape};
use crate::{
    redact::Redacted,
    report::{Compared, GoneIssue, Issue, Moment, Report, RerunItem},
};

/// The issues as one table; all tables together come from [`tables`].
#[derive(Debug)]
pub struct Csv;

impl Renderer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn suffix(&self) -> Option<&'static str> {
        Some("csv")
    }

    fn render(&self, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        TABLES[0].write(report, style, out)
    }
}

/// A table: its name, its columns with what they mean, its rows.
pub struct Table {
    /// File name without its ending.
    pub name: &'static str,
    columns: &'static [(&'static str, &'static str)],
    rows: fn(&Report) -> Vec<Vec<Cell>>,
}

/// What is in a cell.
enum Cell {
    /// Our own words and figures.
    Own(String),
    /// Text that may come from a log.
    Untrusted(String),
}

impl Table {
    fn write(&self, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut writer = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in (self.rows)(report) {
            writer.write_record(row.iter().map(|cell| match cell {
                Cell::Own(text) => text.clone(),
                Cell::Untrusted(text) if style.csv_raw => escape::line(text),
                Cell::Untrusted(text) => escape::csv(text),
            }))?;
        }
        writer.flush()
    }
}

/// Names of the files that [`tables`] gives.
pub fn table_files() -> impl Iterator<Item = String> {
    TABLES.iter().map(|table| format!("{}.csv", table.name)).chain(["schema.md".to_owned()])
}

/// All tables and their description as files: name and content.
///
/// # Errors
/// Never in practice: the tables are written to memory.
pub fn tables(report: &Report, style: &Style) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let mut schema = String::from(
        "# Tables\n\nRFC 4180, UTF-8, one header line. Times are RFC 3339; lists are joined by `;`. A leading `'` keeps a\n\
         spreadsheet from running a cell.\n",
    );
    for table in TABLES {
        let mut bytes = Vec::new();
        table.write(report, style, &mut bytes)?;
        files.push((format!("{}.csv", table.name), bytes));
        let _ = writeln!(schema, "\n## {}.csv\n\n| column | meaning |\n|---|---|", table.name);
        for (name, meaning) in table.columns {
            let _ = writeln!(schema, "| `{name}` | {meaning} |");
        }
    }
    files.push(("schema.md".to_owned(), schema.into_bytes()));
    Ok(files)
}

#[expect(clippy::needless_pass_by_value, reason = "a cell is made of a figure or a word at hand")]
fn own(value: impl ToString) -> Cell {
    Cell::Own(value.to_string())
}

fn text(value: &str) -> Cell {
    Cell::Untrusted(value.to_owned())
}

fn time(moment: Option<Moment>) -> Cell {
    Cell::Own(moment.map_or_else(String::new, |moment| moment.to_string()))
}

fn optional(value: Option<&str>) -> Cell {
    text(value.unwrap_or_default())
}

fn figure(value: Option<u64>) -> Cell {
    Cell::Own(value.map_or_else(String::new, |value| value.to_string()))
}

fn decimals(value: Option<f64>) -> Cell {
    Cell::Own(value.map_or_else(String::new, |value| value.to_string()))
}

/// Every table; the first is the one that a single file gets.
static TABLES: &[Table] = &[
    Table {
        name: "issues",
        columns: &[
            ("rank", "1 is first; roots before symptoms"),
            ("id", "stable fingerprint"),
            ("kind", "rule, family, template …"),
            ("rule", "id of the rule"),
            ("title", "one line for people"),
            ("module", "responsible module"),
            ("area", "responsible area outside the modules"),
            ("severity", "what it means: critical, high, medium, low"),
            ("risk", "band of the score"),
            ("score", "0 to 100"),
            ("role", "cause, symptom, wrapper, noise"),
            ("codes", "product codes"),
            ("template", "commonest shape of the messages"),
            ("count", "errors and warnings"),
            ("errors", "records of level error"),
            ("warnings", "records of level warning"),
            ("count_in_outage", "of these, inside the outage"),
            ("count_before", "of these, before it"),
            ("first_seen", "earliest time"),
            ("last_seen", "latest time"),
            ("onset", "when the raised rate began"),
            ("instances", "where it was felt"),
            ("logged_by", "modules whose logs hold it"),
            ("entities", "things named, as kind=value:count"),
            ("caused_by", "id of the issue that it is a symptom of"),
            ("status", "against the baseline"),
            ("baseline_count", "errors and warnings in the baseline"),
            ("baseline_minutes", "minutes that the logs of the baseline cover"),
            ("baseline_rate_ratio", "its rate here divided by its rate there"),
            ("baseline_rate_ratio_low", "the lower 95 % bound of that"),
            ("baseline_rate_ratio_high", "the upper 95 % bound"),
            (
                "link",
                "why it stands there: declared, thread, workflow, delivery, operator, silence",
            ),
            ("link_share", "which part of it the cause has in common with it"),
            ("link_lift", "that share divided by the share of chance"),
            ("link_samples", "what the share was counted over"),
        ],
        rows: |report| report.issues.iter().map(issue).collect(),
    },
    Table {
        name: "modules",
        columns: &[
            ("module", "name"),
            ("instance", "instance; default is shared by all"),
            ("lines", "lines of its logs"),
            ("errors", "errors that it logged"),
            ("warnings", "warnings that it logged"),
            ("first_seen", "earliest record"),
            ("last_seen", "latest record"),
            ("silences", "number of silences"),
            ("restarts", "number of restarts"),
        ],
        rows: |report| {
            report
                .modules
                .iter()
                .map(|module| {
                    vec![
                        text(&module.module),
                        optional(module.instance.as_deref()),
                        own(module.lines),
                        own(module.errors),
                        own(module.warnings),
                        time(module.first_seen),
                        time(module.last_seen),
                        own(module.silent.len()),
                        own(module.restarts.len()),
                    ]
                })
                .collect()
        },
    },
    Table {
        name: "timeline",
        columns: &[
            ("bucket_start", "start of the bucket"),
            ("bucket_seconds", "its width"),
            ("instance", "instance; empty for issues"),
            ("module", "module; for issues the responsible one"),
            ("level", "error, warning, info, other; empty for issues"),
            ("issue", "id of the issue; empty for the records of a module"),
            ("count", "records in the bucket"),
        ],
        rows: timeline,
    },
    Table {
        name: "actions",
        columns: &[
            ("order", "1 is first"),
            ("issue", "id of the issue"),
            ("module", "module or area"),
            ("text", "what to do"),
            ("command", "the command"),
            ("risk", "what doing it may break"),
            ("verify", "how to see that it helped"),
            ("reference", "where the knowledge comes from"),
        ],
        rows: |report| {
            report
                .actions
                .iter()
                .map(|action| {
                    vec![
                        own(action.order),
                        own(&action.issue),
                        text(&action.module),
                        text(&action.text),
                        text(&action.command),
                        own(action.risk.name()),
                        text(&action.verify),
                        text(&action.reference),
                    ]
                })
                .collect()
        },
    },
    Table {
        name: "rerun",
        columns: &[
            ("sort", "workflow, delivery, import, export"),
            ("id", "name or number"),
            ("instance", "where"),
            ("reason", "why"),
            ("last_seen", "when it was last seen"),
            ("activity", "the activity that failed, where there is only one"),
            ("operator", "who launched it, where there is only one"),
            ("finished", "when it finished after its last failure, if it did"),
            ("advice", "what to mind when it is run again"),
        ],
        rows: |report| {
            let rerun = &report.rerun;
            let sorts: [(&str, &[RerunItem]); 4] = [
                ("workflow", &rerun.workflows),
                ("delivery", &rerun.deliveries),
                ("import", &rerun.imports),
                ("export", &rerun.exports),
            ];
            let row = |sort: &str, item: &RerunItem| {
                let instance = optional(item.instance.as_deref());
                vec![
                    own(sort),
                    text(item.id.as_str()),
                    instance,
                    text(&item.reason),
                    time(item.last_seen),
                    optional(item.activity.as_ref().map(Redacted::as_str)),
                    optional(item.operator.as_ref().map(Redacted::as_str)),
                    time(item.finished),
                    text(&item.advice),
                ]
            };
            sorts
                .iter()
                .flat_map(|(sort, items)| items.iter().map(move |item| row(sort, item)))
                .collect()
        },
    },
    Table {
        name: "excerpts",
        columns: &[
            ("issue", "id of the issue"),
            ("source", "log"),
            ("line", "line number, from 1"),
            ("offset", "offset of the first byte"),
            ("at", "time"),
            ("text", "message, redacted and cut"),
        ],
        rows: |report| {
            let rows = report.issues.iter().flat_map(|issue| {
                issue.excerpts.iter().map(|excerpt| {
                    vec![
                        own(&issue.id),
                        text(&excerpt.source),
                        own(excerpt.line),
                        own(excerpt.offset),
                        time(excerpt.at),
                        text(excerpt.text.as_str()),
                    ]
                })
            });
            rows.collect()
        },
    },
    Table {
        name: "sources",
        columns: &[
            ("name", "log"),
            ("format", "line form"),
            ("module", "module, from the path"),
            ("instance", "instance, from the path"),
            ("bytes", "decoded bytes"),
            ("lines", "lines"),
            ("records", "records"),
            ("continuation", "lines that continue a record"),
            ("skipped", "lines passed over"),
            ("errors", "records of level error"),
            ("warnings", "records of level warning"),
            ("first_seen", "earliest record"),
            ("last_seen", "latest record"),
            ("compression", "gzip, or empty"),
        ],
        rows: |report| {
            let row = |source: &crate::report::SourceCoverage| {
                vec![
                    text(&source.name),
                    own(&source.format),
                    text(&source.module),
                    optional(source.instance.as_deref()),
                    own(source.bytes),
                    own(source.lines),
                    own(source.records),
                    own(source.continuation),
                    own(source.skipped),
                    own(source.errors),
                    own(source.warnings),
                    time(source.first_seen),
                    time(source.last_seen),
                    optional(source.compression.as_deref()),
                ]
            };
            report.coverage.sources.iter().map(row).collect()
        },
    },
    Table {
        name: "unparsed",
        columns: &[
            ("source", "log"),
            ("line", "line number, from 1"),
            ("offset", "offset of the first byte"),
            ("text", "the line, redacted and cut"),
        ],
        rows: |report| {
            let row = |line: &crate::report::Excerpt| {
                vec![text(&line.source), own(line.line), own(line.offset), text(line.text.as_str())]
            };
            report.coverage.unparsed.iter().map(row).collect()
        },
    },
    Table {
        name: "places",
        columns: &[
            ("issue", "id of the issue"),
            ("source", "log that must be mended"),
            ("line", "line number, from 1"),
            ("offset", "offset of the first byte"),
        ],
        rows: |report| {
            let rows = report.issues.iter().flat_map(|issue| {
                issue.places.iter().map(|place| {
                    let source = text(&place.source);
                    vec![own(&issue.id), source, own(place.line), own(place.offset)]
                })
            });
            rows.collect()
        },
    },
    Table {
        name: "checks",
        columns: &[
            ("finding", "id of the issue that may have this cause"),
            ("id", "name of the cause"),
            ("cause", "what it is"),
            ("found", "yes, no, or unknown when the logs that would tell are not there"),
            ("issue", "id of the issue that says so"),
            ("text", "what speaks for it, what was read in vain, or where to look"),
        ],
        rows: |report| {
            let rows = report.issues.iter().flat_map(|issue| {
                issue.checks.iter().map(|check| {
                    vec![
                        own(&issue.id),
                        own(&check.id),
                        text(&check.cause),
                        own(check.found.name()),
                        optional(check.issue.as_deref()),
                        text(&check.text),
                    ]
                })
            });
            rows.collect()
        },
    },
    Table {
        name: "gone",
        columns: &[
            ("id", "stable fingerprint of an issue that only the baseline has"),
            ("kind", "rule, family, template …"),
            ("rule", "id of the rule"),
            ("title", "one line for people"),
            ("module", "responsible module"),
            ("area", "responsible area outside the modules"),
            ("severity", "what it means: critical, high, medium, low"),
            ("count", "errors and warnings in the baseline"),
        ],
        rows: |report| {
            let gone = report.baseline.iter().flat_map(|baseline| &baseline.gone_issues);
            gone.map(gone_issue).collect()
        },
    },
];

fn issue(issue: &Issue) -> Vec<Cell> {
    let entities: Vec<_> = issue
        .entities
        .iter()
        .flat_map(|(kind, values)| {
            values
                .iter()
                .map(move |value| format!("{kind}={}:{}", value.value.as_str(), value.count))
        })
        .collect();
    let baseline = issue.baseline.as_ref();
    let compared = |value: fn(&Compared) -> Option<f64>| decimals(baseline.and_then(value));
    vec![
        own(issue.rank),
        own(&issue.id),
        own(&issue.kind),
        optional(issue.rule.as_deref()),
        text(&issue.title),
        optional(issue.module.as_deref()),
        optional(issue.area.as_deref()),
        own(issue.severity.name()),
        own(issue.risk.name()),
        own(issue.score),
        own(issue.role.name()),
        own(issue.codes.join(";")),
        text(issue.template.as_str()),
        own(issue.count),
        own(issue.errors),
        own(issue.warnings),
        figure(issue.count_in_outage),
        figure(issue.count_before),
        time(issue.first_seen),
        time(issue.last_seen),
        time(issue.onset),
        text(&issue.instances.join(";")),
        text(&issue.logged_by.join(";")),
        text(&entities.join(";")),
        optional(issue.caused_by.as_deref()),
        own(issue.status.name()),
        figure(baseline.map(|baseline| baseline.count)),
        compared(|baseline| baseline.minutes),
        compared(|baseline| baseline.rate_ratio),
        compared(|baseline| baseline.rate_ratio_low),
        compared(|baseline| baseline.rate_ratio_high),
        own(issue.link.map_or("", |link| link.how.name())),
        decimals(issue.link.and_then(|link| link.share)),
        decimals(issue.link.and_then(|link| link.lift)),
        figure(issue.link.and_then(|link| link.samples)),
    ]
}

/// Its texts come from another file.
fn gone_issue(issue: &GoneIssue) -> Vec<Cell> {
    vec![
        own(&issue.id),
        text(&issue.kind),
        optional(issue.rule.as_deref()),
        text(&issue.title),
        optional(issue.module.as_deref()),
        optional(issue.area.as_deref()),
        own(issue.severity.name()),
        own(issue.count),
    ]
}

fn timeline(report: &Report) -> Vec<Vec<Cell>> {
    let timeline = &report.timeline;
    let Some(from) = timeline.from else {
        return Vec::new();
    };
    let start = |bucket: u64| {
        let seconds = i64::try_from(bucket).unwrap_or(0).saturating_mul(timeline.bucket_seconds);
        own(from.after(seconds))
    };
    let width = || own(timeline.bucket_seconds);
    let mut rows = Vec::new();
    for series in &timeline.series {
        for (bucket, count) in (0u64..).zip(&series.counts).filter(|(_, count)| **count > 0) {
            let instance = optional(series.instance.as_deref());
            let (module, level) = (text(&series.module), own(series.level));
            rows.push(vec![start(bucket), width(), instance, module, level, own(""), own(count)]);
        }
    }
    for issue in &report.issues {
        for (bucket, count) in &issue.series {
            let module = text(issue.responsible());
            rows.push(vec![
                start(*bucket),
                width(),
                own(""),
                module,
                own(""),
                own(&issue.id),
                own(count),
            ]);
        }
    }
    rows
}
