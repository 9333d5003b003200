//! Which rule explains a message: code, then literals, then pattern, then family, then nothing.
//!
//! A message is matched in tiers; the first with a match wins:
//! 1. rules with codes *and* a condition on the text;
//! 2. rules with codes alone;
//! 3. rules on the text alone;
//! 4. rules with codes alone that are fallbacks: the generic carriers of database errors;
//! 5. rules on a mere mention: `xtk:session` is web's, unless a database code stands in the same record;
//! 6. rules with codes alone that are wrappers.
//!
//! So the cause inside a wrapper is found, whatever the order of the codes. Within a tier `before` decides; `check`
//! sees to it that nothing else has to.

mod candidates;
mod compiled;
mod precedence;
mod scratch;

use hashbrown::HashMap;

pub use self::scratch::Scratch;
pub(super) use self::{
    candidates::Candidates,
    compiled::{Asks, is_by_code},
};
use self::{
    candidates::Rank,
    compiled::{Compiled, compile, parse_code, tier},
    precedence::precedence,
};
use super::{KnowledgeBase, RuleIndex, entity, literals::Literals, shape::zero_digits};
use crate::{
    code::{self, Code},
    error::Result,
};

/// Most codes that are taken from one record.
const MAX_CODES: usize = 8;

/// The compiled rules. Built once, shared by all threads.
#[derive(Debug)]
pub struct Classifier {
    literals: Literals,
    rules: Vec<Compiled>,
    /// Rules by code, best first.
    by_code: HashMap<Code, Vec<RuleIndex>>,
    /// Rules without codes by literal, best first.
    by_literal: Vec<Vec<RuleIndex>>,
    /// Prefix and number of each known family.
    families: Vec<(String, String)>,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classification {
    /// The rule that explains it.
    pub rule: Option<RuleIndex>,
    /// The code that it is filed under.
    pub code: Option<Code>,
    /// Without a rule: whether the code belongs to a known family.
    pub is_family: bool,
}

impl Classifier {
    /// Compiles the rules of a knowledge base.
    ///
    /// # Errors
    /// When a code, a pattern or an order (`before`) is malformed.
    pub fn new(base: &KnowledgeBase) -> Result<Self> {
        let mut literals = Literals::default();
        let precedence = precedence(base)?;
        let mut rules = Vec::new();
        for (rule, precedence) in base.rules().iter().zip(precedence) {
            rules.push(compile(rule, precedence, &mut literals)?);
        }
        let mut by_code: HashMap<Code, Vec<RuleIndex>> = HashMap::new();
        let mut by_literal = vec![Vec::new(); literals.len()];
        for (index, (rule, compiled)) in base.rules().iter().zip(&rules).enumerate() {
            let index = RuleIndex::at(index);
            for code in &rule.entry.codes {
                by_code.entry(parse_code(rule, code)?).or_default().push(index);
            }
            if rule.entry.codes.is_empty() {
                let doors =
                    if compiled.any.is_empty() { &compiled.all[..1] } else { &compiled.any };
                for literal in doors {
                    by_literal[*literal].push(index);
                }
            }
        }
        entity::triggers().for_each(|trigger| literals.add_trigger(trigger));
        literals.build();
        let families =
            base.families().iter().map(|f| (f.prefix.clone(), f.number.clone())).collect();
        Ok(Self { literals, rules, by_code, by_literal, families })
    }

    /// Explains a message. The codes found are left in `scratch`.
    pub fn classify(&self, message: &[u8], scratch: &mut Scratch) -> Classification {
        let mut codes = std::mem::take(&mut scratch.codes);
        find_codes(message, &mut codes);
        let candidates = self.candidates(message, &codes, scratch);
        let found = self.choose(&candidates, message, &codes);
        scratch.codes = codes;
        found
    }

    /// What a message of these codes is, if no text can change it.
    pub(super) fn by_codes(&self, codes: &[Code]) -> Option<Classification> {
        self.by_plain_code(codes).map(|rule| self.file(Some(rule), codes))
    }

    /// The rules that may explain a message whose codes are known. They hang on its codes and literals alone.
    pub(super) fn candidates(
        &self,
        message: &[u8],
        codes: &[Code],
        scratch: &mut Scratch,
    ) -> Candidates {
        if let Some(rule) = self.by_plain_code(codes) {
            return Candidates { asked: Vec::new(), last: Some(rule), asks: Asks::Nothing };
        }
        scratch.clear(self.literals.len());
        self.find_literals(message, scratch);
        let (mut asked, mut last) = (Vec::new(), None::<Rank>);
        self.rank(codes, scratch, |rank| match self.compiled(rank.rule).asks() {
            Asks::Nothing => last = Some(last.map_or(rank, |last| last.min(rank))),
            Asks::Shape | Asks::Digits => asked.push(rank),
        });
        asked.retain(|rank| last.is_none_or(|last| *rank < last));
        asked.sort_unstable();
        let asked: Vec<_> = asked.into_iter().map(|rank| rank.rule).collect();
        let asks = asked.iter().map(|rule| self.compiled(*rule).asks()).max();
        let last = last.map(|rank| rank.rule);
        Candidates { asked, last, asks: asks.unwrap_or(Asks::Nothing) }
    }

    /// What a message is of which these are the candidates.
    pub(super) fn choose(
        &self,
        candidates: &Candidates,
        message: &[u8],
        codes: &[Code],
    ) -> Classification {
        let fits = |rule: &&RuleIndex| self.compiled(**rule).has_pattern(message);
        let rule = candidates.asked.iter().find(fits).copied().or(candidates.last);
        self.file(rule, codes)
    }

    /// What a message is that a rule explains, or none.
    fn file(&self, rule: Option<RuleIndex>, codes: &[Code]) -> Classification {
        let own = rule.and_then(|rule| {
            codes.iter().find(|code| self.by_code.get(*code).is_some_and(|r| r.contains(&rule)))
        });
        let code = own.or_else(|| codes.first()).copied();
        let is_family = rule.is_none() && code.is_some_and(|code| self.is_family(code));
        Classification { rule, code, is_family }
    }

    pub(super) fn literals(&self) -> &Literals {
        &self.literals
    }

    /// All rules that match, with their tier: what `check` looks at.
    pub(super) fn matches(&self, message: &[u8], scratch: &mut Scratch) -> Vec<(u8, RuleIndex)> {
        self.classify(message, scratch);
        scratch.clear(self.literals.len());
        self.find_literals(message, scratch);
        let codes = &scratch.codes;
        let by_code = codes.iter().filter_map(|code| self.by_code.get(code)).flatten();
        let by_text = scratch.found.iter().flat_map(|literal| &self.by_literal[*literal]);
        let mut matches: Vec<_> = by_code
            .chain(by_text)
            .filter(|index| self.compiled(**index).fits(message, &scratch.hits))
            .map(|index| (self.compiled(*index).tier, *index))
            .collect();
        matches.sort_unstable();
        matches.dedup();
        matches
    }

    fn compiled(&self, index: RuleIndex) -> &Compiled {
        &self.rules[index.0 as usize]
    }

    /// The shortcut for most coded messages: when the rules of its first code have no condition on the text, no other
    /// rule can come before them, and the text need not be read.
    fn by_plain_code(&self, codes: &[Code]) -> Option<RuleIndex> {
        let mut rules = codes.iter().filter_map(|code| self.by_code.get(code)).flatten();
        let first = self.by_code.get(codes.first()?)?;
        let is_plain = rules.all(|index| self.compiled(*index).tier != tier::CODE_AND_TEXT);
        let best = first.iter().filter(|index| self.compiled(**index).tier == tier::CODE);
        is_plain.then(|| best.min_by_key(|index| self.compiled(**index).precedence).copied())?
    }

    /// Tells the rules of which codes and literals were found, some of them more than once.
    fn rank(&self, codes: &[Code], scratch: &Scratch, mut tell: impl FnMut(Rank)) {
        let mut consider = |index: &RuleIndex, position: usize| {
            let rule = self.compiled(*index);
            let Compiled { tier, precedence, .. } = *rule;
            // Among codes alone, the first code of the record goes first.
            let position = if is_by_code(tier) { position } else { 0 };
            if rule.has_literals(&scratch.hits) {
                tell(Rank { tier, position, precedence, rule: *index });
            }
        };
        for (position, code) in codes.iter().enumerate() {
            let rules = self.by_code.get(code).into_iter().flatten();
            rules.for_each(|index| consider(index, position));
        }
        for literal in &scratch.found {
            self.by_literal[*literal].iter().for_each(|index| consider(index, 0));
        }
    }

    fn find_literals(&self, message: &[u8], scratch: &mut Scratch) {
        let mut shape = std::mem::take(&mut scratch.shape);
        self.literals.find(zero_digits(message, &mut shape), |form, place| {
            if let Some(literal) = self.literals.at(form, &message[place]) {
                scratch.hit(literal);
            }
        });
        scratch.shape = shape;
    }

    fn is_family(&self, code: Code) -> bool {
        self.families.iter().any(|(prefix, number)| {
            prefix == code.prefix() && code.number().is_none_or(|own| own == number)
        })
    }
}

/// The codes of a message, in order, each once, up to a limit.
pub(super) fn find_codes(message: &[u8], codes: &mut Vec<Code>) {
    codes.clear();
    code::find(message).for_each(|(code, _)| add_code(codes, code));
}

/// Notes a code, each once, up to a limit.
pub(super) fn add_code(codes: &mut Vec<Code>, code: Code) {
    if codes.len() < MAX_CODES && !codes.contains(&code) {
        codes.push(code);
    }
}

#[cfg(test)]
mod tests;
