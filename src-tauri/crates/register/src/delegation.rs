//! Delegations: granular delegated admin relationships (GDAP) that a client has granted a partner.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, types::Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::field::{self, optional_instant_of};
use crate::kept::{Kept, Named, Origin, holding, micros, refuse_dangling, refuse_taken, roles_column, roles_of, text};
use crate::record::{self, Record, RecordType};

/// `roles` are parted by spaces.
pub(crate) const SCHEMA: &str = "
CREATE TABLE delegation (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    display_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    external_id TEXT,
    status TEXT NOT NULL,
    roles TEXT NOT NULL,
    requested_at INTEGER,
    activated_at INTEGER,
    ends_at INTEGER,
    duration TEXT,
    auto_extend TEXT,
    partner_tenant_id TEXT,
    indirect_provider TEXT,
    consent_pending INTEGER CHECK (consent_pending IN (0, 1)),
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX delegation_by_name ON delegation (folded, id) WHERE removed_at IS NULL;
CREATE INDEX delegation_by_tenant ON delegation (tenant);
CREATE INDEX delegation_by_end ON delegation (ends_at) WHERE ends_at IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX delegation_by_external_id ON delegation (external_id)
    WHERE external_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX delegation_removed ON delegation (removed_at) WHERE removed_at IS NOT NULL;
";

/// The states of a delegation that are known. Others are kept as they were written.
pub const DELEGATION_STATES: &[&str] = &[
    "created",
    "approvalPending",
    "approved",
    "activating",
    "active",
    "expiring",
    "expired",
    "terminationRequested",
    "terminating",
    "terminated",
];

/// What is said of a delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DelegationDraft {
    /// The client's tenant.
    pub tenant: Uuid,
    /// 1 to 200 characters.
    pub display_name: String,
    /// The relationship's id: two GUIDs joined by a hyphen; belongs to one delegation.
    pub external_id: Option<String>,
    /// As Partner Center writes it; see [`DELEGATION_STATES`]. `expiring` is past its end.
    pub status: String,
    /// The roles the client consented to: template ids of Entra, in any order.
    pub roles: Vec<String>,
    /// When it was requested (UTC).
    pub requested_at: Option<DateTime<Utc>>,
    /// When it became active (UTC).
    pub activated_at: Option<DateTime<Utc>>,
    /// The first instant it no longer holds (UTC); `None` before approval.
    pub ends_at: Option<DateTime<Utc>>,
    /// How long it holds, ISO 8601 (`P730D`).
    pub duration: Option<String>,
    /// By how much it extends itself, ISO 8601 (`P180D`); `None`: not at all.
    pub auto_extend: Option<String>,
    /// The partner's directory id, where the export names it.
    pub partner_tenant_id: Option<String>,
    /// The directory id of the indirect provider, where there is one.
    pub indirect_provider: Option<String>,
    /// Whether an indirect reseller's consent is still missing.
    pub consent_pending: Option<bool>,
}

/// A delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Delegation {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The client's tenant.
    pub tenant: Uuid,
    /// 1 to 200 characters.
    pub display_name: String,
    /// The relationship's id: two GUIDs joined by a hyphen.
    pub external_id: Option<String>,
    /// As Partner Center writes it.
    pub status: String,
    /// The roles the client consented to: template ids of Entra, sorted.
    pub roles: Vec<String>,
    /// When it was requested (UTC).
    pub requested_at: Option<DateTime<Utc>>,
    /// When it became active (UTC).
    pub activated_at: Option<DateTime<Utc>>,
    /// The first instant it no longer holds (UTC).
    pub ends_at: Option<DateTime<Utc>>,
    /// How long it holds, ISO 8601.
    pub duration: Option<String>,
    /// By how much it extends itself, ISO 8601; `None`: not at all.
    pub auto_extend: Option<String>,
    /// The partner's directory id.
    pub partner_tenant_id: Option<String>,
    /// The directory id of the indirect provider.
    pub indirect_provider: Option<String>,
    /// Whether an indirect reseller's consent is still missing.
    pub consent_pending: Option<bool>,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for Delegation {
    const TYPE: RecordType = RecordType::Delegation;
    const COLUMNS: &str = "id, tenant, display_name, external_id, status, roles, requested_at, activated_at, ends_at,
        duration, auto_extend, partner_tenant_id, indirect_provider, consent_pending, format, missing_since, created_at,
        changed_at";
    const NAME: &str = "display_name";
    const SECOND_NAME: Option<&str> = Some("external_id");

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            tenant: field::id_of(row, "tenant")?,
            display_name: row.get("display_name")?,
            external_id: row.get("external_id")?,
            status: row.get("status")?,
            roles: roles_of(row, "roles")?,
            requested_at: optional_instant_of(row, "requested_at")?,
            activated_at: optional_instant_of(row, "activated_at")?,
            ends_at: optional_instant_of(row, "ends_at")?,
            duration: row.get("duration")?,
            auto_extend: row.get("auto_extend")?,
            partner_tenant_id: row.get("partner_tenant_id")?,
            indirect_provider: row.get("indirect_provider")?,
            consent_pending: row.get("consent_pending")?,
            origin: Origin::read(row)?,
        })
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn name(&self) -> &str {
        &self.display_name
    }
}

impl Kept for Delegation {
    type Draft = DelegationDraft;

    fn draft(&self) -> DelegationDraft {
        DelegationDraft {
            tenant: self.tenant,
            display_name: self.display_name.clone(),
            external_id: self.external_id.clone(),
            status: self.status.clone(),
            roles: self.roles.clone(),
            requested_at: self.requested_at,
            activated_at: self.activated_at,
            ends_at: self.ends_at,
            duration: self.duration.clone(),
            auto_extend: self.auto_extend.clone(),
            partner_tenant_id: self.partner_tenant_id.clone(),
            indirect_provider: self.indirect_provider.clone(),
            consent_pending: self.consent_pending,
        }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &DelegationDraft) -> Result<DelegationDraft> {
        let at = |name, at: Option<DateTime<Utc>>| at.map(|at| field::instant(name, at)).transpose();
        Ok(DelegationDraft {
            tenant: draft.tenant,
            display_name: field::text("display_name", &draft.display_name, field::LONGEST_NAME)?,
            external_id: field::optional_text("external_id", draft.external_id.as_deref(), field::LONGEST_NAME)?
                .map(|id| id.to_ascii_lowercase()),
            status: field::text("status", &draft.status, field::LONGEST_WORD)?,
            roles: field::roles("roles", &draft.roles)?,
            requested_at: at("requested_at", draft.requested_at)?,
            activated_at: at("activated_at", draft.activated_at)?,
            ends_at: at("ends_at", draft.ends_at)?,
            duration: field::optional_text("duration", draft.duration.as_deref(), field::LONGEST_WORD)?,
            auto_extend: field::optional_text("auto_extend", draft.auto_extend.as_deref(), field::LONGEST_WORD)?,
            partner_tenant_id: field::optional_guid("partner_tenant_id", draft.partner_tenant_id.as_deref())?,
            indirect_provider: field::optional_guid("indirect_provider", draft.indirect_provider.as_deref())?,
            consent_pending: draft.consent_pending,
        })
    }

    fn values(draft: &DelegationDraft) -> Vec<(&'static str, Value)> {
        vec![
            ("tenant", draft.tenant.to_string().into()),
            ("display_name", draft.display_name.clone().into()),
            ("folded", record::fold(&draft.display_name).into()),
            ("external_id", text(draft.external_id.as_ref())),
            ("status", draft.status.clone().into()),
            ("roles", roles_column(&draft.roles)),
            ("requested_at", micros(draft.requested_at)),
            ("activated_at", micros(draft.activated_at)),
            ("ends_at", micros(draft.ends_at)),
            ("duration", text(draft.duration.as_ref())),
            ("auto_extend", text(draft.auto_extend.as_ref())),
            ("partner_tenant_id", text(draft.partner_tenant_id.as_ref())),
            ("indirect_provider", text(draft.indirect_provider.as_ref())),
            ("consent_pending", draft.consent_pending.into()),
        ]
    }

    fn refuse(change: &Connection, draft: &DelegationDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "tenant", RecordType::Tenant, Some(draft.tenant))?;
        match &draft.external_id {
            Some(external_id) => refuse_taken::<Self>(change, "external_id", &[("external_id", external_id)], id),
            None => Ok(()),
        }
    }

    /// By the relationship's id; a line without one is about the only delegation of that client with that name.
    fn same(change: &Connection, draft: &DelegationDraft) -> Result<Option<Self>> {
        if let Some(external_id) = &draft.external_id {
            return holding(change, &[("external_id", external_id)]);
        }
        let (tenant, folded) = (draft.tenant.to_string(), record::fold(&draft.display_name));
        holding(change, &[("tenant", &tenant), ("folded", &folded)])
    }

    /// The lists of the bulk tool know neither roles nor auto-extension, so silence about them leaves them.
    fn merged(&self, draft: &DelegationDraft) -> DelegationDraft {
        let roles = if draft.roles.is_empty() { &self.roles } else { &draft.roles };
        let knows_all = !draft.roles.is_empty();
        DelegationDraft {
            external_id: draft.external_id.clone().or_else(|| self.external_id.clone()),
            roles: roles.clone(),
            requested_at: draft.requested_at.or(self.requested_at),
            activated_at: draft.activated_at.or(self.activated_at),
            ends_at: draft.ends_at.or(self.ends_at),
            duration: draft.duration.clone().or_else(|| self.duration.clone()),
            auto_extend: if knows_all { draft.auto_extend.clone() } else { self.auto_extend.clone() },
            partner_tenant_id: draft.partner_tenant_id.clone().or_else(|| self.partner_tenant_id.clone()),
            indirect_provider: draft.indirect_provider.clone().or_else(|| self.indirect_provider.clone()),
            consent_pending: draft.consent_pending.or(self.consent_pending),
            ..draft.clone()
        }
    }
}

impl Named for Delegation {}
