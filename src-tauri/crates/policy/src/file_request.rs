//! The main job as one question: for a tenant, a product, a kind of trouble and an impact, everything the page
//! *File a request* answers.

use crate::customer::{Customer, HolidayChoice, SupportHours};
use crate::edition::{Clock, Edition, Impact, Plan, Point, Subject};
use crate::error::PolicyError;
use crate::explain::{ResponseClock, Step, explain};
use crate::opening::{Languages, languages};
use crate::respond_by::{Deadline, Terms, promise};
use crate::route::{Route, RouteQuestion, not_entitled, route};
use crate::ruling::{Outcome, Refusal, Ruling};
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

/// A contract as far as filing depends on it.
#[derive(Debug, Clone)]
pub struct HeldContract<'a> {
    /// Its id.
    pub id: String,
    /// What the administrator calls it.
    pub name: String,
    /// The plan it is a contract for.
    pub plan: String,
    /// The first day it holds, on the customer's calendar.
    pub starts: Option<NaiveDate>,
    /// The last day it holds.
    pub ends: Option<NaiveDate>,
    /// The edition that holds for it; none for the one that is asked.
    pub edition: Option<&'a Edition>,
    /// Why nothing can be filed under it at all.
    pub unusable: Option<Refusal>,
}

impl HeldContract<'_> {
    /// Why its edition has no terms for it.
    fn refuse_without_terms(&self, edition: &Edition, question: &FilingQuestion<'_>) -> Option<Refusal> {
        let (product, concern) = (question.product, question.concern);
        let (code, en, nb, lacking) = if edition.plan(&self.plan).is_err() {
            ("plan-not-in-edition", "plan", "ingen plan", self.plan.as_str())
        } else if edition.product(product).is_err() {
            ("product-not-in-edition", "product", "ikke noe produkt", product)
        } else if edition.concern(concern).is_err() {
            ("concern-not-in-edition", "concern", "ingen sakstype", concern)
        } else {
            return None;
        };
        let id = &edition.id;
        let message = Text::new(
            format!("Edition {id} has no {en} {lacking}. Set the contract to an edition that has it."),
            format!("Utgave {id} har {nb} {lacking}. Sett kontrakten til en utgave som har det."),
        );
        Some(Refusal::new(code, message))
    }
}

/// The facts and wishes a request is filed with.
#[derive(Debug, Clone)]
pub struct FilingQuestion<'a> {
    /// Where the tenant is.
    pub customer: Customer<'a>,
    /// The days left out for it.
    pub holidays: HolidayChoice,
    /// The product's id.
    pub product: &'a str,
    /// The concern's id.
    pub concern: &'a str,
    /// How the business is hit.
    pub impact: Impact,
    /// What to file under; none for the quickest that covers the product.
    pub entitlement: Option<&'a Entitlement>,
    /// The tenant's contracts.
    pub contracts: &'a [HeldContract<'a>],
    /// When it is filed.
    pub filed_at: DateTime<Utc>,
    /// Whether a partner files.
    pub partner: bool,
    /// Whether the portal cannot be signed in to.
    pub cannot_sign_in: bool,
}

/// Something the request could be filed under, and what it would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EntitlementOption {
    /// The plan or contract.
    pub entitlement: Entitlement,
    /// What to call it.
    pub name: Text,
    /// The plan's id.
    pub plan: String,
    /// Whether the answer is given for it.
    pub chosen: bool,
    /// When the first response would be due.
    pub due_at: Option<DateTime<Utc>>,
    /// Why it would not do.
    pub refusal: Option<Refusal>,
}

/// A severity the plan has, and what it would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SeverityOption {
    /// The severity's id.
    pub severity: String,
    /// The impact it stands for.
    pub impact: Impact,
    /// The promised time, ISO 8601.
    pub limit: String,
    /// What counts.
    pub clock: Clock,
    /// When the first response would be due.
    pub due_at: DateTime<Utc>,
    /// Whether the answer is given for it.
    pub chosen: bool,
}

/// All that is known before a request is filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FilingAnswer {
    /// The instant the answer is for.
    pub filed_at: DateTime<Utc>,
    /// The plan the answer is for.
    pub plan: String,
    /// The severity that fits the impact; none where the plan has none at all.
    pub severity: Option<String>,
    /// Where to file, and how.
    pub route: Ruling<Route>,
    /// When the first response is due.
    pub respond_by: Ruling<Deadline>,
    /// The picture of that deadline.
    pub clock: Option<ResponseClock>,
    /// The same in steps.
    pub steps: Vec<Step>,
    /// The languages of support at that instant.
    pub languages: Ruling<Languages>,
    /// The severities of the plan.
    pub severities: Vec<SeverityOption>,
    /// Whether the severity commits the customer to work round the clock too.
    pub commits_round_the_clock: bool,
    /// What the request could be filed under.
    pub entitlements: Vec<EntitlementOption>,
    /// Who may file there.
    pub who: Vec<Point>,
    /// What to check and gather first.
    pub before: Vec<Point>,
    /// What support refuses.
    pub will_not: Vec<Point>,
}

/// Answers the page *File a request*. What cannot be filed under the wished entitlement is answered too, with the
/// refusal where the deadline would stand; an entitlement that does not exist any more gives way to the best there is.
///
/// # Errors
/// Unknown ids, country or zone; holidays that are not known; an instant outside the calendar.
pub fn answer<'a>(edition: &'a Edition, question: &FilingQuestion<'a>) -> Result<FilingAnswer, PolicyError> {
    let concern = edition.concern(question.concern)?;
    let mut entitlements = entitlement_options(edition, question)?;
    let chosen = chosen_option(&entitlements, question.entitlement);
    if let Some(option) = chosen.and_then(|chosen| entitlements.get_mut(chosen)) {
        option.chosen = true;
    }
    let chosen = entitlements.iter().find(|option| option.chosen);
    let edition = chosen.map_or(edition, |option| question.edition_of(&option.entitlement, edition));
    // Where no plan covers the product, or the edition lacks the contract's, the refusal says so.
    let plan = chosen
        .and_then(|option| edition.plan(&option.plan).ok())
        .or(edition.plans.first())
        .ok_or_else(|| PolicyError::Unknown { field: "plan", given: String::new(), known: Vec::new() })?;
    let refusal = chosen.and_then(|option| option.refusal.clone());
    let concern = edition.concern(question.concern).unwrap_or(concern);
    let unpromised = concern.no_response_time.as_ref();
    let severity = severity_for(edition, plan, question.impact);

    let route = route(
        edition,
        &RouteQuestion {
            product: question.product,
            plan: &plan.id,
            partner: question.partner,
            cannot_sign_in: question.cannot_sign_in,
        },
    )?;
    let route = match &refusal {
        Some(refusal) if LEAVES_NO_WAY.contains(&refusal.code.as_str()) => {
            Ruling::refused(refusal.clone(), edition.basis(vec!["S07".to_owned()], Vec::new(), &Subject::default()))
        }
        _ => route,
    };
    let asked = severity.clone().unwrap_or_else(|| fallback_severity(edition, question.impact));
    let Ruling { outcome, basis } = match unpromised {
        None => promise(edition, &question.terms(plan, &asked))?,
        Some(why) => {
            let subject = Subject { concern: Some(&concern.id), plan: Some(&plan.id), ..Subject::default() };
            let refusal = Refusal::new("no-response-time-promised", why.text.clone());
            let basis = edition.basis(why.topics.clone(), Vec::new(), &subject);
            Ruling { outcome: Outcome::Refused { refusal }, basis }
        }
    };
    let (outcome, clock, steps) = match (refusal, outcome) {
        (None, Outcome::Answered(promise)) => {
            let deadline = promise.due(question.filed_at)?;
            let (clock, steps) = explain(&promise, question.filed_at, &deadline)?;
            (Outcome::Answered(deadline), Some(clock), steps)
        }
        (Some(refusal), _) | (None, Outcome::Refused { refusal }) => (Outcome::Refused { refusal }, None, Vec::new()),
    };
    let who = route
        .answered()
        .and_then(|route| edition.channel(&route.channel).ok())
        .and_then(|channel| channel.who.clone())
        .into_iter()
        .collect();
    Ok(FilingAnswer {
        filed_at: question.filed_at,
        plan: plan.id.clone(),
        route,
        respond_by: Ruling { outcome, basis },
        clock,
        steps,
        languages: languages(edition, &question.customer, &question.holidays, question.filed_at)?,
        severities: match unpromised {
            None => severity_options(edition, question, plan, severity.as_deref())?,
            Some(_) => Vec::new(),
        },
        commits_round_the_clock: question.impact == Impact::Critical && severity.is_some() && unpromised.is_none(),
        severity,
        entitlements,
        who,
        before: concern.before(&plan.id),
        will_not: concern.will_not(&plan.id),
    })
}

/// Why a contract does not hold on `day`: it has ended, or has not started. Its last day is still in it.
pub fn not_in_force(starts: Option<NaiveDate>, ends: Option<NaiveDate>, day: NaiveDate) -> Option<Refusal> {
    if let Some(ends) = ends.filter(|ends| *ends < day) {
        let message = Text::new(
            format!("The contract ended on {ends}. File under another, or correct its dates."),
            format!("Kontrakten gikk ut {ends}. Send inn under en annen, eller rett datoene."),
        );
        return Some(Refusal::new("contract-ended", message));
    }
    let starts = starts.filter(|starts| *starts > day)?;
    let message = Text::new(
        format!("The contract does not start until {starts}. File under another, or correct its dates."),
        format!("Kontrakten starter først {starts}. Send inn under en annen, eller rett datoene."),
    );
    Some(Refusal::new("contract-not-started", message))
}

/// Refusals of a contract that leave not even the way to file known.
const LEAVES_NO_WAY: [&str; 5] =
    ["plan-not-in-edition", "product-not-in-edition", "concern-not-in-edition", "edition-gone", "edition-invalid"];

impl<'a> FilingQuestion<'a> {
    /// The edition that holds for what is filed under `entitlement`.
    fn edition_of(&self, entitlement: &Entitlement, otherwise: &'a Edition) -> &'a Edition {
        let Entitlement::Contract { contract } = entitlement else { return otherwise };
        let held = self.contracts.iter().find(|held| held.id == *contract);
        held.and_then(|held| held.edition).unwrap_or(otherwise)
    }

    fn terms(&self, plan: &'a Plan, severity: &'a str) -> Terms<'a> {
        Terms { plan: &plan.id, severity, customer: self.customer, holidays: self.holidays.clone(), within: None }
    }
}

/// The severity of `plan` for an impact. A plan without a severity for it is asked at the mildest it has: Unified has
/// none for minimal impact.
pub fn severity_for(edition: &Edition, plan: &Plan, impact: Impact) -> Option<String> {
    let severities = plan.severities();
    let fits = |id: &&String| edition.severity(id).is_ok_and(|severity| severity.impact == impact);
    severities.iter().find(fits).or(severities.last()).cloned()
}

/// For a plan without severities: any severity of that impact, so that the refusal can be given.
fn fallback_severity(edition: &Edition, impact: Impact) -> String {
    let fits = edition.severities.iter().find(|severity| severity.impact == impact);
    fits.map(|severity| severity.id.clone()).unwrap_or_default()
}

/// The plans that need no contract and cover the product, or are wished for; then the tenant's contracts.
fn entitlement_options(
    edition: &Edition,
    question: &FilingQuestion<'_>,
) -> Result<Vec<EntitlementOption>, PolicyError> {
    let product = edition.product(question.product)?;
    let local_zone = SupportHours::of(edition, &question.customer, &HolidayChoice::None)?.local_zone;
    let filed_on = question.filed_at.with_timezone(&local_zone).date_naive();
    let mut options = Vec::new();
    for plan in edition.plans.iter().filter(|plan| !plan.by_contract) {
        let entitlement = Entitlement::Plan { plan: plan.id.clone() };
        let refusal = not_entitled(edition, product, plan);
        if refusal.is_none() || question.entitlement == Some(&entitlement) {
            options.push(option(edition, question, entitlement, plan.name.clone(), plan, refusal)?);
        }
    }
    for contract in question.contracts {
        let edition = contract.edition.unwrap_or(edition);
        let entitlement = Entitlement::Contract { contract: contract.id.clone() };
        let name = Text::same(&contract.name);
        let unusable = contract.unusable.clone().or_else(|| contract.refuse_without_terms(edition, question));
        if unusable.is_some() {
            let plan = contract.plan.clone();
            options.push(EntitlementOption { entitlement, name, plan, chosen: false, due_at: None, refusal: unusable });
            continue;
        }
        let (plan, product) = (edition.plan(&contract.plan)?, edition.product(question.product)?);
        let refusal =
            not_entitled(edition, product, plan).or_else(|| not_in_force(contract.starts, contract.ends, filed_on));
        options.push(option(edition, question, entitlement, name, plan, refusal)?);
    }
    Ok(options)
}

fn option(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    entitlement: Entitlement,
    name: Text,
    plan: &Plan,
    refusal: Option<Refusal>,
) -> Result<EntitlementOption, PolicyError> {
    let promised = edition.concern(question.concern)?.no_response_time.is_none();
    let due_at = match (&refusal, severity_for(edition, plan, question.impact)) {
        (None, Some(severity)) if promised => promise(edition, &question.terms(plan, &severity))?
            .answered()
            .map(|promise| promise.due(question.filed_at))
            .transpose()?
            .map(|deadline| deadline.due_at),
        _ => None,
    };
    Ok(EntitlementOption { entitlement, name, plan: plan.id.clone(), chosen: false, due_at, refusal })
}

/// The one wished for, if it exists; else, of those that will do, a contract or the included plan with the earliest answer. A plan
/// that would first have to be bought is never chosen unasked.
fn chosen_option(options: &[EntitlementOption], wished: Option<&Entitlement>) -> Option<usize> {
    let wished = wished.and_then(|wished| options.iter().position(|option| option.entitlement == *wished));
    if wished.is_some() {
        return wished;
    }
    let first_plan = options.iter().position(|option| matches!(option.entitlement, Entitlement::Plan { .. }));
    let held = |(index, option): &(usize, &EntitlementOption)| {
        option.refusal.is_none()
            && (Some(*index) == first_plan || matches!(option.entitlement, Entitlement::Contract { .. }))
    };
    options
        .iter()
        .enumerate()
        .filter(held)
        .min_by_key(|(_, option)| option.due_at.map_or(i64::MAX, |due_at| due_at.timestamp_millis()))
        .map(|(index, _)| index)
}

fn severity_options(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    plan: &Plan,
    chosen: Option<&str>,
) -> Result<Vec<SeverityOption>, PolicyError> {
    let mut options = Vec::new();
    for id in plan.severities() {
        let ruling = promise(edition, &question.terms(plan, &id))?;
        if let Some(promise) = ruling.answered() {
            let deadline = promise.due(question.filed_at)?;
            options.push(SeverityOption {
                impact: edition.severity(&id)?.impact,
                limit: deadline.limit,
                clock: deadline.clock,
                due_at: deadline.due_at,
                chosen: chosen == Some(id.as_str()),
                severity: id,
            });
        }
    }
    Ok(options)
}
