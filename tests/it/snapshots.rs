//! What people read, as it stands. After a change that is meant: `INSTA_UPDATE=always cargo test --test it snapshots`, and
//! read the difference.

use nltriage::{
    render::{Markdown, Renderer, Style, Terminal},
    report::Report,
};

use crate::support::{sample_report, samples};

/// Every sample by one output, 80 columns, no colour, all figures of the clock fixed.
fn check(renderer: &dyn Renderer) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in samples() {
            let mut out = Vec::new();
            let report = sample_report(&case);
            renderer.render(&report, &Style::default(), &mut out).expect("memory");
            let text = String::from_utf8(out).expect("UTF-8");
            // The digest changes with every rule and says nothing to a reader of this file.
            let text = text.replace(&report.run.knowledge_digest, "<digest>");
            insta::assert_snapshot!(format!("{}-{case}", renderer.name()), text);
        }
    });
}

#[test]
fn the_terminal_report_of_every_sample_reads_as_it_did() {
    check(&Terminal);
}

#[test]
fn the_markdown_report_of_every_sample_reads_as_it_did() {
    check(&Markdown);
}

#[test]
fn no_line_of_a_terminal_report_is_wider_than_the_terminal() {
    // A command is one thing to copy, so it may run on.
    let reports: Vec<_> =
        samples().iter().map(|case| (case.clone(), sample_report(case))).collect();
    let is_command = |line: &str, report: &Report| {
        let has = |command: &str| !command.is_empty() && line.trim() == command;
        report.actions.iter().any(|action| has(&action.command))
    };
    for width in [120, 80, 60, 40] {
        let mut wide = Vec::new();
        for (case, report) in &reports {
            let mut style = Style::default();
            style.width = width;
            let mut out = Vec::new();
            Terminal.render(report, &style, &mut out).expect("memory");
            let text = String::from_utf8(out).expect("UTF-8");
            let is_wide = |line: &&str| line.chars().count() > width && !is_command(line, report);
            wide.extend(text.lines().filter(is_wide).map(|line| format!("{case}: {line}")));
        }
        assert!(wide.is_empty(), "wider than {width} columns:\n{}", wide.join("\n"));
    }
}
