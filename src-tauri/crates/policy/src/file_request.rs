//! The main job as one question: for a tenant, a product, a kind of trouble and an impact, everything the page
//! *File a request* answers.

use crate::coverage::{Cause, CoverageQuestion, PreviewKind, Scope};
use crate::customer::{Customer, HolidayChoice, SupportHours};
use crate::edition::{Clock, Edition, Impact, Plan, Point, Subject};
use crate::entitlement::{
    ClientAccess, Entitlement, EntitlementOption, Gives, HeldContract, Recommended, installation_of, options, recommend,
};
use crate::error::PolicyError;
use crate::explain::{ResponseClock, Step, explain};
use crate::opening::{Languages, Work, languages_for};
use crate::partner::{Eligibility, incidents};
use crate::prefiling::{PrefilingCheck, PrefilingQuestion, prefiling};
use crate::respond_by::{Deadline, OwnLimit, Terms, promise};
use crate::route::{Route, RouteQuestion, not_entitled, route};
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::Serialize;

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
    /// The ids of plans that have been bought for the tenant and are in force.
    pub bought: &'a [String],
    /// When it is filed.
    pub filed_at: DateTime<Utc>,
    /// Whether a partner files.
    pub partner: bool,
    /// Whether the portal cannot be signed in to.
    pub cannot_sign_in: bool,
    /// The access a partner has to the client, where known.
    pub access: Option<ClientAccess>,
    /// The kind of preview, where it is about one.
    pub preview: Option<PreviewKind>,
    /// How much is slow, where known.
    pub scope: Option<Scope>,
    /// What causes it, where known.
    pub cause: Option<Cause>,
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
    /// Whether the severity commits the customer to work round the clock too: severity A does, in today's product.
    pub commits_round_the_clock: bool,
    /// What the request could be filed under.
    pub entitlements: Vec<EntitlementOption>,
    /// Which of them to use, and why.
    pub recommended: Ruling<Recommended>,
    /// Who may file there.
    pub who: Vec<Point>,
    /// What to know before filing.
    pub check: PrefilingCheck,
}

/// Answers the page *File a request*. What cannot be filed under the wished entitlement is answered too, with the
/// refusal where the deadline would stand; an entitlement that does not exist any more gives way to the best there is.
///
/// # Errors
/// Unknown ids, country or zone; holidays that are not known; an instant outside the calendar.
pub fn answer<'a>(edition: &'a Edition, question: &FilingQuestion<'a>) -> Result<FilingAnswer, PolicyError> {
    let concern = edition.concern(question.concern)?;
    let local_zone = SupportHours::of(edition, &question.customer, &HolidayChoice::None)?.local_zone;
    let filed_on = question.filed_at.with_timezone(&local_zone).date_naive();
    let mut entitlements = options(edition, question, filed_on)?;
    let recommended = recommend(edition, question, &entitlements)?;
    let chosen = chosen_option(&entitlements, question.entitlement, recommended.answered());
    if let Some(option) = chosen.and_then(|chosen| entitlements.get_mut(chosen)) {
        option.chosen = true;
    }
    let chosen = entitlements.iter().find(|option| option.chosen);
    let edition = chosen.map_or(edition, |option| question.edition_of(&option.entitlement, edition));
    // Where no plan covers the product the route's refusal says so; a benefit has no plan, its terms are not published.
    let plan = chosen
        .and_then(|option| edition.plan(option.plan.as_deref()?).ok())
        .or(edition.plans.first())
        .ok_or_else(|| PolicyError::Unknown { field: "plan", given: String::new(), known: Vec::new() })?;
    let own = question.own_times(chosen.map(|option| &option.entitlement));
    let refusal = chosen.and_then(|option| option.refusal.clone());
    let no_way = refusal.as_ref().filter(|refusal| LEAVES_NO_WAY.contains(&refusal.code.as_str()));
    let benefit = chosen.filter(|option| option.plan.is_none() && no_way.is_none());
    let concern = edition.concern(question.concern).unwrap_or(concern);
    let not_entitled = match (no_way, benefit) {
        (Some(refusal), _) => Some(refusal.clone()),
        (None, Some(_)) => None,
        (None, None) => not_entitled(edition, edition.product(question.product)?, plan),
    };
    let unpromised = concern.no_response_time.as_ref();
    let severity = severity_for(edition, plan, question.impact);

    let route = match (no_way, benefit) {
        (Some(refusal), _) => {
            let basis = edition.basis(vec!["S07".to_owned()], Vec::new(), &Subject::default());
            Ruling::refused(refusal.clone(), basis)
        }
        (None, None) => product_route(edition, question, &plan.id)?,
        (None, Some(benefit)) => benefit_route(edition, question, benefit)?,
    };
    let asked = severity.clone().unwrap_or_else(|| fallback_severity(edition, question.impact));
    let subject = Subject { concern: Some(&concern.id), plan: Some(&plan.id), ..Subject::default() };
    let Ruling { outcome, basis } = match (unpromised, benefit) {
        (Some(why), _) => {
            let refusal = Refusal::new("no-response-time-promised", why.text.clone());
            let basis = edition.basis(why.topics.clone(), Vec::new(), &subject);
            Ruling { outcome: Outcome::Refused { refusal }, basis }
        }
        (None, Some(benefit)) => {
            let refusal = Refusal::new("no-response-time-published", unpublished(&benefit.name));
            let basis = edition.basis(["S21", "S20"].map(str::to_owned).to_vec(), vec!["R11".to_owned()], &subject);
            Ruling { outcome: Outcome::Refused { refusal }, basis }
        }
        (None, None) => promise(edition, &question.terms(plan, &asked, own))?,
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
    let work = Work {
        clock: match &outcome {
            Outcome::Answered(deadline) => deadline.clock,
            Outcome::Refused { .. } => Clock::BusinessHours,
        },
        preview: concern.id == "preview",
    };
    Ok(FilingAnswer {
        filed_at: question.filed_at,
        plan: plan.id.clone(),
        route,
        respond_by: Ruling { outcome, basis },
        clock,
        steps,
        languages: languages_for(edition, &question.customer, &question.holidays, question.filed_at, work)?,
        severities: match (unpromised, benefit) {
            (None, None) => severity_options(edition, question, plan, severity.as_deref(), own)?,
            _ => Vec::new(),
        },
        commits_round_the_clock: severity.as_deref() == Some("a") && unpromised.is_none(),
        severity,
        recommended,
        who,
        check: prefiling(
            edition,
            &PrefilingQuestion {
                coverage: CoverageQuestion {
                    concern: question.concern,
                    plan: &plan.id,
                    preview: question.preview,
                    scope: question.scope,
                    cause: question.cause,
                },
                product: question.product,
                impact: question.impact,
                not_entitled: not_entitled.as_ref(),
            },
        )?,
        entitlements,
    })
}

fn product_route(edition: &Edition, question: &FilingQuestion<'_>, plan: &str) -> Result<Ruling<Route>, PolicyError> {
    let FilingQuestion { product, partner, cannot_sign_in, .. } = *question;
    route(edition, &RouteQuestion { product, plan, partner, cannot_sign_in })
}

/// Where a benefit without published terms is used: incidents in their own portal, partners' benefits where the product's
/// requests go.
fn benefit_route(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    benefit: &EntitlementOption,
) -> Result<Ruling<Route>, PolicyError> {
    let product = edition.product(question.product)?;
    let gives = question.contracts.iter().find_map(|contract| match &benefit.entitlement {
        Entitlement::Contract { contract: id } if contract.id == *id => Some(&contract.gives),
        _ => None,
    });
    let Some(Gives::Incidents(program)) = gives else {
        // Requests about the product go to the same place whatever the benefit.
        let plan = product.plans().into_iter().next().unwrap_or_default();
        return product_route(edition, question, &plan);
    };
    let Ruling { outcome, basis } = incidents(edition, program, installation_of(edition, product))?;
    let outcome = match outcome {
        Outcome::Refused { refusal } | Outcome::Answered(Eligibility { refusal: Some(refusal), .. }) => {
            Outcome::Refused { refusal }
        }
        Outcome::Answered(Eligibility { channel, url, steps, .. }) => {
            Outcome::Answered(Route { channel: channel.unwrap_or_default(), url, steps, alternatives: Vec::new() })
        }
    };
    Ok(Ruling { outcome, basis })
}

fn unpublished(benefit: &Text) -> Text {
    text!(
        "The policy publishes no initial response time for {benefit}. Its own terms decide.",
        "Ingen frist for første svar er publisert for {benefit}. Dens egne vilkår avgjør.",
        benefit
    )
}

/// Refusals of a contract that leave not even the way to file known.
const LEAVES_NO_WAY: [&str; 3] = ["not-in-edition", "edition-gone", "edition-invalid"];

impl<'a> FilingQuestion<'a> {
    /// The edition that holds for what is filed under `entitlement`.
    fn edition_of(&self, entitlement: &Entitlement, otherwise: &'a Edition) -> &'a Edition {
        let Entitlement::Contract { contract } = entitlement else { return otherwise };
        let held = self.contracts.iter().find(|held| held.id == *contract);
        held.and_then(|held| held.edition).unwrap_or(otherwise)
    }

    pub(crate) fn terms(&self, plan: &'a Plan, severity: &'a str, own: &[(String, OwnLimit)]) -> Terms<'a> {
        let within = own.iter().find(|(id, _)| id == severity).map(|(_, limit)| *limit);
        Terms { plan: &plan.id, severity, customer: self.customer, holidays: self.holidays.clone(), within }
    }

    /// The response times that a contract carries itself; none of a plan.
    fn own_times(&self, entitlement: Option<&Entitlement>) -> &'a [(String, OwnLimit)] {
        let held = self
            .contracts
            .iter()
            .find(|held| matches!(entitlement, Some(Entitlement::Contract { contract }) if *contract == held.id));
        held.map_or(&[], |held| held.own.as_slice())
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

/// The one wished for, if it exists; else the one recommended; else the first that covers the product and is in force, so
/// that what is missing can be shown.
fn chosen_option(
    options: &[EntitlementOption],
    wished: Option<&Entitlement>,
    recommended: Option<&Recommended>,
) -> Option<usize> {
    let at = |wanted: &Entitlement| options.iter().position(|option| option.entitlement == *wanted);
    wished
        .and_then(at)
        .or_else(|| recommended.and_then(|best| at(&best.entitlement)))
        .or_else(|| options.iter().position(|option| option.refusal.is_none()))
}

fn severity_options(
    edition: &Edition,
    question: &FilingQuestion<'_>,
    plan: &Plan,
    chosen: Option<&str>,
    own: &[(String, OwnLimit)],
) -> Result<Vec<SeverityOption>, PolicyError> {
    let mut options = Vec::new();
    for id in plan.severities() {
        let ruling = promise(edition, &question.terms(plan, &id, own))?;
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
