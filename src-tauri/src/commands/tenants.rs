//! Commands about tenants.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::TenantView;
use chrono::Utc;
use support_policy::edition::Edition;
use support_register::{Register, TenantDraft};
use tauri::State;
use uuid::Uuid;

/// All tenants, by name.
#[tauri::command]
#[specta::specta]
pub fn tenants(desk: State<'_, Desk>) -> Result<Vec<TenantView>, CommandError> {
    let (register, edition) = (desk.register()?, Desk::edition()?);
    let tenants = register.tenants().list()?;
    Ok(tenants.into_iter().map(|tenant| TenantView::of(register, edition, tenant)).collect())
}

/// Adds a tenant.
#[tauri::command]
#[specta::specta]
pub fn tenant_add(desk: State<'_, Desk>, draft: TenantDraft) -> Result<TenantView, CommandError> {
    let (register, edition) = (desk.register()?, Desk::edition()?);
    let tenant = register.tenants().add(&known(register, edition, draft)?, Utc::now())?;
    Ok(TenantView::of(register, edition, tenant))
}

/// Changes a tenant.
#[tauri::command]
#[specta::specta]
pub fn tenant_set(desk: State<'_, Desk>, id: Uuid, draft: TenantDraft) -> Result<TenantView, CommandError> {
    let (register, edition) = (desk.register()?, Desk::edition()?);
    let tenant = register.tenants().set(id, &known(register, edition, draft)?, Utc::now())?;
    Ok(TenantView::of(register, edition, tenant))
}

/// Removes a tenant that nothing refers to.
#[tauri::command]
#[specta::specta]
pub fn tenant_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.tenants().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed tenant back.
#[tauri::command]
#[specta::specta]
pub fn tenant_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<TenantView, CommandError> {
    let register = desk.register()?;
    let tenant = register.tenants().undo_remove(id, Utc::now())?;
    Ok(TenantView::of(register, Desk::edition()?, tenant))
}

/// The draft checked against the edition it is to be set to.
fn known(register: &Register, edition: &Edition, draft: TenantDraft) -> Result<TenantDraft, CommandError> {
    let edition = register.editions().named_or(draft.edition.as_deref(), edition)?;
    Ok(draft.known_to(&edition)?)
}
