//! Outputs: each turns the same report into bytes. To add one: a file beside this one, a line in [`RENDERERS`].
//!
//! A renderer knows the report and nothing else. Text of a log has no way to the output but through `escape.rs`.

mod against;
mod clock;
mod csv;
mod escape;
mod json;
mod links;
mod markdown;
mod sentences;
mod stretch;
mod terminal;
mod text;

use std::io;

pub use csv::{Csv, Table, tables};
pub use json::Json;
pub use markdown::Markdown;
pub use terminal::Terminal;

pub use escape::line as escape_line;
pub use sentences::{degree, role};
pub use text::{width as columns, wrap};

use crate::{
    lang::{Lang, LangId},
    report::{GoneIssue, Issue, Report, Risk},
};

/// An output.
pub trait Renderer: Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// The ending of a file name that asks for it; `None` when it only goes to a terminal.
    fn suffix(&self) -> Option<&'static str>;

    /// Writes the report.
    ///
    /// # Errors
    /// When writing fails.
    fn render(&self, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()>;
}

/// Every output.
pub static RENDERERS: &[&dyn Renderer] = &[&Terminal, &Markdown, &Csv, &Json];

/// How to show a report. None of it reaches JSON or CSV, but for `csv_raw`.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a page")]
pub struct Style {
    /// Columns of a terminal.
    pub width: usize,
    /// The language of what people read.
    pub lang: &'static Lang,
    /// Whether colours may be used.
    pub has_color: bool,
    /// Issues shown in a table; all when `None`.
    pub top: Option<usize>,
    /// Only issues of these modules (responsible, area, or logged by).
    pub modules: Vec<String>,
    /// Only issues felt on this instance.
    pub instance: Option<String>,
    /// Only issues of at least this risk.
    pub min_risk: Option<Risk>,
    /// Whether every kept detail of each issue is shown.
    pub has_details: bool,
    /// Whether every term of each score is shown.
    pub explains_rank: bool,
    /// Whether cells that a spreadsheet would run are left as they are.
    pub csv_raw: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            width: 80,
            lang: LangId::En.lang(),
            has_color: false,
            top: Some(10),
            modules: Vec::new(),
            instance: None,
            min_risk: None,
            has_details: false,
            explains_rank: false,
            csv_raw: false,
        }
    }
}

impl Style {
    /// Whether an issue passes the filters.
    #[must_use]
    pub fn shows(&self, issue: &Issue) -> bool {
        let is_of = |module: &String| {
            issue.responsible().eq_ignore_ascii_case(module)
                || issue.logged_by.iter().any(|by| by.eq_ignore_ascii_case(module))
        };
        (self.modules.is_empty() || self.modules.iter().any(is_of))
            && self.instance.as_ref().is_none_or(|instance| issue.instances.contains(instance))
            && self.min_risk.is_none_or(|least| issue.risk >= least)
    }

    /// Whether an issue that is gone passes the filters, as far as they can be asked of it: it has no risk and no instance.
    #[must_use]
    pub fn shows_gone(&self, issue: &GoneIssue) -> bool {
        let is_of = |module: &String| issue.responsible().eq_ignore_ascii_case(module);
        self.modules.is_empty() || self.modules.iter().any(is_of)
    }
}
