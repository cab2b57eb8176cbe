//! The table of what is done in which state (`security.md` 3.2), every row of it with the real `atlas` and a real keyring: what
//! lies in the register's place, crossed with what the keyring answers. The expected words are the table's, not the program's.

use crate::keyrings::{Kept, atlas, kept};
use crate::session::{Bus, Running, Session, inside};
use crate::steps::{PASSPHRASE, copy_folder};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const SECRET: &str = r#"{"access_id":"CANARY-2"}"#;
const ADD: [&str; 6] = ["contract", "add", "--kind", "premier", "--name", "Another"];
const SHOW: [&str; 4] = ["contract", "show", "Nordic", "--reveal"];

/// What lies where a register of ours was, and the code it is refused with, whatever the keyring says: rows "absent or 0 bytes,
/// something else exists", "ours-newer" and "corrupt".
type Leave = fn(&Path);
const REFUSED: [(&str, Leave, &str); 8] = [
    ("absent, side file", |home| only(home, &["register.id"]), "register-missing"),
    ("absent, backups", |home| only(home, &["backups"]), "register-missing"),
    ("absent, attached files", |home| only(home, &["attachments"]), "register-missing"),
    ("0 bytes, side file", |home| emptied(home, &["register.id"]), "register-missing"),
    ("0 bytes, backups", |home| emptied(home, &["backups"]), "register-missing"),
    ("0 bytes, attached files", |home| emptied(home, &["attachments"]), "register-missing"),
    ("newer", |home| change(home, |bytes| bytes[60..64].copy_from_slice(&999_u32.to_be_bytes())), "register-newer"),
    ("corrupt", |home| change(home, |bytes| bytes[3 * 4096..6 * 4096].fill(0xa5)), "register-damaged"),
];

fn only(home: &Path, left: &[&str]) {
    for entry in fs::read_dir(home).unwrap().flatten() {
        if left.contains(&entry.file_name().to_str().unwrap()) {
            continue;
        }
        let path = entry.path();
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    assert!(fs::read_dir(home).unwrap().count() == left.len(), "{left:?} was there");
}

fn emptied(home: &Path, left: &[&str]) {
    only(home, left);
    fs::write(home.join("register.sqlite"), "").unwrap();
}

fn change(home: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let path = home.join("register.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// All files, but for those that only lock.
fn contents(home: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(contents(&entry.path()).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else if !["register.lock", "register.open"].contains(&name.as_str()) {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// What the keyring answers from here on.
struct State {
    /// Brings it about; what it gives must run on.
    arrange: fn(&Session, &Kept, Running) -> Vec<Running>,
    /// The code with which secrets of a register of ours are refused; `None` where they open.
    ours: Option<&'static str>,
    /// The same where there never was a register; `None` where a key is made.
    first: Option<&'static str>,
    /// Whether the keyring can be looked into.
    readable: bool,
}

fn row(test: &str, bus: Bus, state: &State) {
    inside(&format!("state_table::{test}"), bus, |session| {
        let daemon = session.start_keyring();
        let kept = kept(session);
        // A backup beside it, and an attached file.
        fs::create_dir(kept.home.join("backups")).unwrap();
        fs::copy(kept.home.join("register.sqlite"), kept.home.join("backups/register-20261120T090000000000Z.sqlite"))
            .unwrap();
        fs::create_dir_all(kept.home.join("attachments")).unwrap();
        fs::write(kept.home.join("attachments/019a0000-0000-7000-8000-000000000000.har"), "trace").unwrap();
        let _running = (state.arrange)(session, &kept, daemon);
        // Their order and that of their attributes is anything, and the keyring names a schema or not for the same items.
        let items = || {
            let told = if state.readable { session.search_items(&kept.user) } else { String::new() };
            told.lines().filter(|line| !line.starts_with("schema = ")).map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let before = items();

        // Row "absent, no sidecar, no backups": a register is made, and a key where the keyring keeps what it is given.
        let fresh = session.folder().join("fresh");
        atlas(&fresh, &["tenant", "add", "--name", "Fjord AS", "--country", "NO"], "").json();
        let added = atlas(&fresh, &ADD, SECRET);
        match state.first {
            None => assert_eq!(added.exit, 0, "{}", added.stderr),
            Some(code) => {
                assert_eq!((added.exit, added.error()["code"].as_str()), (5, Some(code)), "{}", added.stderr);
                // "If that fails, passphrase is mandatory."
                atlas(&fresh, &["protect", "passphrase"], PASSPHRASE).json();
                let file = session.folder().join("passphrase");
                fs::write(&file, PASSPHRASE).unwrap();
                let with = [&["--passphrase-file", file.to_str().unwrap()], &ADD[..]].concat();
                assert_eq!(atlas(&fresh, &with, SECRET).exit, 0);
            }
        }

        for (what, leave, code) in REFUSED {
            let home = session.folder().join(what);
            copy_folder(&kept.home, &home);
            leave(&home);
            let was = contents(&home);
            for (arguments, input) in
                [(&["tenant", "list"][..], ""), (&ADD, SECRET), (&["protect", "passphrase"], PASSPHRASE)]
            {
                let run = atlas(&home, arguments, input);
                assert_eq!((run.exit, run.error()["code"].as_str()), (4, Some(code)), "{what}: {arguments:?}");
            }
            assert_eq!(contents(&home), was, "{what}: nothing was made, changed or removed");
        }

        // Rows "ours".
        match state.ours {
            None => {
                assert_eq!(atlas(&kept.home, &SHOW, "").json()["access_id"], "CANARY-1");
            }
            Some(code) => {
                kept.is_closed(code);
                assert_eq!(items(), before, "no entry was deleted or replaced");
                // "Passphrase / recovery key" opens it in every state of the keyring.
                let home = session.folder().join("recovered");
                copy_folder(&kept.home, &home);
                let typed = format!("{}\n{PASSPHRASE}\n", kept.recovery);
                atlas(&home, &["protect", "passphrase", "--recovery"], &typed).json();
                let file = session.folder().join("passphrase");
                fs::write(&file, PASSPHRASE).unwrap();
                let with = [&["--passphrase-file", file.to_str().unwrap()], &SHOW[..]].concat();
                assert_eq!(atlas(&home, &with, "").json()["access_id"], "CANARY-1");
            }
        }
    });
}

#[test]
fn key() {
    row("key", Bus::Desktop, &State { arrange: |_, _, daemon| vec![daemon], ours: None, first: None, readable: true });
}

#[test]
fn no_entry() {
    let arrange: fn(&Session, &Kept, Running) -> Vec<Running> = |session, kept, daemon| {
        session.delete_items(&kept.user);
        vec![daemon]
    };
    row("no_entry", Bus::Desktop, &State { arrange, ours: Some("key-missing"), first: None, readable: true });
}

#[test]
fn locked() {
    let arrange: fn(&Session, &Kept, Running) -> Vec<Running> = |session, _, daemon| {
        session.lock_keyring();
        vec![daemon]
    };
    let code = Some("keyring-locked");
    row("locked", Bus::Desktop, &State { arrange, ours: code, first: code, readable: false });
}

/// A prompt that nobody answers.
#[test]
fn no_answer() {
    let arrange: fn(&Session, &Kept, Running) -> Vec<Running> = |session, _, daemon| {
        let display = session.show_display();
        session.lock_keyring();
        vec![daemon, display]
    };
    let code = Some("keyring-waiting");
    row("no_answer", Bus::Desktop, &State { arrange, ours: code, first: code, readable: false });
}

#[test]
fn unavailable() {
    let arrange: fn(&Session, &Kept, Running) -> Vec<Running> = |session, _, daemon| {
        daemon.stop();
        session.wait_for_owner(false);
        Vec::new()
    };
    let code = Some("keyring-unavailable");
    row("unavailable", Bus::Bare, &State { arrange, ours: code, first: code, readable: false });
}

#[test]
fn two_entries() {
    let arrange: fn(&Session, &Kept, Running) -> Vec<Running> = |session, kept, daemon| {
        session.store_item(&kept.user, &["program", "other"], "another");
        vec![daemon]
    };
    row("two_entries", Bus::Desktop, &State { arrange, ours: Some("keyring-ambiguous"), first: None, readable: true });
}

#[test]
fn wrong_key() {
    let arrange: fn(&Session, &Kept, Running) -> Vec<Running> = |session, kept, daemon| {
        session.store_item(&kept.user, &[], &format!("{}=", "QUFB".repeat(10) + "QUE"));
        vec![daemon]
    };
    row("wrong_key", Bus::Desktop, &State { arrange, ours: Some("key-missing"), first: None, readable: true });
}
