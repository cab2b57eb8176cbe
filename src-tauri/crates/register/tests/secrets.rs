//! Secrets of contracts, with a real system keyring in a session of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::option_option, clippy::unnecessary_wraps, reason = "tables of cases and short spellings")]
#![cfg(target_os = "linux")]

mod common;
#[path = "../../vault/tests/session/mod.rs"]
mod session;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use common::{behind, code, contract_draft, desk, given_folder, no_keyring, now, open, program, refusal, wait_for};
use secrecy::{ExposeSecret, SecretString};
use session::{Bus, inside};
use support_policy::Language;
use support_policy::edition::Edition;
use support_register::{
    Contract, Guide, HitType, Register, RegisterError, Result, SearchLimits, SecretChange, SecretField, SecretUse,
    VaultState,
};
use support_vault::Keyring;
use tempfile::TempDir;

use SecretField::{AccessId, ContractId, Password};

fn set(value: &str) -> Option<Option<SecretString>> {
    Some(Some(value.into()))
}

fn access_id(value: &str) -> SecretChange {
    SecretChange { access_id: set(value), ..SecretChange::default() }
}

fn add(register: &Register, keyring: &Keyring, name: &str, secrets: &SecretChange) -> Result<Contract> {
    register.contracts().add(&contract_draft(name), secrets, keyring, now())
}

fn change(register: &Register, keyring: &Keyring, contract: &Contract, secrets: &SecretChange) -> Result<Contract> {
    register.contracts().set(contract.id, &contract_draft(&contract.name), secrets, keyring, now())
}

fn reveal(register: &Register, contract: &Contract, field: SecretField) -> Result<String> {
    let secret = register.contracts().secret(contract.id, field, SecretUse::Reveal, now())?;
    Ok(secret.expose_secret().to_owned())
}

#[test]
fn secrets_are_kept_revealed_and_locked() {
    inside("secrets_are_kept_revealed_and_locked", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let register = &desk.register;
        let secrets = SecretChange { access_id: set("  00420815 "), contract_id: set("Ab-0099"), password: None };
        let contract = add(register, &keyring, "Premier", &secrets).unwrap();
        assert!(contract.has_access_id && contract.has_contract_id && !contract.has_password);
        assert_eq!(register.vault_state(), VaultState::Unlocked, "the first secret made the key");
        assert_eq!(reveal(register, &contract, AccessId).unwrap(), "00420815", "leading zeros stay");
        assert_eq!(reveal(register, &contract, ContractId).unwrap(), "Ab-0099", "case and dashes stay");
        let missing = reveal(register, &contract, Password).unwrap_err();
        assert_eq!((missing.code(), missing.exit_code()), ("not-found", 3));

        register.lock();
        assert_eq!(register.vault_state(), VaultState::Locked);
        assert_eq!(code(reveal(register, &contract, AccessId)), "keyring-locked");
        assert_eq!(code(add(register, &keyring, "Another", &access_id("7"))), "keyring-locked", "locked means locked");
        assert!(register.contracts().access_id_masks().unwrap().is_empty());
        assert_eq!(register.contracts().list().unwrap(), std::slice::from_ref(&contract), "all else goes on");
        let renamed = register
            .contracts()
            .set(contract.id, &contract_draft("Premier 2"), &SecretChange::default(), &keyring, now())
            .unwrap();
        assert!(renamed.has_access_id && renamed.has_contract_id, "secrets that are not named stay");

        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::Locked, "not by itself");
        assert_eq!(register.unlock_on_purpose(&keyring, now()).unwrap(), VaultState::Unlocked);
        assert_eq!(reveal(register, &contract, ContractId).unwrap(), "Ab-0099");
        let other = open(desk.folder.path()).unwrap();
        assert_eq!(other.vault_state(), VaultState::Locked, "another program has to unlock for itself");
        assert_eq!(other.unlock(&Keyring::system()).unwrap(), VaultState::Unlocked);
        assert_eq!(reveal(&other, &contract, AccessId).unwrap(), "00420815");
    });
}

#[test]
fn contract_id_and_password_are_one_or_the_other() {
    inside("contract_id_and_password_are_one_or_the_other", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let register = &desk.register;
        let none = SecretChange::default;
        let has = |contract: &Contract| (contract.has_access_id, contract.has_contract_id, contract.has_password);
        let contract =
            add(register, &keyring, "Premier", &SecretChange { contract_id: set("C1"), ..access_id("A1") }).unwrap();

        let contract = change(register, &keyring, &contract, &SecretChange { password: set("P1"), ..none() }).unwrap();
        assert_eq!(has(&contract), (true, false, true), "the changed password takes the contract ID's place");
        assert_eq!(reveal(register, &contract, Password).unwrap(), "P1");
        assert_eq!(code(reveal(register, &contract, ContractId)), "not-found");

        let contract =
            change(register, &keyring, &contract, &SecretChange { contract_id: Some(None), ..none() }).unwrap();
        assert_eq!(has(&contract), (true, false, true), "clearing what is not there clears nothing");
        let both = SecretChange { contract_id: set("C2"), password: Some(None), ..none() };
        let contract = change(register, &keyring, &contract, &both).unwrap();
        assert_eq!(has(&contract), (true, true, false));
        assert_eq!(reveal(register, &contract, ContractId).unwrap(), "C2");
        let all = SecretChange { access_id: Some(None), contract_id: Some(None), password: Some(None) };
        let contract = change(register, &keyring, &contract, &all).unwrap();
        assert_eq!(has(&contract), (false, false, false));
        assert_eq!(register.check().unwrap().problems, []);
    });
}

#[test]
fn an_access_id_is_kept_once_however_it_is_typed() {
    inside("an_access_id_is_kept_once_however_it_is_typed", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let register = &desk.register;
        let first = add(register, &keyring, "First", &access_id("ab-1234 567")).unwrap();
        for same in [
            "AB1234567",
            "ab 1234 567",
            "AB\u{2013}1234\u{2013}567",
            "ＡＢ１２３４５６７",
            "\u{410}\u{412}1234567",
            "\u{3b1}\u{392}1234567",
        ] {
            let error = add(register, &keyring, "Second", &access_id(same)).unwrap_err();
            let RegisterError::Invalid { field, flaw, other: Some(other) } = &error else { panic!("{error:?}") };
            assert_eq!(
                (*field, flaw.code(), other.id, other.name.as_str()),
                ("access_id", "duplicate", first.id, "First")
            );
            assert!(!error.to_string().contains("1234"), "the sentence names the contract, not the secret");
        }
        change(register, &keyring, &first, &access_id("AB1234567")).unwrap();
        assert_eq!(reveal(register, &first, AccessId).unwrap(), "AB1234567", "its own contract may retype it");
        let second = add(register, &keyring, "Second", &access_id("AB1234568")).unwrap();
        assert_eq!(refusal(change(register, &keyring, &second, &access_id("AB1234567"))), ("access_id", "duplicate"));

        register.contracts().remove(first.id, now()).unwrap();
        change(register, &keyring, &second, &access_id("AB1234567")).unwrap();
        assert_eq!(refusal(register.contracts().undo_remove(first.id, now())), ("access_id", "duplicate"));
    });
}

#[test]
fn masks_show_the_end_and_no_more() {
    inside("masks_show_the_end_and_no_more", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let long = add(&desk.register, &keyring, "Long", &access_id("123456789")).unwrap();
        let short = add(&desk.register, &keyring, "Short", &access_id("12345678")).unwrap();
        add(&desk.register, &keyring, "None", &SecretChange::default()).unwrap();
        let masks = desk.register.contracts().access_id_masks().unwrap();
        assert_eq!(masks.len(), 2);
        assert_eq!((masks[&long.id].as_str(), masks[&short.id].as_str()), ("••••••6789", "••••••"));
    });
}

/// The plain text is looked for in every file the program made, in every encoding it could be in.
#[test]
fn no_secret_stands_in_any_file_or_history() {
    inside("no_secret_stands_in_any_file_or_history", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let register = &desk.register;
        let canaries = ["CANARY-ACCESS-7731", "CANARY-CONTRACT-7732", "CANARY-PASSWORD-7733", "CANARY-OTHER-7734"];
        let secrets = SecretChange { access_id: set(canaries[0]), contract_id: set(canaries[1]), password: None };
        let contract = add(register, &keyring, "Premier", &secrets).unwrap();
        change(register, &keyring, &contract, &SecretChange { password: set(canaries[2]), ..access_id(canaries[3]) })
            .unwrap();
        assert_eq!(reveal(register, &contract, Password).unwrap(), canaries[2]);
        register.contracts().secret(contract.id, AccessId, SecretUse::Copy, now()).unwrap();
        add(register, &keyring, "Second", &access_id("canary other 7734")).unwrap_err();
        let guide = Guide::of(Edition::base().unwrap()).unwrap();
        for question in canaries.into_iter().chain(["canary", "7731", "773", "canary-access"]) {
            let found = register.search(&guide, question, Language::En, SearchLimits { each: 9, all: 9 }).unwrap();
            assert!(found.iter().all(|hit| matches!(hit.kind, HitType::Guide(_))), "{question}: {found:?}");
        }
        register.contracts().remove(contract.id, now()).unwrap();
        register.backup(now()).unwrap();

        let history = register.history(Some(contract.id)).unwrap();
        let actions: Vec<_> = history.iter().map(|change| change.action.as_str()).collect();
        assert_eq!(actions, ["added", "changed", "revealed", "copied", "removed"]);
        assert_eq!(history[2].after.as_ref().unwrap()["field"], "password");
        assert!(!format!("{history:?}{register:?}{secrets:?}").contains("CANARY"));

        let mut searched = 0;
        for folder in [desk.folder.path(), &desk.folder.path().join("backups"), session.folder()] {
            searched += search(folder, &canaries);
        }
        assert!(searched >= 6, "register, log, side file, backup and the session's own files: {searched}");
        register.purge_removed(now() + chrono::Duration::days(1), now()).unwrap();
        search(desk.folder.path(), &canaries);
    });
}

fn search(folder: &Path, canaries: &[&str]) -> usize {
    let mut searched = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let mut content = Vec::new();
        fs::File::open(&path).unwrap().read_to_end(&mut content).unwrap();
        for canary in canaries {
            let utf16: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let folded = canary.to_lowercase();
            let joined = canary.replace('-', "");
            // As the search index would have it.
            let words = folded.replace('-', " ");
            for form in [canary.as_bytes(), &utf16, folded.as_bytes(), joined.as_bytes(), words.as_bytes()] {
                assert!(!content.windows(form.len()).any(|part| part == form), "{canary} in {}", path.display());
            }
        }
        searched += 1;
    }
    searched
}

#[test]
fn a_cell_that_was_changed_or_moved_does_not_open() {
    inside("a_cell_that_was_changed_or_moved_does_not_open", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let edits: [(&str, &str, SecretField); 5] = [
            (
                "swapped between contracts",
                "UPDATE contract SET secret = (SELECT secret FROM contract WHERE name = 'Two') WHERE name = 'One'",
                ContractId,
            ),
            ("moved to the other column", "UPDATE contract SET access_id = secret WHERE name = 'One'", AccessId),
            ("called a password", "UPDATE contract SET secret_is = 'password' WHERE name = 'One'", Password),
            (
                "one bit flipped",
                "UPDATE contract SET secret = unhex(substr(hex(secret), 1, length(hex(secret)) - 1)
                 || CASE substr(hex(secret), -1) WHEN '0' THEN '1' ELSE '0' END) WHERE name = 'One'",
                ContractId,
            ),
            ("cut short", "UPDATE contract SET secret = substr(secret, 1, 20) WHERE name = 'One'", ContractId),
        ];
        for (what, sql, field) in edits {
            let desk = desk();
            let register = &desk.register;
            let secrets = |a: &str, c: &str| SecretChange { access_id: set(a), contract_id: set(c), password: None };
            let one = add(register, &keyring, "One", &secrets("A1", "C1")).unwrap();
            let two = add(register, &keyring, "Two", &secrets("A2", "C2")).unwrap();
            assert_eq!(behind(desk.folder.path()).execute(sql, []).unwrap(), 1, "{what}");

            let error = reveal(register, &one, field).unwrap_err();
            let RegisterError::Tampered { subject: Some(subject) } = &error else { panic!("{what}: {error:?}") };
            assert_eq!((subject.id, error.exit_code()), (one.id, 4), "{what}");
            assert_eq!(reveal(register, &two, ContractId).unwrap(), "C2", "{what}: the others still open");
            let problems = register.check().unwrap().problems;
            assert!(problems.iter().any(|problem| problem.code == "secret-unreadable"), "{what}: {problems:?}");
            assert!(problems.iter().any(|problem| problem.code == "record-changed"), "{what}: {problems:?}");
        }

        // Exchanged between two contracts, neither opens.
        let desk = desk();
        let register = &desk.register;
        let contracts =
            ["One", "Two"].map(|name| add(register, &keyring, name, &access_id(&format!("ID of {name}"))).unwrap());
        let connection = behind(desk.folder.path());
        let sql = "UPDATE contract SET access_id = (SELECT other.access_id FROM contract other WHERE other.id <> contract.id)";
        connection.execute_batch("CREATE TEMP TABLE kept AS SELECT id, access_id FROM contract").unwrap();
        let sql = sql.replace("FROM contract other", "FROM kept other");
        assert_eq!(connection.execute(&sql, []).unwrap(), 2);
        for contract in &contracts {
            let error = reveal(register, contract, AccessId).unwrap_err();
            assert!(matches!(error, RegisterError::Tampered { subject: Some(_) }), "{error:?}");
        }
    });
}

#[test]
fn a_locked_keyring_locks_secrets_only() {
    inside("a_locked_keyring_locks_secrets_only", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let desk = desk();
        let contract = add(&desk.register, &Keyring::system(), "Premier", &access_id("A1")).unwrap();
        session.lock_keyring();
        assert_eq!(reveal(&desk.register, &contract, AccessId).unwrap(), "A1", "what is unlocked stays so");
        let register = open(desk.folder.path()).unwrap();
        let keyring = Keyring::system();
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::Locked);
        let error = reveal(&register, &contract, AccessId).unwrap_err();
        assert_eq!((error.code(), error.exit_code()), ("keyring-locked", 5));
        assert_eq!(code(add(&register, &keyring, "Another", &access_id("A2"))), "keyring-locked");
        add(&register, &keyring, "Another", &SecretChange::default()).unwrap();
    });
}

#[test]
fn an_unanswered_prompt_leaves_the_register_usable() {
    inside("an_unanswered_prompt_leaves_the_register_usable", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let _display = session.show_display();
        let desk = desk();
        session.lock_keyring();

        // No key was made yet: storing the first secret waits for the prompt, and makes none.
        let start = Instant::now();
        let keyring = Keyring::system();
        assert_eq!(code(add(&desk.register, &keyring, "First", &access_id("A1"))), "keyring-waiting");
        assert!(start.elapsed() < Duration::from_secs(5));
        let other = open(desk.folder.path()).unwrap();
        assert_eq!(code(add(&other, &Keyring::system(), "Second", &access_id("A2"))), "keyring-waiting");
        assert_eq!(desk.register.contracts().list().unwrap(), []);
        assert!(fs::read_to_string(desk.folder.path().join("register.id")).unwrap().contains("\"key\": null"));
        common::add_tenant(&desk.register, "Fjord");
    });
}

#[test]
fn a_missing_key_is_never_replaced() {
    inside("a_missing_key_is_never_replaced", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let desk = desk();
        let contract = add(&desk.register, &Keyring::system(), "Premier", &access_id("A1")).unwrap();
        let user = format!("vault:{}", desk.register.id());
        let item = session.search_items(&user);
        let line = item.lines().find_map(|line| line.strip_prefix("secret = ")).unwrap().to_owned();
        session.delete_items(&user);

        let register = open(desk.folder.path()).unwrap();
        let keyring = Keyring::system();
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::KeyMissing);
        assert_eq!(code(add(&register, &keyring, "Another", &access_id("A2"))), "key-missing");
        assert_eq!(code(reveal(&register, &contract, AccessId)), "key-missing");
        assert!(!session.search_items(&user).contains("secret ="), "no new entry was made");

        session.store_item(&user, &[], &support_vault::WrappingKey::generate().unwrap().to_line());
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::KeyMissing, "another register's key");
        session.store_item(&user, &["program", "other"], "x");
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::KeyMissing);
        assert_eq!(code(reveal(&register, &contract, AccessId)), "keyring-ambiguous");
        session.delete_items(&user);
        session.store_item(&user, &[], &line);
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::Unlocked, "the key, put back");
        assert_eq!(reveal(&register, &contract, AccessId).unwrap(), "A1");
    });
}

/// Side file and register know the key together; either may be behind after a crash.
#[test]
fn a_crash_between_side_file_and_register_is_made_good() {
    inside("a_crash_between_side_file_and_register_is_made_good", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let desk = desk();
        let empty = fs::read(desk.folder.path().join("register.id")).unwrap();
        let contract = add(&desk.register, &keyring, "Premier", &access_id("A1")).unwrap();
        let full = fs::read(desk.folder.path().join("register.id")).unwrap();

        // The side file is one from before.
        fs::write(desk.folder.path().join("register.id"), empty).unwrap();
        let register = open(desk.folder.path()).unwrap();
        assert_eq!(fs::read(desk.folder.path().join("register.id")).unwrap(), full, "brought up to date");
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::Unlocked);

        // The side file is lost.
        fs::remove_file(desk.folder.path().join("register.id")).unwrap();
        let register = open(desk.folder.path()).unwrap();
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::Unlocked);
        assert_eq!(reveal(&register, &contract, AccessId).unwrap(), "A1");

        // The register did not come to know the key; then nothing is sealed yet.
        let other = behind(desk.folder.path());
        other.execute_batch("UPDATE identity SET key = NULL; DELETE FROM slot; UPDATE contract SET access_id = NULL, access_id_index = NULL").unwrap();
        let register = open(desk.folder.path()).unwrap();
        assert_eq!(register.vault_state(), VaultState::Locked, "a key was made");
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::Unlocked);
        let known: i32 = other
            .query_row("SELECT count(*) FROM identity, slot WHERE identity.key IS NOT NULL", [], |row| row.get(0))
            .unwrap();
        assert_eq!(known, 1, "the register has taken it over");

        // Sealed values whose key nobody names: no key is made over them.
        add(&register, &keyring, "Second", &access_id("A2")).unwrap();
        other.execute_batch("UPDATE identity SET key = NULL; DELETE FROM slot").unwrap();
        fs::remove_file(desk.folder.path().join("register.id")).unwrap();
        let register = open(desk.folder.path()).unwrap();
        assert_eq!(register.unlock(&keyring).unwrap(), VaultState::KeyMissing);
        assert_eq!(code(add(&register, &keyring, "Third", &access_id("A3"))), "key-missing");
    });
}

/// Stores a first secret in a new register, then more.
#[test]
#[ignore = "a program for other tests to start and kill"]
fn sealer() {
    let Some(folder) = given_folder() else { return };
    let register = open(&folder).unwrap();
    let keyring = Keyring::system();
    register.unlock(&keyring).unwrap();
    for number in 0.. {
        let name = format!("{}-{number}", std::process::id());
        let contract = add(&register, &keyring, &name, &access_id(&name)).unwrap();
        println!("\nkept {}", contract.id);
        // Others get their turn.
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Killed at any point of making the key and after it: whatever is stored opens.
#[test]
fn no_sealed_value_is_without_its_key_when_killed() {
    inside("no_sealed_value_is_without_its_key_when_killed", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let (mut before, mut after, mut seen) = (0, 0, 0);
        for round in 0..60 {
            let folder = TempDir::new().unwrap();
            open(folder.path()).unwrap();
            let mut sealer = program("sealer", folder.path());
            let mut output = BufReader::new(sealer.stdout.take().unwrap());
            let mut said = String::new();
            // Every other round waits for the first secret: on a busy machine the key takes longer than any pause.
            while round % 2 == 1 && !said.contains("kept ") && output.read_line(&mut said).unwrap() > 0 {}
            std::thread::sleep(Duration::from_millis(4 + round / 2));
            sealer.kill().unwrap();
            output.read_to_string(&mut said).unwrap();
            sealer.wait().unwrap();
            let complete = said.rfind('\n').map_or("", |end| &said[..end]);
            let kept: BTreeSet<&str> = complete.lines().filter_map(|line| line.strip_prefix("kept ")).collect();

            let register = open(folder.path()).unwrap();
            let state = register.unlock(&keyring).unwrap();
            assert!(matches!(state, VaultState::Empty | VaultState::Unlocked), "round {round}: {state:?}");
            if state == VaultState::Empty {
                before += 1;
            } else {
                after += 1;
            }
            let contracts = register.contracts().list().unwrap();
            for contract in &contracts {
                assert_eq!(reveal(&register, contract, AccessId).unwrap(), contract.name, "round {round}");
            }
            let present: BTreeSet<String> = contracts.iter().map(|contract| contract.id.to_string()).collect();
            assert!(kept.iter().all(|id| present.contains(*id)), "round {round}: an acknowledged secret is lost");
            seen += kept.len();
            add(&register, &keyring, "Next", &access_id("next")).unwrap();
            assert_eq!(register.check().unwrap().problems, []);
        }
        assert!(before > 0 && after > 0 && seen > 0, "kills came before and after: {before}, {after}; {seen} kept");
    });
}

/// Two programs store their first secret at the same moment: one key, both secrets open.
#[test]
fn two_programs_make_one_key() {
    inside("two_programs_make_one_key", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        for _ in 0..5 {
            let folder = TempDir::new().unwrap();
            open(folder.path()).unwrap();
            let mut sealers: Vec<_> = (0..3).map(|_| program("sealer", folder.path())).collect();
            for sealer in &mut sealers {
                wait_for(sealer, "kept ");
            }
            for sealer in &mut sealers {
                sealer.kill().unwrap();
                sealer.wait().unwrap();
            }
            let register = open(folder.path()).unwrap();
            assert_eq!(register.unlock(&Keyring::system()).unwrap(), VaultState::Unlocked);
            let contracts = register.contracts().list().unwrap();
            let programs: BTreeSet<&str> =
                contracts.iter().filter_map(|contract| contract.name.split('-').next()).collect();
            assert_eq!(programs.len(), 3, "all three stored something");
            for contract in &contracts {
                assert_eq!(reveal(&register, contract, AccessId).unwrap(), contract.name);
            }
        }
    });
}

#[test]
fn a_first_secret_needs_a_keyring_even_when_others_are_there() {
    inside("a_first_secret_needs_a_keyring_even_when_others_are_there", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let (one, two) = (desk(), desk());
        add(&one.register, &Keyring::system(), "Premier", &access_id("A1")).unwrap();
        assert_eq!(code(add(&two.register, &no_keyring(), "Premier", &access_id("A1"))), "keyring-unavailable");
        add(&two.register, &Keyring::system(), "Premier", &access_id("A1")).unwrap();
        assert_ne!(one.register.id(), two.register.id());
    });
}
