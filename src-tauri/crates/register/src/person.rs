//! People: accounts in a directory, who may or may not file requests.

use rusqlite::{Connection, Row, types::Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field::{self, parse_of};
use crate::kept::{Kept, Named, Origin, holding, refuse_dangling, refuse_taken, text};
use crate::record::{self, Record, RecordType};
use crate::word::words;

/// Names of accounts are compared without regard to case, as Entra does.
pub(crate) const SCHEMA: &str = "
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    upn TEXT COLLATE NOCASE,
    object_id TEXT,
    user_type TEXT CHECK (user_type IN ('member', 'guest')),
    account_enabled INTEGER CHECK (account_enabled IN (0, 1)),
    tenant TEXT REFERENCES tenant (id),
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX person_by_name ON person (folded, id) WHERE removed_at IS NULL;
CREATE INDEX person_by_tenant ON person (tenant);
CREATE UNIQUE INDEX person_by_upn ON person (upn) WHERE upn IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX person_by_object_id ON person (object_id) WHERE object_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX person_removed ON person (removed_at) WHERE removed_at IS NOT NULL;
";

words! {
    /// How an account stands to its directory.
    UserType {
        /// It belongs to the organisation.
        Member = "member",
        /// It was invited from elsewhere.
        Guest = "guest",
    }
}

/// What is said of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PersonDraft {
    /// 1 to 200 characters. Several people may have the same name.
    pub name: String,
    /// The user principal name the person signs in with, up to 200 characters; belongs to one person.
    pub upn: Option<String>,
    /// The account's object id in Entra, a GUID; belongs to one person.
    pub object_id: Option<String>,
    /// Member or guest of the directory the account is in, where that is known.
    pub user_type: Option<UserType>,
    /// Whether the account can sign in, where that is known.
    pub account_enabled: Option<bool>,
    /// The tenant whose directory holds the account, where that is known.
    pub tenant: Option<Uuid>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Person {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// The user principal name.
    pub upn: Option<String>,
    /// The account's object id in Entra, a GUID in lower case.
    pub object_id: Option<String>,
    /// Member or guest of the directory the account is in.
    pub user_type: Option<UserType>,
    /// Whether the account can sign in.
    pub account_enabled: Option<bool>,
    /// The tenant whose directory holds the account.
    pub tenant: Option<Uuid>,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for Person {
    const TYPE: RecordType = RecordType::Person;
    const COLUMNS: &str = "id, name, upn, object_id, user_type, account_enabled, tenant, format, missing_since,
        created_at, changed_at";
    const NAME: &str = "name";
    const SECOND_NAME: Option<&str> = Some("upn");

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            upn: row.get("upn")?,
            object_id: row.get("object_id")?,
            user_type: row.get("user_type")?,
            account_enabled: row.get("account_enabled")?,
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

impl Kept for Person {
    type Draft = PersonDraft;

    fn draft(&self) -> PersonDraft {
        PersonDraft {
            name: self.name.clone(),
            upn: self.upn.clone(),
            object_id: self.object_id.clone(),
            user_type: self.user_type,
            account_enabled: self.account_enabled,
            tenant: self.tenant,
        }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &PersonDraft) -> Result<PersonDraft> {
        Ok(PersonDraft {
            name: field::text("name", &draft.name, field::LONGEST_NAME)?,
            upn: field::optional_text("upn", draft.upn.as_deref(), field::LONGEST_NAME)?,
            object_id: field::optional_guid("object_id", draft.object_id.as_deref())?,
            ..draft.clone()
        })
    }

    fn values(draft: &PersonDraft) -> Vec<(&'static str, Value)> {
        vec![
            ("name", draft.name.clone().into()),
            ("folded", record::fold(&draft.name).into()),
            ("upn", text(draft.upn.as_ref())),
            ("object_id", text(draft.object_id.as_ref())),
            ("user_type", text(draft.user_type.as_ref())),
            ("account_enabled", draft.account_enabled.into()),
            ("tenant", text(draft.tenant.as_ref())),
        ]
    }

    fn refuse(change: &Connection, draft: &PersonDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "tenant", RecordType::Tenant, draft.tenant)?;
        if let Some(object_id) = &draft.object_id {
            refuse_taken::<Self>(change, "object_id", &[("object_id", object_id)], id)?;
        }
        if let Some(upn) = &draft.upn {
            refuse_taken::<Self>(change, "upn", &[("upn", upn)], id)?;
        }
        Ok(())
    }

    /// By object id; else by user principal name, unless that account has another object id; a line that has neither
    /// is about the only person of that name.
    fn same(change: &Connection, draft: &PersonDraft) -> Result<Option<Self>> {
        if let Some(object_id) = &draft.object_id
            && let Some(found) = holding(change, &[("object_id", object_id)])?
        {
            return Ok(Some(found));
        }
        if let Some(upn) = &draft.upn {
            let found = holding::<Self>(change, &[("upn", upn)])?;
            return Ok(found.filter(|found| found.object_id.is_none() || draft.object_id.is_none()));
        }
        if draft.object_id.is_none() {
            return record::only_by_name(change, &draft.name);
        }
        Ok(None)
    }

    fn merged(&self, draft: &PersonDraft) -> PersonDraft {
        PersonDraft {
            name: draft.name.clone(),
            upn: draft.upn.clone().or_else(|| self.upn.clone()),
            object_id: draft.object_id.clone().or_else(|| self.object_id.clone()),
            user_type: draft.user_type.or(self.user_type),
            account_enabled: draft.account_enabled.or(self.account_enabled),
            tenant: draft.tenant.or(self.tenant),
        }
    }
}

impl Named for Person {}
