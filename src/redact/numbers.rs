//! Numbers that belong to a person: cards, accounts, and social security numbers of the United States.
//!
//! Long numbers are the daily bread of logs, so a number of a card needs more than a check digit, which every tenth number
//! has: the first digits of an issuer with one of its lengths, groups as people write them, and no letter, digit or
//! fraction beside it.

use std::borrow::Cow;

use wide::u8x16;

/// What stands for a number, as a pattern.
pub(super) const TOKENS: &str = "<(?:card|iban|ssn)>";

/// Replaces what is found by `<card>`, `<iban>` and `<ssn>`.
pub(super) fn redact(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut shown = String::new();
    let (mut kept, mut at) = (0, 0);
    // Whatever is looked for begins where digits begin, or with two letters before them.
    while let Some(digits) = next_digit(bytes, at) {
        if !may_belong(bytes, digits) {
            at = digits + digits_from(bytes, digits);
            continue;
        }
        let letters = digits.saturating_sub(2).max(kept);
        let may_start = |start: &usize| is_start(&bytes[kept..], *start - kept);
        let mut starts = [letters, digits].into_iter().filter(may_start);
        let Some((start, end, token)) = starts.find_map(|start| find(bytes, start)) else {
            at = digits + digits_from(bytes, digits);
            continue;
        };
        shown.push_str(&text[kept..start]);
        shown.push_str(token);
        (kept, at) = (end, end);
    }
    if kept == 0 {
        return text;
    }
    shown.push_str(&text[kept..]);
    Cow::Owned(shown)
}

/// Where the next digit stands. Texts of logs are full of numbers, and are looked at as a whole.
fn next_digit(text: &[u8], from: usize) -> Option<usize> {
    let rest = &text[from..];
    let (parts, tail) = rest.as_chunks();
    let in_part = |part: &[u8; 16]| {
        // What is below `0` wraps around and is large.
        let from_zero = u8x16::new(*part) - u8x16::splat(b'0');
        from_zero.min(u8x16::splat(9)).simd_eq(from_zero).to_bitmask()
    };
    let in_parts = parts.iter().enumerate().find_map(|(number, part)| {
        let digits = in_part(part);
        (digits != 0).then(|| 16 * number + digits.trailing_zeros() as usize)
    });
    let in_tail = || Some(rest.len() - tail.len() + tail.iter().position(u8::is_ascii_digit)?);
    Some(from + in_parts.or_else(in_tail)?)
}

/// Whether the digits that begin here may be a part of what is looked for, by their number and what stands before them: most are
/// not, and that is soon told.
fn may_belong(text: &[u8], digits: usize) -> bool {
    let is_behind_letters = || {
        let before = digits.checked_sub(2).map(|start| &text[start..digits]);
        before.is_some_and(|before| before.iter().all(u8::is_ascii_alphabetic))
    };
    matches!(digits_from(text, digits), 3 | 4 | MIN_CARD..=MAX_CARD) || is_behind_letters()
}

/// How many digits stand here.
fn digits_from(text: &[u8], at: usize) -> usize {
    text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The number that starts here, its end, and what stands for it.
fn find(text: &[u8], at: usize) -> Option<(usize, usize, &'static str)> {
    let (end, token) = match digits_from(text, at) {
        0 => (iban(text, at), "<iban>"),
        3 => (social_security(text, at), "<ssn>"),
        4 | MIN_CARD..=MAX_CARD => (card(text, at), "<card>"),
        _ => return None,
    };
    Some((at, end?, token))
}

fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// Whether a number or word starts here: not inside a word, and not as the fraction or the next group of a number.
fn is_start(text: &[u8], at: usize) -> bool {
    if !text[at].is_ascii_alphanumeric() {
        return false;
    }
    let before = |back: usize| at.checked_sub(back).map(|at| &text[at]);
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let is_inside = matches!(before(1), Some(b'.' | b'-')) && is_digit(before(2));
    !is_word(before(1)) && !is_inside
}

/// Whether a number may end here: a full stop may follow, a fraction may not.
fn is_end(text: &[u8], end: usize) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let goes_on = matches!(text.get(end), Some(b'.' | b'-')) && is_digit(text.get(end + 1));
    !is_word(text.get(end)) && !goes_on
}

/// `4111111111111111`, `4111 1111 1111 1111`, `3782-822463-10005`: groups of four to seven digits with one kind of mark
/// between them, the first of four.
fn card(text: &[u8], start: usize) -> Option<usize> {
    let mut digits = [0; MAX_CARD];
    let mut len = 0;
    let mut mark = None;
    let mut at = start;
    loop {
        let group = digits_from(&text[..text.len().min(at + MAX_CARD + 1)], at);
        let room = digits.get_mut(len..len + group)?;
        for (digit, written) in room.iter_mut().zip(&text[at..]) {
            *digit = written - b'0';
        }
        (len, at) = (len + group, at + group);
        // In groups an expiry date may follow in the same way.
        let is_over = is_end(text, at) || mark.is_some() && text.get(at) == Some(&b'-');
        if is_over && is_card(&digits[..len]) {
            return Some(at);
        }
        let is_first = len == group;
        let is_group = if is_first { group == 4 } else { (3..=7).contains(&group) };
        let next = text.get(at).copied().filter(|byte| matches!(byte, b' ' | b'-'))?;
        if !is_group || *mark.get_or_insert(next) != next || !text.get(at + 1)?.is_ascii_digit() {
            return None;
        }
        at += 1;
    }
}

/// Fewest and most digits of a card.
const MIN_CARD: usize = 13;
const MAX_CARD: usize = 19;

/// First digits of issuers, as a range of numbers of the same length, with the lengths of their cards.
/// Source: ISO/IEC 7812-1 gives the form; the ranges are those that the networks publish.
const ISSUERS: &[(u32, u32, &[usize])] = &[
    (4, 4, &[13, 16, 19]),               // Visa
    (51, 55, &[16]),                     // Mastercard
    (2221, 2720, &[16]),                 // Mastercard
    (34, 34, &[15]),                     // American Express
    (37, 37, &[15]),                     // American Express
    (300, 305, &[14, 16, 19]),           // Diners Club
    (36, 36, &[14, 16, 19]),             // Diners Club
    (38, 39, &[14, 16, 19]),             // Diners Club
    (3528, 3589, &[16, 17, 18, 19]),     // JCB
    (6011, 6011, &[16, 19]),             // Discover
    (644, 659, &[16, 19]),               // Discover
    (62, 62, &[16, 17, 18, 19]),         // UnionPay
    (2200, 2204, &[16, 17, 18, 19]),     // Mir
    (5018, 5018, &[13, 15, 16, 18, 19]), // Maestro
    (5020, 5020, &[13, 15, 16, 18, 19]), // Maestro
    (5038, 5038, &[13, 15, 16, 18, 19]), // Maestro
    (5893, 5893, &[13, 15, 16, 18, 19]), // Maestro
    (6304, 6304, &[13, 15, 16, 18, 19]), // Maestro
    (6759, 6763, &[13, 15, 16, 18, 19]), // Maestro
];

fn is_card(digits: &[u8]) -> bool {
    let begins = |low: u32, high: u32| {
        let len = low.ilog10() as usize + 1;
        let first = digits.iter().take(len).fold(0, |sum, digit| sum * 10 + u32::from(*digit));
        (low..=high).contains(&first)
    };
    let is_issued =
        ISSUERS.iter().any(|(low, high, lens)| lens.contains(&digits.len()) && begins(*low, *high));
    // A round number is an amount.
    let is_round = digits.iter().skip(6).all(|digit| *digit == 0);
    is_issued && !is_round && luhn(digits) == 0
}

/// The check of ISO/IEC 7812-1, annex B: every second digit from the right counts twice.
fn luhn(digits: &[u8]) -> u32 {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let add = |sum: u32, (place, digit): (usize, &u8)| {
        let digit = u32::from(*digit);
        sum + if place % 2 == 1 { doubled(digit) } else { digit }
    };
    digits.iter().rev().enumerate().fold(0, add) % 10
}

/// `123-45-6789`, without the numbers that were never given.
fn social_security(text: &[u8], start: usize) -> Option<usize> {
    let end = start + 11;
    let number = text.get(start..end)?;
    let is_form = number.iter().enumerate().all(|(place, byte)| match place {
        3 | 6 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let is_given = !matches!(&number[..3], b"000" | b"666" | [b'9', ..])
        && &number[4..6] != b"00"
        && &number[7..] != b"0000";
    (is_form && is_given && is_end(text, end)).then_some(end)
}

/// Countries and the length of their account numbers. Source: the registry of ISO 13616, kept by SWIFT.
const COUNTRIES: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 \
    DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 \
    KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 \
    PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// `FR7630006000011234567890189`, also in groups of four.
fn iban(text: &[u8], start: usize) -> Option<usize> {
    let [a, b, c, d] = *text.get(start..start + 4)? else { return None };
    if !(a.is_ascii_alphabetic()
        && b.is_ascii_alphabetic()
        && c.is_ascii_digit()
        && d.is_ascii_digit())
    {
        return None;
    }
    let country = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
    let entry =
        COUNTRIES.split_whitespace().find(|entry| entry.as_bytes().starts_with(&country))?;
    let len: usize = entry[2..].parse().ok()?;
    let mut account = Vec::with_capacity(len);
    let mut at = start;
    while account.len() < len {
        let byte = *text.get(at)?;
        if byte.is_ascii_alphanumeric() {
            account.push(byte);
        } else if !matches!(byte, b' ' | b'-') || account.len() % 4 != 0 || text[at - 1] == byte {
            return None;
        }
        at += 1;
    }
    // A number goes on in the same way, so a word behind a blank is none of it.
    account.rotate_left(4);
    (is_end(text, at) && remainder(&account) == 1).then_some(at)
}

/// ISO 7064, MOD 97-10, with letters as 10 to 35.
fn remainder(account: &[u8]) -> u32 {
    account.iter().fold(0, |sum, byte| match byte.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => (sum * 10 + u32::from(digit - b'0')) % 97,
        letter => (sum * 100 + u32::from(letter - b'A') + 10) % 97,
    })
}

#[cfg(test)]
mod tests;
