//! `nltriage rules list` and `nltriage rules check`.

use super::{analyse, args::Rules, console::Console, exit::Exit};
use crate::knowledge::check;

pub(super) fn run(verb: &Rules) -> anyhow::Result<Exit> {
    let (Rules::List { packs } | Rules::Check { packs }) = verb;
    let base = analyse::knowledge(packs)?;
    let mut lines = Vec::new();
    let mut exit = Exit::Complete;
    match verb {
        Rules::List { .. } => {
            for rule in base.rules() {
                let codes = rule.entry.codes.join(" ");
                lines.push(format!(
                    "{:<44} {:<8} {:<8} {} {codes}",
                    rule.id,
                    rule.entry.severity.name(),
                    rule.entry.role.name(),
                    rule.entry.title
                ));
            }
        }
        Rules::Check { .. } => {
            let complaints = check(&base)?;
            lines.extend(complaints.iter().map(ToString::to_string));
            lines.push(format!(
                "{} rules, {} modules and areas, {} families: {}",
                base.rules().len(),
                base.subjects().len(),
                base.families().len(),
                if complaints.is_empty() {
                    "sound".to_owned()
                } else {
                    format!("{} complaints", complaints.len())
                }
            ));
            if !complaints.is_empty() {
                exit = Exit::Usage;
            }
        }
    }
    Console::print(|out| lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end())))?;
    Ok(exit)
}
