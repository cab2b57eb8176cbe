//! What administrators do, step by step, and what must be there after a fault: everything acknowledged, and nothing by half.

use crate::program::{Run, command};
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "sju svarte elger drakk seg utørste";
/// A passphrase for the backup, other than the register's.
pub(crate) const BACKUP_PASSPHRASE: &str = "en annen frase for reserven";
/// What the passphrase of a backup costs here, as a power of two. A backup states its own, and the program opens any up to
/// its limit; only a debug build writes one that is this cheap, and without it a thousand backups would take an hour.
const CHEAP: &str = "1";
const FILED_AT: &str = "2026-11-20T09:00:00Z";
/// A register as the sixth version of the schema left it.
pub(crate) const VERSION_6: &[u8] = include_bytes!("../../src-tauri/crates/register/tests/fixtures/register-6.sqlite");

/// One run of `atlas`.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) arguments: Vec<String>,
    pub(crate) input: String,
}

/// A folder with the register in `home` and other files beside it.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
}

impl Step {
    pub(crate) fn new(arguments: &[&str], input: &str) -> Self {
        Self { arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(), input: input.to_owned() }
    }

    /// Logs a request with a title of its own.
    pub(crate) fn log(title: &str) -> Self {
        let arguments = ["request", "log", "--tenant", "Fjord AS", "--product", "finance", "--severity", "b"];
        let more = ["--plan", "professional-direct", "--title", title, "--filed-at", FILED_AT];
        Self::new(&[&arguments[..], &more].concat(), "")
    }

    /// The same, only shown.
    pub(crate) fn dry(mut self) -> Self {
        self.arguments.push("--dry-run".to_owned());
        self
    }

    /// The same for another tenant.
    pub(crate) fn for_tenant(self, name: &str) -> Self {
        self.with("--tenant", name)
    }

    /// The same filed at another time.
    pub(crate) fn filed(self, at: &str) -> Self {
        self.with("--filed-at", at)
    }

    fn with(mut self, flag: &str, new: &str) -> Self {
        if let Some(value) = self.arguments.iter_mut().skip_while(|argument| *argument != flag).nth(1) {
            new.clone_into(value);
        }
        self
    }

    pub(crate) fn tenant(name: &str) -> Self {
        Self::new(&["tenant", "add", "--name", name, "--country", "NO"], "")
    }

    /// Imports forty tenants.
    pub(crate) fn import(desk: &Desk) -> Self {
        let file = desk.folder.path().join("customers.csv");
        let rows = (0..40).map(|row| format!("Kunde {row},0000{row:04}-0000-4000-8000-000000000001"));
        let lines: Vec<String> = std::iter::once("Company,Directory".to_owned()).chain(rows).collect();
        fs::write(&file, lines.join("\n")).unwrap();
        let columns = ["--as", "customers", "--column", "name=Company", "--column", "tenant_id=Directory"];
        let file = ["import", file.to_str().unwrap(), "--country", "NO"];
        Self::new(&[&file[..], &columns].concat(), "")
    }

    /// Attaches a file to a request.
    pub(crate) fn attach(desk: &Desk, title: &str, name: &str, content: &str) -> Self {
        let file = desk.folder.path().join(name);
        fs::write(&file, content).unwrap();
        Self::new(&["request", "attach", title, file.to_str().unwrap()], "")
    }

    pub(crate) fn protect() -> Self {
        Self::new(&["protect", "passphrase"], PASSPHRASE)
    }

    pub(crate) fn backup(desk: &Desk) -> Self {
        let file = desk.folder.path().join("backup.age");
        let passphrase = desk.passphrase_file();
        let (file, passphrase) = (file.to_str().unwrap(), passphrase.to_str().unwrap());
        Self::new(&["--passphrase-file", passphrase, "backup", file], BACKUP_PASSPHRASE)
    }

    pub(crate) fn restore(desk: &Desk) -> Self {
        let file = desk.folder.path().join("backup.age");
        Self::new(&["restore", file.to_str().unwrap()], BACKUP_PASSPHRASE)
    }

    pub(crate) fn command(&self, home: &Path) -> Command {
        let mut command = command(home);
        command.arg("--json").args(&self.arguments).env("ATLAS_DEBUG_WORK_FACTOR", CHEAP);
        command
    }

    pub(crate) fn run(&self, home: &Path) -> Run {
        run(self.command(home), &self.input)
    }

    /// Runs it, and it must succeed.
    pub(crate) fn must(&self, home: &Path) -> Value {
        self.run(home).json()
    }
}

/// Whether it printed a whole answer, also when it was killed later.
pub(crate) fn acknowledged(run: &Run) -> bool {
    run.stdout.ends_with('\n')
}

/// Runs a prepared command to its end; killed, its exit code is -1.
pub(crate) fn run(mut command: Command, input: &str) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a register that holds a tenant.
    pub(crate) fn with_tenant() -> Self {
        let desk = Self::new();
        Step::tenant("Fjord AS").must(&desk.home());
        desk
    }

    /// With a register that a passphrase protects, that holds a contract with secrets and an attached file, and a backup of
    /// another one, so that restoring it must bring its attached file too.
    pub(crate) fn with_backup() -> Self {
        let desk = Self::new();
        desk.fill("i reserven", &"trace ".repeat(20_000));
        Step::backup(&desk).must(&desk.home());
        fs::remove_dir_all(desk.home()).unwrap();
        desk.fill("ny", "newer");
        desk
    }

    fn fill(&self, title: &str, file: &str) {
        let home = self.home();
        Step::tenant("Fjord AS").must(&home);
        Step::protect().must(&home);
        self.contract("Nordic").must(&home);
        Step::log(title).must(&home);
        Step::attach(self, title, "spor.har", file).must(&home);
    }

    /// Adds a contract with secrets.
    pub(crate) fn contract(&self, name: &str) -> Step {
        let passphrase = self.passphrase_file();
        let arguments = ["--passphrase-file", passphrase.to_str().unwrap(), "contract", "add", "--kind", "premier"];
        Step::new(&[&arguments[..], &["--name", name]].concat(), &format!(r#"{{"access_id":"ID of {name}"}}"#))
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(crate) fn passphrase_file(&self) -> PathBuf {
        let file = self.folder.path().join("passphrase.txt");
        if !file.exists() {
            fs::write(&file, PASSPHRASE).unwrap();
        }
        file
    }

    /// A copy of everything, for one round of faults.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        copy_folder(self.folder.path(), copy.folder.path());
        // Steps name files by their path, so the copy must be used through its own.
        copy
    }

    /// The same step, for the copy of a desk.
    pub(crate) fn moved(&self, step: &Step, from: &Self) -> Step {
        let (from, to) = (from.folder.path().to_str().unwrap(), self.folder.path().to_str().unwrap());
        let arguments = step.arguments.iter().map(|argument| argument.replace(from, to)).collect();
        Step { arguments, input: step.input.clone() }
    }
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Everything that was ever done in a register, as `atlas` tells it: one line for each change. The register must open, be
/// found sound, and hold no leftovers.
pub(crate) fn observe(home: &Path) -> Vec<String> {
    let history = Step::new(&["history"], "").run(home);
    assert_eq!(history.exit, 0, "the register opens: {}", history.stderr);
    let check = Step::new(&["check"], "").must(home);
    assert_eq!(check["problems"], serde_json::json!([]), "sound");
    let left = leftovers(home);
    assert!(left.is_empty(), "left behind: {left:?}");
    let changes = history.json();
    changes["items"].as_array().unwrap().iter().map(line).collect()
}

fn line(change: &Value) -> String {
    let what = ["name", "title", "ways"].iter().find_map(|field| change["after"].get(field)).unwrap_or(&Value::Null);
    format!("{} {} {what}", change["action"].as_str().unwrap(), change["type"].as_str().unwrap())
}

/// Temporary files in the register's folder.
pub(crate) fn leftovers(home: &Path) -> Vec<String> {
    let names = fs::read_dir(home).into_iter().flatten().flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".tmp") || name == "register.restoring").collect()
}

/// Whether `found` lies on the way from one state to the next: all of the first, and no more than the second.
pub(crate) fn is_between(before: &[String], found: &[String], after: &[String]) -> bool {
    found == before || found == after || (found.starts_with(before) && after.starts_with(found))
}
