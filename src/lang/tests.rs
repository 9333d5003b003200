use std::collections::BTreeSet;

use super::*;
use crate::module::FREQUENT;

/// The `{name}`s of a text.
fn holes(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_language_has_every_word_with_the_same_holes() {
    for id in &LangId::ALL[1..] {
        let file: LangFile = toml::from_str(id.file()).expect("a sound file");
        let known: BTreeSet<_> = word::ALL.iter().map(|word| word.english()).collect();
        let translated: BTreeSet<_> = file.words.keys().map(String::as_str).collect();
        let missing: Vec<_> = known.difference(&translated).collect();
        let unknown: Vec<_> = translated.difference(&known).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{}: missing {missing:#?}, unknown {unknown:#?}",
            id.tag()
        );
        for (english, text) in &file.words {
            assert_eq!(holes(english), holes(text), "{}: {english}", id.tag());
            assert!(!text.trim().is_empty(), "{}: {english}", id.tag());
        }
    }
}

#[test]
fn every_language_knows_the_frequent_modules() {
    for id in &LangId::ALL[1..] {
        for module in FREQUENT {
            let words =
                id.lang().module(module).unwrap_or_else(|| panic!("{}: {module}", id.tag()));
            assert!(
                !words.scope.is_empty() && !words.impact.is_empty() && !words.cure.is_empty(),
                "{}: {module}",
                id.tag()
            );
        }
    }
}

#[test]
fn names_from_translated_manuals_are_understood() {
    for (alias, module) in [
        ("sylogd", "syslogd"),
        ("trackinglogs", "trackinglogd"),
        ("webb", "web"),
        ("エクスポート", "export"),
        ("匯入", "import"),
        ("Övervakningsenhet", "watchdog"),
        ("추적", "tracking"),
        ("cane da guardia", "watchdog"),
    ] {
        assert_eq!(canonical_module(alias), Some(module), "{alias}");
    }
    assert_eq!(canonical_module("web"), None);
}

#[test]
fn a_locale_names_a_language() {
    for (text, id) in [
        ("ja_JP.UTF-8", Some(LangId::Ja)),
        ("zh_TW", Some(LangId::ZhHant)),
        ("zh-Hant", Some(LangId::ZhHant)),
        ("zh_CN.UTF-8", None),
        ("fr_CA@euro", Some(LangId::Fr)),
        ("C", None),
        ("", None),
        ("EN", Some(LangId::En)),
    ] {
        assert_eq!(LangId::parse(text), id, "{text}");
    }
}

#[test]
fn values_are_taken_as_they_are() {
    let text =
        LangId::En.lang().fill(word::LAST_ERROR, &[("time", "{duration}"), ("duration", "5 m")]);
    assert_eq!(text, "last error {duration}, then none for 5 m until the logs end");
}
