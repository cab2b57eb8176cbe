//! Subscriptions: what a tenant has bought, and through whom.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, types::Value};
use serde::{Deserialize, Serialize};
use support_policy::choice::Choice;
use support_policy::concern_route::BoughtThrough;
use uuid::Uuid;

use crate::error::Result;
use crate::field::{self, optional_instant_of, parse_of};
use crate::kept::{Kept, Named, Origin, holding, micros, refuse_dangling, refuse_taken, text};
use crate::record::{self, Record, RecordType};

pub(crate) const SCHEMA: &str = "
CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    external_id TEXT,
    commerce_id TEXT,
    sku TEXT,
    sku_part_number TEXT,
    status TEXT NOT NULL,
    is_trial INTEGER CHECK (is_trial IN (0, 1)),
    bought_through TEXT,
    owner_tenant_id TEXT,
    enrollment TEXT REFERENCES enrollment (id),
    opened_at INTEGER,
    next_lifecycle_at INTEGER,
    renews INTEGER CHECK (renews IN (0, 1)),
    licenses INTEGER CHECK (licenses >= 0),
    is_support_plan INTEGER NOT NULL CHECK (is_support_plan IN (0, 1)),
    format TEXT,
    missing_since INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX subscription_by_name ON subscription (folded, id) WHERE removed_at IS NULL;
CREATE INDEX subscription_by_tenant ON subscription (tenant);
CREATE INDEX subscription_by_enrollment ON subscription (enrollment) WHERE enrollment IS NOT NULL;
CREATE INDEX subscription_by_end ON subscription (next_lifecycle_at)
    WHERE next_lifecycle_at IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX subscription_by_external_id ON subscription (external_id, tenant)
    WHERE external_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX subscription_removed ON subscription (removed_at) WHERE removed_at IS NOT NULL;
";

/// The states of a subscription that are known. Others are kept as they were written.
pub const SUBSCRIPTION_STATES: &[&str] = &["Enabled", "Warning", "Suspended", "LockedOut", "Deleted"];

/// What is said of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SubscriptionDraft {
    /// The tenant that holds it.
    pub tenant: Uuid,
    /// 1 to 200 characters: the friendly name, or the part number of the SKU.
    pub name: String,
    /// The subscription's id, up to 200 characters; belongs to one subscription of the tenant.
    pub external_id: Option<String>,
    /// The id in the commerce system, up to 200 characters.
    pub commerce_id: Option<String>,
    /// The SKU's id, a GUID or Partner Center's offer id.
    pub sku: Option<String>,
    /// The SKU's part number, up to 200 characters.
    pub sku_part_number: Option<String>,
    /// As the export writes it; see [`SUBSCRIPTION_STATES`].
    pub status: String,
    /// Whether it is a trial, where that is known.
    pub is_trial: Option<bool>,
    /// `direct`, `online`, `cloud-solution-provider`, `enterprise-agreement` or `volume-licensing`, where known.
    pub bought_through: Option<String>,
    /// The directory id of the partner it was bought through.
    pub owner_tenant_id: Option<String>,
    /// The enrollment it was bought under.
    pub enrollment: Option<Uuid>,
    /// When it was bought (UTC).
    pub opened_at: Option<DateTime<Utc>>,
    /// When its status changes unless it is renewed (UTC).
    pub next_lifecycle_at: Option<DateTime<Utc>>,
    /// Whether it renews by itself, where that is known.
    pub renews: Option<bool>,
    /// How many licences.
    pub licenses: Option<u32>,
    /// Whether the administrator says that it is a support plan; an import leaves this as it is.
    pub is_support_plan: bool,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Subscription {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// The tenant that holds it.
    pub tenant: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// The subscription's id.
    pub external_id: Option<String>,
    /// The id in the commerce system.
    pub commerce_id: Option<String>,
    /// The SKU's id.
    pub sku: Option<String>,
    /// The SKU's part number.
    pub sku_part_number: Option<String>,
    /// As the export writes it.
    pub status: String,
    /// Whether it is a trial.
    pub is_trial: Option<bool>,
    /// How it was bought.
    pub bought_through: Option<String>,
    /// The directory id of the partner it was bought through.
    pub owner_tenant_id: Option<String>,
    /// The enrollment it was bought under.
    pub enrollment: Option<Uuid>,
    /// When it was bought (UTC).
    pub opened_at: Option<DateTime<Utc>>,
    /// When its status changes unless it is renewed (UTC).
    pub next_lifecycle_at: Option<DateTime<Utc>>,
    /// Whether it renews by itself.
    pub renews: Option<bool>,
    /// How many licences.
    pub licenses: Option<u32>,
    /// Whether the administrator says that it is a support plan.
    pub is_support_plan: bool,
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
}

impl Record for Subscription {
    const TYPE: RecordType = RecordType::Subscription;
    const COLUMNS: &str = "id, tenant, name, external_id, commerce_id, sku, sku_part_number, status, is_trial,
        bought_through, owner_tenant_id, enrollment, opened_at, next_lifecycle_at, renews, licenses, is_support_plan,
        format, missing_since, created_at, changed_at";
    const NAME: &str = "name";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: field::id_of(row, "id")?,
            tenant: field::id_of(row, "tenant")?,
            name: row.get("name")?,
            external_id: row.get("external_id")?,
            commerce_id: row.get("commerce_id")?,
            sku: row.get("sku")?,
            sku_part_number: row.get("sku_part_number")?,
            status: row.get("status")?,
            is_trial: row.get("is_trial")?,
            bought_through: row.get("bought_through")?,
            owner_tenant_id: row.get("owner_tenant_id")?,
            enrollment: parse_of(row, "enrollment")?,
            opened_at: optional_instant_of(row, "opened_at")?,
            next_lifecycle_at: optional_instant_of(row, "next_lifecycle_at")?,
            renews: row.get("renews")?,
            licenses: row.get("licenses")?,
            is_support_plan: row.get("is_support_plan")?,
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

impl Kept for Subscription {
    type Draft = SubscriptionDraft;

    fn draft(&self) -> SubscriptionDraft {
        SubscriptionDraft {
            tenant: self.tenant,
            name: self.name.clone(),
            external_id: self.external_id.clone(),
            commerce_id: self.commerce_id.clone(),
            sku: self.sku.clone(),
            sku_part_number: self.sku_part_number.clone(),
            status: self.status.clone(),
            is_trial: self.is_trial,
            bought_through: self.bought_through.clone(),
            owner_tenant_id: self.owner_tenant_id.clone(),
            enrollment: self.enrollment,
            opened_at: self.opened_at,
            next_lifecycle_at: self.next_lifecycle_at,
            renews: self.renews,
            licenses: self.licenses,
            is_support_plan: self.is_support_plan,
        }
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn checked(draft: &SubscriptionDraft) -> Result<SubscriptionDraft> {
        let at = |name, at: Option<DateTime<Utc>>| at.map(|at| field::instant(name, at)).transpose();
        let text = |name, value: &Option<String>| field::optional_text(name, value.as_deref(), field::LONGEST_NAME);
        let bought_through = text("bought_through", &draft.bought_through)?;
        bought_through.as_deref().map(BoughtThrough::parse).transpose()?;
        Ok(SubscriptionDraft {
            name: field::text("name", &draft.name, field::LONGEST_NAME)?,
            external_id: text("external_id", &draft.external_id)?.map(|id| id.to_ascii_lowercase()),
            commerce_id: text("commerce_id", &draft.commerce_id)?,
            sku: text("sku", &draft.sku)?,
            sku_part_number: text("sku_part_number", &draft.sku_part_number)?,
            status: field::text("status", &draft.status, field::LONGEST_WORD)?,
            bought_through,
            owner_tenant_id: field::optional_guid("owner_tenant_id", draft.owner_tenant_id.as_deref())?,
            opened_at: at("opened_at", draft.opened_at)?,
            next_lifecycle_at: at("next_lifecycle_at", draft.next_lifecycle_at)?,
            ..draft.clone()
        })
    }

    fn values(draft: &SubscriptionDraft) -> Vec<(&'static str, Value)> {
        vec![
            ("tenant", draft.tenant.to_string().into()),
            ("name", draft.name.clone().into()),
            ("folded", record::fold(&draft.name).into()),
            ("external_id", text(draft.external_id.as_ref())),
            ("commerce_id", text(draft.commerce_id.as_ref())),
            ("sku", text(draft.sku.as_ref())),
            ("sku_part_number", text(draft.sku_part_number.as_ref())),
            ("status", draft.status.clone().into()),
            ("is_trial", draft.is_trial.into()),
            ("bought_through", text(draft.bought_through.as_ref())),
            ("owner_tenant_id", text(draft.owner_tenant_id.as_ref())),
            ("enrollment", text(draft.enrollment.as_ref())),
            ("opened_at", micros(draft.opened_at)),
            ("next_lifecycle_at", micros(draft.next_lifecycle_at)),
            ("renews", draft.renews.into()),
            ("licenses", draft.licenses.into()),
            ("is_support_plan", draft.is_support_plan.into()),
        ]
    }

    fn refuse(change: &Connection, draft: &SubscriptionDraft, id: Uuid) -> Result<()> {
        refuse_dangling(change, "tenant", RecordType::Tenant, Some(draft.tenant))?;
        refuse_dangling(change, "enrollment", RecordType::Enrollment, draft.enrollment)?;
        match &draft.external_id {
            Some(external_id) => {
                let columns = [("external_id", external_id.as_str()), ("tenant", &draft.tenant.to_string())];
                refuse_taken::<Self>(change, "external_id", &columns, id)
            }
            None => Ok(()),
        }
    }

    /// By its id; a line without one is about the tenant's subscription of that name.
    fn same(change: &Connection, draft: &SubscriptionDraft) -> Result<Option<Self>> {
        let tenant = draft.tenant.to_string();
        match &draft.external_id {
            Some(external_id) => holding(change, &[("external_id", external_id), ("tenant", &tenant)]),
            None => holding(change, &[("tenant", &tenant), ("folded", &record::fold(&draft.name))]),
        }
    }

    fn merged(&self, draft: &SubscriptionDraft) -> SubscriptionDraft {
        let text = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        SubscriptionDraft {
            tenant: draft.tenant,
            name: draft.name.clone(),
            external_id: text(&draft.external_id, &self.external_id),
            commerce_id: text(&draft.commerce_id, &self.commerce_id),
            sku: text(&draft.sku, &self.sku),
            sku_part_number: text(&draft.sku_part_number, &self.sku_part_number),
            status: draft.status.clone(),
            is_trial: draft.is_trial.or(self.is_trial),
            bought_through: text(&draft.bought_through, &self.bought_through),
            owner_tenant_id: text(&draft.owner_tenant_id, &self.owner_tenant_id),
            enrollment: draft.enrollment.or(self.enrollment),
            opened_at: draft.opened_at.or(self.opened_at),
            next_lifecycle_at: draft.next_lifecycle_at.or(self.next_lifecycle_at),
            renews: draft.renews.or(self.renews),
            licenses: draft.licenses.or(self.licenses),
            is_support_plan: self.is_support_plan,
        }
    }
}

impl Named for Subscription {}
