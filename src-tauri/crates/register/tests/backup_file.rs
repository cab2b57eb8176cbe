//! The encrypted backup of a whole register, and putting it in place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(target_os = "linux")]

mod common;
#[path = "../../vault/tests/session/mod.rs"]
mod session;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use common::{Desk, add_tenant, at, code, contract_draft, desk, no_keyring, now, open};
use secrecy::ExposeSecret;
use session::{Bus, inside};
use support_register::{
    Actor, Contract, Register, RegisterError, Restored, SecretChange, SecretField, SecretUse, Through, VaultState,
    preview_restore, restore,
};
use support_vault::{Keyring, Passphrase};
use tempfile::TempDir;

const SECRET: &str = "00420815-KANARI";

fn elk() -> Passphrase {
    Passphrase::new("sju svarte elger drakk seg utørste").unwrap()
}

fn actor() -> Actor {
    Actor { who: "ada".into(), through: Through::Atlas }
}

fn add(register: &Register, keyring: &Keyring) -> Contract {
    let secrets = SecretChange { access_id: Some(Some(SECRET.into())), ..SecretChange::default() };
    register.contracts().add(&contract_draft("Premier"), &secrets, keyring, now()).unwrap()
}

fn reveal(register: &Register, contract: &Contract) -> Result<String, RegisterError> {
    let secret = register.contracts().secret(contract.id, SecretField::AccessId, SecretUse::Reveal, now())?;
    Ok(secret.expose_secret().to_owned())
}

/// A register with a tenant, and one with a passphrase and a secret too.
fn filled() -> (Desk, Contract) {
    let desk = desk();
    add_tenant(&desk.register, "Fjord AS");
    desk.register.protect_with_passphrase(&no_keyring(), &elk(), now()).unwrap();
    let contract = add(&desk.register, &no_keyring());
    (desk, contract)
}

fn put_back(home: &Path, file: &Path) -> Result<Restored, RegisterError> {
    restore(home, file, Some(&elk()), &no_keyring(), actor(), now())
}

#[test]
fn a_new_machine_is_set_up_from_a_backup() {
    inside("a_new_machine_is_set_up_from_a_backup", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let (desk, contract) = filled();
        let place = TempDir::new().unwrap();
        let file = place.path().join("æøå reserve.age");
        let written = desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
        assert_eq!((written.tenants, written.contracts, written.requests, written.with_key), (1, 1, 0, true));
        let bytes = fs::read(&file).unwrap();
        for clear in [SECRET, "Fjord AS", "Premier"] {
            assert!(!bytes.windows(clear.len()).any(|part| part == clear.as_bytes()), "{clear} is not in the clear");
        }
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

        let home = place.path().join("new machine");
        let restored = restore(&home, &file, Some(&elk()), &Keyring::system(), actor(), now()).unwrap();
        assert_eq!((restored.replaced, restored.keyring), (None, true));
        let register = open(&home).unwrap();
        assert_eq!(register.unlock(&Keyring::system()).unwrap(), VaultState::Unlocked, "the keyring learnt the key");
        assert_eq!(reveal(&register, &contract).unwrap(), SECRET);
        assert_eq!(register.tenants().list().unwrap()[0].name, "Fjord AS");
        assert_eq!(register.check().unwrap().problems, []);
    });
}

#[test]
fn what_a_restore_replaces_is_kept() {
    let (desk, contract) = filled();
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    desk.register.tenants().add(&common::tenant_draft("Etterpå"), at("2026-11-23T08:00:00Z")).unwrap();

    let preview = preview_restore(desk.folder.path(), &file, Some(&elk()), actor(), now()).unwrap();
    let current = preview.current.unwrap();
    assert!(current.same_register);
    assert_eq!((preview.backup.tenants, current.counts.tenants, current.changes_since), (1, 2, 1));

    let error = put_back(desk.folder.path(), &file).unwrap_err();
    assert_eq!(error.code(), "busy", "while the window has it open");
    assert_eq!(desk.register.tenants().list().unwrap().len(), 2, "nothing has changed");
    let folder = desk.folder;
    drop(desk.register);
    let restored = put_back(folder.path(), &file).unwrap();
    assert!(!restored.keyring, "there is none; the passphrase opens as before");
    let register = open(folder.path()).unwrap();
    assert_eq!(register.tenants().list().unwrap().len(), 1);
    register.unlock_with_passphrase(&elk(), now()).unwrap();
    assert_eq!(reveal(&register, &contract).unwrap(), SECRET);
    drop(register);

    let again = TempDir::new().unwrap();
    fs::copy(restored.replaced.unwrap(), again.path().join("register.sqlite")).unwrap();
    let kept = open(again.path()).unwrap();
    assert_eq!(kept.tenants().list().unwrap().len(), 2, "what was replaced is whole");
}

#[test]
fn a_damaged_or_missing_register_is_replaced() {
    let (desk, _) = filled();
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    let folder = desk.folder;
    drop(desk.register);
    let path = folder.path().join("register.sqlite");
    for damage in ["", "no register at all, but a text that somebody put here by mistake, longer than a header is"] {
        fs::write(&path, damage).unwrap();
        let preview = preview_restore(folder.path(), &file, Some(&elk()), actor(), now()).unwrap();
        assert_eq!(preview.current, None);
        assert!(preview.current_fault.is_some());
        let kept = put_back(folder.path(), &file).unwrap().replaced.unwrap();
        assert_eq!(fs::read_to_string(kept).unwrap(), damage);
        assert_eq!(open(folder.path()).unwrap().tenants().list().unwrap().len(), 1);
        fs::remove_file(&path).unwrap();
        assert_eq!(put_back(folder.path(), &file).unwrap().replaced, None);
        assert_eq!(open(folder.path()).unwrap().tenants().list().unwrap().len(), 1);
    }
}

/// Killed between the register's renaming and the side file's: opening ends it.
#[test]
fn an_interrupted_restore_is_ended_when_opened() {
    let (old, _) = filled();
    let (new, _) = filled();
    let folder = old.folder;
    drop(old.register);
    let id = new.register.id();
    let copy = new.register.backup(now()).unwrap();
    fs::write(folder.path().join("register.restoring"), id.to_string()).unwrap();
    fs::copy(&copy, folder.path().join("register.sqlite")).unwrap();
    let register = open(folder.path()).unwrap();
    assert_eq!(register.id(), id);
    register.unlock_with_passphrase(&elk(), now()).unwrap();
    assert!(!folder.path().join("register.restoring").exists());
    drop(register);

    // Killed before the renaming: the old one goes on.
    fs::write(folder.path().join("register.restoring"), uuid::Uuid::from_u128(7).to_string()).unwrap();
    assert_eq!(open(folder.path()).unwrap().id(), id);
    assert!(!folder.path().join("register.restoring").exists());
}

/// The same backup with another manifest, as another version of the program might write it.
fn with_manifest(file: &[u8], change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let passphrase = || age::secrecy::SecretString::from("sju svarte elger drakk seg utørste");
    let plain = age::decrypt(&age::scrypt::Identity::new(passphrase()), file).unwrap();
    let end = plain.iter().position(|byte| *byte == b'\n').unwrap();
    let mut manifest = serde_json::from_slice(&plain[..end]).unwrap();
    change(&mut manifest);
    let plain = [manifest.to_string().as_bytes(), &plain[end..]].concat();
    let mut recipient = age::scrypt::Recipient::new(passphrase());
    recipient.set_work_factor(1);
    age::encrypt(&recipient, &plain).unwrap()
}

#[test]
fn every_fault_of_a_backup_has_its_own_answer() {
    let (desk, _) = filled();
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    desk.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    let whole = fs::read(&file).unwrap();
    let folder = desk.folder;
    let before = desk.register.history(None).unwrap().len();
    drop(desk.register);
    let names = || {
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let files = names();
    let other = Passphrase::new("åtte svarte elger").unwrap();
    assert_eq!(code(restore(folder.path(), &file, Some(&other), &no_keyring(), actor(), now())), "wrong-passphrase");
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    // What a passphrase costs to try is stated in the file; what is written costs 2^18.
    assert!(String::from_utf8_lossy(&whole[..200]).lines().nth(1).unwrap().ends_with(" 18"));
    let costly = String::from_utf8_lossy(&whole[..200]).lines().nth(1).map(|line| line.replace(" 18", " 30")).unwrap();
    let header_end = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let line_end = header_end + whole[header_end..].iter().position(|byte| *byte == b'\n').unwrap();
    let costly = [&whole[..header_end], costly.as_bytes(), &whole[line_end..]].concat();
    for (content, expected) in [
        (&flipped[..], "backup-damaged"),
        (&whole[..whole.len() - 100], "backup-damaged"),
        (&whole[..300], "backup-damaged"),
        (b"no backup", "not-a-backup"),
        (b"", "not-a-backup"),
        (&costly, "backup-too-costly"),
        (&with_manifest(&whole, |manifest| manifest["format"] = 99.into()), "backup-newer"),
        (&with_manifest(&whole, |manifest| manifest["version"] = 999.into()), "backup-newer"),
        (
            &with_manifest(&whole, |manifest| manifest["register"] = uuid::Uuid::nil().to_string().into()),
            "backup-damaged",
        ),
        (&with_manifest(&whole, |manifest| manifest["sha256"] = "0".repeat(64).into()), "backup-damaged"),
    ] {
        let bad = place.path().join("bad.age");
        fs::write(&bad, content).unwrap();
        assert_eq!(code(put_back(folder.path(), &bad)), expected, "{} bytes", content.len());
    }
    assert_eq!(code(put_back(folder.path(), place.path())), "not-a-file");
    assert_eq!(code(put_back(folder.path(), &place.path().join("none"))), "unreachable");
    assert_eq!(names(), files, "nothing is left behind");
    assert_eq!(open(folder.path()).unwrap().history(None).unwrap().len(), before, "and nothing was changed");
}

#[test]
fn a_backup_replaces_a_backup_and_nothing_else() {
    let (desk, _) = filled();
    let place = TempDir::new().unwrap();
    let file = place.path().join("thesis.docx");
    fs::write(&file, "years of work").unwrap();
    assert_eq!(code(desk.register.export_backup(&no_keyring(), &file, &elk(), now())), "other-file");
    assert_eq!(fs::read_to_string(&file).unwrap(), "years of work");
    let own = desk.folder.path().join("register.sqlite");
    assert_eq!(code(desk.register.export_backup(&no_keyring(), &own, &elk(), now())), "other-file");
    let link = place.path().join("link");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert_eq!(code(desk.register.export_backup(&no_keyring(), &link, &elk(), now())), "not-a-file");
    let missing = place.path().join("no folder/backup.age");
    assert_eq!(code(desk.register.export_backup(&no_keyring(), &missing, &elk(), now())), "unreachable");
    let good = place.path().join("backup.age");
    desk.register.export_backup(&no_keyring(), &good, &elk(), now()).unwrap();
    desk.register.export_backup(&no_keyring(), &good, &elk(), now()).unwrap();
    desk.register.lock();
    assert_eq!(code(desk.register.export_backup(&no_keyring(), &good, &elk(), now())), "keyring-locked");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 3, "no temporary file stays");
}

#[test]
fn an_automatic_backup_is_put_back_too() {
    let (desk, contract) = filled();
    let automatic = desk.register.backup(at("2026-11-21T08:00:00Z")).unwrap();
    desk.register.tenants().add(&common::tenant_draft("Etterpå"), now()).unwrap();
    let folder = desk.folder;
    drop(desk.register);
    fs::write(folder.path().join("register.sqlite"), "damaged beyond repair").unwrap();
    let restored = restore(folder.path(), &automatic, None, &no_keyring(), actor(), now()).unwrap();
    assert_eq!((restored.backup.made_at, restored.backup.tenants), (at("2026-11-21T08:00:00Z"), 1));
    let register = open(folder.path()).unwrap();
    register.unlock_with_passphrase(&elk(), now()).unwrap();
    assert_eq!(reveal(&register, &contract).unwrap(), SECRET);
}

/// As the window does it: the register stays open, and is another one afterwards.
#[test]
fn a_register_that_is_open_here_takes_a_backup_in() {
    let (other, contract) = filled();
    let place = TempDir::new().unwrap();
    let file = place.path().join("backup.age");
    other.register.export_backup(&no_keyring(), &file, &elk(), now()).unwrap();
    let desk = desk();
    add_tenant(&desk.register, "Bare her");
    let second = open(desk.folder.path()).unwrap();
    assert_eq!(code(desk.register.restore(&file, Some(&elk()), &no_keyring(), now())), "busy");
    assert_eq!(desk.register.tenants().list().unwrap()[0].name, "Bare her", "goes on as it was");
    drop(second);
    desk.register.restore(&file, Some(&elk()), &no_keyring(), now()).unwrap();
    assert_eq!(desk.register.id(), other.register.id());
    assert_eq!(desk.register.tenants().list().unwrap()[0].name, "Fjord AS");
    assert_eq!(reveal(&desk.register, &contract).unwrap(), SECRET, "the backup brought the key");
    desk.register.tenants().add(&common::tenant_draft("Ny"), now()).unwrap();
    assert_eq!(desk.register.check().unwrap().problems, []);
}

#[test]
fn one_backup_is_made_a_day_when_something_has_changed() {
    let desk = desk();
    let register = &desk.register;
    assert_eq!(register.daily_backup(now()).unwrap(), None, "nothing to back up yet");
    add_tenant(register, "Fjord AS");
    assert!(register.daily_backup(at("2026-11-22T09:00:00Z")).unwrap().is_some());
    assert_eq!(register.daily_backup(at("2026-11-22T23:59:00Z")).unwrap(), None);
    assert_eq!(register.daily_backup(at("2026-11-23T09:00:00Z")).unwrap(), None, "unchanged since");
    register.tenants().add(&common::tenant_draft("Ny"), at("2026-11-23T10:00:00Z")).unwrap();
    assert!(register.daily_backup(at("2026-11-24T09:00:00Z")).unwrap().is_some());
    assert_eq!(register.backups().len(), 2);
}
