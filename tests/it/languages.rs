//! Reports in other languages: the same report, other words, lines that still fit.

use nltriage::{
    lang::{LangId, word},
    render::{RENDERERS, Renderer, Style, Terminal, columns},
};

use crate::support::{run, run_in, sample_report, samples};

fn text(renderer: &dyn Renderer, case: &str, style: &Style) -> String {
    let mut out = Vec::new();
    renderer.render(&sample_report(case), style, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn style(id: LangId, width: usize) -> Style {
    let mut style = Style::default();
    style.lang = id.lang();
    style.width = width;
    style
}

#[test]
fn json_and_csv_are_the_same_in_every_language() {
    for renderer in RENDERERS.iter().filter(|renderer| matches!(renderer.name(), "json" | "csv")) {
        let english = text(*renderer, "mixed-bag", &style(LangId::En, 80));
        for id in LangId::ALL {
            assert!(text(*renderer, "mixed-bag", &style(*id, 80)) == english, "{}", id.tag());
        }
    }
}

#[test]
fn every_line_fits_in_every_language() {
    for id in LangId::ALL {
        for case in samples() {
            let commands: Vec<_> =
                sample_report(&case).actions.into_iter().map(|action| action.command).collect();
            for width in [60, 80] {
                let text = text(&Terminal, &case, &style(*id, width));
                // A command stands whole on its line, to be copied.
                let is_command =
                    |line: &&str| commands.iter().any(|command| command == line.trim());
                let lines = text.lines().filter(|line| !is_command(line));
                for line in lines {
                    assert!(columns(line) <= width, "{} {case} at {width}: {line}", id.tag());
                }
            }
        }
    }
}

#[test]
fn columns_stand_under_each_other_in_every_language() {
    for id in LangId::ALL {
        let report = text(&Terminal, "database-outage", &style(*id, 80));
        let lang = id.lang();
        let head = report.lines().find(|line| line.starts_with("# ")).expect("a table");
        let rows = report
            .lines()
            .skip_while(|line| *line != head)
            .skip(1)
            .take_while(|line| !line.is_empty());
        let end =
            |line: &str, word: &str| columns(&line[..line.rfind(word).expect(word) + word.len()]);
        let start = |line: &str, word: &str| columns(&line[..line.rfind(word).expect(word)]);
        for (row, count) in rows.zip(["44", "1,250", "250", "22"]) {
            assert_eq!(
                end(row, &format!(" {count}")),
                end(head, &format!(" {}", lang.say(word::COUNT))),
                "{}: {row}",
                id.tag()
            );
            assert_eq!(
                start(row, "21:42"),
                start(head, lang.say(word::FIRST)),
                "{}: {row}",
                id.tag()
            );
        }
    }
}

#[test]
fn the_environment_chooses_the_language_and_the_option_overrules_it() {
    let title = |id: LangId| id.lang().say(word::DO_FIRST).to_owned();
    let shown = |env: &[(&str, &str)], options: &[&str]| {
        let arguments = [&["--no-progress", "samples/web"], options].concat();
        run_in(env, arguments).stdout
    };
    for (env, options, id) in [
        (&[("LANG", "ja_JP.UTF-8")][..], &[][..], LangId::Ja),
        (&[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")], &[], LangId::En),
        (&[("LC_MESSAGES", "zh_TW.utf8"), ("LANG", "C")], &[], LangId::ZhHant),
        (&[("LANG", "ja_JP.eucJP")], &[], LangId::En),
        (&[("LANG", "pt_BR.UTF-8")], &[], LangId::En),
        (&[("LANG", "ja_JP.UTF-8")], &["--lang", "sv"], LangId::Sv),
    ] {
        assert!(shown(env, options).contains(&title(id)), "{env:?} {options:?}");
    }
    let refused = run(["--lang", "tlh", "samples/web"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("en, ja, zh-Hant"), "{}", refused.stderr);
}

#[test]
fn names_of_translated_manuals_choose_a_module_and_are_never_shown() {
    for (alias, module) in [
        ("sylogd", "syslogd"),
        ("trackinglogs", "trackinglogd"),
        ("エクスポート", "export"),
        ("webb", "web"),
    ] {
        let explained = run(["explain", alias]);
        assert!(
            explained.stdout.starts_with(&format!("{module}: ")),
            "{alias}: {}",
            explained.stdout
        );
        assert!(!explained.stdout.contains(alias), "{alias} is shown");
        let report = run(["--no-progress", "-m", alias, &format!("samples/{module}")]);
        assert!(report.stdout.contains("\n1 "), "{alias}: {}", report.stdout);
        assert!(!report.stdout.contains(alias), "{alias} is shown");
    }
}
