//! S20, S40: whether a partner may use a benefit for a client. S42: what the incidents of developer programmes are for.

use crate::choice::Choice;
use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// Where a product runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Installation {
    /// On the customer's own machines.
    OnPremises,
    /// As Microsoft's service.
    Online,
}

impl Choice for Installation {
    const FIELD: &'static str = "for";
    const ALL: &'static [(&'static str, Self)] = &[("on-premises", Self::OnPremises), ("online", Self::Online)];
}

/// A benefit under which partners file.
#[derive(Debug, Clone)]
pub struct PartnerBenefit {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The plan it is a contract for, where it is for one.
    pub plan: Option<String>,
    /// Whether the partner may use it for its own needs; none where the policy does not say.
    pub own_use: Option<bool>,
    /// Whether its contract is linked anew every year: once for each user account, each year, each offer.
    pub linked_yearly: bool,
    /// What to do with access to the client's subscription.
    pub steps: Vec<Text>,
    /// What to do without.
    pub without: Vec<Text>,
    /// The topics that say so.
    pub because: Vec<String>,
}

/// A developer programme with support incidents.
#[derive(Debug, Clone)]
pub struct DeveloperProgram {
    /// Kebab-case.
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// What the incidents of developer programmes are for.
#[derive(Debug, Clone)]
pub struct IncidentRules {
    /// For what they may be used.
    pub usable_for: Vec<Installation>,
    /// The channel in which they are filed.
    pub channel: String,
    /// The step before those of the channel.
    pub activate: Text,
    /// What to do where they may not be used.
    pub otherwise: Vec<Text>,
    /// The topics that say so.
    pub because: Vec<String>,
}

/// Whether something may be filed under, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Eligibility {
    /// Whether it may be used for what was asked.
    pub eligible: bool,
    /// Why not, where it may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Whether a partner may use the benefit for its own needs, where the policy says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_use: Option<bool>,
    /// The channel's id, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Its address, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How to use it; where it may not be used, what to do instead.
    pub steps: Vec<Text>,
}

/// Whether the incidents of a developer programme may be used (S42).
///
/// # Errors
/// [`PolicyError::Unknown`] for a programme that the edition does not have.
pub fn incidents(
    edition: &Edition,
    program: &str,
    installation: Installation,
) -> Result<Ruling<Eligibility>, PolicyError> {
    let Some(rules) = edition.incidents.as_ref().filter(|rules| edition.refuse_unstated(&rules.because).is_none())
    else {
        return unstated(edition, &["S42"]);
    };
    let program = edition.program(program)?;
    let channel = edition.channel(&rules.channel)?;
    let answer = if rules.usable_for.contains(&installation) {
        Eligibility {
            eligible: true,
            refusal: None,
            own_use: None,
            channel: Some(channel.id.clone()),
            url: channel.url.clone(),
            steps: std::iter::once(&rules.activate).chain(&channel.steps).cloned().collect(),
        }
    } else {
        let message = text!(
            "The incidents of {program} are for on-premises products only.",
            "Støttehendelsene fra {program} gjelder bare lokalt installerte produkter (on-premises).",
            program = program.name
        );
        refused("incidents-on-premises-only", message, &rules.otherwise)
    };
    let subject = Subject { channels: &[&channel.id], ..Subject::default() };
    let basis = edition.basis(rules.because.clone(), Vec::new(), &subject);
    Ok(Ruling { outcome: Outcome::Answered(answer), basis })
}

/// Whether a partner may file for a client under a benefit (S20, S40). `delegated` says whether it has administrator or
/// owner access to the client's subscription, usually as delegated administrator.
///
/// # Errors
/// [`PolicyError::Unknown`] for a benefit that the edition does not have.
pub fn partner(edition: &Edition, benefit: &str, delegated: bool) -> Result<Ruling<Eligibility>, PolicyError> {
    if edition.benefits.is_empty() {
        return unstated(edition, &["S20", "S40"]);
    }
    let benefit = edition.benefit(benefit)?;
    if let Some(refusal) = edition.refuse_unstated(&benefit.because) {
        let subject = Subject { plan: benefit.plan.as_deref(), ..Subject::default() };
        return Ok(Ruling::refused(refusal, edition.basis(benefit.because.clone(), Vec::new(), &subject)));
    }
    let answer = if delegated {
        Eligibility {
            eligible: true,
            refusal: None,
            own_use: benefit.own_use,
            channel: None,
            url: None,
            steps: benefit.steps.clone(),
        }
    } else {
        let message = text!(
            "{benefit} cannot be used for a client without administrator or owner access to the client's subscription.",
            "{benefit} kan ikke brukes for en kunde uten administrator- eller eiertilgang til kundens abonnement.",
            benefit = benefit.name
        );
        Eligibility { own_use: benefit.own_use, ..refused("no-delegated-access", message, &benefit.without) }
    };
    let subject = Subject { plan: benefit.plan.as_deref(), ..Subject::default() };
    let basis = edition.basis(benefit.because.clone(), Vec::new(), &subject);
    Ok(Ruling { outcome: Outcome::Answered(answer), basis })
}

/// The ruling of an edition that does not state `topics`.
fn unstated(edition: &Edition, topics: &[&str]) -> Result<Ruling<Eligibility>, PolicyError> {
    let because: Vec<String> = topics.iter().map(|&topic| topic.to_owned()).collect();
    let nowhere = || PolicyError::Unknown { field: "topic", given: because.join(" "), known: Vec::new() };
    let refusal = edition.refuse_unstated(topics).ok_or_else(nowhere)?;
    Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &Subject::default())))
}

fn refused(code: &str, message: Text, steps: &[Text]) -> Eligibility {
    Eligibility {
        eligible: false,
        refusal: Some(Refusal::new(code, message)),
        own_use: None,
        channel: None,
        url: None,
        steps: steps.to_vec(),
    }
}
