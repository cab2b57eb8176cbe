//! Tenants: organisations in Entra, one's own or a client's.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use support_policy::countries;
use uuid::Uuid;

use crate::actor::Actor;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::row::{self, Column};
use crate::word::words;

pub(crate) const SCHEMA: &str = "
CREATE TABLE tenant (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    tenant_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('own', 'client')),
    country TEXT NOT NULL,
    zone TEXT,
    region TEXT,
    holidays TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX tenant_by_name ON tenant (folded, id) WHERE removed_at IS NULL;
CREATE INDEX tenant_by_tenant_id ON tenant (tenant_id) WHERE tenant_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX tenant_removed ON tenant (removed_at) WHERE removed_at IS NOT NULL;
";

/// The edition of the support policy that holds for the tenant.
pub(crate) const EDITION: &str = "ALTER TABLE tenant ADD COLUMN edition TEXT;";

/// One's own organisations are few among many clients.
pub(crate) const OWN: &str =
    "CREATE INDEX tenant_own ON tenant (folded, id) WHERE kind = 'own' AND removed_at IS NULL;";

words! {
    /// Whose tenant it is.
    TenantKind {
        /// The administrator's own organisation.
        Own = "own",
        /// A client's, served as a partner.
        Client = "client",
    }
}

/// What the administrator says of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TenantDraft {
    /// 1 to 200 characters. Several tenants may have the same name.
    pub name: String,
    /// The directory id, a GUID; lower case once stored.
    pub tenant_id: Option<String>,
    /// Own or a client's.
    pub kind: TenantKind,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// IANA zone; `None`: the region's.
    pub zone: Option<String>,
    /// A region of the edition; `None`: the country's.
    pub region: Option<String>,
    /// A holiday calendar's country code, or `none` for no holidays; `None`: the country's.
    pub holidays: Option<String>,
    /// The edition that answers for it; `None`: the one asked, the base unless another is named.
    #[serde(default)]
    pub edition: Option<String>,
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Tenant {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// The directory id, a GUID in lower case.
    pub tenant_id: Option<String>,
    /// Own or a client's.
    pub kind: TenantKind,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// IANA zone; `None`: the region's.
    pub zone: Option<String>,
    /// A region of the edition; `None`: the country's.
    pub region: Option<String>,
    /// A holiday calendar's country code, or `none`; `None`: the country's.
    pub holidays: Option<String>,
    /// The edition that answers for it; `None`: the one asked, the base unless another is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// When it was added (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was last changed (UTC).
    pub changed_at: DateTime<Utc>,
}

impl Record for Tenant {
    const TYPE: RecordType = RecordType::Tenant;
    const COLUMNS: &str = "id, name, tenant_id, kind, country, zone, region, holidays, edition, created_at, changed_at";
    const NAME: &str = "name";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            tenant_id: row.get("tenant_id")?,
            kind: row.get("kind")?,
            country: row.get("country")?,
            zone: row.get("zone")?,
            region: row.get("region")?,
            holidays: row.get("holidays")?,
            edition: row.get("edition")?,
            created_at: instant_of(row, "created_at")?,
            changed_at: instant_of(row, "changed_at")?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// What can be done with tenants.
#[derive(Debug, Clone, Copy)]
pub struct Tenants<'a> {
    pub(crate) register: &'a Register,
}

impl Tenants<'_> {
    /// Adds a tenant.
    ///
    /// # Errors
    /// [`crate::RegisterError::Invalid`] for a field that cannot be stored.
    pub fn add(&self, draft: &TenantDraft, now: DateTime<Utc>) -> Result<Tenant> {
        self.register.write(|change| add(change, self.register.actor(), draft, now))
    }

    /// Changes a tenant to what the draft says.
    ///
    /// # Errors
    /// As of [`Tenants::add`]; [`crate::RegisterError::NotFound`].
    pub fn set(&self, id: Uuid, draft: &TenantDraft, now: DateTime<Utc>) -> Result<Tenant> {
        let draft = draft.checked()?;
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = record::get::<Tenant>(change, id)?;
            draft.refuse_taken(change, id)?;
            row::update(change, RecordType::Tenant, id, draft.columns(now))?;
            let after = record::get::<Tenant>(change, id)?;
            history::changed(change, self.register.actor(), now, Action::Changed, &before, &after)?;
            Ok(after)
        })
    }

    /// All tenants, by name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn list(&self) -> Result<Vec<Tenant>> {
        self.register.read(record::list)
    }

    /// The support regions that tenants belong to.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn regions(&self) -> Result<BTreeSet<String>> {
        self.register.read(|connection| {
            let sql = "SELECT DISTINCT region, country FROM tenant WHERE removed_at IS NULL";
            let mut statement = connection.prepare_cached(sql)?;
            let places = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
            let places: Vec<(Option<String>, String)> = places.collect::<rusqlite::Result<_>>()?;
            Ok(places.into_iter().map(|(region, country)| region_of(region, &country)).collect())
        })
    }

    /// The tenant with an id.
    ///
    /// # Errors
    /// [`crate::RegisterError::NotFound`], also when it was removed.
    pub fn get(&self, id: Uuid) -> Result<Tenant> {
        self.register.read(|connection| record::get(connection, id))
    }

    /// The tenant with an id or a unique name.
    ///
    /// # Errors
    /// [`crate::RegisterError::NotFound`], [`crate::RegisterError::Ambiguous`].
    pub fn find(&self, name: &str) -> Result<Tenant> {
        self.register.read(|connection| record::find(connection, name))
    }

    /// Removes a tenant; it can be brought back until it is purged.
    ///
    /// # Errors
    /// [`crate::RegisterError::InUse`] while contracts or requests refer to it.
    pub fn remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        removed::remove::<Tenant>(self.register, id, now)
    }

    /// Brings a removed tenant back.
    ///
    /// # Errors
    /// [`crate::RegisterError::NotFound`] when it is not among the removed.
    pub fn undo_remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<Tenant> {
        removed::undo_remove(self.register, id, now, |change: &Connection, tenant: &Tenant| {
            refuse_taken(change, tenant.tenant_id.as_deref(), id)
        })
    }
}

impl Tenant {
    /// The support region that holds for it: the one kept, or its country's.
    pub fn support_region(&self) -> String {
        region_of(self.region.clone(), &self.country)
    }
}

fn region_of(kept: Option<String>, country: &str) -> String {
    kept.unwrap_or_else(|| countries::country(country).map_or("other", |country| country.region).to_owned())
}

/// Adds a tenant in the caller's transaction.
pub(crate) fn add(change: &Connection, actor: &Actor, draft: &TenantDraft, now: DateTime<Utc>) -> Result<Tenant> {
    let draft = draft.checked()?;
    let now = field::instant("now", now)?;
    let id = field::new_id(now);
    draft.refuse_taken(change, id)?;
    let mut columns = draft.columns(now);
    columns.push(("created_at", Micros(now).into()));
    row::insert(change, RecordType::Tenant, id, columns)?;
    let after = record::get::<Tenant>(change, id)?;
    history::added(change, actor, now, &after)?;
    Ok(after)
}

/// Notes the directory of a tenant that was kept without, in the caller's transaction.
pub(crate) fn set_directory(
    change: &Connection,
    actor: &Actor,
    id: Uuid,
    directory: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Tenant> {
    let before = record::get::<Tenant>(change, id)?;
    refuse_taken(change, directory, id)?;
    change.execute(
        "UPDATE tenant SET tenant_id = ?2, changed_at = ?3 WHERE id = ?1",
        params![id.to_string(), directory, Micros(now)],
    )?;
    let after = record::get::<Tenant>(change, id)?;
    history::changed(change, actor, now, Action::Changed, &before, &after)?;
    Ok(after)
}

/// Puts a tenant back to what it was before an import noted its directory.
pub(crate) fn put_back(
    change: &Connection,
    actor: &Actor,
    before: &serde_json::Value,
    now: DateTime<Utc>,
) -> Result<()> {
    let directory = before.get("tenant_id").and_then(serde_json::Value::as_str);
    let id = before.get("id").and_then(|id| Uuid::try_parse(id.as_str()?).ok());
    let id = id.ok_or(crate::RegisterError::Tampered { subject: None })?;
    set_directory(change, actor, id, directory, now)?;
    Ok(())
}

impl TenantDraft {
    /// What it says, as columns.
    fn columns(&self, now: DateTime<Utc>) -> Vec<Column> {
        vec![
            ("name", self.name.clone().into()),
            ("folded", record::fold(&self.name).into()),
            ("tenant_id", self.tenant_id.clone().into()),
            ("kind", self.kind.as_str().to_owned().into()),
            ("country", self.country.clone().into()),
            ("zone", self.zone.clone().into()),
            ("region", self.region.clone().into()),
            ("holidays", self.holidays.clone().into()),
            ("edition", self.edition.clone().into()),
            ("changed_at", Micros(now).into()),
        ]
    }

    fn refuse_taken(&self, change: &Connection, id: Uuid) -> Result<()> {
        refuse_taken(change, self.tenant_id.as_deref(), id)
    }

    fn checked(&self) -> Result<Self> {
        let holidays = field::optional_text("holidays", self.holidays.as_deref(), 8)?;
        Ok(Self {
            name: field::text("name", &self.name, field::LONGEST_NAME)?,
            tenant_id: optional(self.tenant_id.as_deref(), |value| field::guid("tenant_id", value))?,
            kind: self.kind,
            country: field::country("country", &self.country)?,
            zone: optional(self.zone.as_deref(), |value| field::zone("zone", value))?,
            region: optional(self.region.as_deref(), |value| field::word("region", value))?,
            holidays: optional(holidays.as_deref(), |value| match value {
                "none" => Ok(value.to_owned()),
                country => field::country("holidays", country),
            })?,
            edition: optional(self.edition.as_deref(), |value| field::word("edition", value))?,
        })
    }
}

/// An organisation is kept once: its directory id belongs to one tenant.
fn refuse_taken(change: &Connection, tenant_id: Option<&str>, id: Uuid) -> Result<()> {
    let sql =
        format!("SELECT {} FROM tenant WHERE tenant_id = ?1 AND id <> ?2 AND removed_at IS NULL", Tenant::COLUMNS);
    let other = change.prepare_cached(&sql)?.query_row(params![tenant_id, id.to_string()], Tenant::read).optional()?;
    match other {
        Some(other) => {
            Err(RegisterError::Invalid { field: "tenant_id", flaw: Flaw::Duplicate, other: Some(other.reference()) })
        }
        None => Ok(()),
    }
}

/// Checks a value that may be absent; blank is the same as absent.
fn optional(value: Option<&str>, check: impl Fn(&str) -> Result<String>) -> Result<Option<String>> {
    value.filter(|value| !value.trim().is_empty()).map(check).transpose()
}
