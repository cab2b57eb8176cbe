//! What the search finds and no screen lists: a security group, and a subscription.

use crate::access_views::{RoleOfPerson, roles_shown};
use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::{DateTime, Utc};
use serde::Serialize;
use support_register::{Group, Subscription};
use tauri::State;
use uuid::Uuid;

/// A security group with its members and roles.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct GroupDetail {
    /// The group.
    pub group: Group,
    /// The name of the tenant whose directory holds it.
    pub tenant_name: Option<String>,
    /// Who is in it, by name.
    pub members: Vec<MemberOfGroup>,
    /// The roles it holds.
    pub roles: Vec<RoleOfPerson>,
}

/// A member of a group.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct MemberOfGroup {
    /// The membership's id.
    pub id: Uuid,
    /// The person's id.
    pub person: Uuid,
    /// The person's name.
    pub name: String,
    /// Since when the newest export does not contain it.
    pub missing_since: Option<DateTime<Utc>>,
}

/// A subscription with the names of what it belongs to.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct SubscriptionDetail {
    /// The subscription.
    pub subscription: Subscription,
    /// The name of the tenant that holds it.
    pub tenant_name: String,
    /// The name of the enrollment it was bought under.
    pub enrollment_name: Option<String>,
}

/// A security group with its members and roles.
#[tauri::command]
#[specta::specta]
pub fn group_show(desk: State<'_, Desk>, id: Uuid) -> Result<GroupDetail, CommandError> {
    let register = desk.register()?;
    let group = register.groups().get(id)?;
    let tenant = group.tenant.map(|tenant| register.tenants().get(tenant)).transpose()?;
    let members = register.members_of(id)?.into_iter().map(|(membership, name)| MemberOfGroup {
        id: membership.id,
        person: membership.person,
        name,
        missing_since: membership.origin.missing_since,
    });
    let members = members.collect();
    let roles = roles_shown(register, Desk::edition()?, register.roles_of_group(id)?)?;
    Ok(GroupDetail { tenant_name: tenant.map(|tenant| tenant.name), members, roles, group })
}

/// A subscription with the names of what it belongs to.
#[tauri::command]
#[specta::specta]
pub fn subscription_show(desk: State<'_, Desk>, id: Uuid) -> Result<SubscriptionDetail, CommandError> {
    let register = desk.register()?;
    let subscription = register.subscriptions().get(id)?;
    let enrollment = subscription.enrollment.map(|enrollment| register.enrollments().get(enrollment)).transpose()?;
    Ok(SubscriptionDetail {
        tenant_name: register.tenants().get(subscription.tenant)?.name,
        enrollment_name: enrollment.map(|enrollment| enrollment.name),
        subscription,
    })
}
