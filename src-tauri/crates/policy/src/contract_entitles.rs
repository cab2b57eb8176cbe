//! S20, S36, S37, S40, S42: whether a contract entitles requests of a tenant.

use crate::edition::{Edition, Subject};
use crate::entitlement::not_in_force;
use crate::error::PolicyError;
use crate::ruling::{Outcome, Refusal, Ruling};
use crate::text;
use crate::text::Text;
use chrono::NaiveDate;
use serde::Serialize;

/// Whose contract it is, seen from the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractOf {
    /// The tenant's own.
    ThisTenant,
    /// Another tenant's.
    AnotherTenant,
    /// The administrator's, for no tenant in particular.
    NoTenant,
}

/// A contract and a tenant, as far as the answer depends on them.
#[derive(Debug, Clone, Copy)]
pub struct EntitlesQuestion<'a> {
    /// The kind of contract: the id of a plan, a partner benefit or a developer programme.
    pub kind: &'a str,
    /// Whose it is.
    pub of: ContractOf,
    /// Its first day.
    pub starts: Option<NaiveDate>,
    /// Its last day.
    pub ends: Option<NaiveDate>,
    /// Whether the tenant is a client's.
    pub client: bool,
    /// Whether the administrator has delegated administrator or owner access there; none where it is not known.
    pub delegated: Option<bool>,
    /// The day asked about, on the tenant's calendar.
    pub on: NaiveDate,
}

/// What a contract entitles a tenant to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Entitles {
    /// The plan whose terms it gives; none where the policy publishes none.
    pub plan: Option<String>,
    /// What must be true besides, and how far it goes.
    pub provided: Vec<Text>,
}

/// Whether a contract entitles requests of a tenant.
///
/// # Errors
/// [`PolicyError::Unknown`] for a kind that the edition does not have.
pub fn entitles(edition: &Edition, question: &EntitlesQuestion<'_>) -> Result<Ruling<Entitles>, PolicyError> {
    let (plan, mut because, verdict) = if let Ok(benefit) = edition.benefit(question.kind) {
        let topics = benefit.because.clone();
        (benefit.plan.clone(), topics, of_benefit(question, &benefit.name, &benefit.without))
    } else if edition.programs.iter().any(|program| program.id == question.kind) {
        let only = text!(
            "Only for on-premises products, and once the benefit is activated in the Visual Studio subscriptions portal.",
            "Bare for lokalt installerte produkter (on-premises), og først når fordelen er aktivert i portalen for Visual Studio-abonnementer."
        );
        (None, vec!["S42".to_owned()], of_owner(question, only))
    } else {
        let plan = edition.plan(question.kind)?;
        let provided = text!(
            "Covers every subscription in the account of which the user who has linked it is owner or administrator.",
            "Dekker alle abonnementer i kontoen der brukeren som har koblet den til, er eier eller administrator."
        );
        (Some(plan.id.clone()), vec!["S37".to_owned(), "S20".to_owned()], of_owner(question, provided))
    };
    let outcome = match (not_in_force(question.starts, question.ends, question.on), verdict) {
        (Some(refusal), _) => Outcome::Refused { refusal },
        (None, Err(refusal)) => Outcome::Refused { refusal: *refusal },
        (None, Ok(provided)) => Outcome::Answered(Entitles { plan: plan.clone(), provided }),
    };
    because.dedup();
    if let Some(refusal) = edition.refuse_unstated(&because) {
        let subject = Subject { plan: plan.as_deref(), ..Subject::default() };
        return Ok(Ruling::refused(refusal, edition.basis(because, Vec::new(), &subject)));
    }
    let basis = edition.basis(because, Vec::new(), &Subject { plan: plan.as_deref(), ..Subject::default() });
    Ok(Ruling { outcome, basis })
}

/// A contract that covers its owner alone.
fn of_owner(question: &EntitlesQuestion<'_>, provided: Text) -> Result<Vec<Text>, Box<Refusal>> {
    match (question.of, question.client) {
        (ContractOf::ThisTenant, _) | (ContractOf::NoTenant, false) => Ok(vec![provided]),
        (ContractOf::AnotherTenant, _) => Err(Box::new(of_another())),
        (ContractOf::NoTenant, true) => Err(Box::new(Refusal::new(
            "not-for-clients",
            text!(
                "Your own contract does not cover a client. Use or buy a plan in the client's tenant, or use a partner benefit.",
                "Din egen kontrakt dekker ikke en kunde. Bruk eller kjøp en plan i kundens leier, eller bruk en partnerfordel."
            ),
        ))),
    }
}

/// A partner's benefit: for its own needs, and for clients who have given access.
fn of_benefit(question: &EntitlesQuestion<'_>, name: &Text, without: &[Text]) -> Result<Vec<Text>, Box<Refusal>> {
    match (question.of, question.client, question.delegated) {
        // A partner's benefit is kept with the partner's own tenant.
        (ContractOf::AnotherTenant, false, _) => Err(Box::new(of_another())),
        (_, false, _) => {
            Ok(vec![text!("{name} is used here for your own needs.", "{name} brukes her til egne behov.", name)])
        }
        (_, true, Some(true)) => Ok(vec![text!(
            "As long as you have administrator or owner access to the client's subscription; settle with the client which plan or benefit is used.",
            "Så lenge du har administrator- eller eiertilgang til kundens abonnement; bli enig med kunden om hvilken plan eller fordel som brukes."
        )]),
        (_, true, None) => Ok(vec![text!(
            "Only with administrator or owner access to the client's subscription, usually as delegated administrator. None is kept here: check it first.",
            "Bare med administrator- eller eiertilgang til kundens abonnement, vanligvis som delegert administrator. Ingen er registrert her: kontroller det først."
        )]),
        (_, true, Some(false)) => {
            let what = without.first().cloned().unwrap_or_else(|| Text::same(""));
            let message = text!(
                "{name} needs administrator or owner access to the client's subscription. {what}.",
                "{name} krever administrator- eller eiertilgang til kundens abonnement. {what}.",
                name,
                what
            );
            Err(Box::new(Refusal::new("no-delegated-access", message)))
        }
    }
}

fn of_another() -> Refusal {
    let message = text!(
        "The contract belongs to another tenant. Choose one of this tenant's, or one for all tenants.",
        "Kontrakten tilhører en annen leier. Velg en av denne leierens, eller en for alle leiere."
    );
    Refusal::new("contract-of-another-tenant", message)
}
