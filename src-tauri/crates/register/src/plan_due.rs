//! What falls due of plan purchases: charges, renewals, and the ends of those that were cancelled.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use support_policy::local_time::{Repeated, instant_of};
use support_policy::plan_purchase::PlanState;

use crate::due::{DueItem, DueKind, Window};
use crate::error::Result;
use crate::plan_page::Reckoned;
use crate::record::Record as _;
use crate::register::Register;
use crate::tenant::Tenant;

impl Register {
    /// The charges of the terms that run, as far as the window reaches, and only the next of each plan where it reaches
    /// everywhere; the renewals after them; and the last days of plans that were cancelled.
    pub(crate) fn plans_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let mut items = Vec::new();
        for plan in self.plan_purchases().standing_at(window.now)? {
            let Some(tenant) = window.tenant(plan.view.purchase.tenant) else { continue };
            let standing = &plan.view.standing;
            let mut item = |kind, day: NaiveDate, at| {
                if at < window.until {
                    let amount = (kind == DueKind::Charge).then(|| plan.view.purchase.amount.clone());
                    items.push(due(&plan, kind, day, at, amount, tenant));
                }
            };
            let first = standing.next_charge.as_ref().map(|charge| charge.on).filter(|on| *on < standing.term.ends);
            if let Some(first) = first {
                let last = if window.is_open() { first.succ_opt() } else { Some(standing.term.ends) };
                for (_, on) in plan.purchase.charge_days(first, last.unwrap_or(first)) {
                    let at = start_of(on, tenant);
                    if at >= window.until {
                        break;
                    }
                    item(DueKind::Charge, on, at);
                }
            }
            match (standing.state, standing.renews_on, standing.ends_on) {
                (PlanState::Active, Some(on), _) => item(DueKind::Renewal, on, start_of(on, tenant)),
                // The last day it is in force, which ends when the next begins.
                (PlanState::EndsAtTerm, _, Some(ends)) => {
                    item(DueKind::ContractEnd, ends.pred_opt().unwrap_or(ends), start_of(ends, tenant));
                }
                _ => {}
            }
        }
        Ok(items)
    }
}

fn due(
    plan: &Reckoned,
    kind: DueKind,
    day: NaiveDate,
    at: DateTime<Utc>,
    amount: Option<support_policy::money::Money>,
    tenant: &Tenant,
) -> DueItem {
    DueItem {
        kind,
        at,
        date: Some(day),
        overdue: false,
        subject: plan.view.purchase.reference(),
        tenant_name: Some(tenant.name.clone()),
        severity: None,
        amount,
        link: None,
    }
}

/// The first instant of a day on the tenant's wall clock.
fn start_of(day: NaiveDate, tenant: &Tenant) -> DateTime<Utc> {
    instant_of(day.and_time(NaiveTime::MIN), tenant.local_zone(), Repeated::Earlier)
}
