//! The register's key: unlocking, locking, and making it when the first secret is stored.

use std::fs::File;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use support_vault::{
    DataKey, Decision, KeyId, Keyring, KeyringError, Known, SideFile, SideFileError, Slot, SlotKind, WrappingKey,
    decide,
};

use crate::error::{RegisterError, Result};
use crate::protection::Failures;
use crate::register::Register;
use crate::word::words;
use crate::{slot_table, vault_lock};

/// How long to wait for another program that is making the key.
const PATIENCE: Duration = Duration::from_secs(3);

words! {
    /// Whether secrets can be opened and stored.
    VaultState {
        /// No secret was ever kept and no key made.
        Empty = "empty",
        /// Locked.
        Locked = "locked",
        /// Unlocked.
        Unlocked = "unlocked",
        /// The system keyring has not answered yet.
        Waiting = "waiting",
        /// There is no system keyring.
        Unavailable = "unavailable",
        /// The register has a key, and the keyring holds none, another one, or several.
        KeyMissing = "key-missing",
    }
}

/// What is held of the key in memory.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    key: Option<Arc<DataKey>>,
    /// Why the last attempt to unlock failed.
    refused: Option<RegisterError>,
    /// Locked on purpose in this program: the keyring alone does not open it again.
    locked: bool,
}

/// What register and side file say of the key.
pub(crate) struct Facts {
    register_key: Option<KeyId>,
    side_key: Option<KeyId>,
    pub(crate) slots: Vec<Slot>,
    sealed: bool,
}

impl Register {
    /// Asks the keyring for the key, waiting as long as the keyring's limit. A register without a key asks
    /// nothing and stays [`VaultState::Empty`]; one that was locked on purpose, or has no keyring slot, asks nothing
    /// and stays [`VaultState::Locked`].
    ///
    /// # Errors
    /// When the register or its side file cannot be read.
    pub fn unlock(&self, keyring: &Keyring) -> Result<VaultState> {
        if self.is_locked_on_purpose()? {
            self.lock();
            return Ok(VaultState::Locked);
        }
        self.ask_keyring(keyring)
    }

    /// Asks the keyring for the key, whether or not the register was locked on purpose.
    pub(crate) fn ask_keyring(&self, keyring: &Keyring) -> Result<VaultState> {
        if self.keys().key.is_some() {
            return Ok(VaultState::Unlocked);
        }
        let facts = self.facts()?;
        let known = facts.known(self);
        if known.never_made() {
            self.keys().refused = None;
            return Ok(VaultState::Empty);
        }
        if !facts.has(SlotKind::Keyring) && facts.opens_otherwise() {
            self.keys().refused = Some(RegisterError::PassphraseNeeded);
            return Ok(self.vault_state());
        }
        // No lock is held while the keyring is asked: everything else goes on.
        let answer = keyring.read(self.id());
        self.hear(&facts, &answer)
    }

    /// Takes up what the keyring answered after the wait for it was over; asks nothing.
    ///
    /// # Errors
    /// When the register or its side file cannot be read.
    pub fn hear_keyring(&self, keyring: &Keyring) -> Result<VaultState> {
        let waits = matches!(self.keys().refused, Some(RegisterError::KeyringWaiting));
        if waits
            && !self.is_locked_on_purpose()?
            && let Some(answer) = keyring.late_answer(self.id())
        {
            return self.hear(&self.facts()?, &answer);
        }
        Ok(self.vault_state())
    }

    fn hear(&self, facts: &Facts, answer: &std::result::Result<WrappingKey, KeyringError>) -> Result<VaultState> {
        match decide(&facts.known(self), answer.as_ref().map_err(|error| *error)) {
            Decision::Open(key) => {
                self.adopt(facts, &key)?;
                self.take(key);
                return Ok(VaultState::Unlocked);
            }
            Decision::Mint => self.keys().refused = None,
            Decision::Refuse(refusal) => self.keys().refused = Some(refusal.into()),
        }
        Ok(self.vault_state())
    }

    /// Wipes the key from memory, until it is unlocked on purpose. Everything that is not secret keeps working.
    pub fn lock(&self) {
        *self.keys() = Keys { key: None, refused: None, locked: true };
    }

    /// Whether it was locked on purpose, in this program or for all.
    pub(crate) fn is_locked_on_purpose(&self) -> Result<bool> {
        Ok(self.keys().locked || self.read(vault_lock::is_locked)?)
    }

    /// Forgets that it was locked on purpose.
    pub(crate) fn unlocked_on_purpose(&self) {
        self.keys().locked = false;
    }

    /// Wrong passphrases so far.
    pub(crate) fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a key that was opened, and hands it out.
    pub(crate) fn take(&self, key: DataKey) -> Arc<DataKey> {
        let key = Arc::new(key);
        *self.keys() = Keys { key: Some(Arc::clone(&key)), refused: None, locked: false };
        key
    }

    /// Keeps a key that this program holds already.
    pub(crate) fn share(&self, key: Arc<DataKey>) {
        *self.keys() = Keys { key: Some(key), refused: None, locked: false };
    }

    /// Whether secrets can be opened and stored.
    pub fn vault_state(&self) -> VaultState {
        if self.read(vault_lock::is_locked).unwrap_or(false) {
            self.lock();
        }
        {
            let keys = self.keys();
            match (&keys.key, &keys.refused) {
                (Some(_), _) => return VaultState::Unlocked,
                (None, Some(refused)) => return VaultState::of(refused),
                (None, None) => {}
            }
        }
        match self.facts() {
            Ok(facts) if facts.known(self).never_made() => VaultState::Empty,
            _ => VaultState::Locked,
        }
    }

    /// Whether this program holds the key.
    pub fn is_unlocked(&self) -> bool {
        self.keys().key.is_some()
    }

    /// Why the last attempt to unlock failed, if one did.
    pub fn why_locked(&self) -> Option<RegisterError> {
        self.keys().refused.clone()
    }

    /// The key, when unlocked.
    pub(crate) fn key(&self) -> Result<Arc<DataKey>> {
        if self.read(vault_lock::is_locked)? {
            self.lock();
        }
        let keys = self.keys();
        match &keys.key {
            Some(key) => Ok(Arc::clone(key)),
            None => Err(keys.refused.clone().unwrap_or(RegisterError::Locked)),
        }
    }

    /// The key, when unlocked; a new one, when there never was one. What was locked stays locked.
    pub(crate) fn key_or_mint(&self, keyring: &Keyring) -> Result<Arc<DataKey>> {
        match self.key() {
            Ok(key) => Ok(key),
            Err(_) if self.facts()?.known(self).never_made() => self.mint(keyring),
            Err(locked) => Err(locked),
        }
    }

    /// Makes the key: first the wrapping key is in the keyring and read back, then the slot in the side
    /// file, then the slot in the register. Each step is on disk before the next, and values are sealed
    /// after the last. A crash in between leaves a wrapping key that the next attempt uses, or a slot that
    /// the next unlocking adopts; never a sealed value without its key.
    fn mint(&self, keyring: &Keyring) -> Result<Arc<DataKey>> {
        self.refuse_if_read_only()?;
        let lock = self.lock_keys()?;
        let facts = self.facts()?;
        let known = facts.known(self);
        let answer = keyring.read(self.id());
        match decide(&known, answer.as_ref().map_err(|error| *error)) {
            Decision::Mint => {}
            // Another program was faster.
            Decision::Open(key) => return Ok(self.take(key)),
            Decision::Refuse(refusal) => return Err(refusal.into()),
        }
        let wrapping = keyring.create(self.id(), Arc::clone(&lock))?;
        self.make_key(|key| Ok(Slot::for_keyring(self.id(), key, &wrapping)?))
    }

    /// Makes the key with its first slot. Under the lock, and only where no key was ever made.
    pub(crate) fn make_key(&self, slot: impl FnOnce(&DataKey) -> Result<Slot>) -> Result<Arc<DataKey>> {
        let key = DataKey::generate()?;
        let slots = vec![slot(&key)?];
        self.save_side_file(key.id(), &slots)?;
        self.write(|change| slot_table::keep(change, key.id(), &slots))?;
        Ok(self.take(key))
    }

    /// Keeps other programs from making the key or changing its slots.
    pub(crate) fn lock_keys(&self) -> Result<Arc<File>> {
        self.home.lock(PATIENCE).map_err(|error| match error {
            // Held over a prompt: by another program, or by an attempt of ours that is not answered yet.
            RegisterError::Busy => RegisterError::KeyringWaiting,
            error => error,
        })
    }

    /// Brings register and side file to the same knowledge after a crash between the two.
    pub(crate) fn adopt(&self, facts: &Facts, key: &DataKey) -> Result<()> {
        if self.is_read_only() || (facts.register_key.is_some() && facts.side_key.is_some()) {
            return Ok(());
        }
        if facts.side_key.is_none() {
            self.save_side_file(key.id(), &facts.slots)?;
        }
        self.write(|change| slot_table::keep(change, key.id(), &facts.slots))
    }

    pub(crate) fn save_side_file(&self, key: KeyId, slots: &[Slot]) -> Result<()> {
        let path = self.home.side_file();
        let side_file = SideFile::new(self.id(), Some(key), slots.to_vec());
        side_file.save(&path).map_err(|error| RegisterError::side_file(&path, error))
    }

    pub(crate) fn facts(&self) -> Result<Facts> {
        let path = self.home.side_file();
        let side_file = match SideFile::load(&path) {
            Ok(side_file) if side_file.register == self.id() => Some(side_file),
            Ok(_) => return Err(RegisterError::SideFile { path, other: true }),
            Err(SideFileError::Missing) => None,
            Err(error) => return Err(RegisterError::side_file(&path, error)),
        };
        self.read(|connection| {
            let (_, register_key) = slot_table::identity(connection)?;
            let mut slots = slot_table::slots(connection)?;
            let side_key = side_file.as_ref().and_then(|side_file| side_file.key);
            for slot in side_file.into_iter().flat_map(|side_file| side_file.slots) {
                if !slots.contains(&slot) {
                    slots.push(slot);
                }
            }
            Ok(Facts { register_key, side_key, slots, sealed: slot_table::sealed(connection)? })
        })
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Facts {
    /// The slots of the key that register or side file name.
    pub(crate) fn usable(&self) -> impl Iterator<Item = &Slot> {
        let key = self.register_key.or(self.side_key);
        self.slots.iter().filter(move |slot| Some(slot.key) == key)
    }

    pub(crate) fn has(&self, kind: SlotKind) -> bool {
        self.usable().any(|slot| slot.kind == kind)
    }

    fn opens_otherwise(&self) -> bool {
        self.has(SlotKind::Passphrase) || self.has(SlotKind::Recovery)
    }

    pub(crate) fn known(&self, register: &Register) -> Known<'_> {
        Known {
            register: register.id(),
            register_key: self.register_key,
            side_key: self.side_key,
            slots: &self.slots,
            sealed: self.sealed,
        }
    }
}

impl VaultState {
    fn of(refused: &RegisterError) -> Self {
        match refused {
            RegisterError::Locked | RegisterError::PassphraseNeeded => Self::Locked,
            RegisterError::KeyringWaiting => Self::Waiting,
            RegisterError::KeyringUnavailable => Self::Unavailable,
            _ => Self::KeyMissing,
        }
    }
}
