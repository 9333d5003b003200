//! The gate of `benches/instructions`: what fails, what is to be kept, and the figures that are kept.

#[expect(dead_code, unreachable_pub, reason = "the bench shows what the test only compares")]
#[path = "../../benches/instructions/figures.rs"]
mod figures;

use figures::{Figure, Figures, Machine, Verdict};

fn machine(compiler: &str, processor: &str) -> Machine {
    Machine { compiler: compiler.to_owned(), processor: processor.to_owned() }
}

fn kept() -> Figures {
    let mut figures = Figures::new(machine("rustc 1", "x86_64"));
    figures.add(Figure::new("scan/typical", 5_000, 100_000), Verdict::New);
    figures.add(Figure::new("outage", 7_000, 700_000), Verdict::New);
    figures
}

/// What `kept` says about so many instructions of a case that it has with 100,000.
fn judge(instructions: u64, compiler: &str) -> Verdict {
    let figure = Figure::new("scan/typical", 5_000, instructions);
    kept().judge(&figure, &machine(compiler, "x86_64"))
}

#[test]
fn more_instructions_than_the_margin_are_a_failure() {
    assert!(!judge(104_900, "rustc 1").is_failure());
    assert!(matches!(judge(105_100, "rustc 1"), Verdict::Dearer(_)));
    assert!(judge(105_100, "rustc 1").is_failure());
}

#[test]
fn another_compiler_has_a_wider_margin() {
    assert!(matches!(judge(119_000, "rustc 2"), Verdict::Same(_)));
    assert!(judge(121_000, "rustc 2").is_failure());
}

#[test]
fn much_fewer_instructions_are_to_be_kept() {
    assert!(matches!(judge(91_000, "rustc 1"), Verdict::Same(_)));
    assert!(matches!(judge(89_000, "rustc 1"), Verdict::Cheaper(_)));
    assert!(!judge(89_000, "rustc 1").is_failure());
}

#[test]
fn another_log_or_processor_is_not_compared() {
    let here = machine("rustc 1", "x86_64");
    let figure = Figure::new("scan/typical", 5_001, 100_000);
    assert_eq!(kept().judge(&figure, &here), Verdict::New);
    assert!(Verdict::New.is_failure(), "else a new generator would switch the gate off");
    let figure = Figure::new("scan/typical", 5_000, 900_000);
    assert_eq!(kept().judge(&figure, &machine("rustc 1", "aarch64")), Verdict::Foreign);
}

#[test]
fn the_worst_verdict_decides() {
    let mut now = Figures::new(machine("rustc 1", "x86_64"));
    for verdict in [Verdict::Same(1.0), Verdict::Dearer(6.0), Verdict::Cheaper(-20.0)] {
        now.add(Figure::new("case", 1, 1), verdict);
    }
    assert_eq!(now.worst(), Verdict::Dearer(6.0));
}

#[test]
fn kept_figures_survive_their_file() {
    assert_eq!(Figures::parse(&kept().to_text()), Ok(kept()));
    assert_eq!(Figures::parse("outage\t7\tmany\t-"), Err("outage\t7\tmany\t-".to_owned()));
}

#[test]
fn the_committed_figures_are_well_formed() {
    let text = std::fs::read_to_string("benches/instructions/figures.tsv").expect("committed");
    let figures = Figures::parse(&text).expect("well-formed");
    assert_eq!(figures.to_text(), text, "not written by the bench");
    assert!(figures.instructions("start") > 1_000_000);
}
