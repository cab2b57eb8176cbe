//! Commands about people, groups and the roles they hold.

use crate::access_views::{PersonDetail, PersonView, RoleView, all_people, person_detail, person_view};
use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use support_register::{
    Group, GroupDraft, Membership, MembershipDraft, PersonDraft, RoleAssignmentDraft, RoleState, WHOLE_TENANT,
    end_of_day,
};
use tauri::State;
use uuid::Uuid;

/// A role somebody is noted to hold.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct RoleGrant {
    /// The tenant it is held in.
    pub tenant: Uuid,
    /// Who holds it.
    pub person: Uuid,
    /// The role's key: a template id of Entra, or an id of the edition.
    pub role: String,
    /// Whether it must be activated first.
    pub eligible: bool,
    /// The last day, on the tenant's calendar.
    pub until: Option<NaiveDate>,
}

/// All people, by name.
#[tauri::command]
#[specta::specta]
pub fn people(desk: State<'_, Desk>) -> Result<Vec<PersonView>, CommandError> {
    Ok(all_people(desk.register()?)?)
}

/// A person with their groups and roles.
#[tauri::command]
#[specta::specta]
pub fn person_show(desk: State<'_, Desk>, id: Uuid) -> Result<PersonDetail, CommandError> {
    Ok(person_detail(desk.register()?, Desk::edition()?, id)?)
}

/// Adds a person.
#[tauri::command]
#[specta::specta]
pub fn person_add(desk: State<'_, Desk>, draft: PersonDraft) -> Result<PersonView, CommandError> {
    let register = desk.register()?;
    let person = register.people().add(&draft, Utc::now())?;
    Ok(person_view(register, person)?)
}

/// Changes a person.
#[tauri::command]
#[specta::specta]
pub fn person_set(desk: State<'_, Desk>, id: Uuid, draft: PersonDraft) -> Result<PersonView, CommandError> {
    let register = desk.register()?;
    let person = register.people().set(id, &draft, Utc::now())?;
    Ok(person_view(register, person)?)
}

/// Removes a person who holds no role.
#[tauri::command]
#[specta::specta]
pub fn person_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.people().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed person back.
#[tauri::command]
#[specta::specta]
pub fn person_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.people().undo_remove(id, Utc::now())?;
    Ok(())
}

/// All security groups, by name.
#[tauri::command]
#[specta::specta]
pub fn groups(desk: State<'_, Desk>) -> Result<Vec<Group>, CommandError> {
    Ok(desk.register()?.groups().list()?)
}

/// Adds a security group.
#[tauri::command]
#[specta::specta]
pub fn group_add(desk: State<'_, Desk>, draft: GroupDraft) -> Result<Group, CommandError> {
    Ok(desk.register()?.groups().add(&draft, Utc::now())?)
}

/// Changes what a security group is called.
#[tauri::command]
#[specta::specta]
pub fn group_rename(desk: State<'_, Desk>, id: Uuid, name: String) -> Result<Group, CommandError> {
    let groups = desk.register()?.groups();
    let Group { object_id, tenant, .. } = groups.get(id)?;
    let draft = GroupDraft { name, object_id, tenant };
    Ok(groups.set(id, &draft, Utc::now())?)
}

/// Removes a security group that holds no role.
#[tauri::command]
#[specta::specta]
pub fn group_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.groups().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed security group back.
#[tauri::command]
#[specta::specta]
pub fn group_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.groups().undo_remove(id, Utc::now())?;
    Ok(())
}

/// Notes that a person is in a group.
#[tauri::command]
#[specta::specta]
pub fn membership_add(desk: State<'_, Desk>, draft: MembershipDraft) -> Result<Membership, CommandError> {
    Ok(desk.register()?.memberships().add(&draft, Utc::now())?)
}

/// Notes that a person is in a group no longer.
#[tauri::command]
#[specta::specta]
pub fn membership_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.memberships().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a person back into a group.
#[tauri::command]
#[specta::specta]
pub fn membership_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.memberships().undo_remove(id, Utc::now())?;
    Ok(())
}

/// The roles that can be held, least privilege first.
#[tauri::command]
#[specta::specta]
pub fn roles() -> Result<Vec<RoleView>, CommandError> {
    Ok(Desk::edition()?.roles.roles.iter().map(RoleView::of).collect())
}

/// Notes that somebody holds a role in a tenant.
#[tauri::command]
#[specta::specta]
pub fn role_grant(desk: State<'_, Desk>, grant: RoleGrant) -> Result<(), CommandError> {
    let register = desk.register()?;
    let tenant = register.tenants().get(grant.tenant)?;
    let ends_at: Option<DateTime<Utc>> = grant.until.and_then(|day| end_of_day(day, Some(&tenant)));
    let draft = RoleAssignmentDraft {
        tenant: tenant.id,
        person: Some(grant.person),
        group: None,
        role: grant.role,
        scope: WHOLE_TENANT.to_owned(),
        state: if grant.eligible { RoleState::Eligible } else { RoleState::Active },
        starts_at: None,
        ends_at,
        external_id: None,
    };
    register.role_assignments().add(&draft, Utc::now())?;
    Ok(())
}

/// Notes that a role is held no longer.
#[tauri::command]
#[specta::specta]
pub fn role_revoke(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.role_assignments().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a revoked role back.
#[tauri::command]
#[specta::specta]
pub fn role_undo_revoke(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.role_assignments().undo_remove(id, Utc::now())?;
    Ok(())
}
