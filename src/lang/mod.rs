//! The languages of the report: words, and for each of the frequent modules what it does, what is lost without it, and the
//! first cure.
//!
//! English is the text in [`word`] itself; every other language is a TOML file beside this one. What a file leaves out is
//! shown in English. Codes, commands, module names and everything in JSON and CSV are never translated. To add a
//! language: a file, and a line in [`LangId`]; the tests say what is missing.

pub mod word;

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

pub use word::Word;

macro_rules! languages {
    ($($(#[$doc:meta])* $id:ident $name:literal),* $(,)?) => {
        /// A language that reports can be written in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum LangId {
            /// English
            En,
            $($(#[$doc])* $id),*
        }

        impl LangId {
            /// All, English first.
            pub const ALL: &[LangId] = &[LangId::En, $(LangId::$id),*];

            /// Its tag (BCP 47): `ja`, `zh-Hant`.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self {
                    LangId::En => "en",
                    $(LangId::$id => $name),*
                }
            }

            /// Its file; nothing for English.
            fn file(self) -> &'static str {
                match self {
                    LangId::En => "",
                    $(LangId::$id => include_str!(concat!($name, ".toml"))),*
                }
            }

            /// Its words.
            #[must_use]
            pub fn lang(self) -> &'static Lang {
                match self {
                    LangId::En => {
                        static LANG: LazyLock<Lang> = LazyLock::new(|| Lang::of(LangId::En));
                        &LANG
                    }
                    $(LangId::$id => {
                        static LANG: LazyLock<Lang> = LazyLock::new(|| Lang::of(LangId::$id));
                        &LANG
                    }),*
                }
            }
        }
    };
}

languages! {
    /// Japanese
    Ja "ja",
    /// Chinese in traditional characters
    ZhHant "zh-Hant",
    /// Swedish
    Sv "sv",
    /// Korean
    Ko "ko",
    /// Italian
    It "it",
    /// French
    Fr "fr",
    /// German
    De "de",
}

impl LangId {
    /// The language of a tag or of a POSIX locale: `ja`, `zh-TW`, `fr_CA.UTF-8`; `None` when it is not among ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<LangId> {
        let text = text.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let lower = text.to_ascii_lowercase();
        let mut parts = lower.split('-');
        let language = parts.next().unwrap_or_default();
        if language == "zh" {
            let is_traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
            return is_traditional.then_some(LangId::ZhHant);
        }
        LangId::ALL.iter().copied().find(|id| id.tag() == language)
    }
}

/// The words of one language.
#[derive(Debug)]
pub struct Lang {
    id: LangId,
    file: LangFile,
}

/// One file of a language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LangFile {
    /// By the English text.
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    module: BTreeMap<String, ModuleWords>,
}

/// What a language says about a module; empty where nothing is translated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModuleWords {
    /// What it does.
    #[serde(default)]
    pub scope: String,
    /// What the business loses without it.
    #[serde(default)]
    pub impact: String,
    /// What to do first.
    #[serde(default)]
    pub cure: String,
    /// Names that translations of the vendor's manual give to the module, right or wrong. Accepted, never shown.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Lang {
    fn of(id: LangId) -> Lang {
        // The tests read every file.
        Lang { id, file: toml::from_str(id.file()).unwrap_or_default() }
    }

    /// Which language it is.
    #[must_use]
    pub fn id(&self) -> LangId {
        self.id
    }

    /// A word in this language, else in English.
    #[must_use]
    pub fn say(&self, word: Word) -> &str {
        self.file.words.get(word.english()).map_or(word.english(), String::as_str)
    }

    /// A word with its `{name}`s replaced by values, which are taken as they are.
    #[must_use]
    pub fn fill<V: AsRef<str>>(&self, word: Word, values: &[(&str, V)]) -> String {
        let mut rest = self.say(word);
        let mut filled = String::with_capacity(rest.len() + 16);
        while let Some(open) = rest.find('{') {
            let Some(len) = rest[open..].find('}') else { break };
            let name = &rest[open + 1..open + len];
            filled.push_str(&rest[..open]);
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(value.as_ref()),
                None => filled.push_str(&rest[open..=open + len]),
            }
            rest = &rest[open + len + 1..];
        }
        filled.push_str(rest);
        filled
    }

    /// What this language says about a module, by the name that nlserver uses.
    #[must_use]
    pub fn module(&self, module: &str) -> Option<&ModuleWords> {
        self.file.module.get(module)
    }
}

/// The name that nlserver uses for a module, for a name that a translation of the vendor's manual uses.
#[must_use]
pub fn canonical_module(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    LangId::ALL.iter().flat_map(|id| &id.lang().file.module).find_map(|(module, words)| {
        let is_alias = words.aliases.iter().any(|alias| alias.to_lowercase() == name);
        is_alias.then_some(module.as_str())
    })
}

#[cfg(test)]
mod tests;
