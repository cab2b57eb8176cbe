//! What the flags of `atlas plan …` say of a purchase.

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{PlanBuy, PlanNew, PlanTerms};
use crate::input;
use crate::session::Session;
use crate::tenants::cleared_or;
use chrono::{DateTime, Utc};
use support_policy::PolicyError;
use support_policy::billing::BilledThrough;
use support_policy::choice::Choice as _;
use support_policy::money::Money;
use support_policy::plan_purchase::PurchaseFacts;
use support_register::{PlanPurchase, PlanPurchaseDraft, Register};

pub(crate) fn bought(session: &Session, register: &Register, flags: PlanBuy) -> Result<PlanPurchaseDraft, Failure> {
    let draft = PlanPurchaseDraft {
        plan: flags.plan,
        name: flags.name,
        tenant: register.tenants().find(&flags.tenant).about("tenant")?.id,
        bought_through: BilledThrough::parse(&flags.bought_through)?,
        enrollment: enrollment(register, flags.enrollment)?,
        purchased: input::date(&flags.purchased, "purchased")?,
        term_months: input::months(&flags.term_months, "term_months")?,
        cycle_months: flags.cycle_months.as_deref().map(|text| input::months(text, "cycle_months")).transpose()?,
        amount: flags.amount,
        currency: flags.currency,
        payment_method: flags.payment_method,
    };
    Ok(draft.known_to(session.edition)?)
}

/// The plan to buy in the place of another: as the other where nothing else is said, but for the price, which is never the
/// other's, and the day, which is today.
pub(crate) fn successor(
    session: &Session,
    register: &Register,
    old: &PlanPurchase,
    to: String,
    new: PlanNew,
    now: DateTime<Utc>,
) -> Result<PlanPurchaseDraft, Failure> {
    if new.terms.amount.is_none() {
        return Err(PolicyError::Needed { field: "amount", known: vec!["--amount 9.00".to_owned()] }.into());
    }
    let purchased = register.tenants().get(old.tenant)?.today(now);
    let draft = PlanPurchaseDraft { plan: to, name: None, purchased, ..old.draft() };
    amended(session, register, draft, new)
}

pub(crate) fn amended(
    session: &Session,
    register: &Register,
    draft: PlanPurchaseDraft,
    new: PlanNew,
) -> Result<PlanPurchaseDraft, Failure> {
    let draft = PlanPurchaseDraft {
        name: cleared_or(new.name, draft.name.clone()),
        tenant: match new.tenant {
            Some(name) => register.tenants().find(&name).about("tenant")?.id,
            None => draft.tenant,
        },
        purchased: new.purchased.map_or(Ok(draft.purchased), |text| input::date(&text, "purchased"))?,
        enrollment: match new.enrollment {
            None => draft.enrollment,
            Some(name) if name.is_empty() => None,
            name => enrollment(register, name)?,
        },
        payment_method: cleared_or(new.payment_method, draft.payment_method.clone()),
        ..with_terms(draft, new.terms)?
    };
    Ok(draft.known_to(session.edition)?)
}

pub(crate) fn with_terms(draft: PlanPurchaseDraft, new: PlanTerms) -> Result<PlanPurchaseDraft, Failure> {
    let bought_through = new.bought_through.as_deref().map(BilledThrough::parse).transpose()?;
    let kept_cycle = draft.cycle_months.filter(|_| bought_through.is_none_or(|way| way == draft.bought_through));
    Ok(PlanPurchaseDraft {
        bought_through: bought_through.unwrap_or(draft.bought_through),
        term_months: new.term_months.map_or(Ok(draft.term_months), |text| input::months(&text, "term_months"))?,
        cycle_months: new.cycle_months.map(|text| input::months(&text, "cycle_months")).transpose()?.or(kept_cycle),
        amount: new.amount.unwrap_or(draft.amount),
        currency: new.currency.unwrap_or(draft.currency),
        enrollment: draft.enrollment.filter(|_| bought_through != Some(BilledThrough::Online)),
        ..draft
    })
}

pub(crate) fn facts_of(draft: &PlanPurchaseDraft) -> Result<PurchaseFacts, PolicyError> {
    Ok(PurchaseFacts {
        bought_through: draft.bought_through,
        purchased: draft.purchased,
        term_months: draft.term_months,
        cycle_months: draft.cycle_months,
        amount: Money::parse(&draft.amount, &draft.currency)?,
        cancelled: None,
    })
}

pub(crate) fn enrollment(register: &Register, name: Option<String>) -> Result<Option<uuid::Uuid>, Failure> {
    let found = name.map(|name| register.enrollments().find(&name).about("enrollment")).transpose()?;
    Ok(found.map(|enrollment| enrollment.id))
}
