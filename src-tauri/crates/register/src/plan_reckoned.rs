//! All plan purchases as the policy reckons with them: what lists, costs and the due list of any number of them need.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::{Row, params_from_iter};
use support_policy::billing::BilledThrough;
use support_policy::choice::Choice as _;
use support_policy::money::Money;
use support_policy::plan_purchase::{Cancelled, Purchase, PurchaseFacts};
use uuid::Uuid;

use crate::error::Result;
use crate::field::{not_parsed, parsed, parsed_optional};
use crate::places::Places;
use crate::plan_purchases::PlanPurchases;
use crate::record::{RecordType, Reference};

/// The columns, by their place: there may be very many rows.
const SQL: &str = "SELECT plan.id, plan.name, plan.plan, plan.tenant, plan.enrollment, plan.bought_through,
    plan.purchased, plan.term_months, plan.cycle_months, plan.amount, plan.currency, plan.cancelled,
    plan.cancelled IS NOT NULL
    AND EXISTS (SELECT 1 FROM plan_purchase AS next WHERE next.replaces = plan.id AND next.removed_at IS NULL)
    FROM plan_purchase AS plan";

/// Which purchases, by the day of the month on which they were bought: their charges, renewals and ends fall on it, and on
/// the last day of a month that is shorter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bought {
    /// All of them.
    Ever,
    /// Those of a day from 1 to 31.
    OnDay(u32),
}

/// A purchase as the policy reckons with it.
pub(crate) struct Reckoned {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    /// The plan's id.
    pub(crate) plan: String,
    pub(crate) tenant: Uuid,
    pub(crate) enrollment: Option<Uuid>,
    pub(crate) purchase: Purchase,
    /// The tenant's own zone.
    pub(crate) zone: Tz,
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
    pub(crate) fn reckoned(self, bought: Bought, places: &Places, now: DateTime<Utc>) -> Result<Vec<Reckoned>> {
        self.register.read(|connection| {
            // Many tenants share a calendar.
            let mut todays: HashMap<Tz, NaiveDate> = HashMap::new();
            let (which, day) = match bought {
                Bought::Ever => ("WHERE plan.removed_at IS NULL", None),
                Bought::OnDay(day) => (
                    "INDEXED BY plan_purchase_by_day WHERE plan.removed_at IS NULL AND substr(plan.purchased, 9, 2) = ?1",
                    Some(format!("{day:02}")),
                ),
            };
            let mut statement = connection.prepare_cached(&format!("{SQL} {which}"))?;
            let mut rows = statement.query(params_from_iter(day))?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let tenant = parsed(row, 3)?;
                let zone = places.get(&tenant).map_or(Tz::UTC, |place| place.zone);
                let today = *todays.entry(zone).or_insert_with(|| now.with_timezone(&zone).date_naive());
                all.push(Reckoned {
                    id: parsed(row, 0)?,
                    name: row.get(1)?,
                    plan: row.get(2)?,
                    tenant,
                    enrollment: parsed_optional(row, 4)?,
                    purchase: Purchase::of(&facts(row)?)?,
                    zone,
                    today,
                });
            }
            Ok(all)
        })
    }
}

fn facts(row: &Row<'_>) -> rusqlite::Result<PurchaseFacts> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|_| not_parsed(column));
    let cancelled: Option<NaiveDate> = parsed_optional(row, 11)?;
    Ok(PurchaseFacts {
        bought_through: BilledThrough::parse(text(5)?).map_err(|_| not_parsed(5))?,
        purchased: parsed(row, 6)?,
        term_months: row.get(7)?,
        cycle_months: row.get(8)?,
        amount: Money::parse(text(9)?, text(10)?).map_err(|_| not_parsed(9))?,
        cancelled: match cancelled {
            Some(on) => Some(Cancelled { on, replaced: row.get(12)? }),
            None => None,
        },
    })
}
