//! Protecting the secrets: passphrase, recovery key, keyring, and the lock that holds for every program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(target_os = "linux")]

mod common;
#[path = "../../vault/tests/session/mod.rs"]
mod session;

use common::{code, contract_draft, desk, no_keyring, now, open};
use secrecy::ExposeSecret;
use session::{Bus, inside};
use support_register::{
    Action, Contract, Register, RegisterError, SecretChange, SecretField, SecretUse, UnlockWay, VaultState,
};
use support_vault::{Keyring, KeyringError, Passphrase, RecoveryKey};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

fn elk() -> Passphrase {
    passphrase("sju svarte elger drakk seg utørste")
}

fn add(register: &Register, keyring: &Keyring, name: &str, access_id: &str) -> Result<Contract, RegisterError> {
    let secrets = SecretChange { access_id: Some(Some(access_id.into())), ..SecretChange::default() };
    register.contracts().add(&contract_draft(name), &secrets, keyring, now())
}

fn reveal(register: &Register, contract: &Contract) -> Result<String, RegisterError> {
    let secret = register.contracts().secret(contract.id, SecretField::AccessId, SecretUse::Reveal, now())?;
    Ok(secret.expose_secret().to_owned())
}

fn ways(register: &Register) -> Vec<UnlockWay> {
    register.protection().unwrap().ways
}

#[test]
fn without_any_keyring_a_passphrase_protects() {
    let desk = desk();
    let register = &desk.register;
    assert_eq!(ways(register), []);
    assert_eq!(code(add(register, &no_keyring(), "Premier", "00420815")), "keyring-unavailable");
    register.protect_with_passphrase(&no_keyring(), &elk(), now()).unwrap();
    assert_eq!(ways(register), [UnlockWay::Passphrase]);
    assert!(!register.protection().unwrap().hangs_on_keyring);
    let contract = add(register, &no_keyring(), "Premier", "00420815").unwrap();

    let other = open(desk.folder.path()).unwrap();
    assert_eq!(other.unlock(&no_keyring()).unwrap(), VaultState::Locked, "the keyring is not even asked");
    assert_eq!(code(reveal(&other, &contract)), "passphrase-needed");
    assert_eq!(code(other.unlock_with_passphrase(&passphrase("seks svarte elger"), now())), "wrong-passphrase");
    other.unlock_with_passphrase(&elk(), now()).unwrap();
    assert_eq!(reveal(&other, &contract).unwrap(), "00420815");
    assert_eq!(other.check().unwrap().problems, []);
}

#[test]
fn a_new_passphrase_takes_the_place_of_the_old_one() {
    let desk = desk();
    let register = &desk.register;
    register.protect_with_passphrase(&no_keyring(), &elk(), now()).unwrap();
    let contract = add(register, &no_keyring(), "Premier", "1").unwrap();
    let recovery = register.new_recovery_key(&no_keyring(), now()).unwrap();
    register.protect_with_passphrase(&no_keyring(), &passphrase("en helt annen frase"), now()).unwrap();
    assert_eq!(ways(register), [UnlockWay::Passphrase, UnlockWay::Recovery], "the recovery key stays");

    let other = open(desk.folder.path()).unwrap();
    assert_eq!(code(other.unlock_with_passphrase(&elk(), now())), "wrong-passphrase");
    other.unlock_with_passphrase(&passphrase("en helt annen frase"), now()).unwrap();
    let printed = recovery.to_text();
    let other = open(desk.folder.path()).unwrap();
    other.unlock_with_recovery(&RecoveryKey::parse(&printed).unwrap(), now()).unwrap();
    assert_eq!(reveal(&other, &contract).unwrap(), "1");

    register.new_recovery_key(&no_keyring(), now()).unwrap();
    let other = open(desk.folder.path()).unwrap();
    assert_eq!(code(other.unlock_with_recovery(&recovery, now())), "wrong-passphrase", "the newer one replaced it");
}

/// Three cost nothing, then each wait is twice the one before; the right one is not even looked at meanwhile.
#[test]
fn guessing_gets_slower() {
    let desk = desk();
    let register = &desk.register;
    register.protect_with_passphrase(&no_keyring(), &elk(), now()).unwrap();
    register.lock();
    for _ in 0..4 {
        assert_eq!(code(register.unlock_with_passphrase(&passphrase("gjetning"), now())), "wrong-passphrase");
    }
    let Err(RegisterError::TooSoon { seconds }) = register.unlock_with_passphrase(&elk(), now()) else {
        panic!("guessed on without waiting");
    };
    assert_eq!(seconds, 1);
    std::thread::sleep(std::time::Duration::from_millis(1_050));
    register.unlock_with_passphrase(&elk(), now()).unwrap();
    assert_eq!(register.vault_state(), VaultState::Unlocked);
}

#[test]
fn from_keyring_to_passphrase_and_back() {
    inside("from_keyring_to_passphrase_and_back", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let register = &desk.register;
        let contract = add(register, &keyring, "Premier", "00420815").unwrap();
        assert_eq!(ways(register), [UnlockWay::Keyring]);
        assert!(register.protection().unwrap().hangs_on_keyring, "the product says so until there is another way");

        register.protect_with_passphrase(&keyring, &elk(), now()).unwrap();
        assert_eq!(ways(register), [UnlockWay::Passphrase], "from now on the keyring opens nothing");
        assert_eq!(Keyring::system().read(register.id()), Err(KeyringError::NotFound), "and holds nothing");
        let other = open(desk.folder.path()).unwrap();
        assert_eq!(other.unlock(&keyring).unwrap(), VaultState::Locked);
        assert_eq!(code(other.protect_with_keyring(&keyring, now())), "passphrase-needed");
        other.unlock_with_passphrase(&elk(), now()).unwrap();
        other.protect_with_keyring(&keyring, now()).unwrap();
        assert_eq!(ways(&other), [UnlockWay::Keyring, UnlockWay::Passphrase]);

        let third = open(desk.folder.path()).unwrap();
        assert_eq!(third.unlock(&Keyring::system()).unwrap(), VaultState::Unlocked);
        assert_eq!(reveal(&third, &contract).unwrap(), "00420815");
        let history = third.history(Some(third.id())).unwrap();
        let after: Vec<_> = history.iter().map(|change| change.after.clone().unwrap()["ways"].to_string()).collect();
        assert_eq!(after, [r#"["passphrase"]"#, r#"["keyring","passphrase"]"#]);
        assert_eq!(third.verify_history().unwrap(), []);
    });
}

/// The keyring was reset: nothing is made anew, the recovery key opens, and the keyring learns the key again.
#[test]
fn a_lost_keyring_entry_is_repaired() {
    inside("a_lost_keyring_entry_is_repaired", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let contract = add(&desk.register, &keyring, "Premier", "00420815").unwrap();
        let recovery = desk.register.new_recovery_key(&keyring, now()).unwrap();
        keyring.delete(desk.register.id()).unwrap();

        let register = open(desk.folder.path()).unwrap();
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::KeyMissing);
        assert_eq!(code(add(&register, &keyring, "Another", "2")), "key-missing", "never a second key");
        register.unlock_with_recovery(&recovery, now()).unwrap();
        register.protect_with_keyring(&keyring, now()).unwrap();
        let register = open(desk.folder.path()).unwrap();
        assert_eq!(register.unlock(&Keyring::system()).unwrap(), VaultState::Unlocked);
        assert_eq!(reveal(&register, &contract).unwrap(), "00420815");
    });
}

#[test]
fn a_lock_holds_for_every_program() {
    inside("a_lock_holds_for_every_program", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let window = &desk.register;
        let contract = add(window, &keyring, "Premier", "1").unwrap();
        let atlas = open(desk.folder.path()).unwrap();
        atlas.lock_everywhere(now()).unwrap();
        assert_eq!(code(reveal(window, &contract)), "keyring-locked", "the window's key is gone too");
        assert_eq!(window.unlock(&keyring).unwrap(), VaultState::Locked, "the keyring alone does not open it again");
        assert_eq!(window.contracts().list().unwrap().len(), 1, "all else goes on");

        assert_eq!(window.unlock_on_purpose(&keyring, now()).unwrap(), VaultState::Unlocked);
        assert_eq!(reveal(window, &contract).unwrap(), "1");
        let script = open(desk.folder.path()).unwrap();
        assert_eq!(script.unlock(&keyring).unwrap(), VaultState::Unlocked, "unlocked for every program");

        window.protect_with_passphrase(&keyring, &elk(), now()).unwrap();
        window.protect_with_keyring(&keyring, now()).unwrap();
        window.lock_everywhere(now()).unwrap();
        assert_eq!(code(window.unlock_on_purpose(&keyring, now())), "passphrase-needed", "the stricter way counts");
        window.unlock_with_passphrase(&elk(), now()).unwrap();
        let actions: Vec<_> =
            window.history(Some(window.id())).unwrap().into_iter().map(|change| change.action).collect();
        assert_eq!(
            actions,
            [Action::Locked, Action::Unlocked, Action::Changed, Action::Changed, Action::Locked, Action::Unlocked]
        );
    });
}

/// An older copy of the register is put in place by hand after the protection was changed: the side file still knows
/// the slots that open, and does not forget them.
#[test]
fn an_older_register_opens_with_the_newer_passphrase() {
    inside("an_older_register_opens_with_the_newer_passphrase", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let contract = add(&desk.register, &keyring, "Premier", "1").unwrap();
        let backup = desk.register.backup(now()).unwrap();
        assert_eq!(desk.register.backups(), [(now(), backup.clone())]);
        desk.register.protect_with_passphrase(&keyring, &elk(), now()).unwrap();
        let folder = desk.folder;
        drop(desk.register);
        for _ in 0..2 {
            std::fs::copy(&backup, folder.path().join("register.sqlite")).unwrap();
            let register = open(folder.path()).unwrap();
            register.unlock(&keyring).unwrap();
            register.unlock_with_passphrase(&elk(), now()).unwrap();
            assert_eq!(reveal(&register, &contract).unwrap(), "1");
        }
    });
}
