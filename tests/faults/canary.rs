//! Values that stand for secrets, planted in every field and searched for everywhere: what the program writes, prints, passes
//! on and leaves behind. Only `contract show --reveal` may say them, and `recovery new` the key it made.

use crate::program::Run;
use crate::steps::{Step, run};
use std::fs;
use std::process::{Command, Stdio};
use workspace_tests::planted::{holds, search};

const ACCESS_ID: &str = "CANARY-ACCESS-4711";
const CONTRACT_ID: &str = "CANARY-CONTRACT-4712";
const PASSWORD: &str = "CANARY-PASSWORD-4713";
const PASSPHRASE: &str = "CANARY-PASSPHRASE-4714 elg";
const BACKUP_PASSPHRASE: &str = "CANARY-BACKUP-4715 rev";
const WRONG: &str = "CANARY-WRONG-4716 ulv";

struct Planted {
    folder: tempfile::TempDir,
    passphrase_file: String,
    printed: Vec<(String, Run)>,
    recovery: String,
}

impl Planted {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["temporary", "out", "kept"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        // The one place where the passphrase may stand: the file that the user made for it.
        let passphrase_file = folder.path().join("kept/passphrase");
        fs::write(&passphrase_file, PASSPHRASE).unwrap();
        let passphrase_file = passphrase_file.to_str().unwrap().to_owned();
        Self { folder, passphrase_file, printed: Vec::new(), recovery: String::new() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Step::new(arguments, "").command(&self.folder.path().join("home"));
        command.env("TMPDIR", self.folder.path().join("temporary")).current_dir(self.folder.path().join("temporary"));
        command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
        command
    }

    /// Runs, and keeps what was printed.
    fn run(&mut self, arguments: &[&str], input: &str) -> &Run {
        let run = run(self.command(arguments), input);
        self.printed.push((arguments.join(" "), run));
        &self.printed.last().unwrap().1
    }

    fn must(&mut self, arguments: &[&str], input: &str) {
        let (what, run) = (arguments.join(" "), self.run(arguments, input));
        assert_eq!(run.exit, 0, "{what}: {}", run.stderr);
    }

    fn unlocked(&mut self, arguments: &[&str], input: &str) {
        let file = self.passphrase_file.clone();
        self.must(&[&["--passphrase-file", &file], arguments].concat(), input);
    }

    fn out(&self, name: &str) -> String {
        self.folder.path().join("out").join(name).to_str().unwrap().to_owned()
    }
}

fn planted() -> Planted {
    let mut planted = Planted::new();
    let add = ["contract", "add", "--kind", "premier", "--ends", "2027-01-31", "--name"];
    planted.must(&["tenant", "add", "--name", "Fjord AS", "--country", "NO"], "");
    planted.must(&["protect", "passphrase"], PASSPHRASE);
    let secrets = format!(r#"{{"access_id":"{ACCESS_ID}","contract_id":"{CONTRACT_ID}"}}"#);
    planted.unlocked(&[&add[..], &["Nordic"]].concat(), &secrets);
    planted.unlocked(&[&add[..], &["Second"]].concat(), &format!(r#"{{"access_id":"x1","password":"{PASSWORD}"}}"#));
    let file = planted.passphrase_file.clone();
    let recovery = run(planted.command(&["--passphrase-file", &file, "recovery", "new"]), "").json();
    recovery["recovery_key"].as_str().unwrap().clone_into(&mut planted.recovery);
    planted
}

#[test]
fn no_secret_is_anywhere_but_where_it_was_asked_for() {
    let mut planted = planted();
    let file = planted.passphrase_file.clone();
    let shown =
        run(planted.command(&["--passphrase-file", &file, "contract", "show", "Nordic", "--reveal"]), "").json();
    assert_eq!((shown["access_id"].as_str(), shown["contract_id"].as_str()), (Some(ACCESS_ID), Some(CONTRACT_ID)));
    let shown =
        run(planted.command(&["--passphrase-file", &file, "contract", "show", "Second", "--reveal"]), "").json();
    assert_eq!(shown["password"].as_str(), Some(PASSWORD));

    every_command(&mut planted);
    every_refusal(&mut planted);
    let printed: String =
        planted.printed.iter().fold(String::new(), |all, (what, run)| all + what + &run.stdout + &run.stderr);
    let canaries = [ACCESS_ID, CONTRACT_ID, PASSWORD, PASSPHRASE, BACKUP_PASSPHRASE, WRONG, &planted.recovery.clone()]
        .map(str::to_owned);
    for canary in &canaries {
        assert!(!holds(printed.as_bytes(), canary), "printed: {canary}");
    }
    let (files, found) = search(planted.folder.path(), &canaries, &["kept"]);
    assert!(found.is_empty(), "{found:?}");
    assert!(files > 15, "register, lock files, exports, pages, backups: {files}");
    let left = fs::read_dir(planted.folder.path().join("temporary")).unwrap().count();
    assert_eq!(left, 0, "no temporary file outlives its command");
}

fn every_command(planted: &mut Planted) {
    let log = ["request", "log", "--tenant", "Fjord AS", "--product", "finance", "--severity", "b", "--title", "Sak"];
    planted.must(&[&log[..], &["--contract", "Nordic", "--filed-at", "2026-11-20T09:00:00Z"]].concat(), "");
    let attached = planted.out("mail.txt");
    fs::write(&attached, "Severity: B").unwrap();
    let (json, csv, ics) = (planted.out("json"), planted.out("csv"), planted.out("due.ics"));
    let link = ["contract", "link", "Nordic", "--channel", "services-hub", "--sign-in", "ada@fjord.example"];
    for arguments in [
        &["contract", "list"][..],
        &["contract", "show", "Nordic"],
        &link,
        &["contract", "set", "Nordic", "--holder", "Ada"],
        &["request", "show", "Sak"],
        &["request", "pack", "Sak"],
        &["request", "evidence", "Sak"],
        &["request", "attach", "Sak", &attached],
        &["request", "list"],
        &["request", "scorecard"],
        &["due"],
        &["calendar", "--out", &ics],
        &["export", "--format", "json", "--out", &json],
        &["export", "--format", "csv", "--out", &csv],
        &["search", "CANARY"],
        &["search", "Nordic"],
        &["check"],
        &["history"],
        &["history", "verify"],
        &["tenant", "list"],
        &["plan", "list"],
        &["lock"],
    ] {
        planted.must(arguments, "");
        // The same for people.
        let mut command = planted.command(&[]);
        command = {
            let mut plain = Command::new(command.get_program());
            plain.env("SUPPORT_ATLAS_HOME", planted.folder.path().join("home")).args(["--lang", "nb"]).args(arguments);
            plain
        };
        let run = run(command, "");
        planted.printed.push((arguments.join(" "), run));
    }
    planted.must(&["unlock"], PASSPHRASE);
    let backup = planted.out("backup.age");
    planted.unlocked(&["backup", &backup], BACKUP_PASSPHRASE);
    planted.must(&["restore", &backup, "--dry-run"], BACKUP_PASSPHRASE);
    planted.must(&["restore", &backup], BACKUP_PASSPHRASE);
    let recovery = planted.recovery.clone();
    planted.must(&["unlock", "--recovery"], &recovery);
}

/// Each with a secret at hand that must not be repeated.
fn every_refusal(planted: &mut Planted) {
    let wrong = planted.folder.path().join("kept/wrong");
    fs::write(&wrong, WRONG).unwrap();
    let (file, wrong) = (planted.passphrase_file.clone(), wrong.to_str().unwrap().to_owned());
    let add = ["contract", "add", "--kind", "premier", "--name"];
    let with = |passphrase: &str, rest: &[&str]| {
        [&["--passphrase-file", passphrase], rest].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let backup = planted.out("backup.age");
    let recovery = planted.recovery.replacen(|c: char| c.is_ascii_alphanumeric(), "", 1);
    for (arguments, input) in [
        (with(&wrong, &["contract", "show", "Nordic", "--reveal"]), String::new()),
        (with(&file, &[&add[..], &["Twice"]].concat()), format!(r#"{{"access_id":"{ACCESS_ID}"}}"#)),
        (
            with(&file, &[&add[..], &["Bad"]].concat()),
            format!(r#"{{"access_id":"{ACCESS_ID}","contract_id":"{CONTRACT_ID}","password":"{PASSWORD}"}}"#),
        ),
        (with(&file, &[&add[..], &["Bad"]].concat()), format!(r#"{{"access_id":"{ACCESS_ID}\u0007"}}"#)),
        (with(&file, &[&add[..], &["Bad"]].concat()), format!(r#"{{"acess_id":"{ACCESS_ID}"}}"#)),
        (with(&file, &[&add[..], &["Bad"]].concat()), format!("{ACCESS_ID} is no JSON")),
        (with(&file, &[&add[..], &["Bad"]].concat()), format!(r#"{{"access_id":{{"{ACCESS_ID}":1}}}}"#)),
        (vec!["unlock".into()], WRONG.to_owned()),
        (vec!["unlock".into(), "--recovery".into()], recovery),
        (vec!["restore".into(), backup.clone()], WRONG.to_owned()),
        (vec!["restore".into(), wrong.clone()], WRONG.to_owned()),
        (with(&wrong, &["backup", &backup]), BACKUP_PASSPHRASE.to_owned()),
        (with(&wrong, &["recovery", "new"]), String::new()),
        (with(&wrong, &["protect", "keyring"]), String::new()),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (what, run) = (arguments.join(" "), planted.run(&arguments, &input));
        assert!((1..=5).contains(&run.exit), "{what}: exit {}: {}{}", run.exit, run.stdout, run.stderr);
    }
}

/// What stands in the process table while a command works with a passphrase, and what the system would write of it.
#[test]
fn the_process_itself_gives_nothing_away() {
    use std::io::Write as _;
    let planted = planted();
    let backup = planted.out("backup.age");
    let mut command = planted.command(&["--passphrase-file", &planted.passphrase_file, "backup", &backup]);
    // As costly as it is for a user, so that it is still at work when it is looked at.
    command.env_remove("ATLAS_DEBUG_WORK_FACTOR");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(BACKUP_PASSPHRASE.as_bytes()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(400));
    let place = format!("/proc/{}", child.id());
    let read = |name: &str| fs::read(format!("{place}/{name}"));
    for canary in [PASSPHRASE, BACKUP_PASSPHRASE, ACCESS_ID] {
        assert!(!holds(&read("cmdline").unwrap(), canary));
        // Not even readable where the user is not root.
        assert!(read("environ").is_ok_and(|environ| !holds(&environ, canary)) || !is_root());
    }
    let limits = String::from_utf8(read("limits").unwrap()).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "no core dump: {core}");
    assert!(child.wait().unwrap().success(), "it was at work while it was looked at");
}

/// A process that may not be traced belongs to root in the process table, whoever runs it.
#[test]
fn another_program_of_the_same_user_may_not_look_inside() {
    use std::os::unix::fs::MetadataExt as _;
    if !is_root() {
        println!("not run: only root can start a program as somebody else");
        return;
    }
    let folder =
        tempfile::Builder::new().permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755)).tempdir().unwrap();
    let program = folder.path().join("atlas");
    fs::copy(workspace_tests::program("ATLAS_BIN", "debug/atlas").unwrap(), &program).unwrap();
    let mut child = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
        .arg(&program)
        .args(["respond-by", "--batch", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let name = fs::read_to_string(format!("/proc/{}/comm", child.id())).unwrap();
    let owner = fs::metadata(format!("/proc/{}/mem", child.id())).unwrap().uid();
    drop(child.stdin.take());
    child.wait().unwrap();
    assert_eq!((name.trim(), owner), ("atlas", 0));
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").unwrap().uid() == 0
}
