//! Untrusted text made harmless: one function for each kind of output, and no other way.
//!
//! Log text can hold terminal escapes, markup, formulas and characters that hide or reorder what is read. Everything that
//! does not print becomes visible, in files as well as on terminals.

use std::fmt::Write as _;

/// One line for a terminal or any plain text: what does not print is shown as `\x1b` or `\u{202e}`, a TAB as a blank.
#[must_use]
pub fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => shown.push(' '),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            _ if !is_harmful(character) => shown.push(character),
            _ if (character as u32) < 0x100 => {
                let _ = write!(shown, "\\x{:02x}", character as u32);
            }
            _ => {
                let _ = write!(shown, "\\u{{{:x}}}", character as u32);
            }
        }
    }
    shown
}

/// Characters that control a terminal, hide, or change the order of reading.
pub(super) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Text inside Markdown, in a table cell or a paragraph: no markup, no link, no address that a viewer would link.
#[must_use]
pub(super) fn markdown(text: &str) -> String {
    let shown = line(text);
    let mut escaped = String::with_capacity(shown.len() + 8);
    for (at, character) in shown.char_indices() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '|' => escaped.push_str("&#124;"),
            '@' => escaped.push_str("&#64;"),
            ':' if shown[at..].starts_with("://") => escaped.push_str("&#58;"),
            '\\' | '`' | '*' | '[' | ']' | '!' | '~' | '$' | '#' | '(' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '_' if !is_inside_a_word(&shown, at) => escaped.push_str("\\_"),
            // `www.` alone is linked by some viewers.
            'w' | 'W' if is_www(&shown, at) => {
                let _ = write!(escaped, "&#{};", character as u32);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

fn is_inside_a_word(text: &str, at: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    at > 0 && is_word(bytes.get(at - 1)) && is_word(bytes.get(at + 1))
}

fn is_www(text: &str, at: usize) -> bool {
    text.as_bytes()[at..].get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"www."))
}

/// A code span that the text cannot leave.
#[must_use]
pub(super) fn markdown_code(text: &str) -> String {
    let shown = line(text);
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if shown.starts_with('`') || shown.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// What stands for a variable or a secret in texts of logs and for a name that is not known in those of rules, and opens no
/// element of a page.
const PLACEHOLDERS: [&str; 21] = [
    "card", "delivery", "email", "host", "iban", "id", "instance", "ip", "key", "n", "name",
    "operator", "password", "path", "secret", "ssn", "stdin", "token", "url", "user", "workflow",
];

/// A cell of a CSV table: one that a spreadsheet would run as a formula gets a leading apostrophe, and what would open an
/// element of a page is shown as `\x3c`: tables are looked at in browsers, too, and some guess what a file is by its content.
#[must_use]
pub(super) fn csv(text: &str) -> String {
    guarded(without_tags(&line(text)))
}

/// A cell with a text of a rule: `</dev/null`, `<database>` and the like stay, since people paste it into a shell.
#[must_use]
pub(super) fn csv_known(text: &str) -> String {
    guarded(line(text))
}

/// What a spreadsheet does not run.
fn guarded(shown: String) -> String {
    let first = shown.trim_start_matches(|c: char| c.is_whitespace() || c == '"').chars().next();
    let runs = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if runs { format!("'{shown}") } else { shown }
}

/// `<` before a letter, `/`, `!` or `?` begins markup, unless it is one of our placeholders.
fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let opens =
            part.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        let is_ours = || part.split_once('>').is_some_and(|(name, _)| PLACEHOLDERS.contains(&name));
        shown.push_str(if opens && !is_ours() { "\\x3c" } else { "<" });
        shown.push_str(part);
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_does_not_print_is_shown() {
        assert_eq!(
            line("a\u{1b}[31mb\u{9b}c\td\ne\u{202e}f\u{7f}"),
            "a\\x1b[31mb\\x9bc d\\ne\\u{202e}f\\x7f"
        );
        assert_eq!(line("日本語 é"), "日本語 é");
    }

    #[test]
    fn markdown_stays_text() {
        assert_eq!(
            markdown("![x](http://e.example) <b>|a_b _c_ www.e.example"),
            "\\!\\[x\\]\\(http&#58;//e.example) &lt;b&gt;&#124;a_b \\_c\\_ &#119;ww.e.example"
        );
        assert_eq!(markdown_code("a ``b` c"), "```a ``b` c```");
        assert_eq!(markdown_code("`"), "`` ` ``");
    }

    #[test]
    fn formulas_do_not_run() {
        for text in ["=1+1", " =1", "\"=1", "+1", "-1", "@x", "＝1", "\t=1"] {
            assert!(csv(text).starts_with('\''), "{text}");
            assert!(csv_known(text).starts_with('\''), "{text}");
        }
        assert_eq!(csv("a=1"), "a=1");
    }

    #[test]
    fn a_cell_opens_no_element_of_a_page() {
        assert_eq!(csv("a <script>x</script> <!-- <"), "a \\x3cscript>x\\x3c/script> \\x3c!-- <");
        assert_eq!(csv("'<name>' <email> a < b <3"), "'<name>' <email> a < b <3");
        assert_eq!(csv("<name onclick=x>"), "\\x3cname onclick=x>");
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(text in any::<String>()) {
            for escaped in [line(&text), markdown(&text), markdown_code(&text), csv(&text), csv_known(&text)] {
                prop_assert!(!escaped.chars().any(is_harmful));
            }
        }

        #[test]
        fn printable_text_stays_as_it_is(text in "[a-zA-Z0-9 .,;äöü漢字]{0,40}") {
            prop_assert_eq!(line(&text), text);
        }
    }
}
