//! S05, S17, S29, S32, S34–S36, S38, S41: where to turn when it is not a technical problem: billing, licensing, and
//! buying, upgrading or cancelling a support plan.

use crate::choice::Choice;
use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::route::Route;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use serde::Deserialize;

/// What is to be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteConcern {
    /// A question about a bill.
    Billing,
    /// There is no subscription yet, and signing up fails.
    NoSubscription,
    /// A question about licences.
    Licensing,
    /// A support plan is to be bought.
    BuyPlan,
    /// A support plan is to be replaced by a higher one.
    UpgradePlan,
    /// A support plan is to be cancelled.
    CancelPlan,
}

impl Choice for RouteConcern {
    const FIELD: &'static str = "concern";
    const ALL: &'static [(&'static str, Self)] = &[
        ("billing", Self::Billing),
        ("no-subscription", Self::NoSubscription),
        ("licensing", Self::Licensing),
        ("buy-plan", Self::BuyPlan),
        ("upgrade-plan", Self::UpgradePlan),
        ("cancel-plan", Self::CancelPlan),
    ];
}

impl RouteConcern {
    /// The topics that settle it.
    fn topics(self) -> &'static [&'static str] {
        match self {
            Self::Billing | Self::CancelPlan => &["S32"],
            Self::NoSubscription => &["S17"],
            Self::Licensing => &["S41"],
            Self::BuyPlan => &["S29", "S38"],
            Self::UpgradePlan => &["S35", "S32"],
        }
    }
}

/// How the licences or the plan were bought, or are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoughtThrough {
    /// From Microsoft directly.
    Direct,
    /// Online.
    Online,
    /// Volume licensing: MPSA, Enterprise or Open.
    VolumeLicensing,
    /// A Cloud Solution Provider partner.
    CloudSolutionProvider,
    /// An Enterprise Agreement.
    EnterpriseAgreement,
}

impl Choice for BoughtThrough {
    const FIELD: &'static str = "bought_through";
    const ALL: &'static [(&'static str, Self)] = &[
        ("direct", Self::Direct),
        ("volume-licensing", Self::VolumeLicensing),
        ("cloud-solution-provider", Self::CloudSolutionProvider),
        ("enterprise-agreement", Self::EnterpriseAgreement),
        ("online", Self::Online),
    ];
}

/// A row of an edition's table of routes.
#[derive(Debug, Clone)]
pub struct ConcernRoute {
    /// What it answers.
    pub concern: RouteConcern,
    /// The ways of buying it is for; empty for any.
    pub bought_through: Vec<BoughtThrough>,
    /// The plans it is for; empty for any.
    pub plans: Vec<String>,
    /// Its answer.
    pub turn_to: TurnTo,
    /// The topics that say so.
    pub because: Vec<String>,
}

/// The answer of a row.
#[derive(Debug, Clone)]
pub enum TurnTo {
    /// A channel.
    Channel {
        /// The channel's id.
        channel: String,
        /// Other channels that would do.
        alternatives: Vec<String>,
        /// What to do there, where it is not what the channel itself says.
        steps: Option<Vec<Text>>,
    },
    /// Nobody: a refusal with its code and its sentence.
    Nobody {
        /// Stable, kebab-case.
        code: String,
        /// Why, and what would do.
        message: Text,
    },
}

/// What decides where to turn.
#[derive(Debug, Clone, Copy)]
pub struct ConcernQuestion<'a> {
    /// What is to be settled.
    pub concern: RouteConcern,
    /// How it was or will be bought, where known.
    pub bought_through: Option<BoughtThrough>,
    /// The plan's id: the one to buy, to upgrade to or from, to cancel, or that licences came with.
    pub plan: Option<&'a str>,
}

/// Where to turn with a concern that is not technical.
///
/// # Errors
/// [`PolicyError::Unknown`] for a plan that the edition does not have; [`PolicyError::Needed`] where the answer depends
/// on how it was bought.
pub fn concern_route(edition: &Edition, question: &ConcernQuestion<'_>) -> Result<Ruling<Route>, PolicyError> {
    let plan = question.plan.map(|id| edition.plan(id)).transpose()?.map(|plan| plan.id.as_str());
    let subject = Subject { plan, ..Subject::default() };
    let topics = question.concern.topics();
    if edition.concern_routes.is_empty()
        && let Some(refusal) = edition.refuse_unstated(topics)
    {
        let because = topics.iter().map(|&topic| topic.to_owned()).collect();
        return Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &subject)));
    }
    let rows = || edition.concern_routes.iter().filter(|row| row.concern == question.concern);
    let row = rows().find(|row| row.fits(question.bought_through, plan)).ok_or_else(|| {
        let ways = BoughtThrough::ALL.iter().filter(|(_, way)| rows().any(|row| row.bought_through.contains(way)));
        PolicyError::Needed { field: BoughtThrough::FIELD, known: ways.map(|(name, _)| (*name).to_owned()).collect() }
    })?;
    let mut because = row.because.clone();
    if let Some(refusal) = edition.refuse_unstated(&because) {
        return Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &subject)));
    }
    let (outcome, channels) = match &row.turn_to {
        TurnTo::Nobody { code, message } => {
            (Outcome::Refused { refusal: Refusal::new(code, message.clone()) }, Vec::new())
        }
        TurnTo::Channel { channel, alternatives, steps } => {
            let channel = edition.channel(channel)?;
            if steps.is_none() {
                because.extend(channel.because.iter().filter(|topic| !row.because.contains(topic)).cloned());
            }
            let mut channels = vec![channel.id.as_str()];
            channels.extend(alternatives.iter().map(String::as_str));
            let route = Route {
                channel: channel.id.clone(),
                url: channel.url.clone(),
                steps: steps.as_ref().unwrap_or(&channel.steps).clone(),
                alternatives: alternatives.clone(),
            };
            (Outcome::Answered(route), channels)
        }
    };
    let basis = edition.basis(because, Vec::new(), &Subject { channels: &channels, ..subject });
    Ok(Ruling { outcome, basis })
}

impl Edition {
    /// What is missing in the table of routes, if something is: an answer, unless how it was bought is asked for, and
    /// steps that make sense without a product.
    pub(crate) fn concern_route_gap(&self) -> Option<Text> {
        for (name, concern) in RouteConcern::ALL {
            for (way_name, way) in BoughtThrough::ALL {
                for plan in std::iter::once(None).chain(self.plans.iter().map(|plan| Some(plan.id.as_str()))) {
                    let rows = || self.concern_routes.iter().filter(|row| row.concern == *concern);
                    if !rows().any(|row| row.fits(Some(*way), plan)) {
                        return Some(text!(
                            "concern {name} has no route for {way_name}",
                            "sakstypen {name} har ingen vei for {way_name}",
                            name,
                            way_name
                        ));
                    }
                }
            }
        }
        self.concern_routes.iter().find_map(|row| match &row.turn_to {
            TurnTo::Channel { channel, steps: None, .. } => {
                let steps = self.channel(channel).map(|channel| channel.steps.as_slice()).unwrap_or_default();
                let asks_for_product = steps.iter().any(|step| step.en.contains("{product}"));
                asks_for_product.then(|| {
                    let concern = format!("{:?}", row.concern);
                    text!(
                        "route of {concern} has no steps of its own, and {channel} asks for a product",
                        "veien for {concern} har ingen egne trinn, og {channel} spør om et produkt",
                        concern,
                        channel
                    )
                })
            }
            _ => None,
        })
    }
}

impl ConcernRoute {
    /// Whether the row answers for that way of buying and that plan. A row that is narrowed fits only what is known.
    fn fits(&self, bought_through: Option<BoughtThrough>, plan: Option<&str>) -> bool {
        (self.bought_through.is_empty() || bought_through.is_some_and(|way| self.bought_through.contains(&way)))
            && (self.plans.is_empty() || plan.is_some_and(|plan| self.plans.iter().any(|id| id == plan)))
    }
}
