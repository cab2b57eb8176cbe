//! S37, S42: where a contract must be linked before it can be filed under, and how long a link holds.

use crate::edition::{Edition, Subject};
use crate::error::PolicyError;
use crate::months::months_after;
use crate::ruling::{Outcome, Ruling};
use crate::text::Text;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long a new link takes to appear in the portal at most.
const APPEARS_WITHIN: TimeDelta = TimeDelta::hours(1);
/// The months after which the link of a partner benefit is renewed.
const RENEWED_AFTER: u32 = 12;

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// Linked, and it may not be seen in the portal yet.
    Appearing,
    /// Linked.
    Linked,
    /// Linked a year ago or longer, where that must be done every year.
    ToRenew,
}

/// Where a link stands, and what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LinkStanding {
    /// The state.
    pub state: LinkState,
    /// By when it appears in the portal, while it may not yet.
    pub appears_by: Option<DateTime<Utc>>,
    /// The day on which it is to be linked anew, where that must be done every year.
    pub renew_on: Option<NaiveDate>,
}

/// A portal in which a contract must be linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LinkNeed {
    /// The channel's id.
    pub channel: String,
    /// Its name.
    pub name: Text,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// How to link there.
    pub steps: Vec<Text>,
}

/// Where a link stands at `now`, `today` on the calendar that `linked_on` is of. `just_linked` is the instant of linking
/// where that is known.
pub fn link_standing(
    edition: &Edition,
    kind: &str,
    linked_on: NaiveDate,
    just_linked: Option<DateTime<Utc>>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> LinkStanding {
    let yearly = edition.benefit(kind).is_ok_and(|benefit| benefit.linked_yearly);
    let renew_on = yearly.then(|| months_after(linked_on, RENEWED_AFTER));
    let appears_by = just_linked.map(|at| at + APPEARS_WITHIN).filter(|by| now < *by);
    let state = match (appears_by, renew_on) {
        (_, Some(renew_on)) if renew_on <= today => LinkState::ToRenew,
        (Some(_), _) => LinkState::Appearing,
        _ => LinkState::Linked,
    };
    LinkStanding { state, appears_by, renew_on }
}

/// Whether a link in one portal does for the others: so it is with partner benefits.
pub fn one_link_does_for_all(edition: &Edition, kind: &str) -> bool {
    edition.benefit(kind).is_ok_and(|benefit| benefit.linked_yearly)
}

/// The portals in which a contract must be linked for requests about `products`: those of their channels that know
/// contracts. Where no product is known, the first portal that does.
///
/// `kind` is the id of a plan, a partner benefit or a developer programme.
///
/// # Errors
/// [`PolicyError::Unknown`] for a kind or product that the edition does not have.
pub fn links_needed(edition: &Edition, kind: &str, products: &[&str]) -> Result<Ruling<Vec<LinkNeed>>, PolicyError> {
    let linkable = |id: &str| edition.channels.iter().find(|channel| channel.id == id && !channel.link.is_empty());
    let mut channels = Vec::new();
    if edition.programs.iter().any(|program| program.id == kind) {
        channels.extend(linkable(&edition.incidents.channel));
    } else {
        let plan = match edition.benefit(kind) {
            Ok(benefit) => benefit.plan.as_deref(),
            Err(_) => Some(edition.plan(kind)?.id.as_str()),
        };
        for product in products {
            let product = edition.product(product)?;
            let channel = match plan {
                Some(plan) => product.channel(plan),
                None => product.channels.iter().find_map(|(_, channel)| channel.as_deref()),
            };
            channels.extend(channel.and_then(linkable));
        }
        if products.is_empty() {
            channels.extend(edition.channels.iter().find(|channel| !channel.link.is_empty()));
        }
    }
    let mut needed: Vec<LinkNeed> = Vec::new();
    let mut because: Vec<String> = Vec::new();
    for channel in channels {
        if needed.iter().all(|need| need.channel != channel.id) {
            because.extend(
                channel.link_because.iter().filter(|topic| !because.contains(topic)).cloned().collect::<Vec<_>>(),
            );
            needed.push(LinkNeed {
                channel: channel.id.clone(),
                name: channel.name.clone(),
                url: channel.url.clone(),
                steps: channel.link.clone(),
            });
        }
    }
    if because.is_empty() {
        because.push("S37".to_owned());
    }
    let ids: Vec<&str> = needed.iter().map(|need| need.channel.as_str()).collect();
    let basis = edition.basis(because, Vec::new(), &Subject { channels: &ids, ..Subject::default() });
    Ok(Ruling { outcome: Outcome::Answered(needed), basis })
}
