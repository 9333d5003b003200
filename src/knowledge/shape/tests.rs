//! What is read from a message by the shape of another one.

use super::*;

/// What is read from the second message by the shape of the first: codes, literals, template.
fn read(learnt: &str, message: &str, literals: &Literals) -> (String, Vec<usize>, String) {
    let (learnt, message) = (learnt.as_bytes(), message.as_bytes());
    let (mut room, mut reading) = (Vec::new(), Reading::default());
    let shape = Shape::learn(learnt, zero_digits(learnt, &mut room), literals);
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
