//! `nltriage explain`: what is known about a code, a family, a rule, a module or a finding.

use std::fmt::Write as _;

use anyhow::bail;

use super::{analyse, args::Explain, console::Console, environment, exit::Exit};
use crate::{
    code::Code,
    knowledge::{Evidence, Family, Finding, KnowledgeBase, Rule, Step, Subject},
    lang::{
        Lang,
        word::{self, Word},
    },
    render::{columns, degree, role, wrap},
};

pub(super) fn run(args: &Explain) -> anyhow::Result<Exit> {
    let base = analyse::knowledge(&args.rules)?;
    let lang = environment::language(args.lang);
    let width = environment::width(Console::is_stdout_a_terminal()).clamp(40, 100);
    let mut sheet = Sheet::new(lang, width);
    let what = args.what.trim();
    if !explain(&base, what, &mut sheet) {
        bail!("{}", unknown(&base, what));
    }
    Console::print(|out| out.write_all(sheet.text.as_bytes()))?;
    Ok(Exit::Complete)
}

/// Names are suggested when no more than one letter in three differs.
const LETTERS_PER_SLIP: usize = 3;
const MAX_SUGGESTIONS: usize = 5;

/// What could have been meant instead.
fn unknown(base: &KnowledgeBase, what: &str) -> String {
    let asked = what.to_lowercase();
    let subjects = base.subjects().iter().map(|subject| subject.id.clone());
    let families = base.families().iter().map(|family| family.prefix.clone());
    let findings = base.findings().iter().map(|finding| finding.id.clone());
    let rules = base.rules().iter().flat_map(|rule| {
        // A rule may be asked for without its module.
        let short = rule.id.split('/').nth(1).unwrap_or_default().to_owned();
        let codes = rule.entry.codes.iter().cloned();
        [(short, rule.id.clone()), (rule.id.clone(), rule.id.clone())]
            .into_iter()
            .chain(codes.map(|code| (code.clone(), code)))
    });
    let names =
        subjects.chain(families).chain(findings).map(|name| (name.clone(), name)).chain(rules);
    let most = (asked.chars().count() / LETTERS_PER_SLIP).max(1);
    let mut near: Vec<(usize, String)> = names
        .map(|(name, shown)| (strsim::osa_distance(&name.to_lowercase(), &asked), shown))
        .filter(|(slips, _)| *slips <= most)
        .collect();
    near.sort();
    let mut shown: Vec<String> = Vec::new();
    for (_, name) in near {
        if !shown.contains(&name) && shown.len() < MAX_SUGGESTIONS {
            shown.push(name);
        }
    }
    let hint = if shown.is_empty() {
        let ids: Vec<_> = base.subjects().iter().map(|subject| subject.id.as_str()).collect();
        format!(
            "a code (XSV-350008), a family (XSV), a rule (`nltriage rules list`), or one of: {}",
            ids.join(" ")
        )
    } else {
        format!("did you mean {}?", shown.join(", "))
    };
    format!("nothing is known about `{what}`; {hint}")
}

/// Text in two columns: what it is, and what it says.
struct Sheet {
    text: String,
    lang: &'static Lang,
    width: usize,
    /// Columns of the first column.
    margin: usize,
}

/// The words of the first column.
const LABELS: [Word; 17] = [
    word::EX_RULE,
    word::EX_CODES,
    word::EX_MEANS,
    word::EX_CHECK,
    word::EX_FOLLOWS,
    word::EX_EXAMPLE,
    word::EX_SOURCE,
    word::EX_BELONGS_TO,
    word::EX_LOOK_IN,
    word::EX_SEND,
    word::EX_IMPACT,
    word::EX_CURE,
    word::EX_LOG,
    word::EX_PORTS,
    word::EX_SETTING,
    word::EX_SILENCE,
    word::EX_RESTART,
];

impl Sheet {
    fn new(lang: &'static Lang, width: usize) -> Self {
        let widest = LABELS.iter().map(|label| columns(lang.say(*label))).max().unwrap_or(0);
        Self { text: String::new(), lang, width, margin: (widest + 3).min(width / 2) }
    }

    fn heading(&mut self, text: &str) {
        for line in wrap(text, self.width) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// A label with its text, wrapped; nothing when there is no text.
    fn entry(&mut self, label: Word, text: &str) {
        self.row(self.lang.say(label), text);
    }

    fn row(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        for (index, line) in wrap(text, self.width - self.margin).iter().enumerate() {
            let label = if index == 0 { format!("  {label} ") } else { String::new() };
            let gap = " ".repeat(self.margin.saturating_sub(columns(&label)));
            let _ = writeln!(self.text, "{label}{gap}{line}");
        }
    }

    /// Numbered steps; a command stands whole on a line of its own, to be copied.
    fn steps(&mut self, steps: &[Step]) {
        for (number, step) in steps.iter().enumerate() {
            let risk = degree(self.lang, step.risk.name());
            let risk = self.lang.fill(word::STEP_RISK, &[("risk", risk)]);
            self.row(&format!("{}.", number + 1), &format!("{risk} {}", plain(&step.text)));
            if !step.command.is_empty() {
                let gap = " ".repeat(self.margin + 2);
                let _ = writeln!(self.text, "{gap}{}", plain(&step.command));
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
    if let Some(subject) = base.subject(base.canonical(what)) {
        guide(base, subject, sheet);
        return true;
    }
    let is_meant = |rule: &&Rule| rule.id == what || rule.entry.aliases.iter().any(|id| id == what);
    if let Some(rule) = base.rules().iter().find(is_meant) {
        one_rule(rule, sheet);
        return true;
    }
    if let Some(finding) = base.findings().iter().find(|finding| finding.id == what) {
        one_finding(finding, sheet);
        return true;
    }
    if let Some(family) = base.families().iter().find(|family| family.prefix == upper) {
        one_family(family, sheet);
        for rule in base.rules() {
            for code in rule.entry.codes.iter().filter(|code| code.starts_with(&upper)) {
                sheet.row(code, &format!("{}  ({})", rule.entry.title, rule.id));
            }
        }
        return true;
    }
    explain_check(base, &upper, sheet)
}

/// `PU-0006`: the number of a migration check, which is no code. Every rule that names it.
fn explain_check(base: &KnowledgeBase, what: &str, sheet: &mut Sheet) -> bool {
    let Some(number) = what.trim_matches(['[', ']']).strip_prefix("PU-") else {
        return false;
    };
    let literal = format!("[PU-{number}]");
    let names = |rule: &&Rule| rule.entry.any.iter().chain(&rule.entry.all).any(|l| *l == literal);
    let found: Vec<_> = base.rules().iter().filter(names).collect();
    several(&found, sheet);
    !found.is_empty()
}

fn several(rules: &[&Rule], sheet: &mut Sheet) {
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            sheet.text.push('\n');
        }
        one_rule(rule, sheet);
    }
}

/// Every rule that names the code; else its family, if the digits belong to it.
fn explain_code(base: &KnowledgeBase, code: Code, sheet: &mut Sheet) -> bool {
    let names = |rule: &&Rule| rule.entry.codes.iter().any(|known| known == code.as_str());
    let found: Vec<_> = base.rules().iter().filter(names).collect();
    if !found.is_empty() {
        several(&found, sheet);
        return true;
    }
    let name = code.as_str();
    if let Some(family) = base.family(code) {
        sheet.heading(&sheet.lang.fill(word::EX_FAMILY_ONLY, &[("code", name)]));
        one_family(family, sheet);
        return true;
    }
    let Some(family) = base.families().iter().find(|family| family.prefix == code.prefix()) else {
        return false;
    };
    let values = [("code", name), ("prefix", &family.prefix), ("number", &family.number)];
    sheet.heading(&sheet.lang.fill(word::EX_SUSPICIOUS, &values));
    true
}

fn one_rule(rule: &Rule, sheet: &mut Sheet) {
    let entry = &rule.entry;
    let severity = degree(sheet.lang, entry.severity.name());
    let part = role(sheet.lang, entry.role);
    sheet.heading(&format!("{}  ({severity}, {part})", entry.title));
    sheet.entry(word::EX_RULE, &rule.id);
    sheet.entry(word::EX_CODES, &entry.codes.join(" "));
    sheet.entry(word::EX_MEANS, &plain(&entry.cause));
    sheet.steps(&entry.steps);
    sheet.entry(word::EX_CHECK, &plain(&entry.verify));
    sheet.entry(word::EX_FOLLOWS, &entry.symptom_of.join(", "));
    sheet.entry(word::EX_EXAMPLE, entry.examples.first().map_or("", String::as_str));
    let evidence = sheet.lang.say(match entry.evidence {
        Evidence::Confirmed => word::EX_CONFIRMED,
        Evidence::Documented => word::EX_DOCUMENTED,
        Evidence::Inferred => word::EX_INFERRED,
    });
    sheet.entry(word::EX_SOURCE, &format!("{evidence}; {}", entry.references.join("; ")));
}

/// A finding with everything that may be behind it.
fn one_finding(finding: &Finding, sheet: &mut Sheet) {
    sheet.heading(&format!("{}  ({})", finding.title, degree(sheet.lang, finding.severity.name())));
    sheet.entry(word::EX_BELONGS_TO, &finding.module);
    sheet.entry(word::EX_MEANS, &finding.meaning);
    sheet.heading(&format!("  {}", sheet.lang.say(word::CAUSES)));
    for (number, cause) in finding.causes.iter().enumerate() {
        let rules = cause.rules.iter().chain(&cause.also).cloned().collect::<Vec<_>>().join(", ");
        let text = format!("{}. {} ({rules})", cause.title, plain(&cause.look));
        sheet.row(&format!("{}.", number + 1), &text);
    }
    sheet.entry(word::EX_CHECK, &finding.verify);
    sheet.entry(word::EX_SOURCE, &finding.references.join("; "));
}

fn one_family(family: &Family, sheet: &mut Sheet) {
    sheet.heading(&format!("{}-{}....  {}", family.prefix, family.number, family.about));
    let responsible = family.area.as_deref().or(family.module.as_deref());
    sheet.entry(word::EX_BELONGS_TO, responsible.unwrap_or("-"));
    sheet.entry(word::EX_LOOK_IN, &family.look_in);
    sheet.entry(word::EX_SEND, &family.send);
}

fn guide(base: &KnowledgeBase, subject: &Subject, sheet: &mut Sheet) {
    let guide = &subject.guide;
    let words = sheet.lang.module(&subject.id);
    let translated = |text: Option<&'static str>, english: &str| {
        text.filter(|text| !text.is_empty()).unwrap_or(english).to_owned()
    };
    let scope = translated(words.map(|words| words.scope.as_str()), &guide.scope);
    let impact = translated(words.map(|words| words.impact.as_str()), &guide.impact);
    let cure = translated(words.map(|words| words.cure.as_str()), &guide.cure);
    sheet.heading(&format!("{}: {scope}", guide.title));
    sheet.entry(word::EX_IMPACT, &impact);
    sheet.entry(word::EX_CURE, &plain(&cure));
    for log in &guide.logs {
        sheet.entry(word::EX_LOG, &plain(log));
    }
    sheet.entry(word::EX_PORTS, &guide.ports.join(", "));
    for setting in &guide.settings {
        sheet.entry(word::EX_SETTING, &plain(setting));
    }
    sheet.entry(word::EX_SILENCE, &guide.silence);
    sheet.entry(word::EX_RERUN, &guide.rerun);
    sheet.steps(&guide.checks);
    if let Some(restart) = &guide.restart {
        let command = plain(&restart.command);
        let risk =
            sheet.lang.fill(word::STEP_RISK, &[("risk", degree(sheet.lang, restart.risk.name()))]);
        let first = if command.is_empty() { String::new() } else { format!("{command}  {risk} ") };
        sheet.entry(word::EX_RESTART, &format!("{first}{}", restart.cancels));
    }
    if !guide.precision.is_empty() {
        sheet.heading(&format!("  {}", sheet.lang.say(word::EX_MORE_DETAIL)));
        sheet.steps(&guide.precision);
    }
    for rule in base.rules().iter().filter(|rule| base.subject_of(rule).id == subject.id) {
        sheet.entry(word::EX_RULE, &format!("{}  {}", rule.id, rule.entry.title));
    }
}
