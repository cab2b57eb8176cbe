//! The `atlas` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    atlas::main()
}
