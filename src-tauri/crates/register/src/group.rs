//! Security groups, through which people hold roles.

use rusqlite::{Connection, Row, types::Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field::{self, parse_of};
use crate::kept::{Kept, Named, Origin, holding, refuse_dangling, refuse_taken, text};
use crate::record::{self, Record, RecordType};

pub(crate) const SCHEMA: &str = "
CREATE TABLE security_group (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    object_id TEXT,
    tenant TEXT REFERENCES tenant (id),
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX security_group_by_name ON security_group (folded, id) WHERE removed_at IS NULL;
CREATE INDEX security_group_by_tenant ON security_group (tenant);
CREATE UNIQUE INDEX security_group_by_object_id ON security_group (object_id)
    WHERE object_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX security_group_removed ON security_group (removed_at) WHERE removed_at IS NOT NULL;
";

/// What is said of a security group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GroupDraft {
    /// 1 to 200 characters; an export that names no name gives the object id.
    pub name: String,
    /// The group's object id in Entra, a GUID; belongs to one group.
    pub object_id: Option<String>,
    /// The tenant whose directory holds the group; for a delegation's groups the partner's, where it is kept.
    pub tenant: Option<Uuid>,
}

/// A security group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Group {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// The group's object id in Entra, a GUID in lower case.
    pub object_id: Option<String>,
    /// The tenant whose directory holds the group.
    pub tenant: Option<Uuid>,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for Group {
    const TYPE: RecordType = RecordType::Group;
    const COLUMNS: &str = "id, name, object_id, tenant, format, missing_since, created_at, changed_at";
    const NAME: &str = "name";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            object_id: row.get("object_id")?,
            tenant: parse_of(row, "tenant")?,
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

impl Kept for Group {
    type Draft = GroupDraft;

    fn draft(&self) -> GroupDraft {
        GroupDraft { name: self.name.clone(), object_id: self.object_id.clone(), tenant: self.tenant }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &GroupDraft) -> Result<GroupDraft> {
        Ok(GroupDraft {
            name: field::text("name", &draft.name, field::LONGEST_NAME)?,
            object_id: field::optional_guid("object_id", draft.object_id.as_deref())?,
            tenant: draft.tenant,
        })
    }

    fn values(draft: &GroupDraft) -> Vec<(&'static str, Value)> {
        vec![
            ("name", draft.name.clone().into()),
            ("folded", record::fold(&draft.name).into()),
            ("object_id", text(draft.object_id.as_ref())),
            ("tenant", text(draft.tenant.as_ref())),
        ]
    }

    fn refuse(change: &Connection, draft: &GroupDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "tenant", RecordType::Tenant, draft.tenant)?;
        match &draft.object_id {
            Some(object_id) => refuse_taken::<Self>(change, "object_id", &[("object_id", object_id)], id),
            None => Ok(()),
        }
    }

    fn same(change: &Connection, draft: &GroupDraft) -> Result<Option<Self>> {
        match &draft.object_id {
            Some(object_id) => holding(change, &[("object_id", object_id)]),
            None => record::only_by_name(change, &draft.name),
        }
    }

    /// A name learnt from one export is not lost to another that knows the object id alone.
    fn merged(&self, draft: &GroupDraft) -> GroupDraft {
        let nameless = draft.object_id.as_deref() == Some(&draft.name);
        GroupDraft {
            name: if nameless { self.name.clone() } else { draft.name.clone() },
            object_id: draft.object_id.clone().or_else(|| self.object_id.clone()),
            tenant: draft.tenant.or(self.tenant),
        }
    }
}

impl Named for Group {}
