//! Memberships: a person in a security group.

use rusqlite::{Connection, Row, types::Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field;
use crate::kept::{Kept, Origin, holding, refuse_dangling, refuse_taken};
use crate::record::{Record, RecordType};

pub(crate) const SCHEMA: &str = "
CREATE TABLE membership (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    security_group TEXT NOT NULL REFERENCES security_group (id),
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX membership_once ON membership (person, security_group) WHERE removed_at IS NULL;
CREATE INDEX membership_by_group ON membership (security_group);
CREATE INDEX membership_by_person ON membership (person);
CREATE INDEX membership_removed ON membership (removed_at) WHERE removed_at IS NOT NULL;
";

/// What is said of a membership. It counts as long as both the person and the group are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MembershipDraft {
    /// The person.
    pub person: Uuid,
    /// The group.
    pub group: Uuid,
}

/// A membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Membership {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The names of person and group.
    pub name: String,
    /// The person.
    pub person: Uuid,
    /// The group.
    pub group: Uuid,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for Membership {
    const TYPE: RecordType = RecordType::Membership;
    const COLUMNS: &str = "id, (SELECT name FROM person WHERE person.id = membership.person) || ' · ' ||
        (SELECT name FROM security_group WHERE security_group.id = membership.security_group) AS name, person, security_group,
        format, missing_since, created_at, changed_at";
    const NAME: &str = "(SELECT name FROM person WHERE person.id = membership.person)";
    const ORDER: &str = "id";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            person: field::id_of(row, "person")?,
            group: field::id_of(row, "security_group")?,
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

impl Kept for Membership {
    type Draft = MembershipDraft;

    fn draft(&self) -> MembershipDraft {
        MembershipDraft { person: self.person, group: self.group }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &MembershipDraft) -> Result<MembershipDraft> {
        Ok(draft.clone())
    }

    fn values(draft: &MembershipDraft) -> Vec<(&'static str, Value)> {
        vec![("person", draft.person.to_string().into()), ("security_group", draft.group.to_string().into())]
    }

    fn refuse(change: &Connection, draft: &MembershipDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "person", RecordType::Person, Some(draft.person))?;
        refuse_dangling(change, "group", RecordType::Group, Some(draft.group))?;
        let (person, group) = (draft.person.to_string(), draft.group.to_string());
        refuse_taken::<Self>(change, "person", &[("person", &person), ("security_group", &group)], id)
    }

    fn same(change: &Connection, draft: &MembershipDraft) -> Result<Option<Self>> {
        holding(change, &[("person", &draft.person.to_string()), ("security_group", &draft.group.to_string())])
    }

    fn merged(&self, draft: &MembershipDraft) -> MembershipDraft {
        draft.clone()
    }
}
