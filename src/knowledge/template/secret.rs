//! Words that announce a secret, and what follows them.

/// How far the text has come towards a secret: `password`, then `=`, then the secret itself.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Secret {
    No,
    /// A key was read.
    Key,
    /// Its `=` or `:`, too: the next word is the secret.
    Next,
    /// `Bearer` or `Basic`: the next word is one if it is long.
    Scheme,
}

/// Ends of words whose value is a secret.
const KEYS: [&[u8]; 10] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"pwd",
    b"secret",
    b"token",
    b"apikey",
    b"api_key",
    b"authorization",
    b"cookie",
];

/// Words that announce a credential.
const SCHEMES: [&[u8]; 2] = [b"bearer", b"basic"];

pub(super) fn is_key(word: &[u8]) -> bool {
    let [.., a, b, c] = word else { return false };
    // Most words are told by their last letters.
    let end = [a.to_ascii_lowercase(), b.to_ascii_lowercase(), c.to_ascii_lowercase()];
    let may_be = matches!(
        &end,
        b"ord" | b"swd" | b"ase" | b"pwd" | b"ret" | b"ken" | b"key" | b"ion" | b"kie"
    );
    let ends_in = |key: &&[u8]| {
        word.len() >= key.len() && word[word.len() - key.len()..].eq_ignore_ascii_case(key)
    };
    may_be && KEYS.iter().any(ends_in)
}

pub(super) fn is_scheme(word: &[u8]) -> bool {
    matches!(word, [b'b' | b'B', _, _, _, _] | [b'b' | b'B', _, _, _, _, _])
        && SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}
