//! What falls due of plan purchases: charges, renewals, and the ends of those that were cancelled.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use support_policy::local_time::{Repeated, instant_of};
use support_policy::plan_purchase::PlanState;

use crate::due::{DueItem, DueKind, Window};
use crate::error::Result;
use crate::plan_reckoned::Reckoned;
use crate::register::Register;
use crate::tenant::Tenant;

impl Register {
    /// The charges of the terms that run, as far as the window reaches, and only the next of each plan where it reaches
    /// everywhere; the renewals after them; and the last days of plans that were cancelled.
    pub(crate) fn plans_due(&self, window: &Window) -> Result<Vec<DueItem>> {
        let mut items = Vec::new();
        for plan in self.plan_purchases().reckoned(window.now)? {
            let Some(tenant) = window.tenant(plan.tenant) else { continue };
            let standing = plan.purchase.stand(plan.today);
            let mut item = |kind, day: NaiveDate, at| {
                if at < window.until {
                    let amount = (kind == DueKind::Charge).then(|| plan.purchase.amount().clone());
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

impl Register {
    /// What plans are charged, renewed and ended from a day to before another, what has been included.
    pub(crate) fn plans_between(&self, from: NaiveDate, until: NaiveDate, now: DateTime<Utc>) -> Result<Vec<DueItem>> {
        let mut items = Vec::new();
        for plan in self.plan_purchases().reckoned(now)? {
            let tenant = self.tenants().get(plan.tenant)?;
            let amount = plan.purchase.amount().clone();
            for (_, on) in plan.purchase.charge_days(from, until) {
                items.push(due(&plan, DueKind::Charge, on, start_of(on, &tenant), Some(amount.clone()), &tenant));
            }
            let begun = plan.purchase.terms_between(from, until).map(|term| term.starts);
            for on in begun.filter(|on| from <= *on && *on > plan.purchase.purchased()) {
                items.push(due(&plan, DueKind::Renewal, on, start_of(on, &tenant), None, &tenant));
            }
            let last = plan.purchase.ends_on().and_then(|ends| Some((ends.pred_opt()?, ends)));
            if let Some((last, ends)) = last.filter(|(last, _)| (from..until).contains(last)) {
                items.push(due(&plan, DueKind::ContractEnd, last, start_of(ends, &tenant), None, &tenant));
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
        subject: plan.reference(),
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
