//! The real `atlas` with a real keyring in each of its states: never a new key, exit code 5 and a sentence that helps, all that
//! is not secret goes on, and passphrase or recovery key make good what can be made good.

use crate::program::Run;
use crate::session::{Bus, Session, inside};
use crate::steps::{PASSPHRASE, Step, run};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A register whose key the keyring holds, with a contract and a recovery key.
pub(crate) struct Kept {
    pub(crate) home: PathBuf,
    pub(crate) user: String,
    pub(crate) recovery: String,
    side_file: String,
}

/// As a desktop runs it: on this session's bus.
pub(crate) fn atlas(home: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command = Step::new(arguments, input).command(home);
    command.env("DBUS_SESSION_BUS_ADDRESS", std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap());
    run(command, input)
}

pub(crate) fn kept(session: &Session) -> Kept {
    let home = session.folder().join("atlas");
    let secrets = r#"{"access_id":"CANARY-1"}"#;
    let add = ["contract", "add", "--kind", "premier", "--name", "Nordic"];
    atlas(&home, &add, secrets).json();
    let recovery = atlas(&home, &["recovery", "new"], "").json()["recovery_key"].as_str().unwrap().to_owned();
    let side_file = fs::read_to_string(home.join("register.id")).unwrap();
    let register = serde_json::from_str::<Value>(&side_file).unwrap()["register"].as_str().unwrap().to_owned();
    Kept { home, user: format!("vault:{register}"), recovery, side_file }
}

impl Kept {
    /// Nothing secret opens and no key is made; everything else works.
    pub(crate) fn is_closed(&self, code: &str) {
        for (arguments, input) in [
            (&["contract", "show", "Nordic", "--reveal"][..], ""),
            (&["contract", "add", "--kind", "premier", "--name", "Another"], r#"{"access_id":"CANARY-2"}"#),
            (&["protect", "passphrase"], PASSPHRASE),
            (&["recovery", "new"], ""),
        ] {
            let run = atlas(&self.home, arguments, input);
            let error = run.error();
            assert_eq!((run.exit, error["code"].as_str()), (5, Some(code)), "{arguments:?}: {error}");
            let message = error["message"].as_str().unwrap();
            assert!(message.len() > 40 && message.ends_with('.'), "says what to do: {message}");
            assert!(!message.contains("CANARY"));
        }
        assert_eq!(
            fs::read_to_string(self.home.join("register.id")).unwrap(),
            self.side_file,
            "no new key, no lost slot"
        );
        let contracts = atlas(&self.home, &["contract", "list"], "").json();
        assert_eq!(contracts["items"].as_array().unwrap().len(), 1, "all else goes on");
        assert_eq!(atlas(&self.home, &["check"], "").json()["problems"], json!([]));
    }

    fn opens(&self) {
        let shown = atlas(&self.home, &["contract", "show", "Nordic", "--reveal"], "").json();
        assert_eq!(shown["access_id"], "CANARY-1");
    }

    fn is_repaired_with_the_recovery_key(&self) {
        let unlocked = atlas(&self.home, &["unlock", "--recovery"], &self.recovery).json();
        assert_eq!(unlocked["state"], "unlocked");
        self.opens();
    }
}

#[test]
fn a_deleted_entry_is_missed_and_made_good() {
    inside("keyrings::a_deleted_entry_is_missed_and_made_good", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let kept = kept(session);
        kept.opens();
        session.delete_items(&kept.user);
        kept.is_closed("key-missing");
        assert!(!session.search_items(&kept.user).contains("secret ="), "nothing was put in its place");
        kept.is_repaired_with_the_recovery_key();
    });
}

#[test]
fn an_entry_of_another_register_is_left_alone_and_made_good() {
    inside("keyrings::an_entry_of_another_register_is_left_alone_and_made_good", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let kept = kept(session);
        // A key as good as any, but not this register's: 32 bytes of base64.
        let other = format!("{}=", "QUFB".repeat(10) + "QUE");
        session.store_item(&kept.user, &[], &other);
        kept.is_closed("key-missing");
        assert!(session.search_items(&kept.user).contains(&other));
        kept.is_repaired_with_the_recovery_key();
        assert!(session.search_items(&kept.user).contains(&other), "the entry that was there opens it from now on");
    });
}

#[test]
fn an_entry_that_is_no_key_is_left_alone() {
    inside("keyrings::an_entry_that_is_no_key_is_left_alone", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let kept = kept(session);
        session.store_item(&kept.user, &[], "not a key");
        kept.is_closed("key-missing");
        assert!(session.search_items(&kept.user).contains("not a key"));
    });
}

#[test]
fn two_entries_are_told_and_neither_is_touched() {
    inside("keyrings::two_entries_are_told_and_neither_is_touched", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let kept = kept(session);
        session.store_item(&kept.user, &["program", "other"], "another");
        kept.is_closed("keyring-ambiguous");
        assert_eq!(session.search_items(&kept.user).matches("secret =").count(), 2);
    });
}

#[test]
fn a_locked_keyring_is_told_and_opens_again() {
    inside("keyrings::a_locked_keyring_is_told_and_opens_again", Bus::Desktop, |session| {
        let daemon = session.start_keyring();
        let kept = kept(session);
        session.lock_keyring();
        kept.is_closed("keyring-locked");
        daemon.stop();
        session.wait_for_owner(false);
        let _daemon = session.start_keyring();
        kept.opens();
    });
}

/// Escape in the keyring's own dialog, by the real dialog on a screen. A prompt may come up later than the program waits; it
/// is then told as not answered, and the next attempt meets a dialog that is ready.
#[test]
fn a_dismissed_prompt_is_told_and_does_not_come_again() {
    inside("keyrings::a_dismissed_prompt_is_told_and_does_not_come_again", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let kept = kept(session);
        let (_screen, display) = session.show_named_display();
        session.lock_keyring();
        let mut dismissed = 0;
        for _ in 0..12 {
            let mut command = Step::new(&["contract", "show", "Nordic", "--reveal"], "").command(&kept.home);
            command.env("DBUS_SESSION_BUS_ADDRESS", std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap());
            let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let start = Instant::now();
            while child.try_wait().unwrap().is_none() {
                if session.prompts(&display) > 0 {
                    session.press_escape(&display);
                }
                assert!(start.elapsed() < Duration::from_secs(30), "it waits no longer than its own limit");
                std::thread::sleep(Duration::from_millis(30));
            }
            let run = Run::from(child.wait_with_output().unwrap());
            let error = run.error();
            assert_eq!(run.exit, 5, "{error}");
            // What a late prompt leaves is closed by the keyring, because nobody asks any more.
            let gone = Instant::now();
            while session.prompts(&display) > 0 {
                assert!(gone.elapsed() < Duration::from_secs(30), "a prompt stays though nobody asks");
                std::thread::sleep(Duration::from_millis(30));
            }
            match error["code"].as_str().unwrap() {
                "keyring-locked" => dismissed += 1,
                code => assert_eq!(code, "keyring-waiting"),
            }
            if dismissed == 2 {
                break;
            }
        }
        assert_eq!(dismissed, 2, "the dialog never came up in time");
        let contracts = atlas(&kept.home, &["contract", "list"], "").json();
        assert_eq!(contracts["items"].as_array().unwrap().len(), 1, "all else goes on");
        assert_eq!(session.prompts(&display), 0, "and asks for nothing");
    });
}

#[test]
fn without_a_keyring_the_recovery_key_leads_to_a_passphrase() {
    inside("keyrings::without_a_keyring_the_recovery_key_leads_to_a_passphrase", Bus::Bare, |session| {
        let daemon = session.start_keyring();
        let kept = kept(session);
        daemon.stop();
        session.wait_for_owner(false);
        kept.is_closed("keyring-unavailable");
        // The lock is lifted, but without a keyring nothing keeps the key from one command to the next.
        assert_eq!(atlas(&kept.home, &["unlock", "--recovery"], &kept.recovery).json()["state"], "unlocked");
        kept.is_closed("keyring-unavailable");
        let wrong = kept.recovery.replace(|c: char| c.is_ascii_digit(), "2");
        let refused = atlas(&kept.home, &["protect", "passphrase", "--recovery"], &format!("{wrong}\n{PASSPHRASE}\n"));
        assert_ne!(refused.exit, 0, "{}", refused.stdout);
        kept.is_closed("keyring-unavailable");

        let typed = format!("{}\n{PASSPHRASE}\n", kept.recovery);
        let protected = atlas(&kept.home, &["protect", "passphrase", "--recovery"], &typed).json();
        assert_eq!((&protected["state"], &protected["ways"]), (&json!("unlocked"), &json!(["passphrase", "recovery"])));
        let file = session.folder().join("passphrase");
        fs::write(&file, PASSPHRASE).unwrap();
        let with = |rest: &[&str]| {
            let run = atlas(&kept.home, &[&["--passphrase-file", file.to_str().unwrap()], rest].concat(), "");
            run.json()
        };
        let show = ["contract", "show", "Nordic", "--reveal"];
        assert_eq!(with(&show)["access_id"], "CANARY-1", "still without any keyring");

        // Where a keyring is found again it can be used again; the entry it had is the one that opens.
        let _daemon = session.start_keyring();
        assert_eq!(with(&["protect", "keyring"])["ways"], json!(["keyring", "passphrase", "recovery"]));
        kept.opens();
        atlas(&kept.home, &["protect", "passphrase"], PASSPHRASE).json();
        assert_eq!(with(&show)["access_id"], "CANARY-1");
        assert!(!session.search_items(&kept.user).contains("secret ="), "the keyring holds nothing any more");
    });
}
