//! `nltriage explain`: what is known about a code, a family, a rule or a module.

use std::fmt::Write as _;

use anyhow::bail;

use super::{analyse, args::Explain, console::Console, exit::Exit, output::NotWritten};
use crate::{
    code::Code,
    knowledge::{Evidence, Family, KnowledgeBase, Rule, Step, Subject},
    render::wrap,
};

pub(super) fn run(args: &Explain, console: &mut Console) -> anyhow::Result<Exit> {
    let base = analyse::knowledge(&args.rules)?;
    let width = analyse::width(Console::is_stdout_a_terminal()).clamp(40, 100);
    let mut sheet = Sheet { text: String::new(), width };
    if !explain(&base, args.what.trim(), &mut sheet) {
        bail!(
            "nothing is known about `{}`; a code (XSV-350008), a family (XSV), a rule (`nltriage rules list`), or one of: {}",
            args.what,
            base.subjects().iter().map(|subject| subject.id.as_str()).collect::<Vec<_>>().join(" ")
        );
    }
    console
        .print(|out| out.write_all(sheet.text.as_bytes()))
        .map_err(|error| NotWritten::new(std::path::Path::new("standard output"), &error))?;
    Ok(Exit::Complete)
}

/// Text in two columns: what it is, and what it says.
struct Sheet {
    text: String,
    width: usize,
}

/// Columns of the first column.
const MARGIN: usize = 12;

impl Sheet {
    fn heading(&mut self, text: &str) {
        for line in wrap(text, self.width) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// A label with its text, wrapped; nothing when there is no text.
    fn entry(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        for (index, line) in wrap(text, self.width - MARGIN).iter().enumerate() {
            let label = if index == 0 { format!("  {label} ") } else { String::new() };
            let _ = writeln!(self.text, "{label:<MARGIN$}{line}");
        }
    }

    /// Numbered steps; a command stands whole on a line of its own, to be copied.
    fn steps(&mut self, steps: &[Step]) {
        for (number, step) in steps.iter().enumerate() {
            let risk = step.risk.name();
            self.entry(
                &format!("{}.", number + 1),
                &format!("[risk: {risk}] {}", plain(&step.text)),
            );
            if !step.command.is_empty() {
                let _ = writeln!(self.text, "{:MARGIN$}  {}", "", plain(&step.command));
            }
        }
    }
}

/// `{instance}` as people write it.
fn plain(text: &str) -> String {
    text.replace('{', "<").replace('}', ">")
}

/// Looks a word up: code, module or area, rule, family. False when nothing is known.
fn explain(base: &KnowledgeBase, what: &str, sheet: &mut Sheet) -> bool {
    let upper = what.to_ascii_uppercase();
    if let Some(code) = Code::parse(&upper) {
        return explain_code(base, code, sheet);
    }
    if let Some(subject) = base.subject(what) {
        guide(base, subject, sheet);
        return true;
    }
    let is_meant = |rule: &&Rule| rule.id == what || rule.entry.aliases.iter().any(|id| id == what);
    if let Some(rule) = base.rules().iter().find(is_meant) {
        one_rule(rule, sheet);
        return true;
    }
    let Some(family) = base.families().iter().find(|family| family.prefix == upper) else {
        return false;
    };
    one_family(family, sheet);
    for rule in base.rules() {
        for code in rule.entry.codes.iter().filter(|code| code.starts_with(&upper)) {
            sheet.entry(code, &format!("{}  ({})", rule.entry.title, rule.id));
        }
    }
    true
}

/// Every rule that names the code; else its family, if the digits belong to it.
fn explain_code(base: &KnowledgeBase, code: Code, sheet: &mut Sheet) -> bool {
    let mut is_known = false;
    for rule in base.rules() {
        if rule.entry.codes.iter().any(|known| known == code.as_str()) {
            if is_known {
                sheet.text.push('\n');
            }
            one_rule(rule, sheet);
            is_known = true;
        }
    }
    if is_known {
        return true;
    }
    let name = code.as_str();
    if let Some(family) = base.family(code) {
        sheet.heading(&format!("{name} itself is not known here; its family is."));
        one_family(family, sheet);
        return true;
    }
    let Some(family) = base.families().iter().find(|family| family.prefix == code.prefix()) else {
        return false;
    };
    let (prefix, number) = (&family.prefix, &family.number);
    sheet
        .heading(&format!("{name} looks suspicious: {prefix} codes begin with {prefix}-{number}."));
    true
}

fn one_rule(rule: &Rule, sheet: &mut Sheet) {
    let entry = &rule.entry;
    sheet.heading(&format!("{}  ({}, {})", entry.title, entry.severity.name(), entry.role.name()));
    sheet.entry("rule", &rule.id);
    sheet.entry("codes", &entry.codes.join(" "));
    sheet.entry("means", &plain(&entry.cause));
    sheet.steps(&entry.steps);
    sheet.entry("check", &plain(&entry.verify));
    sheet.entry("follows", &entry.symptom_of.join(", "));
    sheet.entry("example", entry.examples.first().map_or("", String::as_str));
    let evidence = match entry.evidence {
        Evidence::Confirmed => "confirmed by a public excerpt",
        Evidence::Documented => "documented",
        Evidence::Inferred => "inferred: treat it as a hypothesis",
    };
    sheet.entry("source", &format!("{evidence}; {}", entry.references.join("; ")));
}

fn one_family(family: &Family, sheet: &mut Sheet) {
    sheet.heading(&format!("{}-{}....  {}", family.prefix, family.number, family.about));
    let responsible = family.area.as_deref().or(family.module.as_deref());
    sheet.entry("belongs to", responsible.unwrap_or("unknown"));
    sheet.entry("look in", &family.look_in);
    sheet.entry("send", &family.send);
}

fn guide(base: &KnowledgeBase, subject: &Subject, sheet: &mut Sheet) {
    let guide = &subject.guide;
    sheet.heading(&format!("{}: {}", guide.title, guide.scope));
    sheet.entry("impact", &guide.impact);
    for log in &guide.logs {
        sheet.entry("log", &plain(log));
    }
    sheet.entry("ports", &guide.ports.join(", "));
    for setting in &guide.settings {
        sheet.entry("setting", setting);
    }
    sheet.entry("silence", &guide.silence);
    sheet.steps(&guide.checks);
    if let Some(restart) = &guide.restart {
        let command = plain(&restart.command);
        let risk = restart.risk.name();
        let first =
            if command.is_empty() { String::new() } else { format!("{command}  [risk: {risk}] ") };
        sheet.entry("restart", &format!("{first}{}", restart.cancels));
    }
    for rule in base.rules().iter().filter(|rule| base.subject_of(rule).id == subject.id) {
        sheet.entry("rule", &format!("{}  {}", rule.id, rule.entry.title));
    }
}
