//! The vault, backups and the history, without any keyring: a passphrase protects.

use crate::program::{self, Atlas};
use serde_json::{Value, json};
use std::fs;

const PASSPHRASE: &str = "sju svarte elger drakk seg utørste";
const ACCESS_ID: &str = "CANARY-ACCESS-9917";

/// A register that a passphrase protects, with a contract; the file that holds the passphrase.
fn protected() -> (Atlas, String) {
    let atlas = Atlas::new();
    let protection = atlas.run(&["--json", "protect", "passphrase"], PASSPHRASE).json();
    assert_eq!(protection["ways"], json!(["passphrase"]));
    assert_eq!((&protection["state"], &protection["hangs_on_keyring"]), (&json!("unlocked"), &json!(false)));
    let file = atlas.home.path().join("passphrase.txt");
    fs::write(&file, format!("{PASSPHRASE}\r\nnot this line\n")).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let secrets = json!({ "access_id": ACCESS_ID }).to_string();
    let add = ["--json", "--passphrase-file", &file, "contract", "add", "--kind", "premier", "--name", "Nordic"];
    assert_eq!(atlas.run(&add, &secrets).json()["access_id"], "••••••••");
    (atlas, file)
}

fn reveal(atlas: &Atlas, file: &str) -> Value {
    atlas.answer(&["--passphrase-file", file, "contract", "show", "Nordic", "--reveal"])["access_id"].clone()
}

#[test]
fn a_passphrase_opens_what_no_keyring_can() {
    let (atlas, file) = protected();
    assert_eq!(reveal(&atlas, &file), ACCESS_ID);
    let run = atlas.json(&["contract", "show", "Nordic", "--reveal"]);
    assert_eq!((run.exit, &run.error()["code"]), (5, &json!("passphrase-needed")));
    fs::write(&file, "seks svarte elger").unwrap();
    let run = atlas.json(&["--passphrase-file", &file, "contract", "show", "Nordic", "--reveal"]);
    assert_eq!((run.exit, &run.error()["code"]), (5, &json!("wrong-passphrase")));
    assert_eq!(atlas.answer(&["contract", "show", "Nordic"])["access_id"], "••••••••", "all else goes on");
}

#[test]
fn unlocking_takes_the_passphrase_or_the_recovery_key() {
    let (atlas, file) = protected();
    let key = atlas.answer(&["--passphrase-file", &file, "recovery", "new"])["recovery_key"].clone();
    let key = key.as_str().unwrap();
    assert_eq!(key.split('-').map(str::len).collect::<Vec<_>>(), [4; 14]);

    let locked = atlas.answer(&["lock"]);
    assert_eq!((&locked["state"], &locked["locked_on_purpose"]), (&json!("locked"), &json!(true)));
    let run = atlas.run(&["--json", "unlock"], "en annen frase\n");
    assert_eq!((run.exit, &run.error()["code"]), (5, &json!("wrong-passphrase")));
    let unlocked = atlas.run(&["--json", "unlock"], &format!("{PASSPHRASE}\n")).json();
    assert_eq!((&unlocked["state"], &unlocked["locked_on_purpose"]), (&json!("unlocked"), &json!(false)));
    assert_eq!(unlocked["ways"], json!(["passphrase", "recovery"]));

    atlas.answer(&["lock"]);
    let typed = key.to_lowercase().replace('-', " ");
    assert_eq!(atlas.run(&["--json", "unlock", "--recovery"], &typed).json()["state"], "unlocked");
    let run = atlas.run(&["--json", "unlock", "--recovery"], &key.replace('-', "").replacen('A', "B", 1)[1..]);
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("not-a-recovery-key")));
    let newer = atlas.answer(&["--passphrase-file", &file, "recovery", "new"]);
    assert_ne!(newer["recovery_key"], key);
    let run = atlas.run(&["--json", "unlock", "--recovery"], key);
    assert_eq!((run.exit, &run.error()["code"]), (5, &json!("wrong-passphrase")), "the newer one replaced it");
}

/// A server without a desktop, and nobody remembers the passphrase.
#[test]
fn a_forgotten_passphrase_is_replaced_with_the_recovery_key() {
    let (atlas, file) = protected();
    let key = atlas.answer(&["--passphrase-file", &file, "recovery", "new"])["recovery_key"].clone();
    let key = key.as_str().unwrap();
    let protect = ["--json", "protect", "passphrase", "--recovery"];
    let run = atlas.run(&protect, &format!("{PASSPHRASE}\n{PASSPHRASE}\n"));
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("not-a-recovery-key")));
    let run = atlas.run(&protect, key);
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("empty-passphrase")), "nothing is changed by half");
    assert_eq!(reveal(&atlas, &file), ACCESS_ID);

    let run = atlas.run(&protect, &format!("{key}\r\nfjorten reinsdyr uten lue\r\n"));
    assert_eq!(run.json()["ways"], json!(["passphrase", "recovery"]));
    let old = atlas.json(&["--passphrase-file", &file, "contract", "show", "Nordic", "--reveal"]);
    assert_eq!((old.exit, &old.error()["code"]), (5, &json!("wrong-passphrase")));
    fs::write(&file, "fjorten reinsdyr uten lue").unwrap();
    assert_eq!(reveal(&atlas, &file), ACCESS_ID);
}

/// A scheduled job has no session that names its user; then the system says whose account it is.
#[test]
#[cfg(unix)]
fn a_job_without_a_session_is_known_by_its_account() {
    let atlas = Atlas::new();
    let add = |name: &str, user: Option<&str>| {
        let mut command = program::command(atlas.home.path());
        for variable in ["USER", "LOGNAME", "USERNAME"] {
            match user {
                Some(user) => command.env(variable, user),
                None => command.env_remove(variable),
            };
        }
        let output = command.args(["tenant", "add", "--name", name, "--country", "NO"]).output().unwrap();
        assert!(output.status.success());
    };
    add("Fjord AS", Some("ada"));
    add("Fjell AS", None);
    add("Vidde AS", Some(""));
    let account = std::process::Command::new("id").arg("-un").output().unwrap().stdout;
    let account = String::from_utf8(account).unwrap().trim().to_owned();
    let history = atlas.answer(&["history"]);
    let who: Vec<&str> =
        history["items"].as_array().unwrap().iter().map(|item| item["who"].as_str().unwrap()).collect();
    assert_eq!(who, ["ada", &account, &account]);
}

#[test]
fn without_keyring_and_passphrase_the_keyring_is_missed() {
    let atlas = Atlas::new();
    let run = atlas.json(&["protect", "keyring"]);
    assert_eq!((run.exit, &run.error()["code"]), (5, &json!("keyring-unavailable")));
    let run = atlas.run(&["--json", "protect", "passphrase"], "\n");
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("empty-passphrase")));
    let run = atlas.run(&["--json", "protect", "passphrase"], &"x".repeat(100_000));
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("too-long")));
    assert_eq!(atlas.answer(&["unlock"])["state"], "empty", "nothing to unlock");
}

#[test]
fn a_backup_travels_to_another_machine() {
    let (atlas, file) = protected();
    atlas.answer(&["tenant", "add", "--name", "Fjord AS", "--country", "NO"]);
    let backup = atlas.home.path().join("backup.age");
    let backup = backup.to_str().unwrap();
    let other_words = "en annen frase for reserven";
    let written = atlas.run(&["--json", "--passphrase-file", &file, "backup", backup], other_words).json();
    assert_eq!(
        (&written["tenants"], &written["contracts"], &written["with_key"]),
        (&json!(1), &json!(1), &json!(true))
    );

    let machine = Atlas::new();
    let preview = machine.run(&["--json", "restore", backup, "--dry-run"], other_words).json();
    assert_eq!((&preview["backup"]["tenants"], &preview["current"]), (&json!(1), &Value::Null));
    let run = machine.run(&["--json", "restore", backup], PASSPHRASE);
    assert_eq!((run.exit, &run.error()["code"]), (5, &json!("wrong-passphrase")), "the backup has its own passphrase");
    let restored = machine.run(&["--json", "restore", backup], other_words).json();
    assert_eq!((&restored["replaced"], &restored["keyring"]), (&Value::Null, &json!(false)));
    assert_eq!(reveal(&machine, &file), ACCESS_ID, "the register's own passphrase opens it as before");
    assert_eq!(machine.answer(&["tenant", "show", "fjord as"])["country"], "NO");

    machine.answer(&["tenant", "add", "--name", "Etterpå", "--country", "NO"]);
    let preview = machine.run(&["--json", "restore", backup, "--dry-run"], other_words).json();
    assert_eq!(
        (&preview["current"]["counts"]["tenants"], &preview["current"]["same_register"]),
        (&json!(2), &json!(true))
    );
    let restored = machine.run(&["--json", "restore", backup], other_words).json();
    assert!(fs::exists(restored["replaced"].as_str().unwrap()).unwrap(), "what was replaced is kept");
    assert_eq!(machine.answer(&["tenant", "list"])["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_backup_harms_no_other_file() {
    let (atlas, file) = protected();
    let thesis = atlas.home.path().join("thesis.txt");
    fs::write(&thesis, "years of work").unwrap();
    let run = atlas.run(&["--json", "--passphrase-file", &file, "backup", thesis.to_str().unwrap()], PASSPHRASE);
    let error = run.error();
    assert_eq!((run.exit, &error["code"], &error["field"]), (2, &json!("other-file"), &json!("file")));
    assert_eq!(fs::read_to_string(&thesis).unwrap(), "years of work");
    let run = atlas.run(&["--json", "restore", thesis.to_str().unwrap()], PASSPHRASE);
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("not-a-backup")));
}

#[test]
fn history_says_who_did_what_and_notices_an_edit() {
    let (atlas, _) = protected();
    let tenant = atlas.answer(&["tenant", "add", "--name", "Fjord AS", "--country", "NO"]);
    let id = tenant["id"].as_str().unwrap();
    atlas.answer(&["tenant", "set", id, "--name", "Fjord ASA"]);
    let items = atlas.answer(&["history", "--subject", id])["items"].clone();
    let actions: Vec<_> = items.as_array().unwrap().iter().map(|change| change["action"].clone()).collect();
    assert_eq!(actions, ["added", "changed"]);
    assert_eq!((&items[1]["before"]["name"], &items[1]["after"]["name"]), (&json!("Fjord AS"), &json!("Fjord ASA")));
    assert_eq!((&items[0]["through"], &items[0]["type"]), (&json!("atlas"), &json!("tenant")));
    let run = atlas.json(&["history", "--subject", "Fjord ASA"]);
    assert_eq!((run.exit, &run.error()["code"]), (2, &json!("not-an-id")));
    assert_eq!(atlas.answer(&["history", "verify"]), json!({ "intact": true, "problems": [] }));
    assert_eq!(atlas.answer(&["check"])["problems"], json!([]));

    // Somebody edits the file with another program: the same length, so that nothing else moves.
    let path = atlas.home.path().join("register.sqlite");
    for file in [path.clone(), path.with_file_name("register.sqlite-wal")] {
        let Ok(mut bytes) = fs::read(&file) else { continue };
        let name = b"\"Fjord AS\"";
        let at: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
        for at in at {
            bytes[at + 1..at + 9].copy_from_slice(b"Fjell AS");
        }
        fs::write(file, bytes).unwrap();
    }
    let verdict = atlas.answer(&["history", "verify"]);
    assert_eq!((&verdict["intact"], &verdict["problems"][0]["code"]), (&json!(false), &json!("history-changed")));
}
