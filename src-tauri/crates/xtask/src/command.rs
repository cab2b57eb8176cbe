//! Running other programs.

use std::env;
use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::tree;

/// A command that starts in the repository's top folder.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(tree::root());
    // `cargo xtask` is `cargo run`: what it says about the xtask package would look to the build scripts of an inner cargo like a change.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
}

/// The cargo that started this program.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs the command with this terminal's input and output; fails unless it ends well.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", line(command));
    let status = command.status().map_err(|source| could_not_start(command, source))?;
    if status.success() { Ok(()) } else { Err(Failure::Ended { command: line(command), status: status.to_string() }) }
}

/// What the command prints; `None` when it is not installed or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The error for a program that could not be started.
pub(crate) fn could_not_start(command: &Command, source: std::io::Error) -> Failure {
    Failure::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
