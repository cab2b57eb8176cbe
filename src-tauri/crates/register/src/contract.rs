//! Contracts: Premier, Unified and partner benefits, by which requests may be filed.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use support_vault::Keyring;
use uuid::Uuid;

use crate::contract_secret::{self, SecretChange};
use crate::contract_terms::ContractTerms;
use crate::error::{RegisterError, Result};
use crate::field::{self, Micros, instant_of, parse_of};
use crate::flaw::Flaw;
use crate::history::{self, Action};
use crate::record::{self, Record, RecordType};
use crate::register::Register;
use crate::removed;
use crate::row::{self, Column};
use crate::word::words;

pub(crate) const SCHEMA: &str = "
CREATE TABLE contract (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    tenant TEXT REFERENCES tenant (id),
    holder TEXT,
    starts TEXT,
    ends TEXT,
    access_id BLOB,
    access_id_index BLOB,
    secret BLOB,
    secret_is TEXT CHECK (secret_is IN ('contract_id', 'password')),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK ((access_id IS NULL) = (access_id_index IS NULL)),
    CHECK ((secret IS NULL) = (secret_is IS NULL))
) STRICT;
CREATE INDEX contract_by_name ON contract (folded, id) WHERE removed_at IS NULL;
CREATE INDEX contract_by_tenant ON contract (tenant);
CREATE UNIQUE INDEX contract_by_access_id ON contract (access_id_index)
    WHERE access_id_index IS NOT NULL AND removed_at IS NULL;
CREATE INDEX contract_removed ON contract (removed_at) WHERE removed_at IS NOT NULL;
";

/// The edition of the support policy that holds for what is filed under the contract.
pub(crate) const EDITION: &str = "ALTER TABLE contract ADD COLUMN edition TEXT;";

words! {
    /// The kinds of contract.
    ContractKind {
        /// Premier Support.
        Premier = "premier",
        /// Unified Support, Core.
        UnifiedCore = "unified-core",
        /// Unified Support, Advanced.
        UnifiedAdvanced = "unified-advanced",
        /// Unified Support, Performance.
        UnifiedPerformance = "unified-performance",
        /// Unified Support, Enterprise, of the later editions.
        UnifiedEnterprise = "unified-enterprise",
        /// Advanced Support for Partners.
        AdvancedSupportForPartners = "advanced-support-for-partners",
        /// The partner network's benefits.
        PartnerNetwork = "partner-network",
        /// Premier Support for Partners.
        PremierForPartners = "premier-for-partners",
        /// Visual Studio subscriptions.
        VisualStudio = "visual-studio",
    }
}

/// What the administrator says of a contract, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ContractDraft {
    /// The kind.
    pub kind: ContractKind,
    /// 1 to 200 characters. Several contracts may have the same name.
    pub name: String,
    /// The tenant it belongs to.
    pub tenant: Option<Uuid>,
    /// Who holds it, up to 200 characters.
    pub holder: Option<String>,
    /// First day.
    pub starts: Option<NaiveDate>,
    /// Last day, not before the first.
    pub ends: Option<NaiveDate>,
    /// The edition that answers for it; `None`: the tenant's.
    #[serde(default)]
    pub edition: Option<String>,
}

/// A contract. Its secrets are not in it, only whether they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[allow(clippy::struct_excessive_bools, reason = "one for each secret that may be kept")]
pub struct Contract {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The kind.
    pub kind: ContractKind,
    /// 1 to 200 characters.
    pub name: String,
    /// The tenant it belongs to.
    pub tenant: Option<Uuid>,
    /// Who holds it.
    pub holder: Option<String>,
    /// First day.
    pub starts: Option<NaiveDate>,
    /// Last day.
    pub ends: Option<NaiveDate>,
    /// The edition that answers for it; `None`: the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Its account manager, packages, incidents and response times.
    #[serde(flatten)]
    pub terms: ContractTerms,
    /// Whether an Access ID is kept.
    pub has_access_id: bool,
    /// Whether a contract ID is kept; never together with a password.
    pub has_contract_id: bool,
    /// Whether a password is kept that replaced the contract ID.
    pub has_password: bool,
    /// When it was added (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was last changed (UTC).
    pub changed_at: DateTime<Utc>,
}

impl Record for Contract {
    const TYPE: RecordType = RecordType::Contract;
    const COLUMNS: &str = "id, kind, name, tenant, holder, starts, ends, edition,
        access_id IS NOT NULL AS has_access_id, secret_is IS 'contract_id' AS has_contract_id,
        secret_is IS 'password' AS has_password, created_at, changed_at,
        account_manager, packages, incidents, response_times";
    const NAME: &str = "name";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            kind: row.get("kind")?,
            name: row.get("name")?,
            tenant: parse_of(row, "tenant")?,
            holder: row.get("holder")?,
            starts: parse_of(row, "starts")?,
            ends: parse_of(row, "ends")?,
            edition: row.get("edition")?,
            terms: ContractTerms::read(row)?,
            has_access_id: row.get("has_access_id")?,
            has_contract_id: row.get("has_contract_id")?,
            has_password: row.get("has_password")?,
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

/// What can be done with contracts. Their secrets: see [`Contracts::secret`].
#[derive(Debug, Clone, Copy)]
pub struct Contracts<'a> {
    pub(crate) register: &'a Register,
}

impl Contracts<'_> {
    /// Adds a contract with its secrets. The first secret of a register makes its key, in the keyring.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] for a field that cannot be stored, [`RegisterError::Dangling`] for a
    /// tenant that is not there. When a secret is set: [`RegisterError::Locked`] and the other keyring errors.
    pub fn add(
        &self,
        draft: &ContractDraft,
        secrets: &SecretChange,
        keyring: &Keyring,
        now: DateTime<Utc>,
    ) -> Result<Contract> {
        let draft = draft.checked()?;
        let secrets = secrets.checked()?;
        draft.refuse_unknown_edition(self.register, None)?;
        let now = field::instant("now", now)?;
        let id = field::new_id(now);
        let key = if secrets.needs_key() { Some(self.register.key_or_mint(keyring)?) } else { None };
        self.register.write(|change| {
            refuse_dangling(change, draft.tenant)?;
            let mut columns = draft.columns(now);
            columns.push(("created_at", Micros(now).into()));
            row::insert(change, RecordType::Contract, id, columns)?;
            contract_secret::store(change, self.register.id(), key.as_deref(), id, &secrets)?;
            let after = record::get::<Contract>(change, id)?;
            history::added(change, self.register.actor(), now, &after)?;
            Ok(after)
        })
    }

    /// Changes a contract to what the draft says, and its secrets as far as they are named.
    ///
    /// # Errors
    /// As of [`Contracts::add`]; [`RegisterError::NotFound`].
    pub fn set(
        &self,
        id: Uuid,
        draft: &ContractDraft,
        secrets: &SecretChange,
        keyring: &Keyring,
        now: DateTime<Utc>,
    ) -> Result<Contract> {
        let draft = draft.checked()?;
        let secrets = secrets.checked()?;
        let now = field::instant("now", now)?;
        let key = if secrets.needs_key() { Some(self.register.key_or_mint(keyring)?) } else { None };
        self.register.write(|change| {
            let before = record::get::<Contract>(change, id)?;
            draft.refuse_unknown_edition(self.register, before.edition.as_deref())?;
            refuse_dangling(change, draft.tenant)?;
            row::update(change, RecordType::Contract, id, draft.columns(now))?;
            contract_secret::store(change, self.register.id(), key.as_deref(), id, &secrets)?;
            let after = record::get::<Contract>(change, id)?;
            history::changed(change, self.register.actor(), now, Action::Changed, &before, &after)?;
            Ok(after)
        })
    }

    /// All contracts, by name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn list(&self) -> Result<Vec<Contract>> {
        self.register.read(record::list)
    }

    /// The contract with an id.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], also when it was removed.
    pub fn get(&self, id: Uuid) -> Result<Contract> {
        self.register.read(|connection| record::get(connection, id))
    }

    /// The contract with an id or a unique name.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], [`RegisterError::Ambiguous`].
    pub fn find(&self, name: &str) -> Result<Contract> {
        self.register.read(|connection| record::find(connection, name))
    }

    /// Removes a contract; it can be brought back, with its secrets, until it is purged.
    ///
    /// # Errors
    /// [`RegisterError::InUse`] while requests refer to it.
    pub fn remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        removed::remove::<Contract>(self.register, id, now)
    }

    /// Brings a removed contract back.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] when it is not among the removed, [`RegisterError::Dangling`] when its
    /// tenant is still removed, [`RegisterError::Invalid`] (`duplicate`) when its Access ID was taken meanwhile.
    pub fn undo_remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<Contract> {
        removed::undo_remove(self.register, id, now, |change, contract: &Contract| {
            refuse_dangling(change, contract.tenant)?;
            contract_secret::refuse_taken(change, contract)
        })
    }
}

impl ContractDraft {
    /// What it says, as columns.
    fn columns(&self, now: DateTime<Utc>) -> Vec<Column> {
        vec![
            ("kind", self.kind.as_str().to_owned().into()),
            ("name", self.name.clone().into()),
            ("folded", record::fold(&self.name).into()),
            ("tenant", self.tenant.map(|id| id.to_string()).into()),
            ("holder", self.holder.clone().into()),
            ("starts", self.starts.map(|date| date.to_string()).into()),
            ("ends", self.ends.map(|date| date.to_string()).into()),
            ("edition", self.edition.clone().into()),
            ("changed_at", Micros(now).into()),
        ]
    }

    fn checked(&self) -> Result<Self> {
        let starts = self.starts.map(|date| field::date("starts", date)).transpose()?;
        let ends = self.ends.map(|date| field::date("ends", date)).transpose()?;
        if starts.zip(ends).is_some_and(|(starts, ends)| ends < starts) {
            return Err(RegisterError::invalid("ends", Flaw::BeforeStart));
        }
        Ok(Self {
            kind: self.kind,
            name: field::text("name", &self.name, field::LONGEST_NAME)?,
            tenant: self.tenant,
            holder: field::optional_text("holder", self.holder.as_deref(), field::LONGEST_NAME)?,
            starts,
            ends,
            edition: self
                .edition
                .as_deref()
                .filter(|edition| !edition.trim().is_empty())
                .map(|edition| field::word("edition", edition))
                .transpose()?,
        })
    }

    /// An edition that is chosen must be there; one that was chosen before may have gone meanwhile.
    fn refuse_unknown_edition(&self, register: &Register, before: Option<&str>) -> Result<()> {
        match self.edition.as_deref() {
            Some(id) if before != Some(id) => register.editions.get(id).map(|_| ()),
            _ => Ok(()),
        }
    }
}

/// A tenant that is referred to must be there and not removed.
fn refuse_dangling(change: &Connection, tenant: Option<Uuid>) -> Result<()> {
    let Some(id) = tenant else { return Ok(()) };
    let there = change
        .prepare_cached("SELECT 1 FROM tenant WHERE id = ?1 AND removed_at IS NULL")?
        .query_row([id.to_string()], |_| Ok(()))
        .optional()?;
    there.ok_or(RegisterError::Dangling { field: "tenant", to: RecordType::Tenant })
}
