//! Sealing: what was sealed opens at its own place and nowhere else, and not when a bit is changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use support_vault::{DataKey, KeyId, Place, VaultError};
use uuid::Uuid;

/// One byte of format, 16 of key id, 24 of nonce, 16 of tag.
const OVERHEAD: usize = 57;

fn uuid() -> impl Strategy<Value = Uuid> {
    any::<[u8; 16]>().prop_map(Uuid::from_bytes)
}

proptest! {
    #[test]
    fn opens_what_it_sealed(value in ".{0,600}", register in uuid(), row in uuid(), table in "[a-z]{1,12}", column in "[a-z_]{1,12}", version: u32) {
        let key = DataKey::generate().unwrap();
        let place = Place { register, table: &table, row, column: &column, version };
        let sealed = key.seal(&place, &SecretString::from(value.as_str())).unwrap();
        prop_assert_eq!(sealed.len(), value.len() + OVERHEAD);
        prop_assert_eq!(KeyId::of_sealed(&sealed), Ok(key.id()));
        let opened = key.open(&place, &sealed).unwrap();
        prop_assert_eq!(opened.expose_secret(), value.as_str());
    }

    #[test]
    fn opens_at_no_other_place(register in uuid(), row in uuid(), other in uuid(), version in 0u32..1000) {
        prop_assume!(register != other && row != other);
        let key = DataKey::generate().unwrap();
        let place = Place { register, table: "contract", row, column: "access_id", version };
        let sealed = key.seal(&place, &"4711".into()).unwrap();
        for elsewhere in [
            Place { register: other, ..place },
            Place { row: other, ..place },
            Place { table: "request", ..place },
            Place { column: "contract_id", ..place },
            Place { version: version + 1, ..place },
            Place { register: row, row: register, ..place },
            // The same letters, divided otherwise.
            Place { table: "contrac", column: "taccess_id", ..place },
        ] {
            if elsewhere == place { continue; }
            prop_assert_eq!(key.open(&elsewhere, &sealed).unwrap_err(), VaultError::Tampered, "{:?}", elsewhere);
        }
    }

    #[test]
    fn opens_no_changed_value(value in ".{1,80}", bit in 0usize..8, at: prop::sample::Index) {
        let key = DataKey::generate().unwrap();
        let place = place();
        let mut sealed = key.seal(&place, &SecretString::from(value)).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let expected = match at { 0 => VaultError::Malformed, 1..=16 => VaultError::OtherKey, _ => VaultError::Tampered };
        prop_assert_eq!(key.open(&place, &sealed).unwrap_err(), expected, "byte {}", at);
    }

    #[test]
    fn opens_no_shortened_or_lengthened_value(value in ".{0,80}", kept: prop::sample::Index, more: u8) {
        let key = DataKey::generate().unwrap();
        let place = place();
        let mut sealed = key.seal(&place, &SecretString::from(value)).unwrap();
        prop_assert!(key.open(&place, &sealed[..kept.index(sealed.len())]).is_err());
        sealed.push(more);
        prop_assert_eq!(key.open(&place, &sealed).unwrap_err(), VaultError::Tampered);
    }

    #[test]
    fn survives_any_bytes(bytes: Vec<u8>) {
        let key = DataKey::generate().unwrap();
        prop_assert!(key.open(&place(), &bytes).is_err());
    }
}

#[test]
fn the_same_value_sealed_twice_differs_and_another_key_opens_neither() {
    let (key, other) = (DataKey::generate().unwrap(), DataKey::generate().unwrap());
    let (one, two) = (key.seal(&place(), &"4711".into()).unwrap(), key.seal(&place(), &"4711".into()).unwrap());
    assert_ne!(one, two, "equal values must not show as equal");
    assert_eq!(other.open(&place(), &one).unwrap_err(), VaultError::OtherKey);
    assert!(!one.windows(4).any(|window| window == b"4711"), "the value does not stand in the clear");
}

fn place() -> Place<'static> {
    Place { register: Uuid::from_u128(1), table: "contract", row: Uuid::from_u128(2), column: "access_id", version: 1 }
}
