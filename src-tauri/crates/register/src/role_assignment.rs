//! Role assignments: who holds which role in a tenant, directly or through a group, now or only when activated.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{self, optional_instant_of, parse_of};
use crate::flaw::Flaw;
use crate::kept::{Kept, Origin, holding, micros, refuse_dangling, refuse_taken, text};
use crate::record::{Record, RecordType};
use crate::word::words;

/// Either `person` or `security_group` holds the role.
pub(crate) const SCHEMA: &str = "
CREATE TABLE role_assignment (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    person TEXT REFERENCES person (id),
    security_group TEXT REFERENCES security_group (id),
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'eligible')),
    starts_at INTEGER,
    ends_at INTEGER,
    external_id TEXT,
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK ((person IS NULL) <> (security_group IS NULL))
) STRICT;
CREATE INDEX role_assignment_by_tenant ON role_assignment (tenant);
CREATE INDEX role_assignment_by_person ON role_assignment (person, tenant) WHERE person IS NOT NULL;
CREATE INDEX role_assignment_by_group ON role_assignment (security_group, tenant) WHERE security_group IS NOT NULL;
CREATE INDEX role_assignment_by_end ON role_assignment (ends_at) WHERE ends_at IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX role_assignment_by_external_id ON role_assignment (external_id, tenant)
    WHERE external_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX role_assignment_removed ON role_assignment (removed_at) WHERE removed_at IS NOT NULL;
";

/// The scope that is the whole tenant.
pub const WHOLE_TENANT: &str = "/";

words! {
    /// Whether a role can be used.
    RoleState {
        /// It can.
        Active = "active",
        /// It must be activated first (Privileged Identity Management).
        Eligible = "eligible",
    }
}

/// What is said of a role assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RoleAssignmentDraft {
    /// The tenant the role is held in.
    pub tenant: Uuid,
    /// The person who holds it; either this or a group.
    pub person: Option<Uuid>,
    /// The group whose members hold it.
    pub group: Option<Uuid>,
    /// For a role of Entra its template id, a GUID; otherwise the edition's kebab-case id.
    pub role: String,
    /// `/` for the whole tenant, else an administrative unit or another directory object, as Entra writes it.
    pub scope: String,
    /// Active or eligible.
    pub state: RoleState,
    /// From when (UTC); `None`: since ever.
    pub starts_at: Option<DateTime<Utc>>,
    /// The first instant it no longer holds (UTC); `None`: for good.
    pub ends_at: Option<DateTime<Utc>>,
    /// The assignment's id in Entra.
    pub external_id: Option<String>,
}

/// A role assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RoleAssignment {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The name of the person or group that holds the role.
    pub name: String,
    /// The tenant the role is held in.
    pub tenant: Uuid,
    /// The person who holds it.
    pub person: Option<Uuid>,
    /// The group whose members hold it.
    pub group: Option<Uuid>,
    /// For a role of Entra its template id, a GUID; otherwise the edition's kebab-case id.
    pub role: String,
    /// `/` for the whole tenant.
    pub scope: String,
    /// Active or eligible.
    pub state: RoleState,
    /// From when (UTC).
    pub starts_at: Option<DateTime<Utc>>,
    /// The first instant it no longer holds (UTC).
    pub ends_at: Option<DateTime<Utc>>,
    /// The assignment's id in Entra.
    pub external_id: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for RoleAssignment {
    const TYPE: RecordType = RecordType::RoleAssignment;
    const COLUMNS: &str = "id, coalesce((SELECT name FROM person WHERE person.id = role_assignment.person),
        (SELECT name FROM security_group WHERE security_group.id = role_assignment.security_group)) AS name, tenant,
        person, security_group, role, scope, state, starts_at, ends_at, external_id, format, missing_since, created_at,
        changed_at";
    const NAME: &str = "coalesce((SELECT name FROM person WHERE person.id = role_assignment.person),
        (SELECT name FROM security_group WHERE security_group.id = role_assignment.security_group))";
    const ORDER: &str = "id";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            tenant: field::id_of(row, "tenant")?,
            person: parse_of(row, "person")?,
            group: parse_of(row, "security_group")?,
            role: row.get("role")?,
            scope: row.get("scope")?,
            state: row.get("state")?,
            starts_at: optional_instant_of(row, "starts_at")?,
            ends_at: optional_instant_of(row, "ends_at")?,
            external_id: row.get("external_id")?,
            origin: Origin::read(row)?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl Kept for RoleAssignment {
    type Draft = RoleAssignmentDraft;

    fn draft(&self) -> RoleAssignmentDraft {
        RoleAssignmentDraft {
            tenant: self.tenant,
            person: self.person,
            group: self.group,
            role: self.role.clone(),
            scope: self.scope.clone(),
            state: self.state,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            external_id: self.external_id.clone(),
        }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &RoleAssignmentDraft) -> Result<RoleAssignmentDraft> {
        match (draft.person, draft.group) {
            (None, None) => return Err(RegisterError::invalid("person", Flaw::Required)),
            (Some(_), Some(_)) => return Err(RegisterError::invalid("group", Flaw::Exclusive)),
            _ => {}
        }
        let starts_at = draft.starts_at.map(|at| field::instant("starts_at", at)).transpose()?;
        let ends_at = draft.ends_at.map(|at| field::instant("ends_at", at)).transpose()?;
        if starts_at.zip(ends_at).is_some_and(|(starts, ends)| ends < starts) {
            return Err(RegisterError::invalid("ends_at", Flaw::BeforeStart));
        }
        let scope = if draft.scope.trim().is_empty() { WHOLE_TENANT } else { &draft.scope };
        Ok(RoleAssignmentDraft {
            role: field::role("role", &draft.role)?,
            scope: field::text("scope", scope, field::LONGEST_NAME)?,
            starts_at,
            ends_at,
            external_id: field::optional_text("external_id", draft.external_id.as_deref(), field::LONGEST_NAME)?,
            ..draft.clone()
        })
    }

    fn values(draft: &RoleAssignmentDraft) -> Vec<(&'static str, Value)> {
        vec![
            ("tenant", draft.tenant.to_string().into()),
            ("person", text(draft.person.as_ref())),
            ("security_group", text(draft.group.as_ref())),
            ("role", draft.role.clone().into()),
            ("scope", draft.scope.clone().into()),
            ("state", draft.state.as_str().to_owned().into()),
            ("starts_at", micros(draft.starts_at)),
            ("ends_at", micros(draft.ends_at)),
            ("external_id", text(draft.external_id.as_ref())),
        ]
    }

    fn refuse(change: &Connection, draft: &RoleAssignmentDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "tenant", RecordType::Tenant, Some(draft.tenant))?;
        refuse_dangling(change, "person", RecordType::Person, draft.person)?;
        refuse_dangling(change, "group", RecordType::Group, draft.group)?;
        match &draft.external_id {
            Some(external_id) => {
                let columns = [("external_id", external_id.as_str()), ("tenant", &draft.tenant.to_string())];
                refuse_taken::<Self>(change, "external_id", &columns, id)
            }
            None => match by_what_it_says(change, draft)? {
                Some(other) if other.id != id && other.external_id.is_none() => {
                    Err(RegisterError::Invalid { field: "role", flaw: Flaw::Duplicate, other: Some(other.reference()) })
                }
                _ => Ok(()),
            },
        }
    }

    /// By its id in Entra; else one without an id that says the same. A line without an id is about whatever
    /// assignment says the same.
    fn same(change: &Connection, draft: &RoleAssignmentDraft) -> Result<Option<Self>> {
        let Some(external_id) = &draft.external_id else { return by_what_it_says(change, draft) };
        let tenant = draft.tenant.to_string();
        match holding(change, &[("external_id", external_id), ("tenant", &tenant)])? {
            Some(found) => Ok(Some(found)),
            None => Ok(by_what_it_says(change, draft)?.filter(|found: &Self| found.external_id.is_none())),
        }
    }

    /// An end that an export no longer names is gone: the assignment was made permanent. Only lists of members, which
    /// have neither ids nor times, leave them as they were.
    fn merged(&self, draft: &RoleAssignmentDraft) -> RoleAssignmentDraft {
        if draft.external_id.is_some() {
            return draft.clone();
        }
        RoleAssignmentDraft {
            starts_at: draft.starts_at.or(self.starts_at),
            ends_at: draft.ends_at.or(self.ends_at),
            external_id: self.external_id.clone(),
            ..draft.clone()
        }
    }
}

/// The live assignment of the same role to the same holder in the same place and state; one without an id first.
fn by_what_it_says(change: &Connection, draft: &RoleAssignmentDraft) -> Result<Option<RoleAssignment>> {
    let (column, holder) = match (draft.person, draft.group) {
        (Some(person), _) => ("person", person),
        (None, Some(group)) => ("security_group", group),
        (None, None) => return Ok(None),
    };
    let sql = format!(
        "SELECT {} FROM role_assignment WHERE {column} = ?1 AND tenant = ?2 AND role = ?3 AND scope = ?4 AND state = ?5
         AND removed_at IS NULL ORDER BY external_id IS NOT NULL, id LIMIT 1",
        RoleAssignment::COLUMNS
    );
    let values = params![holder.to_string(), draft.tenant.to_string(), draft.role, draft.scope, draft.state];
    Ok(change.prepare_cached(&sql)?.query_row(values, RoleAssignment::read).optional()?)
}
