//! S06, S12, S15, S16, S37: where a request is filed, and how.

use crate::edition::{Cell, Channel, Edition, Plan, Product, Subject};
use crate::error::PolicyError;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use serde::Serialize;

/// What decides where a technical request is filed.
#[derive(Debug, Clone, Copy)]
pub struct RouteQuestion<'a> {
    /// The product's id.
    pub product: &'a str,
    /// The plan's id.
    pub plan: &'a str,
    /// Whether a partner files.
    pub partner: bool,
    /// Whether the portal cannot be signed in to.
    pub cannot_sign_in: bool,
}

/// Where and how to file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Route {
    /// The channel's id.
    pub channel: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// What to do there, in order.
    pub steps: Vec<Text>,
    /// Other channels that would do.
    pub alternatives: Vec<String>,
}

/// Where to file a technical request.
///
/// # Errors
/// [`PolicyError::Unknown`] for a product or plan that the edition does not have.
pub fn route(edition: &Edition, question: &RouteQuestion<'_>) -> Result<Ruling<Route>, PolicyError> {
    let product = edition.product(question.product)?;
    let plan = edition.plan(question.plan)?;
    let subject = Subject { plan: Some(&plan.id), product: Some(&product.id), ..Subject::default() };
    let refused = |refusal, because: &[&str]| {
        let because = because.iter().map(|&topic| topic.to_owned()).collect();
        Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &subject)))
    };
    if let Some(refusal) = edition.refuse_unstated(&["S06", "S12"]) {
        return refused(refusal, &["S06", "S12"]);
    }
    if let Some(refusal) = not_entitled(edition, product, plan) {
        let because: &[&str] = if refusal.missing.is_some() { &["S06", "S12"] } else { &["S06", "S07", "S12"] };
        return refused(refusal, because);
    }
    let own = product.channel(&plan.id).unwrap_or_default();
    // Support for this product goes through its partner alone: no portal to sign in to, none beside it.
    let through_partner_only = own == "cloud-solution-provider";
    let mut because = vec!["S06".to_owned(), "S12".to_owned()];
    let mut alternatives: Vec<&str> = Vec::new();
    let (chosen, needs): (&str, &[&str]) = if question.cannot_sign_in && !through_partner_only {
        ("phone", &["S16", "S14"])
    } else if question.partner {
        alternatives.push(own);
        ("partner-center", &["S20"])
    } else {
        (own, &[])
    };
    if let Some(refusal) = edition.refuse_unstated(needs) {
        return refused(refusal, needs);
    }
    if chosen != "phone" && !through_partner_only && !plan.also.is_empty() {
        alternatives.extend(plan.also.iter().map(String::as_str));
        if edition.unstated("S37").is_none() {
            because.push("S37".to_owned());
        }
    }
    let channel = edition.channel(chosen)?;
    because.extend(channel.because.iter().filter(|topic| !because.contains(topic)).cloned().collect::<Vec<_>>());

    let mut named = vec![chosen];
    named.extend(&alternatives);
    let subject = Subject { channels: &named, ..subject };
    let basis = edition.basis(because, Vec::new(), &subject);
    let route = Route {
        channel: channel.id.clone(),
        url: channel.url.clone(),
        steps: steps(channel, product),
        alternatives: alternatives.into_iter().map(str::to_owned).collect(),
    };
    Ok(Ruling { outcome: Outcome::Answered(route), basis })
}

fn steps(channel: &Channel, product: &Product) -> Vec<Text> {
    let filled = |step: &Text| {
        Text::each(|language| step.in_language(language).replace("{product}", product.name.in_language(language)))
    };
    channel.steps.iter().map(filled).collect()
}

/// Why a plan does not entitle a product, or cannot be said to; none where it does.
pub(crate) fn not_entitled(edition: &Edition, product: &Product, plan: &Plan) -> Option<Refusal> {
    match product.cell(&plan.id) {
        Cell::Stated(Some(_)) => None,
        Cell::Stated(None) => Some(not_covered(edition, product, &plan.name)),
        Cell::Unstated(state) => {
            let (product, plan) = (&product.name, &plan.name);
            let what =
                text!("where {product} is filed under {plan}", "hvor {product} sendes inn under {plan}", product, plan);
            Some(edition.not_stated(*state, what))
        }
    }
}

/// The refusal of a plan that does not entitle the product, with those that do.
fn not_covered(edition: &Edition, product: &Product, plan: &Text) -> Refusal {
    let plans = product.plans();
    let names = edition.plans.iter().filter(|plan| plans.contains(&plan.id)).map(|plan| &plan.name);
    let names = Text::joined(names, ", ");
    Refusal {
        code: "plan-does-not-cover-product".to_owned(),
        message: text!(
            "{plan} does not cover {product}. These do: {names}.",
            "{plan} dekker ikke {product}. Disse gjør det: {names}.",
            plan,
            product = product.name,
            names
        ),
        plans: Some(plans),
        severities: None,
        missing: None,
    }
}
