//! Node and npm: whether they are there and new enough.

use std::process::Command;

use crate::command::{answer, command};
use crate::failure::Failure;
use crate::tree;

/// The oldest Node that the window's build tools run on: (major, minor).
const OLDEST: (u32, u32) = (20, 19);

/// Fails with what to do when Node or npm is missing or too old.
pub(crate) fn check() -> Result<(), Failure> {
    let (major, minor) = OLDEST;
    let wanted = format!(
        "Install Node {major}.{minor} or newer together with npm, from https://nodejs.org or your system's packages."
    );
    let Some(version) = answer(command("node").arg("--version")) else {
        return Err(Failure::Unmet(format!("Node is missing. {wanted}")));
    };
    if parse(&version).is_none_or(|version| version < OLDEST) {
        return Err(Failure::Unmet(format!("Node {} is too old. {wanted}", version.trim_start_matches('v'))));
    }
    match answer(npm().arg("--version")) {
        Some(_) => Ok(()),
        None => Err(Failure::Unmet(format!("npm is missing. {wanted}"))),
    }
}

/// npm, started in the user interface's folder.
pub(crate) fn npm() -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(tree::ui());
    npm
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, parse};

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(parse("v20.20.2"), Some((20, 20)));
        assert!(parse("v20.9.0") < Some(OLDEST));
        assert!(parse("v22.0.0") > Some(OLDEST));
        assert!(parse("v100.0.0") > Some(OLDEST));
    }

    #[test]
    fn anything_else_is_no_version() {
        assert_eq!(parse("20.20.2"), None);
        assert_eq!(parse("v20"), None);
        assert_eq!(parse("command not found"), None);
        assert_eq!(parse(""), None);
    }
}
