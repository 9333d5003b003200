//! Lints of the knowledge base: each rule must prove itself. Run by the tests and by `nltriage rules check`.

use super::{
    Classifier, KnowledgeBase, Rule, RuleIndex, Scratch, SubjectKind, classify::is_by_code,
};
use crate::error::Result;

/// Longest title, in characters: a table has no more room.
const MAX_TITLE: usize = 60;
/// Shortest literal by which a rule may be found.
const MIN_LITERAL: usize = 5;

/// Something wrong with the knowledge base, with its place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// File and line.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Something wrong with a rule, and the value of the rule that it is about.
struct Fault {
    value: String,
    message: String,
}

/// Everything that is wrong with a knowledge base; empty when it is sound.
///
/// # Errors
/// When the rules do not even compile.
pub fn check(base: &KnowledgeBase) -> Result<Vec<Complaint>> {
    let classifier = Classifier::new(base)?;
    let mut complaints = Vec::new();
    for subject in base.subjects() {
        for message in guide_gaps(subject) {
            complaints.push(Complaint { place: format!("{}.toml:1:1", subject.id), message });
        }
    }
    for (index, rule) in base.rules().iter().enumerate() {
        let mut faults = prose(rule);
        faults.extend(targets(base, rule));
        faults.extend(proof(base, &classifier, RuleIndex::at(index)));
        complaints.extend(faults.into_iter().map(|fault| Complaint {
            place: rule.place.of(&fault.value).to_string(),
            message: format!("rule `{}`: {}", rule.id, fault.message),
        }));
    }
    Ok(complaints)
}

fn guide_gaps(subject: &super::Subject) -> Vec<String> {
    let guide = &subject.guide;
    let mut wanted = vec![
        ("title", guide.title.is_empty()),
        ("scope", guide.scope.is_empty()),
        ("impact", guide.impact.is_empty()),
        ("checks", guide.checks.is_empty()),
    ];
    if subject.kind == SubjectKind::Module {
        wanted.push(("logs", guide.logs.is_empty()));
        wanted.push(("silence", guide.silence.is_empty()));
        wanted.push(("restart", guide.restart.is_none()));
    }
    wanted.retain(|(_, is_missing)| *is_missing);
    wanted.into_iter().map(|(key, _)| format!("`{key}` is missing")).collect()
}

/// What a reader needs and the rule does not say.
fn prose(rule: &Rule) -> Vec<Fault> {
    let (entry, advice) = (&rule.entry, rule.advice());
    let id = &entry.id;
    let mut faults = Vec::new();
    let mut fault = |value: &str, message: String| {
        faults.push(Fault { value: value.to_owned(), message });
    };
    let is_kebab = !id.is_empty()
        && id.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
    if !is_kebab {
        fault(id, format!("the id `{id}` is not kebab-case"));
    }
    if entry.title.is_empty() || entry.title.chars().count() > MAX_TITLE {
        let title = &entry.title;
        fault(title, format!("`title` `{title}` must have 1 to {MAX_TITLE} characters"));
    }
    for (key, is_missing) in [
        ("cause", advice.cause.is_empty()),
        ("steps", advice.steps.is_empty()),
        ("verify", advice.verify.is_empty()),
        ("references", advice.references.is_empty()),
        ("examples", advice.examples.is_empty()),
        ("counterexamples", advice.counterexamples.is_empty()),
    ] {
        if is_missing {
            fault(id, format!("`{key}` is missing"));
        }
    }
    if entry.codes.is_empty()
        && !entry.any.iter().chain(&entry.all).any(|literal| literal.len() >= MIN_LITERAL)
    {
        fault(id, format!("no literal of at least {MIN_LITERAL} characters to be found by"));
    }
    faults
}

fn targets(base: &KnowledgeBase, rule: &Rule) -> Vec<Fault> {
    let exists = |target: &String| match target.strip_suffix("/*") {
        Some("restart") => true,
        Some(subject) => base.subjects().iter().any(|known| known.id == subject),
        None => base.rules().iter().any(|known| known.id == *target),
    };
    let named = rule.entry.symptom_of.iter().chain(&rule.entry.before);
    named
        .filter(|target| !exists(target))
        .map(|target| Fault {
            value: target.clone(),
            message: format!("there is no rule `{target}`"),
        })
        .collect()
}

/// Examples must be won, counterexamples must not, every literal, code and the pattern must be hit.
fn proof(base: &KnowledgeBase, classifier: &Classifier, index: RuleIndex) -> Vec<Fault> {
    let rule = base.rule(index);
    let (entry, advice) = (&rule.entry, rule.advice());
    let mut scratch = Scratch::default();
    let mut faults = Vec::new();
    let mut fault = |value: &str, message: String| {
        faults.push(Fault { value: value.to_owned(), message });
    };
    for (number, example) in advice.examples.iter().enumerate() {
        let named = format!("example {} `{example}`", number + 1);
        let winner = classifier.classify(example.as_bytes(), &mut scratch).rule;
        match winner.map(|winner| base.rule(winner)) {
            Some(winner) if winner.id == rule.id => {
                for other in undeclared(base, classifier, index, example) {
                    let hint = format!("declare `before = [\"{other}\"]`");
                    fault(example, format!("{named} also fits `{other}`; {hint}"));
                }
            }
            Some(Rule { id, .. }) => {
                let hint = format!("add `before = [\"{id}\"]` or say more");
                fault(example, format!("{named} is won by `{id}`; {hint}"));
            }
            None => fault(example, format!("{named} is matched by no rule")),
        }
    }
    for (number, counterexample) in advice.counterexamples.iter().enumerate() {
        if classifier.classify(counterexample.as_bytes(), &mut scratch).rule == Some(index) {
            let named = format!("counterexample {} `{counterexample}`", number + 1);
            fault(counterexample, format!("{named} is won by it"));
        }
    }
    let all_examples = advice.examples.join("\n").to_ascii_lowercase();
    for literal in entry.any.iter().chain(&entry.all).chain(&entry.codes) {
        if !all_examples.contains(&literal.to_ascii_lowercase()) {
            fault(literal, format!("no example holds `{literal}`"));
        }
    }
    faults
}

/// Rules of the same tier that match an example as well, without a declared order.
fn undeclared<'a>(
    base: &'a KnowledgeBase,
    classifier: &Classifier,
    index: RuleIndex,
    example: &str,
) -> Vec<&'a str> {
    let matches = classifier.matches(example.as_bytes(), &mut Scratch::default());
    let Some(tier) = matches.iter().find(|(_, found)| *found == index).map(|(tier, _)| *tier)
    else {
        return Vec::new();
    };
    let is_rival = |other: RuleIndex| other != index && !goes_before(base, index, other);
    let rivals = matches.iter().filter(|(other, found)| *other == tier && is_rival(*found));
    // Among codes of one tier the first code of the record decides, so only rules of that code are rivals.
    let shares_code = |other: RuleIndex| {
        let (own, theirs) = (&base.rule(index).entry.codes, &base.rule(other).entry.codes);
        !is_by_code(tier) || own.iter().any(|code| theirs.contains(code))
    };
    rivals
        .filter(|(_, other)| shares_code(*other))
        .map(|(_, other)| base.rule(*other).id.as_str())
        .collect()
}

/// Whether `first` is declared to go before `second`, directly or through others.
fn goes_before(base: &KnowledgeBase, first: RuleIndex, second: RuleIndex) -> bool {
    let target = &base.rule(second).id;
    let mut open = vec![&base.rule(first).entry];
    let mut seen = Vec::new();
    while let Some(entry) = open.pop() {
        for later in &entry.before {
            if later == target {
                return true;
            }
            if !seen.contains(&later) {
                seen.push(later);
                open.extend(
                    base.rules().iter().find(|rule| rule.id == *later).map(|rule| &rule.entry),
                );
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_knowledge_is_sound() {
        let base = KnowledgeBase::builtin().expect("loads");
        let complaints = check(&base).expect("compiles");
        let text: Vec<_> = complaints.iter().map(ToString::to_string).collect();
        assert!(text.is_empty(), "{}", text.join("\n"));
    }

    #[test]
    fn a_rule_that_proves_nothing_is_refused() {
        let dir = tempfile::tempdir().expect("a directory");
        let file = dir.path().join("web.toml");
        let rule = "[[rule]]\nid = \"Bad_Id\"\nany = [\"sorry, too many clients already\", \"never said\"]\n\
                    before = [\"web/nowhere\"]\nexamples = [\"sorry, too many clients already\", \"other\"]\n";
        #[expect(clippy::disallowed_methods, reason = "a test writes its own pack")]
        std::fs::write(&file, rule).expect("written");
        let base = KnowledgeBase::builtin().and_then(|base| base.with_pack(&file)).expect("loads");
        let text = check(&base)
            .expect("compiles")
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n");
        for complaint in [
            "web.toml:2:7: rule `web/Bad_Id`: the id `Bad_Id` is not kebab-case",
            "`title` `` must have 1 to 60 characters",
            "`cause` is missing",
            "there is no rule `web/nowhere`",
            "web.toml:3:44: rule `web/Bad_Id`: no example holds `never said`",
            "web.toml:5:49: rule `web/Bad_Id`: example 2 `other` is matched by no rule",
            "database/too-many-connections",
        ] {
            assert!(text.contains(complaint), "{complaint} not in:\n{text}");
        }
    }
}
