//! Commands of *Plans & billing*.

use crate::desk::Desk;
use crate::failure::CommandError;
use chrono::{NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use support_policy::PolicyError;
use support_policy::billing::BilledThrough;
use support_policy::money::Money;
use support_policy::plan_change::{PlanChange, WhatIf, changed, what_if};
use support_policy::plan_purchase::{Purchase, PurchaseFacts};
use support_policy::ruling::{Basis, Ruling};
use support_register::{
    EnrollmentCover, PlanFilter, PlanPage, PlanPurchase, PlanPurchaseDraft, PurchaseView, Register,
};
use tauri::State;
use uuid::Uuid;

/// A plan with what it rests on and the ways to go on with it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PlanDetail {
    /// The plan.
    pub plan: PurchaseView,
    /// What its dates and sums rest on.
    pub basis: Basis,
    /// The change it is part of, where another plan took its place.
    pub change: Option<Ruling<PlanChange>>,
    /// What each way to go on would cost.
    pub ways: Vec<Ruling<WhatIf>>,
    /// The name of the enrollment it was bought under.
    pub enrollment_name: Option<String>,
    /// The name of the plan that took its place.
    pub replaced_by_name: Option<String>,
}

/// Another plan, to weigh a change to it.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct OtherPlan {
    /// How it would be bought.
    pub bought_through: BilledThrough,
    /// Months of a term.
    pub term_months: u32,
    /// Months of a billing cycle; none online.
    pub cycle_months: Option<u32>,
    /// What a cycle costs.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// A page of plans, and what they cost month by month.
#[tauri::command]
#[specta::specta]
pub fn plans(desk: State<'_, Desk>, filter: PlanFilter) -> Result<PlanPage, CommandError> {
    Ok(desk.register()?.plan_purchases().page(filter, Utc::now())?)
}

/// A plan, and what each way to go on would cost, those of a change only where another plan is named.
#[tauri::command]
#[specta::specta]
pub fn plan_show(desk: State<'_, Desk>, id: Uuid, other: Option<OtherPlan>) -> Result<PlanDetail, CommandError> {
    let (register, edition) = (desk.register()?, Desk::edition()?);
    let kept = register.plan_purchases().get(id)?;
    let purchase = kept.purchase()?;
    let successor = kept.replaced_by.map(|id| register.plan_purchases().get(id)).transpose()?;
    let change = match &successor {
        Some(successor) => Some(changed(edition, &purchase, &successor.purchase()?)),
        None => None,
    };
    let enrollment = kept.enrollment.map(|id| register.enrollments().get(id)).transpose()?;
    let plan = view(register, kept)?;
    let today = plan.standing.as_of;
    let other = other.map(OtherPlan::facts).transpose()?;
    let bought_on =
        other.map(|facts| move |day: NaiveDate| Purchase::of(&PurchaseFacts { purchased: day, ..facts.clone() }));
    let bought_on = bought_on.as_ref().map(|of| of as &dyn Fn(NaiveDate) -> Result<Purchase, PolicyError>);
    Ok(PlanDetail {
        basis: purchase.standing(edition, today).basis,
        ways: what_if(edition, &purchase, today, bought_on)?,
        plan,
        change,
        enrollment_name: enrollment.map(|enrollment| enrollment.name),
        replaced_by_name: successor.map(|successor| successor.name),
    })
}

/// Adds a plan that was bought.
#[tauri::command]
#[specta::specta]
pub fn plan_buy(desk: State<'_, Desk>, draft: PlanPurchaseDraft) -> Result<PurchaseView, CommandError> {
    let register = desk.register()?;
    view(register, register.plan_purchases().buy(&draft.known_to(Desk::edition()?)?, Utc::now())?)
}

/// Corrects a plan.
#[tauri::command]
#[specta::specta]
pub fn plan_set(desk: State<'_, Desk>, id: Uuid, draft: PlanPurchaseDraft) -> Result<PurchaseView, CommandError> {
    let register = desk.register()?;
    view(register, register.plan_purchases().set(id, &draft.known_to(Desk::edition()?)?, Utc::now())?)
}

/// Cancels a plan on a day.
#[tauri::command]
#[specta::specta]
pub fn plan_cancel(desk: State<'_, Desk>, id: Uuid, on: Option<NaiveDate>) -> Result<PurchaseView, CommandError> {
    let register = desk.register()?;
    view(register, register.plan_purchases().cancel(id, on, Utc::now())?)
}

/// Takes a cancellation back.
#[tauri::command]
#[specta::specta]
pub fn plan_keep(desk: State<'_, Desk>, id: Uuid) -> Result<PurchaseView, CommandError> {
    let register = desk.register()?;
    view(register, register.plan_purchases().keep(id, Utc::now())?)
}

/// Cancels a plan and adds the one that takes its place; answers with that one.
#[tauri::command]
#[specta::specta]
pub fn plan_change(
    desk: State<'_, Desk>,
    id: Uuid,
    draft: PlanPurchaseDraft,
    cancel_on: Option<NaiveDate>,
) -> Result<PurchaseView, CommandError> {
    let register = desk.register()?;
    let draft = draft.known_to(Desk::edition()?)?;
    let (_, new) = register.plan_purchases().change(id, &draft, cancel_on, Utc::now())?;
    view(register, new)
}

/// Removes a plan.
#[tauri::command]
#[specta::specta]
pub fn plan_remove(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.register()?.plan_purchases().remove(id, Utc::now())?;
    Ok(())
}

/// Puts a removed plan back.
#[tauri::command]
#[specta::specta]
pub fn plan_undo_remove(desk: State<'_, Desk>, id: Uuid) -> Result<PurchaseView, CommandError> {
    let register = desk.register()?;
    view(register, register.plan_purchases().undo_remove(id, Utc::now())?)
}

/// The enrollments, and which plan covers each.
#[tauri::command]
#[specta::specta]
pub fn enrollment_cover(desk: State<'_, Desk>) -> Result<Vec<EnrollmentCover>, CommandError> {
    Ok(desk.register()?.enrollment_cover(Desk::edition()?, Utc::now())?)
}

fn view(register: &Register, purchase: PlanPurchase) -> Result<PurchaseView, CommandError> {
    let tenant = register.tenants().get(purchase.tenant)?;
    Ok(purchase.view(&tenant, Utc::now())?)
}

impl OtherPlan {
    fn facts(self) -> Result<PurchaseFacts, PolicyError> {
        Ok(PurchaseFacts {
            bought_through: self.bought_through,
            purchased: NaiveDate::default(),
            term_months: self.term_months,
            cycle_months: self.cycle_months,
            amount: Money::parse(self.amount.trim(), self.currency.trim())?,
            cancelled: None,
        })
    }
}
