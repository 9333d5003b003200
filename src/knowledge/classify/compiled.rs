//! A rule as the classifier needs it.

use crate::{
    code::Code,
    error::{Error, Result},
    knowledge::{Role, Rule, literals::Literals, pattern::Pattern},
};

/// A rule as the classifier needs it.
#[derive(Debug)]
pub(super) struct Compiled {
    /// See [`tier`].
    pub(super) tier: u8,
    /// Position in the order of precedence; smaller wins within a tier.
    pub(super) precedence: u32,
    /// Literals of which one must be there, and those that all must be.
    pub(super) any: Vec<usize>,
    pub(super) all: Vec<usize>,
    pattern: Option<Pattern>,
}

/// Tiers by what a rule looks at; see the text of `classify.rs`.
pub(super) mod tier {
    pub(in super::super) const CODE_AND_TEXT: u8 = 1;
    pub(in super::super) const CODE: u8 = 2;
    pub(in super::super) const TEXT: u8 = 3;
    pub(in super::super) const FALLBACK: u8 = 4;
    pub(in super::super) const MENTION: u8 = 5;
    pub(in super::super) const WRAPPER: u8 = 6;
}

/// Whether the order of the codes in a record decides within a tier.
pub(in crate::knowledge) fn is_by_code(tier: u8) -> bool {
    matches!(tier, tier::CODE | tier::FALLBACK | tier::WRAPPER)
}

/// What a rule looks at beside codes and literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::knowledge) enum Asks {
    /// It has no pattern.
    Nothing,
    /// What messages of the same shape have in common.
    Shape,
    Digits,
}

impl Compiled {
    pub(super) fn fits(&self, message: &[u8], hits: &[bool]) -> bool {
        self.has_literals(hits) && self.has_pattern(message)
    }

    pub(super) fn has_literals(&self, hits: &[bool]) -> bool {
        (self.any.is_empty() || self.any.iter().any(|literal| hits[*literal]))
            && self.all.iter().all(|literal| hits[*literal])
    }

    pub(super) fn asks(&self) -> Asks {
        match &self.pattern {
            None => Asks::Nothing,
            Some(pattern) if pattern.tells_digits_apart() => Asks::Digits,
            Some(_) => Asks::Shape,
        }
    }

    pub(super) fn has_pattern(&self, message: &[u8]) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(message))
    }
}

pub(super) fn compile(rule: &Rule, precedence: u32, literals: &mut Literals) -> Result<Compiled> {
    let entry = &rule.entry;
    let mut add =
        |texts: &[String]| texts.iter().map(|text| literals.add(text)).collect::<Vec<_>>();
    let (any, all) = (add(&entry.any), add(&entry.all));
    let pattern = entry.pattern.as_deref().map(|text| Pattern::new(rule, text)).transpose()?;
    let has_text = !any.is_empty() || !all.is_empty() || pattern.is_some();
    let tier = match (entry.codes.is_empty(), has_text) {
        (false, true) => tier::CODE_AND_TEXT,
        (false, false) if entry.role == Role::Wrapper => tier::WRAPPER,
        (false, false) if entry.fallback => tier::FALLBACK,
        (false, false) => tier::CODE,
        (true, _) if any.is_empty() && all.is_empty() => {
            let message = format!(
                "{}: rule `{}` needs a code or a literal (`codes`, `any` or `all`) to be found by",
                rule.place, rule.id
            );
            return Err(Error::rules(message));
        }
        (true, _) if entry.mention => tier::MENTION,
        (true, _) => tier::TEXT,
    };
    Ok(Compiled { tier, precedence, any, all, pattern })
}

pub(super) fn parse_code(rule: &Rule, code: &str) -> Result<Code> {
    Code::parse(code).ok_or_else(|| {
        let place = rule.place.of(code);
        Error::rules(format!(
            "{place}: rule `{}`: `{code}` is no product code (three letters, a dash, six digits)",
            rule.id
        ))
    })
}
