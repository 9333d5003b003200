//! What messages have in common that differ in digits alone, and what their digits decide all the same.
//!
//! A *shape* is a message with `0` for each of its digits. Nearly everything about a message follows from its shape: where
//! its words and quotes end, which of them a template hides, where codes, literals of rules and the names of things stand.
//! What does not is read from the message at places that the shape knows: the digits that decide about a template, those
//! of codes, and those of literals.

mod decided;
mod hits;
mod told;
mod zero;

use std::{cell::OnceCell, ops::Range};

use smallvec::SmallVec;
use xxhash_rust::xxh3::xxh3_128;

use self::{decided::Decided, hits::sort, told::Told};
pub(super) use self::{
    hits::Hits,
    zero::{hash_zeroed, zero_digits},
};
use super::{
    Classification,
    classify::add_code,
    entity::Named,
    literals::Literals,
    recent::Recent,
    template::{Template, finish, mask, walk},
};
use crate::code::{self, Code};

/// Templates that hang on more than the digits that they keep: how many are remembered.
pub(super) const TEMPLATES: usize = 4_000;

/// What is known of a shape: what each message asks for, and apart from it what is asked for when one tells something new, since a
/// long log has more shapes than the caches hold.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// What was found out about its last message. Most that follow tell the same.
    pub(super) last: Known,
    told: Told,
    /// The things that its messages name.
    pub(super) named: Box<[Named]>,
    places: Box<Places>,
}

/// Where digits of a shape decide about anything.
#[derive(Debug, Default)]
struct Places {
    /// Whether templates differ in the digits that they keep, and in nothing else.
    is_told_by_kept: bool,
    /// One of those, made when it is needed: with which digits does not matter.
    template: OnceCell<Box<[u8]>>,
    /// A hash of the literals that all its messages hold.
    literals: u128,
    all: Box<[Place]>,
}

/// What is known of all messages of a shape that tell the same.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What rules say, unless they are to be asked about each message.
    pub(super) verdict: Option<Classification>,
    /// That of the template.
    pub(super) fingerprint: u128,
    /// In order, each once.
    pub(super) codes: SmallVec<[Code; 1]>,
}

/// A place of a message whose digits decide about something.
#[derive(Debug)]
struct Place {
    what: What,
    at: Range<u16>,
}

#[derive(Debug)]
enum What {
    Code,
    /// Digits that decide about the template; where it keeps them.
    Digits(u16),
    /// A form of literals with digits.
    Form(u32),
}

/// What is read from a message; room that is used again for each.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Its codes, in order, each once.
    pub(super) codes: Vec<Code>,
    pub(super) named: Vec<Named>,
    /// The literals that its digits decide about: sorted, each once.
    pub(super) literals: Vec<usize>,
    /// The digits that decide about its template.
    digits: Vec<u8>,
}

impl Shape {
    /// Looks at a message, which is `zeroed`.
    pub(super) fn learn(message: &[u8], zeroed: &[u8], literals: &Literals) -> Self {
        let mut hits = Hits::default();
        hits.find(zeroed, literals);
        let Decided { template, rows, is_told_by_kept } = Decided::of(message);
        let codes = code::find(message).map(|(_, at)| Place::new(What::Code, at));
        let digits = rows.into_iter().map(|(kept, at)| Place::new(What::Digits(short(kept)), at));
        let forms = hits.forms.iter().map(|(form, at)| {
            let form = u32::try_from(*form).expect("a few thousand literals");
            Place::new(What::Form(form), at.clone())
        });
        let all: Box<[_]> = codes.chain(digits).chain(forms).collect();
        let Template { fingerprint, .. } = finish(&template);
        Self {
            last: Known { fingerprint, ..Known::default() },
            told: Told::of(message, all.iter().map(Place::at)),
            named: hits.named(message).collect(),
            places: Box::new(Places {
                is_told_by_kept,
                template: OnceCell::new(),
                literals: hits.hash(),
                all,
            }),
        }
    }

    /// Bytes in memory, with those of its table.
    pub(super) fn weight(&self) -> usize {
        let lists = size_of::<Places>()
            + size_of_val(&*self.places.all)
            + size_of_val(&*self.named)
            + self.told.weight();
        2 * size_of::<(u64, u32)>() + size_of::<Self>() + lists + REST
    }

    /// Looks at it, so that it is in the caches of the processor.
    pub(super) fn fetch(&self) -> bool {
        self.named.is_empty() ^ self.last.verdict.is_some()
    }

    /// The same for what lies elsewhere.
    pub(super) fn fetch_rest(&self) -> u16 {
        self.named.first().map_or(0, |named| named.kind as u16) ^ self.told.fetch()
    }

    /// A hash of the literals that all its messages hold.
    pub(super) fn literals(&self) -> u128 {
        self.places.literals
    }

    /// Whether a message of this shape tells what the one before told, so that what was found out about that one holds for it.
    pub(super) fn is_told_again(&mut self, message: &[u8]) -> bool {
        self.told.is_told_again(message)
    }

    /// Reads from a message of this shape what its digits decide about.
    pub(super) fn read(&self, message: &[u8], literals: &Literals, reading: &mut Reading) {
        reading.clear();
        for place in &self.places.all {
            let text = place.text(message);
            match &place.what {
                What::Code => add_code(&mut reading.codes, Code::at_place(text)),
                What::Digits(_) => reading.digits.extend_from_slice(text),
                What::Form(form) => reading.literals.extend(literals.at(*form as usize, text)),
            }
        }
        sort(&mut reading.literals);
    }

    /// The template of a message of this shape, from which this was read; `hash` is that of the shape, `out` room for text.
    pub(super) fn template<'a>(
        &self,
        message: &'a [u8],
        reading: &Reading,
        hash: u64,
        seen: &mut Recent<u128, TEMPLATES>,
        out: &'a mut Vec<u8>,
    ) -> Template<'a> {
        if !self.places.is_told_by_kept {
            let decided = reading.decided();
            let fingerprint =
                seen.get_or_insert_with(decided ^ u128::from(hash), || mask(message, out));
            return Template::of(*fingerprint, message);
        }
        let template = self.places.template.get_or_init(|| {
            out.clear();
            walk(message, out);
            out.as_slice().into()
        });
        out.clear();
        out.extend_from_slice(template);
        for place in &self.places.all {
            if let What::Digits(kept) = &place.what {
                let digits = place.text(message);
                out[usize::from(*kept)..][..digits.len()].copy_from_slice(digits);
            }
        }
        finish(out)
    }
}

impl Place {
    fn new(what: What, at: Range<usize>) -> Self {
        Self { what, at: short(at.start)..short(at.end) }
    }

    fn at(&self) -> Range<usize> {
        usize::from(self.at.start)..usize::from(self.at.end)
    }

    fn text<'a>(&self, message: &'a [u8]) -> &'a [u8] {
        &message[self.at()]
    }
}

impl Reading {
    /// Forgets what was read before.
    pub(super) fn clear(&mut self) {
        let Self { codes, named, literals, digits } = self;
        codes.clear();
        named.clear();
        literals.clear();
        digits.clear();
    }

    /// A hash of the digits that decide about the template.
    fn decided(&self) -> u128 {
        if self.digits.is_empty() { 0 } else { xxh3_128(&self.digits) }
    }
}

/// Bytes that most shapes take beside: what the allocator adds, and a template now and then.
const REST: usize = 48;

/// A place in a message of at most 4 KiB.
fn short(at: usize) -> u16 {
    u16::try_from(at).expect("a shape is short")
}

#[cfg(test)]
mod tests;
