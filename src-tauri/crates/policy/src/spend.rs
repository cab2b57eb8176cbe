//! What plan purchases cost month by month, in each currency by itself.

use crate::money::Money;
use crate::months::months_after;
use crate::plan_purchase::Purchase;
use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use std::collections::BTreeMap;

/// The charges of a calendar month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MonthSpend {
    /// The first day of the month.
    pub month: NaiveDate,
    /// How many charges.
    pub charges: u32,
    /// What they add up to.
    pub amount: Money,
}

/// What is charged in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Spend {
    /// ISO 4217.
    pub currency: String,
    /// Every month asked about, those without a charge too.
    pub months: Vec<MonthSpend>,
    /// What they add up to.
    pub total: Money,
}

/// The charges of `purchases` in the `months` calendar months from that of `from` on, by currency code. Renewals are
/// counted on; a plan that is cancelled stops with its last term. Nothing is converted.
pub fn spend<'a>(purchases: impl IntoIterator<Item = &'a Purchase>, from: NaiveDate, months: u32) -> Vec<Spend> {
    let first = from.with_day(1).unwrap_or(from);
    let end = months_after(first, months);
    let mut currencies: BTreeMap<String, Spend> = BTreeMap::new();
    for purchase in purchases {
        let each = purchase.amount();
        let spend = match currencies.get_mut(&each.currency) {
            Some(spend) => spend,
            None => currencies.entry(each.currency.clone()).or_insert_with(|| nothing(each, first, months)),
        };
        for (_, on) in purchase.charge_days(first, end) {
            let index = usize::try_from(month_number(on) - month_number(first)).ok();
            if let Some(month) = index.and_then(|index| spend.months.get_mut(index)) {
                month.charges += 1;
                month.amount.add(each);
                spend.total.add(each);
            }
        }
    }
    currencies.into_values().filter(|spend| spend.months.iter().any(|month| month.charges > 0)).collect()
}

fn month_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

fn nothing(each: &Money, first: NaiveDate, months: u32) -> Spend {
    let none = each.times(0);
    let month = |number| MonthSpend { month: months_after(first, number), charges: 0, amount: none.clone() };
    Spend { currency: each.currency.clone(), months: (0..months).map(month).collect(), total: none.clone() }
}
