//! Running `atlas` with a register of its own.

use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder for a register, and the program pointed at it.
pub(crate) struct Atlas {
    pub(crate) home: TempDir,
}

/// What one run printed.
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The one document on standard output.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.exit, 0, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The error document on standard error, with nothing on standard output.
    pub(crate) fn error(&self) -> Value {
        assert_ne!(self.exit, 0, "{}", self.stdout);
        assert_eq!(self.stdout, "", "an error prints nothing on standard output");
        assert_eq!(self.stderr.lines().count(), 1, "one line: {}", self.stderr);
        let document: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {}", self.stderr));
        document["error"].clone()
    }
}

impl Atlas {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// Runs with `--json`, in English unless the arguments say otherwise.
    pub(crate) fn json(&self, arguments: &[&str]) -> Run {
        self.run(&[&["--json"], arguments].concat(), "")
    }

    /// Runs with `--json` and expects an answer.
    pub(crate) fn answer(&self, arguments: &[&str]) -> Value {
        self.json(arguments).json()
    }

    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = command(self.home.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().expect("not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The program, with no session bus and so no keyring.
pub(crate) fn command(home: &Path) -> Command {
    let mut command = Command::new(workspace_tests::program("ATLAS_BIN", "debug/atlas").unwrap());
    command
        .env("SUPPORT_ATLAS_HOME", home)
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("DISPLAY")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    command
}
