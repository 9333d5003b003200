//! `nltriage explain`: what is known about a code, a family, a rule, a module or a finding.

mod entries;
mod sheet;

use anyhow::bail;

use self::{
    entries::{guide, one_family, one_finding, one_rule},
    sheet::Sheet,
};
use super::{analyse, args::Explain, console::Console, environment, exit::Exit};
use crate::{
    code::Code,
    knowledge::{KnowledgeBase, Rule},
    lang::word,
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
