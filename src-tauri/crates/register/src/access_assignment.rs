//! Access assignments: which security group of the partner uses which roles of a delegation.

use rusqlite::{Connection, Row, types::Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field;
use crate::kept::{Kept, Origin, holding, refuse_dangling, refuse_taken, roles_column, roles_of, text};
use crate::record::{Record, RecordType};

/// `roles` are parted by spaces.
pub(crate) const SCHEMA: &str = "
CREATE TABLE access_assignment (
    id TEXT PRIMARY KEY,
    delegation TEXT NOT NULL REFERENCES delegation (id),
    security_group TEXT NOT NULL REFERENCES security_group (id),
    external_id TEXT,
    roles TEXT NOT NULL,
    status TEXT NOT NULL,
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX access_assignment_by_delegation ON access_assignment (delegation);
CREATE INDEX access_assignment_by_group ON access_assignment (security_group);
CREATE UNIQUE INDEX access_assignment_by_external_id ON access_assignment (external_id, delegation)
    WHERE external_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX access_assignment_removed ON access_assignment (removed_at) WHERE removed_at IS NOT NULL;
";

/// The same few sets of roles come again and again: which of them may file is asked once, and who uses those found here.
pub(crate) const BY_ROLES: &str = "
CREATE INDEX access_assignment_by_roles ON access_assignment (roles, delegation, security_group, status, missing_since)
    WHERE removed_at IS NULL;
";

/// One group stands for a hundred relationships: looked up by itself, each line of an export would read all of them.
pub(crate) const BY_GROUP_AND_DELEGATION: &str = "
DROP INDEX access_assignment_by_group;
CREATE INDEX access_assignment_by_group ON access_assignment (security_group, delegation);
";

/// The states of an access assignment that are known. Others are kept as they were written.
pub const ACCESS_STATES: &[&str] = &["pending", "active", "deleting", "deleted", "error"];

/// What is said of an access assignment. It counts as long as the delegation and the group are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AccessAssignmentDraft {
    /// The delegation.
    pub delegation: Uuid,
    /// The partner's security group.
    pub group: Uuid,
    /// The assignment's id, a GUID.
    pub external_id: Option<String>,
    /// The roles the group uses: template ids of Entra, in any order.
    pub roles: Vec<String>,
    /// As Partner Center writes it; see [`ACCESS_STATES`].
    pub status: String,
}

/// An access assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AccessAssignment {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The name of the group.
    pub name: String,
    /// The delegation.
    pub delegation: Uuid,
    /// The partner's security group.
    pub group: Uuid,
    /// The assignment's id, a GUID in lower case.
    pub external_id: Option<String>,
    /// The roles the group uses: template ids of Entra, sorted.
    pub roles: Vec<String>,
    /// As Partner Center writes it.
    pub status: String,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for AccessAssignment {
    const TYPE: RecordType = RecordType::AccessAssignment;
    const COLUMNS: &str = "id, (SELECT name FROM security_group
        WHERE security_group.id = access_assignment.security_group) AS name, delegation, security_group, external_id,
        roles, status, format, missing_since, created_at, changed_at";
    const NAME: &str = "(SELECT name FROM security_group WHERE security_group.id = access_assignment.security_group)";
    const ORDER: &str = "id";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            delegation: field::id_of(row, "delegation")?,
            group: field::id_of(row, "security_group")?,
            external_id: row.get("external_id")?,
            roles: roles_of(row, "roles")?,
            status: row.get("status")?,
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

impl Kept for AccessAssignment {
    type Draft = AccessAssignmentDraft;

    fn draft(&self) -> AccessAssignmentDraft {
        AccessAssignmentDraft {
            delegation: self.delegation,
            group: self.group,
            external_id: self.external_id.clone(),
            roles: self.roles.clone(),
            status: self.status.clone(),
        }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &AccessAssignmentDraft) -> Result<AccessAssignmentDraft> {
        Ok(AccessAssignmentDraft {
            external_id: field::optional_guid("external_id", draft.external_id.as_deref())?,
            roles: field::roles("roles", &draft.roles)?,
            status: field::text("status", &draft.status, field::LONGEST_WORD)?,
            ..draft.clone()
        })
    }

    fn values(draft: &AccessAssignmentDraft) -> Vec<(&'static str, Value)> {
        vec![
            ("delegation", draft.delegation.to_string().into()),
            ("security_group", draft.group.to_string().into()),
            ("external_id", text(draft.external_id.as_ref())),
            ("roles", roles_column(&draft.roles)),
            ("status", draft.status.clone().into()),
        ]
    }

    fn refuse(change: &Connection, draft: &AccessAssignmentDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "delegation", RecordType::Delegation, Some(draft.delegation))?;
        refuse_dangling(change, "group", RecordType::Group, Some(draft.group))?;
        let delegation = draft.delegation.to_string();
        match &draft.external_id {
            Some(external_id) => {
                let columns = [("external_id", external_id.as_str()), ("delegation", &delegation)];
                refuse_taken::<Self>(change, "external_id", &columns, id)
            }
            None => Ok(()),
        }
    }

    fn same(change: &Connection, draft: &AccessAssignmentDraft) -> Result<Option<Self>> {
        let delegation = draft.delegation.to_string();
        if let Some(external_id) = &draft.external_id
            && let Some(found) = holding(change, &[("external_id", external_id), ("delegation", &delegation)])?
        {
            return Ok(Some(found));
        }
        let found: Option<Self> =
            holding(change, &[("delegation", &delegation), ("security_group", &draft.group.to_string())])?;
        Ok(found.filter(|found| found.external_id.is_none() || draft.external_id.is_none()))
    }

    fn merged(&self, draft: &AccessAssignmentDraft) -> AccessAssignmentDraft {
        let external_id = draft.external_id.clone().or_else(|| self.external_id.clone());
        AccessAssignmentDraft { external_id, ..draft.clone() }
    }
}
