//! Enrollments: Enterprise Agreements under which subscriptions and plans are bought.

use rusqlite::{Connection, Row, types::Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field::{self, parse_of};
use crate::kept::{Kept, Named, Origin, holding, refuse_dangling, refuse_taken, text};
use crate::record::{self, Record, RecordType};

pub(crate) const SCHEMA: &str = "
CREATE TABLE enrollment (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    tenant TEXT REFERENCES tenant (id),
    reseller TEXT,
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX enrollment_by_name ON enrollment (folded, id) WHERE removed_at IS NULL;
CREATE INDEX enrollment_by_tenant ON enrollment (tenant);
CREATE UNIQUE INDEX enrollment_by_number ON enrollment (number) WHERE removed_at IS NULL;
CREATE INDEX enrollment_removed ON enrollment (removed_at) WHERE removed_at IS NOT NULL;
";

/// What is said of an enrollment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EnrollmentDraft {
    /// The agreement's number, 1 to 64 characters; belongs to one enrollment.
    pub number: String,
    /// 1 to 200 characters; blank: the number.
    pub name: String,
    /// The tenant it belongs to.
    pub tenant: Option<Uuid>,
    /// The large account reseller it was bought from, up to 200 characters.
    pub reseller: Option<String>,
}

/// An enrollment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Enrollment {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The agreement's number.
    pub number: String,
    /// 1 to 200 characters.
    pub name: String,
    /// The tenant it belongs to.
    pub tenant: Option<Uuid>,
    /// The large account reseller it was bought from.
    pub reseller: Option<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for Enrollment {
    const TYPE: RecordType = RecordType::Enrollment;
    const COLUMNS: &str = "id, number, name, tenant, reseller, format, missing_since, created_at, changed_at";
    const NAME: &str = "name";
    const SECOND_NAME: Option<&str> = Some("number");

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            number: row.get("number")?,
            name: row.get("name")?,
            tenant: parse_of(row, "tenant")?,
            reseller: row.get("reseller")?,
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

impl Kept for Enrollment {
    type Draft = EnrollmentDraft;

    fn draft(&self) -> EnrollmentDraft {
        EnrollmentDraft {
            number: self.number.clone(),
            name: self.name.clone(),
            tenant: self.tenant,
            reseller: self.reseller.clone(),
        }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &EnrollmentDraft) -> Result<EnrollmentDraft> {
        let number = field::text("number", &draft.number, field::LONGEST_WORD)?;
        let name = field::optional_text("name", Some(&draft.name), field::LONGEST_NAME)?;
        Ok(EnrollmentDraft {
            name: name.unwrap_or_else(|| number.clone()),
            number,
            tenant: draft.tenant,
            reseller: field::optional_text("reseller", draft.reseller.as_deref(), field::LONGEST_NAME)?,
        })
    }

    fn values(draft: &EnrollmentDraft) -> Vec<(&'static str, Value)> {
        vec![
            ("number", draft.number.clone().into()),
            ("name", draft.name.clone().into()),
            ("folded", record::fold(&draft.name).into()),
            ("tenant", text(draft.tenant.as_ref())),
            ("reseller", text(draft.reseller.as_ref())),
        ]
    }

    fn refuse(change: &Connection, draft: &EnrollmentDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "tenant", RecordType::Tenant, draft.tenant)?;
        refuse_taken::<Self>(change, "number", &[("number", &draft.number)], id)
    }

    fn same(change: &Connection, draft: &EnrollmentDraft) -> Result<Option<Self>> {
        holding(change, &[("number", &draft.number)])
    }

    fn merged(&self, draft: &EnrollmentDraft) -> EnrollmentDraft {
        let nameless = draft.name == draft.number;
        EnrollmentDraft {
            number: draft.number.clone(),
            name: if nameless { self.name.clone() } else { draft.name.clone() },
            tenant: draft.tenant.or(self.tenant),
            reseller: draft.reseller.clone().or_else(|| self.reseller.clone()),
        }
    }
}

impl Named for Enrollment {}
