//! What a request can be filed under, and which of it to use: the customer's plan, contracts, and for a partner its own
//! benefits (S05, S20, S37, S40, S42).

use crate::edition::{Edition, Plan, Product, Subject};
use crate::error::PolicyError;
use crate::file_request::{FilingQuestion, severity_for};
use crate::partner::{Installation, incidents, partner};
use crate::respond_by::{OwnLimit, promise};
use crate::route::not_entitled;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What a request can be filed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Entitlement {
    /// A plan that needs no contract.
    Plan {
        /// The plan's id.
        plan: String,
    },
    /// A contract the administrator keeps.
    Contract {
        /// The contract's id.
        contract: String,
    },
}

/// What a contract gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gives {
    /// The terms of a plan, by its id.
    Plan(String),
    /// A partner's benefit, by its id; where it is one for a plan, with that plan's terms.
    Benefit(String),
    /// The incidents of a developer programme, by its id.
    Incidents(String),
}

/// A contract as far as filing depends on it.
#[derive(Debug, Clone)]
pub struct HeldContract<'a> {
    /// Its id.
    pub id: String,
    /// What the administrator calls it.
    pub name: String,
    /// What it gives.
    pub gives: Gives,
    /// Whose it is.
    pub whose: Whose,
    /// The first day it holds, on the customer's calendar.
    pub starts: Option<NaiveDate>,
    /// The last day it holds.
    pub ends: Option<NaiveDate>,
    /// Whether its Access ID and its contract ID or password are kept.
    pub has_ids: bool,
    /// Whether it is linked in the portal; none where nobody has said.
    pub linked: Option<bool>,
    /// The response times it carries itself, by severity (R11).
    pub own: Vec<(String, OwnLimit)>,
    /// The edition that holds for it; none for the one that is asked.
    pub edition: Option<&'a Edition>,
    /// Why nothing can be filed under it at all.
    pub unusable: Option<Refusal>,
}

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// That of the organisation the request is for.
    Customer,
    /// The partner's own.
    Partner,
}

/// The access a partner has to a client (S20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ClientAccess {
    /// An administrator role in the client's own tenant.
    Administrator,
    /// Administrator or owner rights on the subscription, usually as delegated administrator.
    Delegated,
    /// None.
    None,
}

/// A condition of using something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Need {
    /// What is needed.
    pub text: Text,
    /// Whether it is there; none where that is not known.
    pub met: Option<bool>,
    /// The topic that says so.
    pub topic: String,
}

/// What filing under something costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// Nothing besides what is paid already.
    Nothing,
    /// An incident of the benefit.
    Incident,
    /// A plan that would have to be bought.
    PlanToBuy,
}

/// Something the request could be filed under, and what it would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EntitlementOption {
    /// The plan or contract.
    pub entitlement: Entitlement,
    /// What to call it.
    pub name: Text,
    /// The plan's id; none for a benefit whose terms the policy does not publish.
    pub plan: Option<String>,
    /// Whose it is.
    pub whose: Whose,
    /// Whether the answer is given for it.
    pub chosen: bool,
    /// When the first response would be due.
    pub due_at: Option<DateTime<Utc>>,
    /// Why it would not do.
    pub refusal: Option<Refusal>,
    /// What it needs.
    pub needs: Vec<Need>,
    /// What it costs.
    pub cost: Cost,
}

/// The entitlement to use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recommended {
    /// Which.
    pub entitlement: Entitlement,
    /// Why this one, in the order in which it was weighed.
    pub reasons: Vec<Text>,
}

/// The plans that need no contract and cover the product, or are wished for; then the contracts that could be used.
///
/// # Errors
/// Unknown ids; the errors of a deadline.
pub(crate) fn options(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    filed_on: NaiveDate,
) -> Result<Vec<EntitlementOption>, PolicyError> {
    let product = edition.product(question.product)?;
    let mut options = Vec::new();
    for plan in edition.plans.iter().filter(|plan| !plan.by_contract) {
        let entitlement = Entitlement::Plan { plan: plan.id.clone() };
        let refusal = not_entitled(edition, product, plan);
        if refusal.is_some() && question.entitlement != Some(&entitlement) {
            continue;
        }
        // The first plan comes with subscriptions; plans for what runs on-premises come with its licences.
        let bought = question.bought.contains(&plan.id);
        let to_buy = !bought
            && edition.plans.first().is_none_or(|included| included.id != plan.id)
            && !plan.severities().is_empty();
        let mut needs: Vec<Need> = question.partner.then(|| access_need(question.access, false)).into_iter().collect();
        if bought {
            needs.push(need(text!("Bought, and in force", "Kjøpt, og i kraft"), Some(true), "S29"));
        } else if to_buy {
            needs.push(need(text!("The plan has to be bought first", "Planen må kjøpes først"), Some(false), "S29"));
        } else if !plan.severities().is_empty() {
            needs.push(need(
                text!("A subscription that includes support", "Et abonnement som omfatter støtte"),
                None,
                "S05",
            ));
        }
        options.push(EntitlementOption {
            due_at: due_at(edition, question, plan, refusal.as_ref(), &[])?,
            name: plan.name.clone(),
            plan: Some(plan.id.clone()),
            whose: Whose::Customer,
            chosen: false,
            cost: if to_buy { Cost::PlanToBuy } else { Cost::Nothing },
            entitlement,
            refusal,
            needs,
        });
    }
    for contract in question.contracts {
        let edition = contract.edition.unwrap_or(edition);
        options.push(match of_contract(edition, question, contract, filed_on) {
            // Another edition may have other plans and benefits; the contract is still shown, and why it does not count.
            Err(PolicyError::Unknown { .. }) => unusable(contract, unknown_to(edition)),
            other => other?,
        });
    }
    Ok(options)
}

fn of_contract(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    contract: &HeldContract<'_>,
    filed_on: NaiveDate,
) -> Result<EntitlementOption, PolicyError> {
    if let Some(refusal) = &contract.unusable {
        return Ok(unusable(contract, refusal.clone()));
    }
    let product = edition.product(question.product)?;
    edition.concern(question.concern)?;
    let plan = match &contract.gives {
        Gives::Plan(plan) => Some(edition.plan(plan)?),
        Gives::Benefit(benefit) => {
            edition.benefit(benefit)?.plan.as_deref().map(|plan| edition.plan(plan)).transpose()?
        }
        Gives::Incidents(_) => None,
    };
    let does_not_cover = match (&contract.gives, plan) {
        (_, Some(plan)) => not_entitled(edition, product, plan),
        (Gives::Incidents(program), None) => {
            let ruling = incidents(edition, program, installation_of(edition, product))?;
            ruling.refusal().or(ruling.answered().and_then(|answer| answer.refusal.as_ref())).cloned()
        }
        _ => None,
    };
    let refusal = does_not_cover.or_else(|| not_in_force(contract.starts, contract.ends, filed_on));
    let mut needs = Vec::new();
    if question.partner {
        needs.push(access_need(question.access, plan.is_some() && contract.whose == Whose::Partner));
        if contract.whose == Whose::Partner && matches!(contract.gives, Gives::Plan(_)) {
            needs.push(need(text!("A contract of the client's own, or Premier Support for Partners: an ordinary contract of yours is not for clients", "En kontrakt kunden selv har, eller Premier Support for Partners: en vanlig kontrakt dere har, gjelder ikke for kunder"), None, "S40"));
        }
    }
    match &contract.gives {
        Gives::Benefit(_) if plan.is_none() => needs.push(need(
            text!(
                "The benefit's own terms: the policy publishes no response times for it",
                "Fordelens egne vilkår: ingen svarfrister er publisert for den"
            ),
            None,
            "S20",
        )),
        Gives::Incidents(_) => needs.push(need(
            text!(
                "Activated in the Visual Studio subscriptions portal",
                "Aktivert i portalen for Visual Studio-abonnementer"
            ),
            None,
            "S42",
        )),
        _ => needs.push(need(
            text!("Linked once in the portal", "Knyttet til én gang i portalen"),
            contract.linked,
            "S37",
        )),
    }
    needs.push(need(
        text!("Access ID and contract ID at hand", "Access ID og kontrakts-ID for hånden"),
        contract.has_ids.then_some(true),
        "S37",
    ));
    Ok(EntitlementOption {
        entitlement: Entitlement::Contract { contract: contract.id.clone() },
        name: Text::same(&contract.name),
        due_at: plan
            .map(|plan| due_at(edition, question, plan, refusal.as_ref(), &contract.own))
            .transpose()?
            .flatten(),
        plan: plan.map(|plan| plan.id.clone()),
        whose: contract.whose,
        chosen: false,
        cost: if plan.is_some() { Cost::Nothing } else { Cost::Incident },
        refusal,
        needs,
    })
}

fn unknown_to(edition: &Edition) -> Refusal {
    let message = text!(
        "This kind of contract is not in the edition “{edition}”. Choose an edition that has it.",
        "Denne typen kontrakt finnes ikke i utgaven «{edition}». Velg en utgave som har den.",
        edition = edition.title
    );
    Refusal::new("not-in-edition", message)
}

/// A contract under which nothing can be filed.
fn unusable(contract: &HeldContract<'_>, refusal: Refusal) -> EntitlementOption {
    EntitlementOption {
        entitlement: Entitlement::Contract { contract: contract.id.clone() },
        name: Text::same(&contract.name),
        plan: None,
        whose: contract.whose,
        chosen: false,
        due_at: None,
        refusal: Some(refusal),
        needs: Vec::new(),
        cost: Cost::Nothing,
    }
}

/// Which of the options to use, weighed in this order: it covers the product and is in force; nothing it needs is known to
/// be missing; it is answered first; it costs nothing rather than an incident, and that rather than a plan.
pub(crate) fn recommend(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    options: &[EntitlementOption],
) -> Result<Ruling<Recommended>, PolicyError> {
    let usable: Vec<&EntitlementOption> = options.iter().filter(|option| option.refusal.is_none()).collect();
    let best = usable.iter().filter(|option| option.missing().is_none()).min_by_key(|option| option.rank());
    let mut because = vec!["S05".to_owned(), "S06".to_owned()];
    if question.partner {
        because.splice(0..0, ["S20", "S40"].map(str::to_owned));
    }
    if options.iter().any(|option| option.plan.is_none()) {
        because.push("S42".to_owned());
    }
    let plan = best.and_then(|best| best.plan.as_deref());
    let subject = Subject { plan, ..Subject::default() };
    let basis = edition.basis(because, Vec::new(), &subject);
    let outcome = match best {
        Some(best) => {
            Outcome::Answered(Recommended { entitlement: best.entitlement.clone(), reasons: reasons(best, &usable) })
        }
        None => Outcome::Refused { refusal: nothing_fits(edition, question, &usable)? },
    };
    Ok(Ruling { outcome, basis })
}

impl EntitlementOption {
    /// The first of its needs that is known not to be met.
    fn missing(&self) -> Option<&Need> {
        self.needs.iter().find(|need| need.met == Some(false))
    }

    /// Less is better: the earliest response, those without a published one last; then the least cost.
    fn rank(&self) -> (bool, Option<DateTime<Utc>>, Cost) {
        (self.due_at.is_none(), self.due_at, self.cost)
    }
}

/// What speaks for `best` against the others.
fn reasons(best: &EntitlementOption, usable: &[&EntitlementOption]) -> Vec<Text> {
    let mut reasons = vec![text!(
        "It covers the product, is in force, and nothing it needs is known to be missing.",
        "Den dekker produktet og er i kraft, og ingenting den krever, mangler så vidt vi vet."
    )];
    let others: Vec<_> =
        usable.iter().filter(|other| other.entitlement != best.entitlement && other.missing().is_none()).collect();
    if others.is_empty() {
        reasons.push(text!("It is the only one that can be used now.", "Den er den eneste som kan brukes nå."));
        return reasons;
    }
    let later =
        |other: &&&EntitlementOption| best.due_at.is_some_and(|best| other.due_at.is_none_or(|other| best < other));
    if others.iter().all(later) {
        reasons.push(text!("Its first response is due first.", "Den gir første svar først."));
    } else if best.due_at.is_some() {
        reasons.push(text!("No other is answered earlier.", "Ingen annen gir svar tidligere."));
    }
    let cost = match best.cost {
        Cost::Nothing if others.iter().any(|other| other.cost > Cost::Nothing) => {
            text!("It costs nothing more, where others would.", "Den koster ikke noe ekstra, slik andre ville gjort.")
        }
        Cost::Nothing => text!("It costs nothing more.", "Den koster ikke noe ekstra."),
        Cost::Incident => text!("It costs an incident of the benefit.", "Den koster en hendelse fra fordelen."),
        Cost::PlanToBuy => text!("It has to be bought.", "Den må kjøpes."),
    };
    reasons.push(cost);
    reasons
}

/// Why none can be used now.
fn nothing_fits(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    usable: &[&EntitlementOption],
) -> Result<Refusal, PolicyError> {
    if question.partner && question.access == Some(ClientAccess::None) {
        let benefit = edition.benefits.first().map(|benefit| benefit.id.as_str()).unwrap_or_default();
        let mut steps: Vec<Text> =
            partner(edition, benefit, false)?.answered().map(|no| no.steps.clone()).unwrap_or_default();
        steps.insert(
            0,
            text!(
                "Without access to the client's subscription you cannot file for it, whatever you hold",
                "Uten tilgang til kundens abonnement kan dere ikke sende inn for kunden, uansett hva dere har"
            ),
        );
        let sentences =
            |language| steps.iter().map(|step| format!("{}.", step.in_language(language))).collect::<Vec<_>>();
        return Ok(Refusal::new("no-delegated-access", Text::each(|language| sentences(language).join(" "))));
    }
    let message = if usable.is_empty() {
        text!(
            "Nothing you have covers this product. Get a plan or a contract that does.",
            "Ingenting dere har, dekker dette produktet. Skaff en plan eller kontrakt som gjør det."
        )
    } else {
        text!(
            "What covers this product has to be bought or put in order first.",
            "Det som dekker dette produktet, må først kjøpes eller bringes i orden."
        )
    };
    Ok(Refusal::new("no-entitlement", message))
}

/// Why a contract does not hold on `day`: it has ended, or has not started. Its last day is still in it.
pub fn not_in_force(starts: Option<NaiveDate>, ends: Option<NaiveDate>, day: NaiveDate) -> Option<Refusal> {
    if let Some(ends) = ends.filter(|ends| *ends < day) {
        let message = text!(
            "The contract ended on {ends}. File under another, or correct its dates.",
            "Kontrakten gikk ut {ends}. Send inn under en annen, eller rett datoene.",
            ends
        );
        return Some(Refusal::new("contract-ended", message));
    }
    let starts = starts.filter(|starts| *starts > day)?;
    let message = text!(
        "The contract does not start until {starts}. File under another, or correct its dates.",
        "Kontrakten starter først {starts}. Send inn under en annen, eller rett datoene.",
        starts
    );
    Some(Refusal::new("contract-not-started", message))
}

/// Where a product runs: on-premises where the included plan does not cover it.
pub(crate) fn installation_of(edition: &Edition, product: &Product) -> Installation {
    let online = edition.plans.first().is_some_and(|included| product.channel(&included.id).is_some());
    if online { Installation::Online } else { Installation::OnPremises }
}

fn access_need(access: Option<ClientAccess>, delegated_only: bool) -> Need {
    let met = match access {
        None => None,
        Some(ClientAccess::None) => Some(false),
        Some(ClientAccess::Delegated) => Some(true),
        // An administrator role in the client's tenant opens its plan and your benefits (S20), while Premier Support for
        // Partners asks for delegated or owner access to the subscription (S40).
        Some(ClientAccess::Administrator) => (!delegated_only).then_some(true),
    };
    if delegated_only {
        need(
            text!(
                "Delegated administrator or owner access to the client's subscription",
                "Tilgang som delegert administrator eller eier til kundens abonnement"
            ),
            met,
            "S40",
        )
    } else {
        need(
            text!(
                "An administrator role in the client's tenant, or delegated access to its subscription",
                "En administratorrolle i kundens leier, eller delegert tilgang til abonnementet"
            ),
            met,
            "S20",
        )
    }
}

fn need(text: Text, met: Option<bool>, topic: &str) -> Need {
    Need { text, met, topic: topic.to_owned() }
}

fn due_at(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    plan: &Plan,
    refusal: Option<&Refusal>,
    own: &[(String, OwnLimit)],
) -> Result<Option<DateTime<Utc>>, PolicyError> {
    let promised = edition.concern(question.concern)?.no_response_time.is_none();
    match (refusal, severity_for(edition, plan, question.impact)) {
        (None, Some(severity)) if promised => {
            let ruling = promise(edition, &question.terms(plan, &severity, own))?;
            let due = ruling.answered().map(|promise| promise.due(question.filed_at)).transpose()?;
            Ok(due.map(|deadline| deadline.due_at))
        }
        _ => Ok(None),
    }
}
