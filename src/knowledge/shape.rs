//! What messages have in common that differ in digits alone, and what their digits decide all the same.
//!
//! A *shape* is a message with `0` for each of its digits. Nearly everything about a message follows from its shape: where
//! its words and quotes end, which of them a template hides, where codes, literals of rules and the names of things stand.
//! What does not is read from the message at places that the shape knows: the digits that a template keeps, those of
//! codes, and those of literals.

use std::{cell::OnceCell, ops::Range};

use xxhash_rust::xxh3::xxh3_128;

use super::{
    classify::add_code,
    entity::{self, Named},
    literals::Literals,
    recent::{Recent, Weigh},
    template::{Sink, Template, finish, mask, shown, walk},
};
use crate::code::{self, Code};

/// Templates of shapes whose digits decide what is kept: how many are remembered.
pub(super) const TEMPLATES: usize = 4_000;

/// What is known of a shape.
#[derive(Debug, Default)]
pub(super) struct Shape {
    template: Kept,
    /// Where codes stand.
    codes: Box<[Range<u16>]>,
    /// The things that its messages name.
    pub(super) named: Box<[Named]>,
    /// Looked for when a rule asks.
    literals: OnceCell<Hits>,
}

/// The literals of rules in a shape.
#[derive(Debug)]
struct Hits {
    /// Those of all its messages, in order.
    always: Box<[u32]>,
    /// Forms of literals with digits, and where they stand.
    forms: Box<[(u32, Range<u16>)]>,
}

/// What templates of a shape have in common.
#[derive(Debug)]
enum Kept {
    /// Templates differ in the digits that they keep, if in anything.
    Template(Model),
    /// What is kept hangs on these digits.
    By(Box<[Range<u16>]>),
}

/// The whole template of the message that a shape was learnt from.
#[derive(Debug)]
struct Model {
    text: Box<[u8]>,
    fingerprint: u128,
    /// Digits that templates keep: where they stand in them and in the message.
    kept: Box<[(u16, Range<u16>)]>,
}

impl Default for Kept {
    fn default() -> Self {
        Self::By(Box::default())
    }
}

/// Makes a shape of a text: puts `0` for each of its digits.
pub(super) fn zero_digits(text: &mut [u8]) {
    for byte in text {
        *byte = if byte.is_ascii_digit() { b'0' } else { *byte };
    }
}

impl Shape {
    /// Looks at a message.
    pub(super) fn learn(message: &[u8]) -> Self {
        Self {
            template: Kept::learn(message),
            codes: code::find(message).map(|(_, at)| short(at.start)..short(at.end)).collect(),
            named: entity::find(message).collect(),
            literals: OnceCell::new(),
        }
    }

    /// The codes of a message of this shape.
    pub(super) fn read_codes(&self, message: &[u8], codes: &mut Vec<Code>) {
        codes.clear();
        self.codes.iter().for_each(|at| add_code(codes, Code::at_place(part(message, at))));
    }

    /// The literals of a message of this shape, which is `zeroed`: sorted, each once.
    pub(super) fn read_literals(
        &self,
        message: &[u8],
        zeroed: &[u8],
        all: &Literals,
        found: &mut Vec<usize>,
    ) {
        let Hits { always, forms } = self.literals.get_or_init(|| Hits::find(zeroed, all));
        found.clear();
        found.extend(always.iter().map(|literal| *literal as usize));
        for (form, at) in forms {
            found.extend(all.at(all.form(*form as usize), part(message, at)));
        }
        if !forms.is_empty() {
            found.sort_unstable();
            found.dedup();
        }
    }

    /// The template of a message of this shape; `hash` is that of the shape, `out` room for text.
    pub(super) fn template<'a>(
        &'a self,
        message: &'a [u8],
        hash: u128,
        seen: &mut Recent<u128, TEMPLATES>,
        out: &'a mut Vec<u8>,
    ) -> Template<'a> {
        match &self.template {
            Kept::Template(model) => model.template(message, out),
            Kept::By(digits) => {
                out.clear();
                out.extend_from_slice(&hash.to_le_bytes());
                digits.iter().for_each(|row| out.extend_from_slice(part(message, row)));
                let fingerprint = seen.get_or_insert_with(xxh3_128(out), || mask(message, out));
                Template::of(*fingerprint, message)
            }
        }
    }
}

impl Model {
    fn new(text: Vec<u8>, kept: Vec<(u16, Range<u16>)>) -> Self {
        let fingerprint = finish(&text).fingerprint;
        Self { text: text.into(), fingerprint, kept: kept.into() }
    }

    /// The template of a message of this shape; `out` is room for it.
    fn template<'a>(&'a self, message: &[u8], out: &'a mut Vec<u8>) -> Template<'a> {
        let is_same = |(at, row): &(u16, Range<u16>)| {
            let digits = part(message, row);
            self.text[usize::from(*at)..][..digits.len()] == *digits
        };
        if self.kept.iter().all(is_same) {
            return Template::masked(self.fingerprint, shown(&self.text));
        }
        out.clear();
        out.extend_from_slice(&self.text);
        for (at, row) in &self.kept {
            let digits = part(message, row);
            out[usize::from(*at)..][..digits.len()].copy_from_slice(digits);
        }
        finish(out)
    }
}

impl Hits {
    fn find(zeroed: &[u8], literals: &Literals) -> Self {
        let (mut always, mut forms) = (Vec::new(), Vec::new());
        literals.find(zeroed, |number, place| {
            let form = literals.form(number);
            if form.has_digits() {
                forms.push((index(number), short(place.start)..short(place.end)));
            } else {
                always.push(index(form.literals[0]));
            }
        });
        always.sort_unstable();
        always.dedup();
        Self { always: always.into(), forms: forms.into() }
    }
}

impl Kept {
    fn learn(message: &[u8]) -> Self {
        let line = memchr::memchr(b'\n', message).unwrap_or(message.len());
        let mut walked = Walk { template: Vec::with_capacity(line + 16), ..Walk::default() };
        walk(message, &mut walked);
        let Walk { template, kept, mut looked_at } = walked;
        if !looked_at.is_empty() {
            looked_at.extend(kept.into_iter().map(|(_, part)| part));
            return Self::By(digits(message, looked_at).into());
        }
        let (mut places, mut rows) = (Vec::with_capacity(kept.len()), Vec::new());
        for (at, part) in kept {
            add_rows(message, part.clone(), &mut rows);
            let place = |row: Range<u16>| (short(at) + row.start - short(part.start), row);
            places.extend(rows.drain(..).map(place));
        }
        Self::Template(Model::new(template, places))
    }
}

/// Bytes in memory, with those of its table.
impl Weigh for Shape {
    fn weight(&self) -> usize {
        let template = match &self.template {
            Kept::Template(Model { text, kept, .. }) => text.len() + size_of_val(&**kept),
            Kept::By(rows) => size_of_val(&**rows),
        };
        let parts = size_of_val(&*self.codes) + size_of_val(&*self.named);
        2 * size_of::<Self>() + LITERALS + template + parts
    }
}

/// Bytes of the literals of most shapes, which are looked for later.
const LITERALS: usize = 50;

/// A place of a message.
fn part<'a>(message: &'a [u8], at: &Range<u16>) -> &'a [u8] {
    &message[usize::from(at.start)..usize::from(at.end)]
}

fn index(number: usize) -> u32 {
    u32::try_from(number).expect("a few thousand literals")
}

/// The rows of digits in some places of a message, in order, each once.
fn digits(message: &[u8], mut places: Vec<Range<usize>>) -> Vec<Range<u16>> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut rows = Vec::new();
    let mut next = 0;
    for place in places {
        let from = place.start.max(next);
        next = next.max(place.end);
        add_rows(message, from..next, &mut rows);
    }
    rows
}

/// Adds the rows of digits in a place behind those that are there.
fn add_rows(message: &[u8], place: Range<usize>, rows: &mut Vec<Range<u16>>) {
    for (at, byte) in place.clone().zip(&message[place]) {
        if !byte.is_ascii_digit() {
            continue;
        }
        let at = short(at);
        match rows.last_mut() {
            Some(row) if row.end == at => row.end = at + 1,
            _ => rows.push(at..at + 1),
        }
    }
}

/// A place in a message or a template: both are shorter than 64 KiB.
fn short(at: usize) -> u16 {
    u16::try_from(at).expect("a shape is short")
}

/// Writes the template and notes which digits it hangs on.
#[derive(Default)]
struct Walk {
    template: Vec<u8>,
    /// What the template keeps: where it stands there, and where in the message.
    kept: Vec<(usize, Range<usize>)>,
    looked_at: Vec<Range<usize>>,
}

impl Sink for Walk {
    const LOOKS: bool = true;

    fn keep(&mut self, text: &[u8], part: Range<usize>) {
        self.kept.push((self.template.len(), part.clone()));
        self.template.keep(text, part);
    }

    fn hide(&mut self, placeholder: &'static [u8]) {
        self.template.hide(placeholder);
    }

    fn look_at(&mut self, part: Range<usize>) {
        self.looked_at.push(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_digits_decide_is_read_from_each_message() {
        let mut literals = Literals::default();
        let ports = ["port 6666", "port 7777", "lost"].map(|text| literals.add(text));
        literals.build();
        let read = |learnt: &str, message: &str| {
            let mut zeroed = learnt.as_bytes().to_vec();
            zero_digits(&mut zeroed);
            let shape = Shape::learn(learnt.as_bytes());
            let (mut codes, mut found, mut out) = (Vec::new(), Vec::new(), Vec::new());
            shape.read_codes(message.as_bytes(), &mut codes);
            shape.read_literals(message.as_bytes(), &zeroed, &literals, &mut found);
            let template = shape.template(message.as_bytes(), 7, &mut Recent::default(), &mut out);
            let template = String::from_utf8_lossy(&template.text()).into_owned();
            let codes: Vec<_> = codes.iter().map(|code| code.as_str().to_owned()).collect();
            (codes.join(" "), found, template)
        };
        // Codes, also hidden ones, and numbers that stay.
        assert_eq!(
            read(
                "PGS-220000 '1 PGS-110000 7' (iRc=-53) 88",
                "PGS-220031 '9 PGS-110000 8' (iRc=-60) 99"
            ),
            (
                "PGS-220031 PGS-110000".to_owned(),
                vec![],
                "PGS-220031 '<name>' (iRc=-60) <n>".to_owned()
            )
        );
        // Statuses, also those that turn out to be none.
        assert_eq!(read("it (403) 9.9.9", "it (903) 5.1.1").2, "it (<n>) 5.1.1");
        // Literals, also those of another number; and the others.
        assert_eq!(read("PORT 1234 lost", "PORT 7777 lost").1, [ports[1], ports[2]]);
        assert_eq!(read("port 1234 port 12345", "port 7777 port 77777").1, [ports[1]]);
        assert_eq!(read("lost port 6666", "lost port 1234").1, [ports[2]]);
        // What makes an address of a percent sign, and an id of an `x`.
        assert_eq!(read("a%41b.example 1x7f", "a%40b.example 0x7f").2, "<email> <id>");
    }
}
