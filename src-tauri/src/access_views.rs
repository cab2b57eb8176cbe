//! People and their access as the screens show them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use support_policy::Text;
use support_policy::edition::Edition;
use support_policy::roles::{MayFileBy, Role};
use support_register::{Membership, Person, Register, Result, RoleAssignment, Tenant};
use uuid::Uuid;

/// A person with the name of the tenant the account is in.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PersonView {
    /// The record.
    #[serde(flatten)]
    pub person: Person,
    /// The name of the tenant that holds the account.
    pub tenant_name: Option<String>,
}

/// A person with all that is known of their access.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PersonDetail {
    /// The person.
    pub person: PersonView,
    /// The groups they are in.
    pub groups: Vec<GroupOfPerson>,
    /// The roles they hold, directly or through those groups.
    pub roles: Vec<RoleOfPerson>,
}

/// A group that a person is in.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct GroupOfPerson {
    /// The membership's id.
    pub id: Uuid,
    /// The group's id.
    pub group: Uuid,
    /// The group's name.
    pub name: String,
    /// Since when the newest export does not contain it.
    pub missing_since: Option<DateTime<Utc>>,
}

/// A role that a person or a group holds.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RoleOfPerson {
    /// The record.
    #[serde(flatten)]
    pub assignment: RoleAssignment,
    /// The role's name; its id where the edition does not know it.
    pub role_name: String,
    /// Whether the edition's list lets it file.
    pub may_file: MayFileBy,
    /// The tenant's name.
    pub tenant_name: String,
    /// The last day, on the tenant's calendar.
    pub until: Option<NaiveDate>,
    /// Whether it is over.
    pub over: bool,
}

/// A role, for pickers and for the list of those that may file.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RoleView {
    /// Kebab-case.
    pub id: String,
    /// What it is kept by.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether the edition's list lets it file.
    pub may_file: MayFileBy,
    /// Its name on today's list; none where it is not on it.
    pub today: Option<String>,
    /// Whether it is in Entra, so that exports contain it.
    pub in_entra: bool,
    /// What has changed about it since the edition.
    pub changed: Option<Text>,
}

impl RoleView {
    pub(crate) fn of(role: &Role) -> Self {
        Self {
            id: role.id.clone(),
            key: role.key().to_owned(),
            name: role.name.clone(),
            may_file: role.may_file(),
            today: role.today.clone(),
            in_entra: role.template_id.is_some(),
            changed: role.changed.as_ref().map(|(_, note)| note.clone()),
        }
    }
}

/// A person with the name of the tenant that the account is in.
pub(crate) fn person_view(register: &Register, person: Person) -> Result<PersonView> {
    let tenant = person.tenant.map(|id| register.tenants().get(id)).transpose()?;
    Ok(PersonView { tenant_name: tenant.map(|tenant| tenant.name), person })
}

/// All people, by name.
pub(crate) fn all_people(register: &Register) -> Result<Vec<PersonView>> {
    let tenants: HashMap<Uuid, String> =
        register.tenants().list()?.into_iter().map(|tenant| (tenant.id, tenant.name)).collect();
    let view =
        |person: Person| PersonView { tenant_name: person.tenant.and_then(|id| tenants.get(&id).cloned()), person };
    Ok(register.people().list()?.into_iter().map(view).collect())
}

pub(crate) fn person_detail(register: &Register, edition: &Edition, id: Uuid) -> Result<PersonDetail> {
    let person = register.people().get(id)?;
    let groups = register.groups_of(id)?.into_iter().map(GroupOfPerson::from).collect();
    let roles = roles_shown(register, edition, register.roles_of(id)?)?;
    Ok(PersonDetail { groups, roles, person: person_view(register, person)? })
}

/// Role assignments with the names of their roles and tenants, and whether they still hold.
pub(crate) fn roles_shown(
    register: &Register,
    edition: &Edition,
    assignments: Vec<RoleAssignment>,
) -> Result<Vec<RoleOfPerson>> {
    let now = Utc::now();
    let mut tenants: HashMap<Uuid, Tenant> = HashMap::new();
    let mut roles = Vec::new();
    for assignment in assignments {
        let tenant = match tenants.entry(assignment.tenant) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unread) => unread.insert(register.tenants().get(assignment.tenant)?),
        };
        let known = edition.role(&assignment.role).ok();
        let last = assignment.ends_at.and_then(|ends| ends.checked_sub_signed(TimeDelta::microseconds(1)));
        roles.push(RoleOfPerson {
            role_name: known.map_or_else(|| assignment.role.clone(), |role| role.name.clone()),
            may_file: known.map_or(MayFileBy::No, Role::may_file),
            tenant_name: tenant.name.clone(),
            until: last.map(|last| last.with_timezone(&tenant.local_zone()).date_naive()),
            over: assignment.ends_at.is_some_and(|ends| ends <= now) || assignment.origin.missing_since.is_some(),
            assignment,
        });
    }
    Ok(roles)
}

impl From<(Membership, String)> for GroupOfPerson {
    fn from((membership, name): (Membership, String)) -> Self {
        Self { id: membership.id, group: membership.group, name, missing_since: membership.origin.missing_since }
    }
}
