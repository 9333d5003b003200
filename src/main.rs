//! The `nltriage` program: everything is in the library; see `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    nltriage::cli::main()
}
