//! The main job: discover, scan, build, write.

use std::{cell::OnceCell, path::PathBuf};

use anyhow::Context as _;
use jiff::tz::TimeZone;

use super::{
    args::{Analyse, ColorArg},
    baseline,
    console::Console,
    environment::{Clock, command, language, now, wants_color, width},
    exit::Exit,
    interrupt::{Interrupt, Stopped},
    isolation, names,
    nothing::nothing_recognised,
    output::{self, Target},
    progress, when,
    when::When,
};
use crate::{
    input::{DiscoverOptions, Discovery, Maps, Origin, discover},
    knowledge::{Classifier, KnowledgeBase},
    problem::ProblemKind,
    redact::Redactor,
    render::{RENDERERS, Style},
    report::{Given, Report, ReportOptions, Risk, zone_of_the_logs},
    scan::{ScanOptions, compare, scan_compared},
    summary::Summary,
    window::Window,
};

pub(super) fn run(args: &Analyse, console: Console, interrupt: &Interrupt) -> anyhow::Result<Exit> {
    let started = now();
    let knowledge = knowledge(&args.rules)?;
    let targets =
        args.output.iter().map(|path| Target::parse(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let baseline = args.baseline.as_deref().map(baseline::read).transpose()?;
    let found = find(args)?;
    let classifier = Classifier::new(&knowledge)?;
    for target in &targets {
        target.refuse_inputs(&found.sources)?;
    }
    let defaults = ScanOptions::default();
    isolation::enter(args, &targets);
    let summary = read(args, &found, &classifier, defaults)?;
    // A report takes room; what is done with gives some.
    drop(found);
    let clock = Clock::since(started);
    let options = ReportOptions {
        timezone: args.tz.as_deref().map(when::zone).transpose()?,
        baseline,
        outage: args.outage.as_deref().map(|text| outage(text, args, &summary)).transpose()?,
        restart_time: args.restart_time,
        command: command(),
        generated_at: Some(clock.at),
        elapsed_ms: clock.elapsed_ms,
        is_redacted: !args.show_personal_data,
    };
    let report = Report::build(&summary, &knowledge, &options);
    let exit = judge(&report, args);
    let is_lost = report.coverage.problems.iter().any(|problem| problem.kind.is_loss());
    if report.totals.records == 0 && !is_lost && exit != Exit::Internal {
        return Err(nothing_recognised(args, &report).into());
    }
    for problem in &report.coverage.problems {
        let offset = problem.offset.map_or(String::new(), |offset| format!(" at byte {offset}"));
        let complaint = format!("{}{offset}: {}", problem.source, problem.message);
        // What stands behind a line end in a name would look like a message of this program.
        console.complain(&complaint.replace('\n', "\\n"));
    }
    let style = style(args, &knowledge);
    let written = output::write_all(&targets, &report, &style, interrupt);
    if let Err(error) = &written
        && error.is::<Stopped>()
    {
        return written.map(|()| exit);
    }
    let shown = if args.quiet { Ok(()) } else { show(&report, &style, args) };
    if let (Err(error), Err(_)) = (&written, &shown) {
        // The other one ends the run.
        console.complain(&format!("{error:#}"));
    }
    shown.and(written)?;
    // The process ends, and all its memory with it: nobody waits until it is taken apart.
    std::mem::forget((knowledge, classifier, summary, report));
    Ok(exit)
}

/// Writes the report to standard output.
fn show(report: &Report, style: &Style, args: &Analyse) -> anyhow::Result<()> {
    let renderer = RENDERERS.iter().find(|renderer| renderer.name() == args.format.name());
    let renderer = renderer.context("every format has its renderer")?;
    Ok(Console::print(|out| renderer.render(report, style, out))?)
}

/// The built-in knowledge and the packs.
pub(super) fn knowledge(packs: &[PathBuf]) -> anyhow::Result<KnowledgeBase> {
    let builtin = KnowledgeBase::builtin()?;
    let base = packs.iter().try_fold(builtin, |base, pack| base.with_pack(pack))?;
    if !packs.is_empty() {
        // A pack that does not compile is refused by every verb, whether or not it needs the classifier.
        Classifier::new(&base)?;
    }
    Ok(base)
}

fn find(args: &Analyse) -> anyhow::Result<Discovery> {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths[..] };
    let mut options = DiscoverOptions::default();
    options.include.clone_from(&args.include);
    options.exclude.clone_from(&args.exclude);
    options.stdin_name.clone_from(&args.name);
    let mut found = discover(paths, &options)?;
    if let Some(path) = &args.baseline {
        baseline::leave_out(path, &mut found.sources);
    }
    if !args.show_personal_data {
        names::redact(&mut found);
    }
    Ok(found)
}

/// Scans the sources; twice when a time is relative to the logs themselves.
fn read(
    args: &Analyse,
    found: &Discovery,
    classifier: &Classifier,
    mut options: ScanOptions,
) -> anyhow::Result<Summary> {
    if let Some(threads) = args.threads {
        options.threads = threads.clamp(1, 256);
    }
    if args.no_mmap {
        options.read.maps = Maps::Never;
    } else if args.mmap {
        options.read.maps = Maps::Always;
    }
    if args.show_personal_data {
        options.redactor = Redactor::OFF;
    }
    options.input_zone = args.input_tz.as_deref().map(when::zone).transpose()?;
    options.date_order = args.date_order.map(Into::into);
    let total = found.sources.iter().map(|source| source.size).sum();
    // Copies are the same for both.
    let copies = OnceCell::new();
    let scan = |options: &ScanOptions| {
        progress::with_bar(total, !args.no_progress && !args.quiet, |progress| {
            let copies = copies.get_or_init(|| compare(found, options.threads));
            scan_compared(found, copies, classifier, options, progress)
        })
    };
    options.window = window(args, found, &|| scan(&options))?;
    Ok(scan(&options))
}

/// The window of `--since` and `--until`; `read_all` is called when it depends on the logs.
fn window(
    args: &Analyse,
    found: &Discovery,
    read_all: &dyn Fn() -> Summary,
) -> anyhow::Result<Window> {
    let parse = |text: &Option<String>| text.as_deref().map(When::parse).transpose();
    let (since, until) = (parse(&args.since)?, parse(&args.until)?);
    let zone = args.tz.as_deref().map(when::zone).transpose()?;
    let needs = |when: &When| when.needs_the_logs(zone.as_ref());
    let (zone, end) = if since.iter().chain(&until).any(needs) {
        if found.sources.iter().any(|source| source.origin == Origin::Stdin) {
            anyhow::bail!(
                "standard input can be read only once; give --since and --until with an offset, such as 2026-11-18T21:00+01:00"
            );
        }
        let all = read_all();
        let end = all.accounts.values().filter_map(|account| account.last).max();
        (zone.unwrap_or_else(|| zone_of_the_logs(&all)), end)
    } else {
        (zone.unwrap_or(TimeZone::UTC), None)
    };
    let resolve = |when: Option<When>| when.map(|when| when.resolve(&zone, end)).transpose();
    Ok(Window { since: resolve(since)?, until: resolve(until)? })
}

/// The outage that was typed, in the zone of the report.
fn outage(text: &str, args: &Analyse, summary: &Summary) -> anyhow::Result<Given> {
    let Some((from, to)) = text.split_once("..") else {
        anyhow::bail!(
            "`{text}` is no stretch of time; say for example '2026-11-18 21:40..2026-11-18 23:10'"
        );
    };
    let zone = args.tz.as_deref().map(when::zone).transpose()?;
    let zone = zone.unwrap_or_else(|| zone_of_the_logs(summary));
    let end = summary.accounts.values().filter_map(|account| account.last).max();
    let [from, to] = [from, to].map(|text| When::parse(text.trim())?.resolve(&zone, end));
    let (from, to) = (from?, to?);
    if from >= to {
        anyhow::bail!("`{text}` ends before it begins");
    }
    Ok(Given { from, to })
}

/// How the run ends, as far as the analysis is concerned.
fn judge(report: &Report, args: &Analyse) -> Exit {
    let problems = &report.coverage.problems;
    let is_met = |risk: Risk| report.issues.iter().any(|issue| issue.risk >= risk);
    if problems.iter().any(|problem| problem.kind == ProblemKind::Internal) {
        Exit::Internal
    } else if args.fail_on.is_some_and(|risk| is_met(risk.into())) {
        Exit::RiskFound
    } else if problems.iter().any(|problem| problem.kind.is_incomplete()) {
        Exit::Incomplete
    } else {
        Exit::Complete
    }
}

fn style(args: &Analyse, knowledge: &KnowledgeBase) -> Style {
    let is_terminal = Console::is_stdout_a_terminal();
    Style {
        width: width(is_terminal),
        lang: language(args.lang),
        has_color: match args.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => wants_color(is_terminal),
        },
        top: (!args.all).then_some(args.top),
        // A module may be named as a translated manual spells it.
        modules: args.module.iter().map(|name| knowledge.canonical(name).to_owned()).collect(),
        instance: args.instance.clone(),
        min_risk: args.min_risk.map(Risk::from),
        has_details: args.all,
        explains_rank: args.explain_rank,
        csv_raw: args.csv_raw,
    }
}
