//! What can be done with plan purchases. What may be is the policy's to say; here it is stored, with its history.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use support_policy::billing::BilledThrough;
use support_policy::concern_route::{BoughtThrough, ConcernQuestion, RouteConcern, concern_route};
use support_policy::edition::Edition;
use support_policy::plan_purchase::{Cancelled, Purchase, PurchaseFacts, PurchaseRefused};
use support_policy::ruling::Refusal;
use support_policy::text;
use uuid::Uuid;

use crate::error::{RegisterError, Result};
use crate::field::{self, Micros};
use crate::history::{self, Action};
use crate::plan_purchase::{Checked, PlanPurchase, PlanPurchaseDraft};
use crate::record::{self, Record as _, RecordType};
use crate::register::Register;
use crate::removed;
use crate::row::{self, Column};
use crate::tenant::Tenant;

/// What can be done with plan purchases.
#[derive(Debug, Clone, Copy)]
pub struct PlanPurchases<'a> {
    pub(crate) register: &'a Register,
}

impl PlanPurchaseDraft {
    /// The draft with a plan that `edition` has, called by that plan's name unless it has one of its own.
    ///
    /// # Errors
    /// [`RegisterError::Policy`] for an unknown plan; [`RegisterError::Refused`] for one that is not bought online
    /// because it comes with subscriptions.
    pub fn known_to(mut self, edition: &Edition) -> Result<Self> {
        let plan = edition.plan(self.plan.trim())?;
        self.plan.clone_from(&plan.id);
        if self.bought_through == BilledThrough::Online {
            let question = ConcernQuestion {
                concern: RouteConcern::BuyPlan,
                bought_through: Some(BoughtThrough::Online),
                plan: Some(&plan.id),
            };
            let ruling = concern_route(edition, &question)?;
            if let Some(refusal) = ruling.refusal().filter(|refusal| refusal.code == "plan-is-included") {
                return Err(RegisterError::Refused { field: "plan", refusal: Box::new(refusal.clone()) });
            }
        }
        if self.name.as_deref().is_none_or(|name| name.trim().is_empty()) {
            self.name = Some(plan.name.en.clone());
        }
        Ok(self)
    }
}

impl PlanPurchases<'_> {
    /// Adds a purchase.
    ///
    /// # Errors
    /// [`RegisterError::Invalid`] and [`RegisterError::Policy`] for what cannot be stored, [`RegisterError::Dangling`]
    /// for a tenant or enrollment that is not there, [`RegisterError::Refused`] (`enrollment-has-plan`) where another
    /// plan is in force under the enrollment on one of its days.
    pub fn buy(&self, draft: &PlanPurchaseDraft, now: DateTime<Utc>) -> Result<PlanPurchase> {
        let draft = draft.checked()?;
        let now = field::instant("now", now)?;
        self.register.write(|change| self.insert(change, &draft, None, now))
    }

    /// Changes a purchase to what the draft says; its cancellation stays.
    ///
    /// # Errors
    /// As of [`PlanPurchases::buy`]; [`RegisterError::NotFound`]; a day of purchase after the cancellation.
    pub fn set(&self, id: Uuid, draft: &PlanPurchaseDraft, now: DateTime<Utc>) -> Result<PlanPurchase> {
        let mut draft = draft.checked()?;
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = record::get::<PlanPurchase>(change, id)?;
            draft.facts.cancelled = before.cancelled.map(|on| Cancelled { on, replaced: before.replaced_by.is_some() });
            let purchase = Purchase::of(&draft.facts)?;
            refuse_dangling(change, &draft)?;
            refuse_second_plan(change, draft.enrollment, &purchase, &[Some(id), before.replaces, before.replaced_by])?;
            row::update(change, RecordType::PlanPurchase, id, columns(&draft, now))?;
            let after = record::get::<PlanPurchase>(change, id)?;
            history::changed(change, self.register.actor(), now, Action::Changed, &before, &after)?;
            Ok(after)
        })
    }

    /// Cancels a purchase on a day, today in the tenant's zone unless given: it ends with the term of that day.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`]; [`RegisterError::Refused`] for a draft, one that is cancelled, replaced or over, and a
    /// day before the purchase.
    pub fn cancel(&self, id: Uuid, on: Option<NaiveDate>, now: DateTime<Utc>) -> Result<PlanPurchase> {
        self.move_on(id, now, |purchase, today| purchase.cancel(on.unwrap_or(today), today))
    }

    /// Takes a cancellation back: the plan renews again.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`]; [`RegisterError::Refused`] for one that is not cancelled, is replaced or is over;
    /// `enrollment-has-plan` where another plan was bought for the time after it.
    pub fn keep(&self, id: Uuid, now: DateTime<Utc>) -> Result<PlanPurchase> {
        self.move_on(id, now, Purchase::keep)
    }

    /// Changes the plan: cancels a purchase, unless that was done, and adds the one that takes its place. One
    /// transaction. Gives the purchase as it is now, and the new one.
    ///
    /// # Errors
    /// As of [`PlanPurchases::cancel`] and [`PlanPurchases::buy`].
    pub fn change(
        &self,
        id: Uuid,
        draft: &PlanPurchaseDraft,
        cancel_on: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Result<(PlanPurchase, PlanPurchase)> {
        let draft = draft.checked()?;
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = record::get::<PlanPurchase>(change, id)?;
            let today = today(change, before.tenant, now)?;
            let replaced =
                before.purchase()?.replace(cancel_on.unwrap_or(today), today).map_err(|why| refused("on", why))?;
            if draft.facts.purchased < before.purchased {
                return Err(refused("purchased", PurchaseRefused::BeforePurchase { purchased: before.purchased }));
            }
            store_cancellation(change, id, replaced.cancelled().map(|cancelled| cancelled.on), now)?;
            let new = self.insert(change, &draft, Some(id), now)?;
            let after = record::get::<PlanPurchase>(change, id)?;
            history::changed(change, self.register.actor(), now, Action::Changed, &before, &after)?;
            Ok((after, new))
        })
    }

    /// All purchases, by name.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn list(&self) -> Result<Vec<PlanPurchase>> {
        self.register.read(record::list)
    }

    /// The purchase with an id.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], also when it was removed.
    pub fn get(&self, id: Uuid) -> Result<PlanPurchase> {
        self.register.read(|connection| record::get(connection, id))
    }

    /// The purchase with an id or a unique name.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`], [`RegisterError::Ambiguous`].
    pub fn find(&self, name: &str) -> Result<PlanPurchase> {
        self.register.read(|connection| record::find(connection, name))
    }

    /// Removes a purchase; it can be brought back until it is purged.
    ///
    /// # Errors
    /// [`RegisterError::InUse`] while the purchase that took its place is kept.
    pub fn remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        removed::remove::<PlanPurchase>(self.register, id, now)
    }

    /// Brings a removed purchase back.
    ///
    /// # Errors
    /// [`RegisterError::NotFound`] when it is not among the removed, [`RegisterError::Dangling`] when its tenant,
    /// enrollment or the purchase it replaces is still removed; [`RegisterError::Refused`] (`enrollment-has-plan`,
    /// `plan-already-replaced`) when another was bought meanwhile.
    pub fn undo_remove(&self, id: Uuid, now: DateTime<Utc>) -> Result<PlanPurchase> {
        removed::undo_remove(self.register, id, now, |change, purchase: &PlanPurchase| {
            refuse_dangling(change, &purchase.draft().checked()?)?;
            if let Some(replaced) = purchase.replaces {
                let old = record::get::<PlanPurchase>(change, replaced)
                    .map_err(|_| RegisterError::Dangling { field: "replaces", to: RecordType::PlanPurchase })?;
                let ends = old.purchase()?.ends_on().filter(|_| old.replaced_by.is_some());
                if let Some(ends) = ends {
                    return Err(refused("replaces", PurchaseRefused::AlreadyReplaced { ends }));
                }
                if old.cancelled.is_none() {
                    let message = text!(
                        "The plan that this one took the place of has been taken up again. Cancel that one first.",
                        "Planen som denne tok over for, er tatt opp igjen. Avbestill den først."
                    );
                    let refusal = Box::new(Refusal::new("plan-not-cancelled", message));
                    return Err(RegisterError::Refused { field: "replaces", refusal });
                }
            }
            let related = [Some(id), purchase.replaces, purchase.replaced_by];
            refuse_second_plan(change, purchase.enrollment, &purchase.purchase()?, &related)
        })
    }

    /// A step of the state machine, stored with its history.
    fn move_on(
        self,
        id: Uuid,
        now: DateTime<Utc>,
        step: impl FnOnce(&Purchase, NaiveDate) -> std::result::Result<Purchase, PurchaseRefused>,
    ) -> Result<PlanPurchase> {
        let now = field::instant("now", now)?;
        self.register.write(|change| {
            let before = record::get::<PlanPurchase>(change, id)?;
            let today = today(change, before.tenant, now)?;
            let after = step(&before.purchase()?, today).map_err(|why| refused("on", why))?;
            refuse_second_plan(change, before.enrollment, &after, &[Some(id), before.replaces, before.replaced_by])?;
            store_cancellation(change, id, after.cancelled().map(|cancelled| cancelled.on), now)?;
            let after = record::get::<PlanPurchase>(change, id)?;
            history::changed(change, self.register.actor(), now, Action::Changed, &before, &after)?;
            Ok(after)
        })
    }

    fn insert(
        self,
        change: &Connection,
        draft: &Checked,
        replaces: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<PlanPurchase> {
        let id = field::new_id(now);
        refuse_dangling(change, draft)?;
        refuse_second_plan(change, draft.enrollment, &Purchase::of(&draft.facts)?, &[replaces])?;
        let mut columns = columns(draft, now);
        columns.push(("replaces", replaces.map(|id| id.to_string()).into()));
        columns.push(("created_at", Micros(now).into()));
        row::insert(change, RecordType::PlanPurchase, id, columns)?;
        let after = record::get::<PlanPurchase>(change, id)?;
        history::added(change, self.register.actor(), now, &after)?;
        Ok(after)
    }
}

/// What a draft says, as columns. The cancellation, and which purchase it replaces, are not among them.
fn columns(draft: &Checked, now: DateTime<Utc>) -> Vec<Column> {
    let facts = &draft.facts;
    vec![
        ("name", draft.name.clone().into()),
        ("folded", record::fold(&draft.name).into()),
        ("plan", draft.plan.clone().into()),
        ("tenant", draft.tenant.to_string().into()),
        ("bought_through", through(facts).to_owned().into()),
        ("enrollment", draft.enrollment.map(|id| id.to_string()).into()),
        ("purchased", facts.purchased.to_string().into()),
        ("term_months", facts.term_months.into()),
        ("cycle_months", facts.cycle_months.into()),
        ("amount", facts.amount.amount.to_string().into()),
        ("currency", facts.amount.currency.clone().into()),
        ("payment_method", draft.payment_method.clone().into()),
        ("changed_at", Micros(now).into()),
    ]
}

fn store_cancellation(change: &Connection, id: Uuid, on: Option<NaiveDate>, now: DateTime<Utc>) -> Result<()> {
    change.execute(
        "UPDATE plan_purchase SET cancelled = ?2, changed_at = ?3 WHERE id = ?1",
        params![id.to_string(), on.map(|on| on.to_string()), Micros(now)],
    )?;
    Ok(())
}

/// Today on the tenant's calendar.
fn today(connection: &Connection, tenant: Uuid, now: DateTime<Utc>) -> Result<NaiveDate> {
    Ok(record::get::<Tenant>(connection, tenant)?.today(now))
}

fn through(facts: &PurchaseFacts) -> &'static str {
    match facts.bought_through {
        BilledThrough::Online => "online",
        BilledThrough::EnterpriseAgreement => "enterprise-agreement",
    }
}

/// Tenant and enrollment must be there and not removed.
fn refuse_dangling(change: &Connection, draft: &Checked) -> Result<()> {
    let there = |table: &str, id: Uuid| -> Result<bool> {
        let sql = format!("SELECT 1 FROM {table} WHERE id = ?1 AND removed_at IS NULL");
        Ok(change.prepare_cached(&sql)?.query_row([id.to_string()], |_| Ok(())).optional()?.is_some())
    };
    if !there("tenant", draft.tenant)? {
        return Err(RegisterError::Dangling { field: "tenant", to: RecordType::Tenant });
    }
    match draft.enrollment {
        Some(id) if !there("enrollment", id)? => {
            Err(RegisterError::Dangling { field: "enrollment", to: RecordType::Enrollment })
        }
        _ => Ok(()),
    }
}

/// S36: one plan for each enrollment. A plan and the one that takes its place may meet: that is what a change costs.
fn refuse_second_plan(
    change: &Connection,
    enrollment: Option<Uuid>,
    purchase: &Purchase,
    related: &[Option<Uuid>],
) -> Result<()> {
    let Some(enrollment) = enrollment else { return Ok(()) };
    let sql =
        format!("SELECT {} FROM plan_purchase WHERE enrollment = ?1 AND removed_at IS NULL", PlanPurchase::COLUMNS);
    let others: Vec<PlanPurchase> = change
        .prepare_cached(&sql)?
        .query_map([enrollment.to_string()], PlanPurchase::read)?
        .collect::<rusqlite::Result<_>>()?;
    for other in others.iter().filter(|other| !related.contains(&Some(other.id))) {
        if other.purchase()?.overlaps(purchase) {
            return Err(second_plan(other, other.purchase()?.ends_on()));
        }
    }
    Ok(())
}

fn second_plan(other: &PlanPurchase, ends: Option<NaiveDate>) -> RegisterError {
    let name = &other.name;
    let message = if let Some(ends) = ends {
        text!(
            "“{name}” is in force under this enrollment until {ends}, and an enrollment has one plan. Buy this one from {ends} on, or change that plan.",
            "«{name}» gjelder under denne registreringen (enrollment) til {ends}, og en registrering har én plan. Kjøp denne fra {ends}, eller bytt den planen.",
            name,
            ends
        )
    } else {
        text!(
            "“{name}” is in force under this enrollment, and an enrollment has one plan. Change that plan, or upgrade it through the reseller.",
            "«{name}» gjelder under denne registreringen (enrollment), og en registrering har én plan. Bytt den planen, eller oppgrader den gjennom forhandleren.",
            name
        )
    };
    RegisterError::Refused { field: "enrollment", refusal: Box::new(Refusal::new("enrollment-has-plan", message)) }
}

fn refused(field: &'static str, why: PurchaseRefused) -> RegisterError {
    RegisterError::Refused { field, refusal: Box::new(why.into()) }
}
