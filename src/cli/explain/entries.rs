//! What is said of one thing that is known.

use super::sheet::{Sheet, plain};
use crate::{
    knowledge::{Evidence, Family, Finding, KnowledgeBase, Rule, Subject},
    lang::word,
    render::{degree, role},
};

/// A rule.
pub(super) fn one_rule(rule: &Rule, sheet: &mut Sheet) {
    let (entry, advice) = (&rule.entry, rule.advice());
    let severity = degree(sheet.lang, entry.severity.name());
    let part = role(sheet.lang, entry.role);
    sheet.heading(&format!("{}  ({severity}, {part})", entry.title));
    sheet.entry(word::EX_RULE, &rule.id);
    sheet.entry(word::EX_CODES, &entry.codes.join(" "));
    sheet.entry(word::EX_MEANS, &plain(&advice.cause));
    sheet.steps(&advice.steps);
    sheet.entry(word::EX_CHECK, &plain(&advice.verify));
    sheet.entry(word::EX_FOLLOWS, &entry.symptom_of.join(", "));
    sheet.entry(word::EX_EXAMPLE, advice.examples.first().map_or("", String::as_str));
    let evidence = sheet.lang.say(match advice.evidence {
        Evidence::Confirmed => word::EX_CONFIRMED,
        Evidence::Documented => word::EX_DOCUMENTED,
        Evidence::Inferred => word::EX_INFERRED,
    });
    sheet.entry(word::EX_SOURCE, &format!("{evidence}; {}", advice.references.join("; ")));
}

/// A finding with everything that may be behind it.
pub(super) fn one_finding(finding: &Finding, sheet: &mut Sheet) {
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

/// A family of codes.
pub(super) fn one_family(family: &Family, sheet: &mut Sheet) {
    sheet.heading(&format!("{}-{}....  {}", family.prefix, family.number, family.about));
    let responsible = family.area.as_deref().or(family.module.as_deref());
    sheet.entry(word::EX_BELONGS_TO, responsible.unwrap_or("-"));
    sheet.entry(word::EX_LOOK_IN, &family.look_in);
    sheet.entry(word::EX_SEND, &family.send);
}

/// A module or an area, with its rules.
pub(super) fn guide(base: &KnowledgeBase, subject: &Subject, sheet: &mut Sheet) {
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
