//! Commands of the vault: how the secrets are protected, locking and unlocking, backups and putting them back, and the
//! history. Passphrases and recovery keys are taken in and wiped; none is ever answered.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::language::language_of;
use crate::lock::{self, Idle};
use crate::reveal::{self, ToShow};
use crate::views::{AutomaticBackup, HistoryPage, RestoreChoice};
use chrono::Utc;
use secrecy::SecretString;
use serde::Deserialize;
use std::path::PathBuf;
use support_policy::text;
use support_register::{
    BackupContent, CheckReport, Protection, Register, Restored, VaultState, automatic_backups, needs_passphrase,
    preview_restore,
};
use support_vault::{Passphrase, PassphraseError, RecoveryKey};
use tauri::{AppHandle, Manager as _, State};
use tauri_plugin_dialog::DialogExt as _;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How long a new recovery key may be written down, in seconds.
const RECOVERY_SECONDS: u32 = 300;
/// Changes on a page of the history.
const PAGE: u32 = 100;

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

/// Writes the whole register into one encrypted file that the user names; none when he does not.
#[tauri::command]
#[specta::specta]
pub fn backup_write(app: AppHandle, passphrase: Typed) -> Result<Option<BackupContent>, CommandError> {
    let passphrase = checked(&passphrase)?;
    let suggested = Utc::now().format("support-atlas-%Y-%m-%d.age").to_string();
    let Some(file) = app.dialog().file().set_file_name(suggested).blocking_save_file() else { return Ok(None) };
    let file = file.into_path().map_err(|_| CommandError::not_a_path())?;
    let desk = app.state::<Desk>();
    Ok(Some(desk.register()?.export_backup(desk.keyring(), &file, &passphrase, Utc::now())?))
}

/// The backups the program has made by itself, the newest first; also where the register cannot be opened.
#[tauri::command]
#[specta::specta]
pub fn automatic_backup_list() -> Result<Vec<AutomaticBackup>, CommandError> {
    let found = automatic_backups(&Desk::home()?);
    Ok(found.into_iter().map(|(made_at, _)| AutomaticBackup { made_at }).collect())
}

/// Lets the user choose a backup, or takes the automatic one made at an instant, and says whether it needs a
/// passphrase. It is remembered for the two commands that follow. None when the user chooses nothing.
#[tauri::command]
#[specta::specta]
pub fn restore_choose(
    app: AppHandle,
    automatic: Option<chrono::DateTime<Utc>>,
) -> Result<Option<RestoreChoice>, CommandError> {
    let chosen = match automatic {
        Some(made_at) => {
            automatic_backups(&Desk::home()?).into_iter().find(|(at, _)| *at == made_at).map(|(_, path)| path)
        }
        None => match app.dialog().file().blocking_pick_file() {
            Some(file) => Some(file.into_path().map_err(|_| CommandError::not_a_path())?),
            None => None,
        },
    };
    let Some(path) = chosen else { return Ok(None) };
    let needs_passphrase = needs_passphrase(&path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    app.state::<Desk>().choose_backup(path);
    Ok(Some(RestoreChoice { name, needs_passphrase }))
}

/// What putting the chosen backup back would do.
#[tauri::command]
#[specta::specta]
pub fn restore_preview(
    app: AppHandle,
    passphrase: Option<Typed>,
) -> Result<support_register::RestorePreview, CommandError> {
    let (file, passphrase) = chosen(&app, passphrase.as_ref())?;
    Ok(preview_restore(&Desk::home()?, &file, passphrase.as_ref(), Desk::actor(), Utc::now())?)
}

/// Puts the chosen backup in the register's place; what it replaces is kept.
#[tauri::command]
#[specta::specta]
pub fn restore_apply(app: AppHandle, passphrase: Option<Typed>) -> Result<Restored, CommandError> {
    let (file, passphrase) = chosen(&app, passphrase.as_ref())?;
    let desk = app.state::<Desk>();
    let now = Utc::now();
    match desk.opened() {
        Some(register) => Ok(register.restore(&file, passphrase.as_ref(), desk.keyring(), now)?),
        None => Ok(support_register::restore(
            &Desk::home()?,
            &file,
            passphrase.as_ref(),
            desk.keyring(),
            Desk::actor(),
            now,
        )?),
    }
}

/// Checks the whole register.
#[tauri::command]
#[specta::specta]
pub fn register_check(app: AppHandle) -> Result<CheckReport, CommandError> {
    Ok(app.state::<Desk>().register()?.check()?)
}

/// A page of the history, the newest change first: of one record, or of all; before a change's number, or the newest.
#[tauri::command]
#[specta::specta]
pub fn history(desk: State<'_, Desk>, subject: Option<Uuid>, before: Option<u32>) -> Result<HistoryPage, CommandError> {
    let register: &Register = desk.register()?;
    let changes = register.history_page(subject, before.map(i64::from), PAGE)?;
    Ok(HistoryPage::of(register, Desk::edition()?, changes, PAGE)?)
}

fn chosen(app: &AppHandle, typed: Option<&Typed>) -> Result<(PathBuf, Option<Passphrase>), CommandError> {
    let file = app.state::<Desk>().chosen_backup().ok_or_else(CommandError::not_a_path)?;
    Ok((file, typed.map(checked).transpose()?))
}

fn checked(typed: &Typed) -> Result<Passphrase, CommandError> {
    Passphrase::new(&typed.0).map_err(|error| match error {
        PassphraseError::Empty => CommandError::empty_passphrase(),
        PassphraseError::TooLong => CommandError::long_passphrase(),
    })
}
