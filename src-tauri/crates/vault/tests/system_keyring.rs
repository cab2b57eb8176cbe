//! The real system keyring in every state it can be in: GNOME Keyring in a session of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(target_os = "linux")]

mod session;

use std::time::{Duration, Instant};

use session::{Bus, inside};
use support_vault::{Keyring, KeyringError, WrappingKey};
use uuid::Uuid;

const REGISTER: Uuid = Uuid::from_bytes([0x11; 16]);
const USER: &str = "vault:11111111-1111-1111-1111-111111111111";

#[test]
fn keeps_a_key() {
    inside("keeps_a_key", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::NotFound));
        let key = keyring.create(REGISTER, ()).unwrap();
        assert_eq!(keyring.read(REGISTER), Ok(key.clone()));
        assert_eq!(keyring.create(REGISTER, ()), Ok(key.clone()), "a second call keeps the first key");
        assert_eq!(Keyring::system().read(REGISTER), Ok(key.clone()), "another program reads the same");
        assert_eq!(keyring.read(Uuid::from_u128(7)), Err(KeyringError::NotFound), "another register has none");

        let item = session.search_items(USER);
        assert!(item.contains("label = Support Atlas"), "people find it in their keyring program: {item}");
        assert!(item.contains(&format!("secret = {}", *key.to_line())), "one line of base64: {item}");
    });
}

#[test]
fn deletes_a_key() {
    inside("deletes_a_key", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        assert_eq!(keyring.delete(REGISTER), Ok(()), "nothing to delete is fine");
        keyring.create(REGISTER, ()).unwrap();
        let other = keyring.create(Uuid::from_u128(7), ()).unwrap();
        assert_eq!(keyring.delete(REGISTER), Ok(()));
        assert_eq!(Keyring::system().read(REGISTER), Err(KeyringError::NotFound));
        assert_eq!(keyring.read(Uuid::from_u128(7)), Ok(other), "that of another register stays");
    });
}

#[test]
fn without_a_bus_there_is_no_keyring() {
    inside("without_a_bus_there_is_no_keyring", Bus::None, |_| {
        let start = Instant::now();
        let keyring = Keyring::system();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Unavailable));
        assert_eq!(keyring.create(REGISTER, ()), Err(KeyringError::Unavailable));
        assert!(start.elapsed() < Duration::from_secs(4));
    });
}

#[test]
fn without_a_service_there_is_no_keyring() {
    inside("without_a_service_there_is_no_keyring", Bus::Bare, |_| {
        let start = Instant::now();
        let keyring = Keyring::system();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Unavailable));
        assert_eq!(keyring.create(REGISTER, ()), Err(KeyringError::Unavailable));
        assert!(start.elapsed() < Duration::from_secs(4));
    });
}

#[test]
fn a_service_that_comes_late_is_found() {
    inside("a_service_that_comes_late_is_found", Bus::Bare, |session| {
        let keyring = Keyring::system();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Unavailable));
        let _daemon = session.start_keyring();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::NotFound));
    });
}

/// On a machine that was never logged in to, the bus starts a daemon that has no keyring to keep anything in.
#[test]
fn a_service_without_a_keyring_keeps_nothing() {
    inside("a_service_without_a_keyring_keeps_nothing", Bus::Desktop, |_| {
        let keyring = Keyring::system();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::NotFound));
        let created = keyring.create(REGISTER, ()).unwrap_err();
        assert!(matches!(created, KeyringError::Unavailable | KeyringError::Locked), "{created:?}");
    });
}

#[test]
fn a_locked_keyring_without_a_display_says_so() {
    inside("a_locked_keyring_without_a_display_says_so", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        keyring.create(REGISTER, ()).unwrap();
        session.lock_keyring();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Locked));
        assert_eq!(keyring.create(REGISTER, ()), Err(KeyringError::Locked));
    });
}

#[test]
fn a_prompt_nobody_answers_holds_nobody_up() {
    inside("a_prompt_nobody_answers_holds_nobody_up", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        keyring.create(REGISTER, ()).unwrap();
        let _display = session.show_display();
        session.lock_keyring();
        for _ in 0..2 {
            let start = Instant::now();
            assert_eq!(keyring.read(REGISTER), Err(KeyringError::Waiting));
            let waited = start.elapsed();
            assert!(waited >= Duration::from_secs(3) && waited < Duration::from_secs(4), "{waited:?}");
        }
        let start = Instant::now();
        drop(keyring);
        assert!(start.elapsed() < Duration::from_millis(100), "the thread behind the prompt is not waited for");
    });
}

#[test]
fn a_deleted_item_is_not_found_and_not_made_again_by_reading() {
    inside("a_deleted_item_is_not_found_and_not_made_again_by_reading", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        keyring.create(REGISTER, ()).unwrap();
        session.delete_items(USER);
        for _ in 0..3 {
            assert_eq!(keyring.read(REGISTER), Err(KeyringError::NotFound));
        }
        assert!(!session.search_items(USER).contains("secret ="));
    });
}

#[test]
fn a_restarted_daemon_is_found_again() {
    inside("a_restarted_daemon_is_found_again", Bus::Bare, |session| {
        let daemon = session.start_keyring();
        let keyring = Keyring::system();
        let key = keyring.create(REGISTER, ()).unwrap();
        daemon.stop();
        session.wait_for_owner(false);
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Unavailable));
        let daemon = session.start_keyring();
        assert_eq!(keyring.read(REGISTER), Ok(key.clone()));
        daemon.stop();
        let _daemon = session.start_keyring();
        assert_eq!(keyring.read(REGISTER), Ok(key), "also when nobody asked while it was away");
    });
}

#[test]
fn two_items_are_ambiguous_and_neither_is_touched() {
    inside("two_items_are_ambiguous_and_neither_is_touched", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        let keyring = Keyring::system();
        let key = keyring.create(REGISTER, ()).unwrap();
        session.store_item(USER, &["program", "other"], "another");
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Ambiguous(2)));
        assert_eq!(keyring.create(REGISTER, ()), Err(KeyringError::Ambiguous(2)));
        let items = session.search_items(USER);
        assert!(items.contains("secret = another") && items.contains(key.to_line().as_str()), "{items}");
    });
}

#[test]
fn an_item_that_is_no_key_is_damaged_and_not_replaced() {
    inside("an_item_that_is_no_key_is_damaged_and_not_replaced", Bus::Desktop, |session| {
        let _daemon = session.start_keyring();
        session.store_item(USER, &[], "not a key");
        let keyring = Keyring::system();
        assert_eq!(keyring.read(REGISTER), Err(KeyringError::Damaged));
        assert_eq!(keyring.create(REGISTER, ()), Err(KeyringError::Damaged));
        assert!(session.search_items(USER).contains("secret = not a key"));

        let key = WrappingKey::generate().unwrap();
        session.store_item(USER, &[], &key.to_line());
        assert_eq!(keyring.read(REGISTER), Ok(key), "the right key, put back by hand, is taken");
    });
}
