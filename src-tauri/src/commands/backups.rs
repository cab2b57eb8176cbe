//! Commands of backups: writing one, and putting one back.

use crate::commands::vault::{Typed, checked};
use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::path::PathBuf;
use support_register::{
    BackupContent, RestorePreview, Restored, automatic_backups, needs_passphrase, preview_restore, restore,
};
use support_vault::Passphrase;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::DialogExt as _;

/// A backup the program has made by itself.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
pub struct AutomaticBackup {
    /// When (UTC).
    pub made_at: DateTime<Utc>,
}

/// The backup that was chosen to be put back.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RestoreChoice {
    /// The file's name.
    pub name: String,
    /// Whether it is encrypted.
    pub needs_passphrase: bool,
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
pub fn restore_choose(app: AppHandle, automatic: Option<DateTime<Utc>>) -> Result<Option<RestoreChoice>, CommandError> {
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
pub fn restore_preview(app: AppHandle, passphrase: Option<Typed>) -> Result<RestorePreview, CommandError> {
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
        None => Ok(restore(&Desk::home()?, &file, passphrase.as_ref(), desk.keyring(), Desk::actor(), now)?),
    }
}

fn chosen(app: &AppHandle, typed: Option<&Typed>) -> Result<(PathBuf, Option<Passphrase>), CommandError> {
    let file = app.state::<Desk>().chosen_backup().ok_or_else(CommandError::not_a_path)?;
    Ok((file, typed.map(checked).transpose()?))
}
