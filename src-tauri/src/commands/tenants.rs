//! Commands about tenants.

use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::Utc;
use serde::Serialize;
use support_policy::edition::{Edition, Region};
use support_register::{Register, Tenant, TenantDraft};
use tauri::State;
use uuid::Uuid;

/// A tenant with where it belongs and what refers to it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct TenantView {
    /// The record.
    #[serde(flatten)]
    pub tenant: Tenant,
    /// The support region that holds for it.
    pub effective_region: String,
    /// The zone its business hours are counted in, if it is known.
    pub effective_zone: Option<String>,
    /// The tenant's own zone: the one kept, or that of its country; none where the country has several.
    pub local_zone: Option<String>,
}

impl TenantView {
    /// The view of `tenant` by the edition that is set for it; by `edition` where none is, or it is gone.
    pub(crate) fn of(register: &Register, edition: &Edition, tenant: Tenant) -> Self {
        let own = register.edition_for(&tenant, None, edition);
        let edition = own.as_deref().unwrap_or(edition);
        let effective_region = tenant.support_region();
        let region_zone = edition.region(&effective_region).ok().and_then(Region::zone);
        let effective_zone = region_zone.map(|zone| zone.name().to_owned()).or_else(|| tenant.zone.clone());
        let local_zone = tenant.clock_at(Utc::now().naive_utc()).map(|zone| zone.name().to_owned());
        Self { tenant, effective_region, effective_zone, local_zone }
    }
}

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
