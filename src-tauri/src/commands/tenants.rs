//! Commands about tenants.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::TenantView;
use chrono::Utc;
use support_register::TenantDraft;
use tauri::State;
use uuid::Uuid;

/// All tenants, by name.
#[tauri::command]
#[specta::specta]
pub async fn tenants(desk: State<'_, Desk>) -> Result<Vec<TenantView>, CommandError> {
    let edition = Desk::edition()?;
    let tenants = desk.register()?.tenants().list()?;
    Ok(tenants.into_iter().map(|tenant| TenantView::of(edition, tenant)).collect())
}

/// Adds a tenant.
#[tauri::command]
#[specta::specta]
pub async fn tenant_add(desk: State<'_, Desk>, draft: TenantDraft) -> Result<TenantView, CommandError> {
    let edition = Desk::edition()?;
    let tenant = desk.register()?.tenants().add(&draft.known_to(edition)?, Utc::now())?;
    Ok(TenantView::of(edition, tenant))
}

/// Changes a tenant.
#[tauri::command]
#[specta::specta]
pub async fn tenant_set(desk: State<'_, Desk>, id: Uuid, draft: TenantDraft) -> Result<TenantView, CommandError> {
    let edition = Desk::edition()?;
    let tenant = desk.register()?.tenants().set(id, &draft.known_to(edition)?, Utc::now())?;
    Ok(TenantView::of(edition, tenant))
}

/// Removes a tenant that nothing refers to.
#[tauri::command]
#[specta::specta]
pub async fn tenant_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.tenants().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed tenant back.
#[tauri::command]
#[specta::specta]
pub async fn tenant_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<TenantView, CommandError> {
    let tenant = desk.register()?.tenants().undo_remove(id, Utc::now())?;
    Ok(TenantView::of(Desk::edition()?, tenant))
}
