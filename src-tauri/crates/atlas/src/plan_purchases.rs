//! `atlas plan …`: support plans that were bought, where they stand, and what it costs to change one's mind.

use crate::failure::{AboutFlag as _, Failure};
use crate::flags::{PlanBuy, PlanCommand, PlanList, PlanNew, PlanTerms};
use crate::input;
use crate::output::{Output, facts, table};
use crate::rules::{for_people, steps};
use crate::session::Session;
use crate::tenants::cleared_or;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use support_policy::PolicyError;
use support_policy::billing::BilledThrough;
use support_policy::choice::Choice as _;
use support_policy::money::Money;
use support_policy::plan_change::{PlanChange, PlanWay, WhatIf, changed, what_if};
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

fn bought(session: &Session, register: &Register, flags: PlanBuy) -> Result<PlanPurchaseDraft, Failure> {
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
fn successor(
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

fn amended(
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

fn with_terms(draft: PlanPurchaseDraft, new: PlanTerms) -> Result<PlanPurchaseDraft, Failure> {
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

fn facts_of(draft: &PlanPurchaseDraft) -> Result<PurchaseFacts, PolicyError> {
    Ok(PurchaseFacts {
        bought_through: draft.bought_through,
        purchased: draft.purchased,
        term_months: draft.term_months,
        cycle_months: draft.cycle_months,
        amount: Money::parse(&draft.amount, &draft.currency)?,
        cancelled: None,
    })
}

fn enrollment(register: &Register, name: Option<String>) -> Result<Option<uuid::Uuid>, Failure> {
    let found = name.map(|name| register.enrollments().find(&name).about("enrollment")).transpose()?;
    Ok(found.map(|enrollment| enrollment.id))
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

fn way_for_people(output: Output, way: &WhatIf) -> String {
    let title = match way.way {
        PlanWay::Renew => output.say("Let it renew", "La den fornyes"),
        PlanWay::CancelNow => output.say("Cancel now", "Avbestill nå"),
        PlanWay::CancelAtTerm => {
            output.say("Cancel on the last day before it renews", "Avbestill siste dag før den fornyes")
        }
        PlanWay::ChangeNow => output.say("Change now", "Bytt nå"),
        PlanWay::ChangeAtTerm => output.say("Change when the term ends", "Bytt når avtaleperioden er slutt"),
    };
    let cost = way.cost.iter().map(money).collect::<Vec<_>>().join(" + ");
    let mut text = format!("{title}\n");
    text += &facts(&[
        (
            output.say("Costs from now on", "Koster fra nå av"),
            format!("{cost} ({} {})", output.say("until", "til"), way.until),
        ),
        (
            output.say("First day without it", "Første dag uten"),
            way.ends_on.map_or_else(String::new, |ends| ends.to_string()),
        ),
    ]);
    match &way.change {
        Some(change) => text + &change_for_people(output, change),
        None => text + &dated(output, &way.steps),
    }
}

fn change_for_people(output: Output, change: &PlanChange) -> String {
    let double = change.double_cost.as_ref();
    let days = |days: support_policy::billing::Term| {
        format!("{} – {}", days.starts, days.ends.pred_opt().unwrap_or(days.ends))
    };
    dated(output, &change.steps)
        + &facts(&[
            (output.say("Old plan ends", "Gammel plan slutter"), change.ends_on.to_string()),
            (output.say("Still owed for it", "Gjenstår for den"), money(&change.owed)),
            (
                output.say("Both at once", "Begge samtidig"),
                double.map_or_else(String::new, |double| {
                    let total = double.total.iter().map(money).collect::<Vec<_>>().join(" + ");
                    format!("{} ({})", total, days(double.days))
                }),
            ),
            (output.say("No plan", "Uten plan"), change.gap.map_or_else(String::new, days)),
        ])
}

fn dated(output: Output, list: &[support_policy::plan_change::DatedStep]) -> String {
    list.iter().fold(String::new(), |text, step| text + &format!("  {}  {}\n", step.on, output.text(&step.text)))
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

fn money(money: &Money) -> String {
    format!("{} {}", money.amount, money.currency)
}

fn state(output: Output, state: PlanState) -> &'static str {
    match state {
        PlanState::Draft => output.say("draft", "utkast"),
        PlanState::Active => output.say("active", "aktiv"),
        PlanState::EndsAtTerm => output.say("ends at term", "slutter ved periodens slutt"),
        PlanState::Ended => output.say("ended", "avsluttet"),
        PlanState::Replaced => output.say("replaced", "erstattet"),
    }
}

fn way(output: Output, way: BilledThrough) -> &'static str {
    match way {
        BilledThrough::Online => output.say("online", "nettet"),
        BilledThrough::EnterpriseAgreement => output.say("Enterprise Agreement", "Enterprise Agreement"),
    }
}
