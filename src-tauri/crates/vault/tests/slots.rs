//! Slots: which key opens which slot, and what is accepted when one is read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use serde_json::{Value, json};
use support_vault::{DataKey, Passphrase, RecoveryKey, Slot, SlotKind, VaultError, WrappingKey};
use uuid::Uuid;

const REGISTER: Uuid = Uuid::from_bytes([0x11; 16]);

#[test]
fn a_slot_opens_with_its_own_key_for_its_own_register() {
    let (key, wrapping) = (DataKey::generate().unwrap(), WrappingKey::generate().unwrap());
    let slot = Slot::for_keyring(REGISTER, &key, &wrapping).unwrap();
    assert_eq!(slot.kind, SlotKind::Keyring);
    assert_eq!(slot.key, key.id());
    assert_eq!(slot.unwrap_key(REGISTER, &wrapping).unwrap().id(), key.id());

    let other = WrappingKey::generate().unwrap();
    assert_eq!(slot.unwrap_key(REGISTER, &other).unwrap_err(), VaultError::WrongKey);
    assert_eq!(slot.unwrap_key(Uuid::from_u128(9), &wrapping).unwrap_err(), VaultError::WrongKey);
}

#[test]
fn a_passphrase_opens_its_slot_and_no_other_does() {
    let key = DataKey::generate().unwrap();
    let passphrase = Passphrase::new("sju svarte elger").unwrap();
    let slot = Slot::for_passphrase(REGISTER, &key, &passphrase).unwrap();
    assert_eq!(slot.kind, SlotKind::Passphrase);
    let kdf = slot.kdf.as_ref().unwrap();
    assert_eq!((kdf.memory_kib, kdf.passes, kdf.lanes, kdf.salt.len()), (65_536, 3, 1, 16), "as in the design");
    assert_eq!(slot.unwrap_with_passphrase(REGISTER, &passphrase).unwrap().id(), key.id());
    let other = Passphrase::new("sju svarte elge").unwrap();
    assert_eq!(slot.unwrap_with_passphrase(REGISTER, &other).unwrap_err(), VaultError::WrongKey);
    let again = Slot::for_passphrase(REGISTER, &key, &passphrase).unwrap();
    assert_ne!(again.kdf, slot.kdf, "a salt of its own");
}

#[test]
fn a_recovery_key_opens_its_slot_and_no_other_does() {
    let key = DataKey::generate().unwrap();
    let recovery = RecoveryKey::generate().unwrap();
    let slot = Slot::for_recovery(REGISTER, &key, &recovery).unwrap();
    assert_eq!((slot.kind, &slot.kdf), (SlotKind::Recovery, &None));
    let typed = RecoveryKey::parse(&recovery.to_text().to_lowercase()).unwrap();
    assert_eq!(slot.unwrap_with_recovery(REGISTER, &typed).unwrap().id(), key.id());
    let other = RecoveryKey::generate().unwrap();
    assert_eq!(slot.unwrap_with_recovery(REGISTER, &other).unwrap_err(), VaultError::WrongKey);
    let passphrase = Passphrase::new("sju svarte elger").unwrap();
    assert_eq!(slot.unwrap_with_passphrase(REGISTER, &passphrase).unwrap_err(), VaultError::Malformed);
}

/// An edited file asks for 4 TiB of memory or four billion passes: refused before anything is computed.
#[test]
fn a_slot_that_asks_for_too_much_is_refused_at_once() {
    let key = DataKey::generate().unwrap();
    let passphrase = Passphrase::new("sju svarte elger").unwrap();
    let slot = serde_json::to_value(Slot::for_passphrase(REGISTER, &key, &passphrase).unwrap()).unwrap();
    for (field, value) in [("memory_kib", u32::MAX), ("passes", u32::MAX), ("lanes", 255), ("memory_kib", 1)] {
        let mut edited = slot.clone();
        edited["kdf"][field] = json!(value);
        let edited: Slot = serde_json::from_value(edited).unwrap();
        assert_eq!(edited.unwrap_with_passphrase(REGISTER, &passphrase).unwrap_err(), VaultError::Malformed, "{field}");
    }
}

/// The slot was made by an independent implementation (libsodium, through Python).
#[test]
fn a_slot_made_elsewhere_opens() {
    let wrapping = WrappingKey::from_line("yMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5uc=").unwrap();
    let slot: Slot = serde_json::from_value(json!({
        "id": "33333333-3333-3333-3333-333333333333", "kind": "keyring", "key": "1b860d1c714931ef38b2d625be5b9f10",
        "kdf": null, "version": 1, "nonce": "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7",
        "wrapped": "b7anKUaSSIjE/IeZ7tNnfSPZ9UEAJO3P9TlwA33SO5JhJLiigFUBBxfIwYvOL4Am",
    }))
    .unwrap();
    let key = slot.unwrap_key(REGISTER, &wrapping).unwrap();
    assert_eq!(key.id().to_string(), "1b860d1c714931ef38b2d625be5b9f10");
}

#[test]
fn every_authenticated_part_counts() {
    let (key, wrapping) = (DataKey::generate().unwrap(), WrappingKey::generate().unwrap());
    let slot = serde_json::to_value(Slot::for_keyring(REGISTER, &key, &wrapping).unwrap()).unwrap();
    let reopened = |change: &dyn Fn(&mut Value)| {
        let mut slot = slot.clone();
        change(&mut slot);
        serde_json::from_value::<Slot>(slot).unwrap().unwrap_key(REGISTER, &wrapping).map(|key| key.id())
    };
    assert_eq!(reopened(&|_| {}), Ok(key.id()), "unchanged, it opens");
    assert_eq!(reopened(&|slot| slot["id"] = json!(Uuid::from_u128(5))), Err(VaultError::WrongKey));
    assert_eq!(reopened(&|slot| slot["kind"] = json!("recovery")), Err(VaultError::WrongKey));
    assert_eq!(reopened(&|slot| slot["nonce"] = json!("A".repeat(32))), Err(VaultError::WrongKey));
    assert_eq!(reopened(&|slot| slot["wrapped"] = json!("A".repeat(64))), Err(VaultError::WrongKey));
    assert_eq!(reopened(&|slot| slot["wrapped"] = json!("AAAA")), Err(VaultError::Malformed));
    assert_eq!(reopened(&|slot| slot["nonce"] = json!("")), Err(VaultError::Malformed));
    assert_eq!(reopened(&|slot| slot["version"] = json!(2)), Err(VaultError::Newer));
    assert_eq!(reopened(&|slot| slot["version"] = json!(0)), Err(VaultError::Malformed));
    assert_eq!(
        reopened(&|slot| slot["key"] = json!("00000000000000000000000000000000")),
        Err(VaultError::Malformed),
        "a slot that names another key than it holds"
    );
}

#[test]
fn limits_hold_before_any_derivation() {
    let salt = "AAAAAAAAAAAAAAAAAAAAAA==";
    let check = |kdf: Value, kind: &str| {
        let (key, wrapping) = (DataKey::generate().unwrap(), WrappingKey::generate().unwrap());
        let mut slot = serde_json::to_value(Slot::for_keyring(REGISTER, &key, &wrapping).unwrap()).unwrap();
        slot["kind"] = json!(kind);
        slot["kdf"] = kdf;
        serde_json::from_value::<Slot>(slot).unwrap().check()
    };
    let kdf = |memory_kib: u32, passes: u32, lanes: u32| json!({ "memory_kib": memory_kib, "passes": passes, "lanes": lanes, "salt": salt });

    for accepted in [kdf(64 * 1024, 3, 1), kdf(1024 * 1024, 20, 16), kdf(8, 1, 1)] {
        assert_eq!(check(accepted.clone(), "passphrase"), Ok(()), "{accepted}");
    }
    for refused in [
        kdf(1024 * 1024 + 1, 3, 1),
        kdf(u32::MAX, 3, 1),
        kdf(64 * 1024, 21, 1),
        kdf(64 * 1024, u32::MAX, 1),
        kdf(64 * 1024, 0, 1),
        kdf(64 * 1024, 3, 17),
        kdf(64 * 1024, 3, u32::MAX),
        kdf(64 * 1024, 3, 0),
        kdf(7, 3, 1),
        kdf(127, 3, 16),
        json!({ "memory_kib": 65536, "passes": 3, "lanes": 1, "salt": "AAAA" }),
        json!({ "memory_kib": 65536, "passes": 3, "lanes": 1, "salt": "A".repeat(88) }),
        Value::Null,
    ] {
        assert_eq!(check(refused.clone(), "passphrase"), Err(VaultError::Malformed), "{refused}");
    }
    assert_eq!(check(kdf(64 * 1024, 3, 1), "keyring"), Err(VaultError::Malformed), "no derivation for the keyring");
}

#[test]
fn a_wrapping_key_is_one_line_of_base64_and_nothing_else() {
    let key = WrappingKey::generate().unwrap();
    let line = key.to_line();
    assert_eq!(line.len(), 44);
    assert!(line.bytes().all(|byte| byte.is_ascii_graphic()), "survives every keyring");
    assert_eq!(WrappingKey::from_line(&line), Some(key.clone()));
    assert_eq!(format!("{key:?}"), "WrappingKey(..)");
    for wrong in [
        "",
        "AAAA",
        &line[1..],
        &format!("{}\n", *line),
        &format!("AAAA{}", *line),
        "not base64 at all, but 44 characters long!!!",
    ] {
        assert_eq!(WrappingKey::from_line(wrong), None, "{} characters", wrong.len());
    }
}
