//! The order of rules within a tier.

use hashbrown::HashMap;

use crate::{
    error::{Error, Result},
    knowledge::{KnowledgeBase, Rule},
};

/// The order of precedence: a rule stands before those that its `before` names; otherwise as in the files.
pub(super) fn precedence(base: &KnowledgeBase) -> Result<Vec<u32>> {
    let rules = base.rules();
    let index_of: HashMap<&str, usize> =
        rules.iter().enumerate().map(|(index, rule)| (rule.id.as_str(), index)).collect();
    let mut order = vec![0u32; rules.len()];
    let mut next = 0;
    let mut state = vec![Visit::New; rules.len()];
    // From the last rule to the first, each after everything that it goes before; numbered from the end.
    for index in (0..rules.len()).rev() {
        place_after(index, rules, &index_of, &mut state, &mut |index| {
            order[index] = u32::MAX - next;
            next += 1;
        })?;
    }
    Ok(order)
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

fn place_after(
    index: usize,
    rules: &[Rule],
    index_of: &HashMap<&str, usize>,
    state: &mut [Visit],
    place: &mut dyn FnMut(usize),
) -> Result<()> {
    match state[index] {
        Visit::Done => return Ok(()),
        Visit::Open => {
            let rule = &rules[index];
            let message = format!("{}: rule `{}` goes before itself", rule.place, rule.id);
            return Err(Error::rules(message));
        }
        Visit::New => state[index] = Visit::Open,
    }
    for later in &rules[index].entry.before {
        if let Some(later) = index_of.get(later.as_str()) {
            place_after(*later, rules, index_of, state, place)?;
        }
    }
    state[index] = Visit::Done;
    place(index);
    Ok(())
}
