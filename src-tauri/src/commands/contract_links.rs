//! Commands about what a contract carries itself, where it is linked, and whom it entitles.

use crate::desk::Desk;
use crate::failure::CommandError;
use crate::views::{ContractView, Names};
use chrono::{NaiveDate, Utc};
use serde::Serialize;
use support_policy::contract_entitles::Entitles;
use support_policy::ruling::Ruling;
use support_register::{ContractLinks, ContractTerms, Incidents};
use tauri::State;
use uuid::Uuid;

/// More tenants than a sheet shows.
const MOST_TENANTS: usize = 20;

/// A contract with its links, and whom it entitles.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ContractDetail {
    /// The contract.
    pub contract: ContractView,
    /// Its links, and where it lacks one.
    pub links: ContractLinks,
    /// How many incidents are left, where they are counted.
    pub incidents_left: Option<u32>,
    /// Whether it entitles requests: of its own tenant, or of the first twenty by name.
    pub entitles: Vec<TenantRuling>,
}

/// Whether a contract entitles requests of a tenant.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct TenantRuling {
    /// The tenant's id.
    pub tenant: Uuid,
    /// Its name.
    pub name: String,
    /// What the policy says.
    pub ruling: Ruling<Entitles>,
}

/// A contract with its links, and whom it entitles.
#[tauri::command]
#[specta::specta]
pub fn contract_show(desk: State<'_, Desk>, id: Uuid) -> Result<ContractDetail, CommandError> {
    let (register, edition) = (desk.register()?, Desk::edition()?);
    let now = Utc::now();
    let contract = register.contracts().get(id)?;
    let tenants = match contract.tenant {
        Some(id) => vec![register.tenants().get(id)?],
        None => register.tenants().list()?.into_iter().take(MOST_TENANTS).collect(),
    };
    let mut entitles = Vec::new();
    for tenant in tenants {
        let ruling = register.contract_entitles(edition, &contract, &tenant, now)?;
        entitles.push(TenantRuling { tenant: tenant.id, name: tenant.name, ruling });
    }
    Ok(ContractDetail {
        links: register.contract_links(edition, &contract, now)?,
        incidents_left: contract.terms.incidents.map(Incidents::left),
        entitles,
        contract: Names::of(register)?.contract(contract),
    })
}

/// Changes what a contract carries itself.
#[tauri::command]
#[specta::specta]
pub fn contract_terms_set(desk: State<'_, Desk>, id: Uuid, terms: ContractTerms) -> Result<ContractView, CommandError> {
    let register = desk.register()?;
    let contract = register.contracts().set_terms(id, &terms.known_to(Desk::edition()?)?, Utc::now())?;
    Ok(Names::of(register)?.contract(contract))
}

/// Notes that a contract was linked, or linked anew.
#[tauri::command]
#[specta::specta]
pub fn contract_link(
    desk: State<'_, Desk>,
    id: Uuid,
    channel: String,
    sign_in: String,
    on: Option<NaiveDate>,
) -> Result<(), CommandError> {
    desk.register()?.contracts().link(Desk::edition()?, id, &channel, &sign_in, on, Utc::now())?;
    Ok(())
}

/// Notes that a contract is not linked any more; answers with the link, which can be brought back.
#[tauri::command]
#[specta::specta]
pub fn contract_unlink(
    desk: State<'_, Desk>,
    id: Uuid,
    channel: String,
    sign_in: String,
) -> Result<Uuid, CommandError> {
    Ok(desk.register()?.contracts().unlink(id, &channel, &sign_in, Utc::now())?.id)
}

/// Puts a removed link back.
#[tauri::command]
#[specta::specta]
pub fn contract_undo_unlink(desk: State<'_, Desk>, link: Uuid) -> Result<(), CommandError> {
    desk.register()?.contracts().undo_unlink(link, Utc::now())?;
    Ok(())
}
