//! Contracts with secrets, against a real keyring in a session of its own; and without one.

use crate::program::Atlas;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const ACCESS_ID: &str = "CANARY-ACCESS-7731";
const CONTRACT_ID: &str = "CANARY-CONTRACT-0042";

/// Runs a shell script in a private D-Bus session with an unlocked gnome-keyring; `$ATLAS` is the program.
#[cfg(target_os = "linux")]
fn in_keyring_session(home: &Path, script: &str) -> String {
    let (runtime, data) = (home.join("run"), home.join("data"));
    fs::create_dir_all(&runtime).unwrap();
    fs::create_dir_all(data.join("keyrings")).unwrap();
    // Asking for the service before the daemon has taken its name would start another; and the daemon offers its
    // service before the login keyring is open.
    let script = format!(
        "printf test | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &\n\
         ask() {{ dbus-send --session --print-reply --dest=\"$@\" 2>/dev/null; }}\n\
         until ask org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets \
         | grep -q true; do sleep 0.02; done\n\
         until ask org.freedesktop.secrets /org/freedesktop/secrets/aliases/default \
         org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked \
         | grep -q false; do sleep 0.02; done\n\
         set -eu\n{script}\nkill %1 2>/dev/null || true"
    );
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &script])
        .env("ATLAS", workspace_tests::program("ATLAS_BIN", "debug/atlas").unwrap())
        .env("SUPPORT_ATLAS_HOME", home.join("atlas"))
        .env("HOME", home)
        .env("XDG_DATA_HOME", data)
        .env("XDG_RUNTIME_DIR", &runtime)
        .env_remove("DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("CANARY"), "{stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every file below `folder` that holds `text`.
fn files_with(folder: &Path, text: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_with(&path, text, found);
        } else if path.is_file() && fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn secrets_are_sealed_masked_and_revealed_only_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let secrets = json!({ "access_id": ACCESS_ID, "contract_id": CONTRACT_ID });
    let output = in_keyring_session(
        home.path(),
        &format!(
            "printf '%s' '{secrets}' | $ATLAS --json contract add --kind premier --name Nordic --ends 2027-01-31\n\
             $ATLAS --json contract list </dev/null\n\
             $ATLAS --json contract show nordic </dev/null\n\
             $ATLAS --json contract show nordic --reveal </dev/null\n\
             printf '%s' '{{\"password\":\"CANARY-CHANGED-9\"}}' | $ATLAS --json contract set nordic --secrets\n\
             $ATLAS --json contract show nordic --reveal </dev/null\n\
             $ATLAS --json due </dev/null"
        ),
    );
    let documents: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [added, listed, shown, revealed, changed, revealed_again, due] = documents.try_into().unwrap();
    for masked in [&added, &listed["items"][0], &shown] {
        assert_eq!(masked["access_id"], "••••••••", "{masked}");
        assert_eq!(masked["contract_id"], "••••••••", "{masked}");
        assert_eq!(masked["password"], Value::Null);
        assert!(masked["links"].is_array());
    }
    assert_eq!((&revealed["access_id"], &revealed["contract_id"]), (&json!(ACCESS_ID), &json!(CONTRACT_ID)));
    // A changed password takes the contract ID's place.
    assert_eq!((&changed["contract_id"], &changed["password"]), (&Value::Null, &json!("••••••••")));
    assert_eq!(
        (&revealed_again["access_id"], &revealed_again["password"]),
        (&json!(ACCESS_ID), &json!("CANARY-CHANGED-9"))
    );
    // The contract ends, and until then it is linked nowhere.
    let ends = due["items"].as_array().unwrap().iter().find(|item| item["kind"] == "contract-end").unwrap();
    assert_eq!(ends["at"], "2027-02-01T00:00:00Z");

    let mut found = Vec::new();
    files_with(home.path(), "CANARY", &mut found);
    assert_eq!(found, Vec::<String>::new(), "no file holds a secret in the clear");
}

#[cfg(target_os = "linux")]
#[test]
fn the_same_access_id_twice_is_found_without_revealing_it() {
    let home = tempfile::tempdir().unwrap();
    let output = in_keyring_session(
        home.path(),
        &format!(
            "printf '%s' '{{\"access_id\":\"{ACCESS_ID}\"}}' | $ATLAS --json contract add --kind premier --name One\n\
             printf '%s' '{{\"access_id\":\" {} \"}}' | $ATLAS --json contract add --kind premier --name Two 2>error || echo $?\n\
             grep -q CANARY error && echo LEAK\n\
             cat error",
            ACCESS_ID.to_lowercase()
        )
        .replace("error", home.path().join("error").to_str().unwrap()),
    );
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines[1], "2");
    let error: Value = serde_json::from_str(lines[2]).unwrap();
    assert_eq!((&error["error"]["code"], &error["error"]["field"]), (&json!("duplicate"), &json!("access_id")));
    assert!(error["error"]["message"].as_str().unwrap().contains("One"));
}

#[test]
fn without_a_keyring_no_secret_is_stored_and_everything_else_works() {
    let atlas = Atlas::new();
    let ask = ["--json", "contract", "add", "--kind", "premier", "--name", "Nordic"];
    let run = atlas.run(&ask, r#"{"access_id":"CANARY-ACCESS-7731"}"#);
    assert_eq!((run.exit, run.error()["code"].as_str()), (5, Some("keyring-unavailable")));
    assert!(!run.stderr.contains("CANARY"));
    assert_eq!(atlas.answer(&["contract", "list"])["items"], json!([]), "nothing was stored by half");
    assert_eq!(atlas.run(&ask, "").json()["access_id"], Value::Null);
    assert_eq!(atlas.answer(&["tenant", "add", "--name", "T", "--country", "NO"])["name"], "T");
}

#[test]
fn secrets_that_cannot_be_are_refused_at_their_field() {
    let atlas = Atlas::new();
    let ask = ["--json", "contract", "add", "--kind", "premier", "--name", "Nordic"];
    let long = "x".repeat(10_000);
    for (input, code, field) in [
        (json!({ "access_id": long }).to_string(), "invalid", "access_id"),
        (json!({ "access_id": "a\u{7}b" }).to_string(), "invalid", "access_id"),
        (json!({ "access_id": "" }).to_string(), "invalid", "access_id"),
        (json!({ "contract_id": "a\u{202e}b" }).to_string(), "invalid", "contract_id"),
        (json!({ "contract_id": "a", "password": "b" }).to_string(), "invalid", "password"),
        ("not json CANARY".to_owned(), "not-secrets", "stdin"),
        (json!({ "acess_id": "CANARY" }).to_string(), "not-secrets", "stdin"),
        (json!({ "access_id": 17 }).to_string(), "not-secrets", "stdin"),
    ] {
        let run = atlas.run(&ask, &input);
        assert_eq!(run.exit, 2, "{input:.60}");
        assert_eq!(
            (run.error()["code"].as_str(), run.error()["field"].as_str()),
            (Some(code), Some(field)),
            "{input:.60}"
        );
        assert!(!run.stderr.contains("CANARY"), "what was given is not repeated: {}", run.stderr);
    }
    assert_eq!(atlas.answer(&["contract", "list"])["items"], json!([]));
}
