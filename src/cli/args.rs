//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};

use crate::{formats::DateOrder, lang::LangId, report::Risk};

/// Reads the logs of an Adobe Campaign Classic v7 or Campaign v8 server and says what broke, why it thinks so, and what
/// to do.
#[derive(Debug, Parser)]
#[command(name = "nltriage", version, args_conflicts_with_subcommands = true, max_term_width = 100, after_help = AFTER_HELP)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
    #[command(flatten)]
    pub(super) analyse: Analyse,
}

const AFTER_HELP: &str = "\
Examples:
  nltriage /usr/local/neolane/nl6/var          what broke?
  nltriage -o ~/ticket.md -o ~/csv/ .          reports in one reading of the logs
  nltriage explain XSV-350008                  what does this code mean?

Exit codes: 0 complete, 1 some input missing or damaged, 2 usage or nothing to analyse,
3 a report could not be written, 4 internal error, 10 --fail-on was met,
129, 130 or 143 stopped by a signal.";

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Tell what is known about a code, a family, a rule or a module
    Explain(Explain),
    /// List or check the rules
    #[command(subcommand)]
    Rules(Rules),
}

#[derive(Debug, ClapArgs)]
pub(super) struct Explain {
    /// For example XSV-350008, PGS, web/session-expired, mta
    #[arg(value_name = "CODE|FAMILY|RULE|MODULE")]
    pub(super) what: String,
    /// Language of the words around, and of what is known about the frequent modules
    #[arg(long, value_name = "LANG", value_parser = language)]
    pub(super) lang: Option<LangId>,
    /// Further rule packs
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Rules {
    /// All rules, one a line
    List {
        /// Further rule packs
        #[arg(value_name = "PACK", value_hint = ValueHint::AnyPath)]
        packs: Vec<PathBuf>,
    },
    /// Check that every rule proves itself: examples won, counterexamples not, nothing ambiguous
    Check {
        /// Further rule packs
        #[arg(value_name = "PACK", value_hint = ValueHint::AnyPath)]
        packs: Vec<PathBuf>,
    },
}

#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub(super) struct Analyse {
    /// Files, directories or globs; '-' is standard input; without any, the current directory
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// Write a report; its kind follows from the ending: .md .json .csv, or DIR/ for all CSV tables. May be repeated
    #[arg(short, long, value_name = "FILE|DIR/", value_hint = ValueHint::AnyPath, help_heading = "Output")]
    pub(super) output: Vec<PathBuf>,
    /// What goes to standard output
    #[arg(short, long, value_enum, default_value_t = Format::Terminal, help_heading = "Output")]
    pub(super) format: Format,
    /// Nothing on standard output
    #[arg(short, long, help_heading = "Output")]
    pub(super) quiet: bool,
    /// Show everything: all issues, and every kept detail of each
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,
    /// How many issues are shown
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub(super) top: usize,
    /// Show only issues of this module or area, or logged by it. May be repeated
    #[arg(short, long, value_name = "NAME", help_heading = "Output")]
    pub(super) module: Vec<String>,
    /// Show only issues felt on this instance
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub(super) instance: Option<String>,
    /// Show only issues of at least this risk
    #[arg(long, value_enum, value_name = "RISK", help_heading = "Output")]
    pub(super) min_risk: Option<RiskArg>,
    /// Print every term of every score
    #[arg(long, help_heading = "Output")]
    pub(super) explain_rank: bool,
    /// Language of the report: en, ja, zh-Hant, sv, ko, it, fr, de [default: from the environment, else en]
    #[arg(long, value_name = "LANG", value_parser = language, help_heading = "Output")]
    pub(super) lang: Option<LangId>,
    /// Zone of the report, a name or an offset such as +01:00 [default: that of the logs, else UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help_heading = "Output")]
    pub(super) tz: Option<String>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorArg::Auto, help_heading = "Output")]
    pub(super) color: ColorArg,
    /// Leave cells that a spreadsheet would run as a formula as they are
    #[arg(long, help_heading = "Output")]
    pub(super) csv_raw: bool,
    /// Do not replace personal data and secrets; every report is stamped
    #[arg(long, help_heading = "Output")]
    pub(super) show_personal_data: bool,
    /// Exit with 10 when an issue has at least this risk
    #[arg(long, value_enum, value_name = "RISK", help_heading = "Output")]
    pub(super) fail_on: Option<RiskArg>,
    /// No progress bar
    #[arg(long, help_heading = "Output")]
    pub(super) no_progress: bool,

    /// Only records from this time on: '2026-11-18 21:00', or '-3h' before the end of the logs
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true, help_heading = "Reading")]
    pub(super) since: Option<String>,
    /// Only records before this time
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true, help_heading = "Reading")]
    pub(super) until: Option<String>,
    /// The outage, instead of finding it: '2026-11-18 21:40..2026-11-18 23:10', or '-3h..-1h' before the end of the logs
    #[arg(long, value_name = "FROM..TO", allow_hyphen_values = true, help_heading = "Reading")]
    pub(super) outage: Option<String>,
    /// Compare with an earlier report: a file that '-o FILE.json' wrote. What is new, gone, up or down is marked
    #[arg(long, value_name = "REPORT", value_hint = ValueHint::FilePath, help_heading = "Reading")]
    pub(super) baseline: Option<PathBuf>,
    /// When all processes restart every day, on the server's clock [default: 06:00, else learnt from the logs]
    #[arg(long, value_name = "HH:MM", value_parser = hour, help_heading = "Reading")]
    pub(super) restart_time: Option<i64>,
    /// Zone of time stamps that name none [default: that of the file's other stamps, else UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help_heading = "Reading")]
    pub(super) input_tz: Option<String>,
    /// Which number of a workflow journal's dates is the day [default: what the file itself tells, else undated]
    #[arg(long, value_enum, value_name = "ORDER", help_heading = "Reading")]
    pub(super) date_order: Option<DateOrderArg>,
    /// Read only files that fit. May be repeated
    #[arg(long, value_name = "GLOB", help_heading = "Reading")]
    pub(super) include: Vec<String>,
    /// Do not read files that fit. May be repeated
    #[arg(long, value_name = "GLOB", help_heading = "Reading")]
    pub(super) exclude: Vec<String>,
    /// What standard input is called, for example var/prod1/log/web.log
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub(super) name: Option<String>,
    /// Further rule packs: a TOML file or a folder of them. May be repeated
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Reading")]
    pub(super) rules: Vec<PathBuf>,
    /// Map all files, also what is in memory already and is read faster
    #[arg(long, overrides_with = "no_mmap", help_heading = "Reading")]
    pub(super) mmap: bool,
    /// Map no file
    #[arg(long, help_heading = "Reading")]
    pub(super) no_mmap: bool,
    /// Number of threads [default: one for each processor, at most 8]
    #[arg(short = 'j', long, value_name = "N", help_heading = "Reading")]
    pub(super) threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Terminal,
    Markdown,
    Csv,
    Json,
}

impl Format {
    /// The name of the renderer.
    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Terminal => "terminal",
            Format::Markdown => "markdown",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RiskArg {
    Low,
    Medium,
    High,
    Critical,
}

impl From<RiskArg> for Risk {
    fn from(risk: RiskArg) -> Self {
        match risk {
            RiskArg::Low => Risk::Low,
            RiskArg::Medium => Risk::Medium,
            RiskArg::High => Risk::High,
            RiskArg::Critical => Risk::Critical,
        }
    }
}

/// A language, by its tag or a locale.
fn language(text: &str) -> Result<LangId, String> {
    LangId::parse(text).ok_or_else(|| {
        let tags: Vec<_> = LangId::ALL.iter().map(|id| id.tag()).collect();
        format!("the languages are {}", tags.join(", "))
    })
}

/// Seconds since midnight.
fn hour(text: &str) -> Result<i64, String> {
    let time: jiff::civil::Time =
        text.parse().map_err(|_| "say hours and minutes, for example 06:00".to_owned())?;
    Ok(i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DateOrderArg {
    // 31/12/2026
    Dmy,
    // 12/31/2026
    Mdy,
}

impl From<DateOrderArg> for DateOrder {
    fn from(order: DateOrderArg) -> Self {
        match order {
            DateOrderArg::Dmy => DateOrder::DayFirst,
            DateOrderArg::Mdy => DateOrder::MonthFirst,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_renderer_can_be_asked_for() {
        let names: Vec<_> = Format::value_variants().iter().map(|format| format.name()).collect();
        let renderers: Vec<_> =
            crate::render::RENDERERS.iter().map(|renderer| renderer.name()).collect();
        assert_eq!(names, renderers);
    }
}
