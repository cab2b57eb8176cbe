//! Plan purchases as lists show them: a page at a time with where they stand, and what they all cost month by month.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use support_policy::billing::Term;
use support_policy::months::months_after;
use support_policy::plan_purchase::{PlanState, Standing};
use support_policy::spend::{Spend, spend};
use uuid::Uuid;

use crate::error::Result;
use crate::places::{Places, places};
use crate::plan_purchase::PlanPurchase;
use crate::plan_purchases::PlanPurchases;
use crate::plan_reckoned::{Bought, Reckoned};
use crate::record;
use crate::tenant::Tenant;

/// Months ahead for which costs are added up, this one included.
const MONTHS_AHEAD: u32 = 12;
/// Months drawn before this one, and in all.
const MONTHS_BEFORE: u32 = 3;
const MONTHS_DRAWN: u32 = 18;

/// Which purchases are asked for.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanFilter {
    /// Only those in this state.
    pub state: Option<PlanState>,
    /// Only those of this tenant.
    pub tenant: Option<Uuid>,
    /// How many to leave out at the start.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// A purchase with where it stands today, on its tenant's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PurchaseView {
    /// The purchase.
    #[serde(flatten)]
    pub purchase: PlanPurchase,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: Standing,
    /// The tenant's name.
    pub tenant_name: String,
}

/// A page of purchases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanPage {
    /// Those of the page: the one whose term ends first comes first, what is over comes last.
    pub plans: Vec<PurchaseView>,
    /// Their terms, drawn over the months around today.
    pub timeline: Timeline,
    /// How many the filter lets through.
    pub total: u32,
    /// How many there are in each state, whatever the filter says.
    pub counts: Vec<StateCount>,
    /// What those that the filter lets through cost in this calendar month and the eleven after it, by currency.
    pub spend: Vec<Spend>,
}

/// The terms of the purchases of a page, to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Timeline {
    /// The first day drawn.
    pub from: NaiveDate,
    /// The first day after those drawn.
    pub until: NaiveDate,
    /// Of each purchase of the page, in its order, the terms that lie in these days, renewals included.
    pub terms: Vec<Vec<Term>>,
}

/// How many purchases are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StateCount {
    /// The state.
    pub state: PlanState,
    /// How many.
    pub count: u32,
}

impl PlanPurchase {
    /// The purchase with where it stands at `now`, for its tenant.
    ///
    /// # Errors
    /// As of [`PlanPurchase::purchase`].
    pub fn view(self, tenant: &Tenant, now: DateTime<Utc>) -> Result<PurchaseView> {
        let standing = self.purchase()?.stand(tenant.today(now));
        Ok(PurchaseView { purchase: self, standing, tenant_name: tenant.name.clone() })
    }
}

impl PlanPurchases<'_> {
    /// A page of purchases with where they stand, and the costs of all that the filter lets through.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn page(&self, filter: PlanFilter, now: DateTime<Utc>) -> Result<PlanPage> {
        let mut counts: BTreeMap<PlanState, u32> = BTreeMap::new();
        let mut shown = Vec::new();
        let places = self.register.read(places)?;
        for one in self.reckoned(Bought::Ever, &places, now)? {
            let state = one.purchase.state(one.today);
            *counts.entry(state).or_default() += 1;
            let fits = filter.state.is_none_or(|wanted| wanted == state)
                && filter.tenant.is_none_or(|wanted| wanted == one.tenant);
            if fits {
                let over = matches!(state, PlanState::Ended | PlanState::Replaced);
                shown.push(((over, one.purchase.stand(one.today).term.ends, one.id), one));
            }
        }
        shown.sort_unstable_by_key(|(order, _)| *order);
        let spend = spend(shown.iter().map(|(_, one)| &one.purchase), now.date_naive(), MONTHS_AHEAD);
        let total = u32::try_from(shown.len()).unwrap_or(u32::MAX);
        let (offset, limit) = (filter.offset as usize, filter.limit as usize);
        let page: Vec<Reckoned> = shown.into_iter().skip(offset).take(limit).map(|(_, one)| one).collect();
        Ok(PlanPage {
            plans: self.views(&page, &places)?,
            timeline: timeline(&page, now.date_naive()),
            total,
            counts: counts.into_iter().map(|(state, count)| StateCount { state, count }).collect(),
            spend,
        })
    }

    /// The records of a page, with the names of their tenants.
    fn views(self, page: &[Reckoned], places: &Places) -> Result<Vec<PurchaseView>> {
        self.register.read(|connection| {
            let mut views = Vec::new();
            for one in page {
                let tenant_name = places.get(&one.tenant).map(|place| place.name.clone()).unwrap_or_default();
                let purchase = record::get::<PlanPurchase>(connection, one.id)?;
                views.push(PurchaseView { purchase, standing: one.purchase.stand(one.today), tenant_name });
            }
            Ok(views)
        })
    }
}

fn timeline(page: &[Reckoned], today: NaiveDate) -> Timeline {
    let from = today.with_day(1).and_then(|day| day.checked_sub_months(Months::new(MONTHS_BEFORE))).unwrap_or(today);
    let until = months_after(from, MONTHS_DRAWN);
    let terms = page.iter().map(|one| one.purchase.terms_between(from, until).collect()).collect();
    Timeline { from, until, terms }
}
