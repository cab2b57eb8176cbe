//! All plan purchases as the policy reckons with them: what lists, costs and the due list of any number of them need.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;
use rusqlite::types::Type;
use support_policy::billing::BilledThrough;
use support_policy::choice::Choice as _;
use support_policy::money::Money;
use support_policy::plan_purchase::{Cancelled, Purchase, PurchaseFacts};
use uuid::Uuid;

use crate::error::Result;
use crate::filing::zone_of;
use crate::plan_purchases::PlanPurchases;
use crate::record::{RecordType, Reference};

/// The columns, by their place: there may be very many rows.
const SQL: &str = "SELECT plan.id, plan.name, plan.plan, plan.tenant, plan.enrollment, plan.bought_through,
    plan.purchased, plan.term_months, plan.cycle_months, plan.amount, plan.currency, plan.cancelled,
    EXISTS (SELECT 1 FROM plan_purchase AS next WHERE next.replaces = plan.id AND next.removed_at IS NULL),
    tenant.country, tenant.zone
    FROM plan_purchase AS plan JOIN tenant ON tenant.id = plan.tenant WHERE plan.removed_at IS NULL";

/// A purchase as the policy reckons with it.
pub(crate) struct Reckoned {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    /// The plan's id.
    pub(crate) plan: String,
    pub(crate) tenant: Uuid,
    pub(crate) enrollment: Option<Uuid>,
    pub(crate) purchase: Purchase,
    /// Today on its tenant's calendar.
    pub(crate) today: NaiveDate,
}

impl Reckoned {
    pub(crate) fn reference(&self) -> Reference {
        Reference { record: RecordType::PlanPurchase, id: self.id, name: self.name.clone() }
    }
}

impl PlanPurchases<'_> {
    /// Every purchase, in no particular order.
    pub(crate) fn reckoned(self, now: DateTime<Utc>) -> Result<Vec<Reckoned>> {
        self.register.read(|connection| {
            // Many tenants share a calendar.
            let mut todays: HashMap<(String, Option<String>), NaiveDate> = HashMap::new();
            let mut statement = connection.prepare_cached(SQL)?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let place: (String, Option<String>) = (row.get(13)?, row.get(14)?);
                let today = if let Some(today) = todays.get(&place) {
                    *today
                } else {
                    let today = now.with_timezone(&zone_of(place.1.as_deref(), &place.0)).date_naive();
                    *todays.entry(place).or_insert(today)
                };
                all.push(Reckoned {
                    id: parsed(row, 0)?,
                    name: row.get(1)?,
                    plan: row.get(2)?,
                    tenant: parsed(row, 3)?,
                    enrollment: optional(row, 4)?,
                    purchase: Purchase::of(&facts(row)?)?,
                    today,
                });
            }
            Ok(all)
        })
    }
}

fn facts(row: &Row<'_>) -> rusqlite::Result<PurchaseFacts> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|_| wrong(column));
    let cancelled: Option<NaiveDate> = optional(row, 11)?;
    Ok(PurchaseFacts {
        bought_through: BilledThrough::parse(text(5)?).map_err(|_| wrong(5))?,
        purchased: parsed(row, 6)?,
        term_months: row.get(7)?,
        cycle_months: row.get(8)?,
        amount: Money::parse(text(9)?, text(10)?).map_err(|_| wrong(9))?,
        cancelled: match cancelled {
            Some(on) => Some(Cancelled { on, replaced: row.get(12)? }),
            None => None,
        },
    })
}

fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get_ref(column)?.as_str().ok().and_then(|text| text.parse().ok()).ok_or_else(|| wrong(column))
}

fn optional<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text = row.get_ref(column)?.as_str_or_null().map_err(|_| wrong(column))?;
    text.map(|text| text.parse().map_err(|_| wrong(column))).transpose()
}

fn wrong(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "plan_purchase".to_owned(), Type::Text)
}
