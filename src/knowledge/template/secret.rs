//! Words that announce a secret, and what follows them.

/// How far the text has come towards a secret: `password`, then `=`, then the secret itself.
#[derive(Clone, Copy)]
pub(super) enum Secret {
    No,
    /// A word was read, which begins and ends there: whether it is a key is asked when a mark comes, mostly never.
    Word(usize, usize),
    /// Its `=` or `:`, too: the next word is the secret.
    Next,
    /// `Bearer` or `Basic`: the next word is one if it is long.
    Scheme,
}

impl Secret {
    /// Whether the word to come stays, as far as those before it say.
    #[inline]
    pub(super) fn is_free(self) -> bool {
        matches!(self, Self::No | Self::Word(..))
    }
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

/// The last letters of the keys, by which most words are told.
const ENDS: [u32; 9] = [
    end(*b"ord"),
    end(*b"swd"),
    end(*b"ase"),
    end(*b"pwd"),
    end(*b"ret"),
    end(*b"ken"),
    end(*b"key"),
    end(*b"ion"),
    end(*b"kie"),
];

/// Three letters as one number, the same for large and small ones.
const fn end([a, b, c]: [u8; 3]) -> u32 {
    u32::from_le_bytes([a, b, c, 0]) | 0x0020_2020
}

pub(super) fn is_key(word: &[u8]) -> bool {
    let may_be = word.last_chunk().is_some_and(|last| ENDS.contains(&end(*last)));
    let ends_in = |key: &&[u8]| {
        word.len() >= key.len() && word[word.len() - key.len()..].eq_ignore_ascii_case(key)
    };
    may_be && KEYS.iter().any(ends_in)
}

#[inline]
pub(super) fn is_scheme(word: &[u8]) -> bool {
    matches!(word, [b'b' | b'B', _, _, _, _] | [b'b' | b'B', _, _, _, _, _])
        && SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}
