//! S32: changing a plan is cancelling it and buying another. What that costs, and what the other ways would cost.

use crate::billing::BilledThrough;
use crate::edition::{Edition, Subject};
use crate::money::{Money, per_currency};
use crate::plan_purchase::{PlanState, Purchase, PurchaseRefused};
use crate::ruling::{Basis, Outcome, Ruling};
use crate::schedule::Term;
use crate::text;
use crate::text::Text;
use chrono::NaiveDate;
use serde::Serialize;

/// Something to do on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DatedStep {
    /// The day.
    pub on: NaiveDate,
    /// What.
    pub what: ChangeStep,
    /// The same in words.
    pub text: Text,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeStep {
    /// Cancel the plan.
    Cancel,
    /// Buy the other plan.
    Buy,
}

/// Days on which both plans are in force, and what both cost for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DoubleCost {
    /// Those days.
    pub days: Term,
    /// What the old plan still charges in them.
    pub old: Money,
    /// What the new plan charges in them.
    pub new: Money,
    /// Both, in each currency; nothing is converted.
    pub total: Vec<Money>,
}

/// A change of plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanChange {
    /// What to do and when: cancel, then buy.
    pub steps: Vec<DatedStep>,
    /// The first day without the old plan.
    pub ends_on: NaiveDate,
    /// What the old plan still charges after its cancellation; nothing is refunded.
    pub owed: Money,
    /// What both cost at the same time; none where they do not meet.
    pub double_cost: Option<DoubleCost>,
    /// Days without any plan between the two; none where the new one follows at once.
    pub gap: Option<Term>,
}

/// One of the ways to go on with a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WhatIf {
    /// Which way.
    pub way: PlanWay,
    /// What to do and when; nothing for letting it renew.
    pub steps: Vec<DatedStep>,
    /// The first day without the plan; none where it goes on.
    pub ends_on: Option<NaiveDate>,
    /// Until when the costs below are counted: the first day after them.
    pub until: NaiveDate,
    /// What is charged after today until then, and today for what is bought today, in each currency.
    pub cost: Vec<Money>,
    /// The same as of a change, where it is one.
    pub change: Option<PlanChange>,
}

/// The ways to go on with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PlanWay {
    /// Do nothing: it renews for another term.
    Renew,
    /// Cancel today.
    CancelNow,
    /// Cancel on the last day before it renews.
    CancelAtTerm,
    /// Cancel today and buy the other plan today.
    ChangeNow,
    /// Cancel before it renews and buy the other plan on the day it would have renewed.
    ChangeAtTerm,
}

/// The other plan, as far as its cost depends on it. The days of purchase are those of the ways.
pub type OtherPlan<'a> = &'a dyn Fn(NaiveDate) -> Result<Purchase, crate::PolicyError>;

/// A change from `old`, cancelled on `cancel_on`, to `new`.
///
/// # Errors
/// [`PurchaseRefused`] where `old` cannot be replaced.
pub fn change(
    edition: &Edition,
    old: &Purchase,
    new: &Purchase,
    cancel_on: NaiveDate,
    today: NaiveDate,
) -> Result<Ruling<PlanChange>, PurchaseRefused> {
    let old = old.replace(cancel_on, today)?;
    Ok(changed(edition, &old, new))
}

/// The same for a change that has been made: `old` was cancelled, `new` bought in its place.
pub fn changed(edition: &Edition, old: &Purchase, new: &Purchase) -> Ruling<PlanChange> {
    Ruling { outcome: Outcome::Answered(describe(old, new)), basis: change_basis(edition, new) }
}

/// What each way to go on costs from now on. Those with `other` are left out without it; a plan that is cancelled
/// already can only be changed, and one that is over has no way to go on.
///
/// # Errors
/// [`crate::PolicyError`] for another plan that cannot be.
pub fn what_if(
    edition: &Edition,
    purchase: &Purchase,
    today: NaiveDate,
    other: Option<OtherPlan<'_>>,
) -> Result<Vec<Ruling<WhatIf>>, crate::PolicyError> {
    let standing = purchase.stand(today);
    let mut ways = Vec::new();
    let mut add = |way, basis| ways.push(Ruling { outcome: Outcome::Answered(way), basis });
    let tomorrow = today.succ_opt().unwrap_or(today);
    if let (PlanState::Active, Some(renews_on), Some(cancel_by)) =
        (standing.state, standing.renews_on, standing.cancel_by)
    {
        let next = purchase.term_of(renews_on);
        let renew = WhatIf {
            way: PlanWay::Renew,
            steps: Vec::new(),
            ends_on: purchase.ends_on(),
            until: next.ends,
            cost: vec![purchase.cost(tomorrow, next.ends)],
            change: None,
        };
        add(renew, Purchase::basis(edition));
        for (way, on) in [(PlanWay::CancelNow, today), (PlanWay::CancelAtTerm, cancel_by)] {
            if let Ok(cancelled) = purchase.cancel(on, today) {
                let way = WhatIf {
                    way,
                    steps: vec![cancel_step(on)],
                    ends_on: cancelled.ends_on(),
                    until: renews_on,
                    cost: vec![cancelled.cost(tomorrow, renews_on)],
                    change: None,
                };
                add(way, Purchase::basis(edition));
            }
        }
    }
    if let (Some(other), PlanState::Active | PlanState::EndsAtTerm) = (other, standing.state) {
        let at_term = standing.cancel_by.unwrap_or(today);
        for (way, cancel_on, buy_on) in
            [(PlanWay::ChangeNow, today, today), (PlanWay::ChangeAtTerm, at_term, standing.term.ends)]
        {
            let new = other(buy_on)?;
            let Ok(old) = purchase.replace(cancel_on, today) else { continue };
            let change = describe(&old, &new);
            let until = change.ends_on.max(new.term_of(buy_on).ends);
            // What is bought today is charged today, and belongs to the cost of buying it.
            let cost = per_currency([old.cost(tomorrow, until), new.cost(buy_on, until)]);
            let steps = change.steps.clone();
            let way = WhatIf { way, steps, ends_on: Some(change.ends_on), until, cost, change: Some(change) };
            add(way, change_basis(edition, &new));
        }
    }
    Ok(ways)
}

/// Buying is S29; under an agreement the reseller adds the plan to one enrollment (S34, S36).
fn change_basis(edition: &Edition, new: &Purchase) -> Basis {
    let mut topics = vec!["S29", "S30", "S31", "S32"];
    if new.bought_through() == BilledThrough::EnterpriseAgreement {
        topics.extend(["S34", "S36"]);
    }
    let because = topics.into_iter().map(str::to_owned).collect();
    edition.basis(edition.stated(because), vec!["R7".to_owned()], &Subject::default())
}

/// `old` must have been cancelled.
fn describe(old: &Purchase, new: &Purchase) -> PlanChange {
    let cancel_on = old.cancelled().map_or(new.purchased(), |cancelled| cancelled.on);
    let ends_on = old.ends_on().unwrap_or(cancel_on);
    let bought = new.purchased();
    let after = |day: NaiveDate| day.succ_opt().unwrap_or(day);
    let double_cost = (bought < ends_on).then(|| {
        let days =
            Term { starts: bought.max(old.purchased()), ends: new.ends_on().map_or(ends_on, |ends| ends.min(ends_on)) };
        let (old, new) = (old.cost(days.starts, days.ends), new.cost(days.starts, days.ends));
        let total = per_currency([old.clone(), new.clone()]);
        DoubleCost { days, old, new, total }
    });
    let gap = (ends_on < bought).then_some(Term { starts: ends_on, ends: bought });
    let mut steps = vec![cancel_step(cancel_on), buy_step(new)];
    steps.sort_by_key(|step| step.on);
    PlanChange { steps, ends_on, owed: old.cost(after(cancel_on), ends_on), double_cost, gap }
}

fn cancel_step(on: NaiveDate) -> DatedStep {
    let text = text!(
        "Cancel the plan; the term is paid to its end, and nothing is refunded",
        "Avbestill planen; avtaleperioden betales ut, og ingenting refunderes"
    );
    DatedStep { on, what: ChangeStep::Cancel, text }
}

fn buy_step(new: &Purchase) -> DatedStep {
    let text = match new.bought_through() {
        BilledThrough::Online => text!(
            "Buy the other plan; the first month is charged at once",
            "Kjøp den andre planen; den første måneden belastes med en gang"
        ),
        BilledThrough::EnterpriseAgreement => text!(
            "Have the reseller (LAR) add the other plan to the enrollment; it is charged in the agreement's cycle",
            "Få forhandleren (LAR) til å legge den andre planen til registreringen; den belastes i avtalens syklus"
        ),
    };
    DatedStep { on: new.purchased(), what: ChangeStep::Buy, text }
}
