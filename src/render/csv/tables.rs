//! What is in each table: every column with what it means and what its cell holds.

use super::{Table, known, maybe, optional, own, text};
use crate::{
    record::Level,
    redact::Redacted,
    render::sentences::rerun,
    report::{Issue, Report, RerunItem},
};

/// A table from its name, what it has a row for, and its columns: name, meaning, cell.
macro_rules! table {
    ($table:literal, |$report:ident| $items:expr, $item:pat => {
        $($column:literal: $meaning:literal, $cell:expr;)*
    }) => {
        Table {
            name: $table,
            columns: &[$(($column, $meaning)),*],
            rows: |$report| Box::new($items.map(|$item| vec![$($cell),*])),
        }
    };
}

/// Every table; the first is the one that a single file gets.
pub(super) static TABLES: &[Table] = &[
    table!("issues", |report| report.issues.iter(), issue => {
        "rank": "1 is first; roots before symptoms", own(issue.rank);
        "id": "stable fingerprint", own(&issue.id);
        "kind": "rule, family, template …", own(&issue.kind);
        "rule": "id of the rule", optional(issue.rule.as_deref());
        "title": "one line for people", text(&issue.title);
        "module": "responsible module", optional(issue.module.as_deref());
        "area": "responsible area outside the modules", optional(issue.area.as_deref());
        "severity": "what it means: critical, high, medium, low", own(issue.severity.name());
        "risk": "band of the score", own(issue.risk.name());
        "score": "0 to 100", own(issue.score);
        "role": "cause, symptom, wrapper, noise", own(issue.role.name());
        "codes": "product codes", own(issue.codes.join(";"));
        "template": "commonest shape of the messages", text(issue.template.as_str());
        "count": "errors and warnings", own(issue.count);
        "errors": "records of level error", own(issue.errors);
        "warnings": "records of level warning", own(issue.warnings);
        "count_in_outage": "of these, inside the outage", maybe(issue.count_in_outage);
        "count_before": "of these, before it", maybe(issue.count_before);
        "first_seen": "earliest time", maybe(issue.first_seen);
        "last_seen": "latest time", maybe(issue.last_seen);
        "onset": "when the raised rate began", maybe(issue.onset);
        "instances": "where it was felt", text(&issue.instances.join(";"));
        "logged_by": "modules whose logs hold it", text(&issue.logged_by.join(";"));
        "entities": "things named, as kind=value:count", text(&entities(issue));
        "caused_by": "id of the issue that it is a symptom of", optional(issue.caused_by.as_deref());
        "status": "against the baseline", own(issue.status.name());
        "baseline_count": "errors and warnings in the baseline", maybe(issue.baseline.map(|then| then.count));
        "baseline_minutes": "minutes that the logs of the baseline cover",
            maybe(issue.baseline.and_then(|then| then.minutes));
        "baseline_rate_ratio": "its rate here divided by its rate there",
            maybe(issue.baseline.and_then(|then| then.rate_ratio));
        "baseline_rate_ratio_low": "the lower 95 % bound of that",
            maybe(issue.baseline.and_then(|then| then.rate_ratio_low));
        "baseline_rate_ratio_high": "the upper 95 % bound",
            maybe(issue.baseline.and_then(|then| then.rate_ratio_high));
        "link": "why it stands there: declared, thread, workflow, delivery, operator, silence",
            maybe(issue.link.map(|link| link.how.name()));
        "link_share": "which part of it the cause has in common with it",
            maybe(issue.link.and_then(|link| link.share));
        "link_lift": "that share divided by the share of chance",
            maybe(issue.link.and_then(|link| link.lift));
        "link_samples": "what the share was counted over", maybe(issue.link.and_then(|link| link.samples));
    }),
    table!("modules", |report| report.modules.iter(), module => {
        "module": "name", text(&module.module);
        "instance": "instance; default is shared by all", optional(module.instance.as_deref());
        "lines": "lines of its logs", own(module.lines);
        "errors": "errors that it logged", own(module.errors);
        "warnings": "warnings that it logged", own(module.warnings);
        "first_seen": "earliest record", maybe(module.first_seen);
        "last_seen": "latest record", maybe(module.last_seen);
        "silences": "number of silences", own(module.silent.len());
        "restarts": "number of restarts", own(module.restarts.len());
    }),
    table!("timeline", |report| buckets(report), bucket => {
        "bucket_start": "start of the bucket",
            maybe(report.timeline.from.map(|from| from.after(bucket.seconds)));
        "bucket_seconds": "its width", own(report.timeline.bucket_seconds);
        "instance": "instance; empty for issues", optional(bucket.instance);
        "module": "module; for issues the responsible one", text(bucket.module);
        "level": "error, warning, info, other; empty for issues", maybe(bucket.level);
        "issue": "id of the issue; empty for the records of a module", own(bucket.issue);
        "count": "records in the bucket", own(bucket.count);
    }),
    table!("actions", |report| report.actions.iter(), action => {
        "order": "1 is first", own(action.order);
        "issue": "id of the issue", own(&action.issue);
        "module": "module or area", text(&action.module);
        "text": "what to do", known(&action.text);
        "command": "the command", known(&action.command);
        "risk": "what doing it may break", own(action.risk.name());
        "verify": "how to see that it helped", text(&action.verify);
        "reference": "where the knowledge comes from", text(&action.reference);
    }),
    table!("rerun", |report| failed(report), (sort, item) => {
        "sort": "workflow, delivery, import, export", own(sort);
        "id": "name or number", text(item.id.as_str());
        "instance": "where", optional(item.instance.as_deref());
        "reason": "why", text(&item.reason);
        "last_seen": "when it was last seen", maybe(item.last_seen);
        "activity": "the activity that failed, where there is only one",
            optional(item.activity.as_ref().map(Redacted::as_str));
        "operator": "who launched it, where there is only one",
            optional(item.operator.as_ref().map(Redacted::as_str));
        "finished": "when it finished after its last failure, if it did", maybe(item.finished);
        "advice": "what to mind when it is run again", text(&item.advice);
    }),
    table!("excerpts", |report| of_issues(report, |issue| &issue.excerpts), (issue, excerpt) => {
        "issue": "id of the issue", own(issue);
        "source": "log", text(&excerpt.source);
        "line": "line number, from 1", own(excerpt.line);
        "offset": "offset of the first byte", own(excerpt.offset);
        "at": "time", maybe(excerpt.at);
        "text": "message, redacted and cut", text(excerpt.text.as_str());
    }),
    table!("sources", |report| report.coverage.sources.iter(), source => {
        "name": "log", text(&source.name);
        "format": "line form", own(&source.format);
        "module": "module, from the path", text(&source.module);
        "instance": "instance, from the path", optional(source.instance.as_deref());
        "bytes": "decoded bytes", own(source.bytes);
        "lines": "lines", own(source.lines);
        "records": "records", own(source.records);
        "continuation": "lines that continue a record", own(source.continuation);
        "skipped": "lines passed over", own(source.skipped);
        "errors": "records of level error", own(source.errors);
        "warnings": "records of level warning", own(source.warnings);
        "first_seen": "earliest record", maybe(source.first_seen);
        "last_seen": "latest record", maybe(source.last_seen);
        "compression": "gzip, zstd, bzip2, xz, or empty", optional(source.compression.as_deref());
    }),
    table!("unparsed", |report| report.coverage.unparsed.iter(), line => {
        "source": "log", text(&line.source);
        "line": "line number, from 1", own(line.line);
        "offset": "offset of the first byte", own(line.offset);
        "text": "the line, redacted and cut", text(line.text.as_str());
    }),
    table!("places", |report| of_issues(report, |issue| &issue.places), (issue, place) => {
        "issue": "id of the issue", own(issue);
        "source": "log that must be mended", text(&place.source);
        "line": "line number, from 1", own(place.line);
        "offset": "offset of the first byte", own(place.offset);
    }),
    table!("checks", |report| of_issues(report, |issue| &issue.checks), (issue, check) => {
        "finding": "id of the issue that may have this cause", own(issue);
        "id": "name of the cause", own(&check.id);
        "cause": "what it is", text(&check.cause);
        "found": "yes, no, or unknown when the logs that would tell are not there", own(check.found.name());
        "issue": "id of the issue that says so", optional(check.issue.as_deref());
        "text": "what speaks for it, what was read in vain, or where to look", text(&check.text);
    }),
    // Its texts come from another file.
    table!("gone", |report| report.baseline.iter().flat_map(|baseline| &baseline.gone_issues), issue => {
        "id": "stable fingerprint of an issue that only the baseline has", own(&issue.id);
        "kind": "rule, family, template …", text(&issue.kind);
        "rule": "id of the rule", optional(issue.rule.as_deref());
        "title": "one line for people", text(&issue.title);
        "module": "responsible module", optional(issue.module.as_deref());
        "area": "responsible area outside the modules", optional(issue.area.as_deref());
        "severity": "what it means: critical, high, medium, low", own(issue.severity.name());
        "count": "errors and warnings in the baseline", own(issue.count);
    }),
];

/// What the issues hold of a sort, each with the id of its issue.
fn of_issues<T: 'static>(
    report: &Report,
    of: fn(&Issue) -> &Vec<T>,
) -> impl Iterator<Item = (&str, &T)> {
    report.issues.iter().flat_map(move |issue| of(issue).iter().map(|one| (&*issue.id, one)))
}

/// Work to run again, each with its sort.
fn failed(report: &Report) -> impl Iterator<Item = (&'static str, &RerunItem)> {
    let sorts = rerun(&report.rerun).into_iter();
    sorts.flat_map(|(sort, items, _)| items.iter().map(move |item| (sort.english(), item)))
}

/// `workflow=WKF12:3;delivery=8412075:1`
fn entities(issue: &Issue) -> String {
    let named = issue.entities.iter().flat_map(|(kind, values)| {
        values.iter().map(move |value| format!("{kind}={}:{}", value.value.as_str(), value.count))
    });
    named.collect::<Vec<_>>().join(";")
}

/// A cell of the grid of time: records of a module and level, or of an issue.
struct Bucket<'a> {
    /// Where it begins, in seconds from the start of the timeline.
    seconds: i64,
    instance: Option<&'a str>,
    module: &'a str,
    level: Option<Level>,
    issue: &'a str,
    count: u64,
}

/// Those that hold anything; none where nothing has a time.
fn buckets(report: &Report) -> impl Iterator<Item = Bucket<'_>> {
    let timeline = &report.timeline;
    let start =
        |bucket: u64| i64::try_from(bucket).unwrap_or(0).saturating_mul(timeline.bucket_seconds);
    let modules = timeline.series.iter().flat_map(move |series| {
        let counts = (0u64..).zip(series.counts.iter()).filter(|(_, count)| *count > 0);
        counts.map(move |(bucket, count)| Bucket {
            seconds: start(bucket),
            instance: series.instance.as_deref(),
            module: &series.module,
            level: Some(series.level),
            issue: "",
            count,
        })
    });
    let issues = report.issues.iter().flat_map(move |issue| {
        issue.series.iter().map(move |(bucket, count)| Bucket {
            seconds: start(bucket),
            instance: None,
            module: issue.responsible(),
            level: None,
            issue: &issue.id,
            count,
        })
    });
    modules.chain(issues).filter(|_| timeline.from.is_some())
}
