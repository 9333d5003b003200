//! The command line as written: each file in `tests/cmd` is one behaviour. `TRYCMD=overwrite` writes what came out.

fn cases() -> trycmd::TestCases {
    let cases = trycmd::TestCases::new();
    cases
        .register_bin("nltriage", std::path::Path::new(env!("CARGO_BIN_EXE_nltriage")))
        .env("SOURCE_DATE_EPOCH", crate::support::AFTER_THE_DAY.to_string())
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .env("TZ", "UTC");
    cases
}

#[test]
fn the_command_line_answers_as_written() {
    cases()
        .insert_var("[VERSION]", env!("CARGO_PKG_VERSION"))
        .expect("a name in brackets")
        .case("tests/cmd/*.trycmd");
}

#[test]
fn the_picture_of_the_readme_is_a_real_report() {
    cases().case("README.md");
}
