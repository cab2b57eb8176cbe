//! Commands of the vault: how the secrets are protected, locking and unlocking. Passphrases and recovery keys are taken
//! in and wiped; none is ever answered.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::language::language_of;
use crate::lock::{self, Idle};
use crate::reveal::{self, ToShow};
use chrono::Utc;
use secrecy::SecretString;
use serde::Deserialize;
use support_policy::text;
use support_register::{Protection, VaultState};
use support_vault::{Passphrase, PassphraseError, RecoveryKey};
use tauri::{AppHandle, Manager as _, State};
use zeroize::Zeroizing;

/// How long a new recovery key may be written down, in seconds.
const RECOVERY_SECONDS: u32 = 300;

/// A passphrase or a recovery key as it was typed. Wiped from memory when dropped.
#[derive(Deserialize, specta::Type)]
pub struct Typed(#[specta(type = String)] Zeroizing<String>);

/// How the secrets are protected.
#[tauri::command]
#[specta::specta]
pub fn vault_protection(desk: State<'_, Desk>) -> Result<Protection, CommandError> {
    Ok(desk.register()?.protection()?)
}

/// Locks the secrets, for every program.
#[tauri::command]
#[specta::specta]
pub fn vault_lock(app: AppHandle) -> Result<Protection, CommandError> {
    lock::lock_everywhere(&app)?;
    Ok(app.state::<Desk>().register()?.protection()?)
}

/// Unlocks the secrets, on purpose: with the keyring, or with the passphrase or the recovery key that is given.
#[tauri::command]
#[specta::specta]
pub fn vault_unlock(
    app: AppHandle,
    passphrase: Option<Typed>,
    recovery: Option<Typed>,
) -> Result<VaultState, CommandError> {
    let desk = app.state::<Desk>();
    let register = desk.register()?;
    let now = Utc::now();
    app.state::<Idle>().active();
    match (passphrase, recovery) {
        (Some(typed), _) => register.unlock_with_passphrase(&checked(&typed)?, now)?,
        (None, Some(typed)) => {
            let key = RecoveryKey::parse(&typed.0).ok_or_else(CommandError::recovery_key)?;
            register.unlock_with_recovery(&key, now)?;
        }
        (None, None) => return Ok(register.unlock_on_purpose(desk.keyring(), now)?),
    }
    Ok(register.vault_state())
}

/// Protects the secrets with a passphrase, or with the keyring when none is given.
#[tauri::command]
#[specta::specta]
pub fn vault_protect(app: AppHandle, passphrase: Option<Typed>) -> Result<Protection, CommandError> {
    let desk = app.state::<Desk>();
    let register = desk.register()?;
    match passphrase {
        Some(typed) => register.protect_with_passphrase(desk.keyring(), &checked(&typed)?, Utc::now())?,
        None => register.protect_with_keyring(desk.keyring(), Utc::now())?,
    }
    Ok(register.protection()?)
}

/// Whether a passphrase would be guessed soon.
#[tauri::command]
#[specta::specta]
pub fn passphrase_is_weak(passphrase: Typed) -> Result<bool, CommandError> {
    Ok(checked(&passphrase)?.is_weak())
}

/// Makes a recovery key and shows it in a window of its own, to be printed or written down.
#[tauri::command]
#[specta::specta]
pub fn recovery_new(app: AppHandle) -> Result<Protection, CommandError> {
    let desk = app.state::<Desk>();
    let register = desk.register()?;
    let recovery = register.new_recovery_key(desk.keyring(), Utc::now())?;
    let settings = register.settings().get()?;
    let to_show = ToShow {
        label: text!("Recovery key of Support Atlas", "Gjenopprettingsnøkkel til Support Atlas"),
        secret: SecretString::from(recovery.to_text().as_str()),
        theme: settings.theme,
        language: language_of(settings),
        seconds: RECOVERY_SECONDS,
    };
    reveal::open(&app, to_show)?;
    Ok(register.protection()?)
}

/// Chooses after how many idle minutes the window locks; 0 for never.
#[tauri::command]
#[specta::specta]
pub fn idle_minutes_set(desk: State<'_, Desk>, minutes: u32) -> Result<Protection, CommandError> {
    let register = desk.register()?;
    register.set_idle_minutes(minutes, Utc::now())?;
    Ok(register.protection()?)
}

/// The user does something.
#[tauri::command]
#[specta::specta]
pub fn active(app: AppHandle) -> Result<(), CommandError> {
    app.state::<Idle>().active();
    Ok(())
}

/// The passphrase that was typed.
pub(crate) fn checked(typed: &Typed) -> Result<Passphrase, CommandError> {
    Passphrase::new(&typed.0).map_err(|error| match error {
        PassphraseError::Empty => CommandError::empty_passphrase(),
        PassphraseError::TooLong => CommandError::long_passphrase(),
    })
}
