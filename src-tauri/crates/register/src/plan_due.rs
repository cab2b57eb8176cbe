//! What falls due of plan purchases: charges, renewals, and the ends of those that were cancelled.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use support_policy::local_time::{Repeated, instant_of};
use support_policy::plan_purchase::PlanState;

use crate::due::{DueItem, DueKind, Part, Window};
use crate::error::Result;
use crate::places::Places;
use crate::plan_reckoned::{Bought, Reckoned};
use crate::register::Register;

/// Something that falls due of a plan: what, on which day, and of which.
type Coming<'a> = (DueKind, NaiveDate, &'a Reckoned);

impl Register {
    /// The charges of the terms that run, as far as the window reaches, and only the next of each plan where it reaches
    /// everywhere; the renewals after them; and the last days of plans that were cancelled.
    pub(crate) fn plans_due(&self, window: &Window) -> Result<Part> {
        let plans = self.plans_that_come_first(window)?;
        Ok(window.part(coming(&plans, window), |(kind, day, plan), at, _| due((kind, day, plan), at, &window.places)))
    }

    /// The plans of which the first falls due that the window shows, and of one thing more if there is more. Everything of a
    /// plan falls on the day of the month on which it was bought, so the plans of one day after the other are read until
    /// there is enough.
    fn plans_that_come_first(&self, window: &Window) -> Result<Vec<Reckoned>> {
        let read = |bought| self.plan_purchases().reckoned(bought, &window.places, window.now);
        if window.most == usize::MAX {
            return read(Bought::Ever);
        }
        let (mut plans, mut times) = (Vec::new(), Vec::new());
        let mut unread: BTreeSet<u32> = (1..=31).collect();
        // Where the day begins last, it is still yesterday.
        let yesterday = window.now.date_naive().pred_opt().unwrap_or(NaiveDate::MIN);
        for day in yesterday.iter_days() {
            let is_last = day.succ_opt().is_none_or(|next| next.day() == 1);
            for bought in day.day()..=if is_last { 31 } else { day.day() } {
                if unread.remove(&bought) {
                    let more = read(Bought::OnDay(bought))?;
                    times.extend(coming(&more, window).into_iter().map(|(at, ..)| at));
                    plans.extend(more);
                }
            }
            // What falls on a later day is later than this, wherever the tenant is.
            let begun = day.and_time(NaiveTime::MIN).and_utc();
            let sure = times.iter().filter(|at| **at <= begun).count();
            if unread.is_empty() || begun >= window.until || sure > window.most {
                break;
            }
        }
        Ok(plans)
    }

    /// What plans are charged, renewed and ended from a day to before another, what has been included.
    pub(crate) fn plans_between(
        &self,
        places: &Places,
        from: NaiveDate,
        until: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Vec<DueItem>> {
        let mut items = Vec::new();
        for plan in self.plan_purchases().reckoned(Bought::Ever, places, now)? {
            let mut item = |kind, day, on| items.push(due((kind, day, &plan), plan.start_of(on), places));
            for (_, on) in plan.purchase.charge_days(from, until) {
                item(DueKind::Charge, on, on);
            }
            let begun = plan.purchase.terms_between(from, until).map(|term| term.starts);
            for on in begun.filter(|on| from <= *on && *on > plan.purchase.purchased()) {
                item(DueKind::Renewal, on, on);
            }
            let last = plan.purchase.ends_on().and_then(|ends| Some((ends.pred_opt()?, ends)));
            if let Some((last, ends)) = last.filter(|(last, _)| (from..until).contains(last)) {
                item(DueKind::ContractEnd, last, ends);
            }
        }
        Ok(items)
    }
}

/// What is coming of plans: when, and that nothing of it is overdue.
fn coming<'a>(plans: &'a [Reckoned], window: &Window) -> Vec<(DateTime<Utc>, bool, Coming<'a>)> {
    let mut coming: Vec<(DateTime<Utc>, bool, Coming<'_>)> = Vec::new();
    // Many tenants share a clock, and plans a day.
    let mut starts: HashMap<(Tz, NaiveDate), DateTime<Utc>> = HashMap::new();
    let mut start_of = |plan: &Reckoned, day| *starts.entry((plan.zone, day)).or_insert_with(|| plan.start_of(day));
    for plan in plans {
        let standing = plan.purchase.stand(plan.today);
        let mut item = |kind, day: NaiveDate, at| coming.push((at, false, (kind, day, plan)));
        let first = standing.next_charge.as_ref().map(|charge| charge.on).filter(|on| *on < standing.term.ends);
        if let Some(first) = first {
            let last = if window.is_open() { first.succ_opt() } else { Some(standing.term.ends) };
            for (_, on) in plan.purchase.charge_days(first, last.unwrap_or(first)) {
                let at = start_of(plan, on);
                if at >= window.until {
                    break;
                }
                item(DueKind::Charge, on, at);
            }
        }
        match (standing.state, standing.renews_on, standing.ends_on) {
            (PlanState::Active, Some(on), _) => item(DueKind::Renewal, on, start_of(plan, on)),
            // The last day it is in force, which ends when the next begins.
            (PlanState::EndsAtTerm, _, Some(ends)) => {
                item(DueKind::ContractEnd, ends.pred_opt().unwrap_or(ends), start_of(plan, ends));
            }
            _ => {}
        }
    }
    coming
}

fn due((kind, day, plan): Coming<'_>, at: DateTime<Utc>, places: &Places) -> DueItem {
    DueItem {
        kind,
        at,
        date: Some(day),
        overdue: false,
        subject: plan.reference(),
        tenant_name: places.get(&plan.tenant).map(|place| place.name.clone()),
        severity: None,
        amount: (kind == DueKind::Charge).then(|| plan.purchase.amount().clone()),
        link: None,
    }
}

impl Reckoned {
    /// The first instant of a day on the tenant's wall clock.
    fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        instant_of(day.and_time(NaiveTime::MIN), self.zone, Repeated::Earlier)
    }
}
