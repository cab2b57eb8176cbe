//! `atlas plan …`: support plans that were bought, where they stand, and what it costs to change one's mind.

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{PlanCommand, PlanList, PlanTerms};
use crate::input;
use crate::output::{Output, facts, table};
use crate::plan_drafts::{amended, bought, facts_of, successor, with_terms};
use crate::plan_words::{change_for_people, money, state, way, way_for_people};
use crate::rules::{for_people, steps};
use crate::session::Session;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use support_policy::PolicyError;
use support_policy::plan_change::{PlanChange, changed, what_if};
use support_policy::plan_purchase::{PlanState, Purchase, PurchaseFacts};
use support_policy::ruling::Ruling;
use support_register::{
    EnrollmentCover, PlanFilter, PlanPurchase, PlanPurchaseDraft, PurchaseView, RecordType, Register, RegisterError,
};

pub(crate) fn run(session: &Session, command: PlanCommand) -> Result<(), Failure> {
    let register = session.register()?;
    let (output, now) = (session.output, Session::now());
    let plans = register.plan_purchases();
    let mut change = None;
    let purchase = match command {
        PlanCommand::List(flags) => return list(session, &register, &flags, now),
        PlanCommand::Enrollments => {
            let covers = register.enrollment_cover(session.edition, now)?;
            return output.items(&covers, || enrollments(output, &covers));
        }
        PlanCommand::WhatIf { plan, to, new, on } => {
            return ways(session, &register, &plans.find(&plan)?, (to, new), on, now);
        }
        PlanCommand::Buy(flags) => plans.buy(&bought(session, &register, flags)?, now)?,
        PlanCommand::Show { plan } => {
            let purchase = plans.find(&plan)?;
            if let Some(new) = purchase.replaced_by {
                change = Some(changed(session.edition, &purchase.purchase()?, &plans.get(new)?.purchase()?));
            }
            purchase
        }
        PlanCommand::Set { plan, changes } => {
            let before = plans.find(&plan)?;
            let draft = PlanPurchaseDraft { plan: changes.plan.unwrap_or(before.plan.clone()), ..before.draft() };
            plans.set(before.id, &amended(session, &register, draft, changes.new)?, now)?
        }
        PlanCommand::Cancel { plan, on } => {
            plans.cancel(plans.find(&plan)?.id, on.map(|on| input::date(&on, "on")).transpose()?, now)?
        }
        PlanCommand::UndoCancel { plan } => plans.keep(plans.find(&plan)?.id, now)?,
        PlanCommand::Change { plan, to, new, on } => {
            let old = plans.find(&plan)?;
            let on = on.map(|on| input::date(&on, "on")).transpose()?;
            let draft = successor(session, &register, &old, to, new, now)?;
            let (old, new) = plans.change(old.id, &draft, on, now)?;
            change = Some(changed(session.edition, &old.purchase()?, &new.purchase()?));
            new
        }
        PlanCommand::Remove { plan } => {
            let removed = plans.find(&plan)?;
            plans.remove(removed.id, now)?;
            removed
        }
        PlanCommand::UndoRemove { plan } => {
            plans.undo_remove(Session::removed(&register, RecordType::PlanPurchase, &plan)?, now)?
        }
    };
    let shown = Shown::of(session, &register, purchase, change, now)?;
    output.answer(&shown.document, || shown.for_people(session))
}

/// A purchase with what it rests on, and the change it is part of.
struct Shown {
    view: PurchaseView,
    change: Option<Ruling<PlanChange>>,
    document: Value,
}

impl Shown {
    fn of(
        session: &Session,
        register: &Register,
        purchase: PlanPurchase,
        change: Option<Ruling<PlanChange>>,
        now: DateTime<Utc>,
    ) -> Result<Self, Failure> {
        let tenant = register.tenants().get(purchase.tenant)?;
        let basis = purchase.purchase()?.standing(session.edition, tenant.today(now)).basis;
        let view = purchase.view(&tenant, now)?;
        let mut document = value(&view)?;
        if let (Value::Object(fields), Value::Object(basis)) = (&mut document, value(&basis)?) {
            fields.extend(basis);
            if let Some(change) = &change {
                fields.insert("change".to_owned(), value(change)?);
            }
        }
        Ok(Self { view, change, document })
    }

    fn for_people(&self, session: &Session) -> String {
        let (output, purchase, standing) = (session.output, &self.view.purchase, &self.view.standing);
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        let next = standing.next_charge.as_ref();
        let plan = session.edition.plan(&purchase.plan).map(|plan| output.text(&plan.name).to_owned());
        let cycle = purchase.cycle_months.unwrap_or(1);
        let mut text = facts(&[
            (output.say("Name", "Navn"), purchase.name.clone()),
            (output.say("Plan", "Plan"), plan.unwrap_or_else(|_| purchase.plan.clone())),
            (output.say("Tenant", "Leier"), self.view.tenant_name.clone()),
            (output.say("State", "Tilstand"), state(output, standing.state).to_owned()),
            (output.say("Bought through", "Kjøpt gjennom"), way(output, purchase.bought_through).to_owned()),
            (output.say("Purchased", "Kjøpt"), purchase.purchased.to_string()),
            (
                output.say("Term", "Avtaleperiode"),
                format!(
                    "{} – {} ({} {}, {} {})",
                    standing.term.starts,
                    standing.term.ends.pred_opt().unwrap_or(standing.term.ends),
                    output.say("number", "nummer"),
                    standing.term_number,
                    purchase.term_months,
                    output.say("months", "måneder"),
                ),
            ),
            (
                output.say("Price", "Pris"),
                format!(
                    "{} {} {cycle} {}",
                    money(&purchase.amount),
                    output.say("every", "hver"),
                    output.say("month(s)", "måned(er)")
                ),
            ),
            (output.say("Payment", "Betaling"), purchase.payment_method.clone().unwrap_or_default()),
            (output.say("Renews on", "Fornyes"), day(standing.renews_on)),
            (output.say("Cancel by", "Avbestill senest"), day(standing.cancel_by)),
            (output.say("Cancelled", "Avbestilt"), day(purchase.cancelled)),
            (output.say("First day without it", "Første dag uten"), day(standing.ends_on)),
            (
                output.say("Next charge", "Neste belastning"),
                next.map_or_else(String::new, |next| format!("{} {}", next.on, money(&next.amount))),
            ),
            (output.say("Still owed this term", "Gjenstår i perioden"), money(&standing.committed)),
            (output.say("Charged so far", "Belastet til nå"), money(&standing.charged)),
            ("Id", purchase.id.to_string()),
        ]);
        if let Some(ruling) = &self.change {
            text.push('\n');
            text += &for_people(output, ruling, |change| change_for_people(output, change));
        }
        text
    }
}

fn list(session: &Session, register: &Register, flags: &PlanList, now: DateTime<Utc>) -> Result<(), Failure> {
    let output = session.output;
    let filter = PlanFilter {
        state: flags.state.as_deref().map(state_of).transpose()?,
        tenant: flags
            .tenant
            .as_deref()
            .map(|name| register.tenants().find(name).about("tenant"))
            .transpose()?
            .map(|tenant| tenant.id),
        offset: 0,
        limit: u32::MAX,
    };
    let page = register.plan_purchases().page(filter, now)?;
    output.items(&page.plans, || {
        if page.plans.is_empty() {
            return output
                .say(
                    "No plan yet. Add one: atlas plan buy --plan professional-direct --tenant T …",
                    "Ingen planer ennå. Legg til en: atlas plan buy --plan professional-direct --tenant T …",
                )
                .to_owned();
        }
        let rows = page
            .plans
            .iter()
            .map(|PurchaseView { purchase, standing, tenant_name }| {
                let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
                vec![
                    state(output, standing.state).to_owned(),
                    purchase.name.clone(),
                    tenant_name.clone(),
                    day(standing.renews_on),
                    day(standing.ends_on),
                    standing.next_charge.as_ref().map_or_else(String::new, |next| next.on.to_string()),
                    money(&purchase.amount),
                    purchase.id.to_string(),
                ]
            })
            .collect();
        let heading = [
            output.say("State", "Tilstand"),
            output.say("Name", "Navn"),
            output.say("Tenant", "Leier"),
            output.say("Renews", "Fornyes"),
            output.say("Ends", "Slutter"),
            output.say("Next charge", "Neste belastning"),
            output.say("Price", "Pris"),
            "Id",
        ];
        table(&heading, rows)
    })
}

/// What each way to go on would cost.
fn ways(
    session: &Session,
    register: &Register,
    purchase: &PlanPurchase,
    (to, new): (Option<String>, PlanTerms),
    on: Option<String>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let today = match on {
        Some(on) => input::date(&on, "on")?,
        None => register.tenants().get(purchase.tenant)?.today(now),
    };
    let other = match to {
        Some(to) => {
            let draft = PlanPurchaseDraft { plan: to, name: None, ..purchase.draft() };
            Some(with_terms(draft, new)?.known_to(session.edition)?)
        }
        None => None,
    };
    let other = other.as_ref().map(facts_of).transpose()?;
    let bought_on =
        other.map(|facts| move |day: NaiveDate| Purchase::of(&PurchaseFacts { purchased: day, ..facts.clone() }));
    let bought_on = bought_on.as_ref().map(|of| of as &dyn Fn(NaiveDate) -> Result<Purchase, PolicyError>);
    let found = what_if(session.edition, &purchase.purchase()?, today, bought_on)?;
    let output = session.output;
    output.items(&found, || {
        if found.is_empty() {
            return output
                .say(
                    "Nothing is left to choose. Name another plan with --to and --amount, or buy a plan anew.",
                    "Det er ingenting igjen å velge. Nevn en annen plan med --to og --amount, eller kjøp en ny plan.",
                )
                .to_owned();
        }
        found.iter().map(|ruling| for_people(output, ruling, |way| way_for_people(output, way)) + "\n").collect()
    })
}

fn state_of(word: &str) -> Result<PlanState, PolicyError> {
    const ALL: [PlanState; 5] =
        [PlanState::Draft, PlanState::Active, PlanState::EndsAtTerm, PlanState::Ended, PlanState::Replaced];
    ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| PolicyError::Unknown {
        field: "state",
        given: word.to_owned(),
        known: ALL.map(|state| state.as_str().to_owned()).to_vec(),
    })
}

fn value<T: Serialize>(value: &T) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|_| Failure::Register(RegisterError::Storage { code: 0 }))
}

fn enrollments(output: Output, covers: &[EnrollmentCover]) -> String {
    if covers.is_empty() {
        return output.say("No enrollment is kept.", "Ingen avtaleregistrering er lagret.").to_owned();
    }
    let mut text = String::new();
    for cover in covers {
        let names = |list: &[support_register::Reference]| {
            list.iter().map(|reference| reference.name.clone()).collect::<Vec<_>>().join(", ")
        };
        let verdict = match &cover.plan {
            Some(plan) => plan.name.clone(),
            None => {
                output.say("none: its subscriptions are not covered", "ingen: abonnementene er ikke dekket").to_owned()
            }
        };
        text += &facts(&[
            (
                output.say("Enrollment", "Registrering"),
                format!("{} ({})", cover.enrollment.name, cover.enrollment.number),
            ),
            (output.say("Tenant", "Leier"), cover.tenant_name.clone().unwrap_or_default()),
            (output.say("Plan", "Plan"), verdict),
            (output.say("Subscriptions", "Abonnementer"), names(&cover.subscriptions)),
        ]);
        if let Some(ruling) = &cover.to_do {
            text += &for_people(output, ruling, |route| steps(output, &route.steps));
        }
        text.push('\n');
    }
    text
}
