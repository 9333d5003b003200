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

use super::{
    KnowledgeBase, Role, Rule, RuleIndex, literals::Literals, pattern::Pattern, shape::zero_digits,
};
use crate::{
    code::{self, Code},
    error::{Error, Result},
};
use hashbrown::HashMap;

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

/// A rule as the classifier needs it.
#[derive(Debug)]
struct Compiled {
    tier: u8,
    /// Position in the order of precedence; smaller wins within a tier.
    precedence: u32,
    any: Vec<usize>,
    all: Vec<usize>,
    pattern: Option<Pattern>,
}

/// Tiers by what a rule looks at; see the module's text.
mod tier {
    pub(super) const CODE_AND_TEXT: u8 = 1;
    pub(super) const CODE: u8 = 2;
    pub(super) const TEXT: u8 = 3;
    pub(super) const FALLBACK: u8 = 4;
    pub(super) const MENTION: u8 = 5;
    pub(super) const WRAPPER: u8 = 6;
}

/// Whether the order of the codes in a record decides within a tier.
pub(super) fn is_by_code(tier: u8) -> bool {
    matches!(tier, tier::CODE | tier::FALLBACK | tier::WRAPPER)
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

/// Room that one thread reuses from message to message.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The codes of the message, in order, each once.
    pub codes: Vec<Code>,
    hits: Vec<bool>,
    found: Vec<usize>,
    shape: Vec<u8>,
}

impl Scratch {
    fn clear(&mut self, literals: usize) {
        self.hits.resize(literals, false);
        for literal in self.found.drain(..) {
            self.hits[literal] = false;
        }
    }

    fn hit(&mut self, literal: usize) {
        if !self.hits[literal] {
            self.hits[literal] = true;
            self.found.push(literal);
        }
    }
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
        literals.build();
        let families =
            base.families().iter().map(|f| (f.prefix.clone(), f.number.clone())).collect();
        Ok(Self { literals, rules, by_code, by_literal, families })
    }

    /// Explains a message. The codes found are left in `scratch`.
    pub fn classify(&self, message: &[u8], scratch: &mut Scratch) -> Classification {
        let mut codes = std::mem::take(&mut scratch.codes);
        find_codes(message, &mut codes);
        let (found, _) = self.explain(message, &codes, scratch);
        scratch.codes = codes;
        found
    }

    /// What a message of these codes is, if no text can change it.
    pub(super) fn by_codes(&self, codes: &[Code]) -> Option<Classification> {
        self.by_plain_code(codes).map(|rule| self.file(Some(rule), codes))
    }

    /// What a message is whose codes are known; and what of it that hangs on, beside its codes and literals.
    pub(super) fn explain(
        &self,
        message: &[u8],
        codes: &[Code],
        scratch: &mut Scratch,
    ) -> (Classification, Asked) {
        if let Some(found) = self.by_codes(codes) {
            return (found, Asked::Nothing);
        }
        scratch.clear(self.literals.len());
        self.find_literals(message, scratch);
        let found = self.by_text(message, codes, &scratch.found, &scratch.hits);
        (self.file(found.rule, codes), found.asked)
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

    /// The best rule for the codes and literals that were found.
    fn by_text(&self, message: &[u8], codes: &[Code], literals: &[usize], hits: &[bool]) -> Found {
        let mut best: Option<(u8, usize, u32, RuleIndex)> = None;
        let mut asked = Asked::Nothing;
        let mut consider = |index: RuleIndex, position: usize| {
            let rule = self.compiled(index);
            // Among codes alone, the first code of the record goes first.
            let position = if is_by_code(rule.tier) { position } else { 0 };
            let rank = (rule.tier, position, rule.precedence, index);
            if best.is_none_or(|best| rank < best) && rule.has_literals(hits) {
                asked = asked.max(rule.asks());
                if rule.has_pattern(message) {
                    best = Some(rank);
                }
            }
        };
        for (position, code) in codes.iter().enumerate() {
            for index in self.by_code.get(code).into_iter().flatten() {
                consider(*index, position);
            }
        }
        for literal in literals {
            for index in &self.by_literal[*literal] {
                consider(*index, 0);
            }
        }
        Found { rule: best.map(|best| best.3), asked }
    }

    fn find_literals(&self, message: &[u8], scratch: &mut Scratch) {
        let mut shape = std::mem::take(&mut scratch.shape);
        zero_digits(message, &mut shape);
        self.literals.find(&shape, |form, place| {
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

/// What rules say of a text.
struct Found {
    rule: Option<RuleIndex>,
    asked: Asked,
}

/// What of a message was looked at beside its codes and literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    Nothing,
    /// What messages of the same shape have in common.
    Shape,
    Digits,
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

impl Compiled {
    fn fits(&self, message: &[u8], hits: &[bool]) -> bool {
        self.has_literals(hits) && self.has_pattern(message)
    }

    fn has_literals(&self, hits: &[bool]) -> bool {
        (self.any.is_empty() || self.any.iter().any(|literal| hits[*literal]))
            && self.all.iter().all(|literal| hits[*literal])
    }

    fn asks(&self) -> Asked {
        match &self.pattern {
            None => Asked::Nothing,
            Some(pattern) if pattern.tells_digits_apart() => Asked::Digits,
            Some(_) => Asked::Shape,
        }
    }

    fn has_pattern(&self, message: &[u8]) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(message))
    }
}

fn compile(rule: &Rule, precedence: u32, literals: &mut Literals) -> Result<Compiled> {
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

fn parse_code(rule: &Rule, code: &str) -> Result<Code> {
    Code::parse(code).ok_or_else(|| {
        let place = rule.place.of(code);
        Error::rules(format!(
            "{place}: rule `{}`: `{code}` is no product code (three letters, a dash, six digits)",
            rule.id
        ))
    })
}

/// The order of precedence: a rule stands before those that its `before` names; otherwise as in the files.
fn precedence(base: &KnowledgeBase) -> Result<Vec<u32>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn explain(message: &str) -> (Option<String>, Option<String>, bool) {
        let base = KnowledgeBase::builtin().expect("loads");
        let classifier = Classifier::new(&base).expect("compiles");
        let found = classifier.classify(message.as_bytes(), &mut Scratch::default());
        let rule = found.rule.map(|index| base.rule(index).id.clone());
        (rule, found.code.map(|code| code.as_str().to_owned()), found.is_family)
    }

    fn rule(message: &str) -> Option<String> {
        explain(message).0
    }

    #[test]
    fn the_cause_inside_a_wrapper_wins_whatever_the_order() {
        let busy = "PGS-220000 PostgreSQL error: FATAL: sorry, too many clients already";
        let wrapper =
            "SOP-330011 Error while executing the method 'Write' of service 'nms:delivery'.";
        for message in [format!("{wrapper} {busy}"), format!("{busy} {wrapper}")] {
            let (rule, code, _) = explain(&message);
            assert_eq!(rule.as_deref(), Some("database/too-many-connections"), "{message}");
            assert!(code.is_some());
        }
    }

    #[test]
    fn a_code_of_a_known_family_is_named_as_such() {
        assert_eq!(
            explain("WKF-569999 something new"),
            (None, Some("WKF-569999".to_owned()), true)
        );
        assert_eq!(
            explain("WKF-119999 digits of another family"),
            (None, Some("WKF-119999".to_owned()), false)
        );
        assert_eq!(explain("nothing to see"), (None, None, false));
    }

    #[test]
    fn a_session_error_belongs_to_web_unless_a_database_error_stands_in_it() {
        let session =
            "SOP-330011 Error while executing the method 'Logon' of service 'xtk:session'.";
        assert!(rule(session).is_some_and(|rule| rule.starts_with("web/")));
        let database = format!(
            "{session} PGS-220000 PostgreSQL error: ERROR: could not determine polymorphic type because input has type unknown"
        );
        assert_eq!(rule(&database).as_deref(), Some("database/error"));
    }
}
