//! CSV tables, one fact a row: what a spreadsheet or a database reads.
//!
//! Columns are only ever added at the end. To add one, add it to its table; header, rows and `schema.md` come from there.

mod tables;

use std::io;

use csv::WriterBuilder;
use tables::TABLES;

use super::{Renderer, Style, escape};
use crate::report::Report;

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
        TABLES[0].render(report, style, out)
    }
}

/// A table: its name, its columns with what they mean, its rows.
pub struct Table {
    /// File name without its ending.
    pub name: &'static str,
    columns: &'static [(&'static str, &'static str)],
    /// One after the other: a table may be long.
    rows: for<'a> fn(&'a Report) -> Rows<'a>,
}

/// Rows of a table.
type Rows<'a> = Box<dyn Iterator<Item = Vec<Cell>> + 'a>;

/// Header of a last column that only reports without redaction have.
const STAMP: &str = "CONTAINS PERSONAL DATA";

/// What is in a cell.
enum Cell {
    /// Our own words and figures.
    Own(String),
    /// A text of a rule. Names that are filled in hold no markup, but it may begin like a formula.
    Known(String),
    /// Text that may come from a log.
    Untrusted(String),
}

/// All tables and their description, each a file of its own.
pub fn tables() -> impl Iterator<Item = &'static dyn Renderer> {
    TABLES.iter().map(|table| table as &dyn Renderer).chain([&Schema as &dyn Renderer])
}

impl Renderer for Table {
    fn name(&self) -> &'static str {
        self.name
    }

    fn suffix(&self) -> Option<&'static str> {
        Some("csv")
    }

    fn render(&self, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut writer = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        // A column of its own, so that the stamp stays with every row.
        let stamp = (!report.run.redacted).then_some(STAMP);
        writer.write_record(self.columns.iter().map(|(name, _)| *name).chain(stamp))?;
        for row in (self.rows)(report) {
            let cells = row.iter().map(|cell| match cell {
                Cell::Own(text) => text.clone(),
                Cell::Known(text) | Cell::Untrusted(text) if style.csv_raw => escape::line(text),
                Cell::Known(text) => escape::csv_known(text),
                Cell::Untrusted(text) => escape::csv(text),
            });
            writer.write_record(cells.chain(stamp.map(|_| "yes".to_owned())))?;
        }
        writer.flush()
    }
}

/// What the columns of the tables mean, for people.
#[derive(Debug)]
struct Schema;

impl Renderer for Schema {
    fn name(&self) -> &'static str {
        "schema"
    }

    fn suffix(&self) -> Option<&'static str> {
        Some("md")
    }

    fn render(&self, report: &Report, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(
            "# Tables\n\nRFC 4180, UTF-8, one header line. Times are RFC 3339; lists are joined by `;`. A leading `'` keeps a\n\
             spreadsheet from running a cell; `\\x3c` stands for a `<` that would open an element of a page.\n"
                .as_bytes(),
        )?;
        if !report.run.redacted {
            writeln!(
                out,
                "\n**{STAMP}**: nothing was replaced; every table says so in a last column."
            )?;
        }
        for table in TABLES {
            writeln!(out, "\n## {}.csv\n\n| column | meaning |\n|---|---|", table.name)?;
            for (name, meaning) in table.columns {
                writeln!(out, "| `{name}` | {meaning} |")?;
            }
        }
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a cell is made of a figure or a word at hand")]
fn own(value: impl ToString) -> Cell {
    Cell::Own(value.to_string())
}

fn known(value: &str) -> Cell {
    Cell::Known(value.to_owned())
}

fn text(value: &str) -> Cell {
    Cell::Untrusted(value.to_owned())
}

fn optional(value: Option<&str>) -> Cell {
    text(value.unwrap_or_default())
}

/// A figure, a time or a word of our own, where there is one.
fn maybe(value: Option<impl ToString>) -> Cell {
    Cell::Own(value.map_or_else(String::new, |value| value.to_string()))
}
