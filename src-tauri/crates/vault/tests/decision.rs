//! The rule that prevents loss, row by row (`security.md` 3.2).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use support_vault::{DataKey, Decision, KeyId, KeyringError, Known, Refusal, Slot, WrappingKey, decide};
use uuid::Uuid;

use Outcome::{Mint, Open, Refuse};
use Refusal::{KeyMissing, KeyUnnamed, KeysDiffer, NoSlot};

const REGISTER: Uuid = Uuid::from_bytes([0x11; 16]);

#[derive(Debug, PartialEq)]
enum Outcome {
    Open(KeyId),
    Mint,
    Refuse(Refusal),
}

/// What is looked at; register's key, side file's key, slots, sealed values; the keyring's answer; what follows.
type Row<'a> =
    (&'a str, Option<KeyId>, Option<KeyId>, &'a [Slot], bool, Result<&'a WrappingKey, KeyringError>, Outcome);

fn outcome(known: &Known<'_>, answer: Result<&WrappingKey, KeyringError>) -> Outcome {
    match decide(known, answer) {
        Decision::Open(key) => Outcome::Open(key.id()),
        Decision::Mint => Outcome::Mint,
        Decision::Refuse(refusal) => Outcome::Refuse(refusal),
    }
}

#[test]
fn every_row_of_the_table() {
    let (key, other_key) = (DataKey::generate().unwrap(), DataKey::generate().unwrap());
    let (right, wrong) = (WrappingKey::generate().unwrap(), WrappingKey::generate().unwrap());
    let ours = [Slot::for_keyring(REGISTER, &key, &right).unwrap()];
    let others = [Slot::for_keyring(REGISTER, &other_key, &right).unwrap()];
    let (a, b) = (Some(key.id()), Some(other_key.id()));
    let not_found = Err(KeyringError::NotFound);

    #[rustfmt::skip]
    let table: &[Row<'_>] = &[
        // what                                   register side slots   sealed answer       outcome
        ("nothing was ever kept",                    None, None, &[],     false, not_found,   Mint),
        ("a wrapping key left by a crash",           None, None, &[],     false, Ok(&right),  Mint),
        ("sealed values, no key named, no entry",    None, None, &[],     true,  not_found,   Refuse(KeyUnnamed)),
        ("sealed values, no key named, an entry",    None, None, &[],     true,  Ok(&right),  Refuse(KeyUnnamed)),
        ("slots, no key named",                      None, None, &ours,   false, Ok(&right),  Refuse(KeyUnnamed)),
        ("all in order",                             a,    a,    &ours,   true,  Ok(&right),  Open(key.id())),
        ("key made, nothing sealed yet",             a,    a,    &ours,   false, Ok(&right),  Open(key.id())),
        ("side file lost",                           a,    None, &ours,   true,  Ok(&right),  Open(key.id())),
        ("crash before the register knew",           None, a,    &ours,   false, Ok(&right),  Open(key.id())),
        ("an empty register beside its side file",   None, a,    &ours,   false, not_found,   Refuse(KeyMissing)),
        ("keyring reset",                            a,    a,    &ours,   true,  not_found,   Refuse(KeyMissing)),
        ("keyring reset, nothing sealed yet",        a,    a,    &ours,   false, not_found,   Refuse(KeyMissing)),
        ("entry of another register",                a,    a,    &ours,   true,  Ok(&wrong),  Refuse(KeyMissing)),
        ("side file of another key",                 a,    b,    &ours,   true,  Ok(&right),  Refuse(KeysDiffer)),
        ("slots of another key only",                a,    a,    &others, true,  Ok(&right),  Refuse(NoSlot)),
        ("no slots at all",                          a,    a,    &[],     true,  Ok(&right),  Refuse(NoSlot)),
    ];
    for (what, register_key, side_key, slots, sealed, answer, expected) in table {
        let known =
            Known { register: REGISTER, register_key: *register_key, side_key: *side_key, slots, sealed: *sealed };
        assert_eq!(outcome(&known, *answer), *expected, "{what}");
    }
}

#[test]
fn a_keyring_that_gives_no_answer_never_leads_to_a_key() {
    let (key, wrapping) = (DataKey::generate().unwrap(), WrappingKey::generate().unwrap());
    let slots = [Slot::for_keyring(REGISTER, &key, &wrapping).unwrap()];
    let id = Some(key.id());
    for error in [
        KeyringError::Locked,
        KeyringError::Unavailable,
        KeyringError::Ambiguous(2),
        KeyringError::Waiting,
        KeyringError::Damaged,
        KeyringError::Other,
    ] {
        for (key, slots, sealed) in [(None, &[][..], false), (id, &slots[..], true), (None, &[][..], true)] {
            let known = Known { register: REGISTER, register_key: key, side_key: key, slots, sealed };
            assert_eq!(outcome(&known, Err(error)), Outcome::Refuse(Refusal::Keyring(error)), "{error:?} {sealed}");
        }
    }
}

#[test]
fn any_slot_of_the_key_will_do() {
    let (key, right) = (DataKey::generate().unwrap(), WrappingKey::generate().unwrap());
    let stale = Slot::for_keyring(REGISTER, &key, &WrappingKey::generate().unwrap()).unwrap();
    let slots = [stale, Slot::for_keyring(REGISTER, &key, &right).unwrap()];
    let known = Known { register: REGISTER, register_key: Some(key.id()), side_key: None, slots: &slots, sealed: true };
    assert_eq!(outcome(&known, Ok(&right)), Outcome::Open(key.id()));
}
