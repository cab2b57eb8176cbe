//! Protecting the secrets: by the system keyring, a passphrase, a recovery key. Changing the protection wraps the
//! data key anew and never touches what it seals.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use support_vault::{DataKey, Keyring, Passphrase, RecoveryKey, Slot, SlotKind, VaultError};

use crate::error::{RegisterError, Result};
use crate::field;
use crate::flaw::Flaw;
use crate::history::{self, Action, Event};
use crate::keys::{Facts, VaultState};
use crate::record::RecordType;
use crate::register::Register;
use crate::word::words;
use crate::{slot_table, vault_lock};

/// Wrong passphrases in a row that cost nothing; after them each wait is twice the one before.
const FREE_FAILURES: u32 = 3;
const LONGEST_WAIT: u64 = 60;
const MOST_IDLE_MINUTES: u32 = 24 * 60;

words! {
    /// A way of unlocking the secrets.
    UnlockWay {
        /// The system keyring.
        Keyring = "keyring",
        /// A passphrase.
        Passphrase = "passphrase",
        /// The recovery key.
        Recovery = "recovery",
    }
}

/// How the secrets are protected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Protection {
    /// Whether secrets can be opened now.
    pub state: VaultState,
    /// The ways of unlocking there are; none while no key was made.
    pub ways: Vec<UnlockWay>,
    /// Whether the secrets would be lost with the keyring: there is a key, and no other way of unlocking it.
    pub hangs_on_keyring: bool,
    /// Whether it was locked on purpose.
    pub locked_on_purpose: bool,
    /// After how many idle minutes the window locks; 0 for never.
    pub idle_minutes: u32,
}

/// Wrong passphrases in a row, and when the next may be tried.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    in_a_row: u32,
    next: Option<Instant>,
}

impl Register {
    /// How the secrets are protected.
    ///
    /// # Errors
    /// When the register or its side file cannot be read.
    pub fn protection(&self) -> Result<Protection> {
        let facts = self.facts()?;
        let ways = ways(&facts);
        let hangs_on_keyring = ways == [UnlockWay::Keyring];
        let locked_on_purpose = self.is_locked_on_purpose()?;
        let idle_minutes = self.idle_minutes()?;
        Ok(Protection { state: self.vault_state(), ways, hangs_on_keyring, locked_on_purpose, idle_minutes })
    }

    /// After how many idle minutes the window locks; 0 for never.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn idle_minutes(&self) -> Result<u32> {
        self.read(vault_lock::idle_minutes)
    }

    /// Chooses after how many idle minutes the window locks; 0 for never.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for more than a day.
    pub fn set_idle_minutes(&self, minutes: u32, now: DateTime<Utc>) -> Result<()> {
        if minutes > MOST_IDLE_MINUTES {
            return Err(RegisterError::invalid("idle_minutes", Flaw::TooMany));
        }
        let now = field::instant("now", now)?;
        self.write(|change| {
            let before = vault_lock::idle_minutes(change)?;
            vault_lock::set_idle_minutes(change, self.id(), minutes)?;
            let (before, after) = (json!({ "idle_minutes": before }), json!({ "idle_minutes": minutes }));
            history::write(change, self.actor(), self.event(now, Action::Changed, Some(before), Some(after)))
        })
    }

    /// Unlocks with the keyring, on purpose, and for every program.
    ///
    /// # Errors
    /// [`RegisterError::PassphraseNeeded`] when it was locked on purpose and has a passphrase: whoever sits at an
    /// unlocked desk must not need less than its owner. When the register cannot be read or written.
    pub fn unlock_on_purpose(&self, keyring: &Keyring, now: DateTime<Utc>) -> Result<VaultState> {
        if self.is_locked_on_purpose()? && self.facts()?.has(SlotKind::Passphrase) {
            return Err(RegisterError::PassphraseNeeded);
        }
        let state = self.ask_keyring(keyring)?;
        if matches!(state, VaultState::Unlocked | VaultState::Empty) {
            self.lift_lock(now)?;
        }
        Ok(state)
    }

    /// Unlocks with the passphrase, for every program. Takes about 0.15 s.
    ///
    /// # Errors
    /// [`RegisterError::WrongPassphrase`]; [`RegisterError::TooSoon`] after several of those.
    pub fn unlock_with_passphrase(&self, passphrase: &Passphrase, now: DateTime<Utc>) -> Result<()> {
        self.failures().may_try()?;
        let opened =
            self.open_slot(SlotKind::Passphrase, now, |slot| slot.unwrap_with_passphrase(self.id(), passphrase));
        self.failures().count(&opened);
        opened
    }

    /// Unlocks with the recovery key, for every program.
    ///
    /// # Errors
    /// [`RegisterError::WrongPassphrase`].
    pub fn unlock_with_recovery(&self, recovery: &RecoveryKey, now: DateTime<Utc>) -> Result<()> {
        self.open_slot(SlotKind::Recovery, now, |slot| slot.unwrap_with_recovery(self.id(), recovery))
    }

    /// Locks for every program, until somebody unlocks on purpose.
    ///
    /// # Errors
    /// When the register cannot be written; this program has locked all the same.
    pub fn lock_everywhere(&self, now: DateTime<Utc>) -> Result<()> {
        self.lock();
        let now = field::instant("now", now)?;
        self.write(|change| {
            if vault_lock::is_locked(change)? {
                return Ok(());
            }
            vault_lock::set(change, self.id(), Some(now))?;
            history::write(change, self.actor(), self.event(now, Action::Locked, None, None))
        })
    }

    /// Protects the secrets with a passphrase, in place of any earlier one and of the keyring: from now on nothing
    /// opens them without it, but for the recovery key. Makes the key where there is none yet.
    ///
    /// # Errors
    /// The keyring's errors while it holds the only way to the key; when register or side file cannot be written.
    pub fn protect_with_passphrase(
        &self,
        keyring: &Keyring,
        passphrase: &Passphrase,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let had_keyring = self.facts()?.has(SlotKind::Keyring);
        let slot = |key: &DataKey| Ok(Slot::for_passphrase(self.id(), key, passphrase)?);
        self.change_slots(keyring, now, slot, |kind| kind == SlotKind::Recovery)?;
        // Its slot is gone already, so a keyring that does not answer leaves only an entry that opens nothing.
        if had_keyring && let Err(error) = keyring.delete(self.id()) {
            tracing::warn!(%error, "the entry in the keyring stays");
        }
        Ok(())
    }

    /// Lets the keyring open the secrets, besides the passphrase and the recovery key that there may be. An entry the
    /// keyring has is used again, one that is lost is made anew.
    ///
    /// # Errors
    /// The keyring's errors; [`RegisterError::PassphraseNeeded`] while locked.
    pub fn protect_with_keyring(&self, keyring: &Keyring, now: DateTime<Utc>) -> Result<()> {
        if self.facts()?.known(self).never_made() {
            return self.key_or_mint(keyring).map(|_| ());
        }
        self.key_or_ask(keyring)?;
        let wrapping = keyring.create(self.id(), ())?;
        let slot = |key: &DataKey| Ok(Slot::for_keyring(self.id(), key, &wrapping)?);
        self.change_slots(keyring, now, slot, |kind| kind != SlotKind::Keyring)
    }

    /// Makes a recovery key, in place of any earlier one. It is shown once and kept nowhere. Makes the data key, with
    /// the keyring, where there is none yet.
    ///
    /// # Errors
    /// As for [`Register::protect_with_keyring`].
    pub fn new_recovery_key(&self, keyring: &Keyring, now: DateTime<Utc>) -> Result<RecoveryKey> {
        if self.facts()?.known(self).never_made() {
            self.key_or_mint(keyring)?;
        }
        let recovery = RecoveryKey::generate()?;
        let slot = |key: &DataKey| Ok(Slot::for_recovery(self.id(), key, &recovery)?);
        self.change_slots(keyring, now, slot, |kind| kind != SlotKind::Recovery)?;
        Ok(recovery)
    }

    /// Adds a slot and keeps the others that `keep` names. The side file first knows both the old and the new slots,
    /// then the register has the new ones, then the side file forgets the old: wherever that is interrupted, some
    /// slot in each place still opens.
    fn change_slots(
        &self,
        keyring: &Keyring,
        now: DateTime<Utc>,
        slot: impl FnOnce(&DataKey) -> Result<Slot>,
        keep: impl Fn(SlotKind) -> bool,
    ) -> Result<()> {
        self.refuse_if_read_only()?;
        let now = field::instant("now", now)?;
        let never_made = self.facts()?.known(self).never_made();
        if !never_made {
            self.key_or_ask(keyring)?;
        }
        let _lock = self.lock_keys()?;
        let facts = self.facts()?;
        let before = ways(&facts);
        if facts.known(self).never_made() {
            self.make_key(slot)?;
        } else {
            let key = self.key()?;
            let new = slot(&key)?;
            let both: Vec<Slot> = facts.usable().cloned().chain([new.clone()]).collect();
            let after: Vec<Slot> = facts.usable().filter(|slot| keep(slot.kind)).cloned().chain([new]).collect();
            self.save_side_file(key.id(), &both)?;
            self.write(|change| slot_table::replace(change, key.id(), &after))?;
            if let Err(error) = self.save_side_file(key.id(), &after) {
                tracing::warn!(code = error.code(), "the side file keeps slots that the register forgot");
            }
        }
        let after = ways(&self.facts()?);
        self.write(|change| {
            vault_lock::set(change, self.id(), None)?;
            let event =
                self.event(now, Action::Changed, Some(json!({ "ways": before })), Some(json!({ "ways": after })));
            history::write(change, self.actor(), event)
        })
    }

    fn open_slot(
        &self,
        kind: SlotKind,
        now: DateTime<Utc>,
        unwrap: impl Fn(&Slot) -> std::result::Result<DataKey, VaultError>,
    ) -> Result<()> {
        let facts = self.facts()?;
        let field = if kind == SlotKind::Recovery { "recovery" } else { "passphrase" };
        for slot in facts.usable().filter(|slot| slot.kind == kind) {
            match unwrap(slot) {
                Ok(key) => {
                    self.adopt(&facts, &key)?;
                    self.take(key);
                    return self.lift_lock(now);
                }
                Err(VaultError::WrongKey) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(RegisterError::WrongPassphrase { field })
    }

    fn lift_lock(&self, now: DateTime<Utc>) -> Result<()> {
        self.unlocked_on_purpose();
        if self.is_read_only() || !self.read(vault_lock::is_locked)? {
            return Ok(());
        }
        let now = field::instant("now", now)?;
        self.write(|change| {
            vault_lock::set(change, self.id(), None)?;
            history::write(change, self.actor(), self.event(now, Action::Unlocked, None, None))
        })
    }

    fn key_or_ask(&self, keyring: &Keyring) -> Result<Arc<DataKey>> {
        if let Ok(key) = self.key() {
            return Ok(key);
        }
        self.unlock(keyring)?;
        self.key()
    }

    fn event(
        &self,
        at: DateTime<Utc>,
        action: Action,
        before: Option<serde_json::Value>,
        after: Option<serde_json::Value>,
    ) -> Event {
        Event { at, record: RecordType::Vault, id: self.id(), action, before, after }
    }
}

impl Failures {
    fn may_try(&self) -> Result<()> {
        let left = self.next.map_or(Duration::ZERO, |next| next.saturating_duration_since(Instant::now()));
        if left.is_zero() { Ok(()) } else { Err(RegisterError::TooSoon { seconds: left.as_secs() + 1 }) }
    }

    fn count(&mut self, opened: &Result<()>) {
        match opened {
            Ok(()) => *self = Self::default(),
            Err(RegisterError::WrongPassphrase { .. }) => {
                self.in_a_row = self.in_a_row.saturating_add(1);
                let doublings = self.in_a_row.saturating_sub(FREE_FAILURES);
                if doublings > 0 {
                    let wait = 1_u64.checked_shl(doublings - 1).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
                    self.next = Instant::now().checked_add(Duration::from_secs(wait));
                }
            }
            Err(_) => {}
        }
    }
}

fn ways(facts: &Facts) -> Vec<UnlockWay> {
    [
        (SlotKind::Keyring, UnlockWay::Keyring),
        (SlotKind::Passphrase, UnlockWay::Passphrase),
        (SlotKind::Recovery, UnlockWay::Recovery),
    ]
    .into_iter()
    .filter_map(|(kind, way)| facts.has(kind).then_some(way))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty in a row: three cost nothing, then each wait is twice the one before, and none is longer than a minute. There
    /// is no lock-out, and nothing grows.
    #[test]
    fn twenty_wrong_passphrases_cost_time_and_lock_nobody_out() {
        let mut failures = Failures::default();
        let wrong = || Err(RegisterError::WrongPassphrase { field: "passphrase" });
        let mut waits = Vec::new();
        for _ in 0..20 {
            failures.count(&wrong());
            waits.push(match failures.may_try() {
                Ok(()) => 0,
                Err(RegisterError::TooSoon { seconds }) => seconds,
                Err(other) => panic!("{other:?}"),
            });
        }
        let longest = [60; 11];
        assert_eq!(waits, [&[0, 0, 0, 1, 2, 4, 8, 16, 32][..], &longest].concat());
        failures.count(&Err(RegisterError::Busy));
        assert!(failures.may_try().is_err(), "another error changes nothing");
        failures.count(&Ok(()));
        assert!(failures.may_try().is_ok(), "the right one ends it");
    }
}
