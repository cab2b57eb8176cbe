//! S05, S07, S09: what a support plan includes, and which one is needed for something.

use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::route::not_entitled;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use serde::Serialize;

/// Something a plan may include.
#[derive(Debug, Clone)]
pub struct PlanFeature {
    /// Kebab-case.
    pub id: String,
    /// What it is.
    pub name: Text,
    /// The plans that the policy names for it, in no particular order; about the others it is silent.
    pub plans: Vec<String>,
    /// The topics that say so.
    pub because: Vec<String>,
    /// The readings taken.
    pub assumptions: Vec<String>,
}

/// A feature, and whether the policy names it for the plan asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FeatureOfPlan {
    /// The feature's id.
    pub feature: String,
    /// What it is.
    pub name: Text,
    /// Whether the policy names it for the plan. Where it does not, it is not promised.
    pub named: bool,
}

/// The plans for something, least first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlanChoice {
    /// The plans that cover the product and include the feature, in the edition's order: the first asks least of you.
    pub plans: Vec<String>,
    /// Whether the first comes with subscriptions, so that there may be nothing to buy.
    pub included: bool,
}

/// What `plan` includes of everything that plans differ in.
///
/// # Errors
/// [`PolicyError::Unknown`] for a plan that the edition does not have.
pub fn plan_contents(edition: &Edition, plan: &str) -> Result<Ruling<Vec<FeatureOfPlan>>, PolicyError> {
    let plan = edition.plan(plan)?;
    let named = |feature: &PlanFeature| feature.plans.contains(&plan.id);
    let features = edition
        .features
        .iter()
        .map(|feature| FeatureOfPlan { feature: feature.id.clone(), name: feature.name.clone(), named: named(feature) })
        .collect();
    let subject = Subject { plan: Some(&plan.id), ..Subject::default() };
    let mut because = vec!["S07".to_owned(), "S09".to_owned()];
    if let Some(refusal) = edition.refuse_unstated(&because) {
        return Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &subject)));
    }
    let mut assumptions = Vec::new();
    for feature in &edition.features {
        merge(&mut because, &feature.because);
        // A reading plays a part only where it decides against what another rule seems to promise.
        if !named(feature) && edition.features.iter().any(|other| named(other) && shares_a_reading(feature, other)) {
            merge(&mut assumptions, &feature.assumptions);
        }
    }
    Ok(Ruling { outcome: Outcome::Answered(features), basis: edition.basis(because, assumptions, &subject) })
}

/// The plans that cover `product` and include `feature`.
///
/// # Errors
/// [`PolicyError::Unknown`] for a product or feature that the edition does not have.
pub fn plan_choice(edition: &Edition, product: &str, feature: &str) -> Result<Ruling<PlanChoice>, PolicyError> {
    let product = edition.product(product)?;
    let feature = edition.feature(feature)?;
    let plans: Vec<String> = edition
        .plans
        .iter()
        .filter(|plan| product.channel(&plan.id).is_some() && feature.plans.contains(&plan.id))
        .map(|plan| plan.id.clone())
        .collect();
    let mut because = vec!["S05".to_owned(), "S07".to_owned()];
    merge(&mut because, &feature.because);
    merge(&mut because, &["S06".to_owned()]);
    let because = edition.stated(because);
    let unstated = edition
        .plans
        .iter()
        .filter(|plan| feature.plans.contains(&plan.id))
        .find_map(|plan| not_entitled(edition, product, plan).filter(|refusal| refusal.missing.is_some()));
    if let Some(refusal) = unstated {
        return Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &Subject::default())));
    }
    let premier = plans.iter().find(|plan| *plan == "premier").map(String::as_str);
    let subject = Subject { plan: premier, ..Subject::default() };
    let basis = edition.basis(because, feature.assumptions.clone(), &subject);
    let outcome = if plans.is_empty() {
        let message = text!(
            "No plan that covers {product} is said to include this.",
            "Ingen plan som dekker {product}, er sagt å omfatte dette.",
            product = product.name
        );
        Outcome::Refused { refusal: Refusal::new("no-plan-includes-it", message) }
    } else {
        let included = edition.plans.first().is_some_and(|included| plans.first() == Some(&included.id));
        Outcome::Answered(PlanChoice { plans, included })
    };
    Ok(Ruling { outcome, basis })
}

fn shares_a_reading(one: &PlanFeature, other: &PlanFeature) -> bool {
    one.assumptions.iter().any(|reading| other.assumptions.contains(reading))
}

fn merge(into: &mut Vec<String>, from: &[String]) {
    for id in from {
        if !into.contains(id) {
            into.push(id.clone());
        }
    }
}
