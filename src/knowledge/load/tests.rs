//! Files that are loaded, and those that are refused.

use super::*;

const HEAD: &str = "kind = \"area\"\n";
const RULE: &str = "[[rule]]\nid = \"a\"\nany = [\"some text\"]\n";

fn refused(file: &str, text: &str) -> String {
    let mut base = KnowledgeBase::default();
    add_text(&mut base, "x", "x.toml", &format!("{HEAD}{RULE}")).expect("loads");
    let id = file.strip_suffix(".toml").expect("a TOML file");
    add_text(&mut base, id, file, text).expect_err("refused").to_string()
}

#[test]
fn what_is_broken_is_named_with_file_line_column_and_key() {
    for (file, text, message) in [
        ("x.toml", "[[rule]]\nid = \"b\"\nanny = []\n", "x.toml:3:1: unknown field `anny`"),
        (
            "x.toml",
            "[[rule]]\nid = \"b\"\nany = 3\n",
            "x.toml:3:7: invalid type: integer `3`, expected a sequence (`any`)",
        ),
        (
            "x.toml",
            "[[rule]]\nid = \"b\"\nseverity = \"huge\"\n",
            "x.toml:3:12: unknown variant `huge`",
        ),
        ("x.toml", "[[rule]]\nany = [\"text\"]\n", "x.toml:1:1: missing field `id`"),
        (
            "x.toml",
            "[[rule]]\nid = \"b\"\nany = [\"\"]\n",
            "x.toml:2:6: rule `x/b`: an empty literal",
        ),
        ("x.toml", RULE, "x.toml:2:6: rule `x/a` is already in x.toml:3:6; say `replaces"),
        (
            "y.toml",
            RULE,
            "y.toml:1:1: there is no module or area `y`; name the file after one of x,",
        ),
        (
            "x.toml",
            "[[rule]]\nid = \"b\"\nreplaces = \"x/c\"\n",
            "x.toml:3:13: there is no rule `x/c`",
        ),
        ("x.toml", "[[rule]\n", "x.toml:1:8: "),
    ] {
        let text = refused(file, text);
        assert!(text.starts_with(message), "{text}");
    }
}

#[test]
fn a_rule_that_exists_is_replaced_or_switched_off_openly() {
    let mut base = KnowledgeBase::default();
    add_text(&mut base, "x", "x.toml", &format!("{HEAD}{RULE}")).expect("loads");
    add_text(&mut base, "x", "mine/x.toml", &format!("{RULE}replaces = \"x/a\"\n"))
        .expect("replaces");
    assert_eq!(base.rules.len(), 1);
    assert!(base.rules[0].place.to_string().starts_with("mine/x.toml:2:"));
    add_text(&mut base, "x", "mine/x.toml", "[[rule]]\nid = \"a\"\ndisabled = true\n")
        .expect("switches off");
    assert!(base.rules.is_empty());
}

#[test]
fn a_folder_of_a_pack_is_one_module_or_area() {
    let dir = tempfile::tempdir().expect("a directory");
    let folder = dir.path().join("web");
    #[expect(clippy::disallowed_methods, reason = "a test writes its own pack")]
    {
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(folder.join("site.toml"), RULE).expect("written");
        std::fs::write(dir.path().join("notes.txt"), "no rules").expect("written");
    }
    let base = KnowledgeBase::builtin().expect("loads").with_pack(dir.path()).expect("loads");
    assert!(base.rules().iter().any(|rule| rule.id == "web/a"));
}

#[test]
fn what_is_read_later_is_what_stands_in_the_file() {
    let base = built_in().expect("loads");
    let mut rules = base.rules.iter();
    for BuiltIn { path, toml, .. } in BUILT_IN {
        let written: AdviceFile = toml::from_str(toml).expect("reads");
        for advice in written.rule {
            let rule = rules.next().expect("a rule");
            assert_eq!(*rule.advice(), advice, "{path}: {}", rule.id);
        }
    }
    assert!(rules.next().is_none());
}
