//! Commands about contracts. Their secrets come in here and are sealed; they never go out this way.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::{ContractView, Names};
use chrono::Utc;
use support_register::{ContractDraft, SecretChange};
use tauri::{AppHandle, Manager as _, State};
use uuid::Uuid;

/// All contracts, by name.
#[tauri::command]
#[specta::specta]
pub fn contracts(desk: State<'_, Desk>) -> Result<Vec<ContractView>, CommandError> {
    let register = desk.register()?;
    let names = Names::of(register)?;
    Ok(register.contracts().list()?.into_iter().map(|contract| names.contract(contract)).collect())
}

/// Adds a contract with its secrets.
#[tauri::command]
#[specta::specta]
pub fn contract_add(app: AppHandle, draft: ContractDraft, secrets: SecretChange) -> Result<ContractView, CommandError> {
    store(app, None, draft, secrets)
}

/// Changes a contract, and its secrets as far as they are named.
#[tauri::command]
#[specta::specta]
pub fn contract_set(
    app: AppHandle,
    id: Uuid,
    draft: ContractDraft,
    secrets: SecretChange,
) -> Result<ContractView, CommandError> {
    store(app, Some(id), draft, secrets)
}

/// Removes a contract that no request was filed under.
#[tauri::command]
#[specta::specta]
pub fn contract_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.contracts().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed contract back.
#[tauri::command]
#[specta::specta]
pub fn contract_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<ContractView, CommandError> {
    let register = desk.register()?;
    let contract = register.contracts().undo_remove(id, Utc::now())?;
    Ok(Names::of_contract(register, &contract)?.contract(contract))
}

/// Sealing may have to wait for the system's keyring.
fn store(
    app: AppHandle,
    id: Option<Uuid>,
    draft: ContractDraft,
    secrets: SecretChange,
) -> Result<ContractView, CommandError> {
    let desk = app.state::<Desk>();
    let (register, keyring) = (desk.register()?, desk.keyring());
    if secrets.needs_key() {
        register.unlock(keyring)?;
    }
    let contract = match id {
        None => register.contracts().add(&draft, &secrets, keyring, Utc::now())?,
        Some(id) => register.contracts().set(id, &draft, &secrets, keyring, Utc::now())?,
    };
    Ok(Names::of_contract(register, &contract)?.contract(contract))
}
