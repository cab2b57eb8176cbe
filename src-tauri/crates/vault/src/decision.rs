//! Whether a register's key is opened, made, or neither (`security.md` 3.2).
//!
//! The one rule that prevents loss: a key is made only where none was ever made. A keyring that says "no
//! such entry" may just have been reset, so its answer alone never leads to a new key.

use uuid::Uuid;

use crate::{DataKey, KeyId, KeyringError, Slot, SlotKind, VaultError, WrappingKey};

/// What is known of a register's key before the keyring is asked.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The register's id.
    pub register: Uuid,
    /// The key the register names.
    pub register_key: Option<KeyId>,
    /// The key the side file names.
    pub side_key: Option<KeyId>,
    /// The slots of both.
    pub slots: &'a [Slot],
    /// Whether the register holds any sealed value.
    pub sealed: bool,
}

/// What to do about a register's key.
#[derive(Debug)]
pub enum Decision {
    /// The key is here.
    Open(DataKey),
    /// No key was ever made and the keyring is at hand: one may be made.
    Mint,
    /// Neither.
    Refuse(Refusal),
}

/// Why a key is neither opened nor made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The keyring gave no key.
    #[error(transparent)]
    Keyring(KeyringError),
    /// A key was made, and the keyring has none or another one.
    #[error("the keyring does not hold the key")]
    KeyMissing,
    /// Register and side file name different keys.
    #[error("register and side file name different keys")]
    KeysDiffer,
    /// Sealed values or slots exist, and nothing names their key.
    #[error("there are sealed values, but nothing names their key")]
    KeyUnnamed,
    /// The key has no keyring slot, or one that is damaged.
    #[error("no usable slot for the key")]
    NoSlot,
    /// The key's slot was made by a later version.
    #[error("the slot was made by a later version")]
    Newer,
}

impl Known<'_> {
    /// Whether no key was ever made: only then may one be.
    pub fn never_made(&self) -> bool {
        self.register_key.is_none() && self.side_key.is_none() && self.slots.is_empty() && !self.sealed
    }
}

/// Decides, from what is known and what the keyring answered.
pub fn decide(known: &Known<'_>, answer: Result<&WrappingKey, KeyringError>) -> Decision {
    let named = match (known.register_key, known.side_key) {
        (Some(register), Some(side)) if register != side => return Decision::Refuse(Refusal::KeysDiffer),
        (register, side) => register.or(side),
    };
    match (named, answer) {
        (_, Err(error)) if error != KeyringError::NotFound => Decision::Refuse(Refusal::Keyring(error)),
        (None, _) if known.never_made() => Decision::Mint,
        (None, _) => Decision::Refuse(Refusal::KeyUnnamed),
        (Some(_), Err(_)) => Decision::Refuse(Refusal::KeyMissing),
        (Some(key), Ok(wrapping)) => open(known, key, wrapping).map_or_else(Decision::Refuse, Decision::Open),
    }
}

/// Register and side file may hold different slots for the key after a crash: any that opens will do.
fn open(known: &Known<'_>, key: KeyId, wrapping: &WrappingKey) -> Result<DataKey, Refusal> {
    let mut refusal = Refusal::NoSlot;
    for slot in known.slots.iter().filter(|slot| slot.key == key && slot.kind == SlotKind::Keyring) {
        match slot.unwrap_key(known.register, wrapping) {
            Ok(key) => return Ok(key),
            Err(VaultError::WrongKey) => refusal = Refusal::KeyMissing,
            Err(VaultError::Newer) => refusal = Refusal::Newer,
            Err(_) => {}
        }
    }
    Err(refusal)
}
