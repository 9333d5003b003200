//! What messages have in common that differ in digits alone, and what their digits decide all the same.
//!
//! A *shape* is a message with `0` for each of its digits. Nearly everything about a message follows from its shape: where
//! its words and quotes end, which of them a template hides, where codes, literals of rules and the names of things stand.
//! What does not is read from the message at places that the shape knows: the digits that decide about a template, those
//! of codes, and those of literals.

use std::{
    cell::{Cell, OnceCell},
    ops::Range,
};

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Classification, EntityKind,
    classify::add_code,
    entity::{self, Named},
    literals::Literals,
    recent::{Recent, Weigh},
    template::{Sink, Template, finish, mask, walk},
};
use crate::code::{self, Code};

/// Templates that hang on more than the digits that they keep: how many are remembered.
pub(super) const TEMPLATES: usize = 4_000;

/// What is known of a shape. Its places lie in one piece, since a long log has more shapes than the caches hold.
#[derive(Debug)]
pub(super) struct Shape {
    /// That of the template of the message which the shape was learnt from.
    fingerprint: u128,
    /// A hash of the digits that decided about that template.
    decided: u128,
    /// Whether templates differ in the digits that they keep, and in nothing else.
    is_told_by_kept: bool,
    /// One of those, made when it is needed: with which digits does not matter.
    template: OnceCell<Box<[u8]>>,
    /// A hash of the literals that all its messages hold.
    pub(super) literals: u128,
    /// What rules said last, and what they were asked.
    pub(super) verdict: Cell<Option<(u128, Classification)>>,
    places: Box<[Place]>,
}

/// A place of a message that is read, whatever its digits are.
#[derive(Debug)]
struct Place {
    what: What,
    at: Range<u16>,
}

#[derive(Debug)]
enum What {
    Code,
    Name(EntityKind),
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

/// The literals of rules in a shape; room that is used again for each.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// Those of all its messages: sorted, each once.
    always: Vec<usize>,
    /// Forms of literals with digits, and where they stand.
    forms: Vec<(usize, Range<usize>)>,
    bytes: Vec<u8>,
}

/// Writes a message with `0` for each of its digits.
pub(super) fn zero_digits(message: &[u8], zeroed: &mut Vec<u8>) {
    /// Bytes that are looked at together; a rest would be looked at one by one.
    const TOGETHER: usize = 32;
    zeroed.clear();
    zeroed.extend_from_slice(message);
    zeroed.resize(message.len().next_multiple_of(TOGETHER), 0);
    for bytes in zeroed.as_chunks_mut::<TOGETHER>().0 {
        for byte in bytes {
            *byte = if byte.is_ascii_digit() { b'0' } else { *byte };
        }
    }
    zeroed.truncate(message.len());
}

impl Shape {
    /// Looks at a message, which is `zeroed`.
    pub(super) fn learn(message: &[u8], zeroed: &[u8], literals: &Literals) -> Self {
        let mut hits = Hits::default();
        hits.find(zeroed, literals);
        let always = hits.hash();
        let template = Vec::with_capacity(message.len() + 16);
        let mut walked = Walk { template, decides: Vec::new(), is_told_by_kept: true };
        walk(message, &mut walked);
        let Walk { template, decides, is_told_by_kept } = walked;
        let codes = code::find(message).map(|(_, at)| Place::new(What::Code, at));
        let names = entity::find(message).map(|named| {
            let at = named.at();
            Place::new(What::Name(named.kind), at)
        });
        let digits = rows(message, decides);
        let digits = digits.into_iter().map(|(kept, at)| Place::new(What::Digits(kept), at));
        let forms = hits.forms.iter().map(|(form, at)| {
            let form = u32::try_from(*form).expect("a few thousand literals");
            Place::new(What::Form(form), at.clone())
        });
        let mut shape = Self {
            fingerprint: finish(&template).fingerprint,
            decided: 0,
            is_told_by_kept,
            template: OnceCell::new(),
            literals: always,
            verdict: Cell::new(None),
            places: codes.chain(names).chain(digits).chain(forms).collect(),
        };
        let mut reading = Reading::default();
        shape.read(message, literals, &mut reading);
        shape.decided = reading.decided();
        shape
    }

    /// Looks at it, so that it is in the caches of the processor.
    pub(super) fn fetch(&self) -> bool {
        self.places.is_empty() ^ self.verdict.get().is_some() ^ (self.fingerprint == self.decided)
    }

    /// The same for its places, which lie elsewhere.
    pub(super) fn fetch_places(&self) -> u16 {
        let ends = [self.places.first(), self.places.last()];
        ends.into_iter().flatten().fold(0, |sum, place| sum ^ place.at.end)
    }

    /// Reads from a message of this shape what its digits decide about.
    pub(super) fn read(&self, message: &[u8], literals: &Literals, reading: &mut Reading) {
        reading.clear();
        let Reading { codes, named, literals: found, digits } = reading;
        for Place { what, at } in &self.places {
            let text = &message[usize::from(at.start)..usize::from(at.end)];
            match what {
                What::Code => add_code(codes, Code::at_place(text)),
                What::Name(kind) => named.push(Named::new(*kind, at)),
                What::Digits(_) => digits.extend_from_slice(text),
                What::Form(form) => found.extend(literals.at(*form as usize, text)),
            }
        }
        sort(found);
    }

    /// The template of a message of this shape, from which this was read; `hash` is that of the shape, `out` room for text.
    pub(super) fn template<'a>(
        &self,
        message: &'a [u8],
        reading: &Reading,
        hash: u128,
        seen: &mut Recent<u128, TEMPLATES>,
        out: &'a mut Vec<u8>,
    ) -> Template<'a> {
        let decided = reading.decided();
        if decided == self.decided {
            return Template::of(self.fingerprint, message);
        }
        if !self.is_told_by_kept {
            let fingerprint = seen.get_or_insert_with(hash ^ decided, || mask(message, out));
            return Template::of(*fingerprint, message);
        }
        let template = self.template.get_or_init(|| {
            out.clear();
            walk(message, out);
            out.as_slice().into()
        });
        out.clear();
        out.extend_from_slice(template);
        for Place { what, at } in &self.places {
            if let What::Digits(kept) = what {
                let digits = &message[usize::from(at.start)..usize::from(at.end)];
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

impl Hits {
    /// Finds them in a shape.
    pub(super) fn find(&mut self, zeroed: &[u8], literals: &Literals) {
        let Self { always, forms, .. } = self;
        always.clear();
        forms.clear();
        literals.find(zeroed, |number, place| {
            let form = literals.form(number);
            if form.has_digits {
                forms.push((number, place));
            } else {
                always.push(form.literals[0]);
            }
        });
        sort(always);
    }

    /// The literals that digits of a message of this shape decide about: sorted, each once.
    pub(super) fn read(&self, message: &[u8], literals: &Literals, found: &mut Vec<usize>) {
        let forms = self.forms.iter();
        found.extend(forms.filter_map(|(form, at)| literals.at(*form, &message[at.clone()])));
        sort(found);
    }

    /// A hash of those of all messages.
    pub(super) fn hash(&mut self) -> u128 {
        self.bytes.clear();
        let always = self.always.iter();
        always.for_each(|literal| self.bytes.extend_from_slice(&literal.to_le_bytes()));
        xxh3_128(&self.bytes)
    }
}

/// Bytes that most shapes take beside: what the allocator adds, and a template now and then.
const REST: usize = 64;

/// Bytes in memory, with those of its table.
impl Weigh for Box<Shape> {
    fn weight(&self) -> usize {
        2 * size_of::<(u128, Self)>() + size_of::<Shape>() + size_of_val(&*self.places) + REST
    }
}

fn sort(literals: &mut Vec<usize>) {
    literals.sort_unstable();
    literals.dedup();
}

/// The rows of digits in some parts of a message, in order, each once; and where they would stand in the template if all
/// of the part was kept.
fn rows(message: &[u8], mut parts: Vec<(usize, Range<usize>)>) -> Vec<(u16, Range<usize>)> {
    parts.sort_unstable_by_key(|(_, part)| (part.start, part.end));
    let mut rows = Vec::<(u16, Range<usize>)>::new();
    let mut next = 0;
    for (kept, part) in parts {
        let from = part.start.max(next);
        next = next.max(part.end);
        for at in (from..next).filter(|at| message[*at].is_ascii_digit()) {
            match rows.last_mut() {
                Some((_, row)) if row.end == at && at > part.start => row.end = at + 1,
                _ => rows.push((short(kept + at - part.start), at..at + 1)),
            }
        }
    }
    rows
}

/// A place in a message of at most 4 KiB.
fn short(at: usize) -> u16 {
    u16::try_from(at).expect("a shape is short")
}

/// Writes the template and notes which parts of the message decide about it.
struct Walk {
    template: Vec<u8>,
    /// Where it keeps the part, and where the part stands in the message.
    decides: Vec<(usize, Range<usize>)>,
    /// Whether all parts that decide are kept.
    is_told_by_kept: bool,
}

impl Sink for Walk {
    const LOOKS: bool = true;

    fn keep(&mut self, text: &[u8], part: Range<usize>) {
        self.decides.push((self.template.len(), part.clone()));
        self.template.keep(text, part);
    }

    fn hide(&mut self, placeholder: &'static [u8]) {
        self.template.hide(placeholder);
    }

    fn look_at(&mut self, part: Range<usize>) {
        self.is_told_by_kept = false;
        self.decides.push((0, part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read from the second message by the shape of the first: codes, literals, template.
    fn read(learnt: &str, message: &str, literals: &Literals) -> (String, Vec<usize>, String) {
        let (learnt, message) = (learnt.as_bytes(), message.as_bytes());
        let (mut zeroed, mut reading) = (Vec::new(), Reading::default());
        zero_digits(learnt, &mut zeroed);
        let shape = Shape::learn(learnt, &zeroed, literals);
        shape.read(message, literals, &mut reading);
        let mut out = Vec::new();
        let template = shape.template(message, &reading, 7, &mut Recent::default(), &mut out);
        let template = String::from_utf8_lossy(&template.text()).into_owned();
        let codes: Vec<_> = reading.codes.iter().map(|code| code.as_str().to_owned()).collect();
        (codes.join(" "), reading.literals, template)
    }

    #[test]
    fn what_digits_decide_is_read_from_each_message() {
        let mut literals = Literals::default();
        let ports = ["port 6666", "port 7777", "lost"].map(|text| literals.add(text));
        literals.build();
        let read = |learnt: &str, message: &str| read(learnt, message, &literals);
        // Codes, also hidden ones, and numbers that stay.
        let learnt = "PGS-220000 '1 PGS-110000 7' (iRc=-53) 88";
        let (codes, _, template) = read(learnt, "PGS-220031 '9 PGS-110000 8' (iRc=-60) 99");
        assert_eq!(codes, "PGS-220031 PGS-110000");
        assert_eq!(template, "PGS-220031 '<name>' (iRc=-60) <n>");
        let (codes, _, template) = read(learnt, "PGS-220000 '9 PGS-119999 8' (iRc=-53) 99");
        assert_eq!(codes, "PGS-220000 PGS-119999");
        assert_eq!(template, "PGS-220000 '<name>' (iRc=-53) <n>");
        // Statuses, also those that turn out to be none.
        assert_eq!(read("it (403) 9.9.9", "it (903) 5.1.1").2, "it (<n>) 5.1.1");
        // Literals, also those of another number.
        assert_eq!(read("PORT 1234 lost", "PORT 7777 lost").1, [ports[1]]);
        assert_eq!(read("port 1234 port 12345", "port 7777 port 77777").1, [ports[1]]);
        assert_eq!(read("lost port 6666", "lost port 1234").1, [0; 0]);
        // What makes an address of a percent sign, and an id of an `x`.
        assert_eq!(read("a%41b.example 1x7f", "a%40b.example 0x7f").2, "<email> <id>");
    }

    #[test]
    fn zeros_stand_for_digits_alone() {
        let message: Vec<u8> = (0..=255).cycle().skip(40).take(999).collect();
        let mut zeroed = vec![7];
        for end in [0, 1, 31, 32, 33, 999] {
            zero_digits(&message[..end], &mut zeroed);
            let plain =
                message[..end].iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { *byte });
            assert_eq!(zeroed, plain.collect::<Vec<_>>());
        }
    }

    #[test]
    fn literals_of_all_messages_tell_shapes_apart() {
        let mut literals = Literals::default();
        for text in ["lost", "found", "port 6666"] {
            literals.add(text);
        }
        literals.build();
        let hash = |text: &str| {
            let mut hits = Hits::default();
            hits.find(text.as_bytes(), &literals);
            hits.hash()
        };
        assert_eq!(hash("lost and FOUND port 0000"), hash("Found it, lost it"));
        assert_ne!(hash("lost"), hash("found"));
        assert_ne!(hash("lost"), hash(""));
    }
}
