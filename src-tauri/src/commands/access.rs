//! Commands about who may file, and until when.

use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::Utc;
use support_register::{DelegationPage, DelegationQuery, Filers, FilingRuling, Matrix, MatrixQuery};
use tauri::State;
use uuid::Uuid;

/// Whether a person may file for a tenant now, through what and until when.
#[tauri::command]
#[specta::specta]
pub fn can_file(
    desk: State<'_, Desk>,
    tenant: Uuid,
    person: Uuid,
    product: Option<String>,
) -> Result<FilingRuling, CommandError> {
    Ok(desk.register()?.can_file(Desk::edition()?, tenant, person, product.as_deref(), Utc::now())?)
}

/// Who may file for a tenant now.
#[tauri::command]
#[specta::specta]
pub fn who_may_file(desk: State<'_, Desk>, tenant: Uuid, product: Option<String>) -> Result<Filers, CommandError> {
    Ok(desk.register()?.who_may_file(Desk::edition()?, tenant, product.as_deref(), Utc::now())?)
}

/// A part of the table of people and tenants.
#[tauri::command]
#[specta::specta]
pub fn matrix(desk: State<'_, Desk>, query: MatrixQuery) -> Result<Matrix, CommandError> {
    Ok(desk.register()?.matrix(Desk::edition()?, &query, Utc::now())?)
}

/// A part of the list of delegations.
#[tauri::command]
#[specta::specta]
pub fn delegations(desk: State<'_, Desk>, query: DelegationQuery) -> Result<DelegationPage, CommandError> {
    Ok(desk.register()?.delegation_page(Desk::edition()?, &query, Utc::now())?)
}
