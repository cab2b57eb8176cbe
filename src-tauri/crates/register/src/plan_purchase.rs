//! Plan purchases: support plans that were bought, for which tenant, under which enrollment, and at what price.
//!
//! Only facts are kept. Where a purchase stands follows from them and the day: see
//! [`support_policy::plan_purchase`].

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::{Deserialize, Serialize};
use support_policy::billing::BilledThrough;
use support_policy::choice::Choice as _;
use support_policy::money::Money;
use support_policy::plan_purchase::{Cancelled, Purchase, PurchaseFacts};
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{self, instant_of, parse_of};
use crate::flaw::Flaw;
use crate::record::{Record, RecordType};

pub(crate) const SCHEMA: &str = "
CREATE TABLE plan_purchase (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    plan TEXT NOT NULL,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    bought_through TEXT NOT NULL CHECK (bought_through IN ('online', 'enterprise-agreement')),
    enrollment TEXT REFERENCES enrollment (id),
    purchased TEXT NOT NULL,
    term_months INTEGER NOT NULL CHECK (term_months > 0),
    cycle_months INTEGER CHECK (cycle_months > 0),
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    payment_method TEXT,
    cancelled TEXT,
    replaces TEXT REFERENCES plan_purchase (id),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK (enrollment IS NULL OR bought_through = 'enterprise-agreement')
) STRICT;
CREATE INDEX plan_purchase_by_name ON plan_purchase (folded, id) WHERE removed_at IS NULL;
CREATE INDEX plan_purchase_by_tenant ON plan_purchase (tenant);
CREATE INDEX plan_purchase_by_enrollment ON plan_purchase (enrollment) WHERE enrollment IS NOT NULL;
CREATE UNIQUE INDEX plan_purchase_by_replaces ON plan_purchase (replaces)
    WHERE replaces IS NOT NULL AND removed_at IS NULL;
CREATE INDEX plan_purchase_removed ON plan_purchase (removed_at) WHERE removed_at IS NOT NULL;
";

/// What the administrator says of a plan purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanPurchaseDraft {
    /// The plan's id.
    pub plan: String,
    /// What to call it, up to 200 characters; the plan's name unless given.
    pub name: Option<String>,
    /// The tenant it was bought for.
    pub tenant: Uuid,
    /// How it was bought.
    pub bought_through: BilledThrough,
    /// The enrollment it is bought under; only with an Enterprise Agreement.
    pub enrollment: Option<Uuid>,
    /// The day of purchase, 1990 to 2199. A day ahead makes it a draft until then.
    pub purchased: NaiveDate,
    /// Months of a term, 1 to 120.
    pub term_months: u32,
    /// Months of a billing cycle; needed under an Enterprise Agreement, where they fill the term.
    pub cycle_months: Option<u32>,
    /// What a cycle costs: digits, with a point before the decimals of the currency.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
    /// How it is paid, in the administrator's words, up to 200 characters. No card numbers.
    pub payment_method: Option<String>,
}

/// A plan purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanPurchase {
    /// The record's id (UUIDv7).
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The plan's id.
    pub plan: String,
    /// The tenant it was bought for.
    pub tenant: Uuid,
    /// How it was bought.
    pub bought_through: BilledThrough,
    /// The enrollment it was bought under.
    pub enrollment: Option<Uuid>,
    /// The day of purchase.
    pub purchased: NaiveDate,
    /// Months of a term.
    pub term_months: u32,
    /// Months of a billing cycle; none for one month online.
    pub cycle_months: Option<u32>,
    /// What a cycle costs.
    pub amount: Money,
    /// How it is paid.
    pub payment_method: Option<String>,
    /// The day of its cancellation.
    pub cancelled: Option<NaiveDate>,
    /// The purchase it took the place of.
    pub replaces: Option<Uuid>,
    /// The purchase that took its place.
    pub replaced_by: Option<Uuid>,
    /// When it was added (UTC).
    pub created_at: DateTime<Utc>,
    /// When it was last changed (UTC).
    pub changed_at: DateTime<Utc>,
}

impl PlanPurchase {
    /// The purchase as the policy reckons with it.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] for facts that cannot be true, which only a change from outside can bring about.
    pub fn purchase(&self) -> Result<Purchase> {
        Ok(Purchase::of(&PurchaseFacts {
            bought_through: self.bought_through,
            purchased: self.purchased,
            term_months: self.term_months,
            cycle_months: self.cycle_months,
            amount: self.amount.clone(),
            cancelled: self.cancelled.map(|on| Cancelled { on, replaced: self.replaced_by.is_some() }),
        })?)
    }

    /// What the administrator said of it.
    pub fn draft(&self) -> PlanPurchaseDraft {
        PlanPurchaseDraft {
            plan: self.plan.clone(),
            name: Some(self.name.clone()),
            tenant: self.tenant,
            bought_through: self.bought_through,
            enrollment: self.enrollment,
            purchased: self.purchased,
            term_months: self.term_months,
            cycle_months: self.cycle_months,
            amount: self.amount.amount.to_string(),
            currency: self.amount.currency.clone(),
            payment_method: self.payment_method.clone(),
        }
    }
}

impl Record for PlanPurchase {
    const TYPE: RecordType = RecordType::PlanPurchase;
    const COLUMNS: &str = "id, name, plan, tenant, bought_through, enrollment, purchased, term_months, cycle_months,
        amount, currency, payment_method, cancelled, replaces, created_at, changed_at,
        (SELECT next.id FROM plan_purchase AS next
         WHERE next.replaces = plan_purchase.id AND next.removed_at IS NULL) AS replaced_by";
    const NAME: &str = "name";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let wrong = |column: &str| rusqlite::Error::InvalidColumnType(0, column.to_owned(), Type::Text);
        let bought_through: String = row.get("bought_through")?;
        let (amount, currency): (String, String) = (row.get("amount")?, row.get("currency")?);
        let day = |column| parse_of::<NaiveDate>(row, column);
        Ok(Self {
            id: field::id_of(row, "id")?,
            name: row.get("name")?,
            plan: row.get("plan")?,
            tenant: field::id_of(row, "tenant")?,
            bought_through: BilledThrough::parse(&bought_through).map_err(|_| wrong("bought_through"))?,
            enrollment: parse_of(row, "enrollment")?,
            purchased: day("purchased")?.ok_or_else(|| wrong("purchased"))?,
            term_months: row.get("term_months")?,
            cycle_months: row.get("cycle_months")?,
            amount: Money::parse(&amount, &currency).map_err(|_| wrong("amount"))?,
            payment_method: row.get("payment_method")?,
            cancelled: day("cancelled")?,
            replaces: parse_of(row, "replaces")?,
            replaced_by: parse_of(row, "replaced_by")?,
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

impl PlanPurchaseDraft {
    /// As it is stored: with a name, and an amount in the currency's own decimals.
    pub(crate) fn checked(&self) -> Result<Checked> {
        let plan = field::word("plan", &self.plan)?;
        let amount = Money::parse(self.amount.trim(), self.currency.trim())?;
        let name = field::optional_text("name", self.name.as_deref(), field::LONGEST_NAME)?;
        if self.enrollment.is_some() && self.bought_through == BilledThrough::Online {
            return Err(RegisterError::invalid("enrollment", Flaw::OnlyAgreement));
        }
        let facts = PurchaseFacts {
            bought_through: self.bought_through,
            purchased: self.purchased,
            term_months: self.term_months,
            cycle_months: self.cycle_months,
            amount,
            cancelled: None,
        };
        Purchase::of(&facts)?;
        Ok(Checked {
            name: name.unwrap_or_else(|| plan.clone()),
            plan,
            tenant: self.tenant,
            enrollment: self.enrollment,
            payment_method: field::optional_text(
                "payment_method",
                self.payment_method.as_deref(),
                field::LONGEST_NAME,
            )?,
            facts,
        })
    }
}

/// A draft that can be stored.
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) plan: String,
    pub(crate) tenant: Uuid,
    pub(crate) enrollment: Option<Uuid>,
    pub(crate) payment_method: Option<String>,
    pub(crate) facts: PurchaseFacts,
}
