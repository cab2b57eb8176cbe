//! Commands about secrets: whether they can be opened, copying, and revealing. A secret goes to the clipboard or to a
//! window of its own, never to the main window.

use crate::clipboard;
use crate::desk::Desk;
use crate::failure::CommandError;
use crate::language::language_of;
use crate::reveal::{self, RevealedSecret, ToShow};
use chrono::Utc;
use secrecy::SecretString;
use std::collections::BTreeMap;
use support_policy::{Text, text};
use support_register::{SecretField, SecretUse, VaultState};
use tauri::{AppHandle, Manager as _, State};
use uuid::Uuid;

/// Access IDs, masked but for their last characters; none while locked.
#[tauri::command]
#[specta::specta]
pub fn access_id_masks(desk: State<'_, Desk>) -> Result<BTreeMap<Uuid, String>, CommandError> {
    Ok(desk.register()?.contracts().access_id_masks()?)
}

/// Copies a secret; answers after how many seconds it is cleared.
#[tauri::command]
#[specta::specta]
pub fn copy_secret(app: AppHandle, contract: Uuid, field: SecretField) -> Result<u32, CommandError> {
    let (_, secret) = open(&app, contract, field, SecretUse::Copy)?;
    clipboard::copy(&app, secret)?;
    Ok(clipboard::SECONDS)
}

/// Shows a secret in a window of its own.
#[tauri::command]
#[specta::specta]
pub fn reveal_secret(app: AppHandle, contract: Uuid, field: SecretField) -> Result<(), CommandError> {
    let (name, secret) = open(&app, contract, field, SecretUse::Reveal)?;
    let what = match field {
        SecretField::AccessId => Text::same("Access ID"),
        SecretField::ContractId => text!("Contract ID", "Kontrakts-ID"),
        SecretField::Password => text!("Changed password", "Endret passord"),
    };
    let label = Text::joined([&what, &Text::same(name)], " · ");
    let settings = app.state::<Desk>().register()?.settings().get()?;
    let language = language_of(settings);
    reveal::open(&app, ToShow { label, secret, theme: settings.theme, language, seconds: reveal::SECONDS })
}

/// The secret that this window was opened for. Only the window of a revealed secret may ask.
#[tauri::command]
#[specta::specta]
pub fn revealed_secret(app: AppHandle) -> Result<RevealedSecret, CommandError> {
    reveal::take(&app)
}

/// Closes the window of a revealed secret.
#[tauri::command]
#[specta::specta]
pub fn reveal_close(app: AppHandle) -> Result<(), CommandError> {
    reveal::close(&app);
    Ok(())
}

/// Opens a secret, unlocking first if need be; answers the contract's name with it.
fn open(
    app: &AppHandle,
    contract: Uuid,
    field: SecretField,
    r#use: SecretUse,
) -> Result<(String, SecretString), CommandError> {
    let desk = app.state::<Desk>();
    let register = desk.register()?;
    if register.vault_state() != VaultState::Unlocked {
        register.unlock(desk.keyring())?;
    }
    let name = register.contracts().get(contract)?.name;
    Ok((name, register.contracts().secret(contract, field, r#use, Utc::now())?))
}
