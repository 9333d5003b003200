//! The command line as written: each file in `tests/cmd` is one behaviour. `TRYCMD=overwrite` writes what came out.

#[test]
fn the_command_line_answers_as_written() {
    let cases = trycmd::TestCases::new();
    cases
        .register_bin("nltriage", std::path::Path::new(env!("CARGO_BIN_EXE_nltriage")))
        .env("SOURCE_DATE_EPOCH", crate::support::AFTER_THE_DAY.to_string())
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .env("TZ", "UTC")
        .insert_var("[VERSION]", env!("CARGO_PKG_VERSION"))
        .expect("a name in brackets")
        .case("tests/cmd/*.trycmd");
}
