//! What to do: the steps of the issues in the order of their rank, with names filled in.

use std::collections::BTreeSet;

use super::{Action, Issue};
use crate::{
    input::Identity,
    knowledge::{EntityKind, Role, Step},
    redact::TOKENS,
    summary::Group,
};

/// Names that stand for `{instance}`, `{operator}` … in a step.
pub(super) struct Names(Vec<(&'static str, Option<String>)>);

impl Names {
    /// The commonest names in a group.
    pub(super) fn of(group: &Group) -> Self {
        let entity = |kind: EntityKind| {
            let (value, _) = group.entities.get(&kind)?.first()?;
            Some(value.as_str().to_owned())
        };
        Self(vec![
            ("instance", instance(group)),
            ("operator", entity(EntityKind::Operator)),
            ("workflow", entity(EntityKind::Workflow)),
            ("delivery", entity(EntityKind::Delivery)),
            ("host", entity(EntityKind::Host)),
            ("path", entity(EntityKind::Path)),
        ])
    }

    /// Only the instance is known.
    pub(super) fn of_instance(instance: Option<String>) -> Self {
        let unknown = ["operator", "workflow", "delivery", "host", "path"];
        let unknown = unknown.into_iter().map(|name| (name, None));
        Self([("instance", instance)].into_iter().chain(unknown).collect())
    }

    /// The step with its names; a name that is not known, or not safe in a command, stays as `<instance>`.
    pub(super) fn fill(&self, step: &Step) -> Step {
        Step {
            text: self.fill_text(&step.text),
            command: self.replace(&step.command, is_safe_in_a_command),
            risk: step.risk,
        }
    }

    /// A sentence with its names.
    pub(super) fn fill_text(&self, text: &str) -> String {
        self.replace(text, is_safe_in_a_sentence)
    }

    fn replace(&self, text: &str, is_fine: impl Fn(&str) -> bool) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.0 {
            // Most texts hold no name at all.
            if !text.contains('{') {
                break;
            }
            let placeholder = format!("{{{name}}}");
            if text.contains(&placeholder) {
                let value = value.as_deref().filter(|value| is_fine(value));
                let value = value.map_or_else(|| format!("<{name}>"), str::to_owned);
                text = text.replace(&placeholder, &value);
            }
        }
        text
    }
}

/// A name of a log may be anybody's; in a command that people paste it must not do anything.
fn is_safe_in_a_command(value: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    !value.is_empty() && value.len() <= 64 && !value.starts_with('-') && value.bytes().all(is_plain)
}

/// A sentence is read, and not pasted; but it is trusted to hold no markup other than that of its rule.
fn is_safe_in_a_sentence(value: &str) -> bool {
    let bare = TOKENS.iter().fold(value.to_owned(), |value, token| value.replace(token, ""));
    value.chars().count() <= 80 && !bare.contains('<')
}

/// The instance with most events; what all instances share counts only when there is no other.
fn instance(group: &Group) -> Option<String> {
    let known =
        |identity: &Identity| identity.instance.as_deref().is_some_and(|name| name != "default");
    let most = group.origins.iter().filter(|(identity, _)| known(identity));
    most.max_by_key(|(identity, count)| (**count, std::cmp::Reverse(*identity)))
        .and_then(|(identity, _)| identity.instance.clone())
}

/// All steps of all roots in order; a step that stands there already is not repeated, and noise asks for nothing.
pub(super) fn actions(issues: &[Issue]) -> Vec<Action> {
    let mut seen = BTreeSet::new();
    let mut actions = Vec::new();
    for issue in issues.iter().filter(|issue| !issue.is_symptom() && issue.role != Role::Noise) {
        for step in &issue.steps {
            if !seen.insert((step.text.clone(), step.command.clone())) {
                continue;
            }
            actions.push(Action {
                order: u32::try_from(actions.len() + 1).unwrap_or(u32::MAX),
                issue: issue.id.clone(),
                module: issue.responsible().to_owned(),
                text: step.text.clone(),
                command: step.command.clone(),
                risk: step.risk,
                verify: verify(issue),
                reference: issue.references.first().cloned().unwrap_or_default(),
            });
        }
    }
    actions
}

/// How to see that it helped: in the words of the rule, and with nltriage itself.
fn verify(issue: &Issue) -> String {
    if issue.verify.contains("nltriage") {
        return issue.verify.clone();
    }
    let name = issue.rule.as_deref().unwrap_or(&issue.title);
    format!("{} Then nltriage --since -30m shows no {name}.", issue.verify).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::StepRisk;

    fn fill(instance: Option<&str>, command: &str) -> String {
        let names = Names(vec![("instance", instance.map(str::to_owned))]);
        let step = Step { text: String::new(), command: command.to_owned(), risk: StepRisk::None };
        names.fill(&step).command
    }

    #[test]
    fn names_are_filled_in_and_hostile_ones_are_not() {
        let command = "nlserver restart mta@{instance}";
        assert_eq!(fill(Some("prod1"), command), "nlserver restart mta@prod1");
        assert_eq!(fill(None, command), "nlserver restart mta@<instance>");
        for hostile in ["x; rm -rf /", "$(id)", "a\nb", "-rf", "a b", ""] {
            assert_eq!(
                fill(Some(hostile), command),
                "nlserver restart mta@<instance>",
                "{hostile}"
            );
        }
    }

    #[test]
    fn a_sentence_takes_any_name_but_no_markup() {
        for (operator, told) in [
            ("Jo Doe", "Jo Doe"),
            ("<email>", "<email>"),
            ("<script>x</script>", "<operator>"),
            ("<em<email>ail onclick=x>", "<operator>"),
        ] {
            let names = Names(vec![("operator", Some(operator.to_owned()))]);
            assert_eq!(names.fill_text("Ask {operator}."), format!("Ask {told}."));
        }
    }
}
